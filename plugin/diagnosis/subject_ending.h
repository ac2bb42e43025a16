/* How a subject ended, and by whom.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_SUBJECT_ENDING_H
#define PPTP_DIAGNOSIS_SUBJECT_ENDING_H

#include "diagnosis/subject.h"

struct pptp_ending {
    uint32_t frame;             /* 0: no end was captured */
    int end;                    /* which end of the subject ended it; -1: unknown */
    const char *how;            /* "TCP FIN"; NULL: no end was captured. In the caller's scope, or static */
};

/* The ending of a subject that many rules ask for. It lives as long as the scope that they ask with. */
struct pptp_ending_kept {
    bool is_known;
    struct pptp_ending ending;
};

/* Returns what came first of: an LCP Terminate-Request (or, without one, a failed authentication), a reply that refuses
 * the call, Call-Clear-Request, Call-Disconnect-Notify, Stop-Control-Connection-Request, and the closing of TCP. */
struct pptp_ending pptp_subject_ending(wmem_allocator_t *scope, const struct pptp_subject *subject);

/* The error of Windows whose user cancelled: no trouble. */
enum { PPTP_WINDOWS_CANCELLED = 631 };

/* The error of Windows that ended PPP, if its Terminate-Request gives one; otherwise 0. */
uint32_t pptp_subject_windows_error(const struct pptp_subject *subject);

/* Whether the subject is a call that was up when the capture ended. ending: the subject's. */
bool pptp_subject_is_still_up(const struct pptp_subject *subject, const struct pptp_ending *ending);

/* Whether PPP ended one of the connection's calls, with an LCP Terminate-Request; not if the other end had closed the
 * connection before. The connection must be closed. */
bool pptp_subject_is_ended_by_ppp(const struct pptp_connection *connection);

#endif
