/* ICMP errors that quote PPTP's packets: proof that a host or router refuses GRE, or a connection to the server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_ICMP_H
#define PPTP_ICMP_H

#include <epan/packet.h>

#include "calls/connection.h"
#include "calls/refusal.h"

/* Told of a TCP segment, sent from end[0] to end[1], that an ICMP error quotes. All that it is given lives as long as the
 * packet is dissected. */
typedef void (*pptp_icmp_tcp_listener)(const packet_info *pinfo, const struct pptp_end end[2],
                                       const struct pptp_refusal *refusal);

/* Returns the error that quotes the packet that is being dissected, or NULL if there is none. Returns it once: what lies
 * inside that packet was not quoted for its own sake. Of the error, only its sender, version, type and code are set; it
 * lives as long as the packet is dissected. */
const struct pptp_refusal *pptp_icmp_take(void);

/* Takes the places of the dissectors of ICMP and ICMPv6, to learn what the packets that they quote cannot tell. Call this
 * at handoff. tcp_listener: told of each TCP segment that an error quotes, once a pass. */
void pptp_icmp_handoff(pptp_icmp_tcp_listener tcp_listener);

#endif
