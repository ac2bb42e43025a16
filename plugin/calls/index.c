/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include <string.h>

#include "calls/index.h"

/* Random, so that no capture can be made whose keys collide: multilinear hashing, which needs a sixth of the instructions
 * of wmem_strong_hash(). */
static uint64_t factors[6];

static guint
hash_key(gconstpointer key)
{
    uint32_t word[G_N_ELEMENTS(factors)];
    uint64_t sum = 0;

    memcpy(word, key, sizeof word);
    for (unsigned i = 0; i < G_N_ELEMENTS(factors); i++)
        sum += factors[i] * word[i];
    return sum >> 32;
}

_Static_assert(sizeof(struct pptp_key) == sizeof(uint32_t[6]), "a factor for each word of a key");

static gboolean
same_key(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(struct pptp_key)) == 0;
}

wmem_map_t *
pptp_index_new(wmem_allocator_t *scope)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(factors); i++)
        factors[i] = (uint64_t)g_random_int() << 32 | g_random_int();
    return wmem_map_new(scope, hash_key, same_key);
}

struct pptp_key
pptp_key(const void *owner, enum pptp_entry entry, uint32_t end, uint64_t number)
{
    return (struct pptp_key) { (uintptr_t)owner, number, entry, end };
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
