/* What is known of a tunnel's packet, shown as generated fields.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_ANALYSIS_H
#define PPTP_TUNNEL_ANALYSIS_H

#include <epan/packet.h>

#include "tunnel/sequence.h"

/* Adds the tunnel's subtree to the tree, which is GRE's. packet: NULL if nothing is known of it. Answers the item that
 * expert items of the packet belong to. */
proto_item *pptp_tunnel_show(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const struct pptp_packet *packet);

void pptp_tunnel_analysis_register(int protocol);

#endif
