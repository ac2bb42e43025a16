/* Keeps the hash table behind all look-ups by number.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "calls/hash.h"
#include "calls/index.h"

#define KEY_WORDS (sizeof(struct pptp_key) / sizeof(uint32_t))

_Static_assert(KEY_WORDS == 4 && KEY_WORDS <= PPTP_HASH_WORDS, "a key has no padding, and can be hashed");

enum { FIRST_SLOTS = 64 };

struct slot {
    struct pptp_key key;
    void *value;                /* NULL: the slot is free */
};

/* Linear probing: an entry takes a third of the memory that wmem_map_t needs, and a look-up mostly one cache line. */
struct pptp_index {
    wmem_allocator_t *scope;
    struct slot *slots;
    uint32_t size;              /* a power of 2 */
    uint32_t count;             /* of entries: at most three quarters of the slots */
};

static uint32_t
hash_key(const struct pptp_key *key)
{
    uint32_t words[KEY_WORDS];

    memcpy(words, key, sizeof words);
    return pptp_hash(words, KEY_WORDS);
}

/* Returns the slot of a key, or the free one where it belongs. */
static struct slot *
find_slot(const struct pptp_index *index, const struct pptp_key *key)
{
    uint32_t at = hash_key(key) & (index->size - 1);

    while (index->slots[at].value && memcmp(&index->slots[at].key, key, sizeof *key) != 0)
        at = (at + 1) & (index->size - 1);
    return &index->slots[at];
}

static void
make_slots(struct pptp_index *index, uint32_t size)
{
    index->size = size;
    index->slots = wmem_alloc0_array(index->scope, struct slot, size);
}

static void
double_slots(struct pptp_index *index)
{
    struct slot *old = index->slots;
    uint32_t count = index->size;

    make_slots(index, 2 * count);
    for (uint32_t i = 0; i < count; i++) {
        if (old[i].value)
            *find_slot(index, &old[i].key) = old[i];
    }
    wmem_free(index->scope, old);
}

struct pptp_index *
pptp_index_new(wmem_allocator_t *scope)
{
    struct pptp_index *index = wmem_new0(scope, struct pptp_index);

    index->scope = scope;
    make_slots(index, FIRST_SLOTS);
    return index;
}

struct pptp_key
pptp_key(uint32_t owner, enum pptp_entry entry, uint16_t end, uint64_t number)
{
    return (struct pptp_key){ .number = number, .owner = owner, .entry = entry, .end = end };
}

struct pptp_key
pptp_key_of_address(const address *owner, enum pptp_entry entry, uint16_t end, uint64_t number)
{
    return pptp_key(pptp_hash_addresses(owner, owner, 0), entry, end, number);
}

void *
pptp_index_get(struct pptp_history *history, struct pptp_key key)
{
    return find_slot(history->index, &key)->value;
}

void
pptp_index_put(struct pptp_history *history, struct pptp_key key, void *value)
{
    struct pptp_index *index = history->index;
    struct slot *slot = find_slot(index, &key);

    if (!slot->value && index->count >= index->size / 4 * 3) {
        double_slots(index);
        slot = find_slot(index, &key);
    }
    index->count += !slot->value;
    *slot = (struct slot){ .key = key, .value = value };
}
