/* A NAT cannot tell the calls of its clients apart.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "calls/address.h"
#include "compat.h"

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"

enum { SETTLING = 5 };              /* seconds */
enum { MOST_SEARCHED = 100 };       /* calls */
enum { MANY_UNHEARD = 3 };          /* packets */

bool
pptp_sign_call_id_shared(struct pptp_evidence *evidence)
{
    unsigned client = pptp_subject_client(&evidence->subject);

    if (!pptp_evidence_find_call_id(evidence, PPTP_SHARED_CALL_ID, PPTP_WARNING, 0))
        return false;
    pptp_evidence_put_address(evidence, "address", pptp_subject_address(&evidence->subject, client));
    pptp_evidence_put_number(evidence, "connection", evidence->subject.connection->number);
    return true;
}

/* The newer of two calls with the same Call ID has all their GRE. */
bool
pptp_sign_call_id_taken(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = call->flow[end], *newest;

        if (!flow || !flow->mixed)
            continue;
        newest = pptp_flow_find(call->connection->history, &flow->route->sender, &flow->route->receiver,
                                flow->call_id);
        if (!newest->call || newest->call == call)
            continue;
        pptp_evidence_put_number(evidence, "other", newest->call->number);
        pptp_evidence_put_number(evidence, "call_id", flow->call_id);
        pptp_evidence_put_frame(evidence, "frame", newest->call->first.frame);
        pptp_evidence_put_party(evidence, "receiver", end);
        return true;
    }
    return false;
}

/* The client's own address rejects the server's GRE with ICMP: a NAT there does not know where to send it. */
static const struct pptp_refusal *
find_refusal_of_client(const struct pptp_subject *subject)
{
    const struct pptp_call *call = subject->call;
    const struct pptp_refusal *refusal =
        pptp_subject_flow(subject, call->pns) ? pptp_subject_refusal(subject, false) : NULL;

    while (refusal && !(refusal->quoted == !call->pns && !pptp_subject_had_worked(subject, refusal)
                        && !pptp_subject_is_refusal_vain(subject, refusal)
                        && addresses_equal(&refusal->sender, &call->connection->end[call->pns].address)))
        refusal = refusal->next;
    return refusal;
}

/* The capture does not show what a NAT makes of the Call ID of a host behind it (RFC 1918). */
static bool
is_private(const address *host)
{
    return host->type != AT_IPv4 || pptp_address_is_private(host);
}

/* The server's replies get as far as the client's address, but the client keeps asking. */
static bool
is_deaf(const struct pptp_subject *subject)
{
    const struct pptp_call *call = subject->call;

    return subject->link && subject->link->furthest == PPTP_STAGE_LCP
           && pptp_ppp_link_asked(subject->link, PPTP_LCP, call->pns)->altered.count == 0
           && pptp_ppp_link_asked(subject->link, PPTP_LCP, call->pns)->worst.repeats_answered > 1
           && !is_private(&call->connection->end[call->pns].address);
}

bool
pptp_sign_linux_nat_helper(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;
    const struct pptp_end *client = &call->connection->end[call->pns];
    const struct pptp_refusal *refusal = find_refusal_of_client(&evidence->subject);

    if (!call->setup || call->id[call->pns] == client->port
        || !(refusal || pptp_event_has(call->setup, PPTP_SHARED_CALL_ID) || is_deaf(&evidence->subject)))
        return false;
    pptp_evidence_put_address(evidence, "address", &client->address);
    if (!pptp_event_has(call->setup, PPTP_SHARED_CALL_ID))
        pptp_evidence_put_address(evidence, "dialer", &client->address);
    pptp_evidence_put_number(evidence, "call_id", call->id[call->pns]);
    pptp_evidence_put_number(evidence, "port", client->port);
    pptp_evidence_put_frame(evidence, "frame", call->setup->frame);
    pptp_evidence_cite(evidence, refusal ? refusal->first.frame : 0);
    return true;
}

/* The next call between the same addresses that was established while this one was up. */
static const struct pptp_call *
find_successor(const struct pptp_subject *subject)
{
    const struct pptp_history *history = subject->history;
    const struct pptp_call *call = subject->call;
    unsigned last = MIN(wmem_array_get_count(history->calls), call->number + MOST_SEARCHED);

    for (unsigned i = call->number + 1; i < last; i++) {
        const struct pptp_call *next = pptp_list_at(history->calls, i);

        if (next->established && next->tunnel && next->established->when < pptp_subject_end_time(subject)
            && pptp_connection_is_between_same(call->connection, next->connection))
            return next;
    }
    return NULL;
}

/* The client misses the packets: it goes on sending, and there is time for an answer, or it ends the call without
 * terminating PPP, which would get a reply. */
static bool
is_missed(const struct pptp_subject *subject, const struct pptp_flow *flow)
{
    const struct pptp_flow *mine = pptp_subject_flow(subject, subject->call->pns);
    struct pptp_moment next;

    return subject->call->ended_in
           || (mine && pptp_subject_sent_after(mine, flow->last_time + PPTP_SECOND, &next) > 0
               && pptp_subject_end_time(subject) > next.when + PPTP_SECOND);
}

/* GRE to the client ends when another call gets its own, although the call is not cleared. */
bool
pptp_sign_call_displaced(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_flow *flow =
        pptp_subject_is_established(subject) ? pptp_subject_flow(subject, !subject->call->pns) : NULL;
    const struct pptp_call *next = flow ? find_successor(subject) : NULL;
    const struct pptp_flow *other = next ? next->tunnel->flow[next->pns] : NULL;

    if (!other || other->packets == 0 || flow->mixed
        || flow->first_time > next->established->when
        || flow->last_time < next->established->when - SETTLING * PPTP_SECOND
        || flow->last_time > next->established->when + SETTLING * PPTP_SECOND
        || pptp_subject_end_time(subject) < flow->last_time + SETTLING * PPTP_SECOND
        || other->last_time < flow->last_time + SETTLING * PPTP_SECOND || !is_missed(subject, flow))
        return false;
    pptp_evidence_put_number(evidence, "call", subject->call->number);
    pptp_evidence_put_number(evidence, "other", next->number);
    pptp_evidence_put_frame(evidence, "frame", next->established->frame);
    pptp_evidence_put_party(evidence, "client", subject->call->pns);
    pptp_evidence_put_seconds(evidence, "span", pptp_subject_end_time(subject) - flow->last_time);
    return true;
}

/* The client acknowledges nothing more in its call since another one is up behind the same address. */
static bool
is_unheard(const struct pptp_subject *subject, const struct pptp_flow *flow, const struct pptp_call *next)
{
    const struct pptp_flow *mine = pptp_subject_flow(subject, subject->call->pns);
    const struct pptp_flow *other = next->tunnel->flow[next->pns];

    return flow->heard_at != 0 && flow->heard_at < next->established->when + SETTLING * PPTP_SECOND
        && mine && mine->last_time > next->established->when + PPTP_SECOND
        && other && other->heard_at > next->established->when + PPTP_SECOND;
}

bool
pptp_sign_call_displaced_unheard(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_flow *flow =
        pptp_subject_is_established(subject) ? pptp_subject_flow(subject, !subject->call->pns) : NULL;
    const struct pptp_call *next = flow ? find_successor(subject) : NULL;
    struct pptp_moment unheard;
    uint32_t count;

    if (!next || flow->mixed || !is_unheard(subject, flow, next))
        return false;
    count = pptp_subject_sent_after(flow, flow->heard_up_to, &unheard);
    if (count < MANY_UNHEARD || flow->last_time < next->established->when + SETTLING * PPTP_SECOND
        || flow->last_time < flow->heard_at + SETTLING * PPTP_SECOND)
        return false;
    pptp_evidence_put_frame(evidence, "frame", next->established->frame);
    pptp_evidence_put_number(evidence, "call", subject->call->number);
    pptp_evidence_put_number(evidence, "other", next->number);
    pptp_evidence_put_parties(evidence, "client", "server", subject->call->pns);
    pptp_evidence_put_count(evidence, "count", count, "packet");
    pptp_evidence_put_frame(evidence, "unheard", unheard.frame);
    pptp_evidence_put_frame(evidence, "sending", pptp_subject_flow(subject, subject->call->pns)->last_frame);
    pptp_evidence_put_address(evidence, "address", pptp_subject_address(subject, subject->call->pns));
    return true;
}
