/* Puts each GRE packet in its place, once, and finds it there again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_TRACKING_H
#define PPTP_TUNNEL_TRACKING_H

#include <epan/packet.h>

#include "calls/flow.h"
#include "calls/refusal.h"
#include "tunnel/header.h"
#include "tunnel/sequence.h"

/* The packet that is dissected here; NULL if nothing is known of it, as of one without a Call ID. On the first pass it is
 * followed. To be asked while pinfo's addresses are those around GRE. ip: what the IP dissector hands over. error: the ICMP error that
 * quotes it; NULL: none. The answer lives as long as the capture is open. */
const struct pptp_packet *pptp_tunnel_track(packet_info *pinfo, const struct pptp_gre *gre, void *ip,
                                            const struct pptp_refusal *error);

/* The tunnel's packet in which a dissector is called, so many layers below GRE; NULL: there is none, or not there. */
const struct pptp_packet *pptp_tunnel_around(const packet_info *pinfo, unsigned layers);

/* The call of the frame's first tunnel packet; NULL: it has none, or that has none. */
const struct pptp_call *pptp_tunnel_call(const packet_info *pinfo);

/* Only one direction of the tunnel was captured, and this is its first packet. Known when all packets are: false on the
 * first pass. */
bool pptp_tunnel_is_one_way(const packet_info *pinfo, const struct pptp_packet *packet);

void pptp_tunnel_tracking_register(void);

#endif
