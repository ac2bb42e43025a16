/* Reports as text: one line per call, and findings in sentences.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_TEXT_H
#define PPTP_REPORT_TEXT_H

#include "diagnosis/diagnosis.h"
#include "report/selection.h"

/* All functions return text that is allocated in scope or static, and holds no control characters. */

/* Returns the line of a call, a tunnel without a call, an attempt, or a connection without calls; "" for other
 * connections. */
const char *pptp_report_text_calls(wmem_allocator_t *scope, const struct pptp_subject *subject,
                                   struct pptp_diagnosis *diagnosis);

/* Returns the first Warning, as "gre_icmp (frame 12)"; "" if there is none. */
const char *pptp_report_text_first_warning(wmem_allocator_t *scope, const struct pptp_subject *subject,
                                           struct pptp_diagnosis *diagnosis);

struct pptp_report_findings {
    const char *text;           /* lines, without a title; "": there are none */
    unsigned warnings;
    bool lends;                 /* some are shown with another subject */
    bool is_unexplained;        /* one of them is PPTP_UNEXPLAINED */
    bool notes_end;             /* one of them, a Note, says why the session ended */
    const struct pptp_diagnosis_finding *first;     /* by which the subject may belong to a series; NULL: none */
};

/* Returns the subject's findings, except for habits, as lines. */
struct pptp_report_findings pptp_report_text_findings(wmem_allocator_t *scope, const struct pptp_subject *subject,
                                                      struct pptp_diagnosis *diagnosis);

/* Returns the ends, as "192.0.2.10:40000 -> 192.0.2.1:1723". */
const char *pptp_report_text_ends(wmem_allocator_t *scope, const struct pptp_subject *subject);

/* Returns how the subject ended, as "Call-Clear-Request by the client (frame 12)"; or that it did not end. */
const char *pptp_report_text_ending(wmem_allocator_t *scope, const struct pptp_subject *subject);

/* Returns the title, as "Call 0 of control connection 0, 192.0.2.10:40000 -> 192.0.2.1:1723". */
const char *pptp_report_text_title(wmem_allocator_t *scope, const struct pptp_subject *subject);

#endif
