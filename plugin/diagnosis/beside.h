/* What GRE of other calls tells about a call whose own does not pass.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_BESIDE_H
#define PPTP_DIAGNOSIS_BESIDE_H

#include "diagnosis/evidence.h"

/* GRE of another call between the same hosts passed both ways while the subject's was up. Puts "beside" (that call),
 * "single" (what knows one call only) and "own" (what each call needs). Returns whether it did. */
bool pptp_evidence_put_beside(struct pptp_evidence *evidence);

/* So did GRE of another client with the same server. The subject must be an established call with GRE. Puts "served"
 * (that call), "fellow" (that client), "peer" (the server) and "hence" (what follows); "shared" (what to look at) if a
 * NAT in front of both clients may be the cause. If no call of the server has GRE both ways, puts "alike" (the call)
 * and "fellow" of a client elsewhere that has the same trouble. */
void pptp_evidence_put_elsewhere(struct pptp_evidence *evidence);

#endif
