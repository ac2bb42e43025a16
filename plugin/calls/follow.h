/* Follows control messages: each in turn becomes an event of its connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_FOLLOW_H
#define PPTP_CALLS_FOLLOW_H

#include "calls/call.h"

/* Returns an empty history. It allocates in scope, and only for messages that are followed and flows that are seen. */
struct pptp_history *pptp_history_new(wmem_allocator_t *scope);

/* Where and when a message was captured. */
struct pptp_sighting {
    uint32_t frame;
    int64_t when;               /* nanoseconds since 1970 */
    unsigned from;              /* end of the connection that sent it */
    uint32_t end;               /* TCP sequence number after the segment that ends the message */
    uint32_t acknowledged;      /* that segment's acknowledgment number */
    bool is_malformed;          /* its Length is none that a message can have */
};

/* Follows one message and returns its event, which belongs to the connection's history. Call this once for each
 * message of a capture, in the order of frames. A message that is cut or unknown contributes the facts that are
 * there. */
struct pptp_event *pptp_follow(struct pptp_connection *connection, const struct pptp_sighting *sighting,
                               const struct pptp_message *message);

#endif
