/* Authentication fails, or has no outcome.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/ppptypes.h>

#include "diagnosis/facts.h"
#include "diagnosis/logons.h"
#include "diagnosis/other_logons.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_tunnel.h"
#include "diagnosis/windows.h"
#include "ppp/credentials.h"
#include "ppp/eap.h"
#include "ppp/text.h"
#include "radius/exchange.h"
#include "show.h"

enum { SOME_TIME = 5, AUTHENTICATION_TIMEOUT = 60 };    /* seconds */

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

static const char *
name_alert(wmem_allocator_t *scope, uint8_t description)
{
    const char *name = pptp_show_field_value_name("tls.alert_message.desc", description);

    return name ? name : wmem_strdup_printf(scope, "%u", description);
}

/* What a Response that matches the password leaves open. */
static const char *
read_match(const struct pptp_evidence *evidence, const struct pptp_authentication *authentication, uint32_t error)
{
    const struct pptp_credentials *credentials = &authentication->credentials;

    if (pptp_diagnosis_gives_other_reason(error))
        return "";
    if (credentials->with_domain)
        return ", but with the domain of the user name in its hash, where RFC 2759 section 4 leaves it out: for a"
               " server that does so, the password is wrong";
    if (credentials->encoding == PPTP_ENCODING_OCTETS)
        return ", but only with one character for each octet of UTF-8: for a server that hashes it as UTF-16, the"
               " password is wrong";
    if (pptp_ppp_text_has(&authentication->user, "\\"))
        return ": the server knows another, refuses the user for another reason, or hashes the user name with its"
               " domain (FreeRADIUS: with_ntdomain_hack)";
    if (pptp_evidence_is_password_known(evidence, authentication))
        return ", and the server later accepted it: it refuses the user for another reason";
    if (pptp_evidence_suits_mschap(evidence, authentication))
        return ": the server knows another by now, or refuses the user for another reason";
    return ": the server knows another, keeps it in a form that MS-CHAP cannot use (a hash; Cisco IOS: username ..."
           " secret), or refuses the user for another reason";
}

/* Whether the Response matches the user's password in the table of accounts. A new one need not. */
static void
put_verification(struct pptp_evidence *evidence, const struct pptp_authentication *authentication, uint32_t error)
{
    enum pptp_verification response = authentication->credentials.response;
    bool is_explained = pptp_diagnosis_gives_other_reason(error);

    if (response != PPTP_MATCHES && pptp_ppp_credentials_are_empty(authentication)) {
        pptp_evidence_put(evidence, "verified", "%s%s",
                          authentication->has_empty_password ? "The password is empty"
                                                             : "The Response is that of an empty password",
                          is_explained ? "" : ": the client probably has none for this user name");
        return;
    }
    if (response == PPTP_MATCHES)
        pptp_evidence_put(evidence, "verified", "The Response matches the configured password%s",
                          read_match(evidence, authentication, error));
    if (response == PPTP_DIFFERS && !authentication->changes_password)
        pptp_evidence_put(evidence, "verified", "The Response does not match the configured password%s",
                          is_explained ? ", but the server gives another reason" : "");
}

/* A name that was probably not meant like this: quotation and files leave their traces. */
static const char *
find_oddity(const struct pptp_text *user)
{
    static const struct {
        const char *traces;
        const char *says;
    } oddities[] = {
        { "\\\\", "The user name has two backslashes in a row: it was probably quoted once too often" },
        { "\"", "The user name holds a quotation mark, which probably belongs around it in a file" },
        { "\r", "The user name holds a carriage return: a file was probably edited on Windows" },
        { "\n", "The user name holds a line feed: a script probably left it there" },
    };

    for (unsigned i = 0; i < array_length(oddities); i++) {
        if (pptp_ppp_text_has(user, oddities[i].traces))
            return oddities[i].says;
    }
    if (pptp_ppp_text_has(user, "/") && !pptp_ppp_text_has(user, "\\") && !pptp_ppp_text_has(user, "@"))
        return "The user name has a slash: between a domain and a user, Windows writes a backslash";
    return user->size > 0 && (user->octets[0] == ' ' || user->octets[user->size - 1] == ' ')
               ? "The user name begins or ends with a space" : NULL;
}

static bool
is_text(const struct pptp_text *text, const char *other)
{
    return !text->is_cut && text->size == strlen(other)
           && g_ascii_strncasecmp((const char *)text->octets, other, text->size) == 0;
}

/* The user's name is that of a host; NULL: it is not, as far as this is known. */
static const char *
find_host(const struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    static const char *const unnamed[] = { "localhost", "localhost.localdomain", "localhost.localdomain4" };
    const struct pptp_connection *connection = evidence->subject.connection;
    bool dialed = connection && connection->originator == !authentication->authenticator;
    const char *own = dialed ? connection->host_name : NULL;

    for (unsigned i = 0; i < array_length(unnamed); i++) {
        if (is_text(&authentication->user, unnamed[i]))
            return "That is the name of a host without one of its own";
    }
    return own && is_text(&authentication->user, own) ? "That is also the name of the client's host in its"
                                                        " Start-Control-Connection-Request" : NULL;
}

static void
put_oddity(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    const char *oddity = find_oddity(&authentication->user), *host = find_host(evidence, authentication);

    if (oddity)
        pptp_evidence_put(evidence, "oddity", "%s", oddity);
    else if (host)
        pptp_evidence_put(evidence, "oddity", "%s: perhaps no user name was set in the client (pppd then sends the name"
                          " of its host; options user and name)", host);
}

/* Windows logs on to itself with accounts under domains that no server has. */
static void
put_windows_account(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    static const struct {
        const char *domain;
        const char *kind;
    } kinds[] = { { "MicrosoftAccount\\", "a Microsoft account" }, { "AzureAD\\", "Microsoft Entra ID (Azure AD)" } };
    const struct pptp_text *user = &authentication->user;

    for (unsigned i = 0; i < array_length(kinds); i++) {
        size_t size = strlen(kinds[i].domain);

        if (user->size > size
            && g_ascii_strncasecmp((const char *)user->octets, kinds[i].domain, size) == 0)
            pptp_evidence_put(evidence, "account_of", "%s", kinds[i].kind);
    }
}

/* The finding about RADIUS tells of other logons. */
static bool
is_rejected_by_radius(const struct pptp_authentication *authentication)
{
    const struct pptp_radius_request *request = pptp_radius_exchange_decisive(authentication->radius);

    return request && request->reply.code == PPTP_RADIUS_REJECT;
}

static void
put_name(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    put_oddity(evidence, authentication);
    put_windows_account(evidence, authentication);
    if (!pptp_diagnosis_is_own_computer(evidence->subject.link, authentication))
        return;
    pptp_evidence_put_text(evidence, "computer", &evidence->subject.link->computer->name);
    pptp_evidence_put_frame(evidence, "identified", evidence->subject.link->computer->frame);
}

static void
put_failure(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    struct pptp_text message = pptp_ppp_text_line(evidence->scope, authentication->message);

    pptp_evidence_put_frame(evidence, "frame", authentication->outcome.frame);
    pptp_evidence_put_authentication(evidence, authentication);
    pptp_evidence_put_text(evidence, "message", &message);
    put_error(evidence, authentication);
    put_verification(evidence, authentication, authentication->error);
    pptp_evidence_put_failures_before(evidence, authentication);
    put_name(evidence, authentication);
    if (!is_rejected_by_radius(authentication))
        pptp_evidence_put_other_logons(evidence, authentication);
    pptp_evidence_put_other_form(evidence, authentication);
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

/* What an end waits for, unless its RADIUS server has replied. */
static void
put_backend(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    const struct pptp_radius_request *request = pptp_radius_exchange_decisive(authentication->radius);

    if (request && request->reply.at.frame && request->reply.at.when < authentication->outcome.when)
        pptp_evidence_put_frame(evidence, "reply", request->reply.at.frame);
    else
        pptp_evidence_put(evidence, "backend", "%s", "a backend (RADIUS, a second factor)");
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
    put_backend(evidence, last);
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
    if (!pptp_evidence_has(evidence, "session")) {
        pptp_evidence_put(evidence, "backend", "%s", "a backend");
        pptp_evidence_put(evidence, "log", "%s", "backend");
    }
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

#define GIVE_PASSWORD \
    "Give the client this user's password. pppd takes it from chap-secrets or pap-secrets, where the user name and" \
    " the server's name (remotename) must be as pppd has them, quoted as pppd requires."
#define CHECK_NAME \
    "If the message gives another reason (already logged in, for example), remove that cause; otherwise check the" \
    " user name exactly as sent, and the password."

#define CHECK_SECRET \
    "If the message gives another reason (already logged in, for example), remove that cause; otherwise check the" \
    " user name exactly as sent, and the secret."

#define SET_ANEW \
    "If the message gives another reason (already logged in, for example), remove that cause; otherwise set this" \
    " password anew on the server, where MS-CHAP can use it (Cisco IOS: username ... password, not secret), and look" \
    " in the server's log."

#define USE_FORM \
    "Log on with the form of the name that the server accepts, or let the server add or strip the domain."

#define USE_CASE \
    "Write the user name as the server does, in upper and lower case."

#define LOOK_THERE \
    "If the message gives another reason (already logged in, for example), remove that cause; otherwise look in the" \
    " server's log for why it refuses this user, and compare the password that it keeps."

#define USE_ACCOUNT \
    "Log on with the user name and password of the VPN's account, not with those of Windows itself (on the client," \
    " turn off \"Automatically use my Windows logon name and password\")."

enum { PASSWORD_NOT_CHANGED = 709 };    /* E= of RFC 2759 section 6 */

/* What to do about E=. */
static const char *
advise(const struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    const struct pptp_credentials *credentials = &authentication->credentials;
    bool gives_reason = pptp_diagnosis_gives_other_reason(authentication->error);

    if (!gives_reason && (pptp_evidence_has(evidence, "form") || pptp_evidence_has(evidence, "cased")))
        return pptp_evidence_has(evidence, "form") ? USE_FORM : USE_CASE;
    if (pptp_evidence_has(evidence, "computer") || pptp_evidence_has(evidence, "account_of"))
        return USE_ACCOUNT;
    if (!gives_reason && credentials->response == PPTP_MATCHES && !credentials->with_domain
        && credentials->encoding != PPTP_ENCODING_OCTETS)
        return pptp_evidence_suits_mschap(evidence, authentication) ? LOOK_THERE : SET_ANEW;
    if (gives_reason || authentication->error == PASSWORD_NOT_CHANGED)
        return pptp_diagnosis_windows_advice(authentication->error);
    return authentication->message.size
               ? "If the message gives another reason (already logged in, for example), remove that cause; otherwise"
                 " check the user name exactly as sent (with or without a domain), and the password."
               : "Check the user name exactly as sent (with or without a domain), the account and the password.";
}

bool
pptp_sign_auth_failed(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_failed(evidence, PPTP_MSCHAP, PPTP_MSCHAPV2);

    if (!last)
        return false;
    put_change(evidence, last);
    pptp_evidence_put(evidence, "advice", "%s",
                      pptp_ppp_credentials_are_empty(last) && !pptp_diagnosis_gives_other_reason(last->error)
                          ? GIVE_PASSWORD : advise(evidence, last));
    return true;
}

bool
pptp_sign_auth_failed_pap(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_failed(evidence, PPTP_PAP, PPTP_PAP);

    if (last)
        pptp_evidence_put(evidence, "advice", "%s", last->has_empty_password ? GIVE_PASSWORD : CHECK_NAME);
    return last;
}

bool
pptp_sign_auth_failed_chap_md5(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_failed(evidence, PPTP_CHAP, PPTP_CHAP_MD5);

    if (!last)
        return false;
    pptp_evidence_put(evidence, "advice", "%s", last->message.size ? CHECK_SECRET : "Check the user name exactly as"
                                                                                    " sent, and the secret.");
    if (last->message.size == 0 && last->protocol == PPTP_CHAP_MD5)
        pptp_evidence_put_party(evidence, "without_words", last->authenticator);
    return true;
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

/* The failure followed on the Identity, and no request between them is missing. */
static bool
is_refused_by_name(const struct pptp_evidence *evidence, const struct pptp_authentication *last)
{
    const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, last->authenticator);

    return last->eap->offered == 0 && last->has_user && pptp_subject_flow_counts(flow).missing == 0;
}

bool
pptp_sign_auth_eap_failed(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_failed(evidence, PPTP_EAP, PPTP_EAP);
    const struct pptp_eap *eap = last ? last->eap : NULL;
    bool is_early;

    if (!eap)
        return false;
    is_early = is_refused_by_name(evidence, last);
    if (last->method)
        pptp_evidence_put(evidence, "method", "%s", pptp_ppp_eap_method_show(evidence->scope, last->method));
    pptp_evidence_put(evidence, "credentials", "%s",
                      is_early ? "that the server knows this user name, and its policies (NPS: conditions of the"
                                 " network policy, EAP types)"
                               : name_credentials(last));
    if (is_early)
        pptp_evidence_put(evidence, "early", "%s",
                          "It came right after the Identity, before any method began: no password was asked for");
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

/* The server says in words of Windows why it refused a logon. */
static void
put_told_error(struct pptp_evidence *evidence, const struct pptp_authentication *refused)
{
    uint32_t error = pptp_subject_windows_error(&evidence->subject);

    pptp_evidence_put_number(evidence, "error", error);
    pptp_evidence_put(evidence, "meaning", "%s",
                      val_to_str_const(error, pptp_diagnosis_windows_errors, "unknown"));
    if (pptp_diagnosis_is_about_account(error) && refused->credentials.response != PPTP_DIFFERS)
        pptp_evidence_put(evidence, "not_password", "%s", "The password was not the problem");
    put_verification(evidence, refused, error);
}

static const char *
name_proof(const struct pptp_evidence *evidence, const struct pptp_authentication *refused)
{
    if (refused->protocol == PPTP_PAP)
        return "PAP Authenticate-Request";
    if (refused->eap && refused->eap->offered == 0)
        return "EAP Identity Response";
    return wmem_strdup_printf(evidence->scope, "%s Response",
                              refused->eap ? pptp_ppp_eap_method_show(evidence->scope, refused->method)
                                           : pptp_ppp_authentication_name(refused->protocol));
}

bool
pptp_sign_auth_refused(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_authentication *refused = pptp_diagnosis_refused_logon(&evidence->subject);
    struct pptp_moment proof;

    if (!refused)
        return false;
    proof = pptp_diagnosis_last_proof(refused);
    pptp_evidence_put_frame(evidence, "frame", link->terminated.frame);
    pptp_evidence_put_authentication(evidence, refused);
    pptp_evidence_put(evidence, "proof", "%s", name_proof(evidence, refused));
    pptp_evidence_put_frame(evidence, "response", proof.frame);
    pptp_evidence_put_seconds(evidence, "span", link->terminated.when - proof.when);
    put_told_error(evidence, refused);
    put_name(evidence, refused);
    if (refused->eap && is_refused_by_name(evidence, refused))
        pptp_evidence_put(evidence, "eap", "%s", "EAP");
    pptp_evidence_put(evidence, "advice", "%s",
                      pptp_diagnosis_windows_advice(pptp_subject_windows_error(&evidence->subject)));
    return true;
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
        || pptp_diagnosis_is_failure_explained(&evidence->subject, trial->newest)
        || pptp_diagnosis_refused_logon(&evidence->subject) == trial->newest)
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

/* The packet whose GRE acknowledges one of these Challenges, and so proves that it arrived; NULL: none. */
static const struct pptp_packet *
find_reception(const struct pptp_link *link, const struct pptp_diagnosis_trial *trial)
{
    const struct pptp_link_event *events = wmem_array_get_raw(link->events);
    const struct pptp_packet *by = NULL;

    for (unsigned i = 0; i < wmem_array_get_count(link->events) && !by; i++) {
        if (events[i].part == PPTP_CHALLENGE && events[i].from == trial->newest->authenticator
            && events[i].packet->frame >= trial->first_challenge.frame)
            by = pptp_tunnel_sequence_confirmed_by(events[i].packet);
    }
    return by;
}

static void
put_reception(struct pptp_evidence *evidence, const struct pptp_diagnosis_trial *trial)
{
    const struct pptp_packet *by = find_reception(evidence->subject.link, trial);

    if (by)
        pptp_evidence_put_frame(evidence, "by", by->frame);
    else
        pptp_evidence_put(evidence, "unheard", "%s", "that GRE reaches it");
}

/* LCP always has Address and Control (RFC 1661 section 6.6): an end that answers nothing else may need them. */
static void
put_compression(struct pptp_evidence *evidence, const struct pptp_diagnosis_trial *trial)
{
    unsigned authenticator = trial->newest->authenticator;
    const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, !authenticator);
    const struct pptp_step *step = &evidence->subject.link->sent[!authenticator].step;
    bool is_agreed;

    if (lcp->agreed.frame == 0 || evidence->subject.link->sent[authenticator].without_address == 0
        || step->protocol != PPP_LCP || step->at.frame < trial->first_challenge.frame)
        return;
    pptp_evidence_put_frame(evidence, "lcp", step->at.frame);
    is_agreed = pptp_ppp_options_have(&lcp->options, PPTP_OPTION_ACFC);
    pptp_evidence_put_frame(evidence, is_agreed ? "agreed" : "unasked", lcp->agreed.frame);
    pptp_evidence_put_party(evidence, "compressor", authenticator);
    pptp_evidence_put(evidence, "turn", "%s", is_agreed ? "If that does not help, turn" : "Turn");
}

/* What hears a Challenge, and can read it, but does not answer lacks what the answer takes. */
static void
put_missing_secret(struct pptp_evidence *evidence, const struct pptp_diagnosis_trial *trial)
{
    if (pptp_evidence_has(evidence, "by") && !pptp_evidence_has(evidence, "unasked"))
        pptp_evidence_put_party(evidence, "mute", !trial->newest->authenticator);
}

bool
pptp_sign_auth_challenge_unanswered(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        struct pptp_diagnosis_trial trial = pptp_diagnosis_trial(evidence->subject.link, end);
        int64_t waited = waits_for_outcome(evidence, &trial);

        if (waited < SOME_TIME * PPTP_SECOND || trial.newest->response.frame || trial.disagreed
            || !pptp_subject_flow(&evidence->subject, end))
            continue;
        pptp_evidence_put_authentication(evidence, trial.newest);
        pptp_evidence_put_frame(evidence, "frame", trial.first_challenge.frame);
        put_reception(evidence, &trial);
        put_compression(evidence, &trial);
        put_missing_secret(evidence, &trial);
        pptp_evidence_put_count(evidence, "challenges", trial.challenges, "Challenge");
        pptp_evidence_put_seconds(evidence, "span", waited - (trial.first_challenge.when - trial.first.when));
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
