/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include "calls/connection.h"
#include "calls/event.h"

struct pptp_finding *
pptp_event_find(struct pptp_event *event, enum pptp_verdict verdict, enum pptp_severity severity, uint32_t number,
                const struct pptp_event *other)
{
    struct pptp_finding *finding = wmem_new0(event->connection->history->scope, struct pptp_finding);
    struct pptp_finding **last = &event->findings;

    while (*last)
        last = &(*last)->next;
    *last = finding;
    finding->verdict = verdict;
    finding->severity = severity;
    finding->number = number;
    finding->other = other;
    return finding;
}

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
