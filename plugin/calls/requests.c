/* Matches replies with the requests that wait for them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/attempt.h"
#include "calls/index.h"
#include "calls/requests.h"
#include "calls/transport.h"

#define CROSSING (5 * PPTP_SECOND)

/* The key of an end's Echo-Requests with the identifier of an echo. */
static struct pptp_key
echo_key(const struct pptp_event *echo, unsigned end)
{
    return pptp_key(echo->connection->number, PPTP_ENTRY_ECHO, end, echo->identifier);
}

/* Returns the queue of an end's requests that an event is or answers, and which concern the connection; NULL: there is
 * none so far. code: of the requests. */
static struct pptp_queue *
find_queue(const struct pptp_event *event, unsigned end, uint16_t code)
{
    struct pptp_connection *connection = event->connection;

    if (code == PPTP_ECHO_REQUEST)
        return pptp_index_get(connection->history, echo_key(event, end));
    return &connection->waiting[end][code == PPTP_STOP_REQUEST];
}

static bool
is_about_call(const struct pptp_event *event)
{
    return event->kind->naming != PPTP_NAMES_NO_CALL;
}

/* Returns where an end's request of the code stands among those that wait for a reply in the call: each end has at most
 * one of each code. */
static struct pptp_event **
find_in_call(struct pptp_call *call, unsigned end, uint16_t code)
{
    struct pptp_event **place = &call->open;

    while (*place && ((*place)->kind->code != code || (*place)->from != end))
        place = &(*place)->next_open;
    return place;
}

static void
link_events(struct pptp_event *request, struct pptp_event *reply)
{
    bool outgoing = reply->kind->code == PPTP_OUTGOING_CALL_REPLY;

    request->reply = reply;
    reply->request = request;
    /* Outgoing calls may take longer than a minute (3.2.1). */
    if (reply->when - request->when > request->kind->reply_within * PPTP_SECOND)
        pptp_event_find(reply, PPTP_LATE_REPLY, outgoing ? PPTP_NOTE : PPTP_WARNING, 0, request);
}

/* No message of the other end was captured, and only one side of TCP's handshake; in mid-life, no segment at all. */
static bool
is_one_sided(const struct pptp_event *event)
{
    const struct pptp_connection *connection = event->connection;
    const struct pptp_attempt *attempt = connection->attempt;
    const struct pptp_transport *transport = connection->transport;

    if (connection->first_sent[!event->from])
        return false;
    if (attempt)
        return (attempt->requests > 0) != (attempt->answered.frame > 0);
    return !connection->start_captured && transport && transport->end[!event->from].segments == 0;
}

bool
pptp_request_may_be_missing(const struct pptp_event *event)
{
    return is_one_sided(event) || pptp_transport_lacks_segments(event->connection->transport);
}

PPTP_RARE static void
note_unsolicited(struct pptp_event *event)
{
    const struct pptp_event *echo = event->connection->echo_request[!event->from];
    bool is_echo = event->kind->code == PPTP_ECHO_REPLY;
    bool may_be_missing = pptp_request_may_be_missing(event);
    bool is_request_due = event->connection->start_captured && !may_be_missing;

    if (is_echo && echo && !echo->reply && !may_be_missing)
        pptp_event_find(event, PPTP_ECHO_IDENTIFIER_MISMATCH, PPTP_WARNING, 0, echo);
    else
        pptp_event_find(event, PPTP_UNSOLICITED_REPLY, is_request_due ? PPTP_WARNING : PPTP_CHAT, 0, NULL);
}

/* Removes and returns the first request of a list; NULL if there is none. */
static struct pptp_event *
take_first(struct pptp_event **first)
{
    struct pptp_event *request = *first;

    if (request)
        *first = request->next_open;
    return request;
}

/* Removes and returns the request that has waited longest for this reply; NULL if there is none. */
static struct pptp_event *
take_request(const struct pptp_event *reply)
{
    struct pptp_queue *queue;

    if (is_about_call(reply))
        return take_first(find_in_call(reply->call, !reply->from, reply->kind->answers));
    queue = find_queue(reply, !reply->from, reply->kind->answers);
    return queue ? take_first(&queue->first) : NULL;
}

static void
answer(struct pptp_event *event)
{
    struct pptp_event *echo = event->connection->echo_request[!event->from];
    bool answers_last_echo = event->kind->code == PPTP_ECHO_REPLY && echo && !echo->reply
                             && echo->identifier == event->identifier;
    struct pptp_event *request = answers_last_echo ? echo : take_request(event);

    if (request)
        link_events(request, event);
    else if (event->kind->code != PPTP_CALL_DISCONNECT_NOTIFY)      /* which the PAC may send without a request */
        note_unsolicited(event);
}

/* Oldest first, but the newest of several Echo-Requests with one identifier: if a sender always uses the same
 * identifier and one reply is missing, all later replies would be linked with the request before theirs. */
static void
push(struct pptp_queue *queue, struct pptp_event *event)
{
    if (event->kind->code == PPTP_ECHO_REQUEST) {
        event->next_open = queue->first;
        queue->first = event;
    } else if (queue->first) {
        queue->last->next_open = event;
        queue->last = event;
    } else {
        queue->first = queue->last = event;
    }
}

/* Returns the queue that a request joins; creates it if it is the first of its Echo-Requests. */
static struct pptp_queue *
queue_of(const struct pptp_event *request)
{
    struct pptp_history *history = request->connection->history;
    struct pptp_queue *queue = find_queue(request, request->from, request->kind->code);

    if (!queue) {
        queue = wmem_new0(history->scope, struct pptp_queue);
        pptp_index_put(history, echo_key(request, request->from), queue);
    }
    return queue;
}

/* A repeated request of a call gets the same reply as the first. */
static void
await_reply_in_call(struct pptp_event *event)
{
    struct pptp_event *first = *find_in_call(event->call, event->from, event->kind->code);

    if (first) {
        pptp_event_find(event, PPTP_DUPLICATE_REQUEST, PPTP_WARNING, 0, first);
        return;
    }
    event->awaits_reply = true;
    event->next_open = event->call->open;
    event->call->open = event;
}

static void
await_reply(struct pptp_event *event)
{
    struct pptp_queue *queue = queue_of(event);

    if (queue->first)
        pptp_event_find(event, PPTP_DUPLICATE_REQUEST, PPTP_WARNING, 0, queue->first);
    event->awaits_reply = true;
    push(queue, event);
}

/* Nearly every Echo-Request gets its reply before the next one is sent, so only the others are queued. */
static void
await_echo(struct pptp_event *event)
{
    struct pptp_event **last = &event->connection->echo_request[event->from];

    if (*last && !(*last)->reply) {
        push(queue_of(*last), *last);
        if ((*last)->identifier == event->identifier)
            pptp_event_find(event, PPTP_DUPLICATE_REQUEST, PPTP_WARNING, 0, *last);
    }
    event->awaits_reply = true;
    *last = event;
}

void
pptp_requests_match(struct pptp_event *event, const struct pptp_message *message)
{
    const struct pptp_kind *kind = event->kind;
    bool echo = kind->code == PPTP_ECHO_REQUEST || kind->code == PPTP_ECHO_REPLY;

    if (is_about_call(event) && !event->call)
        return;
    if (echo && !pptp_message_has(message, PPTP_IDENTIFIER))
        return;
    if (echo)
        event->identifier = message->value[PPTP_IDENTIFIER];
    if (kind->answers)
        answer(event);
    if (kind->code == PPTP_ECHO_REQUEST)
        await_echo(event);
    else if (kind->reply_within && (!kind->answers || event->outcome == PPTP_ACCEPTED))
        (is_about_call(event) ? await_reply_in_call : await_reply)(event);
}

/* A Stop-Control-Connection-Request came before it, or crossed it. */
static bool
is_stopped(const struct pptp_event *event)
{
    const struct pptp_event *stop = event->connection->stop_request;

    return stop && stop != event
        && (stop->frame < event->frame || (stop->from != event->from && stop->when - event->when < CROSSING));
}

/* The call has ended in another way than with TCP: cleared, abandoned, stopped with its connection. */
bool
pptp_request_is_settled(const struct pptp_event *event)
{
    return (event->call && event->call->ended_in && event->call->ended_in != event->connection->closed_in)
        || is_stopped(event);
}

bool
pptp_request_unanswered(const struct pptp_event *event, enum pptp_severity *severity)
{
    const struct pptp_connection *connection = event->connection;
    bool closed = connection->closed_in != 0;

    if (!event->awaits_reply || event->reply || pptp_request_is_settled(event))
        return false;
    if (pptp_request_may_be_missing(event))
        *severity = PPTP_NOTE;
    else if (closed)
        *severity = pptp_implementation_known_for(PPTP_CLOSES_INSTEAD, event->kind->code, PPTP_STATE_UNKNOWN)
                        ? PPTP_NOTE
                        : PPTP_WARNING;
    else
        *severity = connection->history->last_time - event->when < event->kind->reply_within * PPTP_SECOND ? PPTP_NOTE
                                                                                                      : PPTP_WARNING;
    return true;
}
