/* The ladder of Statistics, Flow Graph and of -z flow,pptp,standard: who sent what to whom, line by line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_STATISTICS_LADDER_H
#define PPTP_STATISTICS_LADDER_H

/* Registers the flow type "PPTP Flows". protocol: PPTP's id. Call this where protocols are registered. */
void pptp_statistics_ladder_register(int protocol);

#endif
