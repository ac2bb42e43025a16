/* What is wrong with a subject, worst first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_DIAGNOSIS_H
#define PPTP_DIAGNOSIS_DIAGNOSIS_H

#include "diagnosis/rules.h"

struct pptp_finding_told {
    const struct pptp_rule *rule;
    struct pptp_evidence evidence;
    const char *sentence;       /* with whatever characters packets hold */
    const char *windows;        /* "": no error of Windows is known for it */
};

typedef void (*pptp_teller)(const struct pptp_finding_told *finding, void *data);

/* Calls tell for each finding, worst first, then in the order of the rules. Answers how many are Warnings. Everything is allocated in
 * scope. */
unsigned pptp_diagnosis_make(wmem_allocator_t *scope, const struct pptp_subject *subject, pptp_teller tell, void *data);

/* The Warning that stands first in the capture. */
struct pptp_trouble {
    const char *id;             /* of its rule; NULL: there is none. Static. */
    uint32_t frame;             /* 0: its evidence is no single one */
};

/* The subject's; a call's may also be its connection's, while the call lasted. connections: struct pptp_trouble of connections that were
 * asked about before, each freed with g_free(). */
struct pptp_trouble pptp_diagnosis_first_trouble(wmem_allocator_t *scope, const struct pptp_subject *subject,
                                                 GHashTable *connections);

/* Of connections: none was asked about so far. */
GHashTable *pptp_diagnosis_troubles_new(void);

/* "Warning", "Note", "Chat". Static. */
const char *pptp_diagnosis_severity_name(enum pptp_severity severity);

#endif
