/* The tunnel's place in Wireshark: in front of the dissectors of GRE and of PPP's compressed packets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_IP_H
#define PPTP_TUNNEL_IP_H

#include <epan/expert.h>

/* Registers the fields and expert items of the room: PPTP's under the protocol and its expert module, MPPE's under a
 * protocol of their own. */
void pptp_tunnel_register(int protocol, expert_module_t *expert);

/* Takes the places of the built-in dissectors. Call this at handoff, after they have registered. */
void pptp_tunnel_handoff(void);

#endif
