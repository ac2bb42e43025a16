/* A control connection was captured on both sides of a NAT, a port forwarding or the like, which keeps GRE back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"
#include "witness/file.h"

enum { NEARBY = 8 };                        /* calls: copies follow each other at once */
#define DELAY (PPTP_SECOND / 20)            /* of what a device on the way passes on */

/* The same messages between the same Call IDs at the same time, but one end has another address. changed: that end's
 * number as client (false) or server (true). */
static bool
is_twin(const struct pptp_call *call, const struct pptp_call *other, bool *changed)
{
    const struct pptp_connection *here = call->connection, *there = other->connection;
    bool same_client = addresses_equal(&here->end[call->pns].address, &there->end[other->pns].address);
    bool same_server = addresses_equal(&here->end[!call->pns].address, &there->end[!other->pns].address);

    *changed = same_client;
    return here != there && same_client != same_server && other->established && other->direction == call->direction
        && call->id[call->pns] == other->id[other->pns] && call->id[!call->pns] == other->id[!other->pns]
        && ABS(call->established->when - other->established->when) <= DELAY;
}

/* Looks at the calls that became known next to this one. */
static const struct pptp_call *
find_twin(const struct pptp_call *call, bool *changed)
{
    wmem_array_t *calls = call->connection->history->calls;
    unsigned count = wmem_array_get_count(calls), begin = call->number > NEARBY ? call->number - NEARBY : 0;

    for (unsigned i = begin; i < MIN(count, call->number + NEARBY + 1); i++) {
        const struct pptp_call *other = pptp_list_at(calls, i);

        if (other != call && is_twin(call, other, changed))
            return other;
    }
    return NULL;
}

/* Returns GRE to one end of a call, which has none to that of its twin; NULL: there is none, or there is some. */
static const struct pptp_flow *
find_kept(const struct pptp_call *outside, unsigned there, const struct pptp_call *inside, unsigned here)
{
    const struct pptp_flow *flow = outside->tunnel ? outside->tunnel->flow[there] : NULL;
    const struct pptp_flow *on = inside->tunnel ? inside->tunnel->flow[here] : NULL;

    return flow && flow->packets > 0 && (!on || on->packets == 0) ? flow : NULL;
}

/* The GRE of the end whose address is the same on both sides gets to the device, and no farther. Both of the calls tell
 * of it: each is one side. */
bool
pptp_sign_gre_not_passed_on(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_call *call = subject->call, *twin, *inside, *outside;
    const struct pptp_flow *flow;
    unsigned changed, there;
    bool is_server, is_inside;

    if (!pptp_subject_is_established(subject) || (twin = find_twin(call, &is_server)) == NULL)
        return false;
    changed = is_server ? !call->pns : call->pns;
    there = is_server ? !twin->pns : twin->pns;
    is_inside = find_kept(twin, there, call, changed) != NULL;
    inside = is_inside ? call : twin;
    outside = is_inside ? twin : call;
    flow = is_inside ? find_kept(twin, there, call, changed) : find_kept(call, changed, twin, there);
    if (!flow || !pptp_witness_is_silence_telling(flow, pptp_subject_end_time(subject)))
        return false;
    pptp_evidence_put_number(evidence, "other", twin->number);
    pptp_evidence_put_address(evidence, "here", &call->connection->end[changed].address);
    pptp_evidence_put_address(evidence, "there", &twin->connection->end[there].address);
    pptp_evidence_put_address(evidence, "device", &outside->connection->end[is_inside ? there : changed].address);
    pptp_evidence_put_address(evidence, "target", &inside->connection->end[is_inside ? changed : there].address);
    pptp_evidence_put_party(evidence, "sender", !changed);
    pptp_evidence_put_count(evidence, "count", flow->packets, "packet");
    pptp_evidence_put_frame(evidence, "frame", flow->first_frame);
    return true;
}

/* Returns the flow that goes on with another flow's packets beyond a NAT, in one of the next calls; NULL: none. */
static const struct pptp_flow *
find_beyond(const struct pptp_call *call, const struct pptp_flow *flow)
{
    wmem_array_t *calls = call->connection->history->calls;
    unsigned count = MIN(wmem_array_get_count(calls), call->number + 1 + NEARBY);

    for (unsigned i = call->number + 1; i < count; i++) {
        const struct pptp_call *other = pptp_list_at(calls, i);

        for (unsigned end = 0; end < 2; end++) {
            if (other->flow[end] && other->flow[end]->translated == flow)
                return other->flow[end];
        }
    }
    return NULL;
}

/* An end's own GRE begins at its address, but what comes for it there goes on to another host. */
bool
pptp_sign_gre_led_away(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_refusal *refusal = pptp_subject_refusal(subject, false);

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *own = pptp_subject_flow(subject, end), *back = pptp_subject_flow(subject, !end);
        const struct pptp_flow *away = own && back && !own->translated && !find_beyond(subject->call, own)
                                           ? find_beyond(subject->call, back) : NULL;

        if (!away || back->heard_up_to > 0)
            continue;
        pptp_evidence_put_parties(evidence, "owner", "sender", end);
        pptp_evidence_put_frame(evidence, "frame", back->first_frame);
        pptp_evidence_put_address(evidence, "host", &back->route->receiver);
        pptp_evidence_put_address(evidence, "away", &away->route->receiver);
        pptp_evidence_put_frame(evidence, "on", away->first_frame);
        pptp_evidence_put_frame(evidence, "own", own->first_frame);
        if (refusal && refusal->quoted == !end) {
            pptp_evidence_put_refusal(evidence, refusal);
            pptp_evidence_put_frame(evidence, "refused", refusal->first.frame);
        }
        return true;
    }
    return false;
}
