/* One control message: its tree, and what the columns say of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_DISSECT_H
#define PPTP_CONTROL_DISSECT_H

#include <epan/dissectors/packet-tcp.h>
#include <epan/packet.h>

#include "calls/event.h"

/* Before the first thing shown of the octets that TCP hands over: sets the Protocol column and empties Info. */
void pptp_control_dissect_begin_info(packet_info *pinfo);

/* Adds what is said of one message, or of octets that are none, to the Info column. */
void pptp_control_dissect_append_info(packet_info *pinfo, const char *text);

/* Shows the message that tvb holds, from its first octet to its last, and names it in the Info column. Throws nothing
 * when the message is cut. Answers the message's item; NULL without a tree.
 * tcpinfo: TCP's, NULL without. event: that of the message before it in this frame, NULL for the first; becomes this
 * message's, NULL if nothing is known of it. */
proto_item *pptp_control_dissect_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                                         const struct tcpinfo *tcpinfo, const struct pptp_event **event);

void pptp_control_dissect_register(int protocol);

#endif
