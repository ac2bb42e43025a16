/* What is wrong, or worth a note, about a packet's place in its tunnel: expert items pptp.tunnel.*
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_VERDICTS_H
#define PPTP_TUNNEL_VERDICTS_H

#include <epan/expert.h>
#include <epan/packet.h>

#include "calls/refusal.h"
#include "packets.h"

/* Adds the packet's expert items to item (may be NULL), at most one of each name. */
void pptp_tunnel_verdicts_show(packet_info *pinfo, proto_item *item, const struct pptp_packet *packet);

/* Says of a packet that an ICMP error quotes which one that is. packet: NULL if nothing is known of it. error: NULL if that
 * is none, or the packet lies in one that is quoted. */
void pptp_tunnel_quote_show(packet_info *pinfo, proto_item *item, const struct pptp_packet *packet,
                            const struct pptp_refusal *error);

void pptp_tunnel_verdicts_register(expert_module_t *expert);

#endif
