/* Answers what all judges of the report of conformance ask.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/history.h"
#include "report/judging.h"

/* Returns the sender's next message of this code, from an event on. */
static const struct pptp_event *
find(const struct pptp_event *event, uint16_t code)
{
    while (event && !(event->kind && event->kind->code == code))
        event = event->next_sent;
    return event;
}

const struct pptp_event *
pptp_report_first_of(const struct pptp_judging *judging, uint16_t code)
{
    return find(judging->connection->first_sent[judging->end], code);
}

const struct pptp_event *
pptp_report_next_of(const struct pptp_event *event)
{
    return find(event->next_sent, event->kind->code);
}

int64_t
pptp_report_tcp_closing_of(const struct pptp_connection *connection)
{
    return connection->closed_in ? connection->closed_at : 0;
}

int64_t
pptp_report_closing_of(const struct pptp_connection *connection)
{
    int64_t stop = connection->stop_request ? connection->stop_request->when : 0;
    int64_t closed = pptp_report_tcp_closing_of(connection);

    return stop && closed ? MIN(stop, closed) : stop + closed;
}

enum pptp_ruling
pptp_report_rule(bool kept)
{
    return kept ? PPTP_RULED_KEPT : PPTP_RULED_BROKEN;
}

enum pptp_ruling
pptp_report_rule_by(const struct pptp_history *history, int64_t due, int64_t done)
{
    if (done)
        return pptp_report_rule(done <= due + PPTP_REPORT_SLACK);
    return history->last_time > due + PPTP_REPORT_SLACK ? PPTP_RULED_BROKEN : PPTP_RULED_UNCLEAR;
}
