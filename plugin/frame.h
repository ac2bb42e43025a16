/* What the plugin attaches to a frame with p_add_proto_data(), under our protocol.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_FRAME_H
#define PPTP_FRAME_H

#include <epan/packet.h>

enum pptp_frame_key {
    PPTP_FRAME_CUT,         /* control/stream.c */
    PPTP_FRAME_SEVERAL,     /* control/stream.c */
    PPTP_FRAME_VERDICTS     /* control/stream.c */
};

/* State is kept of what was sent, when it is first seen: not of what an ICMP error quotes. */
static inline bool
pptp_frame_keeps_state(const packet_info *pinfo)
{
    return !PINFO_FD_VISITED(pinfo) && !pinfo->flags.in_error_pkt;
}

#endif
