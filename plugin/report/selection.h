/* Which subjects a report is about: those of which it was shown a packet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_SELECTION_H
#define PPTP_REPORT_SELECTION_H

#include "diagnosis/subject.h"
#include "tap.h"

/* Addresses of attempts, connections, calls and tunnels. */
struct pptp_selection {
    GHashTable *seen;
};

void pptp_report_selection_init(struct pptp_selection *selection);
void pptp_report_selection_clear(struct pptp_selection *selection);

/* A packet was shown. Calls visit (may be NULL) for each subject of it of which none was shown before. */
void pptp_report_selection_add(struct pptp_selection *selection, const struct pptp_tap *tap, pptp_visitor visit,
                               void *data);

bool pptp_report_selection_has(const struct pptp_selection *selection, const struct pptp_subject *subject);

#endif
