/* The one walker: shows any control message from its table of fields and fills the plain facts from the same rows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_WALK_H
#define PPTP_CONTROL_WALK_H

#include <epan/expert.h>
#include <epan/packet.h>

#include "message.h"

/* tvb holds one message from its first octet, cut to where it ends (pptp_control_message_extent()); what is not captured
 * is neither shown nor in the facts. A field that breaks RFC 2637 gets an expert item, tree or no tree, and the walk
 * goes on. Texts are read into the facts if texts is true,
 * the sender's names always; they live in pinfo->pool. Throws nothing. */
void pptp_control_walk(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, bool texts, struct pptp_message *message);

void pptp_control_walk_register(int protocol, expert_module_t *expert);

#endif
