/* Judges the numbers in messages, for the report of conformance.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_VALUES_H
#define PPTP_REPORT_VALUES_H

#include "report/judging.h"

/* Each judges what the peer did about the clause of that name (enum pptp_course). Takes time by the messages that the
 * peer sent. */
void pptp_report_judge_version(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_channels_asking(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_channels_replying(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_no_channels_asking(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_no_channels_replying(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_outgoing_bearer(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_outgoing_framing(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_incoming_bearer(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_incoming_framing(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_outgoing_delay(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_incoming_delay(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_serials_outgoing(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_serials_incoming(const struct pptp_judging *judging, struct pptp_conduct *conduct);
void pptp_report_judge_speed(const struct pptp_judging *judging, struct pptp_conduct *conduct);

#endif
