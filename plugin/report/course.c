/* Judges the clauses of RFC 2637 that no expert item judges.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/attempt.h"
#include "calls/numbers.h"
#include "calls/requests.h"
#include "calls/tunnel.h"
#include "ppp/link.h"
#include "report/course.h"
#include "report/timers.h"
#include "report/values.h"
#include "tunnel/sequence.h"

#define FEW_PACKETS 10              /* too few to miss acknowledgments of them */

typedef void (*judge)(const struct pptp_judging *judging, struct pptp_conduct *conduct);

/* TCP should be closed after an event. */
static void
expect_close(const struct pptp_judging *judging, struct pptp_conduct *conduct, const struct pptp_event *after)
{
    const struct pptp_connection *connection = judging->connection;
    int64_t closed = pptp_report_tcp_closing_of(connection);

    pptp_report_conduct_add(conduct, pptp_report_rule_by(connection->history, after->when, closed), 1, after->frame);
}

/* --- The end of a call, 2.13, 3.2.3.1 and 3.2.4.1 ---------- */

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
    for (const struct pptp_event *event = pptp_report_first_of(judging, PPTP_CALL_DISCONNECT_NOTIFY); event;
         event = pptp_report_next_of(event)) {
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
    return event->when - event->request->when > PPTP_REPORT_IN_FLIGHT ? PPTP_RULED_BROKEN : PPTP_RULED_UNCLEAR;
}

static void
judge_other_result(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    for (const struct pptp_event *event = pptp_report_first_of(judging, PPTP_CALL_DISCONNECT_NOTIFY); event;
         event = pptp_report_next_of(event)) {
        if (event->request && event->result_known && event->result != PPTP_RESULT_GENERAL_ERROR)
            pptp_report_conduct_add_value(conduct, rule_other_result(event), event->frame, event->result);
    }
}

/* Returns whether the PAC had time to say that the call is over, once PPP was. */
static bool
outlived_ppp(const struct pptp_call *call)
{
    const struct pptp_link *link = pptp_call_link(call);
    int64_t end = call->ended_in ? call->ended_at : call->connection->history->last_time;

    return link && link->terminated.frame && end > link->terminated.when + PPTP_REPORT_SLACK;
}

/* A Stop-Control-Connection-Request clears all calls, and then needs no other message (2.3). Whether a call whose PPP
 * has ended is over, only the PAC knows. */
static void
judge_ended_call(const struct pptp_judging *judging, struct pptp_conduct *conduct, const struct pptp_call *call)
{
    const struct pptp_connection *connection = judging->connection;
    bool is_closed = connection->closed_without_stop && connection->closed_by == judging->end
                     && call->ended_in == connection->closed_in;

    if (call->disconnect)
        pptp_report_conduct_add(conduct, PPTP_RULED_KEPT, 1, 0);
    else if (is_closed && !pptp_request_may_be_missing(connection->last_event))
        pptp_report_conduct_add(conduct, call->clear_request ? PPTP_RULED_HABIT : PPTP_RULED_BROKEN, 1,
                                connection->closed_in);
    else if (outlived_ppp(call))
        pptp_report_conduct_add(conduct, PPTP_RULED_UNCLEAR, 1, call->tunnel->link->terminated.frame);
}

/* What establishes a call tells its roles. */
static void
judge_end_of_call(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    for (const struct pptp_call *call = judging->connection->first_call; call; call = call->next) {
        if (call->established && call->pns != judging->end)
            judge_ended_call(judging, conduct, call);
    }
}

/* --- WAN-Error-Notify, 2.14 ---------- */

/* Returns whether a message keeps the clause. before: the call's previous one; NULL: none. */
typedef bool (*keeps)(const struct pptp_event *event, const struct pptp_event *before);

/* 0 if there is no message. It was captured up to its last counter. */
static uint32_t
number_of(const struct pptp_event *event, enum pptp_meaning counter)
{
    uint32_t number = 0;

    if (event)
        pptp_event_number(event, counter, &number);
    return number;
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
    return !before || event->when - before->when > PPTP_REPORT_TIMER - PPTP_REPORT_IN_FLIGHT;
}

static void
judge_errors(const struct pptp_judging *judging, struct pptp_conduct *conduct, keeps kept)
{
    GHashTable *last = g_hash_table_new(NULL, NULL);        /* call -> event */
    uint32_t counter;

    for (const struct pptp_event *event = pptp_report_first_of(judging, PPTP_WAN_ERROR_NOTIFY); event;
         event = pptp_report_next_of(event)) {
        if (!event->call || !pptp_event_number(event, PPTP_ALIGNMENT_ERRORS, &counter))
            continue;
        pptp_report_conduct_add(conduct, pptp_report_rule(kept(event, g_hash_table_lookup(last, event->call))), 1,
                                event->frame);
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
        pptp_report_conduct_add_value(conduct, pptp_report_rule(port == PPTP_TCP_PORT),
                                      connection->start_request->frame, port);
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
    if (last && last->when > bad->when + PPTP_REPORT_IN_FLIGHT && last != connection->stop_request)
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
    const struct pptp_event *start = pptp_report_first_of(judging, PPTP_START_REQUEST);
    const struct pptp_attempt *attempt = judging->connection->attempt;
    const struct pptp_end *end = &judging->connection->end[judging->end];

    if (start && attempt)
        pptp_report_conduct_add(conduct,
                                pptp_report_rule(attempt->client->port == end->port
                                                 && addresses_equal(&attempt->client->address, &end->address)),
                                1, start->frame);
}

/* 3.1.1: the version of the reply is older. Only the originator knows whether it has it: if it goes on, it does. */
static void
judge_older_version(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_connection *connection = judging->connection;
    const struct pptp_event *start = pptp_report_first_of(judging, PPTP_START_REQUEST);
    const struct pptp_event *next = start ? start->next_sent : NULL;

    if (!start || start != connection->start_request || connection->version_given == 0
        || connection->version_given >= connection->version_asked || !start->reply
        || start->reply->outcome != PPTP_ACCEPTED)
        return;
    if (next && next == connection->stop_request)
        pptp_report_conduct_add(conduct, PPTP_RULED_KEPT, 1, next->frame);
    else if (!next && connection->closed_in && connection->closed_by == judging->end)
        pptp_report_conduct_add(conduct, pptp_request_may_be_missing(start) ? PPTP_RULED_UNCLEAR : PPTP_RULED_BROKEN, 1,
                                connection->closed_in);
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
    const struct pptp_event *reply = pptp_report_first_of(judging, PPTP_START_REPLY);

    if (reply && reply->outcome == PPTP_REFUSED && reply->result == START_BAD_VERSION)
        expect_close(judging, conduct, reply);
}

/* --- Several connections, 3.1.3 ---------- */

/* Several hosts behind a NAT have one address, but nobody can start a connection to one of them. The rival was started,
 * so that its originator is known. */
static void
judge_only_connection(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_connection *connection = judging->connection;
    const struct pptp_connection *rival = pptp_report_seen_rival(judging->seen, connection);
    bool other_way = rival && rival->originator != connection->originator;

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
    int64_t arrived = collision->second->when + PPTP_REPORT_IN_FLIGHT;

    return reply ? MIN(reply->when, arrived) : arrived;
}

static void
judge_loser(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_connection *connection = judging->connection;
    const struct pptp_collision *collision = pptp_report_seen_collision(judging->seen, connection);
    const struct pptp_event *last = connection->last_sent[judging->end];    /* the loser asked to start */

    if (!collision || collision->lost != connection || collision->winner == judging->end)
        return;
    if (last->when > loser_knows(collision))
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
        pptp_report_conduct_add(conduct, pptp_report_rule(!sent), 1, sent ? sent->frame : 0);
}

/* --- Tunnels ---------- */

static void
add_part(struct pptp_conduct *conduct, enum pptp_ruling ruling, struct pptp_header_count part, uint32_t all)
{
    pptp_report_conduct_add(conduct, ruling, part.count, part.frame);
    pptp_report_conduct_add(conduct, PPTP_RULED_KEPT, all - MIN(part.count, all), 0);
}

/* frames: those that broke the clause; NULL: none. */
static void
add_frames(struct pptp_conduct *conduct, enum pptp_ruling ruling, const GArray *frames, uint32_t all)
{
    for (unsigned i = 0; frames && i < frames->len; i++)
        pptp_report_conduct_add(conduct, ruling, 1, g_array_index(frames, uint32_t, i));
    pptp_report_conduct_add(conduct, PPTP_RULED_KEPT, all - (frames ? frames->len : 0), 0);
}

static void
judge_long_packets(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_seen_packets *sent = pptp_report_seen_packets(judging->seen, judging->connection);

    if (sent)
        add_frames(conduct, PPTP_RULED_BROKEN, sent[judging->end].too_long, sent[judging->end].packets);
}

static void
judge_first_window(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_seen_packets *sent = pptp_report_seen_packets(judging->seen, judging->connection);

    if (sent)
        add_frames(conduct, PPTP_RULED_HABIT, sent[judging->end].hasty, sent[judging->end].numbered);
}

/* 4.2.3 */
static void
judge_opening_window(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_seen_packets *sent = pptp_report_seen_packets(judging->seen, judging->connection);

    if (sent)
        add_frames(conduct, PPTP_RULED_HABIT, sent[judging->end].opened_fast, sent[judging->end].opening);
}

static void
judge_payloads(const struct pptp_judging *judging, struct pptp_conduct *conduct, bool hdlc)
{
    for (const struct pptp_call *call = judging->connection->first_call; call; call = call->next) {
        const struct pptp_link *link = pptp_call_link(call);
        const struct pptp_misframed *misframed = link ? pptp_ppp_link_misframed(link, judging->end) : NULL;
        const struct pptp_tally *bad = misframed ? hdlc ? &misframed->hdlc : &misframed->without_protocol : NULL;

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
            pptp_report_conduct_add(
                conduct, times->sum / times->count > PPTP_REPORT_IN_FLIGHT ? PPTP_RULED_UNCLEAR : PPTP_RULED_KEPT, 1,
                call->flow[judging->end]->first_frame);
    }
}

static const judge judges[PPTP_COURSES] = {
    [PPTP_COURSE_PORT] = judge_port,
    [PPTP_COURSE_VERSION] = pptp_report_judge_version,
    [PPTP_COURSE_WRONG_COOKIE] = judge_wrong_cookie,
    [PPTP_COURSE_LONG_PACKET] = judge_long_packets,
    [PPTP_COURSE_CHANNELS_ASKING] = pptp_report_judge_channels_asking,
    [PPTP_COURSE_CHANNELS_REPLYING] = pptp_report_judge_channels_replying,
    [PPTP_COURSE_NO_CHANNELS_ASKING] = pptp_report_judge_no_channels_asking,
    [PPTP_COURSE_NO_CHANNELS_REPLYING] = pptp_report_judge_no_channels_replying,
    [PPTP_COURSE_OUTGOING_BEARER] = pptp_report_judge_outgoing_bearer,
    [PPTP_COURSE_OUTGOING_FRAMING] = pptp_report_judge_outgoing_framing,
    [PPTP_COURSE_OUTGOING_DELAY] = pptp_report_judge_outgoing_delay,
    [PPTP_COURSE_INCOMING_BEARER] = pptp_report_judge_incoming_bearer,
    [PPTP_COURSE_INCOMING_FRAMING] = pptp_report_judge_incoming_framing,
    [PPTP_COURSE_INCOMING_DELAY] = pptp_report_judge_incoming_delay,
    [PPTP_COURSE_SERIAL_OUTGOING] = pptp_report_judge_serials_outgoing,
    [PPTP_COURSE_SERIAL_INCOMING] = pptp_report_judge_serials_incoming,
    [PPTP_COURSE_SPEED] = pptp_report_judge_speed,
    [PPTP_COURSE_UNCALLED_REQUEST] = judge_uncalled_request,
    [PPTP_COURSE_OTHER_RESULT] = judge_other_result,
    [PPTP_COURSE_FALLING_COUNTERS] = judge_falling_counters,
    [PPTP_COURSE_NO_ERROR] = judge_errors_without_error,
    [PPTP_COURSE_ERROR_RATE] = judge_error_rate,
    [PPTP_COURSE_MALFORMED] = judge_malformed,
    [PPTP_COURSE_STARTER] = judge_starter,
    [PPTP_COURSE_WAITING_FOR_STOP] = pptp_report_judge_waiting_for_stop,
    [PPTP_COURSE_OLDER_VERSION] = judge_older_version,
    [PPTP_COURSE_OPEN_AFTER_STOP] = judge_open_after_stop,
    [PPTP_COURSE_OPEN_AFTER_REFUSAL] = judge_open_after_refusal,
    [PPTP_COURSE_ONLY_CONNECTION] = judge_only_connection,
    [PPTP_COURSE_LOSER] = judge_loser,
    [PPTP_COURSE_WINNER] = judge_winner,
    [PPTP_COURSE_WAITING_FOR_START] = pptp_report_judge_waiting_for_start,
    [PPTP_COURSE_WAITING_FOR_ECHO] = pptp_report_judge_waiting_for_echo,
    [PPTP_COURSE_WAITING_FOR_REPLY] = pptp_report_judge_waiting_for_reply,
    [PPTP_COURSE_ECHO] = pptp_report_judge_echo,
    [PPTP_COURSE_WAITING_IN_CALL] = pptp_report_judge_waiting_in_call,
    [PPTP_COURSE_END_OF_CALL] = judge_end_of_call,
    [PPTP_COURSE_HDLC] = judge_hdlc,
    [PPTP_COURSE_NO_PPP] = judge_no_ppp,
    [PPTP_COURSE_ACKNOWLEDGING] = judge_acknowledging,
    [PPTP_COURSE_FIRST_WINDOW] = judge_first_window,
    [PPTP_COURSE_OPENING_WINDOW] = judge_opening_window,
    [PPTP_COURSE_SLOW_ACKNOWLEDGING] = judge_slow_acknowledging,
};

void
pptp_report_course_judge(const struct pptp_judging *judging, enum pptp_course course, struct pptp_conduct *conduct)
{
    judges[course](judging, conduct);
}
