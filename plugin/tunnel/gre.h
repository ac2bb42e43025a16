/* One GRE packet of a tunnel: its tree, and what the columns say of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_GRE_H
#define PPTP_TUNNEL_GRE_H

#include <epan/packet.h>

/* In the place of Wireshark's dissector of GRE, which it calls. Of all GRE but PPTP's (RFC 2637 section 4.1) it only does
 * that. To what that shows it adds a subtree, also when the packet is cut or what it carries is malformed. */
int pptp_tunnel_gre_dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);

void pptp_tunnel_gre_register(int protocol);

#endif
