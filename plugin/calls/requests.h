/* Matches replies with requests, by connection, identifier or call (RFC 2637 sections 2 and 3).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_REQUESTS_H
#define PPTP_CALLS_REQUESTS_H

#include "calls/call.h"

/* Links a reply with its request, in both events; lets a request wait for its reply. Adds findings on what does not
 * fit. Call this after pptp_call_of(). */
void pptp_requests_match(struct pptp_event *event, const struct pptp_message *message);

/* Returns true if no reply to the request is due any more: its call or its connection was ended in order. */
bool pptp_request_is_settled(const struct pptp_event *event);

/* Returns true if the event is a request whose reply is due and, in the capture so far, missing. *severity becomes a
 * Warning, or a Note if there was time left, a known implementation closes TCP instead, or the capture may lack the
 * reply. */
bool pptp_request_unanswered(const struct pptp_event *event, enum pptp_severity *severity);

/* Returns true if messages before or after the event may be missing from the capture: it holds only one direction of
 * the control connection, or TCP proves that it lacks segments. */
bool pptp_request_may_be_missing(const struct pptp_event *event);

#endif
