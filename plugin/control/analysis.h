/* What is known of a message beyond its octets, shown as generated items, and what is wrong with it, as expert items.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_ANALYSIS_H
#define PPTP_CONTROL_ANALYSIS_H

#include <epan/packet.h>

#include "calls/event.h"

/* tree: the message's, NULL without one. Expert items are added to item (which may be NULL), tree or no tree. */
void pptp_control_analysis_show(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, proto_item *item,
                                const struct pptp_event *event);

void pptp_control_analysis_register(int protocol);

#endif
