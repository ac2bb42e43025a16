/* All that is known of a capture's control connections and calls.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_HISTORY_H
#define PPTP_CALLS_HISTORY_H

#include <wsutil/wmem/wmem.h>

struct pptp_history {
    wmem_allocator_t *scope;
    uint32_t connections;       /* so far; the next one's index */
    uint32_t calls;             /* so far; the next one's index */
    int64_t last_time;          /* of the capture so far: nanoseconds since 1970 */
    wmem_map_t *index;          /* calls/index.h */
    wmem_map_t *routes;         /* calls/flow.h */
    wmem_map_t *flows;          /* calls/flow.h */
};

/* An empty history. Everything in it is allocated in scope, and grows only with the messages that are followed and with the flows
 * that are seen. */
struct pptp_history *pptp_history_new(wmem_allocator_t *scope);

#endif
