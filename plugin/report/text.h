/* Reports as text: one line per call, and what is wrong in sentences.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_TEXT_H
#define PPTP_REPORT_TEXT_H

#include "report/selection.h"

/* The subject as a line, with its end. first_warnings: for pptp_diagnosis_first_warning(). In scope. */
const char *pptp_report_text_calls(wmem_allocator_t *scope, const struct pptp_subject *subject, GHashTable *first_warnings);

/* The first trouble: "gre_icmp (frame 12)"; "": none. In scope. */
const char *pptp_report_text_first_warning(wmem_allocator_t *scope, const struct pptp_subject *subject, GHashTable *first_warnings);

/* The subject's findings as lines, without their title; "" if there are none. warnings: how many are Warnings. In scope. */
const char *pptp_report_text_findings(wmem_allocator_t *scope, const struct pptp_subject *subject, unsigned *warnings);

/* "192.0.2.10:40000 -> 192.0.2.1:1723". In scope. */
const char *pptp_report_text_ends(wmem_allocator_t *scope, const struct pptp_subject *subject);

/* "Call-Clear-Request by the client (frame 12)". In scope. */
const char *pptp_report_text_ending(wmem_allocator_t *scope, const struct pptp_subject *subject);

/* "Call 0 of control connection 0, 192.0.2.10:40000 -> 192.0.2.1:1723". In scope. */
const char *pptp_report_text_title(wmem_allocator_t *scope, const struct pptp_subject *subject);

#endif
