/* Answers questions about a single event.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/event.h"

bool
pptp_event_has(const struct pptp_event *event, enum pptp_verdict verdict)
{
    const struct pptp_finding *finding = event->findings;

    while (finding && finding->verdict != verdict)
        finding = finding->next;
    return finding != NULL;
}

bool
pptp_event_knew(const struct pptp_event *event, uint32_t acknowledged, const struct pptp_event *other)
{
    return event->from == other->from || (int32_t)(acknowledged - other->end) >= 0;
}
