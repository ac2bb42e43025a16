/* What a server does for others while it does not answer a client, and where that client goes instead.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_MEANWHILE_H
#define PPTP_DIAGNOSIS_MEANWHILE_H

#include "diagnosis/evidence.h"

/* While the attempt's SYNs were in vain, its server sent GRE in another session, or accepted another one. Puts
 * "neighbor" (that client), "busy" (the frame), "did" and "dropper" (what probably drops the SYNs). Returns whether it
 * did. Looks at the newest sessions of that time only. */
bool pptp_evidence_put_meanwhile(struct pptp_evidence *evidence, const struct pptp_attempt *attempt);

/* Each SYN of the attempt asked for ECN, and no SYN did that the server accepted. Puts "ecn" (the client), "plain" (the
 * first message behind one of those), and "plain_client". Returns whether it did. Looks at the next sessions only. */
bool pptp_evidence_put_ecn(struct pptp_evidence *evidence, const struct pptp_attempt *attempt);

/* Soon after the attempt, but not at once, its server accepted the same client. Puts "later" and "served" (the frame).
 * Returns whether it did. */
bool pptp_evidence_put_served_soon(struct pptp_evidence *evidence, const struct pptp_attempt *attempt);

/* After the attempt, its client was served at another address, or a client over IPv4 after one over IPv6. Puts "later",
 * "served" (the frame), and "place" or "place_of_ipv4". Looks at the next sessions only. */
void pptp_evidence_put_other_place(struct pptp_evidence *evidence, const struct pptp_attempt *attempt);

/* What became of those who connected to the server after a time. Puts "refused" (the first RST to a SYN) and "accepted"
 * (the first SYN-ACK, which comes after it). refused_first: only if it refused one. Looks at the next attempts only. */
void pptp_evidence_put_afterwards(struct pptp_evidence *evidence, const address *server, int64_t when,
                                  bool refused_first);

/* At a time, other control connections with a server were open. Puts "crowd" (a sentence on them), and "holder" if one
 * client held several of them without a call; "filter" (what to check) if the server soon accepted another client than
 * the one it turned away. later: it then served that client, too. Returns whether any were open. Looks at the newest
 * sessions of that time only. */
bool pptp_evidence_put_crowd(struct pptp_evidence *evidence, const address *server, const address *client, int64_t when,
                             bool later);

/* Returns a control connection with the server, one that had a call, which was closed just before a time; NULL: there
 * is none. Looks at the newest sessions of that time only. */
const struct pptp_connection *pptp_diagnosis_freed(const struct pptp_history *history, const address *server,
                                                   int64_t when);

/* Returns a control connection that shows that nothing which the attempt's server sent was captured: of that one, only
 * what its client sent was, and of none with that server more. NULL: there is none. Looks at the nearest sessions. */
const struct pptp_connection *pptp_diagnosis_mute_server(const struct pptp_history *history,
                                                         const struct pptp_attempt *attempt);

#endif
