/* Joins the two flows of a call into a tunnel and keeps the ICMP errors that quote its packets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/tunnel.h"

static struct pptp_tunnel *
begin(struct pptp_history *history, struct pptp_call *call)
{
    struct pptp_tunnel *tunnel = wmem_new0(history->scope, struct pptp_tunnel);

    tunnel->call = call;
    tunnel->number = pptp_list_append(history->tunnels, tunnel);
    return tunnel;
}

/* Removes and returns the newest tunnel without a call that has only the opposite flow between these addresses; NULL
 * if there is none. Without a call, only the addresses tell which flows belong together. */
static struct pptp_tunnel *
take_half(struct pptp_history *history, const struct pptp_flow *flow)
{
    struct pptp_route *back = pptp_route_find(history, &flow->route->receiver, &flow->route->sender);
    struct pptp_tunnel *half = back ? back->half : NULL;

    if (half)
        back->half = NULL;
    return half;
}

static struct pptp_tunnel *
join_without_call(struct pptp_history *history, struct pptp_flow *flow)
{
    struct pptp_tunnel *tunnel = take_half(history, flow);

    flow->receiver = tunnel ? 0 : 1;
    if (!tunnel)
        flow->route->half = tunnel = begin(history, NULL);
    return tunnel;
}

static struct pptp_tunnel *
join_call(struct pptp_history *history, struct pptp_call *call)
{
    if (!call->tunnel)
        call->tunnel = begin(history, call);
    return call->tunnel;
}

struct pptp_tunnel *
pptp_calls_tunnel_of(struct pptp_history *history, struct pptp_flow *flow)
{
    if (!flow->tunnel) {
        flow->tunnel = flow->call ? join_call(history, flow->call) : join_without_call(history, flow);
        flow->tunnel->flow[flow->receiver] = flow;
    }
    return flow->tunnel;
}

static bool
same_refusal(const struct pptp_refusal *one, const struct pptp_refusal *other)
{
    return one->version == other->version && one->type == other->type && one->code == other->code
        && one->quoted == other->quoted && addresses_equal(&one->sender, &other->sender);
}

static struct pptp_refusal *
add_refusal(struct pptp_history *history, struct pptp_tunnel *tunnel, struct pptp_moment moment,
            const struct pptp_refusal *refusal)
{
    struct pptp_refusal *added;

    if (tunnel->refusal_count == PPTP_REFUSALS)
        return NULL;
    added = wmem_memdup(history->scope, refusal, sizeof *refusal);
    copy_address_wmem(history->scope, &added->sender, &refusal->sender);
    added->first = moment;
    added->next = tunnel->refusals;
    tunnel->refusals = added;
    tunnel->refusal_count++;
    return added;
}

void
pptp_calls_tunnel_refuse(struct pptp_history *history, struct pptp_tunnel *tunnel, struct pptp_moment moment,
                         const struct pptp_refusal *refusal)
{
    struct pptp_refusal *same = tunnel->refusals;

    while (same && !same_refusal(same, refusal))
        same = same->next;
    if (!same)
        same = add_refusal(history, tunnel, moment, refusal);
    if (same)
        same->count++;
}
