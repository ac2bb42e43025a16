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
    const struct pptp_authentication *disagreed;        /* the newest that LCP had not agreed on; NULL: none */
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

/* Returns whether the error of a Failure (RFC 2759 section 6) is about the account: its logon hours, that it is
 * disabled, that it must not dial in. */
bool pptp_diagnosis_is_about_account(uint32_t error);

/* Returns the same, or whether the password has expired: the password itself was right, or does not matter. */
bool pptp_diagnosis_gives_other_reason(uint32_t error);

/* Returns how many octets the Value of the Response should have had in the protocol that LCP agreed on, if it has
 * another size; otherwise 0. */
unsigned pptp_diagnosis_wrong_size(const struct pptp_authentication *authentication);

/* Returns whether the peer answered with an LCP Protocol-Reject of the authentication's protocol. */
bool pptp_diagnosis_is_rejected(const struct pptp_subject *subject, const struct pptp_authentication *authentication);

/* Returns whether both name the same user. */
bool pptp_diagnosis_is_same_user(const struct pptp_authentication *one, const struct pptp_authentication *other);

/* Returns the last success of the same user, by the same authenticator, before in the link, which then carried data;
 * NULL: none. */
const struct pptp_authentication *pptp_diagnosis_earlier_success(const struct pptp_link *link,
                                                                 const struct pptp_authentication *authentication);

/* Returns whether another finding gives the reason of a failure, or of a missing outcome. The authentication must not
 * have succeeded. */
bool pptp_diagnosis_is_failure_explained(const struct pptp_subject *subject,
                                         const struct pptp_authentication *authentication);

/* Returns the last packet of the peer in an authentication: its Response, request of PAP, or EAP Response. Its frame is
 * 0 if none was captured, or in EAP if the authenticator spoke last. */
struct pptp_moment pptp_diagnosis_last_proof(const struct pptp_authentication *authentication);

/* Returns the logon that the server answered only with the end of PPP, in whose Terminate-Request Windows tells why;
 * NULL: none. The subject must have a link. */
const struct pptp_authentication *pptp_diagnosis_refused_logon(const struct pptp_subject *subject);

/* Returns how long the outcome took after the Response, in nanoseconds; 0 if it is unknown. */
int64_t pptp_diagnosis_waited_for_outcome(const struct pptp_authentication *authentication);

/* Returns whether a failure came so late that a backend probably did not answer. A password that is known to be wrong
 * explains the failure, however late it came. */
bool pptp_diagnosis_is_late(const struct pptp_authentication *authentication);

/* Returns whether a wrong password or user name is the likely reason of a failure. */
bool pptp_diagnosis_is_password_wrong(const struct pptp_subject *subject,
                                      const struct pptp_authentication *authentication);

/* Returns whether the link got no further than authentication and was then ended, or waits since for so many
 * nanoseconds. */
bool pptp_diagnosis_is_stuck(const struct pptp_evidence *evidence, int64_t since, int64_t least);

/* Puts the failures that came before one: of the same link as "earlier", and as "wrong" the last one whose Response did
 * not match the password of the user, if that of this one does. */
void pptp_evidence_put_failures_before(struct pptp_evidence *evidence,
                                       const struct pptp_authentication *authentication);

/* Returns whether the domain in the user's name is the name of the user's own computer, as far as Windows told it. */
bool pptp_diagnosis_is_own_computer(const struct pptp_link *link, const struct pptp_authentication *authentication);

/* Puts how the server replied, or otherwise who ended the call, as "sequel": 'the server then sent Failure (E=691,
 * frame 16)'. Puts nothing if neither was captured. The authentication must not have succeeded. */
void pptp_evidence_put_sequel(struct pptp_evidence *evidence, const struct pptp_authentication *authentication);

/* Returns the name of what provides keys for MPPE; NULL if the authentication provides none, or is unknown. Static. */
const char *pptp_diagnosis_key_provider(const struct pptp_authentication *authentication);

#endif
