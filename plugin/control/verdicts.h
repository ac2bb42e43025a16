/* The verdicts on a message's place in the story (pptp.analysis.*), put into words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_VERDICTS_H
#define PPTP_CONTROL_VERDICTS_H

#include <epan/expert.h>
#include <epan/packet.h>

#include "calls/event.h"

/* Adds an expert item to item (which may be NULL) for each finding of the event, and from the second pass on for a
 * request that nothing answers. */
void pptp_control_verdicts_show(packet_info *pinfo, proto_item *item, const struct pptp_event *event);

void pptp_control_verdicts_register(expert_module_t *expert);

#endif
