/* -z pptp,srt: after what time each kind of request was answered.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_STATISTICS_TIMES_H
#define PPTP_STATISTICS_TIMES_H

void pptp_statistics_times_register(int protocol);

#endif
