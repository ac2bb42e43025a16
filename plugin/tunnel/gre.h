/* One GRE packet of a tunnel: its subtree, its expert items, and its columns.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_GRE_H
#define PPTP_TUNNEL_GRE_H

/* Looks up what ours needs to know. */
void pptp_tunnel_gre_register(void);

/* Wraps the built-in dissector of GRE. To PPTP's packets (RFC 2637 section 4.1), ours adds a subtree and expert items,
 * even if the packet was cut or its payload is malformed. Call this at handoff. */
void pptp_tunnel_gre_handoff(void);

#endif
