/* Which call an announced Call ID belongs to (RFC 2637 sections 2.7 to 2.11). Once a message has announced a Call ID,
 * that is kept for the whole capture.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_ANNOUNCED_H
#define PPTP_CALLS_ANNOUNCED_H

#include "calls/call.h"

/* Returns an empty list of a history, allocated in scope. */
wmem_array_t *pptp_announced_new(wmem_allocator_t *scope);

/* An end of the call announced its Call ID, or another message named it first. */
void pptp_announced_add(struct pptp_call *call, unsigned end, uint16_t id);

/* Returns the newest call of the connection whose end announced the Call ID; NULL if there is none. */
struct pptp_call *pptp_announced_in(struct pptp_connection *connection, unsigned end, uint16_t id);

/* Returns the newest call between a route's addresses, on any connection, to which the receiver assigned the Call ID;
 * NULL if there is none. If both addresses are the same, there is none. */
struct pptp_call *pptp_announced_on_route(struct pptp_history *history, const struct pptp_route *route, uint16_t id);

/* Returns the route of the last announcement of the Call ID by a host (0) or to it (1); NULL if there is none. Another
 * address may have the same hash, so compare the route's. */
const struct pptp_route *pptp_announced_at(struct pptp_history *history, const address *host, unsigned by_peer,
                                           uint16_t id);

#endif
