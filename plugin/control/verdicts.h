/* Expert items on a message's place in its connection (pptp.analysis.*).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_VERDICTS_H
#define PPTP_CONTROL_VERDICTS_H

#include <epan/expert.h>
#include <epan/packet.h>

#include "calls/event.h"

/* Adds to item, which may be NULL, an expert item for each finding of the event and, from the second pass on, for a
 * request without a reply. Adds to tree, which may be NULL, the clauses of RFC 2637 that they are about. */
void pptp_control_verdicts_show(packet_info *pinfo, proto_tree *tree, proto_item *item,
                                const struct pptp_event *event);

/* Appends the Warnings on a message in brief to a line for the Info column, as "[refused: Busy] ". */
void pptp_control_verdicts_brief(wmem_strbuf_t *line, const packet_info *pinfo, const struct pptp_event *event);

void pptp_control_verdicts_register(expert_module_t *expert);

#endif
