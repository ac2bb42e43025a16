/* Which call a control message names: finds, creates or adopts it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_NAMING_H
#define PPTP_CALLS_NAMING_H

#include "calls/call.h"

/* Puts the message's call into the event: finds it as the message's row says, or creates it (Outgoing- and
 * Incoming-Call-Request, and an accepting reply that nobody asked for). Where the capture does not hold the
 * beginning of the connection, any message that names an unknown Call ID adopts a call. Notes in the event what is
 * wrong with Call IDs. */
void pptp_call_of(struct pptp_event *event, const struct pptp_message *message);

#endif
