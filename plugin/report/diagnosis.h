/* What is wrong with a subject, worst first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_DIAGNOSIS_H
#define PPTP_REPORT_DIAGNOSIS_H

#include "report/rules.h"

struct pptp_finding_told {
    const struct pptp_rule *rule;
    struct pptp_evidence evidence;
    const char *sentence;       /* with whatever characters packets hold */
    const char *windows;        /* "": no error of Windows is known for it */
};

/* Calls tell for each finding, worst first, then in the order of the rules. Answers how many are Warnings. Everything is allocated in
 * scope. */
unsigned pptp_diagnose(wmem_allocator_t *scope, const struct pptp_subject *subject,
                       void (*tell)(const struct pptp_finding_told *finding, void *data), void *data);

/* "Warning", "Note", "Chat". Static. */
const char *pptp_severity_name(enum pptp_severity severity);

#endif
