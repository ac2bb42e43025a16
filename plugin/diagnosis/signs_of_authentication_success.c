/* Authentication succeeds, but in vain or without proof: an end leaves, or does not take part in the next one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/facts.h"
#include "diagnosis/logons.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_neighbors.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/eap.h"
#include "ppp/text.h"
#include "tunnel/sequence.h"

enum { SERVER_NOT_VERIFIED = 778 };     /* of Windows */
enum { A_WHILE = 3, SOME_TIME = 5 };    /* seconds */

/* The end went on with CCP or IPCP after authentication. */
static bool
goes_on(const struct pptp_evidence *evidence, unsigned end)
{
    return pptp_evidence_asked(evidence, PPTP_CCP, end)->requests
               + pptp_evidence_asked(evidence, PPTP_IPCP, end)->requests
           > 0;
}

/* After that frame, the end begins LCP anew. */
static bool
begins_anew(const struct pptp_evidence *evidence, unsigned end, uint32_t frame)
{
    return pptp_evidence_asked(evidence, PPTP_LCP, end)->last.last.frame > frame;
}

/* The end gave a reason for hanging up that has nothing to do with the server's proof. */
static bool
gives_another_reason(const struct pptp_link *link)
{
    uint32_t error = 0;

    return link->terminated.frame
           && (pptp_ppp_text_has(&link->terminated_text, "MPPE")
               || pptp_ppp_termination_is_signalled(&link->terminated_text)
               || (pptp_ppp_termination_is_windows(&link->terminated_text, &error) && error != SERVER_NOT_VERIFIED));
}

/* It gives no other reason. */
static bool
says_so(const struct pptp_link *link)
{
    uint32_t error = 0;

    return link->terminated.frame && pptp_ppp_termination_is_windows(&link->terminated_text, &error);
}

static const char *
name_proof(const struct pptp_authentication *authentication)
{
    if (authentication->lacks_proof)
        return "The Success carries no valid proof of the password (S= and 40 hexadecimal digits), which MS-CHAPv2"
               " requires (RFC 2759 section 5)";
    if (authentication->lacks_space && authentication->credentials.success != PPTP_DIFFERS)
        return "After the proof of the password (S=), the Success lacks the space and \"M=\" of RFC 2759 section 5, so"
               " the client probably discards it as malformed, as pppd before 2.4.9 does (Windows Server 2019 sends"
               " Successes without that space)";
    return authentication->credentials.success == PPTP_DIFFERS
               ? "The server's proof of the password (S=) does not match the client's password"
               : "The server's proof of the password (S=) probably does not match the client's password";
}

/* Nothing but the moment tells against the proof. */
static void
put_other_reading(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    if (authentication->credentials.success == PPTP_MATCHES)
        pptp_evidence_put(evidence, "right", "%s", "S= itself is that of the client's password");
    else if (authentication->lacks_space && authentication->credentials.success != PPTP_DIFFERS)
        pptp_evidence_put(evidence, "or", "%s", "or S= does not match the client's password");
    else if (!authentication->lacks_proof && authentication->credentials.success != PPTP_DIFFERS
        && !says_so(evidence->subject.link))
        pptp_evidence_put(evidence, "or", "%s", "or its user or program hung up for a reason of its own");
}

/* After Success the authenticated end hangs up: it seems to reject the authenticator's proof. If nothing of that end
 * was captured, it may have gone on meanwhile. */
bool
pptp_sign_auth_server_rejected(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);
    const struct pptp_authentication *last =
        ending.frame && ending.end >= 0 ? pptp_diagnosis_logon_outcome(link, !ending.end) : NULL;
    int64_t end = link->terminated.frame ? link->terminated.when : pptp_subject_end_time(&evidence->subject);

    if (!last || !last->succeeded || last->protocol != PPTP_MSCHAPV2 || goes_on(evidence, ending.end)
        || begins_anew(evidence, ending.end, last->outcome.frame) || ending.frame < last->outcome.frame
        || !pptp_subject_flow(&evidence->subject, ending.end)
        || link->rejected || gives_another_reason(link) || end - last->outcome.when > A_WHILE * PPTP_SECOND
        || (last->credentials.success == PPTP_MATCHES && !last->lacks_space) || pptp_diagnosis_logon(link, ending.end))
        return false;
    pptp_evidence_put_authentication(evidence, last);
    pptp_evidence_put(evidence, "proof", "%s", name_proof(last));
    put_other_reading(evidence, last);
    if (last->lacks_space && last->credentials.success != PPTP_DIFFERS)
        pptp_evidence_put_party(evidence, "strict", !last->authenticator);
    else
        pptp_evidence_put_party(evidence, last->lacks_proof ? "prover" : "holder", last->authenticator);
    pptp_evidence_put_frame(evidence, "frame", last->outcome.frame);
    pptp_evidence_put_frame(evidence, "ended", ending.frame);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
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

/* --- An outcome that does not arrive ------------------------------------------------------------------------------ */

static const enum pptp_control_protocol network_phase[] = { PPTP_CCP, PPTP_IPCP, PPTP_IPV6CP };

/* The first request of the end for CCP or IP, if no reply to any was captured; NULL: there is none, or a reply. */
static const struct pptp_negotiation *
find_unheeded(const struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_negotiation *first = NULL;

    for (unsigned i = 0; i < array_length(network_phase); i++) {
        const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, network_phase[i], end);

        if (asked->acks + asked->naks + asked->rejects > 0 || asked->refused.frame
            || pptp_evidence_asked(evidence, network_phase[i], !end)->requests > 0)
            return NULL;
        if (asked->requests > 0 && (!first || asked->first.frame < first->first.frame))
            first = asked;
    }
    return first;
}

/* The Sequence Numbers of the flow that are missing between two frames. */
static uint32_t
count_missing(const struct pptp_flow *flow, uint32_t from, uint32_t until)
{
    const struct pptp_sequence *sequence = pptp_subject_numbering(flow);
    const struct pptp_packet *packet;
    uint32_t missing = 0;

    for (unsigned i = 0; sequence && (packet = pptp_tunnel_sequence_in_order(sequence, i)) != NULL
                         && packet->frame <= until; i++)
        missing += packet->frame > from ? pptp_tunnel_missing_before(packet) : 0;
    return missing;
}

static const char *
name_success(enum pptp_authentication_protocol protocol)
{
    return protocol == PPTP_PAP ? "Authenticate-Ack" : protocol == PPTP_EAP ? "EAP Success" : "Success";
}

/* Why the client has no outcome, and what to do. */
static void
put_loss(struct pptp_evidence *evidence, unsigned end, uint32_t from, uint32_t until)
{
    uint32_t missing = count_missing(pptp_subject_flow(&evidence->subject, end), from, until);

    if (missing > 0)
        pptp_evidence_put_count(evidence, "missing", missing, "packet");
    else
        pptp_evidence_put_party(evidence, "silent", end);
    pptp_evidence_put(evidence, "verb", "%s", missing == 1 ? "is" : "are");
}

/* The authenticator's last authentication, if it waits for its outcome; NULL: it does not. The client itself may have
 * ended EAP-MSCHAPv2, and an outcome may have the Identifier of another authentication. */
static const struct pptp_authentication *
find_waiting(const struct pptp_link *link, unsigned authenticator)
{
    const struct pptp_authentication *last = pptp_diagnosis_logon(link, authenticator),
                                     *over = pptp_diagnosis_logon_outcome(link, authenticator);

    return last && last->response.frame && !last->outcome.frame && !last->is_over
                   && !(last->eap && last->eap->mschapv2_refusal.frame)
                   && !(over && over->outcome.frame > last->response.frame)
               ? last
               : NULL;
}

/* The server goes on as after a success, and the client does not. */
bool
pptp_sign_auth_outcome_lost(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_authentication *last = find_waiting(evidence->subject.link, end);
        const struct pptp_negotiation *next = last ? find_unheeded(evidence, end) : NULL;

        if (!next || next->first.frame < last->response.frame || evidence->subject.link->rejected
            || !pptp_subject_flow(&evidence->subject, !end) || pptp_subject_is_part(evidence->subject.tunnel)
            || !pptp_evidence_is_over_since(evidence, next->first.when))
            continue;
        pptp_evidence_put_authentication(evidence, last);
        pptp_evidence_put_frame(evidence, "response", last->response.frame);
        pptp_evidence_put(evidence, "what", "%s", last->protocol == PPTP_PAP ? "Authenticate-Request" : "Response");
        pptp_evidence_put(evidence, "outcome", "%s", name_success(last->protocol));
        pptp_evidence_put_frame(evidence, "frame", next->first.frame);
        put_loss(evidence, end, last->response.frame, next->first.frame);
        return true;
    }
    return false;
}

/* A user whom the server let in and sent away, and what is looked for around that. */
struct turned_away {
    const struct pptp_call *call;
    const struct pptp_authentication *logon;
    int64_t until;                      /* when the server let the user in */
};

static const struct pptp_authentication *
served_logon(const struct pptp_call *call)
{
    const struct pptp_link *link = pptp_call_link(call);
    const struct pptp_authentication *logon = link ? pptp_diagnosis_logon_outcome(link, !call->pns) : NULL;

    return logon && logon->succeeded && link->furthest >= PPTP_STAGE_DATA ? logon : NULL;
}

/* The same user, from the same host, in a session that carried data. */
static bool
is_let_in(const struct pptp_call *other, const void *data)
{
    enum { SOON = 600 };                /* seconds */
    const struct turned_away *away = data;
    const struct pptp_authentication *logon = served_logon(other);
    int64_t later = logon ? logon->outcome.when - away->logon->outcome.when : -1;

    return later > 0 && later < SOON * PPTP_SECOND && pptp_diagnosis_is_same_user(away->logon, logon)
           && pptp_connection_is_between_same(away->call->connection, other->connection);
}

/* Another session of the server, which was up when the user was sent away, and over when the user was let in. */
static bool
is_in_the_way(const struct pptp_call *other, const void *data)
{
    const struct turned_away *away = data;
    const struct pptp_authentication *logon = served_logon(other);
    const struct pptp_connection *own = away->call->connection, *theirs = other->connection;

    return logon && logon->outcome.when < away->logon->outcome.when && other->ended_in
           && other->ended_at > away->logon->outcome.when && other->ended_at < away->until
           && addresses_equal(&own->end[!away->call->pns].address, &theirs->end[!other->pns].address);
}

static void
put_session_limit(struct pptp_evidence *evidence, const struct pptp_authentication *newest)
{
    struct turned_away away = { .call = evidence->subject.call, .logon = newest };
    const struct pptp_call *let_in, *holder;

    if (!away.call || !newest->has_user || newest->authenticator == away.call->pns)
        return;
    let_in = pptp_subject_neighbor(away.call, is_let_in, &away);
    if (!let_in)
        return;
    away.until = served_logon(let_in)->outcome.when;
    holder = pptp_subject_neighbor(away.call, is_in_the_way, &away);
    if (!holder)
        return;
    pptp_evidence_put_number(evidence, "holder", holder->number);
    pptp_evidence_put_frame(evidence, "released", holder->ended_in);
    pptp_evidence_put_frame(evidence, "let_in", served_logon(let_in)->outcome.frame);
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
    put_session_limit(evidence, newest);
    return true;
}
