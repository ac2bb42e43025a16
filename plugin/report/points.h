/* The report of capture points: what each pair of neighbors saw of a call's packets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_POINTS_H
#define PPTP_REPORT_POINTS_H

#include "diagnosis/subject_points.h"

/* Returns the subject's lines, without a title; "" unless its packets were captured at several points. Allocated in
 * scope, without control characters. */
const char *pptp_report_points_text(wmem_allocator_t *scope, const struct pptp_subject *subject);

/* A visitor of the stretches between neighboring capture points, in each direction from the sender on. */
typedef void (*pptp_stretch_visitor)(const struct pptp_subject *subject, unsigned end, const struct pptp_station *from,
                                     const struct pptp_station *to, void *data);

/* Calls visit with each stretch of the subject. */
void pptp_report_points_visit(const struct pptp_subject *subject, pptp_stretch_visitor visit, void *data);

#endif
