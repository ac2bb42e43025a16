/* The subjects that a report is about: those that it saw a packet of.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_SELECTION_H
#define PPTP_REPORT_SELECTION_H

#include "diagnosis/subject.h"
#include "tap.h"

/* Kinds of what is in a selection: scopes, and flows by their receiver. */
enum { PPTP_SELECTION_FLOWS = PPTP_SCOPE_TUNNEL + 1, PPTP_SELECTION_KINDS = PPTP_SELECTION_FLOWS + 2 };

/* A set of pointers to attempts, connections, calls, tunnels and flows. */
struct pptp_selection {
    GHashTable *seen;
    const void *last[PPTP_SELECTION_KINDS]; /* that was added: most packets have the same as the one before */
};

/* Makes an empty selection, or empties one. */
void pptp_report_selection_init(struct pptp_selection *selection);
void pptp_report_selection_clear(struct pptp_selection *selection);

/* Adds the subjects of a packet. Calls visit, unless it is NULL, with each that is new. */
void pptp_report_selection_add(struct pptp_selection *selection, const struct pptp_tap *tap, pptp_visitor visit,
                               void *data);

/* Returns whether the subject was added. */
bool pptp_report_selection_has(const struct pptp_selection *selection, const struct pptp_subject *subject);

#endif
