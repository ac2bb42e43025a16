/* Authentication fails, or has no outcome.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "ppp/eap.h"
#include "ppp/text.h"

enum { A_WHILE = 3, SOME_TIME = 5, AUTHENTICATION_TIMEOUT = 60 };               /* seconds */

enum { PASSWORD_EXPIRED = 648 };        /* of RFC 2759 section 6 */

/* Logon hours, a disabled account, no permission to dial in. */
static bool
is_about_account(uint32_t error)
{
    return error == 646 || error == 647 || error == 649;
}

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
    if (is_about_account(authentication->error))
        pptp_evidence_put(evidence, "not_password", "%s", "The password was not the problem");
}

/* Whether the Response matches the user's password in the table of accounts. */
static void
put_verification(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    enum pptp_verification response = authentication->credentials.response;
    bool is_explained = is_about_account(authentication->error) || authentication->error == PASSWORD_EXPIRED;

    if (response == PPTP_MATCHES)
        pptp_evidence_put(evidence, "verified", "The Response matches the configured password%s",
                          is_explained ? "" : ": the server knows another, or refuses the user for another reason");
    if (response == PPTP_DIFFERS)
        pptp_evidence_put(evidence, "verified", "%s", "The Response does not match the configured password");
}

/* The last authentication with an outcome, if that is a failure of one of these protocols; otherwise NULL. */
static const struct pptp_authentication *
find_failed(struct pptp_evidence *evidence, enum pptp_authentication_protocol protocol,
            enum pptp_authentication_protocol or_protocol)
{
    const struct pptp_authentication *last = evidence->subject.link->authentication;

    while (last && last->outcome.frame == 0)
        last = last->before;
    if (!last || last->succeeded || (last->protocol != protocol && last->protocol != or_protocol))
        return NULL;
    pptp_evidence_put_frame(evidence, "frame", last->outcome.frame);
    pptp_evidence_put_authentication(evidence, last);
    pptp_evidence_put_text(evidence, "message", &last->message);
    put_error(evidence, last);
    put_verification(evidence, last);
    return last;
}

bool
pptp_sign_auth_failed(struct pptp_evidence *evidence)
{
    return find_failed(evidence, PPTP_MSCHAP, PPTP_MSCHAPV2) != NULL;
}

bool
pptp_sign_auth_failed_pap(struct pptp_evidence *evidence)
{
    return find_failed(evidence, PPTP_PAP, PPTP_PAP) != NULL;
}

bool
pptp_sign_auth_failed_chap_md5(struct pptp_evidence *evidence)
{
    return find_failed(evidence, PPTP_CHAP_MD5, PPTP_CHAP) != NULL;
}

bool
pptp_sign_auth_eap_failed(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_failed(evidence, PPTP_EAP, PPTP_EAP);
    const char *method = last ? pptp_ppp_eap_method(last->method) : NULL;

    if (method)
        pptp_evidence_put(evidence, "method", "%s", method);
    if (last)
        pptp_evidence_put_number(evidence, "windows", last->error ? last->error : 691);
    return last != NULL;
}

static const char *
asked_name(const struct pptp_options *options)
{
    return pptp_ppp_options_have(options, PPTP_OPTION_AUTHENTICATION)
               ? pptp_ppp_authentication_name(pptp_ppp_authentication_asked(options->value[PPTP_OPTION_AUTHENTICATION]))
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

bool
pptp_sign_auth_no_common(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);
        bool refused = pptp_ppp_options_have(&lcp->rejected, PPTP_OPTION_AUTHENTICATION);
        bool other = pptp_ppp_options_have(&lcp->wanted, PPTP_OPTION_AUTHENTICATION);

        const struct pptp_options *asked = refused ? &lcp->rejected : &lcp->asked;

        if (evidence->subject.link->authentication || (!refused && !other) || !*asked_name(asked)
            || !was_the_last_word(evidence, lcp))
            continue;
        pptp_evidence_put_party(evidence, "server", end);
        pptp_evidence_put_party(evidence, "client", !end);
        pptp_evidence_put(evidence, "asked", "%s", asked_name(asked));
        if (other)
            pptp_evidence_put(evidence, "wanted", "%s", asked_name(&lcp->wanted));
        pptp_evidence_put_frame(evidence, "frame", other ? lcp->nak.frame : lcp->reject.frame);
        return true;
    }
    return false;
}

/* The packet that has no reply. */
static const char *
name_waiting(const struct pptp_authentication *authentication)
{
    if (authentication->protocol == PPTP_PAP)
        return "Authenticate-Request";
    return authentication->response.frame ? "Response" : "Challenge";
}

/* A Response or a Challenge got no reply. */
static bool
is_waiting(struct pptp_evidence *evidence, bool long_enough)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_authentication *last = link->authentication;
    int64_t end = link->terminated.frame ? link->terminated.when : pptp_subject_end_time(&evidence->subject);
    int64_t since, waited;

    if (!last || last->outcome.frame || link->furthest > PPTP_STAGE_AUTHENTICATION)
        return false;
    /* Each repetition may have an Identifier of its own. */
    since = last->challenge.frame ? last->challenge.when : last->response.when;
    for (const struct pptp_authentication *before = last->before; before && before->outcome.frame == 0;
         before = before->before)
        since = before->challenge.frame ? before->challenge.when : before->response.when;
    waited = end - since;
    if (waited < SOME_TIME * PPTP_SECOND || (waited >= AUTHENTICATION_TIMEOUT * PPTP_SECOND) != long_enough)
        return false;
    pptp_evidence_put_authentication(evidence, last);
    pptp_evidence_put_frame(evidence, "frame", last->response.frame ? last->response.frame : last->challenge.frame);
    pptp_evidence_put(evidence, "what", "%s", name_waiting(last));
    pptp_evidence_put_seconds(evidence, "span", waited);
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
    return link->terminated.frame
           && (pptp_ppp_text_has(&link->terminated_text, "MPPE")
               || pptp_ppp_text_has(&link->terminated_text, "User request"));
}

/* After Success the authenticated end hangs up: it seems to reject the authenticator's proof. */
bool
pptp_sign_auth_server_rejected(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_authentication *last = link->authentication;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);
    int64_t end = link->terminated.frame ? link->terminated.when : pptp_subject_end_time(&evidence->subject);

    if (!last || !last->succeeded || last->protocol != PPTP_MSCHAPV2 || ending.frame == 0
        || ending.end != !last->authenticator || goes_on(evidence, ending.end) || link->rejected
        || gives_another_reason(link) || end - last->outcome.when > A_WHILE * PPTP_SECOND
        || last->credentials.success == PPTP_MATCHES)
        return false;
    pptp_evidence_put_authentication(evidence, last);
    pptp_evidence_put(evidence, "matches", "%s",
                      last->credentials.success == PPTP_DIFFERS ? "does not match" : "probably does not match");
    pptp_evidence_put_frame(evidence, "frame", last->outcome.frame);
    pptp_evidence_put_frame(evidence, "ended", ending.frame);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    return true;
}
