/* Describes a control message in one line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_SUMMARY_H
#define PPTP_CONTROL_SUMMARY_H

#include <epan/packet.h>

#include "message.h"
#include "preferences.h"

/* Appends "Outgoing-Call-Reply, Call ID 0, Peer Call ID 12148, Connected", or the same in the style of Network
 * Monitor. If the message is cut or unknown, appends what is there. */
void pptp_control_summary_write(wmem_strbuf_t *line, const struct pptp_message *message, enum pptp_info_style style);

#endif
