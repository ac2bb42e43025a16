/* PPP's protocol 0x00FD in a tunnel: the MPPE item, and what was in it as a data source of its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_MPPE_H
#define PPTP_TUNNEL_MPPE_H

/* Registers the protocol mppe, its fields and expert items. */
void pptp_tunnel_mppe_register(void);

/* Takes the place of the built-in dissector of 0x00FD, which goes on to show all that is not MPPE: other compressions,
 * other carriers of PPP. */
void pptp_tunnel_mppe_handoff(void);

#endif
