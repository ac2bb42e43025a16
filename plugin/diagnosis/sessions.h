/* Finds what RADIUS accounting says of a PPP link.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_SESSIONS_H
#define PPTP_DIAGNOSIS_SESSIONS_H

#include "diagnosis/evidence.h"
#include "radius/session.h"

/* Returns the session that RADIUS accounts for the subject's link; NULL if none was captured. The subject must have a
 * link. */
const struct pptp_radius_session *pptp_diagnosis_session(const struct pptp_evidence *evidence);

/* Returns why the server ended the session, as it told RADIUS: "it told RADIUS the cause NAS-Error
 * (Acct-Terminate-Cause 9, frame 34)". NULL if that was not captured. Cites the frame. */
const char *pptp_evidence_terminate_cause(struct pptp_evidence *evidence);

#endif
