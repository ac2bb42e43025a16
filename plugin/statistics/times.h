/* The table of -z pptp,srt: the response times of each kind of request.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_STATISTICS_TIMES_H
#define PPTP_STATISTICS_TIMES_H

/* Registers the table. protocol: PPTP's id. Call this where protocols are registered. */
void pptp_statistics_times_register(int protocol);

#endif
