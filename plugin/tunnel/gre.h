/* One GRE packet of a tunnel: its tree, and what the columns say of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_GRE_H
#define PPTP_TUNNEL_GRE_H

void pptp_tunnel_gre_register(int protocol);

/* Takes the place of the built-in dissector of GRE, which goes on to show all GRE. To PPTP's (RFC 2637 section 4.1), ours
 * adds a subtree and expert items, even if the packet is cut or its payload malformed. Call this at handoff. */
void pptp_tunnel_gre_handoff(void);

#endif
