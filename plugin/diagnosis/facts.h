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

/* A Protocol-Reject. Puts who sent it ("other"), whose packet it rejects ("sender"), and "frame". Returns false if
 * rejected is NULL. */
bool pptp_evidence_put_rejected(struct pptp_evidence *evidence, const struct pptp_rejected *rejected);

/* An ICMP error. Puts who sent it ("address"), its name ("error"), and what it means for GRE ("meaning"). Returns
 * false if refusal is NULL. */
bool pptp_evidence_put_refusal(struct pptp_evidence *evidence, const struct pptp_refusal *refusal);

/* The same for an ICMP error that quotes the subject's GRE. Also puts "frame", who sent the quoted packet
 * ("sender"), and "times" if there are several. */
bool pptp_evidence_put_tunnel_refusal(struct pptp_evidence *evidence, const struct pptp_refusal *refusal);

/* Puts "protocol", "user" (if known), "who" ('user "NAME"'), and the two ends: "server" is the authenticator,
 * "client" its peer. */
void pptp_evidence_put_authentication(struct pptp_evidence *evidence, const struct pptp_authentication *authentication);

/* A negotiation in which requests with ever new Identifiers get Naks and Rejects, without agreement. Puts
 * "protocol", "sender", "other", "requests", "naks", "rejects", "frame" (the first request) and "nak" (the frame of
 * the last Nak or Reject). Returns false if there is none. */
bool pptp_evidence_put_disagreement(struct pptp_evidence *evidence, enum pptp_control_protocol protocol);

/* At least this many CCP Reset-Requests of one end; of the one that waited longer for data if both sent as many. As
 * a storm: so many that the end probably cannot decrypt at all; else as many as lost packets explain. Puts "sender",
 * "count", "missing", "lost", "span" (the time without data) and "frame". Returns false if there are none. */
bool pptp_evidence_put_resets(struct pptp_evidence *evidence, uint32_t least, bool as_storm);

#endif
