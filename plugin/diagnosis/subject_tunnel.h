/* What the tunnel of a subject shows: its flows, ICMP errors that quote it, and GRE that may belong to it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_SUBJECT_TUNNEL_H
#define PPTP_DIAGNOSIS_SUBJECT_TUNNEL_H

#include "diagnosis/subject.h"

/* The GRE that the end sent; NULL: none was captured. */
const struct pptp_flow *pptp_subject_flow(const struct pptp_subject *subject, unsigned end);

/* The sums over all numberings of a flow; all 0 if flow is NULL. */
struct pptp_counts pptp_subject_flow_counts(const struct pptp_flow *flow);

/* Whether the subject is a call that was established. */
bool pptp_subject_is_established(const struct pptp_subject *subject);

/* How long an established call was up while the capture ran, in nanoseconds. */
int64_t pptp_subject_up_for(const struct pptp_subject *subject);

/* The first ICMP error that quotes the subject's GRE: one that says that it is too big, or one of the others that
 * pptp_subject_is_refusal_vain() does not rule out. NULL: none. */
const struct pptp_refusal *pptp_subject_refusal(const struct pptp_subject *subject, bool too_big);

/* Whether the ICMP error proves nothing: it came after the end of the call, or data came through after it. */
bool pptp_subject_is_refusal_vain(const struct pptp_subject *subject, const struct pptp_refusal *refusal);

/* The tunnel without a call that seems to carry the call's GRE, or some of it, because a NAT altered its Call ID or
 * an address. NULL: none. Looks at the first tunnels of the capture only, since there may be very many. */
const struct pptp_tunnel *pptp_subject_astray(const struct pptp_subject *subject);

#endif
