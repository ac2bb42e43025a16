/* Which message answers which: by connection, identifier or call (RFC 2637 sections 2 and 3).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_REQUESTS_H
#define PPTP_CALLS_REQUESTS_H

#include "calls/call.h"

/* Links a reply with the request it answers, in both events; lets a request wait for its reply. Notes in the event what
 * does not fit. After pptp_call_of(). */
void pptp_requests_match(struct pptp_event *event, const struct pptp_message *message);

/* Is the event a request that nothing answers, as far as the history goes, though a reply is due? A Warning; a Note if time was left, or
 * if it is a Call-Clear-Request or a Stop-Control-Connection-Request and TCP was closed, as poptop and pptp-linux do. */
bool pptp_request_unanswered(const struct pptp_event *event, enum pptp_severity *severity);

#endif
