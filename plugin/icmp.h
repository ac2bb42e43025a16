/* ICMP errors that quote PPTP's packets, or RADIUS's: proof that a host or router refuses GRE, TCP or UDP.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_ICMP_H
#define PPTP_ICMP_H

#include <epan/packet.h>

#include "calls/connection.h"
#include "calls/refusal.h"

/* Called for a TCP segment or UDP packet from end[0] to end[1] that an ICMP error quotes. The arguments live as long as
 * the packet is dissected. */
typedef void (*pptp_icmp_listener)(const packet_info *pinfo, const struct pptp_end end[2],
                                   const struct pptp_refusal *refusal);

/* Returns the ICMP error that quotes the GRE packet being dissected, or NULL if there is none. The second call for the
 * same error returns NULL: what lies inside the quoted packet was not refused itself. Only sender, version, type and
 * code are set. The error lives as long as the packet is dissected. */
const struct pptp_refusal *pptp_icmp_take(void);

/* Wraps the dissectors of ICMP and ICMPv6. Call this at handoff. tcp, udp: called for each packet of that protocol that
 * an error quotes, in every pass. */
void pptp_icmp_handoff(pptp_icmp_listener tcp, pptp_icmp_listener udp);

#endif
