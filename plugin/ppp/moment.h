/* When a tunnel packet was captured.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_MOMENT_H
#define PPTP_PPP_MOMENT_H

#include "calls/event.h"
#include "packets.h"

static inline struct pptp_moment
pptp_ppp_moment(const struct pptp_packet *packet)
{
    return (struct pptp_moment){ .frame = packet->frame, .when = packet->when };
}

#endif
