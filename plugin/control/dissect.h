/* Dissects one control message: its tree and its columns.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_DISSECT_H
#define PPTP_CONTROL_DISSECT_H

#include <epan/dissectors/packet-tcp.h>
#include <epan/packet.h>

#include "control/tracking.h"

/* What is known of a message before its fields are read. */
struct pptp_control_context {
    const struct tcpinfo *tcpinfo;          /* from TCP; may be NULL */
    struct pptp_control_sender *sender;     /* NULL: no state is kept */
    const struct pptp_kind *kind;           /* of a message with a certain header (control/header.h); otherwise NULL */
    const struct pptp_event *event;         /* of the previous message in this frame; NULL: none */
};

/* Sets the Protocol column and clears the Info column. Call this before showing the first octets that TCP hands
 * over. */
void pptp_control_dissect_begin_info(packet_info *pinfo);

/* Appends to the Info column what is known of one message, or of octets that belong to none. */
void pptp_control_dissect_append_info(packet_info *pinfo, const char *text);

/* Shows the message that tvb holds, from its first octet to its last, and appends it to the Info column. Returns the
 * message's item; NULL without a tree. Throws nothing if the message is cut. Then the context's event is that of this
 * message, or NULL if it has none, like a message that an ICMP error quotes. */
proto_item *pptp_control_dissect_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                                         struct pptp_control_context *context);

void pptp_control_dissect_register(int protocol);

#endif
