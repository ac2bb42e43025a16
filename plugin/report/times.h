/* -z pptp,srt: after what time each kind of request was answered.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_TIMES_H
#define PPTP_REPORT_TIMES_H

void pptp_times_register(int protocol);

#endif
