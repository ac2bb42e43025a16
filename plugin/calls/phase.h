/* Creation, maintenance and deletion of a tunnel, as Microsoft's article Q241252 divides its life.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_PHASE_H
#define PPTP_CALLS_PHASE_H

#include "calls/call.h"

/* Returns the phase that a message belongs to. The phase of Set-Link-Info (RFC 2637 section 2.15), which PPP's
 * negotiation causes, depends on earlier ones: call this once for each message, in order. */
enum pptp_phase pptp_phase_of(const struct pptp_event *event, const struct pptp_message *message);

#endif
