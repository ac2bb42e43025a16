/* The capture that is open.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CAPTURE_H
#define PPTP_CAPTURE_H

#include <epan/packet.h>

#include "calls/history.h"

/* Its connections, calls and flows; as long-lived as the capture, and written on the first pass only. */
struct pptp_history *pptp_capture_history(void);

/* When the packet was captured: nanoseconds since 1970. */
int64_t pptp_capture_time(const packet_info *pinfo);

void pptp_capture_register(void);

#endif
