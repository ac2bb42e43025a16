/* Follows control messages in the order of a capture and judges each by what came before it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "calls/announced.h"
#include "calls/follow.h"
#include "calls/index.h"
#include "calls/naming.h"
#include "calls/numbers.h"
#include "calls/phase.h"
#include "calls/requests.h"

#define KEEPALIVE (120 * PPTP_SECOND) /* 3.1.4: 60 s without a message, 60 s for the reply */

struct pptp_history *
pptp_history_new(wmem_allocator_t *scope)
{
    struct pptp_history *history = wmem_new0(scope, struct pptp_history);

    history->scope = scope;
    history->connections = wmem_array_new(scope, sizeof(struct pptp_connection *));
    history->attempts = wmem_array_new(scope, sizeof(struct pptp_attempt *));
    history->tunnels = wmem_array_new(scope, sizeof(struct pptp_tunnel *));
    history->calls = wmem_array_new(scope, sizeof(struct pptp_call *));
    history->index = pptp_index_new(scope);
    history->routes = pptp_routes_new(scope);
    history->flows = pptp_flows_new(scope);
    history->announced = pptp_announced_new(scope);
    history->numbers = wmem_array_new(scope, sizeof(uint32_t));
    return history;
}

static enum pptp_outcome
outcome_of(const struct pptp_message *message)
{
    if (!pptp_message_has(message, PPTP_RESULT))
        return PPTP_NO_OUTCOME;
    return pptp_message_result_accepts(message->value[PPTP_RESULT]) ? PPTP_ACCEPTED : PPTP_REFUSED;
}

static void
record_codes(struct pptp_event *event, const struct pptp_message *message)
{
    bool disconnect = pptp_message_has(message, PPTP_DISCONNECT_RESULT);

    event->result = message->value[disconnect ? PPTP_DISCONNECT_RESULT : PPTP_RESULT];
    event->error = message->value[PPTP_ERROR];
    event->result_known = disconnect || pptp_message_has(message, PPTP_RESULT);
    event->error_known = pptp_message_has(message, PPTP_ERROR);
    event->cause = message->value[pptp_message_has(message, PPTP_REASON) ? PPTP_REASON : PPTP_CAUSE];
}

static struct pptp_event *
new_event(struct pptp_history *history)
{
    enum { EVENTS = 16 };

    if (history->events_free == 0) {
        history->event_room = wmem_alloc_array(history->scope, struct pptp_event, EVENTS);
        history->events_free = EVENTS;
    }
    history->events_free--;
    return history->event_room++;
}

static struct pptp_event *
record(struct pptp_connection *connection, const struct pptp_sighting *sighting, const struct pptp_message *message)
{
    struct pptp_event *event = new_event(connection->history);

    *event = (struct pptp_event){
        .frame = sighting->frame, .when = sighting->when, .end = sighting->end, .from = sighting->from,
        .kind = message->kind, .connection = connection, .outcome = outcome_of(message), .flaws = message->flaws
    };
    record_codes(event, message);
    pptp_event_keep_numbers(event, message);
    return event;
}

/* Moves the state as one end knows it. */
static void
move_view(const struct pptp_event *event, unsigned end)
{
    struct pptp_connection *connection = event->connection;
    struct pptp_call *call = event->call;

    if (!event->kind)
        return;
    connection->view[end] = pptp_diagram_next(&pptp_connection_diagram, connection->view[end],
                                              event->kind->code, event->outcome);
    if (call)
        call->view[end] = pptp_diagram_next(pptp_call_diagram(call->direction), call->view[end],
                                            event->kind->code, event->outcome);
}

/* A message is judged by what its sender could know: of the other end's messages, those that it acknowledges. */
static void
deliver(struct pptp_event *event, uint32_t acknowledged)
{
    struct pptp_event **next = &event->connection->undelivered[!event->from];

    for (; *next && pptp_event_knew(event, acknowledged, *next); *next = (*next)->next_sent)
        move_view(*next, event->from);
}

static void
append_sent(struct pptp_event *event)
{
    struct pptp_connection *connection = event->connection;

    if (!connection->undelivered[event->from])
        connection->undelivered[event->from] = event;
    if (connection->last_sent[event->from])
        connection->last_sent[event->from]->next_sent = event;
    else
        connection->first_sent[event->from] = event;
    connection->last_sent[event->from] = event;
}

static void
append_found(struct pptp_event *event)
{
    struct pptp_connection *connection = event->connection;

    if (!event->findings)
        return;
    if (connection->last_found)
        connection->last_found->findings->next_found = event;
    else
        connection->first_found = event;
    connection->last_found = event;
}

static void
note_habits(const struct pptp_event *event, unsigned habits)
{
    for (unsigned habit = 0; habits >> habit != 0; habit++) {
        if (habits >> habit & 1 && event->connection->habit_in[habit] == 0)
            event->connection->habit_in[habit] = event->frame;
    }
}

PPTP_RARE static void
find_wrong_direction(struct pptp_event *event)
{
    const char *known = pptp_implementation_known_for(PPTP_SENDS_IN_OTHER_ROLE, event->kind->code, PPTP_STATE_UNKNOWN);

    pptp_event_find(event, PPTP_WRONG_DIRECTION, known ? PPTP_NOTE : PPTP_WARNING, 0, NULL)->words = known;
}

/* A message shows the role of its sender, except Set-Link-Info, which Windows sends as PAC too. */
static void
learn_role(struct pptp_event *event)
{
    struct pptp_connection *connection = event->connection;
    enum pptp_role role = event->kind->sender;

    if (role == PPTP_ANY_ROLE)
        return;
    if (connection->role[event->from] == PPTP_ANY_ROLE && event->kind->code != PPTP_SET_LINK_INFO) {
        connection->role[event->from] = role;
        connection->role[!event->from] = role == PPTP_PNS ? PPTP_PAC : PPTP_PNS;
    }
    if (connection->role[event->from] != PPTP_ANY_ROLE && connection->role[event->from] != role)
        find_wrong_direction(event);
}

/* Both peers have started a connection to each other: the higher address wins (3.1.3). */
static void
check_collision(struct pptp_event *event)
{
    struct pptp_connection *connection = event->connection;
    const struct pptp_connection *other = connection->route[!event->from]->starting;
    int order = cmp_address(&connection->end[0].address, &connection->end[1].address);

    if (other && order != 0 && other->state == PPTP_WAIT_CTL_REPLY && !other->closed_in)
        pptp_event_find(event, PPTP_COLLISION, PPTP_WARNING, order < 0, other->start_request);
    connection->route[event->from]->starting = connection;
}

/* The receiver replies with the requester's version or an older one of its own; one that refuses, with its own
 * (3.1.1, 3.1.2). */
static void
check_version(struct pptp_event *event)
{
    const struct pptp_connection *connection = event->connection;

    if (event->outcome == PPTP_ACCEPTED && connection->version_asked != 0
        && connection->version_given > connection->version_asked)
        pptp_event_find(event, PPTP_VERSION_MISMATCH, PPTP_WARNING, connection->version_asked,
                        connection->start_request);
}

/* Stopping (2.3) or starting (3.2.1) a control connection releases all Call IDs. */
static void
release_calls(struct pptp_event *event)
{
    pptp_calls_end(event->connection, event->frame, event->when);
}

static void
follow_start_request(struct pptp_event *event, const struct pptp_message *message)
{
    struct pptp_connection *connection = event->connection;

    check_collision(event);
    release_calls(event);
    connection->start_request = event;
    connection->version_asked = message->value[PPTP_PROTOCOL_VERSION];
}

/* The connection was stopped and then started again. A Stop that follows the start request remains valid when the reply
 * comes after it; so it does if that request was not captured. */
static bool
starts_again(const struct pptp_event *event)
{
    const struct pptp_event *stop = event->connection->stop_request;

    return event->request && stop && stop->when <= event->request->when;
}

static void
follow_start_reply(struct pptp_event *event, const struct pptp_message *message)
{
    event->connection->version_given = message->value[PPTP_PROTOCOL_VERSION];
    check_version(event);
    if (starts_again(event))
        event->connection->stop_request = event->connection->stop_reply = NULL;
    if (event->outcome == PPTP_REFUSED)
        pptp_event_find(event, PPTP_CONNECTION_REFUSED, PPTP_WARNING, 0, event->request);
}

/* Start-Control-Connection messages show who their sender is. */
PPTP_RARE static void
learn_peer(struct pptp_event *event, const struct pptp_message *message)
{
    struct pptp_connection *connection = event->connection;
    bool request = event->kind->code == PPTP_START_REQUEST;

    if (connection->originator < 0)
        connection->originator = request ? event->from : !event->from;
    connection->looks_like[event->from] = pptp_implementation_of(message);
    connection->implementation[event->from] = pptp_implementation_name(connection->looks_like[event->from]);
    if (request && message->text[PPTP_HOST_NAME] && *message->text[PPTP_HOST_NAME])
        connection->host_name = wmem_strdup(connection->history->scope, message->text[PPTP_HOST_NAME]);
    if (request)
        follow_start_request(event, message);
    else
        follow_start_reply(event, message);
}

/* The message is not allowed in this state. */
PPTP_RARE static void
find_unexpected(struct pptp_event *event, const struct pptp_diagram *diagram, enum pptp_state state)
{
    const char *known = pptp_implementation_known_for(PPTP_SENDS_IN_STATE, event->kind->code, state);
    struct pptp_finding *finding =
        pptp_event_find(event, PPTP_UNEXPECTED_MESSAGE, known ? PPTP_NOTE : PPTP_WARNING, 0, NULL);

    finding->state = state;
    finding->words = known ? known : pptp_diagram_sections(diagram);
}

/* A message that either state allows has, at worst, crossed one from the other end. A habit in either state is a habit.
 * known: the state as the sender knows it. */
static void
judge_by(struct pptp_event *event, const struct pptp_diagram *diagram, enum pptp_state state, enum pptp_state known)
{
    uint16_t code = event->kind->code;
    bool habit;

    if (pptp_diagram_allows(diagram, known, code) || pptp_diagram_allows(diagram, state, code))
        return;
    habit = !pptp_implementation_known_for(PPTP_SENDS_IN_STATE, code, known)
            && pptp_implementation_known_for(PPTP_SENDS_IN_STATE, code, state);
    find_unexpected(event, diagram, habit ? state : known);
}

/* The request may be older than the capture, and the state in which it was sent is not known. */
static bool
may_answer_older(const struct pptp_event *event)
{
    return pptp_event_has(event, PPTP_UNSOLICITED_REPLY) && !event->connection->start_captured;
}

/* Peers reply in order, so a reply on the connection is allowed if its request was sent, whatever TCP has acknowledged
 * since. A repeated request has a verdict of its own. */
static void
judge(struct pptp_event *event, uint32_t acknowledged)
{
    const struct pptp_connection *connection = event->connection;
    const struct pptp_call *call = event->call;
    bool due = event->request && !call;
    bool repeated = event->kind->reply_within && pptp_event_has(event, PPTP_DUPLICATE_REQUEST);

    if (!due && connection->stop_reply && pptp_event_knew(event, acknowledged, connection->stop_reply))
        pptp_event_find(event, PPTP_AFTER_STOP, PPTP_WARNING, 0, connection->stop_reply);
    if (due || repeated || pptp_request_may_be_missing(event) || may_answer_older(event))
        return;
    judge_by(event, &pptp_connection_diagram, connection->state, connection->view[event->from]);
    if (call && !pptp_event_has(event, PPTP_UNEXPECTED_MESSAGE))
        judge_by(event, pptp_call_diagram(call->direction), call->state, call->view[event->from]);
}

static void
move_call(struct pptp_event *event)
{
    struct pptp_call *call = event->call;
    enum pptp_state before = call->state;

    call->state = pptp_diagram_next(pptp_call_diagram(call->direction), before, event->kind->code, event->outcome);
    /* What others show is that it was established before the capture. */
    if (call->state == PPTP_ESTABLISHED && !call->established && (call->setup || event->kind->answers)) {
        call->established = event;
        event->connection->had_call = true;
        call->echo_requests = event->connection->echo_requests;
    }
    if (event->kind->code == PPTP_CALL_CLEAR_REQUEST && !call->clear_request)
        call->clear_request = event;
    if (event->kind->code == PPTP_CALL_DISCONNECT_NOTIFY && !call->disconnect)
        call->disconnect = event;
    if (event->kind->code == PPTP_WAN_ERROR_NOTIFY) {
        call->line_errors = event;
        call->line_notices++;
    }
    if (call->state == PPTP_IDLE)
        pptp_call_end(call, event->frame, event->when);
    if (event->outcome == PPTP_REFUSED)
        pptp_event_find(event, PPTP_CALL_REFUSED, PPTP_WARNING, 0, event->request);
}

static void
move(struct pptp_event *event)
{
    struct pptp_connection *connection = event->connection;

    connection->state = pptp_diagram_next(&pptp_connection_diagram, connection->state,
                                          event->kind->code, event->outcome);
    if (event->call)
        move_call(event);
    move_view(event, event->from);
}

static void
extend(struct pptp_key_sequence *sequence, uint32_t frame)
{
    if (sequence->messages++ == 0)
        sequence->first = frame;
    sequence->last = frame;
}

static void
follow_kind(struct pptp_event *event, const struct pptp_sighting *sighting, const struct pptp_message *message)
{
    struct pptp_connection *connection = event->connection;
    uint16_t code = event->kind->code;

    if (!connection->last_event && code == PPTP_START_REQUEST)
        pptp_connection_starts_here(connection);
    learn_role(event);
    pptp_call_of(event, message);
    pptp_requests_match(event, message);
    if (code == PPTP_START_REQUEST || code == PPTP_START_REPLY)
        learn_peer(event, message);
    connection->echo_requests += code == PPTP_ECHO_REQUEST;
    connection->echo_replies += code == PPTP_ECHO_REPLY && event->request;
    judge(event, sighting->acknowledged);
    move(event);
    if (code == PPTP_STOP_REQUEST)
        connection->stop_request = event;
    if (code == PPTP_STOP_REPLY && event->outcome != PPTP_REFUSED) {
        connection->stop_reply = event;
        release_calls(event);
    }
    event->phase = pptp_phase_of(event, message);
    if (!sighting->is_malformed)
        extend(&connection->sequence[event->phase], event->frame);
}

/* Pins what is known now, whatever becomes of connection and call later. */
static void
pin(struct pptp_event *event)
{
    const struct pptp_connection *connection = event->connection;
    const struct pptp_call *call = event->call;

    event->role = connection->role[event->from];
    event->originator_known = connection->originator >= 0;
    event->is_originator = connection->originator == (int)event->from;
    event->implementation = connection->looks_like[event->from];
    event->connection_state = connection->state;
    if (!call)
        return;
    event->call_state = call->state;
    memcpy(event->call_id, call->id, sizeof call->id);
    event->call_id_known = call->id_known[0] | call->id_known[1] << 1;
}

struct pptp_event *
pptp_follow(struct pptp_connection *connection, const struct pptp_sighting *sighting,
            const struct pptp_message *message)
{
    struct pptp_event *event = record(connection, sighting, message);
    const struct pptp_event *last = connection->last_event;

    deliver(event, sighting->acknowledged);
    if (connection->state == PPTP_ESTABLISHED && event->when - last->when > KEEPALIVE)
        pptp_event_find(event, PPTP_KEEPALIVE_LATE, PPTP_NOTE, 0, last);
    if (event->kind)
        follow_kind(event, sighting, message);
    append_sent(event);
    append_found(event);
    note_habits(event, pptp_implementation_habits(message));
    if (connection->wrong_cookie_in == 0 && pptp_message_has(message, PPTP_MAGIC_COOKIE)
        && message->value[PPTP_MAGIC_COOKIE] != PPTP_MAGIC_COOKIE_VALUE)
        connection->wrong_cookie_in = event->frame;
    pin(event);
    connection->last_event = event;
    return event;
}
