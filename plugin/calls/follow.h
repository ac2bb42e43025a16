/* The story: each control message in its turn.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_FOLLOW_H
#define PPTP_CALLS_FOLLOW_H

#include "calls/call.h"

/* Returns an empty history. Everything in it is allocated in scope; it grows only with the messages that are followed and
 * with the flows that are seen. */
struct pptp_history *pptp_history_new(wmem_allocator_t *scope);

/* Where and when a message was seen. */
struct pptp_sighting {
    uint32_t frame;
    int64_t when;               /* nanoseconds since 1970 */
    unsigned from;              /* the end of the connection that sent it */
    uint32_t end;               /* TCP sequence number after the segment that ends it */
    uint32_t acknowledged;      /* what that segment acknowledges of the other end's sequence numbers */
};

/* Follows one message: to be called for each message of a capture, once and in the order of their frames. The event is
 * the connection's history's. A message whose fields are not all captured tells what they tell. */
struct pptp_event *pptp_follow(struct pptp_connection *connection, const struct pptp_sighting *sighting,
                               const struct pptp_message *message);

#endif
