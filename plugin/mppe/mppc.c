/* Decompresses the codes of MPPC (RFC 2118 section 4) into a sliding history of 8192 octets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <stddef.h>
#include <string.h>

#include "mppe/mppc.h"

enum { HISTORY = 8192, SHORTEST_CODE = 8, MOST_ONES = 11 };     /* octets; bits */

/* A saved one ends behind the octets that are used. */
struct pptp_mppc {
    uint64_t total;                 /* octets decompressed so far */
    unsigned end;                   /* where the last packet ends and the next one goes */
    unsigned used;                  /* octets of the history that were ever written */
    uint8_t history[HISTORY];
};

struct bits {
    const uint8_t *octets;
    unsigned left;                  /* bits */
    unsigned at;
};

struct pptp_mppc *
pptp_mppe_mppc_new(wmem_allocator_t *scope)
{
    return wmem_new0(scope, struct pptp_mppc);
}

void
pptp_mppe_mppc_begin(struct pptp_mppc *mppc)
{
    mppc->end = mppc->used = 0;
}

/* Returns the next bits without taking them. Zeros follow the end. */
static unsigned
peek(const struct bits *bits, unsigned count)
{
    unsigned value = 0;

    for (unsigned i = 0; i < count; i++) {
        unsigned at = bits->at + i;

        value = value << 1 | (i < bits->left ? bits->octets[at / 8] >> (7 - at % 8) & 1 : 0);
    }
    return value;
}

static bool
take(struct bits *bits, unsigned count, unsigned *value)
{
    if (bits->left < count)
        return false;
    *value = peek(bits, count);
    bits->at += count;
    bits->left -= count;
    return true;
}

/* Sections 4.1 and 4.2.1: the prefix of a code, and the value behind it. */
static const struct code {
    uint8_t prefix;
    uint8_t prefix_bits;
    uint8_t value_bits;
    uint16_t least;                 /* added to the value */
    bool is_literal;                /* otherwise the value is an offset, and a length follows */
} codes[] = {
    { 0x0, 1, 7, 0x00, true },
    { 0x2, 2, 7, 0x80, true },
    { 0x6, 3, 13, 320, false },
    { 0xe, 4, 8, 64, false },
    { 0xf, 4, 6, 0, false },
};

static const struct code *
find_code(const struct bits *bits)
{
    const struct code *code = codes;

    while (peek(bits, code->prefix_bits) != code->prefix)
        code++;                     /* one always matches: the prefixes cover all bits */
    return code;
}

/* Section 4.2.2: a number of 1 bits, a 0 bit, and then one bit more of the length than there were 1 bits. */
static bool
take_length(struct bits *bits, unsigned *length)
{
    unsigned ones = 0, bit, rest = 0;

    do {
        if (!take(bits, 1, &bit))
            return false;
        ones += bit;
    } while (bit == 1 && ones <= MOST_ONES);
    if (ones > MOST_ONES || (ones > 0 && !take(bits, ones + 1, &rest)))
        return false;
    *length = ones > 0 ? (2u << ones) + rest : 3;
    return true;
}

/* A copy may go on into what it has written: then it repeats those octets. */
static void
copy_octets(struct pptp_mppc *mppc, unsigned from, unsigned length)
{
    while (length > 0) {
        bool is_older = from >= mppc->end;
        unsigned size = MIN(length, is_older ? HISTORY - from : mppc->end - from);

        memmove(mppc->history + mppc->end, mppc->history + from, size);
        mppc->end += size;
        length -= size;
        from = is_older ? (from + size) % HISTORY : from;
    }
}

/* A code may refer to older octets beyond the end, but not to octets that were never written (section 3.1). */
static bool
copy(struct pptp_mppc *mppc, unsigned offset, unsigned length)
{
    unsigned from = (mppc->end - offset) % HISTORY;

    if (offset == 0 || offset >= HISTORY || mppc->end + length > HISTORY
        || (from >= mppc->end && from + length > mppc->used))
        return false;
    copy_octets(mppc, from, length);
    return true;
}

static bool
decompress_code(struct pptp_mppc *mppc, struct bits *bits)
{
    const struct code *code = find_code(bits);
    unsigned value, length;

    if (!take(bits, code->prefix_bits, &value) || !take(bits, code->value_bits, &value))
        return false;
    value += code->least;
    if (!code->is_literal)
        return take_length(bits, &length) && copy(mppc, value, length);
    if (mppc->end == HISTORY)
        return false;
    mppc->history[mppc->end++] = value;
    return true;
}

bool
pptp_mppe_mppc_decompress(struct pptp_mppc *mppc, bool is_flushed, bool is_at_front, const uint8_t *octets,
                          unsigned size, const uint8_t **clear, unsigned *clear_size)
{
    struct bits bits = { .octets = octets, .left = size * 8 };
    bool is_sound = true;
    unsigned begin;

    if (is_flushed)
        pptp_mppe_mppc_begin(mppc);
    if (is_at_front)
        mppc->end = 0;
    begin = mppc->end;
    while (is_sound && bits.left >= SHORTEST_CODE) {
        is_sound = decompress_code(mppc, &bits);
        mppc->used = MAX(mppc->used, mppc->end);
    }
    mppc->total += mppc->end - begin;
    *clear = mppc->history + begin;
    *clear_size = mppc->end - begin;
    return is_sound;
}

uint64_t
pptp_mppe_mppc_total(const struct pptp_mppc *mppc)
{
    return mppc->total;
}

static size_t
saved_size(const struct pptp_mppc *mppc)
{
    return offsetof(struct pptp_mppc, history) + mppc->used;
}

const struct pptp_mppc *
pptp_mppe_mppc_save(const struct pptp_mppc *mppc, wmem_allocator_t *scope)
{
    return wmem_memdup(scope, mppc, saved_size(mppc));
}

void
pptp_mppe_mppc_restore(struct pptp_mppc *mppc, const struct pptp_mppc *saved)
{
    memcpy(mppc, saved, saved_size(saved));
}
