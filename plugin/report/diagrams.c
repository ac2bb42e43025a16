/* Walks through the state diagrams of RFC 2637 section 3 as the messages of a connection do.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/call.h"
#include "report/diagrams.h"

/* A message and what was known before it. */
struct step {
    const struct pptp_event *event;
    enum pptp_state before;         /* of the connection, or of the call for a message about one */
    enum pptp_state cleared_in;     /* the call's state before its Call-Clear-Request; PPTP_STATE_UNKNOWN: none */
};

static bool
is(const struct step *step, uint16_t code, enum pptp_state before)
{
    return step->event->kind->code == code && step->before == before;
}

static bool
replies(const struct step *step, uint16_t code, enum pptp_state before, enum pptp_outcome outcome)
{
    return is(step, code, before) && step->event->outcome == outcome;
}

static bool
is_originator(const struct step *step)
{
    return step->event->connection->originator == (int)step->event->from;
}

static bool
is_receiver(const struct step *step)
{
    return step->event->connection->originator == (int)!step->event->from;
}

static bool
is_of(const struct step *step, enum pptp_direction direction)
{
    return step->event->call && step->event->call->direction == direction;
}

/* --- Control connections ---------- */

static bool
starts(const struct step *step)
{
    return is(step, PPTP_START_REQUEST, PPTP_IDLE) && is_originator(step);
}

static bool
is_started(const struct step *step)
{
    return replies(step, PPTP_START_REPLY, PPTP_WAIT_CTL_REPLY, PPTP_ACCEPTED) && is_receiver(step);
}

static bool
is_start_refused(const struct step *step)
{
    return replies(step, PPTP_START_REPLY, PPTP_WAIT_CTL_REPLY, PPTP_REFUSED) && is_receiver(step);
}

/* The reply had an older version, and the originator stops at once: it has no such version. */
static bool
stops_for_version(const struct step *step)
{
    const struct pptp_connection *connection = step->event->connection;

    return is(step, PPTP_STOP_REQUEST, PPTP_ESTABLISHED) && is_originator(step) && connection->version_given != 0
        && connection->version_given < connection->version_asked && !connection->had_call;
}

static bool
originator_stops(const struct step *step)
{
    return is(step, PPTP_STOP_REQUEST, PPTP_ESTABLISHED) && is_originator(step) && !stops_for_version(step);
}

static bool
receiver_stops(const struct step *step)
{
    return is(step, PPTP_STOP_REQUEST, PPTP_ESTABLISHED) && is_receiver(step);
}

static bool
is_stopped_by_receiver(const struct step *step)
{
    return replies(step, PPTP_STOP_REPLY, PPTP_WAIT_STOP_REPLY, PPTP_ACCEPTED) && is_receiver(step);
}

static bool
is_stopped_by_originator(const struct step *step)
{
    return replies(step, PPTP_STOP_REPLY, PPTP_WAIT_STOP_REPLY, PPTP_ACCEPTED) && is_originator(step);
}

/* --- Incoming calls ---------- */

static bool
rings(const struct step *step)
{
    return is(step, PPTP_INCOMING_CALL_REQUEST, PPTP_IDLE);
}

static bool
is_ring_refused(const struct step *step)
{
    return replies(step, PPTP_INCOMING_CALL_REPLY, PPTP_WAIT_REPLY, PPTP_REFUSED);
}

static bool
is_ring_accepted(const struct step *step)
{
    return replies(step, PPTP_INCOMING_CALL_REPLY, PPTP_WAIT_REPLY, PPTP_ACCEPTED);
}

static bool
connects(const struct step *step)
{
    return is(step, PPTP_INCOMING_CALL_CONNECTED, PPTP_WAIT_CONNECT);
}

/* To the PAC, wait_connect is part of wait_reply. */
static bool
gives_ring_up(const struct step *step)
{
    return is_of(step, PPTP_INCOMING) && (is(step, PPTP_CALL_DISCONNECT_NOTIFY, PPTP_WAIT_REPLY)
                                          || is(step, PPTP_CALL_DISCONNECT_NOTIFY, PPTP_WAIT_CONNECT));
}

static bool
fails_to_connect(const struct step *step)
{
    return is_of(step, PPTP_INCOMING) && is(step, PPTP_CALL_DISCONNECT_NOTIFY, PPTP_WAIT_CONNECT);
}

/* --- Ends of calls ---------- */

static bool
clears(const struct step *step, enum pptp_direction direction, enum pptp_state before)
{
    return is_of(step, direction) && is(step, PPTP_CALL_CLEAR_REQUEST, before);
}

static bool
disconnects(const struct step *step, enum pptp_direction direction)
{
    return is_of(step, direction) && is(step, PPTP_CALL_DISCONNECT_NOTIFY, PPTP_ESTABLISHED);
}

/* The PAC disconnects a call that was cleared in that state. */
static bool
confirms(const struct step *step, enum pptp_direction direction, enum pptp_state cleared_in)
{
    return is_of(step, direction) && is(step, PPTP_CALL_DISCONNECT_NOTIFY, PPTP_WAIT_DISCONNECT)
        && step->cleared_in == cleared_in;
}

static bool
clears_incoming(const struct step *step)
{
    return clears(step, PPTP_INCOMING, PPTP_ESTABLISHED);
}

static bool
disconnects_incoming(const struct step *step)
{
    return disconnects(step, PPTP_INCOMING);
}

static bool
confirms_incoming(const struct step *step)
{
    return confirms(step, PPTP_INCOMING, PPTP_ESTABLISHED);
}

static bool
clears_outgoing(const struct step *step)
{
    return clears(step, PPTP_OUTGOING, PPTP_ESTABLISHED);
}

static bool
gives_dialing_up(const struct step *step)
{
    return clears(step, PPTP_OUTGOING, PPTP_WAIT_REPLY);
}

static bool
disconnects_outgoing(const struct step *step)
{
    return disconnects(step, PPTP_OUTGOING);
}

static bool
confirms_outgoing(const struct step *step)
{
    return confirms(step, PPTP_OUTGOING, PPTP_ESTABLISHED);
}

static bool
confirms_dialing(const struct step *step)
{
    return confirms(step, PPTP_OUTGOING, PPTP_WAIT_REPLY);
}

static bool
confirms_any_incoming(const struct step *step)
{
    return is_of(step, PPTP_INCOMING) && is(step, PPTP_CALL_DISCONNECT_NOTIFY, PPTP_WAIT_DISCONNECT);
}

static bool
confirms_any_outgoing(const struct step *step)
{
    return is_of(step, PPTP_OUTGOING) && is(step, PPTP_CALL_DISCONNECT_NOTIFY, PPTP_WAIT_DISCONNECT);
}

/* --- Outgoing calls ---------- */

/* Result Codes of Outgoing-Call-Reply: the telephone network failed, after the PAC had dialed. */
enum { NO_CARRIER = 3, TIME_OUT = 6 };

static bool
asks(const struct step *step)
{
    return is(step, PPTP_OUTGOING_CALL_REQUEST, PPTP_IDLE);
}

static bool
is_refused(const struct step *step)
{
    return replies(step, PPTP_OUTGOING_CALL_REPLY, PPTP_WAIT_REPLY, PPTP_REFUSED);
}

static bool
is_accepted(const struct step *step)
{
    return replies(step, PPTP_OUTGOING_CALL_REPLY, PPTP_WAIT_REPLY, PPTP_ACCEPTED);
}

static bool
fails_after_dialing(const struct step *step)
{
    return is_refused(step) && step->event->result >= NO_CARRIER && step->event->result <= TIME_OUT;
}

static bool
fails_at_once(const struct step *step)
{
    return is_refused(step) && !fails_after_dialing(step);
}

/* Dialing sends no message; what follows shows it. */
static bool
dialed(const struct step *step)
{
    return is_accepted(step) || fails_after_dialing(step) || confirms_dialing(step);
}

/* --- The table ---------- */

const struct pptp_transition pptp_transitions[] = {
    { PPTP_FIGURE_ORIGINATOR, "idle", "wait_ctl_reply", "TCP is open; Start-Control-Connection-Request sent" },
    { PPTP_FIGURE_ORIGINATOR, "wait_ctl_reply", "idle", "collision; TCP closed" },
    { PPTP_FIGURE_ORIGINATOR, "wait_ctl_reply", "established", "Start-Control-Connection-Reply received, version OK" },
    { PPTP_FIGURE_ORIGINATOR, "wait_ctl_reply", "wait_stop_reply",
      "Start-Control-Connection-Reply received, version not OK" },
    { PPTP_FIGURE_ORIGINATOR, "established", "wait_stop_reply", "Stop-Control-Connection-Request sent" },
    { PPTP_FIGURE_ORIGINATOR, "established", "idle", "Stop-Control-Connection-Request received, Reply sent" },
    { PPTP_FIGURE_ORIGINATOR, "wait_stop_reply", "idle", "Stop-Control-Connection-Reply received" },
    { PPTP_FIGURE_RECEIVER, "idle", "idle", "Start-Control-Connection-Request received, Reply with error sent" },
    { PPTP_FIGURE_RECEIVER, "idle", "established", "Start-Control-Connection-Request received, Reply sent" },
    { PPTP_FIGURE_RECEIVER, "established", "idle", "Stop-Control-Connection-Request received, Reply sent" },
    { PPTP_FIGURE_RECEIVER, "established", "wait_stop_reply", "Stop-Control-Connection-Request sent" },
    { PPTP_FIGURE_RECEIVER, "wait_stop_reply", "idle", "Stop-Control-Connection-Reply received" },
    { PPTP_FIGURE_PAC_INCOMING, "idle", "wait_reply", "it rings; Incoming-Call-Request sent" },
    { PPTP_FIGURE_PAC_INCOMING, "wait_reply", "idle", "Incoming-Call-Reply received, not accepting" },
    { PPTP_FIGURE_PAC_INCOMING, "wait_reply", "idle", "abort; Call-Disconnect-Notify sent" },
    { PPTP_FIGURE_PAC_INCOMING, "wait_reply", "established",
      "Incoming-Call-Reply received, accepting; Incoming-Call-Connected sent" },
    { PPTP_FIGURE_PAC_INCOMING, "established", "idle", "Call-Clear-Request received, Call-Disconnect-Notify sent" },
    { PPTP_FIGURE_PAC_INCOMING, "established", "idle", "the line dropped; Call-Disconnect-Notify sent" },
    { PPTP_FIGURE_PNS_INCOMING, "idle", "idle", "Incoming-Call-Request received, Reply not accepting sent" },
    { PPTP_FIGURE_PNS_INCOMING, "idle", "wait_connect", "Incoming-Call-Request received, Reply sent" },
    { PPTP_FIGURE_PNS_INCOMING, "wait_connect", "established", "Incoming-Call-Connected received" },
    { PPTP_FIGURE_PNS_INCOMING, "wait_connect", "idle", "Call-Disconnect-Notify received" },
    { PPTP_FIGURE_PNS_INCOMING, "established", "idle", "Call-Disconnect-Notify received" },
    { PPTP_FIGURE_PNS_INCOMING, "established", "wait_disconnect", "Call-Clear-Request sent" },
    { PPTP_FIGURE_PNS_INCOMING, "wait_disconnect", "idle", "Call-Disconnect-Notify received" },
    { PPTP_FIGURE_PAC_OUTGOING, "idle", "idle", "Outgoing-Call-Request received, Reply with error sent" },
    { PPTP_FIGURE_PAC_OUTGOING, "idle", "wait_cs_ans", "Outgoing-Call-Request received; dialing" },
    { PPTP_FIGURE_PAC_OUTGOING, "wait_cs_ans", "idle", "call incomplete; Outgoing-Call-Reply with error sent" },
    { PPTP_FIGURE_PAC_OUTGOING, "wait_cs_ans", "idle", "Call-Clear-Request received, Call-Disconnect-Notify sent" },
    { PPTP_FIGURE_PAC_OUTGOING, "wait_cs_ans", "established", "line answers; Outgoing-Call-Reply sent" },
    { PPTP_FIGURE_PAC_OUTGOING, "established", "idle", "Call-Clear-Request received, Call-Disconnect-Notify sent" },
    { PPTP_FIGURE_PAC_OUTGOING, "established", "idle", "the line dropped; Call-Disconnect-Notify sent" },
    { PPTP_FIGURE_PNS_OUTGOING, "idle", "wait_reply", "Outgoing-Call-Request sent" },
    { PPTP_FIGURE_PNS_OUTGOING, "wait_reply", "idle", "Outgoing-Call-Reply received, with error" },
    { PPTP_FIGURE_PNS_OUTGOING, "wait_reply", "established", "Outgoing-Call-Reply received, no error" },
    { PPTP_FIGURE_PNS_OUTGOING, "wait_reply", "wait_disconnect", "abort; Call-Clear-Request sent" },
    { PPTP_FIGURE_PNS_OUTGOING, "established", "wait_disconnect", "Call-Clear-Request sent" },
    { PPTP_FIGURE_PNS_OUTGOING, "established", "idle", "Call-Disconnect-Notify received" },
    { PPTP_FIGURE_PNS_OUTGOING, "wait_disconnect", "idle", "Call-Disconnect-Notify received" },
};
const unsigned pptp_transition_count = G_N_ELEMENTS(pptp_transitions);

/* What shows each transition, in the same order; NULL: no message. */
static bool (*const shows[])(const struct step *step) = {
    starts, NULL, is_started, stops_for_version, originator_stops, is_stopped_by_originator, is_stopped_by_receiver,
    is_start_refused, is_started, is_stopped_by_receiver, receiver_stops, is_stopped_by_originator,
    rings, is_ring_refused, gives_ring_up, connects, confirms_incoming, disconnects_incoming,
    is_ring_refused, is_ring_accepted, connects, fails_to_connect, disconnects_incoming, clears_incoming,
    confirms_any_incoming,
    fails_at_once, dialed, fails_after_dialing, confirms_dialing, is_accepted, confirms_outgoing, disconnects_outgoing,
    asks, is_refused, is_accepted, gives_dialing_up, clears_outgoing, disconnects_outgoing, confirms_any_outgoing,
};

_Static_assert(G_N_ELEMENTS(shows) == G_N_ELEMENTS(pptp_transitions), "one for each transition");

static const struct {
    const char *section;
    const char *name;
} figures[PPTP_FIGURES] = {
    [PPTP_FIGURE_ORIGINATOR] = { "3.1.1", "Originator of a control connection" },
    [PPTP_FIGURE_RECEIVER] = { "3.1.2", "Receiver of a control connection" },
    [PPTP_FIGURE_PAC_INCOMING] = { "3.2.3.1", "PAC, incoming calls" },
    [PPTP_FIGURE_PNS_INCOMING] = { "3.2.3.2", "PNS, incoming calls" },
    [PPTP_FIGURE_PAC_OUTGOING] = { "3.2.4.1", "PAC, outgoing calls" },
    [PPTP_FIGURE_PNS_OUTGOING] = { "3.2.4.2", "PNS, outgoing calls" },
};

const char *
pptp_report_figure_section(enum pptp_figure figure)
{
    return figures[figure].section;
}

const char *
pptp_report_figure_name(enum pptp_figure figure)
{
    return figures[figure].name;
}

/* --- Walking ---------- */

static void
count(struct pptp_walked *walked, uint32_t frame)
{
    if (walked->count++ == 0)
        walked->frame = frame;
}

static void
take(struct pptp_walked *walked, const struct step *step)
{
    for (unsigned i = 0; i < pptp_transition_count; i++) {
        if (shows[i] && shows[i](step))
            count(&walked[i], step->event->frame);
    }
}

/* The states of a call before its next message. */
struct standing {
    enum pptp_state state;
    enum pptp_state cleared_in;
};

static void
walk_call(struct pptp_walked *walked, GHashTable *standings, const struct pptp_event *event)
{
    struct standing *standing = g_hash_table_lookup(standings, event->call);

    if (!standing) {
        standing = g_new0(struct standing, 1);
        standing->state = event->call->adopted ? PPTP_STATE_UNKNOWN : PPTP_IDLE;
        g_hash_table_insert(standings, event->call, standing);
    }
    take(walked, &(struct step){ event, standing->state, standing->cleared_in });
    if (event->kind->code == PPTP_CALL_CLEAR_REQUEST && standing->state != PPTP_WAIT_DISCONNECT)
        standing->cleared_in = standing->state;
    standing->state = event->call_state;
}

/* Returns the older of two events of one connection; either may be NULL. */
static const struct pptp_event *
older(const struct pptp_event *one, const struct pptp_event *other)
{
    return !one || (other && other->frame < one->frame) ? other : one;
}

static bool
lost_a_collision(const struct pptp_seen *seen, const struct pptp_connection *connection)
{
    const struct pptp_collision *collision = pptp_report_seen_collision(seen, connection);

    return collision && collision->lost == connection && connection->state == PPTP_WAIT_CTL_REPLY
        && connection->closed_in && (int)connection->closed_by == connection->originator;
}

static unsigned
row_without_message(void)
{
    unsigned row = 0;

    while (shows[row])
        row++;
    return row;
}

void
pptp_report_diagrams_walk(struct pptp_walked *walked, const struct pptp_seen *seen,
                          const struct pptp_connection *connection)
{
    const struct pptp_event *next[2] = { connection->first_sent[0], connection->first_sent[1] };
    GHashTable *standings = g_hash_table_new_full(NULL, NULL, NULL, g_free);    /* call -> struct standing */
    enum pptp_state state = connection->start_captured ? PPTP_IDLE : PPTP_STATE_UNKNOWN;
    const struct pptp_event *event;

    while ((event = older(next[0], next[1])) != NULL) {
        next[event->from] = event->next_sent;
        if (event->kind && event->call)
            walk_call(walked, standings, event);
        else if (event->kind)
            take(walked, &(struct step){ event, state, PPTP_STATE_UNKNOWN });
        state = event->connection_state;
    }
    if (lost_a_collision(seen, connection))
        count(&walked[row_without_message()], connection->closed_in);
    g_hash_table_destroy(standings);
}
