/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include "calls/call.h"
#include "calls/connection.h"

/* The receiver waits on port 1723 (3.1.2). On another port only a Start-Control-Connection-Request tells. */
static void
tell_originator_by_port(struct pptp_connection *connection)
{
    bool well_known[2] = { connection->end[0].port == PPTP_TCP_PORT, connection->end[1].port == PPTP_TCP_PORT };

    connection->originator = well_known[0] != well_known[1] ? well_known[0] : -1;
}

struct pptp_connection *
pptp_connection_new(struct pptp_history *history, const struct pptp_end end[2], bool start_captured)
{
    struct pptp_connection *connection = wmem_new0(history->scope, struct pptp_connection);

    connection->history = history;
    connection->number = pptp_list_append(history->connections, connection);
    for (unsigned i = 0; i < 2; i++) {
        copy_address_wmem(history->scope, &connection->end[i].address, &end[i].address);
        connection->end[i].port = end[i].port;
    }
    for (unsigned i = 0; i < 2; i++) {
        connection->route[i] = pptp_route_between(history, &end[i].address, &end[!i].address);
        connection->route[i]->connection = connection;
    }
    tell_originator_by_port(connection);
    if (start_captured)
        pptp_connection_starts_here(connection);
    return connection;
}

void
pptp_connection_starts_here(struct pptp_connection *connection)
{
    connection->start_captured = true;
    connection->state = connection->view[0] = connection->view[1] = PPTP_IDLE;
}

static enum pptp_severity
closing_severity(const struct pptp_connection *connection)
{
    const struct pptp_call *call = connection->live;

    while (call && (call->state != PPTP_ESTABLISHED || call->clear_request))
        call = call->older;
    return call ? PPTP_WARNING : PPTP_NOTE;
}

void
pptp_connection_close(struct pptp_connection *connection, unsigned end, struct pptp_moment moment, bool reset)
{
    if (connection->closed_in)
        return;
    connection->closed_in = moment.frame;
    connection->closed_at = moment.when;
    connection->reset = reset;
    connection->closed_by = end;
    connection->closed_without_stop = !connection->stop_request && connection->state != PPTP_IDLE;
    connection->closing = closing_severity(connection);
    pptp_calls_end(connection, moment.frame, moment.when);
}
