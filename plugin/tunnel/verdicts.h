/* The expert items pptp.tunnel.*: what is wrong, or worth a note, about a packet's place in its tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_VERDICTS_H
#define PPTP_TUNNEL_VERDICTS_H

#include <epan/expert.h>
#include <epan/packet.h>

#include "calls/refusal.h"
#include "packets.h"

/* Adds the packet's expert items, and those of the PPP packet in it, to item (may be NULL). */
void pptp_tunnel_verdicts_show(packet_info *pinfo, proto_item *item, const struct pptp_packet *packet);

/* Writes the packet's call, if the preference pptp.info_call asks for it, and its trouble in brief before what the Info
 * column holds: "Call 1 PNS: [previous packets not captured: 3] ". Call this if the column is written. */
void pptp_tunnel_verdicts_write_info(packet_info *pinfo, const struct pptp_packet *packet);

/* Returns what pptp_tunnel_verdicts_write_info() would write, if that is only the call's name: whoever writes the whole
 * column puts it first, which is cheaper, and it is not written again. Otherwise "". packet may be NULL. The result
 * lives as long as the packet's dissection. */
const char *pptp_tunnel_verdicts_name_call(packet_info *pinfo, const struct pptp_packet *packet);

/* Appends the packet's trouble in brief, and that of the PPP packet in it: "[previous packets not captured: 3] ". The
 * packet must be of a flow. */
void pptp_tunnel_verdicts_brief(wmem_strbuf_t *line, const struct pptp_packet *packet);

/* Returns whether pptp_tunnel_verdicts_write_info() may write anything. */
bool pptp_tunnel_verdicts_have_info(const struct pptp_packet *packet);

/* Returns whether the packet's verdict gets its milder expert item. The packet's flow must have a call if the verdict
 * is about one. */
bool pptp_tunnel_verdict_is_mild(const struct pptp_packet *packet, enum pptp_tunnel_verdict verdict);

/* Adds the expert item of a packet that an ICMP error quotes: which call it belongs to, who refused it, and why.
 * packet: NULL if nothing is known about it. error: NULL if the message is no error, or quotes a packet around this
 * one; then nothing is added. */
void pptp_tunnel_quote_show(packet_info *pinfo, proto_item *item, const struct pptp_packet *packet,
                            const struct pptp_refusal *error);

/* Registers the expert items. */
void pptp_tunnel_verdicts_register(expert_module_t *expert);

#endif
