/* Shows what is known of a message beyond its octets: generated items, and expert items for its findings.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_ANALYSIS_H
#define PPTP_CONTROL_ANALYSIS_H

#include <epan/packet.h>

#include "calls/event.h"

/* Shows the event of the message that tvb holds. tree: the message's; NULL if there is none. item: takes the expert
 * items, which are added even if it is NULL. */
void pptp_control_analysis_show(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, proto_item *item,
                                const struct pptp_event *event);

void pptp_control_analysis_register(int protocol);

#endif
