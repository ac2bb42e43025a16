/* Judges the clauses of RFC 2637 that no expert item judges: those about the course of a control connection and its
 * tunnels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_COURSE_H
#define PPTP_REPORT_COURSE_H

#include "report/judging.h"

/* Judges what the peer did about a clause whose judge is PPTP_BY_COURSE. Takes time by the messages that the peer sent
 * and the calls of its connection. */
void pptp_report_course_judge(const struct pptp_judging *judging, enum pptp_course course,
                              struct pptp_conduct *conduct);

#endif
