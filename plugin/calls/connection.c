/* Creates control connections and keeps the findings on their messages.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/address.h"
#include "calls/connection.h"
#include "calls/transport.h"

enum { MOST_BESIDE = 16 };  /* connections of which one may have moved */

bool
pptp_end_is_same(const struct pptp_end *one, const struct pptp_end *other)
{
    return one->port == other->port && pptp_address_is_same(&one->address, &other->address);
}

/* The receiver listens on port 1723 (3.1.2). On other ports, only a Start-Control-Connection-Request shows the
 * originator. */
static void
tell_originator_by_port(struct pptp_connection *connection)
{
    bool well_known[2] = { connection->end[0].port == PPTP_TCP_PORT, connection->end[1].port == PPTP_TCP_PORT };

    connection->originator = well_known[0] != well_known[1] ? well_known[0] : -1;
}

static struct pptp_connection *
create(struct pptp_history *history, const struct pptp_end end[2])
{
    struct pptp_connection *connection = wmem_new0(history->scope, struct pptp_connection);

    connection->history = history;
    connection->end = end;
    for (unsigned i = 0; i < 2; i++)
        connection->route[i] = pptp_route_between(history, &end[i].address, &end[!i].address);
    tell_originator_by_port(connection);
    return connection;
}

struct pptp_connection *
pptp_connection_new(struct pptp_history *history, const struct pptp_end end[2], bool start_captured)
{
    struct pptp_connection *connection = create(history, end);
    const struct pptp_connection *before = connection->route[0]->connection;

    connection->number = pptp_list_append(history->connections, connection);
    connection->served = before && !before->had_call ? before->served : before;
    connection->route[0]->connection = connection->route[1]->connection = connection;
    if (start_captured)
        pptp_connection_starts_here(connection);
    return connection;
}

unsigned
pptp_connection_is_crossed(const struct pptp_connection *one, const struct pptp_connection *other)
{
    return one->route[0] != other->route[0];
}

int
pptp_connection_end_at(const struct pptp_connection *connection, const address *host)
{
    for (unsigned end = 0; end < 2; end++) {
        if (addresses_equal(&connection->end[end].address, host))
            return (int)end;
    }
    return -1;
}

bool
pptp_connection_is_between_same(const struct pptp_connection *one, const struct pptp_connection *other)
{
    return one->route[pptp_connection_is_crossed(one, other)] == other->route[0];
}

static bool
is_beside(const struct pptp_connection *one, const struct pptp_connection *other, unsigned end)
{
    unsigned crossed = pptp_connection_is_crossed(one, other);

    return pptp_connection_is_between_same(one, other) && !one->moved_to
        && one->end[!end ^ crossed].port == other->end[!end].port
        && one->end[end ^ crossed].port != other->end[end].port;
}

void
pptp_connection_find_moved(struct pptp_connection *connection, unsigned end)
{
    const struct pptp_segment *first = &connection->transport->end[end].last;

    for (unsigned i = connection->number, left = MOST_BESIDE; i > 0 && left > 0; i--, left--) {
        struct pptp_connection *older = pptp_list_at(connection->history->connections, i - 1);
        unsigned crossed = pptp_connection_is_crossed(older, connection);

        if (!is_beside(older, connection, end) || !pptp_transport_is_next(older->transport, end ^ crossed, first))
            continue;
        older->moved_to = connection;
        connection->moved_from = older;
        older->moved_in = first->moment.frame;
        return;
    }
}

struct pptp_connection *
pptp_connection_assumed(struct pptp_history *history, struct pptp_route *route)
{
    unsigned sender = pptp_route_end(history, &route->sender, &route->receiver);
    struct pptp_end *end;

    if (route->assumed)
        return route->assumed;
    end = wmem_alloc0_array(history->scope, struct pptp_end, 2);
    end[sender].address = route->sender;
    end[!sender].address = route->receiver;
    route->assumed = create(history, end);
    route->assumed->assumed = true;
    return route->assumed->route[0]->assumed = route->assumed->route[1]->assumed = route->assumed;
}

void
pptp_connection_starts_here(struct pptp_connection *connection)
{
    connection->start_captured = true;
    connection->state = connection->view[0] = connection->view[1] = PPTP_IDLE;
}

struct pptp_finding *
pptp_event_find(struct pptp_event *event, enum pptp_verdict verdict, enum pptp_severity severity, uint32_t number,
                const struct pptp_event *other)
{
    struct pptp_finding *finding = wmem_new0(event->connection->history->scope, struct pptp_finding);
    struct pptp_finding **last = &event->findings;

    while (*last)
        last = &(*last)->next;
    *last = finding;
    finding->verdict = verdict;
    finding->severity = severity;
    finding->number = number;
    finding->other = other;
    return finding;
}
