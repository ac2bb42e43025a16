/* Shows what a PPP packet told as expert items, pptp.ppp.* and pptp.auth.*.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_VERDICTS_H
#define PPTP_PPP_VERDICTS_H

#include <epan/expert.h>
#include <epan/packet.h>

#include "calls/call.h"
#include "ppp/state.h"

/* Adds the expert items of a packet that told something to item (may be NULL). call: of the packet's tunnel; NULL:
 * none. */
void pptp_ppp_verdicts_show(packet_info *pinfo, proto_item *item, const struct pptp_link *link,
                            const struct pptp_packet *packet, const struct pptp_call *call);

/* Appends the packet's trouble in brief to a line for the Info column, as "[authentication failed: 691] ". */
void pptp_ppp_verdicts_brief(wmem_strbuf_t *line, const struct pptp_link *link, const struct pptp_packet *packet);

/* Returns "the PNS" or "the PAC"; the address in a call older than the capture; "one end" without a call. In pool. */
const char *pptp_ppp_end_name(wmem_allocator_t *pool, const struct pptp_call *call, unsigned end);

void pptp_ppp_verdicts_register(expert_module_t *expert);

#endif
