/* What one peer of a control connection did about each clause of RFC 2637.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_CONDUCT_H
#define PPTP_REPORT_CONDUCT_H

#include "calls/attempt.h"
#include "report/course.h"

/* Returns what the peer did about each clause, in the order of pptp_clauses, allocated in scope. */
struct pptp_conduct *pptp_report_conduct_of(const struct pptp_judging *judging, wmem_allocator_t *scope);

/* Returns the same for the server of an attempt without any control message; NULL if it exercised no clause. */
struct pptp_conduct *pptp_report_conduct_of_attempt(const struct pptp_attempt *attempt,
                                                    const struct pptp_history *history, wmem_allocator_t *scope);

#endif
