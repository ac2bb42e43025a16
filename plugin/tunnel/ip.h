/* The tunnel's place in Wireshark: in front of the dissectors of GRE and ICMP.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_IP_H
#define PPTP_TUNNEL_IP_H

#include <epan/expert.h>
#include <epan/packet.h>

/* Wireshark's dissector of an IP protocol, in whose place ours stands. Adds no layer: ours is of its protocol already. */
int pptp_tunnel_ip_built_in(uint32_t protocol, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);

void pptp_tunnel_register(int protocol, expert_module_t *expert);

/* To be called at handoff, once the built-ins' handoffs are done. */
void pptp_tunnel_handoff(void);

#endif
