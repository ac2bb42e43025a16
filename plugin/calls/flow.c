/* Keeps the routes between addresses and the GRE flows on them, each in a hash table.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/address.h"
#include "calls/flow.h"
#include "calls/hash.h"

static guint
hash_route(gconstpointer key)
{
    const struct pptp_route *route = key;

    return pptp_hash_addresses(&route->sender, &route->receiver, 0);
}

static gboolean
same_route(gconstpointer a, gconstpointer b)
{
    const struct pptp_route *one = a, *other = b;

    return pptp_address_is_same(&one->sender, &other->sender) && pptp_address_is_same(&one->receiver, &other->receiver);
}

static guint
hash_flow(gconstpointer key)
{
    const struct pptp_flow *flow = key;

    return pptp_hash_addresses(&flow->route->sender, &flow->route->receiver, flow->call_id);
}

static gboolean
same_flow(gconstpointer a, gconstpointer b)
{
    const struct pptp_flow *one = a, *other = b;

    return one->call_id == other->call_id && same_route(one->route, other->route);
}

wmem_map_t *
pptp_routes_new(wmem_allocator_t *scope)
{
    return wmem_map_new(scope, hash_route, same_route);
}

wmem_map_t *
pptp_flows_new(wmem_allocator_t *scope)
{
    return wmem_map_new(scope, hash_flow, same_flow);
}

struct pptp_route *
pptp_route_find(const struct pptp_history *history, const address *sender, const address *receiver)
{
    struct pptp_route wanted = { .sender = *sender, .receiver = *receiver };

    return wmem_map_lookup(history->routes, &wanted);
}

struct pptp_route *
pptp_route_between(struct pptp_history *history, const address *sender, const address *receiver)
{
    struct pptp_route *route = pptp_route_find(history, sender, receiver), *back;

    if (route)
        return route;
    route = wmem_new0(history->scope, struct pptp_route);
    back = pptp_route_find(history, receiver, sender);
    if (back) {
        route->sender = back->receiver;
        route->receiver = back->sender;
    } else {
        copy_address_wmem(history->scope, &route->sender, sender);
        copy_address_wmem(history->scope, &route->receiver, receiver);
    }
    route->number = wmem_map_size(history->routes);
    wmem_map_insert(history->routes, route, route);
    return route;
}

unsigned
pptp_route_end(struct pptp_history *history, const address *sender, const address *receiver)
{
    struct pptp_route *route = pptp_route_between(history, sender, receiver);
    struct pptp_route *back = pptp_route_between(history, receiver, sender);

    if (!route->has_ends) {
        back->sender_end = 1;
        route->sender_end = 0;
        back->has_ends = route->has_ends = true;
    }
    return route->sender_end;
}

/* A hash of both addresses costs more than the rest of the search. */
static struct pptp_flow *
find_recent(const struct pptp_history *history, const address *sender, const address *receiver, uint16_t call_id)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(history->recent); i++) {
        struct pptp_flow *flow = history->recent[i];

        if (flow && flow->call_id == call_id && pptp_address_is_same(&flow->route->sender, sender)
            && pptp_address_is_same(&flow->route->receiver, receiver))
            return flow;
    }
    return NULL;
}

static struct pptp_flow *
look_up(struct pptp_history *history, const address *sender, const address *receiver, uint16_t call_id)
{
    struct pptp_route route = { .sender = *sender, .receiver = *receiver };
    struct pptp_flow wanted = { .route = &route, .call_id = call_id };

    return wmem_map_lookup(history->flows, &wanted);
}

static void
put_recent(struct pptp_history *history, struct pptp_flow *flow)
{
    history->recent[1] = history->recent[0];
    history->recent[0] = flow;
}

struct pptp_flow *
pptp_flow_find(struct pptp_history *history, const address *sender, const address *receiver, uint16_t call_id)
{
    struct pptp_flow *flow = find_recent(history, sender, receiver, call_id);

    if (flow)
        return flow;
    flow = look_up(history, sender, receiver, call_id);
    if (flow)
        put_recent(history, flow);
    return flow;
}

struct pptp_flow *
pptp_flow_new_hidden(struct pptp_history *history, struct pptp_route *route, uint16_t call_id, struct pptp_call *call)
{
    struct pptp_flow *flow = wmem_new0(history->scope, struct pptp_flow);

    flow->route = route;
    flow->call_id = call_id;
    flow->call = call;
    flow->announced = call != NULL;
    return flow;
}

struct pptp_flow *
pptp_flow_new(struct pptp_history *history, struct pptp_route *route, uint16_t call_id, struct pptp_call *call)
{
    struct pptp_flow *flow = pptp_flow_new_hidden(history, route, call_id, call);

    flow->older = wmem_map_insert(history->flows, flow, flow);
    history->recent[0] = history->recent[1] = NULL;
    return flow;
}
