/* The headers of the TCP segment that is being dissected, which Wireshark tells nobody about.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_SEGMENT_H
#define PPTP_CONTROL_SEGMENT_H

#include <epan/packet.h>

#include "calls/transport.h"

/* Returns the segment that the frame carries, or NULL if there is none, or none whose header was captured. First pass
 * only. Call this once all of the frame has been dissected. */
const struct pptp_segment *pptp_control_segment_of(const packet_info *pinfo);

/* Wraps the dissector of TCP. Call this at handoff. */
void pptp_control_segment_handoff(void);

#endif
