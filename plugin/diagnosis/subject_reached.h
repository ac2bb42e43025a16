/* What a session reached, and what was not seen of a sound one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_SUBJECT_REACHED_H
#define PPTP_DIAGNOSIS_SUBJECT_REACHED_H

#include "diagnosis/subject.h"

/* Returns what was not seen of a sound session, as "LCP, data from the server"; "" if all was: the start of the control
 * connection, the setup of the call, LCP, authentication, a network protocol, data both ways, and an end that somebody
 * asked for, unless the session is still up. In scope, or static. */
const char *pptp_subject_unseen(wmem_allocator_t *scope, const struct pptp_subject *subject);

/* Returns whether PPP came up: both ends agreed on IPCP or IPV6CP, or sent data. */
bool pptp_subject_is_ppp_up(const struct pptp_subject *subject);

/* Returns whether an end sent data. */
bool pptp_subject_has_data(const struct pptp_subject *subject);

/* Returns when an end last sent data; frame 0: never, or the subject has no link. */
struct pptp_moment pptp_subject_last_data(const struct pptp_subject *subject);

/* Returns how far a session without data had come when it ended, as "before PPP began": the rest of a sentence that
 * begins with "The session ended". in_whole: the capture holds all of it, so what it does not hold did not happen. In
 * scope, or static. */
const char *pptp_subject_stage(wmem_allocator_t *scope, const struct pptp_subject *subject, bool in_whole);

#endif
