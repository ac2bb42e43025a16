/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include <string.h>

#include <wsutil/wsgcrypt.h>

#include "mppe/keys.h"
#include "ppp/negotiation.h"

enum { SHA1 = 20 };                             /* octets */
enum { STRIDE = 64, MARKS = PPTP_KEYS_KEPT / STRIDE };

struct key {
    int64_t changes;
    uint8_t octets[PPTP_START_KEY];
};

/* Every 64th key is kept in a ring, from which those between are found again. */
struct pptp_keys {
    gcry_cipher_hd_t rc4;
    const struct strength *strength;
    uint8_t start[PPTP_START_KEY];
    struct key last;                            /* that was asked for */
    int64_t farthest;                           /* changes of the farthest mark */
    uint8_t marks[MARKS][PPTP_START_KEY];
};

/* The strongest first. Known octets take the place of so many at the front (RFC 3079 sections 2.1 and 2.2). */
static const struct strength {
    uint32_t option;
    unsigned bits;
    unsigned size;
    unsigned known;
} strengths[] = {
    { PPTP_MPPE_128, 128, 16, 0 },
    { PPTP_MPPE_56, 56, 8, 1 },
    { PPTP_MPPE_40, 40, 8, 3 },
};

static const struct strength *
strength_of(uint32_t bits)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(strengths); i++) {
        if (bits & strengths[i].option)
            return &strengths[i];
    }
    return NULL;
}

unsigned
pptp_mppe_key_bits(uint32_t bits)
{
    return strength_of(bits) ? strength_of(bits)->bits : 0;
}

unsigned
pptp_mppe_key_size(uint32_t bits)
{
    return strength_of(bits) ? strength_of(bits)->size : 0;
}

static void
derive(const struct pptp_keys *keys, const uint8_t *session, uint8_t digest[SHA1])
{
    unsigned size = keys->strength->size;
    uint8_t pads[2][40];
    gcry_buffer_t parts[] = {
        { .data = (void *)keys->start, .len = size }, { .data = pads[0], .len = sizeof pads[0] },
        { .data = (void *)session, .len = size }, { .data = pads[1], .len = sizeof pads[1] }
    };

    memset(pads[0], 0x00, sizeof pads[0]);
    memset(pads[1], 0xf2, sizeof pads[1]);
    gcry_md_hash_buffers(GCRY_MD_SHA1, 0, digest, parts, G_N_ELEMENTS(parts));
}

static void
weaken(const struct pptp_keys *keys, uint8_t *key)
{
    static const uint8_t known[] = { 0xd1, 0x26, 0x9e };

    memcpy(key, known, keys->strength->known);
}

/* RFC 3079 sections 2 and 3: unlike the others, the first session key is not encrypted. */
void
pptp_mppe_keys_begin(struct pptp_keys *keys, uint32_t bits, const uint8_t start[PPTP_START_KEY])
{
    uint8_t digest[SHA1];

    keys->strength = strength_of(bits);
    keys->farthest = 0;
    keys->last.changes = 0;
    memcpy(keys->start, start, PPTP_START_KEY);
    derive(keys, keys->start, digest);
    memcpy(keys->last.octets, digest, keys->strength->size);
    weaken(keys, keys->last.octets);
    memcpy(keys->marks[0], keys->last.octets, PPTP_START_KEY);
}

static void
change(struct pptp_keys *keys, struct key *key)
{
    unsigned size = keys->strength->size;
    uint8_t interim[SHA1];

    derive(keys, key->octets, interim);
    gcry_cipher_setkey(keys->rc4, interim, size);
    gcry_cipher_encrypt(keys->rc4, key->octets, size, interim, size);
    weaken(keys, key->octets);
    key->changes++;
}

static uint8_t *
mark_of(struct pptp_keys *keys, int64_t changes)
{
    return keys->marks[changes / STRIDE % MARKS];
}

static void
keep_mark(struct pptp_keys *keys, const struct key *key)
{
    if (key->changes % STRIDE != 0 || key->changes <= keys->farthest)
        return;
    keys->farthest = key->changes;
    memcpy(mark_of(keys, key->changes), key->octets, PPTP_START_KEY);
}

/* The nearest key before, or at, so many changes. */
static struct key
nearest(struct pptp_keys *keys, int64_t changes)
{
    int64_t mark = MIN(changes / STRIDE * STRIDE, keys->farthest);
    struct key key = { .changes = mark };

    if (keys->last.changes <= changes && keys->last.changes >= mark)
        return keys->last;
    memcpy(key.octets, mark_of(keys, mark), PPTP_START_KEY);
    return key;
}

bool
pptp_mppe_keys_get(struct pptp_keys *keys, int64_t changes, uint8_t octets[PPTP_START_KEY])
{
    struct key key;

    if (changes < 0 || changes / STRIDE <= keys->farthest / STRIDE - MARKS)
        return false;
    key = nearest(keys, changes);
    while (key.changes < changes) {
        change(keys, &key);
        keep_mark(keys, &key);
    }
    keys->last = key;
    memcpy(octets, key.octets, PPTP_START_KEY);
    return true;
}

static pptp_bool
close_rc4(wmem_allocator_t *scope _U_, wmem_cb_event_t event _U_, void *keys)
{
    gcry_cipher_close(((struct pptp_keys *)keys)->rc4);
    return FALSE;
}

struct pptp_keys *
pptp_mppe_keys_new(wmem_allocator_t *scope, uint32_t bits, const uint8_t start[PPTP_START_KEY])
{
    struct pptp_keys *keys = wmem_new0(scope, struct pptp_keys);

    gcry_cipher_open(&keys->rc4, GCRY_CIPHER_ARCFOUR, GCRY_CIPHER_MODE_STREAM, 0);
    wmem_register_callback(scope, close_rc4, keys);
    pptp_mppe_keys_begin(keys, bits, start);
    return keys;
}
