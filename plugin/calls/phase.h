/* Creation, maintenance and deletion of a tunnel: the key sequences of Microsoft's article Q241252.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_PHASE_H
#define PPTP_CALLS_PHASE_H

#include "calls/call.h"

/* The message's phase. Of Set-Link-Info (RFC 2637 section 2.15), which PPP's negotiation causes, what went before tells;
 * so each is to be asked for once, in order. */
enum pptp_phase pptp_phase_of(const struct pptp_event *event, const struct pptp_message *message);

#endif
