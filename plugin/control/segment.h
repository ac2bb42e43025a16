/* The headers of the TCP segment in a frame, which Wireshark tells nobody about.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_SEGMENT_H
#define PPTP_CONTROL_SEGMENT_H

#include <epan/packet.h>

#include "calls/transport.h"

/* Reads the segment between pinfo's addresses and ports. Returns false if its header was not captured. Of a
 * reassembled IP packet, TTL and Identification are unknown (0). Call this once all of the frame has been dissected.
 * judged: whether the checksum is judged, which is unknown otherwise, and unless the whole segment was captured in one
 * IP packet. */
bool pptp_control_segment_read(const packet_info *pinfo, bool judged, struct pptp_segment *segment);

#endif
