/* What the tunnel of a subject shows: its flows, ICMP errors that quote it, and GRE that may belong to it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_SUBJECT_TUNNEL_H
#define PPTP_DIAGNOSIS_SUBJECT_TUNNEL_H

#include "diagnosis/subject.h"

/* The GRE that the end sent; NULL: none was captured. */
const struct pptp_flow *pptp_subject_flow(const struct pptp_subject *subject, unsigned end);

/* The flow by which a tunnel without a call is named: of two, always the same. */
const struct pptp_flow *pptp_subject_first_flow(const struct pptp_tunnel *tunnel);

/* The newest numbering of a flow at the capture point nearest to its receiver: what arrived. */
const struct pptp_sequence *pptp_subject_numbering(const struct pptp_flow *flow);

/* The end's GRE packet with a Sequence Number that was captured in a frame; NULL: that frame has none. */
const struct pptp_packet *pptp_subject_packet(const struct pptp_subject *subject, unsigned end, uint32_t frame);

/* The sums over all numberings of a flow; all 0 if flow is NULL. */
struct pptp_counts pptp_subject_flow_counts(const struct pptp_flow *flow);

/* The number of the flow's packets with a Sequence Number after a time. first: the first of them; unchanged if there
 * is none. */
uint32_t pptp_subject_sent_after(const struct pptp_flow *flow, int64_t when, struct pptp_moment *first);

/* The flow's packets with a Sequence Number that were sent after one time, until another. data: those of data only. */
struct pptp_tally pptp_subject_sent_between(const struct pptp_flow *flow, int64_t after, int64_t until, bool data);

/* Whether the file seems to hold only what a filter let through of the tunnel, such as one for TCP: data in the clear,
 * but no PPP negotiation and no bare acknowledgment, and either high first numbers or packets that are proven to be
 * missing. */
bool pptp_subject_is_filtered(const struct pptp_tunnel *tunnel);

/* Whether gaps in the tunnel's Sequence Numbers may be the file's: it is filtered, or proven to lack packets. */
bool pptp_subject_is_part(const struct pptp_tunnel *tunnel);

/* Whether the subject is a call that was established. */
bool pptp_subject_is_established(const struct pptp_subject *subject);

/* How long an established call was up while the capture ran, in nanoseconds. */
int64_t pptp_subject_up_for(const struct pptp_subject *subject);

/* When the end began to end the call; INT64_MAX if it did not, or the other end was first. */
int64_t pptp_subject_began_to_end(const struct pptp_call *call, unsigned end);

/* The newest ICMP error that quotes the subject's GRE: one about its size, or one of those that refuse it and
 * that pptp_subject_is_refusal_vain() does not rule out. NULL: none. */
const struct pptp_refusal *pptp_subject_refusal(const struct pptp_subject *subject, bool about_size);

/* Whether GRE had got through in both directions before the error: acknowledgments tell it, a tunnel older than the
 * capture, or data, since PPP was up by then. */
bool pptp_subject_had_worked(const struct pptp_subject *subject, const struct pptp_refusal *refusal);

/* The newest such error that came after GRE had got through in both directions; NULL: none. */
const struct pptp_refusal *pptp_subject_refusal_later(const struct pptp_subject *subject);

/* Whether the ICMP error proves nothing: the call had ended or its sender was just ending it, or the refusing end
 * acknowledged later packets, or sent data. */
bool pptp_subject_is_refusal_vain(const struct pptp_subject *subject, const struct pptp_refusal *refusal);

/* The tunnel without a call that seems to carry the call's GRE, or some of it, because a NAT altered its Call IDs
 * or an address. NULL: none. Looks at the first tunnels of the capture only, since there may be very many. */
const struct pptp_tunnel *pptp_subject_astray(const struct pptp_subject *subject);

/* Such a tunnel that is not between the addresses of the call's control connection. NULL: none. */
const struct pptp_tunnel *pptp_subject_elsewhere(const struct pptp_subject *subject);

/* The flow of another sender that continues a flow's numbers, after its last packet, with the same Call ID to the same
 * receiver; and the one that a flow so continues. NULL: none. They look at the first tunnels of the capture only. */
const struct pptp_flow *pptp_subject_continuation(const struct pptp_subject *subject, const struct pptp_flow *flow);
const struct pptp_flow *pptp_subject_continued(const struct pptp_subject *subject, const struct pptp_flow *flow);

/* Whether a call's tunnel with GRE in one direction only holds GRE that the receiver of a flow sent meanwhile, or its
 * sender received: probably the flow's other direction. Looks at the first tunnels of the capture only. */
bool pptp_subject_is_answered_in_call(const struct pptp_subject *subject, const struct pptp_flow *flow);

#endif
