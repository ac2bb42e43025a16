/* Dissects PPP's protocol 0x003D, Multilink, in a tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_MULTILINK_H
#define PPTP_TUNNEL_MULTILINK_H

#include <epan/packet.h>

#include "packets.h"
#include "ppp/state.h"

/* A packet of a tunnel: whose link it is, and which end sent it. */
struct pptp_carried {
    const struct pptp_packet *packet;   /* NULL: none */
    const struct pptp_link *link;       /* inside Multilink the bundle's first; NULL: none */
    unsigned from;
};

/* Returns the tunnel's packet that carries what PPP's dissector is calling for, directly or inside Multilink. */
struct pptp_carried pptp_tunnel_carried(const packet_info *pinfo);

/* Returns the same, without its link; NULL: none. */
const struct pptp_packet *pptp_tunnel_carried_packet(const packet_info *pinfo);

/* Registers a subtree. */
void pptp_tunnel_multilink_register(void);

/* Replaces Wireshark's dissector of Multilink inside tunnels. Call this at handoff. */
void pptp_tunnel_multilink_handoff(void);

#endif
