/* The generated fields of a tunnel's packet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_ANALYSIS_H
#define PPTP_TUNNEL_ANALYSIS_H

#include <epan/packet.h>

#include "tunnel/sequence.h"

/* Adds the tunnel's subtree to GRE's, and returns the item to which expert items of the packet belong. Call this after
 * the protocols inside the tunnel were dissected. packet: NULL if nothing is known about it. */
proto_item *pptp_tunnel_show(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const struct pptp_packet *packet);

/* Adds the packet's call, sender and numbers to GRE's line in the tree, as ", Call: 1, From: PNS, Seq: 12, Ack: 9".
 * Call this only for a tree that is seen (show.h). */
void pptp_tunnel_show_line(packet_info *pinfo, proto_item *gre, const struct pptp_packet *packet);

/* Registers the fields under the protocol. */
void pptp_tunnel_analysis_register(int protocol);

#endif
