/* PPP's protocol 0x00FD in a tunnel: MPPE's item, and the decrypted packet as a data source of its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_MPPE_H
#define PPTP_TUNNEL_MPPE_H

/* Registers the protocol mppe, its fields and expert items. */
void pptp_tunnel_mppe_register(void);

/* Wraps the built-in dissector of 0x00FD, which goes on to show what is not MPPE: other compressions, and PPP outside
 * tunnels. Call this at handoff. */
void pptp_tunnel_mppe_handoff(void);

#endif
