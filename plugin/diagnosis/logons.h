/* What the authentications of a PPP link came to, each end as authenticator for itself, since both may ask at once (RFC
 * 1994 section 2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_LOGONS_H
#define PPTP_DIAGNOSIS_LOGONS_H

#include "diagnosis/evidence.h"

/* The newest Challenges or requests without an outcome; each repetition may have an Identifier of its own. */
struct pptp_diagnosis_trial {
    const struct pptp_authentication *newest;   /* NULL: the last packets had an outcome, or there are none */
    struct pptp_moment first;
    struct pptp_moment first_challenge;     /* frame 0: none, as for the next */
    struct pptp_moment first_request;       /* of PAP */
    uint32_t challenges;                    /* with their repetitions, as for the next */
    uint32_t requests;
};

/* Each returns the link's last authentication by this authenticator: of all, or of those with an outcome. NULL if there
 * is none. */
const struct pptp_authentication *pptp_diagnosis_logon(const struct pptp_link *link, unsigned authenticator);
const struct pptp_authentication *pptp_diagnosis_logon_outcome(const struct pptp_link *link, unsigned authenticator);

struct pptp_diagnosis_trial pptp_diagnosis_trial(const struct pptp_link *link, unsigned authenticator);

/* Returns whether the client of a call demands this proof of the server. */
bool pptp_diagnosis_is_of_server(const struct pptp_subject *subject, const struct pptp_authentication *authentication);

/* Returns whether the link got no further than authentication and was then ended, or waits since for so many
 * nanoseconds. */
bool pptp_diagnosis_is_stuck(const struct pptp_evidence *evidence, int64_t since, int64_t least);

/* Puts how the server replied, or otherwise who ended the call, as "sequel": 'the server then sent Failure (E=691,
 * frame 16)'. Puts nothing if neither was captured. */
void pptp_evidence_put_sequel(struct pptp_evidence *evidence, const struct pptp_authentication *authentication);

#endif
