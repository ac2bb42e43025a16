/* Shows what is known of a tunnel's PPP link as generated fields, pptp.ppp.* and pptp.auth.*.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_ANALYSIS_H
#define PPTP_PPP_ANALYSIS_H

#include <epan/packet.h>

#include "calls/call.h"
#include "ppp/state.h"

/* Adds the fields of a packet to tree. Adds nothing before the link's first event. call: of the packet's tunnel;
 * NULL: none. */
void pptp_ppp_analysis_show(packet_info *pinfo, proto_tree *tree, tvbuff_t *tvb, const struct pptp_link *link,
                            const struct pptp_packet *packet, const struct pptp_call *call);

void pptp_ppp_analysis_register(int protocol);

#endif
