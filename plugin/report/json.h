/* Calls and findings as JSON for scripts, as tests/report.schema.json describes: one document, or lines.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_JSON_H
#define PPTP_REPORT_JSON_H

#include <stdio.h>

#include "report/selection.h"
#include "report/times.h"

struct pptp_report_json {
    FILE *file;                 /* to write to */
    const struct pptp_history *history;
    const struct pptp_selection *selection;
    const struct pptp_times *times;     /* of all frames */
};

/* Writes the document of the selected subjects and a newline. Frees all of scope, which must hold nothing else. */
void pptp_report_json_write(const struct pptp_report_json *report, wmem_allocator_t *scope);

/* Likewise writes a document and a newline for the capture, for each selected subject with its findings, and for each
 * series. */
void pptp_report_json_write_lines(const struct pptp_report_json *report, wmem_allocator_t *scope);

#endif
