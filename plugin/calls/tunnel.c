/* Joins the two flows of a call into a tunnel and keeps the ICMP errors that quote its packets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/announced.h"
#include "calls/tunnel.h"

enum { MOST_SEARCHED = 16 };        /* calls between two addresses */
enum { MOST_UNDECIDED = 4 };        /* packets of a flow that may belong to several calls */

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
    struct pptp_tunnel *half = back->half;

    if (half)
        back->half = NULL;
    return half;
}

static struct pptp_tunnel *
join_without_call(struct pptp_history *history, struct pptp_flow *flow)
{
    struct pptp_tunnel *tunnel = take_half(history, flow);

    flow->receiver = tunnel ? tunnel->flow[0] == NULL ? 0 : 1
                            : !pptp_route_end(history, &flow->route->sender, &flow->route->receiver);
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

static struct pptp_tunnel *
enter(struct pptp_history *history, struct pptp_flow *flow)
{
    flow->tunnel = flow->call ? join_call(history, flow->call) : join_without_call(history, flow);
    flow->tunnel->flow[flow->receiver] = flow;
    return flow->tunnel;
}

static void
place_in_call(struct pptp_flow *flow, struct pptp_call *call, unsigned end)
{
    flow->call = call;
    flow->receiver = end;
    call->flow[end] = flow;
}

/* Creates the flow to an end whose Call ID was announced. */
static void
begin_announced(struct pptp_call *call, unsigned end)
{
    struct pptp_history *history = call->connection->history;
    struct pptp_route *route = call->connection->route[!end];
    uint16_t id = call->id[end];
    bool newest = pptp_announced_on_route(history, route, id) == call;

    if (call->id_known[end] && !call->flow[end])
        place_in_call((newest ? pptp_flow_new : pptp_flow_new_hidden)(history, route, id, call), call, end);
}

struct pptp_flow *
pptp_calls_tunnel_flow(struct pptp_history *history, const address *sender, const address *receiver, uint16_t call_id)
{
    struct pptp_flow *flow = pptp_flow_find(history, sender, receiver, call_id);
    const struct pptp_route *route = flow ? NULL : pptp_route_find(history, sender, receiver);
    struct pptp_call *call = route ? pptp_announced_on_route(history, route, call_id) : NULL;

    if (!call)
        return flow;
    begin_announced(call, 0);
    begin_announced(call, 1);
    return pptp_flow_find(history, sender, receiver, call_id);
}

void
pptp_calls_tunnel_join(struct pptp_flow *flow, struct pptp_call *call, unsigned end)
{
    place_in_call(flow, call, end);
    begin_announced(call, !end);
    if (call->adopted) {
        call->id[end] = flow->call_id;
        call->id_known[end] = true;
    }
    if (flow->packets > 0)
        enter(call->connection->history, flow);
}

/* The flow has a call. */
static void
detach(struct pptp_flow *flow)
{
    flow->call->flow[flow->receiver] = NULL;
    if (flow->call->adopted)
        flow->call->id_known[flow->receiver] = false;
    if (flow->tunnel)
        flow->tunnel->flow[flow->receiver] = NULL;
    flow->tunnel = NULL;
    flow->call = NULL;
}

void
pptp_calls_tunnel_leave(struct pptp_history *history, struct pptp_flow *flow)
{
    detach(flow);
    flow->doubted = true;
    if (flow->packets > 0)
        enter(history, flow);
}

/* --- GRE that no control message announced -------------------- */

/* The only call being set up between these addresses that lacks the Call ID of its other end. The message with
 * that may have been captured later than the first GRE packet, or not at all. NULL: none, or several. */
static struct pptp_call *
find_being_set_up(const struct pptp_flow *flow, unsigned end)
{
    struct pptp_call *call = flow->route->connection ? flow->route->connection->live : NULL, *found = NULL;

    for (unsigned i = 0; call && i < MOST_SEARCHED; i++, call = call->older) {
        if (call->id_known[end] || call->flow[end] || call->state != PPTP_WAIT_REPLY)
            continue;
        if (found)
            return NULL;
        found = call;
    }
    return found;
}

static bool
lacks(const struct pptp_call *call, unsigned end)
{
    return call->ended_in == 0 && !call->id_known[end];
}

struct search {
    struct pptp_call *oldest;           /* of those that are possible */
    struct pptp_call *exact;            /* the oldest that fits exactly */
    unsigned candidates;
    unsigned exact_count;
};

static struct search
search_partner(struct pptp_history *history, const struct pptp_flow *flow, unsigned end, pptp_fitting fits)
{
    struct pptp_call *call = pptp_connection_assumed(history, flow->route)->adopted;
    struct search search = { .candidates = 0 };

    for (unsigned i = 0; call && i < MOST_SEARCHED; i++, call = call->adopted_before) {
        enum pptp_fit fit = !lacks(call, end) ? PPTP_FIT_IMPOSSIBLE
                            : call->flow[!end] ? fits(flow, call->flow[!end]) : PPTP_FIT_UNKNOWN;

        if (fit == PPTP_FIT_IMPOSSIBLE)
            continue;
        search.candidates++;
        search.oldest = call;
        if (fit != PPTP_FIT_EXACT)
            continue;
        search.exact_count++;
        search.exact = call;
    }
    return search;
}

static struct pptp_moment
first_packet(const struct pptp_flow *flow)
{
    return (struct pptp_moment){ .frame = flow->first_frame, .when = flow->first_time };
}

/* Of several that fit alike, the oldest: packets are acknowledged in their order. NULL: not decided yet. */
static struct pptp_call *
choose(struct pptp_history *history, const struct pptp_flow *flow, const struct search *search)
{
    if (search->exact_count == 1)
        return search->exact;
    if (search->candidates > 1 && flow->packets < MOST_UNDECIDED)
        return NULL;
    if (search->candidates > 0)
        return search->exact ? search->exact : search->oldest;
    return pptp_call_adopt(pptp_connection_assumed(history, flow->route), first_packet(flow), "GRE");
}

/* Returns the call that was announced on the route with the Call ID, and has no GRE so far; NULL: there is none. */
static const struct pptp_call *
find_idle(struct pptp_history *history, const struct pptp_route *route, uint16_t call_id)
{
    const struct pptp_flow *flow = pptp_flow_find(history, &route->sender, &route->receiver, call_id);

    if (flow)
        return flow->packets == 0 ? flow->call : NULL;
    return pptp_announced_on_route(history, route, call_id);
}

/* A call was announced with this Call ID to one of the flow's addresses, but with another peer, and has no GRE so
 * far. */
static bool
is_announced_elsewhere(struct pptp_history *history, const struct pptp_flow *flow)
{
    const address *const ends[] = { &flow->route->receiver, &flow->route->sender };

    for (unsigned i = 0; i < 2; i++) {
        const struct pptp_route *route = pptp_announced_at(history, ends[i], i, flow->call_id);
        const struct pptp_call *call = route ? find_idle(history, route, flow->call_id) : NULL;

        if (call && call->ended_in == 0 && addresses_equal(i == 0 ? &route->receiver : &route->sender, ends[i]))
            return true;
    }
    return false;
}

/* The beginning of a control connection of these peers was captured, so its messages would tell of the flow's call,
 * unless that is one of an older connection. */
static bool
is_contradicted(struct pptp_history *history, const struct pptp_flow *flow)
{
    return flow->doubted || (flow->route->connection ? flow->route->connection->start_captured && !flow->began_earlier
                                                     : is_announced_elsewhere(history, flow));
}

PPTP_RARE static struct pptp_tunnel *
place(struct pptp_history *history, struct pptp_flow *flow, pptp_fitting fits)
{
    unsigned end = !pptp_route_end(history, &flow->route->sender, &flow->route->receiver);
    struct search search = { .candidates = 0 };
    struct pptp_call *call = find_being_set_up(flow, end);

    if (!call && !flow->doubted)
        search = search_partner(history, flow, end, fits);
    if (!call && search.candidates == 0 && is_contradicted(history, flow))
        return enter(history, flow);
    if (!call)
        call = choose(history, flow, &search);
    if (call)
        pptp_calls_tunnel_join(flow, call, end);
    return flow->tunnel;
}

struct pptp_tunnel *
pptp_calls_tunnel_of(struct pptp_history *history, struct pptp_flow *flow, pptp_fitting fits)
{
    if (flow->tunnel)
        return flow->tunnel;
    return flow->call ? enter(history, flow) : place(history, flow, fits);
}

/* --- A wrong guess -------------------- */

/* one: may be NULL. */
static bool
is_doubtful(const struct pptp_flow *one, const struct pptp_flow *other, pptp_fitting fits)
{
    return one && fits(one, other) < PPTP_FIT_UNKNOWN;
}

/* The only other call whose GRE in the opposite direction fits the flow, and whose own flow fits the rest of the
 * flow's call; NULL: none, or several. */
PPTP_RARE static struct pptp_call *
find_better(const struct pptp_flow *flow, pptp_fitting fits)
{
    unsigned end = flow->receiver;
    const struct pptp_flow *left = flow->call->flow[!end];
    struct pptp_call *call = flow->route->assumed->adopted, *found = NULL;

    for (unsigned i = 0; call && i < MOST_SEARCHED; i++, call = call->adopted_before) {
        if (call == flow->call || !call->flow[!end] || fits(flow, call->flow[!end]) != PPTP_FIT_EXACT
            || is_doubtful(call->flow[end], left, fits))
            continue;
        if (found)
            return NULL;
        found = call;
    }
    return found;
}

/* one has a flow to this end. */
static void
exchange(struct pptp_call *one, struct pptp_call *other, unsigned end)
{
    struct pptp_flow *to_other = one->flow[end], *to_one = other->flow[end];

    detach(to_other);
    if (to_one)
        detach(to_one);
    pptp_calls_tunnel_join(to_other, other, end);
    if (to_one)
        pptp_calls_tunnel_join(to_one, one, end);
}

void
pptp_calls_tunnel_reconsider(struct pptp_flow *flow, pptp_fitting fits)
{
    struct pptp_call *call = flow->call, *better;
    unsigned end = flow->receiver;

    if (!call || !call->adopted || !call->flow[!end]
        || (!pptp_call_id_is_guess(call, 0) && !pptp_call_id_is_guess(call, 1))
        || !is_doubtful(flow, call->flow[!end], fits))
        return;
    better = find_better(flow, fits);
    if (better && pptp_call_id_is_guess(call, end) && pptp_call_id_is_guess(better, end))
        exchange(call, better, end);
    else if (better && pptp_call_id_is_guess(call, !end) && pptp_call_id_is_guess(better, !end))
        exchange(call, better, !end);
}

/* --- ICMP errors -------------------- */

static bool
same_refusal(const struct pptp_refusal *one, const struct pptp_refusal *other)
{
    return one->version == other->version && one->type == other->type && one->code == other->code
        && one->quoted == other->quoted && addresses_equal(&one->sender, &other->sender);
}

static struct pptp_refusal *
add_refusal(struct pptp_history *history, struct pptp_tunnel *tunnel, const struct pptp_refusal *refusal)
{
    struct pptp_refusal *added;

    if (tunnel->refusal_count == PPTP_REFUSALS)
        return NULL;
    added = wmem_memdup(history->scope, refusal, sizeof *refusal);
    copy_address_wmem(history->scope, &added->sender, &refusal->sender);
    added->count = 0;
    added->next = tunnel->refusals;
    tunnel->refusals = added;
    tunnel->refusal_count++;
    return added;
}

/* Smaller packets arrive between those that the error is about. */
static bool
is_about_size(const struct pptp_refusal *refusal)
{
    enum pptp_refusal_kind kind = pptp_refusal_kind(refusal);

    return kind == PPTP_REFUSAL_FRAGMENTS_LOST || kind == PPTP_REFUSAL_TOO_BIG;
}

/* The first of a series of errors: no packet sent after it is known to have arrived. All about size are one series.
 * Acknowledgments tell that packets of a direction that was not captured had arrived. */
static void
begin_series(struct pptp_refusal *refusal, const struct pptp_tunnel *tunnel, struct pptp_moment moment)
{
    const struct pptp_flow *refused = tunnel->flow[!refusal->quoted], *back = tunnel->flow[refusal->quoted];

    refusal->first = moment;
    refusal->count = 0;
    refusal->worked = back && back->packets > 0
        && (refused->packets > 0 ? refused->heard_at != 0 : back->acknowledges);
    if (back)
        refusal->before = (struct pptp_moment){ .frame = back->last_frame, .when = back->last_time };
}

void
pptp_calls_tunnel_refuse(struct pptp_history *history, struct pptp_tunnel *tunnel, struct pptp_moment moment,
                         const struct pptp_refusal *refusal)
{
    struct pptp_refusal *same = tunnel->refusals;
    const struct pptp_flow *flow;

    while (same && !same_refusal(same, refusal))
        same = same->next;
    if (!same)
        same = add_refusal(history, tunnel, refusal);
    if (!same)
        return;
    flow = tunnel->flow[!refusal->quoted];
    if (same->count == 0 || (!is_about_size(same) && flow->heard_up_to > same->last.when))
        begin_series(same, tunnel, moment);
    same->last = moment;
    same->count++;
}
