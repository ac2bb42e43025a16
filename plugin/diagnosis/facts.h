/* Facts that several signs cite. Each function puts a fact into the evidence with all the values that belong to it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_FACTS_H
#define PPTP_DIAGNOSIS_FACTS_H

#include "diagnosis/evidence.h"

/* The first finding of the subject's connection with this verdict and severity, on a message with this Control
 * Message Type (0: on any). Puts "message", "frame" and "sender", and "times" if there are several; makes the
 * message's call the evidence's. Returns NULL, and puts nothing, if there is none. */
const struct pptp_finding *pptp_evidence_find_verdict(struct pptp_evidence *evidence, enum pptp_verdict verdict,
                                                      enum pptp_severity severity, uint16_t code);

/* The same for a verdict on a Call ID. Also puts "call_id" and "named", and "other_frame" and "other_connection" if
 * another message is concerned. Returns false if there is none. */
bool pptp_evidence_find_call_id(struct pptp_evidence *evidence, enum pptp_verdict verdict, enum pptp_severity severity,
                                uint16_t code);

/* GRE that belongs to no call. Puts "call_id", "from", "to", "count" (its packets) and "frame" (the first of them). */
void pptp_evidence_put_flow(struct pptp_evidence *evidence, const struct pptp_flow *flow);

/* A Protocol-Reject. Puts who sent it ("other"), whose packet it rejects ("sender"), and "frame". Returns false if
 * rejected is NULL. */
bool pptp_evidence_put_rejected(struct pptp_evidence *evidence, const struct pptp_rejected *rejected);

/* An ICMP error. Puts who sent it ("address"), its name ("error"), and what it means for GRE ("meaning"). Returns
 * false if refusal is NULL. */
bool pptp_evidence_put_refusal(struct pptp_evidence *evidence, const struct pptp_refusal *refusal);

/* Puts "damaged", "damager" and "victim" if the path damaged all repetitions of the end's segment. Returns whether it
 * did. The subject must have a connection. */
bool pptp_evidence_put_damage(struct pptp_evidence *evidence, unsigned end);

/* The same for an ICMP error that quotes the subject's GRE. Also puts "frame", who sent the quoted packet
 * ("sender"), and "times" if there are several. */
bool pptp_evidence_put_tunnel_refusal(struct pptp_evidence *evidence, const struct pptp_refusal *refusal);

/* Puts "protocol", "user" (if known), "who" ('user "NAME"'), and the two ends: "server" is the authenticator,
 * "client" its peer. */
void pptp_evidence_put_authentication(struct pptp_evidence *evidence, const struct pptp_authentication *authentication);

/* Returns the time until the link ended, or else the subject, in nanoseconds. */
int64_t pptp_evidence_link_time_since(const struct pptp_evidence *evidence, int64_t when);

/* Returns whether nothing more can come after that time: the link or the call ended, or several seconds passed. */
bool pptp_evidence_is_over_since(const struct pptp_evidence *evidence, int64_t when);

/* Returns whether the LCP Configure-Requests of an end come back to it. end: set to the end that returns them. */
bool pptp_evidence_is_looped_back(const struct pptp_evidence *evidence, unsigned *end);

/* Returns whether an end sent new requests faster than the replies came, until the end of the link. */
bool pptp_evidence_is_belated(const struct pptp_evidence *evidence, enum pptp_control_protocol *protocol,
                              unsigned *end);

/* Returns whether an end began LCP again, and the other acknowledged that without taking part in it. */
bool pptp_evidence_is_begun_in_vain(const struct pptp_evidence *evidence);

/* Returns whether LCP lacks the Configure-Requests of one end, and the other provably received the replies to its own,
 * or asked only a few times. end: set to that other end. */
bool pptp_evidence_is_one_sided(const struct pptp_evidence *evidence, unsigned *end);

/* Returns whether the other end answered the end's last request with a Terminate-Ack or a Code-Reject. */
bool pptp_evidence_is_refused(const struct pptp_evidence *evidence, enum pptp_control_protocol protocol, unsigned end);

/* Returns whether one of these, but for the last, explains that LCP does not open. */
bool pptp_evidence_is_lcp_explained(const struct pptp_evidence *evidence);

/* Returns whether an end asked several times, and got neither a reply nor agreement. */
bool pptp_evidence_is_never_answered(const struct pptp_negotiation *lcp);

/* Returns the first packet of the end with an acknowledgment of the other's GRE; NULL: none was captured. */
const struct pptp_packet *pptp_evidence_acknowledgment(const struct pptp_evidence *evidence, unsigned end);

/* Returns whether the end apparently hears nothing: it acknowledges no GRE, and answers none of the other end's LCP
 * requests. */
bool pptp_evidence_hears_nothing(const struct pptp_evidence *evidence, unsigned end);

/* A negotiation in which requests with ever new Identifiers get Naks and Rejects, without agreement. Puts
 * "protocol", "sender", "other", "requests", "naks", "rejects", "frame" (the first request), "nak" (the frame of the
 * last Nak or Reject), and "dispute": the options that the ends do not agree on, with the values that they want, unless
 * the reader does not know them. Returns false if there is none. */
bool pptp_evidence_put_disagreement(struct pptp_evidence *evidence, enum pptp_control_protocol protocol);

/* At least this many CCP Reset-Requests of one end; if both sent as many, of the end that waited longer for
 * the answers. as_storm: so many that the end probably cannot decrypt at all; else as many as lost packets explain.
 * Puts "sender", "count", "missing", "lost", "span" (the time until the answers, if any came) and "frame". Returns
 * false if there are none. */
int pptp_evidence_put_resets(struct pptp_evidence *evidence, uint32_t least, bool as_storm);

#endif
