/* Keeps the hash table behind all look-ups by number.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "calls/hash.h"
#include "calls/index.h"

#define KEY_WORDS (sizeof(struct pptp_key) / sizeof(uint32_t))

_Static_assert(KEY_WORDS <= PPTP_HASH_WORDS, "a key can be hashed");

static guint
hash_key(gconstpointer key)
{
    uint32_t words[KEY_WORDS];

    memcpy(words, key, sizeof words);
    return pptp_hash(words, KEY_WORDS);
}

static gboolean
same_key(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(struct pptp_key)) == 0;
}

wmem_map_t *
pptp_index_new(wmem_allocator_t *scope)
{
    return wmem_map_new(scope, hash_key, same_key);
}

struct pptp_key
pptp_key(const void *owner, enum pptp_entry entry, uint32_t end, uint64_t number)
{
    return (struct pptp_key) { (uintptr_t)owner, number, entry, end };
}

struct pptp_key
pptp_key_of_address(const address *owner, enum pptp_entry entry, uint32_t end, uint64_t number)
{
    return (struct pptp_key) { pptp_hash_addresses(owner, owner, 0), number, entry, end };
}

void *
pptp_index_get(struct pptp_history *history, struct pptp_key key)
{
    return wmem_map_lookup(history->index, &key);
}

void
pptp_index_put(struct pptp_history *history, struct pptp_key key, void *value)
{
    wmem_map_insert(history->index, wmem_memdup(history->scope, &key, sizeof key), value);
}
