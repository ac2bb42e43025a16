/* Finds, creates and ends calls, and checks the Call IDs that messages announce and name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/call.h"
#include "calls/index.h"

static struct pptp_call *
find(struct pptp_connection *connection, unsigned end, uint16_t id)
{
    return pptp_index_get(connection->history, pptp_key(connection, PPTP_ENTRY_CALL, end, id));
}

static bool
is_live(const struct pptp_call *call)
{
    return call && call->ended_in == 0;
}

static struct pptp_call *
create(struct pptp_event *event)
{
    struct pptp_connection *connection = event->connection;
    struct pptp_call *call = wmem_new0(connection->history->scope, struct pptp_call);
    bool begins_here = event->kind->answers == 0 || connection->start_captured;

    call->connection = connection;
    call->number = pptp_list_append(connection->history->calls, call);
    call->direction = event->kind->direction;
    call->pns = event->kind->sender == PPTP_PNS ? event->from : !event->from;
    call->state = call->view[0] = call->view[1] = begins_here ? PPTP_IDLE : PPTP_STATE_UNKNOWN;
    call->setup = event;
    call->older = connection->live;
    if (call->older)
        call->older->newer = call;
    connection->live = call;
    if (connection->last_call)
        connection->last_call->next = call;
    else
        connection->first_call = call;
    connection->last_call = call;
    return call;
}

void
pptp_call_end(struct pptp_call *call, uint32_t frame, int64_t when)
{
    if (call->ended_in)
        return;
    call->ended_in = frame;
    call->ended_at = when;
    if (call->older)
        call->older->newer = call->newer;
    if (call->newer)
        call->newer->older = call->older;
    else
        call->connection->live = call->older;
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
    connection->closed_without_stop = !connection->stop_request && connection->state != PPTP_IDLE;
    connection->closing = closing_severity(connection);
    pptp_calls_end(connection, moment.frame, moment.when);
}

static struct pptp_finding *
find_fault(struct pptp_event *event, enum pptp_verdict verdict, enum pptp_severity severity, uint32_t number,
           const struct pptp_call *call)
{
    return pptp_event_find(event, verdict, severity, number, call ? call->setup : NULL);
}

/* The message names another Call ID than the end's. */
static struct pptp_finding *
find_changed(struct pptp_event *event, enum pptp_severity severity, const struct pptp_call *call, unsigned end,
             uint16_t named)
{
    struct pptp_finding *finding = find_fault(event, PPTP_CALL_ID_CHANGED, severity, call->id[end], call);

    finding->named = named;
    return finding;
}

/* A Call ID must be unique among the end's calls (3.2.2): on this connection, and on others between the same addresses,
 * because GRE has no ports. */
static void
check_unique(struct pptp_event *event, const struct pptp_call *call, unsigned end, uint16_t id,
             const struct pptp_call *shared)
{
    const struct pptp_call *before = find(event->connection, end, id);

    if (is_live(before) && before != call)
        find_fault(event, PPTP_CALL_ID_IN_USE, PPTP_WARNING, id, before);
    if (is_live(shared) && shared->connection != event->connection)
        find_fault(event, PPTP_SHARED_CALL_ID, PPTP_WARNING, id, shared);
}

static void
assign_id(struct pptp_event *event, struct pptp_call *call, unsigned end, uint16_t id)
{
    struct pptp_connection *connection = event->connection;
    struct pptp_route *route = connection->route[!end];
    const struct pptp_flow *flow = pptp_flow_find(connection->history, &route->sender, &route->receiver, id);

    check_unique(event, call, end, id, flow ? flow->call : NULL);
    if (end == call->pns && id == connection->end[end].port)
        find_fault(event, PPTP_NAT_CALL_ID, PPTP_NOTE, id, NULL);
    call->id[end] = id;
    call->id_known[end] = true;
    pptp_index_put(connection->history, pptp_key(connection, PPTP_ENTRY_CALL, end, id), call);
    call->flow[end] = pptp_flow_new(connection->history, route, id, call);
    call->flow[end]->receiver = end;
}

/* Learns the Call ID that a message announces for its sender. A reply that refuses the call announces none. */
static void
announce(struct pptp_event *event, const struct pptp_message *message)
{
    struct pptp_call *call = event->call;
    unsigned end = event->from;

    if (!call || !event->kind->direction || !pptp_message_has(message, PPTP_CALL_ID)
        || (event->kind->answers && event->outcome != PPTP_ACCEPTED))
        return;
    if (!call->id_known[end])
        assign_id(event, call, end, message->value[PPTP_CALL_ID]);
    else if (call->id[end] != message->value[PPTP_CALL_ID])
        find_changed(event, PPTP_WARNING, call, end, message->value[PPTP_CALL_ID]);
}

/* The window is the sender's own, whichever its role: section 2.10 says "the PAC", but the PNS sends that message. */
static void
learn_window(const struct pptp_event *event, const struct pptp_message *message)
{
    if (event->call && event->outcome != PPTP_REFUSED && pptp_message_has(message, PPTP_WINDOW))
        event->call->window[event->from] = message->value[PPTP_WINDOW];
}

/* No call has the Call ID. If a single call is up, the Call ID was probably altered and that call is meant. */
static void
note_unknown(struct pptp_event *event, unsigned end, uint16_t id)
{
    const struct pptp_connection *connection = event->connection;
    const struct pptp_call *only = connection->live;

    if (!event->kind->answers || !event->kind->direction || event->outcome != PPTP_ACCEPTED)
        find_fault(event, PPTP_UNKNOWN_CALL, connection->start_captured ? PPTP_WARNING : PPTP_CHAT, id, NULL);
    if (only && !only->older && only->id_known[end])
        find_changed(event, PPTP_WARNING, only, end, id);
}

/* Creates a call, unless the message repeats a request that has no reply yet. */
static struct pptp_call *
requested_call(struct pptp_event *event, uint16_t id)
{
    struct pptp_call *before = find(event->connection, event->from, id);

    if (is_live(before) && before->state == PPTP_WAIT_REPLY && before->setup->kind == event->kind)
        return before;
    return create(event);
}

/* Finds a call by the Call ID that an end assigned. Creates an accepted call whose request was not captured. */
static struct pptp_call *
named_call(struct pptp_event *event, unsigned end, uint16_t id)
{
    struct pptp_call *call = find(event->connection, end, id);

    if (call)
        return call;
    note_unknown(event, end, id);
    if (!event->kind->direction || event->outcome != PPTP_ACCEPTED)
        return NULL;
    call = create(event);
    assign_id(event, call, end, id);
    return call;
}

/* Returns the index of the first call that is up, else of the first call, else 0. */
static unsigned
choose(struct pptp_call *const *candidates, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (is_live(candidates[i]))
            return i;
    }
    for (unsigned i = 0; i < count; i++) {
        if (candidates[i])
            return i;
    }
    return 0;
}

/* Call-Disconnect-Notify carries its sender's Call ID (2.13), but some implementations put the receiver's there,
 * even with its octets swapped. A call that is up is more likely to be meant. */
static struct pptp_call *
call_named_by_either(struct pptp_event *event, uint16_t id)
{
    static const enum pptp_deviation deviation[] = { 0, PPTP_NAMES_RECEIVERS_CALL_ID, PPTP_SWAPS_RECEIVERS_CALL_ID };
    struct pptp_connection *connection = event->connection;
    struct pptp_call *candidates[] = {
        find(connection, event->from, id),
        find(connection, !event->from, id),
        find(connection, !event->from, (uint16_t)(id << 8 | id >> 8))
    };
    unsigned chosen = choose(candidates, G_N_ELEMENTS(candidates));

    if (!candidates[chosen]) {
        note_unknown(event, event->from, id);
        return NULL;
    }
    if (chosen != 0 && candidates[chosen]->id_known[event->from])
        find_changed(event, PPTP_NOTE, candidates[chosen], event->from, id)->words =
            pptp_implementation_known_for(deviation[chosen], event->kind->code, PPTP_STATE_UNKNOWN);
    return candidates[chosen];
}

void
pptp_call_of(struct pptp_event *event, const struct pptp_message *message)
{
    enum pptp_naming naming = event->kind->naming;
    enum pptp_meaning meaning = naming == PPTP_NAMES_RECEIVERS_ID ? PPTP_PEER_CALL_ID : PPTP_CALL_ID;
    uint16_t id = message->value[meaning];

    if (naming == PPTP_NAMES_NO_CALL || !pptp_message_has(message, meaning))
        return;
    if (naming == PPTP_NAMES_EITHER_ID)
        event->call = call_named_by_either(event, id);
    else if (naming == PPTP_NAMES_RECEIVERS_ID)
        event->call = named_call(event, !event->from, id);
    else if (event->kind->direction)
        event->call = requested_call(event, id);
    else
        event->call = named_call(event, event->from, id);
    announce(event, message);
    learn_window(event, message);
}
