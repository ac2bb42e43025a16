/* Remembers which subjects a report has seen a packet of.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "capture.h"
#include "report/selection.h"

void
pptp_report_selection_init(struct pptp_selection *selection)
{
    *selection = (struct pptp_selection){ .seen = g_hash_table_new(NULL, NULL) };
}

void
pptp_report_selection_clear(struct pptp_selection *selection)
{
    GHashTable *seen = selection->seen;

    g_hash_table_remove_all(seen);
    *selection = (struct pptp_selection){ .seen = seen };
}

/* What stands for the subject in the selection. */
static const void *
name_of(const struct pptp_subject *subject)
{
    const void *const names[] = {
        [PPTP_SCOPE_CAPTURE] = subject->history, [PPTP_SCOPE_ATTEMPT] = subject->attempt,
        [PPTP_SCOPE_CONNECTION] = subject->connection,
        [PPTP_SCOPE_CALL] = subject->call, [PPTP_SCOPE_TUNNEL] = subject->tunnel
    };

    return names[subject->scope];
}

/* Returns whether it is new. */
static bool
add_name(struct pptp_selection *selection, unsigned kind, const void *name)
{
    if (selection->last[kind] == name)
        return false;
    selection->last[kind] = name;
    return g_hash_table_add(selection->seen, (void *)name);
}

static void
add(struct pptp_selection *selection, struct pptp_subject subject, pptp_visitor visit, void *data)
{
    if (add_name(selection, subject.scope, name_of(&subject)) && visit)
        visit(&subject, data);
}

void
pptp_report_selection_add(struct pptp_selection *selection, const struct pptp_tap *tap, pptp_visitor visit, void *data)
{
    const struct pptp_history *history = pptp_capture_history();
    const struct pptp_flow *flow = tap->packet ? tap->packet->sequence->flow : NULL;

    add(selection, pptp_subject_of_capture(history), visit, data);
    if (tap->attempt && !tap->attempt->connection)
        add(selection, pptp_subject_of_attempt(history, tap->attempt), visit, data);
    if (tap->connection)
        add(selection, pptp_subject_of_connection(tap->connection), visit, data);
    if (tap->call)
        add(selection, pptp_subject_of_call(tap->call), visit, data);
    if (tap->tunnel && !tap->tunnel->call)
        add(selection, pptp_subject_of_tunnel(history, tap->tunnel), visit, data);
    if (flow)
        add_name(selection, PPTP_SELECTION_FLOWS + flow->receiver, flow);
}

/* A flow whose call was only a guess may have left it after its last packet, for a tunnel of its own. */
static bool
has_flow(const struct pptp_selection *selection, const struct pptp_tunnel *tunnel)
{
    return g_hash_table_contains(selection->seen, tunnel->flow[0])
        || g_hash_table_contains(selection->seen, tunnel->flow[1]);
}

bool
pptp_report_selection_has(const struct pptp_selection *selection, const struct pptp_subject *subject)
{
    return g_hash_table_contains(selection->seen, name_of(subject))
        || (subject->scope == PPTP_SCOPE_TUNNEL && has_flow(selection, subject->tunnel));
}
