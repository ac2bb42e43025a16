/* Shows on a TCP segment that it closes a control connection without a Stop-Control-Connection-Request.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_CLOSING_H
#define PPTP_CONTROL_CLOSING_H

#include <epan/expert.h>

void pptp_control_closing_register(expert_module_t *expert);

/* Looks whether the frame's TCP segment ends a control connection. Call this for every frame, after its dissection.
 * tree: NULL if nobody looks. */
void pptp_control_closing_watch(packet_info *pinfo, proto_tree *tree);

#endif
