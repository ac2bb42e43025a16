/* Links the tunnels in which the same user logged on to the same server, one after the other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_LOGONS_H
#define PPTP_TUNNEL_LOGONS_H

#include "calls/tunnel.h"
#include "packets.h"

/* Call this on the first pass with each packet that told something of the tunnel's PPP link. If the packet is a
 * success of authentication, the link of the user's previous logon learns of this one: members "again" and "again_at".
 * server: the address of the packet's sender, which is copied. */
void pptp_tunnel_logons_follow(const struct pptp_tunnel *tunnel, const struct pptp_packet *packet,
                               const address *server);

/* Call this when a capture begins: forgets all logons. */
void pptp_tunnel_logons_begin(void);

#endif
