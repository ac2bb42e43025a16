/* Hashes words and addresses with random factors, and octets without one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "calls/hash.h"

#define ADDRESS_WORDS 4

static uint64_t factors[PPTP_HASH_WORDS];

static void
choose_factors(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(factors); i++)
        factors[i] = (uint64_t)g_random_int() << 32 | g_random_int() | 1;
}

/* Multilinear hashing takes a sixth of the instructions of wmem_strong_hash(). */
uint32_t
pptp_hash(const uint32_t *words, unsigned count)
{
    uint64_t sum = 0;

    if (factors[0] == 0)
        choose_factors();
    for (unsigned i = 0; i < count; i++)
        sum += factors[i] * words[i];
    return sum >> 32;
}

/* The shift lets the high bits of a word reach the low ones of the hash. */
static uint64_t
add_word(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

uint64_t
pptp_hash_octets(const uint8_t *octets, unsigned size)
{
    uint64_t hash = size, word;

    for (; size >= sizeof word; octets += sizeof word, size -= sizeof word) {
        memcpy(&word, octets, sizeof word);
        hash = add_word(hash, word);
    }
    if (size == 0)
        return hash;
    word = 0;
    memcpy(&word, octets, size);
    return add_word(hash, word);
}

static void
put_address(uint32_t *words, const address *from)
{
    if (from->len > 0)
        memcpy(words, from->data, MIN((size_t)from->len, ADDRESS_WORDS * sizeof *words));
}

uint32_t
pptp_hash_addresses(const address *one, const address *other, uint32_t number)
{
    uint32_t words[PPTP_HASH_WORDS] = { number };

    put_address(words + 1, one);
    put_address(words + 1 + ADDRESS_WORDS, other);
    return pptp_hash(words, PPTP_HASH_WORDS);
}
