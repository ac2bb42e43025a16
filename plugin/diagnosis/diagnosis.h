/* The findings of a subject, worst first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_DIAGNOSIS_H
#define PPTP_DIAGNOSIS_DIAGNOSIS_H

#include "diagnosis/rules.h"

struct pptp_diagnosis_finding {
    const struct pptp_rule *rule;
    struct pptp_evidence evidence;
    const char *sentence;       /* may hold control characters from packets */
    const char *windows;        /* "": no error of Windows is known for it */
};

typedef void (*pptp_diagnosis_visitor)(const struct pptp_diagnosis_finding *finding, void *data);

/* Calls visit with each finding: by severity, worst first, then in the order of the rules. Returns the number of
 * Warnings. Everything is allocated in scope; a finding itself is valid only during the call. */
unsigned pptp_diagnosis_make(wmem_allocator_t *scope, const struct pptp_subject *subject, pptp_diagnosis_visitor visit,
                             void *data);

/* The Warning whose evidence comes first in the capture. */
struct pptp_first_warning {
    const char *id;             /* of its rule; NULL: there is no Warning. Static */
    uint32_t frame;             /* 0: the evidence is not in any one frame */
};

/* Returns the subject's first Warning. A call's may also be one of its connection, from the time of the call.
 * first_warnings: from pptp_diagnosis_warnings_new(); it keeps the result for each connection, which may have many
 * calls. */
struct pptp_first_warning pptp_diagnosis_first_warning(wmem_allocator_t *scope, const struct pptp_subject *subject,
                                                       GHashTable *first_warnings);

/* Returns an empty table for pptp_diagnosis_first_warning(). The caller destroys it. */
GHashTable *pptp_diagnosis_warnings_new(void);

/* Returns "Warning", "Note" or "Chat". Static. */
const char *pptp_diagnosis_severity_name(enum pptp_severity severity);

#endif
