/* Finds calls by the Call IDs that messages announced. A capture may have millions of them, so each takes one entry of
 * the index as a rule.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/announced.h"
#include "calls/index.h"

/* An announcement, in their order: the number of the call, whose Call ID does not change afterwards, and the end. */
struct announcement {
    uint32_t call : 31;
    uint32_t end : 1;
};

wmem_array_t *
pptp_announced_new(wmem_allocator_t *scope)
{
    return wmem_array_new(scope, sizeof(struct announcement));
}

static struct pptp_key
key_on_route(const struct pptp_route *route, uint16_t id)
{
    return pptp_key(route->number, PPTP_ENTRY_ROUTE, 0, id);
}

static void
put_in_connection(struct pptp_call *call, unsigned end, uint16_t id)
{
    const struct pptp_connection *connection = call->connection;

    pptp_index_put(connection->history, pptp_key(connection->number, PPTP_ENTRY_CONNECTION, end, id), call);
}

/* Mostly there is one connection between two addresses, and the newest call on a route is that connection's, too. If
 * another connection announces the same Call ID, the older call needs an entry of its own. */
static void
put_on_route(struct pptp_call *call, const struct pptp_route *route, uint16_t id)
{
    struct pptp_history *history = call->connection->history;
    struct pptp_key key = key_on_route(route, id);
    struct pptp_call *before = pptp_index_get(history, key);

    if (before && before->connection != call->connection)
        put_in_connection(before, before->connection->route[1] != route, id);
    pptp_index_put(history, key, call);
}

/* Between a host and itself, a route does not tell which end a Call ID is of. */
static bool
is_loop(const struct pptp_connection *connection)
{
    return connection->route[0] == connection->route[1];
}

void
pptp_announced_add(struct pptp_call *call, unsigned end, uint16_t id)
{
    struct announcement announcement = { .call = call->number, .end = end };

    if (is_loop(call->connection))
        put_in_connection(call, end, id);
    else
        put_on_route(call, call->connection->route[!end], id);
    wmem_array_append_one(call->connection->history->announced, announcement);
}

struct pptp_call *
pptp_announced_on_route(struct pptp_history *history, const struct pptp_route *route, uint16_t id)
{
    return pptp_index_get(history, key_on_route(route, id));
}

struct pptp_call *
pptp_announced_in(struct pptp_connection *connection, unsigned end, uint16_t id)
{
    struct pptp_history *history = connection->history;
    struct pptp_call *newest = pptp_announced_on_route(history, connection->route[!end], id);

    if (newest ? newest->connection == connection : !is_loop(connection))
        return newest;
    return pptp_index_get(history, pptp_key(connection->number, PPTP_ENTRY_CONNECTION, end, id));
}

static void
put_by_address(struct pptp_history *history, const struct announcement *announcement)
{
    const struct pptp_call *call = pptp_list_at(history->calls, announcement->call);
    struct pptp_route *route = call->connection->route[!announcement->end];
    uint16_t id = call->id[announcement->end];

    pptp_index_put(history, pptp_key_of_address(&route->receiver, PPTP_ENTRY_ADDRESS, 0, id), route);
    pptp_index_put(history, pptp_key_of_address(&route->sender, PPTP_ENTRY_ADDRESS, 1, id), route);
}

/* Few captures have GRE that needs it, so the index by address is brought up to date when it is asked for. */
const struct pptp_route *
pptp_announced_at(struct pptp_history *history, const address *host, unsigned by_peer, uint16_t id)
{
    unsigned count = wmem_array_get_count(history->announced);

    for (; history->announced_by_address < count; history->announced_by_address++)
        put_by_address(history, wmem_array_index(history->announced, history->announced_by_address));
    return pptp_index_get(history, pptp_key_of_address(host, PPTP_ENTRY_ADDRESS, by_peer, id));
}
