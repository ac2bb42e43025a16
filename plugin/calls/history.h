/* All that is known of a capture's control connections and calls.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_HISTORY_H
#define PPTP_CALLS_HISTORY_H

#include <wsutil/wmem/wmem.h>

struct pptp_history {
    wmem_allocator_t *scope;
    wmem_array_t *connections;  /* pointers, by their numbers: in the order in which they are first seen */
    wmem_array_t *attempts;     /* pointers: calls/attempt.h */
    wmem_array_t *tunnels;      /* pointers, by their numbers: calls/tunnel.h */
    wmem_array_t *calls;        /* pointers, by their numbers: in the order of the messages that create them */
    int64_t last_time;          /* of the capture so far: nanoseconds since 1970 */
    wmem_map_t *index;          /* calls/index.h */
    wmem_map_t *routes;         /* calls/flow.h */
    wmem_map_t *flows;          /* calls/flow.h */
};

/* Puts a pointer behind those of a list; answers its number there, from 0. */
uint32_t pptp_list_append(wmem_array_t *list, void *member);

static inline void *
pptp_list_at(wmem_array_t *list, uint32_t number)
{
    return *(void **)wmem_array_index(list, number);
}

#endif
