/* Follows each GRE packet on the first pass, and finds it again on later ones.
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

/* Returns what is known of the packet being dissected, or NULL if nothing is, as without a Call ID. Follows the packet
 * on the first pass. Call this while pinfo's addresses are those around GRE. ip: what the IP dissector passes on.
 * error: the ICMP error that quotes the packet, or NULL. The packet returned lives as long as the capture is open. */
const struct pptp_packet *pptp_tunnel_track(packet_info *pinfo, const struct pptp_gre *gre, void *ip,
                                            const struct pptp_refusal *error);

/* Returns the tunnel's packet that carries what is being dissected, if its GRE lies that many layers above, else NULL.
 */
const struct pptp_packet *pptp_tunnel_around(const packet_info *pinfo, unsigned layers);

/* Returns the call of the frame's first tunnel packet, or NULL if there is no such packet or call. */
const struct pptp_call *pptp_tunnel_call(const packet_info *pinfo);

/* Returns true if this is the first packet of a tunnel of which only one direction was captured. That is known once
 * all packets have been read: on the first pass it returns false. */
bool pptp_tunnel_is_one_way(const packet_info *pinfo, const struct pptp_packet *packet);

/* Makes Wireshark begin a new list of packets with each capture. */
void pptp_tunnel_tracking_register(void);

/* Counts the faults of the packet's header, a bit 1 << enum pptp_header_fault for each. Call this once per packet. */
void pptp_tunnel_note_faults(const struct pptp_packet *packet, unsigned faults);

#endif
