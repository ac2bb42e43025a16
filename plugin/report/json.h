/* Calls and findings as one JSON document for scripts, as tests/report.schema.json describes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_JSON_H
#define PPTP_REPORT_JSON_H

#include <stdio.h>

#include "report/selection.h"

/* Writes the document of the selected subjects and a newline to file. Frees all of scope, which must hold nothing
 * else. */
void pptp_report_json_write(FILE *file, wmem_allocator_t *scope, const struct pptp_history *history,
                            const struct pptp_selection *selection);

#endif
