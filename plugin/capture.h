/* The open capture: its history, and the time of a packet in it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CAPTURE_H
#define PPTP_CAPTURE_H

#include <epan/packet.h>

#include "calls/history.h"

/* Returns the history: the connections, calls and flows of the capture. It lives as long as the capture is open, and
 * is written on the first pass only. */
struct pptp_history *pptp_capture_history(void);

/* Returns when the packet was captured, in nanoseconds since 1970: from 0 to PPTP_LATEST, whatever the file says. */
int64_t pptp_capture_time(const packet_info *pinfo);

/* Returns whether the user has PPTP enabled. Wireshark dissects the capture anew when that changes. */
bool pptp_capture_is_wanted(void);

/* Makes Wireshark begin a new history with each capture. */
void pptp_capture_register(int protocol);

#endif
