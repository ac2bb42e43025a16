/* Calls and findings as one JSON document for scripts; tests/report.schema.json says what is in it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_JSON_H
#define PPTP_REPORT_JSON_H

#include <stdio.h>

#include "report/selection.h"

/* Writes the document of the selected subjects, and an end of line. scope: for what is only needed meanwhile. */
void pptp_report_json_write(FILE *file, wmem_allocator_t *scope, const struct pptp_history *history,
                            const struct pptp_selection *selection);

#endif
