/* Describes a control message in one line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_SUMMARY_H
#define PPTP_CONTROL_SUMMARY_H

#include <epan/packet.h>

#include "message.h"
#include "preferences.h"

/* Returns "Outgoing-Call-Reply, Call ID 0, Peer Call ID 12148, Connected", or the same in the style of Network
 * Monitor. If the message is cut or unknown, the line holds what is there. Allocated in scope. */
const char *pptp_control_summary(wmem_allocator_t *scope, const struct pptp_message *message,
                                 enum pptp_info_style style);

#endif
