/* How a subject ended, and by whom.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_SUBJECT_ENDING_H
#define PPTP_DIAGNOSIS_SUBJECT_ENDING_H

#include "diagnosis/subject.h"

/* How a call or tunnel ended. */
struct pptp_ending {
    uint32_t frame;             /* 0: its end was not captured */
    int end;                    /* by whom; -1: nobody knows */
    const char *how;            /* in scope, or static */
};

/* By what came first of PPP's Terminate-Request (without one: failed authentication), Call-Clear-Request, Call-Disconnect-Notify,
 * Stop-Control-Connection-Request, and the closing of TCP. */
struct pptp_ending pptp_subject_ending(wmem_allocator_t *scope, const struct pptp_subject *subject);


/* Whether PPP ended one of the connection's calls, with an LCP Terminate-Request. */
bool pptp_subject_is_ended_by_ppp(const struct pptp_connection *connection);

#endif
