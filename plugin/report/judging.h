/* What is judged for the report of conformance, and what all its judges ask.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_JUDGING_H
#define PPTP_REPORT_JUDGING_H

#include "report/seen.h"
#include "report/tally.h"

#define PPTP_REPORT_TIMER (60 * PPTP_SECOND) /* of RFC 2637 sections 2.14, 3, 3.1.4 and 3.2.1 */
#define PPTP_REPORT_IN_FLIGHT PPTP_SECOND /* how long the other end's message may take, or a timer be late */
#define PPTP_REPORT_SLACK (10 * PPTP_SECOND) /* what a peer gets to do what is due */

/* One peer of a control connection. */
struct pptp_judging {
    const struct pptp_seen *seen;
    const struct pptp_connection *connection;
    unsigned end;
};

/* Returns the peer's first message of this code, or its next one of the same code; NULL if there is none. */
const struct pptp_event *pptp_report_first_of(const struct pptp_judging *judging, uint16_t code);
const struct pptp_event *pptp_report_next_of(const struct pptp_event *event);

/* Returns when the connection was closed, by a Stop-Control-Connection-Request or by TCP, in nanoseconds since 1970;
 * 0: not so far. */
int64_t pptp_report_closing_of(const struct pptp_connection *connection);

/* Returns when TCP was closed; 0: not so far. */
int64_t pptp_report_tcp_closing_of(const struct pptp_connection *connection);

/* Rules that what a clause wants was done, or not. */
enum pptp_ruling pptp_report_rule(bool kept);

/* Rules on what was due at a time. done: when it was done; 0: not so far. */
enum pptp_ruling pptp_report_rule_by(const struct pptp_history *history, int64_t due, int64_t done);

#endif
