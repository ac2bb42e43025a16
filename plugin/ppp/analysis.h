/* What is known of a tunnel's PPP, shown at its packets: generated fields pptp.ppp.* and pptp.auth.*, and expert items.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_ANALYSIS_H
#define PPTP_PPP_ANALYSIS_H

#include <epan/expert.h>
#include <epan/packet.h>

#include "calls/tunnel.h"
#include "ppp/link.h"

/* Adds the fields to the tunnel's subtree. Nothing if the packet's tunnel carried no PPP so far. */
void pptp_ppp_link_show(packet_info *pinfo, proto_tree *tree, tvbuff_t *tvb, const struct pptp_link *link,
                        const struct pptp_packet *packet);

/* Adds the expert items of a packet that told something to item (may be NULL). call: NULL without. */
void pptp_ppp_link_judge(packet_info *pinfo, proto_item *item, const struct pptp_link *link,
                         const struct pptp_packet *packet, const struct pptp_call *call);

/* Windows ends LCP with a number instead of a text: the Magic Number, 0x003CCD74, and its error, 0 for none. */
bool pptp_ppp_termination_is_windows(const struct pptp_text *text, uint32_t *error);

/* The reason in a Terminate-Request: its text, or Windows' error in words. In scope, or static. */
const char *pptp_ppp_termination_show(wmem_allocator_t *scope, const struct pptp_text *text);

/* Octets as text: UTF-8 with anything else replaced, and NUL by its symbol; in scope. "" if there are none. */
const char *pptp_ppp_text_show(wmem_allocator_t *scope, const struct pptp_text *text);

void pptp_ppp_link_register(int protocol, expert_module_t *expert);

#endif
