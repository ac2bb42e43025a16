/* Dissects one control message: its tree and its columns.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_DISSECT_H
#define PPTP_CONTROL_DISSECT_H

#include <epan/dissectors/packet-tcp.h>
#include <epan/packet.h>

#include "calls/event.h"

/* Sets the Protocol column and clears the Info column. Call this before showing the first octets that TCP hands
 * over. */
void pptp_control_dissect_begin_info(packet_info *pinfo);

/* Appends to the Info column what is known of one message, or of octets that belong to none. */
void pptp_control_dissect_append_info(packet_info *pinfo, const char *text);

/* Shows the message that tvb holds, from its first octet to its last, and appends it to the Info column. Returns the
 * message's item; NULL without a tree. Throws nothing if the message is cut.
 * tcpinfo: from TCP; may be NULL. *event: goes in as the event of the previous message in this frame, NULL if this
 * is the first; comes out as the event of this message, NULL if there is none. */
proto_item *pptp_control_dissect_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                                         const struct tcpinfo *tcpinfo, const struct pptp_event **event);

void pptp_control_dissect_register(int protocol);

#endif
