/* Judges the clauses of RFC 2637 that no expert item judges.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/attempt.h"
#include "calls/requests.h"
#include "calls/tunnel.h"
#include "ppp/link.h"
#include "report/course.h"
#include "tunnel/sequence.h"

#define SECONDS(count) (count * PPTP_SECOND)
#define TIMER SECONDS(60)           /* sections 2.14, 3 and 3.1.4 */
#define IN_FLIGHT SECONDS(1)        /* how long the other end's message may take, or a timer may be late */
#define SLACK SECONDS(10)           /* what a peer gets to close a connection */
#define FEW_PACKETS 10              /* too few to miss acknowledgments of them */

typedef void (*judge)(const struct pptp_judging *judging, struct pptp_conduct *conduct);

/* --- Helpers ---------- */

/* Returns the peer's next message with this code, from an event on; NULL if there is none. */
static const struct pptp_event *
find(const struct pptp_event *event, uint16_t code)
{
    while (event && !(event->kind && event->kind->code == code))
        event = event->next_sent;
    return event;
}

static const struct pptp_event *
first_of(const struct pptp_judging *judging, uint16_t code)
{
    return find(judging->connection->first_sent[judging->end], code);
}

static const struct pptp_event *
next_of(const struct pptp_event *event)
{
    return find(event->next_sent, event->kind->code);
}

static enum pptp_ruling
rule(bool kept)
{
    return kept ? PPTP_RULED_KEPT : PPTP_RULED_BROKEN;
}

/* When the connection was closed, by a Stop-Control-Connection-Request or by TCP; 0: not so far. */
static int64_t
closing_of(const struct pptp_connection *connection)
{
    int64_t stop = connection->stop_request ? connection->stop_request->when : 0;
    int64_t closed = connection->closed_in ? connection->closed_at : 0;

    return stop && closed ? MIN(stop, closed) : stop + closed;
}

/* Something had to be over at a time. over: when it was; 0: not so far. */
static enum pptp_ruling
rule_by(const struct pptp_connection *connection, int64_t due, int64_t over)
{
    if (over)
        return rule(over <= due + SLACK);
    return connection->history->last_time > due + SLACK ? PPTP_RULED_BROKEN : PPTP_RULED_UNCLEAR;
}

/* TCP should be closed after an event. */
static void
expect_close(const struct pptp_judging *judging, struct pptp_conduct *conduct, const struct pptp_event *after)
{
    const struct pptp_connection *connection = judging->connection;

    int64_t closed = connection->closed_in ? connection->closed_at : 0;

    pptp_report_conduct_add(conduct, rule_by(connection, after->when, closed), 1, after->frame);
}

/* --- Fields of messages ---------- */

static enum pptp_ruling
rule_channels(uint32_t channels)
{
    return channels == 0 ? PPTP_RULED_KEPT : channels == UINT16_MAX ? PPTP_RULED_HABIT : PPTP_RULED_BROKEN;
}

/* 2.1, 2.2: a PNS has none. */
static void
judge_channels(const struct pptp_judging *judging, struct pptp_conduct *conduct, uint16_t code)
{
    const struct pptp_event *event = first_of(judging, code);
    uint32_t channels;

    if (judging->connection->role[judging->end] != PPTP_PNS)
        return;
    for (; event; event = next_of(event)) {
        if (pptp_event_number(event, PPTP_MAXIMUM_CHANNELS, &channels))
            pptp_report_conduct_add_value(conduct, rule_channels(channels), event->frame, channels);
    }
}

static void
judge_channels_asking(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_channels(judging, conduct, PPTP_START_REQUEST);
}

static void
judge_channels_replying(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_channels(judging, conduct, PPTP_START_REPLY);
}

/* 2.7, 2.9: within a connection. A NAT lets several hosts have one address, so no other is compared. */
static void
judge_serials(const struct pptp_judging *judging, struct pptp_conduct *conduct, uint16_t code)
{
    GHashTable *known = g_hash_table_new(NULL, NULL);
    uint32_t serial;

    for (const struct pptp_event *event = first_of(judging, code); event; event = next_of(event)) {
        if (pptp_event_has(event, PPTP_DUPLICATE_REQUEST)
            || !pptp_event_number(event, PPTP_SERIAL_NUMBER, &serial))
            continue;
        pptp_report_conduct_add_value(conduct, rule(!g_hash_table_contains(known, GUINT_TO_POINTER(serial))),
                                      event->frame, serial);
        g_hash_table_add(known, GUINT_TO_POINTER(serial));
    }
    g_hash_table_destroy(known);
}

static void
judge_serials_outgoing(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_serials(judging, conduct, PPTP_OUTGOING_CALL_REQUEST);
}

static void
judge_serials_incoming(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_serials(judging, conduct, PPTP_INCOMING_CALL_REQUEST);
}

/* 2.8 */
static void
judge_speed(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    uint32_t speed, least, most;

    for (const struct pptp_event *event = first_of(judging, PPTP_OUTGOING_CALL_REPLY); event; event = next_of(event)) {
        if (event->outcome == PPTP_ACCEPTED && pptp_event_number(event, PPTP_CONNECT_SPEED, &speed)
            && event->request && pptp_event_number(event->request, PPTP_MINIMUM_BPS, &least)
            && pptp_event_number(event->request, PPTP_MAXIMUM_BPS, &most) && least <= most)
            pptp_report_conduct_add_value(conduct, rule(least <= speed && speed <= most), event->frame, speed);
    }
}

/* --- The end of a call, 2.13 ---------- */

enum { DISCONNECT_REQUEST = 4 };    /* Result Code */

static enum pptp_ruling
rule_uncalled_request(const struct pptp_event *event)
{
    if (event->call->clear_request && event->call->clear_request->frame <= event->frame)
        return PPTP_RULED_KEPT;
    return event->call->adopted || pptp_request_may_be_missing(event) ? PPTP_RULED_UNCLEAR : PPTP_RULED_BROKEN;
}

static void
judge_uncalled_request(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    for (const struct pptp_event *event = first_of(judging, PPTP_CALL_DISCONNECT_NOTIFY); event;
         event = next_of(event)) {
        if (event->call && event->result_known && event->result == DISCONNECT_REQUEST)
            pptp_report_conduct_add(conduct, rule_uncalled_request(event), 1, event->frame);
    }
}

/* A Call-Disconnect-Notify soon after a Call-Clear-Request may have crossed it. */
static enum pptp_ruling
rule_other_result(const struct pptp_event *event)
{
    if (event->result == DISCONNECT_REQUEST)
        return PPTP_RULED_KEPT;
    if (event->result == PPTP_RESULT_HABIT)
        return PPTP_RULED_HABIT;
    return event->when - event->request->when > IN_FLIGHT ? PPTP_RULED_BROKEN : PPTP_RULED_UNCLEAR;
}

static void
judge_other_result(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    for (const struct pptp_event *event = first_of(judging, PPTP_CALL_DISCONNECT_NOTIFY); event;
         event = next_of(event)) {
        if (event->request && event->result_known && event->result != PPTP_RESULT_GENERAL_ERROR)
            pptp_report_conduct_add_value(conduct, rule_other_result(event), event->frame, event->result);
    }
}

/* --- WAN-Error-Notify, 2.14 ---------- */

/* Returns whether a message keeps the clause. before: the call's previous one; NULL: none. */
typedef bool (*keeps)(const struct pptp_event *event, const struct pptp_event *before);

/* 0 if it was not captured. */
static uint32_t
number_of(const struct pptp_event *event, enum pptp_meaning meaning)
{
    uint32_t number = 0;

    return event && pptp_event_number(event, meaning, &number) ? number : 0;
}

static bool
does_not_fall(const struct pptp_event *event, const struct pptp_event *before)
{
    for (unsigned counter = PPTP_CRC_ERRORS; counter <= PPTP_ALIGNMENT_ERRORS; counter++) {
        if (number_of(event, counter) < number_of(before, counter))
            return false;
    }
    return true;
}

static bool
tells_an_error(const struct pptp_event *event, const struct pptp_event *before)
{
    for (unsigned counter = PPTP_CRC_ERRORS; counter <= PPTP_ALIGNMENT_ERRORS; counter++) {
        if (number_of(event, counter) > number_of(before, counter))
            return true;
    }
    return false;
}

static bool
is_rare(const struct pptp_event *event, const struct pptp_event *before)
{
    return !before || event->when - before->when > TIMER - IN_FLIGHT;
}

static void
judge_errors(const struct pptp_judging *judging, struct pptp_conduct *conduct, keeps kept)
{
    GHashTable *last = g_hash_table_new(NULL, NULL);        /* call -> event */
    uint32_t counter;

    for (const struct pptp_event *event = first_of(judging, PPTP_WAN_ERROR_NOTIFY); event; event = next_of(event)) {
        if (!event->call || !pptp_event_number(event, PPTP_ALIGNMENT_ERRORS, &counter))
            continue;
        pptp_report_conduct_add(conduct, rule(kept(event, g_hash_table_lookup(last, event->call))), 1, event->frame);
        g_hash_table_insert(last, event->call, (void *)event);
    }
    g_hash_table_destroy(last);
}

static void
judge_falling_counters(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_errors(judging, conduct, does_not_fall);
}

static void
judge_errors_without_error(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_errors(judging, conduct, tells_an_error);
}

static void
judge_error_rate(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_errors(judging, conduct, is_rare);
}

/* --- Beginning and end of a connection ---------- */

/* 1.4 */
static void
judge_port(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_connection *connection = judging->connection;
    uint16_t port = connection->end[!judging->end].port;

    if (connection->originator == (int)judging->end && connection->start_request)
        pptp_report_conduct_add_value(conduct, rule(port == PPTP_TCP_PORT), connection->start_request->frame, port);
}

static bool
has_fault(const struct pptp_event *event, unsigned faults)
{
    const struct pptp_flaw *flaw = event->flaws;

    while (flaw && !(faults >> flaw->fault & 1 && !flaw->habit))
        flaw = flaw->next;
    return flaw != NULL;
}

/* Judges what the peer did after the other end's first message with such a fault. */
static void
judge_reaction(const struct pptp_judging *judging, struct pptp_conduct *conduct, unsigned faults)
{
    const struct pptp_connection *connection = judging->connection;
    const struct pptp_event *bad = connection->first_sent[!judging->end];
    const struct pptp_event *last = connection->last_sent[judging->end];

    while (bad && !has_fault(bad, faults))
        bad = bad->next_sent;
    if (!bad)
        return;
    if (last && last->when > bad->when + IN_FLIGHT && last != connection->stop_request)
        pptp_report_conduct_add(conduct, PPTP_RULED_BROKEN, 1, last->frame);
    else
        expect_close(judging, conduct, bad);
}

static void
judge_wrong_cookie(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_reaction(judging, conduct, 1u << PPTP_FAULT_COOKIE);
}

static void
judge_malformed(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_reaction(judging, conduct, 1u << PPTP_FAULT_LENGTH_IMPOSSIBLE | 1u << PPTP_FAULT_LENGTH
                   | 1u << PPTP_FAULT_TYPE | 1u << PPTP_FAULT_MANAGEMENT | 1u << PPTP_FAULT_CODE);
}

/* 3.1.1: the end that opened TCP sends the Start-Control-Connection-Request. */
static void
judge_starter(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_event *start = first_of(judging, PPTP_START_REQUEST);
    const struct pptp_attempt *attempt = judging->connection->attempt;
    const struct pptp_end *end = &judging->connection->end[judging->end];

    if (start && attempt)
        pptp_report_conduct_add(conduct, rule(attempt->client.port == end->port
                                              && addresses_equal(&attempt->client.address, &end->address)),
                                1, start->frame);
}

/* 3.1.1, 3.1.2: whichever end receives or sends the reply closes TCP. */
static void
judge_open_after_stop(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    if (judging->connection->stop_reply)
        expect_close(judging, conduct, judging->connection->stop_reply);
}

enum { START_BAD_VERSION = 5 };     /* Result Code */

/* 3.1.2 */
static void
judge_open_after_refusal(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_event *reply = first_of(judging, PPTP_START_REPLY);

    if (reply && reply->outcome == PPTP_REFUSED && reply->result == START_BAD_VERSION)
        expect_close(judging, conduct, reply);
}

/* 3.1.4: a receiver closes TCP if no Start-Control-Connection-Request comes. */
static void
judge_waiting_for_start(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_connection *connection = judging->connection;
    const struct pptp_event *start = connection->start_request;

    if (start && start->from != judging->end && connection->attempt && connection->attempt->answered.frame)
        pptp_report_conduct_add(conduct, rule(start->when - connection->attempt->answered.when <= TIMER + SLACK), 1,
                                start->frame);
}

static enum pptp_ruling
rule_echo(const struct pptp_event *request)
{
    const struct pptp_connection *connection = request->connection;

    if (request->reply && request->reply->when <= request->when + TIMER)
        return PPTP_RULED_KEPT;
    if (pptp_request_may_be_missing(request))
        return PPTP_RULED_UNCLEAR;
    return rule_by(connection, request->when + TIMER, closing_of(connection));
}

/* 3.1.4 */
static void
judge_waiting_for_echo(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    for (const struct pptp_event *request = first_of(judging, PPTP_ECHO_REQUEST); request; request = next_of(request)) {
        if (request->awaits_reply)
            pptp_report_conduct_add(conduct, rule_echo(request), 1, request->frame);
    }
}

/* --- Several connections, 3.1.3 ---------- */

/* Several hosts behind a NAT have one address, but nobody can start a connection to one of them. */
static void
judge_only_connection(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_connection *connection = judging->connection;
    const struct pptp_connection *rival = pptp_report_seen_rival(judging->seen, connection);
    bool other_way = rival && rival->originator >= 0 && rival->originator != connection->originator;

    if (connection->originator != (int)judging->end || !connection->start_request)
        return;
    pptp_report_conduct_add(conduct, !rival ? PPTP_RULED_KEPT : other_way ? PPTP_RULED_BROKEN : PPTP_RULED_UNCLEAR, 1,
                            connection->start_request->frame);
}

/* The loser knows of the collision once it has replied to the winner, or the winner's request has arrived. */
static int64_t
loser_knows(const struct pptp_collision *collision)
{
    const struct pptp_event *reply = collision->won->start_request->reply;
    int64_t arrived = collision->second->when + IN_FLIGHT;

    return reply ? MIN(reply->when, arrived) : arrived;
}

static void
judge_loser(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_connection *connection = judging->connection;
    const struct pptp_collision *collision = pptp_report_seen_collision(judging->seen, connection);
    const struct pptp_event *last = connection->last_sent[judging->end];

    if (!collision || collision->lost != connection || collision->winner == judging->end)
        return;
    if (last && last->when > loser_knows(collision))
        pptp_report_conduct_add(conduct, PPTP_RULED_BROKEN, 1, last->frame);
    else
        expect_close(judging, conduct, collision->second);
}

static void
judge_winner(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_connection *connection = judging->connection;
    const struct pptp_collision *collision = pptp_report_seen_collision(judging->seen, connection);
    const struct pptp_event *sent = connection->first_sent[judging->end];

    if (collision && collision->lost == connection && collision->winner == judging->end)
        pptp_report_conduct_add(conduct, rule(!sent), 1, sent ? sent->frame : 0);
}

/* --- Tunnels ---------- */

static void
add_part(struct pptp_conduct *conduct, enum pptp_ruling ruling, struct pptp_header_count part, uint32_t all)
{
    pptp_report_conduct_add(conduct, ruling, part.count, part.frame);
    pptp_report_conduct_add(conduct, PPTP_RULED_KEPT, all - MIN(part.count, all), 0);
}

static void
judge_long_packets(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_seen_packets *sent = pptp_report_seen_packets(judging->seen, judging->connection);

    if (sent)
        add_part(conduct, PPTP_RULED_BROKEN, sent[judging->end].too_long, sent[judging->end].packets);
}

static void
judge_first_window(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_seen_packets *sent = pptp_report_seen_packets(judging->seen, judging->connection);

    if (sent)
        add_part(conduct, PPTP_RULED_HABIT, sent[judging->end].hasty, sent[judging->end].numbered);
}

/* Returns what the peer sent through a call as PPP; NULL if there was none. */
static const struct pptp_sent *
sent_through(const struct pptp_judging *judging, const struct pptp_call *call)
{
    return call->tunnel && call->tunnel->link ? &call->tunnel->link->sent[judging->end] : NULL;
}

static void
judge_payloads(const struct pptp_judging *judging, struct pptp_conduct *conduct, bool hdlc)
{
    for (const struct pptp_call *call = judging->connection->first_call; call; call = call->next) {
        const struct pptp_sent *sent = sent_through(judging, call);
        const struct pptp_tally *bad = sent ? hdlc ? &sent->hdlc : &sent->without_protocol : NULL;

        if (bad && call->flow[!judging->end])
            add_part(conduct, PPTP_RULED_BROKEN, (struct pptp_header_count){ bad->count, bad->first.frame },
                     call->flow[!judging->end]->packets);
    }
}

static void
judge_hdlc(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_payloads(judging, conduct, true);
}

static void
judge_no_ppp(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_payloads(judging, conduct, false);
}

/* 4.2: judged only if packets of both directions were captured. */
static void
judge_acknowledging(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    for (const struct pptp_call *call = judging->connection->first_call; call; call = call->next) {
        const struct pptp_flow *to = call->flow[judging->end], *from = call->flow[!judging->end];

        if (!to || !to->sequence || !from || from->packets == 0)
            continue;
        if (from->acknowledges)
            pptp_report_conduct_add(conduct, PPTP_RULED_KEPT, 1, 0);
        else if (pptp_tunnel_sequence_counts(to->sequence).packets >= FEW_PACKETS)
            pptp_report_conduct_add(conduct, PPTP_RULED_BROKEN, 1, from->first_frame);
    }
}

/* 4.4 leaves the time-out to the implementation, so a capture does not show it. */
static void
judge_slow_acknowledging(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    for (const struct pptp_call *call = judging->connection->first_call; call; call = call->next) {
        const struct pptp_span *times = call->flow[judging->end] ? &call->flow[judging->end]->acknowledged_after : NULL;

        if (times && times->count > 0)
            pptp_report_conduct_add(conduct, times->sum / times->count > IN_FLIGHT ? PPTP_RULED_UNCLEAR
                                                                                   : PPTP_RULED_KEPT,
                                    1, call->flow[judging->end]->first_frame);
    }
}

static const judge judges[PPTP_COURSES] = {
    [PPTP_COURSE_PORT] = judge_port,
    [PPTP_COURSE_WRONG_COOKIE] = judge_wrong_cookie,
    [PPTP_COURSE_LONG_PACKET] = judge_long_packets,
    [PPTP_COURSE_CHANNELS_ASKING] = judge_channels_asking,
    [PPTP_COURSE_CHANNELS_REPLYING] = judge_channels_replying,
    [PPTP_COURSE_SERIAL_OUTGOING] = judge_serials_outgoing,
    [PPTP_COURSE_SERIAL_INCOMING] = judge_serials_incoming,
    [PPTP_COURSE_SPEED] = judge_speed,
    [PPTP_COURSE_UNCALLED_REQUEST] = judge_uncalled_request,
    [PPTP_COURSE_OTHER_RESULT] = judge_other_result,
    [PPTP_COURSE_FALLING_COUNTERS] = judge_falling_counters,
    [PPTP_COURSE_NO_ERROR] = judge_errors_without_error,
    [PPTP_COURSE_ERROR_RATE] = judge_error_rate,
    [PPTP_COURSE_MALFORMED] = judge_malformed,
    [PPTP_COURSE_STARTER] = judge_starter,
    [PPTP_COURSE_OPEN_AFTER_STOP] = judge_open_after_stop,
    [PPTP_COURSE_OPEN_AFTER_REFUSAL] = judge_open_after_refusal,
    [PPTP_COURSE_ONLY_CONNECTION] = judge_only_connection,
    [PPTP_COURSE_LOSER] = judge_loser,
    [PPTP_COURSE_WINNER] = judge_winner,
    [PPTP_COURSE_WAITING_FOR_START] = judge_waiting_for_start,
    [PPTP_COURSE_WAITING_FOR_ECHO] = judge_waiting_for_echo,
    [PPTP_COURSE_HDLC] = judge_hdlc,
    [PPTP_COURSE_NO_PPP] = judge_no_ppp,
    [PPTP_COURSE_ACKNOWLEDGING] = judge_acknowledging,
    [PPTP_COURSE_FIRST_WINDOW] = judge_first_window,
    [PPTP_COURSE_SLOW_ACKNOWLEDGING] = judge_slow_acknowledging,
};

void
pptp_report_course_judge(const struct pptp_judging *judging, enum pptp_course course, struct pptp_conduct *conduct)
{
    judges[course](judging, conduct);
}
