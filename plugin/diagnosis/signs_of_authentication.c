/* Authentication fails, or has no outcome.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "diagnosis/facts.h"
#include "diagnosis/logons.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/eap.h"
#include "ppp/text.h"
#include "show.h"

enum { SERVER_NOT_VERIFIED = 778 };     /* of Windows */
enum { A_WHILE = 3, SOME_TIME = 5, AUTHENTICATION_TIMEOUT = 60 };               /* seconds */

/* MS-CHAP's error code, and what it means. */
static void
put_error(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    const char *meaning = try_val_to_str(authentication->error, pptp_authentication_errors);

    if (authentication->error == 0)
        return;
    pptp_evidence_put_number(evidence, "error", authentication->error);
    if (meaning)
        pptp_evidence_put(evidence, "meaning", "%s", meaning);
    pptp_evidence_put(evidence, "retry", "%s", authentication->retry ? "retry allowed" : "retry not allowed");
    if (pptp_diagnosis_is_about_account(authentication->error) && authentication->credentials.response != PPTP_DIFFERS)
        pptp_evidence_put(evidence, "not_password", "%s", "The password was not the problem");
}

/* Returns the frame of the first Challenge with which the authenticator asks; 0: none was captured. */
static uint32_t
first_request_of(const struct pptp_link *link, unsigned authenticator)
{
    uint32_t first = 0;

    for (const struct pptp_authentication *last = link->authentication; last; last = last->before) {
        if (last->authenticator == authenticator && last->challenge.frame)
            first = last->challenge.frame;
    }
    return first;
}

static const char *
name_alert(wmem_allocator_t *scope, uint8_t description)
{
    const char *name = pptp_show_field_value_name("tls.alert_message.desc", description);

    return name ? name : wmem_strdup_printf(scope, "%u", description);
}

/* What a Response that matches the password leaves open. */
static const char *
read_match(const struct pptp_authentication *authentication)
{
    const struct pptp_credentials *credentials = &authentication->credentials;

    if (pptp_diagnosis_gives_other_reason(authentication->error))
        return "";
    if (credentials->with_domain)
        return ", but with the domain of the user name in its hash, where RFC 2759 section 4 leaves it out: for a"
               " server that does so the password is wrong";
    if (credentials->encoding == PPTP_ENCODING_OCTETS)
        return ", but only with one character for each octet of UTF-8: for a server that hashes it as UTF-16 the"
               " password is wrong";
    if (pptp_ppp_text_has(&authentication->user, "\\"))
        return ": the server knows another, refuses the user for another reason, or hashes the user name with its"
               " domain (FreeRADIUS: with_ntdomain_hack)";
    return ": the server knows another, or refuses the user for another reason";
}

/* Whether the Response matches the user's password in the table of accounts. A new one need not. */
static void
put_verification(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    enum pptp_verification response = authentication->credentials.response;
    bool is_explained = pptp_diagnosis_gives_other_reason(authentication->error);

    if (response == PPTP_MATCHES)
        pptp_evidence_put(evidence, "verified", "The Response matches the configured password%s",
                          read_match(authentication));
    if (response == PPTP_DIFFERS && !authentication->changes_password)
        pptp_evidence_put(evidence, "verified", "The Response does not match the configured password%s",
                          is_explained ? ", but the server gives another reason" : "");
}

static void
put_failure(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    struct pptp_text message = pptp_ppp_text_line(evidence->scope, authentication->message);

    pptp_evidence_put_frame(evidence, "frame", authentication->outcome.frame);
    pptp_evidence_put_authentication(evidence, authentication);
    pptp_evidence_put_text(evidence, "message", &message);
    put_error(evidence, authentication);
    put_verification(evidence, authentication);
}

/* Without E=, a Failure of MS-CHAP breaks RFC 2433 section 8 and RFC 2759 section 6. */
static bool
lacks_reason(const struct pptp_authentication *authentication)
{
    return (authentication->protocol == PPTP_MSCHAP || authentication->protocol == PPTP_MSCHAPV2)
           && authentication->error == 0;
}

/* The last outcome of one of these protocols, if it is a failure that no other finding explains; otherwise NULL. */
static const struct pptp_authentication *
find_failure(const struct pptp_subject *subject, enum pptp_authentication_protocol from,
             enum pptp_authentication_protocol to)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_authentication *last = pptp_diagnosis_logon_outcome(subject->link, end);

        if (last && !last->succeeded && last->protocol >= from && last->protocol <= to
            && !pptp_diagnosis_is_failure_explained(subject, last))
            return last;
    }
    return NULL;
}

static const struct pptp_authentication *
find_failed(struct pptp_evidence *evidence, enum pptp_authentication_protocol from,
            enum pptp_authentication_protocol to)
{
    const struct pptp_authentication *last = find_failure(&evidence->subject, from, to);

    if (!last || pptp_diagnosis_is_late(last) || lacks_reason(last))
        return NULL;
    put_failure(evidence, last);
    return last;
}

bool
pptp_sign_auth_failed_late(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_failure(&evidence->subject, PPTP_PAP, PPTP_EAP);

    if (!last || !pptp_diagnosis_is_late(last))
        return false;
    put_failure(evidence, last);
    pptp_evidence_put_seconds(evidence, "delay", pptp_diagnosis_waited_for_outcome(last));
    pptp_evidence_put_frame(evidence, "response", last->response.frame);
    if (last->challenges > 1)
        pptp_evidence_put_number(evidence, "challenges", last->challenges);
    if (last->credentials.response != PPTP_MATCHES)
        pptp_evidence_put(evidence, "verified", "%s", "The password may be right");
    return true;
}

bool
pptp_sign_auth_failed_no_reason(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_failure(&evidence->subject, PPTP_MSCHAP, PPTP_MSCHAPV2);

    if (!last || pptp_diagnosis_is_late(last) || !lacks_reason(last))
        return false;
    put_failure(evidence, last);
    pptp_evidence_put(evidence, "how", "%s", last->message.size ? "only a text" : "no text either");
    return true;
}

/* The Failure after which the client sent a new password; NULL: it did not, or that was not captured. */
static const struct pptp_authentication *
find_expiry(const struct pptp_authentication *authentication)
{
    const struct pptp_authentication *before = authentication->before;

    while (before && before->authenticator != authentication->authenticator)
        before = before->before;
    return authentication->changes_password && before && before->outcome.frame && !before->succeeded ? before : NULL;
}

static void
put_change(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    const struct pptp_authentication *expired = find_expiry(authentication);
    const char *meaning = expired ? try_val_to_str(expired->error, pptp_authentication_errors) : NULL;

    if (!expired)
        return;
    pptp_evidence_put(evidence, "first_error", "E=%u%s%s", expired->error, meaning ? ", " : "", meaning ? meaning : "");
    pptp_evidence_put_frame(evidence, "first_failure", expired->outcome.frame);
    pptp_evidence_put_frame(evidence, "change", authentication->response.frame);
}

/* What to do about E=. */
static const char *
advise(const struct pptp_authentication *authentication)
{
    static const value_string advices[] = {
        { 646, "Allow that time of day: in the account's logon hours, or in the server's or RADIUS policy." },
        { 647, "Enable or unlock the account." },
        { 648, "Give the account a new password, or use a client that can change it (RFC 2759 section 7)." },
        { 649, "Give the account the permission to dial in: its own property, or the server's or RADIUS policy." },
        { 709, "Choose a password that the server's rules allow, or change it at the server." },
        { 0, NULL }
    };

    return val_to_str_const(authentication->error, advices,
                            authentication->message.size
                                ? "If the message gives another reason (already logged in, for example), remove that"
                                  " cause; otherwise check the user name exactly as sent (with or without a domain),"
                                  " and the password."
                                : "Check the user name exactly as sent (with or without a domain), the account and the"
                                  " password.");
}

bool
pptp_sign_auth_failed(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_failed(evidence, PPTP_MSCHAP, PPTP_MSCHAPV2);

    if (!last)
        return false;
    put_change(evidence, last);
    pptp_evidence_put(evidence, "advice", "%s", advise(last));
    return true;
}

bool
pptp_sign_auth_failed_pap(struct pptp_evidence *evidence)
{
    return find_failed(evidence, PPTP_PAP, PPTP_PAP) != NULL;
}

bool
pptp_sign_auth_failed_chap_md5(struct pptp_evidence *evidence)
{
    return find_failed(evidence, PPTP_CHAP, PPTP_CHAP_MD5) != NULL;
}

/* An alert about the certificate of the end that gets it (RFC 5246 section 7.2.2). */
static bool
is_about_certificate(const struct pptp_eap *eap)
{
    static const uint8_t descriptions[] = { 42, 43, 44, 45, 46, 48 };

    return eap->alert.frame && memchr(descriptions, eap->alert_description, sizeof descriptions);
}

/* What the method proves. TLS carries other methods inside, or stands alone (RFC 5216). */
static const char *
name_credentials(const struct pptp_authentication *last)
{
    const struct pptp_eap *eap = last->eap;
    bool has_alert = eap->alert.frame != 0;

    if (is_about_certificate(eap))
        return eap->alert_from == last->authenticator
                   ? "the client's certificate (dates, issuer), that the server trusts its issuer"
                   : "the server's certificate (dates, issuer, name), that the client trusts its issuer";
    if (last->method == PPTP_EAP_TLS)
        return "the certificates of both ends (dates, issuers, names)";
    return has_alert ? "the server's certificate and the password" : "the user name and the password";
}

bool
pptp_sign_auth_eap_failed(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_failed(evidence, PPTP_EAP, PPTP_EAP);
    const struct pptp_eap *eap = last ? last->eap : NULL;

    if (!eap)
        return false;
    if (last->method)
        pptp_evidence_put(evidence, "method", "%s", pptp_ppp_eap_method_show(evidence->scope, last->method));
    pptp_evidence_put(evidence, "credentials", "%s", name_credentials(last));
    pptp_evidence_put_number(evidence, "windows", last->error ? last->error : 691);
    if (eap->alert.frame) {
        pptp_evidence_put_party(evidence, "alerter", eap->alert_from);
        pptp_evidence_put(evidence, "alert", "%s", name_alert(evidence->scope, eap->alert_description));
        pptp_evidence_put_frame(evidence, "alert_frame", eap->alert.frame);
    }
    if (is_about_certificate(eap))
        pptp_evidence_put_party(evidence, "certified", !eap->alert_from);
    return true;
}

/* --- What LCP agreed on ------------------------------------------------------------------------------------------- */

/* The end whose LCP Configure-Request got no reply, and was repeated after the authentication began; -1: none. */
static int
waits_for_lcp(const struct pptp_evidence *evidence, const struct pptp_moment *since)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);

        if (lcp->requests > 1 && lcp->agreed.frame == 0 && lcp->last.answered.frame == 0
            && lcp->last.last.frame > since->frame)
            return end;
    }
    return -1;
}

bool
pptp_sign_auth_before_lcp(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        struct pptp_diagnosis_trial trial = pptp_diagnosis_trial(evidence->subject.link, end);
        int waiting = trial.newest && trial.challenges ? waits_for_lcp(evidence, &trial.first) : -1;
        const struct pptp_asking *request;

        if (waiting < 0 || trial.newest->basis != PPTP_BASIS_NOT_OPEN)
            continue;
        request = &pptp_evidence_asked(evidence, PPTP_LCP, waiting)->last;
        pptp_evidence_put_authentication(evidence, trial.newest);
        pptp_evidence_put_count(evidence, "challenges", trial.challenges,
                                trial.newest->protocol == PPTP_EAP ? "EAP Request" : "CHAP Challenge");
        pptp_evidence_put_frame(evidence, "frame", trial.first.frame);
        pptp_evidence_put_party(evidence, "waiting", waiting);
        pptp_evidence_put_party(evidence, "silent", !waiting);
        pptp_evidence_put_frame(evidence, "request", request->first.frame);
        pptp_evidence_put_frame(evidence, "last", request->last.frame);
        return true;
    }
    return false;
}

/* "the server sent 4 CHAP Challenges (from frame 15 on)", and what the other end sends without having been asked. */
static void
put_trial(struct pptp_evidence *evidence, const struct pptp_diagnosis_trial *trial)
{
    if (trial->challenges) {
        pptp_evidence_put_count(evidence, "challenges", trial->challenges,
                                trial->newest->protocol == PPTP_EAP ? "EAP Request" : "CHAP Challenge");
        pptp_evidence_put_frame(evidence, "challenge", trial->first_challenge.frame);
    }
    if (trial->requests) {
        pptp_evidence_put_count(evidence, "requests", trial->requests, "PAP Authenticate-Request");
        pptp_evidence_put_frame(evidence, "request", trial->first_request.frame);
    }
    pptp_evidence_put(evidence, "both", "%s", trial->challenges && trial->requests ? ", while" : "");
}

bool
pptp_sign_auth_not_agreed(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        struct pptp_diagnosis_trial trial = pptp_diagnosis_trial(evidence->subject.link, end);
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);

        if (!trial.newest
            || (trial.newest->basis != PPTP_BASIS_NOTHING && trial.newest->basis != PPTP_BASIS_OTHER)
            || !pptp_diagnosis_is_stuck(evidence, trial.first.when, SOME_TIME * PPTP_SECOND))
            continue;
        pptp_evidence_put_frame(evidence, "frame", trial.first.frame);
        pptp_evidence_put_party(evidence, "server", end);
        pptp_evidence_put_party(evidence, "client", !end);
        pptp_evidence_put(evidence, "agreed", "%s%s", trial.newest->option ? "on " : "without authentication",
                          trial.newest->option
                              ? pptp_ppp_authentication_option_name(evidence->scope, trial.newest->option) : "");
        pptp_evidence_put_frame(evidence, "acknowledged", lcp->agreed.frame);
        put_trial(evidence, &trial);
        pptp_evidence_put_sequel(evidence, trial.newest);
        return true;
    }
    return false;
}

/* The octets are the ones of another protocol's Value. */
static const char *
name_size(unsigned size)
{
    return size == PPTP_MD5_VALUE ? "CHAP-MD5" : size == PPTP_MSCHAP_VALUE ? "MS-CHAP or MS-CHAPv2" : NULL;
}

bool
pptp_sign_auth_value_size(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_authentication *last = pptp_diagnosis_logon(evidence->subject.link, end);
        unsigned right = last ? pptp_diagnosis_wrong_size(last) : 0;

        if (!right || last->succeeded)
            continue;
        pptp_evidence_put_frame(evidence, "frame", last->response.frame);
        pptp_evidence_put_authentication(evidence, last);
        pptp_evidence_put_count(evidence, "octets", last->value_size, "octet");
        pptp_evidence_put_number(evidence, "right", right);
        if (name_size(last->value_size))
            pptp_evidence_put(evidence, "other", "%s", name_size(last->value_size));
        if (last->error)
            pptp_evidence_put_number(evidence, "error", last->error);
        pptp_evidence_put_sequel(evidence, last);
        return true;
    }
    return false;
}

static const char *
asked_name(wmem_allocator_t *scope, const struct pptp_options *options)
{
    return pptp_ppp_options_have(options, PPTP_OPTION_AUTHENTICATION)
               ? pptp_ppp_authentication_option_name(scope, options->value[PPTP_OPTION_AUTHENTICATION])
               : "";
}

/* No other request followed the refusal, although the call ended or there was time for one. */
static bool
was_the_last_word(const struct pptp_evidence *evidence, const struct pptp_negotiation *lcp)
{
    const struct pptp_subject *subject = &evidence->subject;

    if (subject->link->terminated.frame)
        return subject->link->furthest < PPTP_STAGE_DATA;
    return lcp->agreed.frame == 0 && ((subject->call && subject->call->ended_in)
        || pptp_subject_end_time(subject) - lcp->last.last.when >= A_WHILE * PPTP_SECOND);
}

/* The client asked the server to authenticate, the server refused, and the client ended the call before it had
 * authenticated itself. */
static bool
is_server_refusing(const struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    unsigned client = pptp_subject_client(subject);
    const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, client);
    const struct pptp_authentication *logon = pptp_diagnosis_logon(subject->link, !client);
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, subject);

    return subject->call && subject->call->roles_known && subject->call->direction != PPTP_INCOMING
           && subject->link->furthest <= PPTP_STAGE_AUTHENTICATION && ending.end == (int)client
           && ending.frame > lcp->reject.frame && !(logon && logon->response.frame)
           && !pptp_diagnosis_logon(subject->link, client)
           && pptp_ppp_options_have(&lcp->rejected, PPTP_OPTION_AUTHENTICATION);
}

bool
pptp_sign_auth_of_server_refused(struct pptp_evidence *evidence)
{
    unsigned client = pptp_subject_client(&evidence->subject);
    const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, client);
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);

    if (!is_server_refusing(evidence))
        return false;
    pptp_evidence_put_frame(evidence, "frame", lcp->reject.frame);
    pptp_evidence_put_party(evidence, "client", client);
    pptp_evidence_put_party(evidence, "server", !client);
    pptp_evidence_put(evidence, "asked", "%s", asked_name(evidence->scope, &lcp->rejected));
    if (pptp_ppp_options_have(&lcp->first_asked, PPTP_OPTION_AUTHENTICATION))
        pptp_evidence_put_frame(evidence, "request", lcp->first.frame);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "ended", ending.frame);
    return true;
}

bool
pptp_sign_auth_no_common(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);
        bool refused = pptp_ppp_options_have(&lcp->rejected, PPTP_OPTION_AUTHENTICATION);
        bool other = pptp_ppp_options_have(&lcp->wanted, PPTP_OPTION_AUTHENTICATION);

        const struct pptp_options *asked = refused ? &lcp->rejected : &lcp->asked;

        if (evidence->subject.link->authentication || (!refused && !other) || !*asked_name(evidence->scope, asked)
            || !was_the_last_word(evidence, lcp)
            || (end == pptp_subject_client(&evidence->subject) && is_server_refusing(evidence)))
            continue;
        pptp_evidence_put_party(evidence, "server", end);
        pptp_evidence_put_party(evidence, "client", !end);
        pptp_evidence_put(evidence, "asked", "%s", asked_name(evidence->scope, asked));
        if (other)
            pptp_evidence_put(evidence, "wanted", "%s", asked_name(evidence->scope, &lcp->wanted));
        pptp_evidence_put_frame(evidence, "frame", other ? lcp->nak.frame : lcp->reject.frame);
        return true;
    }
    return false;
}

/* How long the link has waited for an outcome, in nanoseconds; 0: it does not wait, or another finding says why. */
static int64_t
waits_for_outcome(const struct pptp_evidence *evidence, const struct pptp_diagnosis_trial *trial)
{
    const struct pptp_link *link = evidence->subject.link;
    int64_t end = link->terminated.frame ? link->terminated.when : pptp_subject_end_time(&evidence->subject);
    bool agreed = trial->newest
        && (trial->newest->basis == PPTP_BASIS_AGREED || trial->newest->basis == PPTP_BASIS_UNKNOWN);

    if (!agreed || link->furthest > PPTP_STAGE_AUTHENTICATION || trial->newest->protocol == PPTP_EAP
        || pptp_diagnosis_is_failure_explained(&evidence->subject, trial->newest))
        return 0;
    return end - trial->first.when;
}

/* A Response got no reply. */
static bool
is_waiting(struct pptp_evidence *evidence, bool long_enough)
{
    for (unsigned end = 0; end < 2; end++) {
        struct pptp_diagnosis_trial trial = pptp_diagnosis_trial(evidence->subject.link, end);
        int64_t waited = waits_for_outcome(evidence, &trial);

        if (waited < SOME_TIME * PPTP_SECOND || (waited >= AUTHENTICATION_TIMEOUT * PPTP_SECOND) != long_enough
            || trial.newest->response.frame == 0)
            continue;
        pptp_evidence_put_authentication(evidence, trial.newest);
        pptp_evidence_put_frame(evidence, "frame", trial.newest->response.frame);
        pptp_evidence_put(evidence, "what", "%s",
                          trial.newest->protocol == PPTP_PAP ? "Authenticate-Request" : "Response");
        pptp_evidence_put_seconds(evidence, "span", waited);
        return true;
    }
    return false;
}

bool
pptp_sign_auth_challenge_unanswered(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        struct pptp_diagnosis_trial trial = pptp_diagnosis_trial(evidence->subject.link, end);
        int64_t waited = waits_for_outcome(evidence, &trial);

        if (waited < SOME_TIME * PPTP_SECOND || trial.newest->response.frame
            || !pptp_subject_flow(&evidence->subject, end))
            continue;
        pptp_evidence_put_authentication(evidence, trial.newest);
        pptp_evidence_put_frame(evidence, "frame", trial.first.frame);
        pptp_evidence_put_count(evidence, "challenges", trial.challenges, "Challenge");
        pptp_evidence_put_seconds(evidence, "span", waited);
        return true;
    }
    return false;
}

/* The Response that still waits after an outcome with another Identifier; NULL: none. */
static const struct pptp_authentication *
find_waiting(const struct pptp_link *link, const struct pptp_authentication *outcome)
{
    const struct pptp_authentication *last = link->authentication;

    while (last && (last->authenticator != outcome->authenticator || last->response.frame == 0
                    || last->response.frame > outcome->outcome.frame))
        last = last->before;
    return last && !last->is_over && last->outcome.frame == 0 ? last : NULL;
}

/* The newest outcome that belongs to no Response; NULL: none. */
static const struct pptp_authentication *
find_misnumbered(const struct pptp_link *link)
{
    const struct pptp_authentication *last = link->authentication;

    while (last && !(last->outcome.frame && last->response.frame + last->challenge.frame == 0 && !last->eap))
        last = last->before;
    return last;
}

bool
pptp_sign_auth_identifier(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_authentication *last = find_misnumbered(link);
    const struct pptp_authentication *waiting = last ? find_waiting(link, last) : NULL;

    if (!waiting || link->furthest > PPTP_STAGE_AUTHENTICATION)
        return false;
    pptp_evidence_put_authentication(evidence, waiting);
    pptp_evidence_put_frame(evidence, "frame", last->outcome.frame);
    pptp_evidence_put_number(evidence, "wrong", last->identifier);
    pptp_evidence_put(evidence, "outcome", "%s", last->succeeded ? "Success" : "Failure");
    pptp_evidence_put_number(evidence, "right", waiting->identifier);
    pptp_evidence_put_frame(evidence, "response", waiting->response.frame);
    if (waiting->responses > 1)
        pptp_evidence_put_count(evidence, "times", waiting->responses, "time");
    return true;
}

/* The newest authentication comes after one that succeeded, and waits for its Response until the end. */
bool
pptp_sign_auth_again_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_authentication *newest = link->authentication;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);

    if (!newest || !newest->before || !newest->before->outcome.frame || !newest->before->succeeded || newest->is_over
        || newest->challenge.frame == 0 || newest->response.frame || newest->outcome.frame
        || newest->protocol == PPTP_EAP || ending.frame == 0 || ending.end != newest->authenticator
        || pptp_diagnosis_is_rejected(&evidence->subject, newest)
        || !pptp_subject_flow(&evidence->subject, !newest->authenticator))
        return false;
    pptp_evidence_put_authentication(evidence, newest);
    pptp_evidence_put_frame(evidence, "frame", newest->challenge.frame);
    pptp_evidence_put_count(evidence, "challenges", newest->challenges, "Challenge");
    pptp_evidence_put_frame(evidence, "succeeded", newest->before->outcome.frame);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "ended", ending.frame);
    return true;
}

/* No other finding explains it. */
bool
pptp_sign_ended_after_success(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_authentication *newest = link->authentication;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);
    int64_t span = link->terminated.frame ? link->terminated.when : pptp_subject_end_time(&evidence->subject);

    if (evidence->warnings > 0 || !newest || !newest->outcome.frame || !newest->succeeded || newest->is_over
        || link->furthest >= PPTP_STAGE_DATA || pptp_ppp_link_has_agreed(link, PPTP_IPCP)
        || pptp_ppp_link_has_agreed(link, PPTP_IPV6CP) || ending.frame == 0 || ending.end != newest->authenticator)
        return false;
    span -= newest->outcome.when;
    if (span < 0 || span > SOME_TIME * PPTP_SECOND)
        return false;
    pptp_evidence_put_authentication(evidence, newest);
    pptp_evidence_put_frame(evidence, "succeeded", newest->outcome.frame);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "frame", ending.frame);
    pptp_evidence_put_seconds(evidence, "span", span);
    return true;
}

bool
pptp_sign_auth_timeout(struct pptp_evidence *evidence)
{
    return is_waiting(evidence, true);
}

bool
pptp_sign_auth_unanswered(struct pptp_evidence *evidence)
{
    return is_waiting(evidence, false);
}

/* The end went on with CCP or IPCP after authentication. */
static bool
goes_on(const struct pptp_evidence *evidence, unsigned end)
{
    return pptp_evidence_asked(evidence, PPTP_CCP, end)->requests
               + pptp_evidence_asked(evidence, PPTP_IPCP, end)->requests
           > 0;
}

/* The end gave a reason for hanging up that has nothing to do with the server's proof. */
static bool
gives_another_reason(const struct pptp_link *link)
{
    uint32_t error = 0;

    return link->terminated.frame
           && (pptp_ppp_text_has(&link->terminated_text, "MPPE")
               || pptp_ppp_text_has(&link->terminated_text, "User request")
               || (pptp_ppp_termination_is_windows(&link->terminated_text, &error) && error != SERVER_NOT_VERIFIED));
}

static bool
says_so(const struct pptp_link *link)
{
    uint32_t error = 0;

    return link->terminated.frame && pptp_ppp_termination_is_windows(&link->terminated_text, &error)
           && error == SERVER_NOT_VERIFIED;
}

static const char *
name_proof(const struct pptp_authentication *authentication)
{
    if (authentication->lacks_proof)
        return "The Success carries no valid proof of the password (S= and 40 hexadecimal digits), which MS-CHAPv2"
               " requires (RFC 2759 section 5)";
    return authentication->credentials.success == PPTP_DIFFERS
               ? "The server's proof of the password (S=) does not match the client's password"
               : "The server's proof of the password (S=) probably does not match the client's password";
}

/* Nothing but the moment tells against the proof. */
static void
put_other_reading(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    if (!authentication->lacks_proof && authentication->credentials.success != PPTP_DIFFERS
        && !says_so(evidence->subject.link))
        pptp_evidence_put(evidence, "or", "%s", "or its user or program hung up for a reason of its own");
}

/* After Success the authenticated end hangs up: it seems to reject the authenticator's proof. */
bool
pptp_sign_auth_server_rejected(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);
    const struct pptp_authentication *last =
        ending.frame && ending.end >= 0 ? pptp_diagnosis_logon_outcome(link, !ending.end) : NULL;
    int64_t end = link->terminated.frame ? link->terminated.when : pptp_subject_end_time(&evidence->subject);

    if (!last || !last->succeeded || last->protocol != PPTP_MSCHAPV2 || goes_on(evidence, ending.end)
        || ending.frame < last->outcome.frame
        || link->rejected || gives_another_reason(link) || end - last->outcome.when > A_WHILE * PPTP_SECOND
        || last->credentials.success == PPTP_MATCHES || pptp_diagnosis_logon(link, ending.end))
        return false;
    pptp_evidence_put_authentication(evidence, last);
    pptp_evidence_put(evidence, "proof", "%s", name_proof(last));
    put_other_reading(evidence, last);
    pptp_evidence_put_party(evidence, last->lacks_proof ? "prover" : "holder", last->authenticator);
    pptp_evidence_put_frame(evidence, "frame", last->outcome.frame);
    pptp_evidence_put_frame(evidence, "ended", ending.frame);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    return true;
}

/* The authenticated end gave up before the success came, which took long. */
bool
pptp_sign_auth_succeeded_late(struct pptp_evidence *evidence)
{
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);
    const struct pptp_authentication *last = ending.frame && ending.end >= 0
        ? pptp_diagnosis_logon_outcome(evidence->subject.link, !ending.end) : NULL;

    if (!last || !last->succeeded || ending.frame > last->outcome.frame || ending.frame < last->response.frame
        || pptp_diagnosis_waited_for_outcome(last) < SOME_TIME * PPTP_SECOND)
        return false;
    pptp_evidence_put_frame(evidence, "frame", last->outcome.frame);
    pptp_evidence_put_authentication(evidence, last);
    pptp_evidence_put_seconds(evidence, "delay", pptp_diagnosis_waited_for_outcome(last));
    pptp_evidence_put_frame(evidence, "response", last->response.frame);
    if (last->responses > 1)
        pptp_evidence_put_number(evidence, "times", last->responses);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "ended", ending.frame);
    return true;
}

/* The client goes on after a Success that proves nothing. */
bool
pptp_sign_auth_server_unproven(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_authentication *last = pptp_diagnosis_logon_outcome(evidence->subject.link, end);

        if (!last || !last->succeeded || !goes_on(evidence, !end)
            || (!last->lacks_proof && last->credentials.success != PPTP_DIFFERS))
            continue;
        pptp_evidence_put_authentication(evidence, last);
        pptp_evidence_put(evidence, "proof", "%s", name_proof(last));
        pptp_evidence_put_frame(evidence, "frame", last->outcome.frame);
        return true;
    }
    return false;
}

/* --- Both ends authenticate --------------------------------------------------------------------------------------- */

static const char *
name_of_server(wmem_allocator_t *scope, const struct pptp_authentication *proof)
{
    if (!proof->has_user)
        return "could not be read in full";
    if (proof->user.size == 0)
        return "has an empty name";
    return wmem_strdup_printf(scope, "has the name \"%s\"", pptp_ppp_text_show(scope, &proof->user));
}

static void
put_proof_of_server(struct pptp_evidence *evidence, const struct pptp_authentication *proof)
{
    if (proof->response.frame == 0) {
        pptp_evidence_put(evidence, "proof", "%s", "no Response to it was captured");
        return;
    }
    pptp_evidence_put(evidence, "proof", "the Response (frame %u) %s", proof->response.frame,
                      name_of_server(evidence->scope, proof));
    pptp_evidence_cite(evidence, proof->response.frame);
}

bool
pptp_sign_auth_of_server(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    unsigned client = pptp_subject_client(subject);
    const struct pptp_authentication *proof = pptp_diagnosis_logon(subject->link, client);
    const struct pptp_authentication *logon = pptp_diagnosis_logon_outcome(subject->link, !client);

    if (!proof || proof->succeeded || !pptp_diagnosis_is_of_server(subject, proof)
        || !pptp_diagnosis_is_stuck(evidence, proof->challenge.when, SOME_TIME * PPTP_SECOND))
        return false;
    pptp_evidence_put_party(evidence, "client", client);
    pptp_evidence_put_party(evidence, "server", !client);
    pptp_evidence_put(evidence, "protocol", "%s", pptp_ppp_authentication_name(proof->protocol));
    pptp_evidence_put_frame(evidence, "frame", first_request_of(subject->link, client));
    put_proof_of_server(evidence, proof);
    pptp_evidence_put_sequel(evidence, proof);
    if (logon && logon->succeeded) {
        pptp_evidence_put(evidence, "accepted", "accepted user \"%s\"",
                          pptp_ppp_text_show(evidence->scope, &logon->user));
        pptp_evidence_put_frame(evidence, "accepted_in", logon->outcome.frame);
    }
    return true;
}

/* --- Challenges that are repeated --------------------------------------------------------------------------------- */

/* The server takes the Response to a repeated Challenge for an error once it has sent Success. */
bool
pptp_sign_auth_challenge_again(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);
    const struct pptp_authentication *last =
        ending.frame && ending.end >= 0 ? pptp_diagnosis_logon_outcome(link, ending.end) : NULL;
    int64_t end = link->terminated.frame ? link->terminated.when : pptp_subject_end_time(&evidence->subject);

    if (!last || !last->succeeded || last->late_response.frame == 0 || last->challenges < 2
        || link->furthest >= PPTP_STAGE_DATA || ending.frame < last->late_response.frame
        || end - last->late_response.when > A_WHILE * PPTP_SECOND)
        return false;
    pptp_evidence_put_authentication(evidence, last);
    pptp_evidence_put_frame(evidence, "again", last->last_challenge.frame);
    pptp_evidence_put_seconds(evidence, "span", last->last_challenge.when - last->response.when);
    pptp_evidence_put_frame(evidence, "response", last->response.frame);
    pptp_evidence_put_frame(evidence, "frame", last->outcome.frame);
    pptp_evidence_put_frame(evidence, "late", last->late_response.frame);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "ended", ending.frame);
    return true;
}

/* --- Downgrades --------------------------------------------------------------------------------------------------- */

static enum pptp_authentication_protocol
protocol_in(const struct pptp_options *options)
{
    return pptp_ppp_options_have(options, PPTP_OPTION_AUTHENTICATION)
               ? pptp_ppp_authentication_asked(options->value[PPTP_OPTION_AUTHENTICATION])
               : PPTP_AUTHENTICATION_UNKNOWN;
}

bool
pptp_sign_auth_downgraded(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);
        enum pptp_authentication_protocol first = protocol_in(&lcp->first_asked), last = protocol_in(&lcp->options);
        unsigned strength = pptp_ppp_authentication_strength(last);

        if (lcp->agreed.frame == 0 || strength == 0 || pptp_ppp_authentication_strength(first) <= strength)
            continue;
        pptp_evidence_put_party(evidence, "server", end);
        pptp_evidence_put_party(evidence, "client", !end);
        pptp_evidence_put(evidence, "first", "%s", pptp_ppp_authentication_name(first));
        pptp_evidence_put(evidence, "last", "%s", pptp_ppp_authentication_name(last));
        pptp_evidence_put_frame(evidence, "asked", lcp->first.frame);
        pptp_evidence_put_frame(evidence, "refused", lcp->nak.frame ? lcp->nak.frame : lcp->reject.frame);
        pptp_evidence_put_frame(evidence, "frame", lcp->agreed.frame);
        if (last == PPTP_PAP || last == PPTP_CHAP_MD5)
            pptp_evidence_put(evidence, "lost", "%s", last == PPTP_PAP
                ? "PAP sends the password in the clear, and MPPE gets no keys from it"
                : "MPPE gets no keys from CHAP-MD5");
        return true;
    }
    return false;
}
