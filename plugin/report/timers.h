/* Judges what peers do about timers, for the report of conformance.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_TIMERS_H
#define PPTP_REPORT_TIMERS_H

#include "calls/attempt.h"
#include "report/judging.h"

/* Each judges what the peer did about the clause of that name (enum pptp_course). Takes time by the messages of the
 * connection. */
void pptp_report_judge_waiting_for_start(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_waiting_for_stop(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_waiting_for_reply(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_waiting_for_echo(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_waiting_in_call(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_echo(const struct pptp_judging *judging, struct pptp_conduct *conduct);

/* Judges what the server did about PPTP_COURSE_WAITING_FOR_START, if no message came over TCP. */
void pptp_report_judge_idle_attempt(const struct pptp_history *history, const struct pptp_attempt *attempt,
                                    struct pptp_conduct *conduct);

#endif
