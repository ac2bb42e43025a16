/* The one hash table for everything that is looked up by number.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_INDEX_H
#define PPTP_CALLS_INDEX_H

#include <stdint.h>

#include <epan/address.h>

#include "calls/history.h"

enum pptp_entry {
    PPTP_ENTRY_ROUTE,       /* of a route: see calls/announced.c */
    PPTP_ENTRY_CONNECTION,  /* of a connection: likewise */
    PPTP_ENTRY_ADDRESS,     /* of an address: likewise */
    PPTP_ENTRY_ECHO,        /* of a connection: Echo-Requests of an end that wait for a reply */
    PPTP_ENTRY_ASKED,       /* of an address: the newest attempt from a port */
    PPTP_ENTRY_LINK,        /* of a call: ACCMs that an end has sent */
    PPTP_ENTRY_LINK_TO_0,   /* of a connection: ACCMs that were sent to an end for an unknown call */
    PPTP_ENTRY_LINK_TO_1
};

/* The key of an entry. It has no padding, because its octets are hashed, and is small: each call has two or more. */
struct pptp_key {
    uint64_t number;
    uint32_t owner;
    uint16_t entry;
    uint16_t end;
};

/* Returns the empty table of a history, allocated in scope. */
struct pptp_index *pptp_index_new(wmem_allocator_t *scope);

/* Returns the key of an entry. owner: the number of the route, connection or call. end: and whatever else distinguishes
 * the entry. number: a Call ID, an identifier, ACCMs. */
struct pptp_key pptp_key(uint32_t owner, enum pptp_entry entry, uint16_t end, uint64_t number);

/* Returns the key of an entry that an address owns. Another address may have the same key. */
struct pptp_key pptp_key_of_address(const address *owner, enum pptp_entry entry, uint16_t end, uint64_t number);

/* Returns the value of a key; NULL if it has none. */
void *pptp_index_get(struct pptp_history *history, struct pptp_key key);

/* Sets the value of a key, which must not be NULL, and replaces an older one. */
void pptp_index_put(struct pptp_history *history, struct pptp_key key, void *value);

#endif
