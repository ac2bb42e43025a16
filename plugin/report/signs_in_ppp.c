/* What PPP tells of a tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/ppptypes.h>

#include "ppp/analysis.h"
#include "report/signs.h"
#include "show.h"

enum { A_WHILE = 3, SOME_TIME = 5, AUTHENTICATION_TIMEOUT = 60 };               /* seconds */
enum { FEW_REPEATS = 3, MANY_REQUESTS = 3, MANY_ANSWERS = 3, MANY_RESETS = 5, MANY_ECHOES = 3, MUCH_DATA = 5 };

static const struct pptp_negotiation *
negotiation(const struct pptp_evidence *evidence, enum pptp_control_protocol protocol, unsigned end)
{
    static const struct pptp_negotiation none;
    const struct pptp_link *link = evidence->subject.link;

    return link->negotiation[protocol][end] ? link->negotiation[protocol][end] : &none;
}

static bool
is_agreed(const struct pptp_evidence *evidence, enum pptp_control_protocol protocol)
{
    return negotiation(evidence, protocol, 0)->agreed.frame && negotiation(evidence, protocol, 1)->agreed.frame;
}

/* --- Negotiation --------------------------------------------------------------------------------------------------------- */

static void
put_repetition(struct pptp_evidence *evidence, enum pptp_control_protocol protocol, unsigned end)
{
    static const char *const answered[] = {
        [PPTP_CONFIGURE_ACK] = "acknowledged", [PPTP_CONFIGURE_NAK] = "answered (Nak)", [PPTP_CONFIGURE_REJECT] = "answered (Reject)"
    };
    const struct pptp_asking *worst = &negotiation(evidence, protocol, end)->worst;

    pptp_put(evidence, "protocol", "%s", pptp_control_protocol_name(protocol));
    pptp_put_party(evidence, "sender", end);
    pptp_put_party(evidence, "other", !end);
    pptp_put(evidence, "answered", "%s", answered[worst->answer]);
    pptp_put_number(evidence, "identifier", worst->identifier);
    pptp_put_frame(evidence, "frame", worst->answered.frame);
    pptp_put_seconds(evidence, "span", worst->answered.when - worst->first.when);
    pptp_put_number(evidence, "times", worst->repeats_answered);
    pptp_put_frame(evidence, "last", worst->last.frame);
}

/* A Configure-Request that goes on after its answer was captured: often enough to be deaf, or seldom and then settled. */
static bool
find_repetition(struct pptp_evidence *evidence, bool deaf)
{
    for (unsigned protocol = 0; protocol < PPTP_CONTROL_PROTOCOLS; protocol++) {
        for (unsigned end = 0; end < 2; end++) {
            uint32_t times = negotiation(evidence, protocol, end)->worst.repeats_answered;

            if (times == 0 || (times >= FEW_REPEATS) != deaf)
                continue;
            put_repetition(evidence, protocol, end);
            return true;
        }
    }
    return false;
}

bool
pptp_sign_ppp_replies_not_received(struct pptp_evidence *evidence)
{
    return find_repetition(evidence, true);
}

bool
pptp_sign_ppp_accepted_late(struct pptp_evidence *evidence)
{
    return find_repetition(evidence, false);
}

static bool
is_never_answered(const struct pptp_negotiation *lcp)
{
    return lcp->requests >= MANY_REQUESTS && lcp->last.answered.frame == 0 && lcp->naks + lcp->rejects == 0
        && lcp->agreed.frame == 0;
}

bool
pptp_sign_ppp_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_negotiation *one = negotiation(evidence, PPTP_LCP, 0), *other = negotiation(evidence, PPTP_LCP, 1);

    if (!is_never_answered(one) || !is_never_answered(other))
        return false;
    pptp_put_frame(evidence, "frame", one->first.frame);
    pptp_cite(evidence, other->first.frame);
    pptp_put_number(evidence, "count", one->requests + other->requests);
    pptp_put_seconds(evidence, "span", MAX(one->last.last.when, other->last.last.when) - one->first.when);
    return true;
}

/* Answers go to and fro with new Identifiers, and nothing is agreed on. */
static bool
is_without_agreement(struct pptp_evidence *evidence, enum pptp_control_protocol protocol)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *asked = negotiation(evidence, protocol, end);

        if (asked->agreed.frame || asked->naks + asked->rejects < MANY_ANSWERS || asked->worst.repeats_answered >= FEW_REPEATS)
            continue;
        pptp_put(evidence, "protocol", "%s", pptp_control_protocol_name(protocol));
        pptp_put_party(evidence, "sender", end);
        pptp_put_party(evidence, "other", !end);
        pptp_put_number(evidence, "requests", asked->requests);
        pptp_put_number(evidence, "naks", asked->naks);
        pptp_put_number(evidence, "rejects", asked->rejects);
        pptp_put_frame(evidence, "frame", asked->first.frame);
        pptp_put_frame(evidence, "nak", asked->nak.frame ? asked->nak.frame : asked->reject.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_ppp_no_agreement(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    /* What they do not agree on has a finding of its own. */
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = negotiation(evidence, PPTP_LCP, end);

        if (!link->authentication && (pptp_options_have(&lcp->wanted, PPTP_OPTION_AUTHENTICATION)
                                      || pptp_options_have(&lcp->rejected, PPTP_OPTION_AUTHENTICATION)))
            return false;
    }
    return is_without_agreement(evidence, PPTP_LCP);
}

bool
pptp_sign_ipcp_no_agreement(struct pptp_evidence *evidence)
{
    return is_without_agreement(evidence, PPTP_IPCP);
}

static bool
is_settled(const struct pptp_evidence *evidence)
{
    return evidence->subject.link->furthest >= PPTP_STAGE_DATA || is_agreed(evidence, PPTP_IPCP)
        || is_agreed(evidence, PPTP_IPV6CP);
}

static void
put_last_request(struct pptp_evidence *evidence)
{
    for (unsigned protocol = PPTP_CONTROL_PROTOCOLS; protocol-- > 0;) {
        for (unsigned end = 0; end < 2; end++) {
            const struct pptp_negotiation *asked = negotiation(evidence, protocol, end);

            if (asked->requests == 0 || asked->last.answered.frame)
                continue;
            pptp_put_party(evidence, "sender", end);
            pptp_put(evidence, "protocol", "%s", pptp_control_protocol_name(protocol));
            pptp_put_number(evidence, "count", asked->requests);
            pptp_put_frame(evidence, "frame", asked->last.last.frame);
            return;
        }
    }
}

/* PPP begins and comes to nothing, and no other finding tells why. */
bool
pptp_sign_ppp_stuck(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    int64_t span = pptp_subject_end_time(&evidence->subject) - link->first.when;

    if (evidence->warnings > 0 || is_settled(evidence) || span < A_WHILE * PPTP_SECOND
        || !pptp_subject_flow(&evidence->subject, 0) || !pptp_subject_flow(&evidence->subject, 1))
        return false;
    pptp_put(evidence, "stage", "%s", pptp_stage_name(link->furthest));
    pptp_put_seconds(evidence, "span", span);
    put_last_request(evidence);
    pptp_cite(evidence, link->first.frame);
    return true;
}

bool
pptp_sign_windows_error(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    uint32_t error = 0;
    const char *meaning;

    if (link->terminated.frame == 0 || !pptp_termination_is_windows(&link->terminated_text, &error) || error == 0)
        return false;
    meaning = try_val_to_str(error, pptp_authentication_errors);
    pptp_put_number(evidence, "error", error);
    if (meaning)
        pptp_put(evidence, "meaning", "%s", meaning);
    pptp_put_party(evidence, "sender", link->terminated_by);
    pptp_put_frame(evidence, "frame", link->terminated.frame);
    return true;
}

/* --- Authentication ------------------------------------------------------------------------------------------------------ */

static bool
says(const struct pptp_text *text, const char *words)
{
    return text->octets && g_strstr_len((const char *)text->octets, text->size, words);
}

static void
put_authentication(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    pptp_put(evidence, "protocol", "%s", pptp_authentication_name(authentication->protocol));
    pptp_put_text(evidence, "user", &authentication->user);
    if (authentication->user.size > 0)
        pptp_put(evidence, "who", "user \"%s\"", pptp_text_show(evidence->scope, &authentication->user));
    else
        pptp_put(evidence, "who", "a user whose name was not captured");
    pptp_put_party(evidence, "server", authentication->authenticator);
    pptp_put_party(evidence, "client", !authentication->authenticator);
}

/* The last word was a failure, of one of two protocols. */
static bool
is_failed(struct pptp_evidence *evidence, enum pptp_authentication_protocol protocol,
          enum pptp_authentication_protocol or_protocol)
{
    const struct pptp_authentication *last = evidence->subject.link->authentication;

    while (last && last->outcome.frame == 0)
        last = last->before;
    if (!last || last->succeeded || (last->protocol != protocol && last->protocol != or_protocol))
        return false;
    pptp_put_frame(evidence, "frame", last->outcome.frame);
    put_authentication(evidence, last);
    pptp_put_text(evidence, "message", &last->message);
    return true;
}

bool
pptp_sign_auth_failed(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = evidence->subject.link->authentication;
    const char *meaning;

    if (!is_failed(evidence, PPTP_MSCHAP, PPTP_MSCHAPV2))
        return false;
    while (last->outcome.frame == 0)
        last = last->before;
    if (last->error == 0)
        return true;
    pptp_put_number(evidence, "error", last->error);
    meaning = try_val_to_str(last->error, pptp_authentication_errors);
    if (meaning)
        pptp_put(evidence, "meaning", "%s", meaning);
    pptp_put(evidence, "retry", "%s", last->retry ? "retry allowed" : "retry not allowed");
    if (last->error == 646 || last->error == 647 || last->error == 649)
        pptp_put(evidence, "not_password", "%s", "The password was not the problem");
    return true;
}

bool
pptp_sign_auth_failed_pap(struct pptp_evidence *evidence)
{
    return is_failed(evidence, PPTP_PAP, PPTP_PAP);
}

bool
pptp_sign_auth_failed_chap_md5(struct pptp_evidence *evidence)
{
    return is_failed(evidence, PPTP_CHAP_MD5, PPTP_CHAP);
}

bool
pptp_sign_auth_eap_failed(struct pptp_evidence *evidence)
{
    const char *method;

    if (!is_failed(evidence, PPTP_EAP, PPTP_EAP))
        return false;
    method = pptp_eap_method(evidence->subject.link->authentication->method);
    if (method)
        pptp_put(evidence, "method", "%s", method);
    return true;
}

static const char *
asked_name(const struct pptp_options *options)
{
    return pptp_options_have(options, PPTP_OPTION_AUTHENTICATION)
        ? pptp_authentication_name(pptp_authentication_asked(options->value[PPTP_OPTION_AUTHENTICATION])) : "";
}

bool
pptp_sign_auth_no_common(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = negotiation(evidence, PPTP_LCP, end);
        bool refused = pptp_options_have(&lcp->rejected, PPTP_OPTION_AUTHENTICATION);
        bool other = pptp_options_have(&lcp->wanted, PPTP_OPTION_AUTHENTICATION);

        const struct pptp_options *asked = refused ? &lcp->rejected : &lcp->asked;

        if (evidence->subject.link->authentication || (!refused && !other) || !*asked_name(asked)
            || (evidence->subject.link->terminated.frame == 0
                && (lcp->agreed.frame || pptp_subject_end_time(&evidence->subject) - lcp->last.last.when < A_WHILE * PPTP_SECOND)))
            continue;
        pptp_put_party(evidence, "server", end);
        pptp_put_party(evidence, "client", !end);
        pptp_put(evidence, "asked", "%s", asked_name(asked));
        if (other)
            pptp_put(evidence, "wanted", "%s", asked_name(&lcp->wanted));
        pptp_put_frame(evidence, "frame", other ? lcp->nak.frame : lcp->reject.frame);
        return true;
    }
    return false;
}

/* A Response, or a Challenge, to which nothing came. */
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
    for (const struct pptp_authentication *before = last->before; before && before->outcome.frame == 0; before = before->before)
        since = before->challenge.frame ? before->challenge.when : before->response.when;
    waited = end - since;
    if (waited < SOME_TIME * PPTP_SECOND || (waited >= AUTHENTICATION_TIMEOUT * PPTP_SECOND) != long_enough)
        return false;
    put_authentication(evidence, last);
    pptp_put_frame(evidence, "frame", last->response.frame ? last->response.frame : last->challenge.frame);
    pptp_put(evidence, "what", "%s", last->response.frame ? "Response" : "Challenge");
    pptp_put_seconds(evidence, "span", waited);
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

/* The end went on after authentication: with CCP or IPCP. */
static bool
goes_on(const struct pptp_evidence *evidence, unsigned end)
{
    return negotiation(evidence, PPTP_CCP, end)->requests + negotiation(evidence, PPTP_IPCP, end)->requests > 0;
}

/* Success, and the one who has proved itself hangs up: it does not believe the other's proof. */
bool
pptp_sign_auth_server_rejected(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_authentication *last = link->authentication;

    if (!last || !last->succeeded || last->protocol != PPTP_MSCHAPV2 || link->terminated.frame == 0
        || link->terminated_by == last->authenticator || goes_on(evidence, link->terminated_by) || link->rejected
        || says(&link->terminated_text, "MPPE") || says(&link->terminated_text, "User request")
        || link->terminated.when - last->outcome.when > A_WHILE * PPTP_SECOND)
        return false;
    put_authentication(evidence, last);
    pptp_put_frame(evidence, "frame", last->outcome.frame);
    pptp_put_frame(evidence, "terminated", link->terminated.frame);
    pptp_put_text(evidence, "text", &link->terminated_text);
    return true;
}

/* --- Encryption ------------------------------------------------------------------------------------------------------------ */

static void
put_offer(struct pptp_evidence *evidence, const char *name, const struct pptp_options *options)
{
    if (pptp_options_have(options, PPTP_OPTION_MPPE))
        pptp_put(evidence, name, "%s", pptp_compression_name(evidence->scope,
            (struct pptp_compression){ .mppe = options->value[PPTP_OPTION_MPPE] }));
}

bool
pptp_sign_mppe_rejected(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ccp = negotiation(evidence, PPTP_CCP, end);

        if (!pptp_options_have(&ccp->rejected, PPTP_OPTION_MPPE)
            || pptp_link_compression(evidence->subject.link, end).mppe)
            continue;
        pptp_put_party(evidence, "sender", end);
        pptp_put_party(evidence, "other", !end);
        pptp_put_frame(evidence, "frame", ccp->reject.frame);
        put_offer(evidence, "offer", &ccp->rejected);
        return true;
    }
    return false;
}

static const struct pptp_rejected *
find_rejected(const struct pptp_evidence *evidence, uint16_t protocol)
{
    const struct pptp_rejected *rejected = evidence->subject.link->rejected;

    while (rejected && rejected->protocol != protocol)
        rejected = rejected->next;
    return rejected;
}

static bool
put_rejected(struct pptp_evidence *evidence, const struct pptp_rejected *rejected)
{
    if (!rejected)
        return false;
    pptp_put_party(evidence, "other", rejected->by);
    pptp_put_party(evidence, "sender", !rejected->by);
    pptp_put_frame(evidence, "frame", rejected->first.frame);
    return true;
}

bool
pptp_sign_mppe_ccp_rejected(struct pptp_evidence *evidence)
{
    const struct pptp_rejected *rejected = find_rejected(evidence, PPP_CCP);

    const struct pptp_negotiation *ccp = rejected ? negotiation(evidence, PPTP_CCP, !rejected->by) : NULL;

    if (!rejected || (ccp->requests && !pptp_options_have(&ccp->asked, PPTP_OPTION_MPPE)))
        return false;
    put_offer(evidence, "offer", &ccp->asked);
    return put_rejected(evidence, rejected);
}

static const char *
disagreement(uint32_t asked, uint32_t wanted)
{
    if ((asked ^ wanted) & PPTP_MPPE_STATELESS)
        return "stateless mode";
    return (asked ^ wanted) & PPTP_MPPE_KEYS ? "key length" : "MPPE's options";
}

bool
pptp_sign_mppe_no_agreement(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ccp = negotiation(evidence, PPTP_CCP, end);

        if (ccp->agreed.frame || ccp->naks == 0 || !pptp_options_have(&ccp->asked, PPTP_OPTION_MPPE)
            || !pptp_options_have(&ccp->wanted, PPTP_OPTION_MPPE) || (ccp->naks < MANY_ANSWERS
                && !evidence->subject.link->terminated.frame && !evidence->subject.link->ncp_terminated.frame))
            continue;
        pptp_put_party(evidence, "sender", end);
        pptp_put_party(evidence, "other", !end);
        put_offer(evidence, "offer", &ccp->asked);
        put_offer(evidence, "wanted", &ccp->wanted);
        pptp_put(evidence, "about", "%s", disagreement(ccp->asked.value[PPTP_OPTION_MPPE], ccp->wanted.value[PPTP_OPTION_MPPE]));
        pptp_put_number(evidence, "naks", ccp->naks);
        pptp_put_frame(evidence, "frame", ccp->nak.frame);
        return true;
    }
    return false;
}

static bool
is_ms_chap(const struct pptp_authentication *authentication)
{
    return authentication->protocol == PPTP_MSCHAP || authentication->protocol == PPTP_MSCHAPV2;
}

/* MS-CHAP would have made keys, but nobody asks for encryption. */
bool
pptp_sign_mppe_absent(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_authentication *last = link->authentication;
    const struct pptp_sent *sent = &link->sent[link->sent[0].clear == 0];

    if (!last || !last->succeeded || !is_ms_chap(last) || negotiation(evidence, PPTP_CCP, 0)->requests
        || negotiation(evidence, PPTP_CCP, 1)->requests || sent->clear == 0)
        return false;
    put_authentication(evidence, last);
    pptp_put_frame(evidence, "frame", sent->first_clear.frame);
    return true;
}

bool
pptp_sign_mppe_required(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    bool lcp = link->terminated.frame && says(&link->terminated_text, "MPPE required");

    if (!lcp && !(link->ncp_terminated.frame && says(&link->ncp_terminated_text, "MPPE required")))
        return false;
    pptp_put_party(evidence, "sender", lcp ? link->terminated_by : link->ncp_terminated_by);
    pptp_put_frame(evidence, "frame", lcp ? link->terminated.frame : link->ncp_terminated.frame);
    pptp_put_text(evidence, "text", lcp ? &link->terminated_text : &link->ncp_terminated_text);
    return true;
}

bool
pptp_sign_mppe_without_keys(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = evidence->subject.link->authentication;

    for (unsigned end = 0; last && end < 2; end++) {
        const struct pptp_negotiation *ccp = negotiation(evidence, PPTP_CCP, end);

        if ((last->protocol != PPTP_PAP && last->protocol != PPTP_CHAP_MD5) || ccp->requests == 0
            || !(pptp_options_have(&ccp->asked, PPTP_OPTION_MPPE) || pptp_options_have(&ccp->rejected, PPTP_OPTION_MPPE)))
            continue;
        put_authentication(evidence, last);
        pptp_put_party(evidence, "sender", end);
        pptp_put_frame(evidence, "frame", ccp->first.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_mppe_offered_again(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_link_event *events = wmem_array_get_raw(link->events);

    for (unsigned i = 0; i < wmem_array_get_count(link->events); i++) {
        if (!(events[i].verdicts >> PPTP_LINK_ENCRYPTION_OFFERED_AGAIN & 1))
            continue;
        pptp_put_party(evidence, "sender", events[i].from);
        pptp_put_frame(evidence, "frame", events[i].packet->frame);
        pptp_put_frame(evidence, "rejected", events[i].number[PPTP_LINK_ENCRYPTION_OFFERED_AGAIN]);
        return true;
    }
    return false;
}

/* --- Keys ------------------------------------------------------------------------------------------------------------------- */

/* A protocol that nobody sends on purpose: none of the names Wireshark knows, or one that makes no sense behind MPPE. */
static bool
is_garbage(uint16_t protocol)
{
    return !pptp_field_value_name("ppp.protocol", protocol);
}

/* The other end's encrypted packets turn into garbage. */
bool
pptp_sign_mppe_garbage(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);
    const struct pptp_rejected *oldest = NULL;
    uint32_t count = 0;

    for (const struct pptp_rejected *rejected = link->rejected; rejected; rejected = rejected->next) {
        const struct pptp_sent *sent = &link->sent[!rejected->by];

        if (sent->first_encrypted.frame == 0 || rejected->first.frame < sent->first_encrypted.frame
            || !is_garbage(rejected->protocol))
            continue;
        wmem_strbuf_append_printf(list, "%s0x%04x", count > 0 ? ", " : "", rejected->protocol);
        count += rejected->count;
        oldest = rejected;
    }
    if (count < 2)
        return false;
    put_rejected(evidence, oldest);
    pptp_put_number(evidence, "count", count);
    pptp_put(evidence, "list", "%s", wmem_strbuf_get_str(list));
    return true;
}

static bool
find_resets(struct pptp_evidence *evidence, uint32_t least, bool with_loss)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sent *sent = &evidence->subject.link->sent[end];
        struct pptp_counts counts = pptp_flow_counts(pptp_subject_flow(&evidence->subject, !end));

        if (sent->resets < least || (counts.missing + counts.late > 0) != with_loss)
            continue;
        pptp_put_party(evidence, "sender", end);
        pptp_put_number(evidence, "count", sent->resets);
        pptp_put_number(evidence, "missing", counts.missing);
        pptp_put_seconds(evidence, "span", sent->reset_wait);
        pptp_put_frame(evidence, "frame", sent->first_reset.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_mppe_resets(struct pptp_evidence *evidence)
{
    return find_resets(evidence, MANY_RESETS, false);
}

bool
pptp_sign_stateful_loss(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    uint32_t bits = pptp_link_compression(link, 0).mppe | pptp_link_compression(link, 1).mppe;

    return !(bits & PPTP_MPPE_STATELESS) && find_resets(evidence, 1, true);
}

bool
pptp_sign_data_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sent *sent = &link->sent[end], *other = &link->sent[!end];

        if (sent->encrypted < MUCH_DATA || other->encrypted + other->clear + other->compressed > 0
            || !pptp_subject_flow(&evidence->subject, !end)
            || sent->last_data.when - sent->first_encrypted.when < SOME_TIME * PPTP_SECOND)
            continue;
        pptp_put_party(evidence, "sender", end);
        pptp_put_party(evidence, "other", !end);
        pptp_put_number(evidence, "count", sent->encrypted);
        pptp_put_frame(evidence, "frame", sent->first_encrypted.frame);
        return true;
    }
    return false;
}

/* --- Keepalive -------------------------------------------------------------------------------------------------------------- */

bool
pptp_sign_lcp_echo_unanswered(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sent *sent = &evidence->subject.link->sent[end];

        if (sent->echo_requests < MANY_ECHOES || evidence->subject.link->sent[!end].last_data.when > sent->echo.when)
            continue;
        pptp_put_party(evidence, "sender", end);
        pptp_put_number(evidence, "count", sent->echo_requests);
        pptp_put_frame(evidence, "frame", sent->echo.frame);
        if (evidence->subject.link->terminated_by == end)
            pptp_put_frame(evidence, "terminated", evidence->subject.link->terminated.frame);
        return true;
    }
    return false;
}

static bool
is_terminated_for(struct pptp_evidence *evidence, const char *words, const char *or_words)
{
    const struct pptp_link *link = evidence->subject.link;

    if (link->terminated.frame == 0
        || !(says(&link->terminated_text, words) || says(&link->terminated_text, or_words)))
        return false;
    pptp_put_party(evidence, "sender", link->terminated_by);
    pptp_put_text(evidence, "text", &link->terminated_text);
    pptp_put_frame(evidence, "frame", link->terminated.frame);
    return true;
}

bool
pptp_sign_idle_timeout(struct pptp_evidence *evidence)
{
    return is_terminated_for(evidence, "inactive", "idle");
}

bool
pptp_sign_connect_time(struct pptp_evidence *evidence)
{
    return is_terminated_for(evidence, "Connect time", "onnect time");
}

/* --- Lengths ---------------------------------------------------------------------------------------------------------------- */

bool
pptp_sign_mru_exceeded(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sent *sent = &evidence->subject.link->sent[end];

        if (sent->too_long == 0)
            continue;
        pptp_put_party(evidence, "sender", end);
        pptp_put_party(evidence, "other", !end);
        pptp_put_number(evidence, "octets", sent->longest);
        pptp_put_number(evidence, "mru", pptp_link_mru(evidence->subject.link, !end));
        pptp_put_number(evidence, "count", sent->too_long);
        pptp_put_frame(evidence, "frame", sent->first_too_long.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_mss_too_big(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sent *sent = &evidence->subject.link->sent[end];
        uint32_t mru = pptp_link_mru(evidence->subject.link, end);

        if (sent->mss == 0 || mru < 40)
            continue;
        pptp_put_party(evidence, "sender", end);
        pptp_put_number(evidence, "mss", sent->mss);
        pptp_put_number(evidence, "mru", mru);
        pptp_put_number(evidence, "fits", mru - 40);
        pptp_put_frame(evidence, "frame", sent->mss_at.frame);
        return true;
    }
    return false;
}

/* --- Addresses -------------------------------------------------------------------------------------------------------------- */

bool
pptp_sign_ipcp_rejected(struct pptp_evidence *evidence)
{
    return put_rejected(evidence, find_rejected(evidence, PPP_IPCP));
}

/* 0.0.0.0 asks to be given an address (RFC 1332 section 3.3). */
bool
pptp_sign_address_never_assigned(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ipcp = negotiation(evidence, PPTP_IPCP, end);
        bool rejected = pptp_options_have(&ipcp->rejected, PPTP_OPTION_ADDRESS)
            && ipcp->rejected.value[PPTP_OPTION_ADDRESS] == 0;
        bool agreed = ipcp->agreed.frame && pptp_options_have(&ipcp->options, PPTP_OPTION_ADDRESS)
            && ipcp->options.value[PPTP_OPTION_ADDRESS] == 0;

        if (!rejected && !agreed)
            continue;
        pptp_put_party(evidence, "sender", end);
        pptp_put_party(evidence, "other", !end);
        pptp_put_frame(evidence, "asked", ipcp->first.frame);
        pptp_put_frame(evidence, "frame", rejected ? ipcp->reject.frame : ipcp->agreed.frame);
        pptp_put(evidence, "answer", "%s", rejected ? "rejected the option" : "acknowledged 0.0.0.0");
        return true;
    }
    return false;
}

bool
pptp_sign_ipcp_only_ipv6(struct pptp_evidence *evidence)
{
    const struct pptp_negotiation *one = negotiation(evidence, PPTP_IPCP, 0), *other = negotiation(evidence, PPTP_IPCP, 1);

    if (!is_agreed(evidence, PPTP_IPV6CP) || one->requests + other->requests > 0)
        return false;
    pptp_put_frame(evidence, "frame", negotiation(evidence, PPTP_IPV6CP, 0)->agreed.frame);
    return true;
}

bool
pptp_sign_vj_rejected_again(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ipcp = negotiation(evidence, PPTP_IPCP, end);

        if (!(ipcp->rejected_again >> PPTP_OPTION_VJ & 1))
            continue;
        pptp_put_party(evidence, "sender", end);
        pptp_put_party(evidence, "other", !end);
        pptp_put_number(evidence, "count", ipcp->rejects);
        pptp_put_frame(evidence, "frame", ipcp->reject.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_ipcp_terminated(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    if (link->ncp_terminated.frame == 0 || link->ncp_terminated_protocol != PPTP_IPCP
        || link->furthest >= PPTP_STAGE_DATA)
        return false;
    pptp_put_party(evidence, "sender", link->ncp_terminated_by);
    pptp_put_text(evidence, "text", &link->ncp_terminated_text);
    pptp_put_frame(evidence, "frame", link->ncp_terminated.frame);
    return true;
}

/* --- Audit ------------------------------------------------------------------------------------------------------------------ */

static void
add_count(wmem_strbuf_t *list, uint32_t count, const char *what)
{
    if (count > 0)
        wmem_strbuf_append_printf(list, "%s%u %s", wmem_strbuf_get_len(list) > 0 ? ", " : "", count, what);
}

/* The lower frame that is not 0. */
static uint32_t
first_of(uint32_t one, uint32_t other)
{
    return one && other ? MIN(one, other) : one + other;
}

bool
pptp_sign_clear_data(struct pptp_evidence *evidence)
{
    static const char *const names[] = {
        [PPTP_CLEAR_IPV4] = "IPv4", [PPTP_CLEAR_IPV6] = "IPv6", [PPTP_CLEAR_VJ] = "Van Jacobson TCP/IP",
        [PPTP_CLEAR_OTHER] = "other"
    };
    const struct pptp_link *link = evidence->subject.link;
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);

    for (unsigned i = 0; i < PPTP_CLEAR_PROTOCOLS; i++)
        add_count(list, link->clear[i], names[i]);
    add_count(list, link->sent[0].compressed + link->sent[1].compressed, "compressed");
    if (wmem_strbuf_get_len(list) == 0)
        return false;
    pptp_put(evidence, "list", "%s", wmem_strbuf_get_str(list));
    pptp_put_frame(evidence, "frame", first_of(link->sent[0].first_clear.frame, link->sent[1].first_clear.frame));
    return true;
}

typedef bool (*quality)(const struct pptp_authentication *authentication);

static bool
sends_password(const struct pptp_authentication *authentication)
{
    return authentication->protocol == PPTP_PAP && authentication->response.frame;
}

static bool
has_lm_response(const struct pptp_authentication *authentication)
{
    return authentication->has_lm_response;
}

static bool
is_ms_chap_handshake(const struct pptp_authentication *authentication)
{
    return authentication->protocol == PPTP_MSCHAP && authentication->challenge.frame && authentication->has_nt_response;
}

static bool
is_ms_chap_2_handshake(const struct pptp_authentication *authentication)
{
    return authentication->protocol == PPTP_MSCHAPV2 && authentication->challenge.frame && authentication->has_nt_response;
}

static bool
has_long_name(const struct pptp_authentication *authentication)
{
    return authentication->name_size > 255;
}

/* The newest authentication of which it is true. */
static bool
find_authentication(struct pptp_evidence *evidence, quality is_found)
{
    const struct pptp_authentication *authentication = evidence->subject.link->authentication;

    while (authentication && !is_found(authentication))
        authentication = authentication->before;
    if (!authentication)
        return false;
    put_authentication(evidence, authentication);
    pptp_put_frame(evidence, "challenge", authentication->challenge.frame);
    pptp_put_frame(evidence, "frame", authentication->response.frame ? authentication->response.frame
                                                                     : authentication->challenge.frame);
    pptp_put_number(evidence, "name_size", authentication->name_size);
    return true;
}

bool
pptp_sign_pap_password(struct pptp_evidence *evidence)
{
    return find_authentication(evidence, sends_password);
}

bool
pptp_sign_lm_response(struct pptp_evidence *evidence)
{
    return find_authentication(evidence, has_lm_response);
}

bool
pptp_sign_mschapv1_handshake(struct pptp_evidence *evidence)
{
    return find_authentication(evidence, is_ms_chap_handshake);
}

bool
pptp_sign_mschapv2_handshake(struct pptp_evidence *evidence)
{
    return find_authentication(evidence, is_ms_chap_2_handshake);
}

bool
pptp_sign_eap_name(struct pptp_evidence *evidence)
{
    return find_authentication(evidence, has_long_name);
}

static bool
is_weakly_encrypted(struct pptp_evidence *evidence, uint32_t bit)
{
    for (unsigned end = 0; end < 2; end++) {
        uint32_t bits = pptp_link_compression(evidence->subject.link, end).mppe & PPTP_MPPE_KEYS;

        if (bits != bit)
            continue;
        pptp_put_frame(evidence, "frame", negotiation(evidence, PPTP_CCP, end)->agreed.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_mppe_40(struct pptp_evidence *evidence)
{
    return is_weakly_encrypted(evidence, PPTP_MPPE_40);
}

bool
pptp_sign_mppe_56(struct pptp_evidence *evidence)
{
    return is_weakly_encrypted(evidence, PPTP_MPPE_56);
}
