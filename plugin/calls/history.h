/* A history: all control connections, calls and tunnels of a capture.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_HISTORY_H
#define PPTP_CALLS_HISTORY_H

#include <wsutil/wmem/wmem.h>

struct pptp_history {
    wmem_allocator_t *scope;
    wmem_array_t *connections;  /* pointers by number, in the order of first messages */
    wmem_array_t *attempts;     /* pointers: calls/attempt.h */
    wmem_array_t *tunnels;      /* pointers by number: calls/tunnel.h */
    wmem_array_t *calls;        /* pointers by number, in the order of the messages that created them */
    int64_t last_time;          /* of the last frame so far: nanoseconds since 1970 */
    struct pptp_index *index;          /* calls/index.h */
    wmem_map_t *routes;         /* calls/flow.h */
    wmem_map_t *flows;          /* calls/flow.h */
    wmem_array_t *announced;    /* calls/announced.c */
    unsigned announced_by_address;  /* how many of them are in the index by address */
    struct pptp_flow *recent[2];    /* flows that were found last: of both directions, nearly always */
    struct pptp_event *event_room;  /* for the next events: one allocation for several */
    unsigned events_free;       /* how many fit there */
    wmem_array_t *numbers;      /* calls/numbers.c */
};

/* Appends a pointer to a list of pointers. Returns its number there, from 0. */
uint32_t pptp_list_append(wmem_array_t *list, void *member);

/* Returns the pointer with this number, which must be in the list. */
static inline void *
pptp_list_at(wmem_array_t *list, uint32_t number)
{
    return *(void **)wmem_array_index(list, number);
}

#endif
