/* GRE that carries a tunnel's Call ID, but has another version or Protocol Type than PPTP's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_FOREIGN_H
#define PPTP_TUNNEL_FOREIGN_H

#include <epan/expert.h>
#include <epan/packet.h>

/* Returns the faults of a packet that is not PPTP's GRE, a bit 1 << enum pptp_header_fault for each; 0 unless its Key
 * is that of a call between its addresses, with the length of its payload (RFC 2637 section 4.1). Counts them on the
 * first pass; all passes return the same. */
unsigned pptp_tunnel_foreign_faults(tvbuff_t *tvb, const packet_info *pinfo);

/* Adds an expert item to item (may be NULL) for each fault. */
void pptp_tunnel_foreign_show(packet_info *pinfo, proto_item *item, unsigned faults);

/* Registers the expert items, and makes Wireshark forget the packets of a capture with it. */
void pptp_tunnel_foreign_register(expert_module_t *expert);

#endif
