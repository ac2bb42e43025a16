/* The harmless oddities of the implementations in a capture, as text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_HABITS_H
#define PPTP_REPORT_HABITS_H

#include "report/selection.h"

/* Returns a line for each implementation with its oddities, each with the first frame that shows it; "" if there are
 * none. Only selected connections count. In scope. */
const char *pptp_report_habits(wmem_allocator_t *scope, const struct pptp_history *history,
                               const struct pptp_selection *selection);

#endif
