/* Judges what peers do about the timers of RFC 2637 sections 3, 3.1.4 and 3.2.1.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/requests.h"
#include "report/timers.h"

/* --- Waiting for a Start-Control-Connection-Request, 3.1.4 ---------- */

void
pptp_report_judge_waiting_for_start(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_connection *connection = judging->connection;
    const struct pptp_event *start = connection->start_request;
    int64_t waited;

    if (!start || start->from == judging->end || !connection->attempt || !connection->attempt->answered.frame)
        return;
    waited = start->when - connection->attempt->answered.when;
    pptp_report_conduct_add(conduct, pptp_report_rule(waited <= PPTP_REPORT_TIMER + PPTP_REPORT_SLACK), 1,
                            start->frame);
}

void
pptp_report_judge_idle_attempt(const struct pptp_history *history, const struct pptp_attempt *attempt,
                               struct pptp_conduct *conduct)
{
    int64_t due = attempt->answered.when + PPTP_REPORT_TIMER;
    int64_t closed = attempt->closed.frame ? attempt->closed.when : 0;

    if (!attempt->answered.frame || attempt->carried_data || (closed ? closed : history->last_time) < due)
        return;
    pptp_report_conduct_add(conduct, pptp_report_rule_by(history, due, closed), 1, attempt->answered.frame);
}

/* --- Waiting for a reply, 3, 3.1.4 and 3.2.1 ---------- */

/* Returns when the wait for a reply was over; 0: not so far. closed: when what should be closed was. */
static int64_t
end_of_wait(const struct pptp_event *request, int64_t closed)
{
    int64_t replied = request->reply ? request->reply->when : INT64_MAX;
    int64_t ended = request->call && request->call->ended_in ? request->call->ended_at : INT64_MAX;
    int64_t cleared = request->call && request->call->clear_request && request->call->clear_request != request
                          ? request->call->clear_request->when
                          : INT64_MAX;
    int64_t end = MIN(MIN(replied, closed ? closed : INT64_MAX), MIN(ended, cleared));

    return end < INT64_MAX ? end : 0;
}

/* A peer that waits for 60 seconds closes the connection. A wait that ends before is none of the timer's. */
static void
judge_wait(struct pptp_conduct *conduct, const struct pptp_event *request, int64_t closed)
{
    const struct pptp_history *history = request->connection->history;
    int64_t due = request->when + PPTP_REPORT_TIMER, end = end_of_wait(request, closed);

    if (!request->awaits_reply || (end ? end : history->last_time) < due)
        return;
    pptp_report_conduct_add(
        conduct, pptp_request_may_be_missing(request) ? PPTP_RULED_UNCLEAR : pptp_report_rule_by(history, due, closed),
        1, request->frame);
}

static void
judge_waits(const struct pptp_judging *judging, struct pptp_conduct *conduct, uint16_t code, int64_t closed)
{
    for (const struct pptp_event *request = pptp_report_first_of(judging, code); request;
         request = pptp_report_next_of(request))
        judge_wait(conduct, request, closed);
}

void
pptp_report_judge_waiting_for_stop(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_waits(judging, conduct, PPTP_STOP_REQUEST, pptp_report_tcp_closing_of(judging->connection));
}

void
pptp_report_judge_waiting_for_reply(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_waits(judging, conduct, PPTP_START_REQUEST, pptp_report_closing_of(judging->connection));
}

void
pptp_report_judge_waiting_in_call(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    static const uint16_t requests[] = { PPTP_OUTGOING_CALL_REQUEST, PPTP_INCOMING_CALL_REQUEST,
                                         PPTP_INCOMING_CALL_REPLY, PPTP_CALL_CLEAR_REQUEST };

    for (unsigned i = 0; i < G_N_ELEMENTS(requests); i++)
        judge_waits(judging, conduct, requests[i], pptp_report_closing_of(judging->connection));
}

/* --- Keep-alives, 3.1.4 ---------- */

static enum pptp_ruling
rule_echo(const struct pptp_event *request)
{
    const struct pptp_connection *connection = request->connection;

    if (request->reply && request->reply->when <= request->when + PPTP_REPORT_TIMER)
        return PPTP_RULED_KEPT;
    if (pptp_request_may_be_missing(request))
        return PPTP_RULED_UNCLEAR;
    return pptp_report_rule_by(connection->history, request->when + PPTP_REPORT_TIMER,
                               pptp_report_closing_of(connection));
}

void
pptp_report_judge_waiting_for_echo(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    for (const struct pptp_event *request = pptp_report_first_of(judging, PPTP_ECHO_REQUEST); request;
         request = pptp_report_next_of(request)) {
        if (request->awaits_reply)
            pptp_report_conduct_add(conduct, rule_echo(request), 1, request->frame);
    }
}

/* Returns whether the connection was up after a message, to the knowledge of the end that received it. */
static bool
is_up_after(const struct pptp_event *received)
{
    return received->connection_state == PPTP_ESTABLISHED || received->connection_state == PPTP_STATE_UNKNOWN
           || (received == received->connection->start_request && received->reply
               && received->reply->outcome == PPTP_ACCEPTED);
}

/* Returns when the silence after a message ended: with the next one, the connection or the capture. */
static int64_t
end_of_silence(const struct pptp_event *received)
{
    int64_t closed = pptp_report_closing_of(received->connection);
    int64_t end = received->next_sent ? received->next_sent->when : received->connection->history->last_time;

    return closed ? MIN(closed, end) : end;
}

/* echo: the peer's first Echo-Request after the message; NULL: none. */
static void
judge_silence(struct pptp_conduct *conduct, const struct pptp_event *received, const struct pptp_event *echo)
{
    int64_t due = received->when + PPTP_REPORT_TIMER, end = end_of_silence(received);

    if (echo && echo->when <= MIN(end, due + PPTP_REPORT_SLACK)) {
        if (end >= due)
            pptp_report_conduct_add(conduct, PPTP_RULED_KEPT, 1, 0);
    } else if (end > due + PPTP_REPORT_SLACK) {
        pptp_report_conduct_add(conduct, pptp_request_may_be_missing(received) ? PPTP_RULED_UNCLEAR : PPTP_RULED_BROKEN,
                                1, received->next_sent ? received->next_sent->frame : received->frame);
    }
}

void
pptp_report_judge_echo(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_event *echo = pptp_report_first_of(judging, PPTP_ECHO_REQUEST);

    for (const struct pptp_event *received = judging->connection->first_sent[!judging->end]; received;
         received = received->next_sent) {
        while (echo && echo->when < received->when)
            echo = pptp_report_next_of(echo);
        if (is_up_after(received))
            judge_silence(conduct, received, echo);
    }
}
