/* Finds, creates and ends calls, and checks the Call IDs that messages announce and name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/call.h"

static void
join_the_living(struct pptp_call *call)
{
    call->newer = NULL;
    call->older = call->connection->live;
    if (call->older)
        call->older->newer = call;
    call->connection->live = call;
}

static void
leave_the_living(struct pptp_call *call)
{
    if (call->older)
        call->older->newer = call->newer;
    if (call->newer)
        call->newer->older = call->older;
    else
        call->connection->live = call->older;
}

/* A call of an assumed connection may move to another, so that is in no list of all calls. */
static void
append(struct pptp_call *call)
{
    struct pptp_connection *connection = call->connection;

    if (connection->assumed)
        return;
    if (connection->last_call)
        connection->last_call->next = call;
    else
        connection->first_call = call;
    connection->last_call = call;
}

struct pptp_moment
pptp_call_begun_to_end(const struct pptp_call *call, unsigned *by)
{
    const struct pptp_connection *connection = call->connection;
    const struct pptp_event *events[] = { call->clear_request, call->disconnect, connection->stop_request };
    struct pptp_moment first = { .frame = connection->closed_in, .when = connection->closed_at };

    *by = connection->closed_by;
    for (unsigned i = 0; i < G_N_ELEMENTS(events); i++) {
        if (!events[i] || (first.frame != 0 && events[i]->when >= first.when))
            continue;
        first = (struct pptp_moment){ .frame = events[i]->frame, .when = events[i]->when };
        *by = events[i]->from;
    }
    return first;
}

struct pptp_call *
pptp_call_new(struct pptp_connection *connection, struct pptp_moment first)
{
    struct pptp_call *call = wmem_new0(connection->history->scope, struct pptp_call);

    call->connection = connection;
    call->first = first;
    call->number = pptp_list_append(connection->history->calls, call);
    join_the_living(call);
    append(call);
    return call;
}

/* Whoever opens the control connection asks for calls as a rule. The call is older than the capture, and no message
 * told its roles so far. */
static void
guess_roles(struct pptp_call *call)
{
    if (call->connection->originator >= 0)
        call->pns = call->connection->originator;
}

struct pptp_call *
pptp_call_adopt(struct pptp_connection *connection, struct pptp_moment first, const char *reason)
{
    struct pptp_connection *assumed = pptp_connection_assumed(connection->history, connection->route[0]);
    struct pptp_call *call = pptp_call_new(connection, first);

    call->adopted = reason;
    call->adopted_before = assumed->adopted;
    assumed->adopted = call;
    guess_roles(call);
    if (connection->closed_in)
        pptp_call_end(call, first.frame, first.when);
    return call;
}

void
pptp_call_move(struct pptp_call *call, struct pptp_connection *connection)
{
    leave_the_living(call);
    call->connection = connection;
    join_the_living(call);
    append(call);
    guess_roles(call);
}

void
pptp_call_end(struct pptp_call *call, uint32_t frame, int64_t when)
{
    if (call->ended_in)
        return;
    call->ended_in = frame;
    call->ended_at = when;
    leave_the_living(call);
}

void
pptp_calls_end(struct pptp_connection *connection, uint32_t frame, int64_t when)
{
    while (connection->live)
        pptp_call_end(connection->live, frame, when);
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
    connection->closed_by_role = connection->role[end];
    connection->closed_without_stop = connection->last_event && !connection->stop_request
        && connection->state != PPTP_IDLE;
    connection->closing = closing_severity(connection);
    pptp_calls_end(connection, moment.frame, moment.when);
}
