/* The report of conformance: what each peer of a control connection keeps and breaks of RFC 2637.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_CONFORMANCE_H
#define PPTP_REPORT_CONFORMANCE_H

#include <stdio.h>

#include "report/selection.h"

/* Prints a section for each selected control connection, and then the state diagrams as they were walked. Returns the
 * number of connections. */
unsigned pptp_report_conformance_print(wmem_allocator_t *scope, const struct pptp_selection *selection);

/* Writes the same as one JSON document. */
void pptp_report_conformance_write(FILE *file, wmem_allocator_t *scope, const struct pptp_selection *selection);

#endif
