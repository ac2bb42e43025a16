/* One hash table for all that is looked up by number.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_INDEX_H
#define PPTP_CALLS_INDEX_H

#include <stdint.h>

#include <epan/address.h>

#include "calls/history.h"

enum pptp_entry {
    PPTP_ENTRY_CALL,        /* of a connection: the newest call with the end's Call ID */
    PPTP_ENTRY_REQUEST,     /* of a connection or a call: requests of the end that wait for a reply */
    PPTP_ENTRY_ANNOUNCED,   /* of an address: the newest flow from (1) or to (0) it that was announced with a Call ID */
    PPTP_ENTRY_LINK         /* of a call: ACCMs that the end has sent */
};

/* What an entry is about; without padding, because its octets are hashed. */
struct pptp_key {
    uint64_t owner;         /* its address */
    uint64_t number;
    uint32_t entry;
    uint32_t end;           /* and whatever else tells it from others */
};

wmem_map_t *pptp_index_new(wmem_allocator_t *scope);

struct pptp_key pptp_key(const void *owner, enum pptp_entry entry, uint32_t end, uint64_t number);

/* The owner is the address; another one may have the same key. */
struct pptp_key pptp_key_of_address(const address *owner, enum pptp_entry entry, uint32_t end, uint64_t number);

/* NULL if there is none. */
void *pptp_index_get(struct pptp_history *history, struct pptp_key key);

/* In the place of what was there. */
void pptp_index_put(struct pptp_history *history, struct pptp_key key, void *value);

#endif
