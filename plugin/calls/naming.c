/* Finds the call that a control message names, creates it or adopts it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/announced.h"
#include "calls/naming.h"
#include "calls/tunnel.h"

enum { MOST_SEARCHED = 16 };        /* calls of a connection */

static struct pptp_moment
moment_of(const struct pptp_event *event)
{
    return (struct pptp_moment){ .frame = event->frame, .when = event->when };
}

static bool
is_live(const struct pptp_call *call)
{
    return call && call->ended_in == 0;
}

/* The sender of a message that creates a call has the role that the message gives it. */
static struct pptp_call *
create(struct pptp_event *event)
{
    struct pptp_connection *connection = event->connection;
    struct pptp_call *call = pptp_call_new(connection, moment_of(event));
    bool begins_here = event->kind->answers == 0 || connection->start_captured;

    call->adopted = begins_here ? NULL : event->kind->name;
    call->direction = event->kind->direction;
    call->pns = event->kind->sender == PPTP_PNS ? event->from : !event->from;
    call->roles_known = true;
    call->state = call->view[0] = call->view[1] = begins_here ? PPTP_IDLE : PPTP_STATE_UNKNOWN;
    call->setup = event;
    return call;
}

static struct pptp_finding *
find_fault(struct pptp_event *event, enum pptp_verdict verdict, enum pptp_severity severity, uint32_t number,
           const struct pptp_call *call)
{
    return pptp_event_find(event, verdict, severity, number, call ? call->setup : NULL);
}

/* The message does not name the end's Call ID that another one announced. */
static struct pptp_finding *
find_changed(struct pptp_event *event, enum pptp_severity severity, const struct pptp_call *call, unsigned end,
             uint16_t named)
{
    struct pptp_finding *finding = find_fault(event, PPTP_CALL_ID_CHANGED, severity, call->id[end], call);

    finding->named = named;
    return finding;
}

/* The call was set up in the capture, and has not ended. */
static bool
is_up(const struct pptp_call *call)
{
    return is_live(call) && call->setup;
}

/* The Call ID must be unique among the end's calls (3.2.2): on this connection, and on others between the same
 * addresses, because GRE carries no ports. */
static void
check_unique(struct pptp_event *event, unsigned end, uint16_t id, const struct pptp_call *shared)
{
    const struct pptp_call *before = pptp_announced_in(event->connection, end, id);

    if (is_up(before))
        find_fault(event, PPTP_CALL_ID_IN_USE, PPTP_WARNING, id, before);
    if (is_up(shared) && shared->connection != event->connection)
        find_fault(event, PPTP_SHARED_CALL_ID, PPTP_WARNING, id, shared);
}

/* The flow was seen before its Call ID was announced, and no other call has a better claim to it. */
static bool
is_free_for(const struct pptp_flow *flow, const struct pptp_call *call)
{
    return !flow->announced && (flow->call ? flow->call == call || !flow->call->adopted : !flow->tunnel);
}

/* The flow has its announced call. */
static void
announce_flow(struct pptp_call *call, unsigned end, uint16_t id, struct pptp_flow *flow)
{
    struct pptp_history *history = call->connection->history;

    if (call->flow[end] && call->flow[end] != flow)
        pptp_calls_tunnel_leave(history, call->flow[end]);
    if (!flow || !is_free_for(flow, call))
        flow = pptp_flow_new(history, call->connection->route[!end], id, call);
    flow->announced = true;
    pptp_calls_tunnel_join(flow, call, end);
}

/* Announcements hold from their frame on, until a newer one. A flow takes more memory than its call and all its control
 * messages, so it is made when GRE comes, or if it tells more than that the Call ID was announced: GRE with it came
 * before, or it is that of two calls. */
static void
assign_id(struct pptp_event *event, struct pptp_call *call, unsigned end, uint16_t id)
{
    struct pptp_connection *connection = event->connection;
    const struct pptp_route *route = connection->route[!end];
    struct pptp_flow *flow = pptp_flow_find(connection->history, &route->sender, &route->receiver, id);
    struct pptp_call *shared = !flow ? pptp_announced_on_route(connection->history, route, id)
                               : flow->announced ? flow->call : NULL;
    bool mixed = is_up(shared) && shared != call;

    check_unique(event, end, id, shared);
    if (end == call->pns && id == connection->end[end].port)
        find_fault(event, PPTP_NAT_CALL_ID, PPTP_NOTE, id, NULL);
    if (mixed && !flow)
        flow = pptp_calls_tunnel_flow(connection->history, &route->sender, &route->receiver, id);
    if (flow || call->flow[0] || call->flow[1] || connection->route[0] == connection->route[1])
        announce_flow(call, end, id, flow);
    if (mixed)
        flow->mixed = call->flow[end]->mixed = true;
    call->id[end] = id;
    call->id_known[end] = true;
    pptp_announced_add(call, end, id);
}

/* The Call ID that a message announces for its sender. One that refuses the call announces none. */
static void
announce(struct pptp_event *event, const struct pptp_message *message)
{
    struct pptp_call *call = event->call;
    unsigned end = event->from;

    if (!event->kind->direction || !pptp_message_has(message, PPTP_CALL_ID)
        || (event->kind->answers && event->outcome != PPTP_ACCEPTED))
        return;
    if (pptp_call_id_is_guess(call, end))
        assign_id(event, call, end, message->value[PPTP_CALL_ID]);
    else if (call->setup && call->id[end] != message->value[PPTP_CALL_ID])
        find_changed(event, PPTP_WARNING, call, end, message->value[PPTP_CALL_ID]);
}

/* The sender's own, in messages of both roles: section 2.10 says "the PAC" of what its first paragraph has the PNS
 * send. */
static void
learn_window(const struct pptp_event *event, const struct pptp_message *message)
{
    if (event->outcome != PPTP_REFUSED && pptp_message_has(message, PPTP_WINDOW))
        event->call->window[event->from] = message->value[PPTP_WINDOW];
}

/* The Call ID is of no call. With a single call up, it is likely that this one was meant and the Call ID altered; but
 * not where nothing of that end was captured, so that it may have announced another call. */
static void
note_unknown(struct pptp_event *event, unsigned end, uint16_t id)
{
    const struct pptp_connection *connection = event->connection;
    const struct pptp_call *only = connection->live;

    if (!event->kind->answers || !event->kind->direction || event->outcome != PPTP_ACCEPTED)
        find_fault(event, PPTP_UNKNOWN_CALL, connection->start_captured ? PPTP_WARNING : PPTP_CHAT, id, NULL);
    if (only && !only->older && only->setup && only->id_known[end] && connection->first_sent[end])
        find_changed(event, PPTP_WARNING, only, end, id);
}

/* --- Calls older than the capture -------------------- */

/* A call that only GRE told of so far; now it is the connection's. */
static struct pptp_call *
call_known_from_gre(struct pptp_event *event, unsigned end, uint16_t id)
{
    struct pptp_connection *connection = event->connection;
    const struct pptp_route *route = connection->route[!end];
    const struct pptp_flow *flow = connection->start_captured
        ? NULL : pptp_flow_find(connection->history, &route->sender, &route->receiver, id);
    struct pptp_call *call = flow ? flow->call : NULL;

    if (!is_live(call) || !(call->connection->assumed || call->connection == connection))
        return NULL;
    if (call->connection != connection)
        pptp_call_move(call, connection);
    assign_id(event, call, end, id);
    return call;
}

/* Counts the calls that have not ended and lack the end's Call ID, and remembers the last of them. */
static unsigned
count_lacking(struct pptp_call *newest, unsigned end, struct pptp_call **lacking)
{
    unsigned count = 0, searched = 0;

    for (struct pptp_call *call = newest; call && searched < MOST_SEARCHED; call = call->older, searched++) {
        if (!call->id_known[end]) {
            *lacking = call;
            count++;
        }
    }
    return count;
}

/* The only call that the message can mean, since it has yet to be told this Call ID; NULL if there is none. Where the
 * beginning of the connection was captured, so was the message that told it, unless none of that end was. */
static struct pptp_call *
call_that_lacks(struct pptp_event *event, unsigned end, uint16_t id)
{
    struct pptp_connection *connection = event->connection, *assumed = connection->route[end]->assumed;
    struct pptp_call *lacking = NULL;
    unsigned count;

    if (event->kind->direction || (connection->start_captured && connection->first_sent[end]))
        return NULL;
    count = count_lacking(connection->live, end, &lacking);
    if (assumed && !connection->start_captured)
        count += count_lacking(assumed->live, end, &lacking);
    if (count != 1)
        return NULL;
    if (lacking->connection != connection)
        pptp_call_move(lacking, connection);
    assign_id(event, lacking, end, id);
    return lacking;
}

static struct pptp_call *
adopted_call(struct pptp_event *event, unsigned end, uint16_t id)
{
    struct pptp_call *call;

    if (event->connection->start_captured || event->kind->direction)
        return NULL;
    call = pptp_call_adopt(event->connection, moment_of(event), event->kind->name);
    assign_id(event, call, end, id);
    return call;
}

/* The call of a message whose Call ID no message before it told; NULL: it should have been told. */
static struct pptp_call *
older_call(struct pptp_event *event, unsigned end, uint16_t id)
{
    struct pptp_call *call = call_known_from_gre(event, end, id);

    if (!call)
        call = call_that_lacks(event, end, id);
    return call ? call : adopted_call(event, end, id);
}

/* See call_named_by_either(). */
static struct pptp_call *
older_call_of_either(struct pptp_event *event, uint16_t id)
{
    struct pptp_call *call = call_known_from_gre(event, event->from, id);

    if (!call)
        call = call_known_from_gre(event, !event->from, id);
    if (!call)
        call = call_known_from_gre(event, !event->from, (uint16_t)(id << 8 | id >> 8));
    return call ? call : older_call(event, event->from, id);
}

/* The messages of a connection tell the roles in all its calls. */
static void
learn_roles(struct pptp_call *call)
{
    const struct pptp_connection *connection = call->connection;

    if (call->roles_known || connection->role[0] == PPTP_ANY_ROLE)
        return;
    call->pns = connection->role[0] == PPTP_PNS ? 0 : 1;
    call->roles_known = true;
}

/* Incoming-Call-Connected is sent in incoming calls only. */
static void
learn_direction(struct pptp_call *call, const struct pptp_kind *kind)
{
    if (call->direction == PPTP_ANY_DIRECTION)
        call->direction = kind->code == PPTP_INCOMING_CALL_CONNECTED ? PPTP_INCOMING : kind->direction;
}

/* --- By Call ID -------------------- */

/* A new call, unless the same one is asked for again before it is answered: what set it up is the request. */
static struct pptp_call *
requested_call(struct pptp_event *event, uint16_t id)
{
    struct pptp_call *before = pptp_announced_in(event->connection, event->from, id);

    if (is_live(before) && before->state == PPTP_WAIT_REPLY && before->setup->kind == event->kind)
        return before;
    return create(event);
}

/* By the Call ID that an end assigned. An accepted call that was not asked for in the capture is created. */
static struct pptp_call *
named_call(struct pptp_event *event, unsigned end, uint16_t id)
{
    struct pptp_call *call = pptp_announced_in(event->connection, end, id);

    if (!call)
        call = older_call(event, end, id);
    if (call)
        return call;
    note_unknown(event, end, id);
    if (!event->kind->direction || event->outcome != PPTP_ACCEPTED)
        return NULL;
    call = create(event);
    assign_id(event, call, end, id);
    return call;
}

/* The first call that is up; else the first call; else 0. */
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

/* The call that its PNS cleared before its peer had announced a Call ID. The peer confirms that with a Call ID that no
 * message has told. If there are several, it confirms the oldest first. */
static struct pptp_call *
abandoned_call(const struct pptp_event *event)
{
    struct pptp_call *found = NULL;
    unsigned searched = 0;

    for (struct pptp_call *call = event->connection->live; call && searched < MOST_SEARCHED; call = call->older) {
        if (call->state == PPTP_WAIT_DISCONNECT && !call->id_known[event->from])
            found = call;
        searched++;
    }
    return found;
}

/* Call-Disconnect-Notify carries its sender's Call ID (2.13). Behind a Linux NAT and from accel-ppp it carries the
 * receiver's, from older accel-ppp with its octets swapped. A call that is up is the likelier one. */
static struct pptp_call *
call_named_by_either(struct pptp_event *event, uint16_t id)
{
    static const enum pptp_deviation deviation[] = { 0, PPTP_NAMES_RECEIVERS_CALL_ID, PPTP_SWAPS_RECEIVERS_CALL_ID };
    struct pptp_connection *connection = event->connection;
    struct pptp_call *candidates[] = {
        pptp_announced_in(connection, event->from, id),
        pptp_announced_in(connection, !event->from, id),
        pptp_announced_in(connection, !event->from, (uint16_t)(id << 8 | id >> 8))
    };
    unsigned chosen = choose(candidates, G_N_ELEMENTS(candidates));

    if (!candidates[chosen])
        candidates[0] = abandoned_call(event);
    if (!candidates[chosen])
        candidates[0] = older_call_of_either(event, id);
    if (!candidates[chosen])
        note_unknown(event, event->from, id);
    else if (chosen != 0 && candidates[chosen]->setup && candidates[chosen]->id_known[event->from])
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
    if (!event->call)
        return;
    learn_roles(event->call);
    learn_direction(event->call, event->kind);
    announce(event, message);
    learn_window(event, message);
}
