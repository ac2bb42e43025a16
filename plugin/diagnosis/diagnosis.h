/* The findings of a subject: causes first, each followed by what follows from it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_DIAGNOSIS_H
#define PPTP_DIAGNOSIS_DIAGNOSIS_H

#include "diagnosis/rules.h"

/* Cause and consequence may be findings of two subjects. A text shows both together, so one of the subjects lends its
 * finding; a list of all findings shows each once, with its own subject. */
enum pptp_standing {
    PPTP_OWN,
    PPTP_LENT,                  /* the subject's own, shown with another subject */
    PPTP_BORROWED,              /* another subject's, shown with this one */
    PPTP_ELSEWHERE              /* another subject's, known as a cause only: not visited */
};

struct pptp_diagnosis_finding {
    const struct pptp_rule *rule;
    enum pptp_severity severity;                    /* of a consequence: at most a Note */
    const struct pptp_diagnosis_finding *cause;     /* it follows from this one, which has none; NULL: from none */
    enum pptp_standing standing;
    struct pptp_evidence evidence;
    const char *sentence;       /* may hold control characters from packets */
    const char *next_step;      /* "": there is nothing to do */
    const char *windows;        /* "": no error of Windows is known for it */
};

typedef void (*pptp_diagnosis_visitor)(const struct pptp_diagnosis_finding *finding, void *data);

/* What is remembered while the subjects of one capture are diagnosed. */
struct pptp_diagnosis;

/* Returns a diagnosis that has not begun. The caller frees it. */
struct pptp_diagnosis *pptp_diagnosis_new(void);

/* Frees a diagnosis. NULL does nothing. */
void pptp_diagnosis_free(struct pptp_diagnosis *diagnosis);

/* Calls visit with each finding: by severity, worst first; of the Warnings, those that explain the end of the session
 * first, the earliest before others; else in the order of the rules. What follows from a finding comes right after it.
 * Returns the number of Warnings, without those that are lent. A finding is allocated in scope. */
unsigned pptp_diagnosis_make(struct pptp_diagnosis *diagnosis, wmem_allocator_t *scope,
                             const struct pptp_subject *subject, pptp_diagnosis_visitor visit, void *data);

/* A subject's first Warning. */
struct pptp_first_warning {
    const char *id;             /* of its rule; NULL: there is no Warning. Static */
    uint32_t frame;             /* 0: the evidence is not in any one frame */
};

/* Returns the subject's first Warning. A call's may also be one of its connection, from the time of the call. */
struct pptp_first_warning pptp_diagnosis_first_warning(struct pptp_diagnosis *diagnosis, wmem_allocator_t *scope,
                                                       const struct pptp_subject *subject);

/* Returns "Warning", "Note" or "Chat". Static. */
const char *pptp_diagnosis_severity_name(enum pptp_severity severity);

#endif
