/* Derives MPPE's session keys: initial keys (RFC 3079), and each next key from the one before (RFC 3078 section 7.3).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "mppe/ciphers.h"
#include "mppe/keys.h"
#include "mppe/option.h"
#include "mppe/stream.h"

enum { STRIDE = 64, MARKS = PPTP_KEYS_KEPT / STRIDE, FIRST_MARKS = 6 };
enum { SPARE = 32 * 4096, EARNED = 4 };     /* key changes: at first, and with each key that is asked for */

struct key {
    int64_t changes;
    uint8_t octets[PPTP_START_KEY];
};

/* A ring keeps every 64th key; the keys between are derived again from the one before. It grows up to MARKS keys. */
struct pptp_keys {
    wmem_allocator_t *scope;
    const struct strength *strength;
    uint8_t start[PPTP_START_KEY];
    struct key last;                            /* the one that was returned last */
    struct key back;                            /* the last that lies before the one returned before it */
    int64_t farthest;                           /* changes up to the last key in the ring */
    unsigned room;                              /* for so many keys in the ring */
    uint8_t (*marks)[PPTP_START_KEY];
};

/* How many more key changes the capture may cost: packets can ask for keys that are far ahead, again and again. */
static int64_t spare;
static bool has_spare;                           /* the capture has begun to spend it */

/* The strongest first. Shorter keys begin with known octets (RFC 3079 sections 2.1 and 2.2). */
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
derive(const struct pptp_keys *keys, const uint8_t *session, uint8_t digest[PPTP_SHA1])
{
    unsigned size = keys->strength->size;
    uint8_t pads[2][40];
    gcry_buffer_t parts[] = {
        { .data = (void *)keys->start, .len = size }, { .data = pads[0], .len = sizeof pads[0] },
        { .data = (void *)session, .len = size }, { .data = pads[1], .len = sizeof pads[1] }
    };

    memset(pads[0], 0x00, sizeof pads[0]);
    memset(pads[1], 0xf2, sizeof pads[1]);
    pptp_mppe_ciphers_sha1(parts, G_N_ELEMENTS(parts), digest);
}

static void
weaken(const struct pptp_keys *keys, uint8_t *key)
{
    static const uint8_t known[] = { 0xd1, 0x26, 0x9e };

    memcpy(key, known, keys->strength->known);
}

/* RFC 3079 sections 2 and 3: unlike all later ones, the initial session key is not encrypted. */
void
pptp_mppe_keys_begin(struct pptp_keys *keys, uint32_t bits, const uint8_t start[PPTP_START_KEY])
{
    uint8_t digest[PPTP_SHA1];

    keys->strength = strength_of(bits);
    keys->farthest = 0;
    keys->last.changes = 0;
    keys->back.changes = INT64_MAX;
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
    struct pptp_mppe_stream *stream = pptp_mppe_stream_shared(keys->scope);
    uint8_t interim[PPTP_SHA1];

    derive(keys, key->octets, interim);
    pptp_mppe_stream_start(stream, interim, size);
    pptp_mppe_stream_run(stream, key->octets, interim, size);
    weaken(keys, key->octets);
    key->changes++;
}

static uint8_t *
mark_of(struct pptp_keys *keys, int64_t changes)
{
    return keys->marks[changes / STRIDE % MARKS];
}

static void
make_room(struct pptp_keys *keys, int64_t marks)
{
    while (keys->room < MIN(marks, MARKS)) {
        keys->room *= 2;
        keys->marks = wmem_realloc(keys->scope, keys->marks, keys->room * sizeof *keys->marks);
    }
}

static void
keep_mark(struct pptp_keys *keys, const struct key *key)
{
    if (key->changes % STRIDE != 0 || key->changes <= keys->farthest)
        return;
    keys->farthest = key->changes;
    make_room(keys, key->changes / STRIDE + 1);
    memcpy(mark_of(keys, key->changes), key->octets, PPTP_START_KEY);
}

static bool
is_between(const struct key *key, int64_t from, int64_t to)
{
    return key->changes >= from && key->changes <= to;
}

/* Returns the nearest known key at or before so many changes. */
static struct key
nearest(struct pptp_keys *keys, int64_t changes)
{
    int64_t mark = MIN(changes / STRIDE * STRIDE, keys->farthest);
    struct key key = { .changes = mark };

    if (is_between(&keys->last, mark, changes))
        return keys->last;
    if (is_between(&keys->back, mark, changes))
        return keys->back;
    memcpy(key.octets, mark_of(keys, mark), PPTP_START_KEY);
    return key;
}

static bool
spend(int64_t changes)
{
    spare = MIN(spare + EARNED, SPARE);
    if (changes > spare)
        return false;
    spare -= changes;
    return true;
}

bool
pptp_mppe_keys_get(struct pptp_keys *keys, int64_t changes, uint8_t octets[PPTP_START_KEY])
{
    struct key key;

    if (changes < 0 || changes / STRIDE <= keys->farthest / STRIDE - MARKS)
        return false;
    key = nearest(keys, changes);
    if (!spend(changes - key.changes))
        return false;
    while (key.changes < changes) {
        change(keys, &key);
        keep_mark(keys, &key);
    }
    if (changes < keys->last.changes)
        keys->back = key;
    keys->last = key;
    memcpy(octets, key.octets, PPTP_START_KEY);
    return true;
}

static pptp_callback_bool
forget_spare(wmem_allocator_t *scope _U_, wmem_cb_event_t event _U_, void *unused _U_)
{
    has_spare = false;
    return FALSE;
}

static void
begin_spare(wmem_allocator_t *scope)
{
    if (has_spare)
        return;
    has_spare = true;
    spare = SPARE;
    wmem_register_callback(scope, forget_spare, NULL);
}

struct pptp_keys *
pptp_mppe_keys_new(wmem_allocator_t *scope, uint32_t bits, const uint8_t start[PPTP_START_KEY])
{
    struct pptp_keys *keys = wmem_new0(scope, struct pptp_keys);

    begin_spare(scope);
    keys->scope = scope;
    keys->room = FIRST_MARKS;
    keys->marks = wmem_alloc(scope, FIRST_MARKS * sizeof *keys->marks);
    pptp_mppe_keys_begin(keys, bits, start);
    return keys;
}
