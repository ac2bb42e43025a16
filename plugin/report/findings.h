/* The report of findings, as text: pptp,diagnosis.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_FINDINGS_H
#define PPTP_REPORT_FINDINGS_H

#include "report/selection.h"

/* Prints the findings of the selected subjects, then, if the user wants them, the implementations' oddities. Prints the
 * first session of a series only. */
void pptp_report_findings_print(const struct pptp_history *history, const struct pptp_selection *selection);

#endif
