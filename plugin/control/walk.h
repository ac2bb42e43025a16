/* Walks the fields of a control message: shows each and fills in the facts, from the same rows of the message table.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_WALK_H
#define PPTP_CONTROL_WALK_H

#include <epan/packet.h>

#include "message.h"

/* Shows the message that tvb holds and fills in its facts. tvb begins with the message's first octet and ends where
 * the message does (pptp_control_message_extent()); octets that are not captured are neither shown nor in the facts.
 * Breaches of RFC 2637 become expert items, with or without a tree; none ends the walk. Throws nothing.
 * texts: read every text into the facts, not only the sender's names. Texts live in pinfo->pool.
 * message: all 0, but for the kind if the header is certain (control/header.h). */
void pptp_control_walk(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, bool texts,
                       struct pptp_message *message);

void pptp_control_walk_register(int protocol);

#endif
