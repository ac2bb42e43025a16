/* Decrypts the MPPE packets of one direction, stateless or stateful, whatever was lost, late or repeated on the way.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <stdlib.h>
#include <string.h>

#include "mppe/history.h"
#include "mppe/keys.h"
#include "mppe/mppe.h"
#include "mppe/option.h"
#include "mppe/recognize.h"
#include "mppe/stream.h"

enum { COUNTS = 4096 };             /* values of the Coherency Count */
enum { FLAG = 256 };                /* stateful: the key changes with every packet whose count ends in 0xFF */
enum { MOST_AHEAD = 32 };           /* stateful: packets that may overtake a late one */
enum { MOST_CHANGES = 8 };          /* stateful: missing flushed packets allowed for, if each changes the key */
enum { TELLING = 64 };              /* octets that show whether a packet is PPP: the longest header of IPv4, and more */
enum { MOST_VAIN = 64 };            /* packets of garbage in a row, after which the direction is hardly in step */

/* A packet that overtook another one. RC4 skips its octets once the late packet has come. */
struct ahead {
    int64_t place;
    int64_t number;
    unsigned octets;
};

/* A packet's place is its Coherency Count without the wrap: it counts on beyond 4095. */
struct pptp_mppe {
    wmem_allocator_t *scope;
    uint32_t bits;
    struct pptp_keys *keys;         /* NULL: the direction is compressed only */
    struct pptp_keys *kept_keys;    /* the same, or those of the direction before; NULL: no key so far */
    struct pptp_mppe_stream *stream;    /* NULL: no key */
    struct pptp_mppe_stream *stateful;  /* the direction's own; NULL: it was not stateful so far */
    struct pptp_mppe_stream *again;     /* its own to decrypt again; NULL: not used so far */
    struct pptp_mppe_history *history;  /* NULL: no compressed packet so far */
    struct pptp_mppe_point point;   /* of the last attempt to decrypt */
    int64_t place;                  /* the highest place that was decrypted; -1: none */
    int64_t number;                 /* that packet's number, or where the direction begins; PPTP_NO_NUMBER: unknown */
    bool is_certain;                /* at least one packet was certainly PPP */
    unsigned decrypted;             /* packets; against garbage it weighs the keys until one is certain */
    unsigned garbage;               /* packets */
    unsigned vain;                  /* packets of garbage since the last that was decrypted */
    /* Stateful only: */
    int64_t changes;                /* key changes so far */
    unsigned flush_changes;         /* key changes that a flushed packet means: 0 or 1 */
    bool is_broken;                 /* RC4 or the history has lost step with the sender */
    struct ahead *ahead;            /* MOST_AHEAD of them; NULL: none so far */
    unsigned ahead_count;
};

/* --- One packet --------------------------------------------------------------------------------------------------- */

/* own: of the direction, which needs it if it is stateful. */
static struct pptp_mppe_stream *
stream_for(const struct pptp_mppe *mppe, uint32_t bits, struct pptp_mppe_stream **own)
{
    if (bits & PPTP_MPPE_STATELESS)
        return pptp_mppe_stream_shared(mppe->scope);
    if (!*own)
        *own = pptp_mppe_stream_new(mppe->scope);
    return *own;
}

static bool
needs_key(const struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet)
{
    return mppe->keys && pptp_mppe_is_encrypted(packet);
}

static enum pptp_mppe_certainty
recognize(const struct pptp_mppe *mppe, const struct pptp_mppe_clear *clear, unsigned decrypted)
{
    return pptp_mppe_recognize(clear->octets, decrypted, clear->length, mppe->is_certain);
}

/* The first octets show whether the key is right: only then are the others decrypted. Octets that are not decrypted, or
 * were not captured, still used up their part of the key stream, which matters to the next packet. */
static void
run_rc4(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, const struct pptp_mppe_clear *clear,
        uint8_t *octets)
{
    const uint8_t *in = packet->octets + PPTP_MPPE_HEADER;
    unsigned size = clear->captured;
    unsigned first = pptp_mppe_header(packet) & PPTP_MPPE_COMPRESSED ? size : MIN(size, TELLING);

    pptp_mppe_stream_run(mppe->stream, octets, in, first);
    if (first < size && recognize(mppe, clear, first) == PPTP_MPPE_NO_PPP)
        pptp_mppe_stream_skip(mppe->stream, size - first);
    else if (first < size)
        pptp_mppe_stream_run(mppe->stream, octets + first, in + first, size - first);
    if (!(mppe->bits & PPTP_MPPE_STATELESS) && mppe->vain < MOST_VAIN)
        pptp_mppe_stream_skip(mppe->stream, clear->length - size);
}

static void
read_clear(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, struct pptp_mppe_clear *clear)
{
    static uint8_t octets[UINT16_MAX];

    clear->octets = octets;
    clear->captured = packet->captured - PPTP_MPPE_HEADER;
    clear->length = packet->length - PPTP_MPPE_HEADER;
    if (needs_key(mppe, packet))
        run_rc4(mppe, packet, clear, octets);
    else
        memcpy(octets, packet->octets + PPTP_MPPE_HEADER, clear->captured);
}

static void
take_decompressed(struct pptp_mppe_clear *clear, struct pptp_mppe_part part)
{
    clear->octets = part.octets;
    clear->captured = clear->length = part.size;
}

static bool
decompress(struct pptp_mppe *mppe, unsigned header, struct pptp_mppe_clear *clear)
{
    struct pptp_mppe_part in = { .octets = clear->octets, .size = clear->captured }, out;

    if (!mppe->history)
        mppe->history = pptp_mppe_history_new(mppe->scope);
    if (!pptp_mppe_history_decompress(mppe->history, header, in, &out, &mppe->point.number))
        return false;
    take_decompressed(clear, out);
    return true;
}

static void
keep_point(struct pptp_mppe *mppe)
{
    mppe->point.number = 0;
    if (!mppe->keys)
        return;
    mppe->point.used = mppe->stream->used;
    memcpy(mppe->point.key, mppe->stream->key, PPTP_START_KEY);
}

static enum pptp_mppe_certainty
decrypt_and_decompress(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, struct pptp_mppe_clear *clear)
{
    unsigned header = pptp_mppe_header(packet);

    keep_point(mppe);
    read_clear(mppe, packet, clear);
    if (header & PPTP_MPPE_COMPRESSED && !decompress(mppe, header, clear))
        return PPTP_MPPE_NO_PPP;
    return recognize(mppe, clear, clear->captured);
}

static void
set_key(struct pptp_mppe *mppe, const uint8_t *key)
{
    if (mppe->keys)
        pptp_mppe_stream_start(mppe->stream, key, pptp_mppe_key_size(mppe->bits));
}

static enum pptp_mppe_certainty
decrypt_with_key(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, const uint8_t *key,
                 struct pptp_mppe_clear *clear)
{
    set_key(mppe, key);
    return decrypt_and_decompress(mppe, packet, clear);
}

static bool
get_key(struct pptp_mppe *mppe, int64_t changes, uint8_t *key)
{
    return !mppe->keys || pptp_mppe_keys_get(mppe->keys, changes, key);
}

/* A packet that was sent later than the highest place stands behind it, any other before it, as far as the counts
 * differ. */
static int64_t
place_of(const struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet)
{
    int64_t count = pptp_mppe_header(packet) & PPTP_MPPE_COUNT;
    int64_t ahead = (count - mppe->place) & PPTP_MPPE_COUNT;

    if (packet->number > mppe->number)
        return mppe->place + (ahead == 0 ? COUNTS : ahead);
    return mppe->place - ((mppe->place - count) & PPTP_MPPE_COUNT);
}

/* Enough packets were sent since the highest place for the count to have wrapped so many more times. */
static bool
may_be_rounds_later(const struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place, unsigned rounds)
{
    return mppe->number != PPTP_NO_NUMBER && packet->number - mppe->number >= place - mppe->place + rounds * COUNTS;
}

/* A genuine count advances by no more than the number of packets sent. A forged one may. */
static bool
is_credible(const struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place)
{
    return mppe->number == PPTP_NO_NUMBER || (llabs(place - mppe->place) <= llabs(packet->number - mppe->number)
                                              && !may_be_rounds_later(mppe, packet, place, 1));
}

/* With wrong keys, one packet in some thousands still looks like PPP. */
static bool
is_doubtful(const struct pptp_mppe *mppe)
{
    return !mppe->is_certain && mppe->garbage > mppe->decrypted;
}

static void
move_on(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place)
{
    if (place > mppe->place) {
        mppe->place = place;
        mppe->number = packet->number;
    }
}

static enum pptp_mppe_result
accept(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place, enum pptp_mppe_certainty certainty)
{
    if (certainty == PPTP_MPPE_NO_PPP
        || (certainty < PPTP_MPPE_CERTAIN && (is_doubtful(mppe) || !is_credible(mppe, packet, place))))
        return PPTP_MPPE_GARBAGE;
    mppe->is_certain |= certainty == PPTP_MPPE_CERTAIN;
    move_on(mppe, packet, place);
    return PPTP_MPPE_DECRYPTED;
}

/* --- Stateless: RFC 3078 sections 7.1 and 8.1 --------------------------------------------------------------------- */

static enum pptp_mppe_result
decrypt_stateless(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place,
                  struct pptp_mppe_clear *clear)
{
    uint8_t key[PPTP_START_KEY];

    if (place < 0 || !get_key(mppe, place + 1, key))
        return place > mppe->place ? PPTP_MPPE_FAR : PPTP_MPPE_LATE;
    return accept(mppe, packet, place, decrypt_with_key(mppe, packet, key, clear));
}

/* --- Stateful: sections 7.2 and 8.2 ------------------------------------------------------------------------------- */

static bool
is_flag(int64_t place)
{
    return place % FLAG == FLAG - 1;
}

static enum pptp_mppe_certainty
try_key(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t changes, struct pptp_mppe_clear *clear)
{
    uint8_t key[PPTP_START_KEY];

    return get_key(mppe, changes, key) ? decrypt_with_key(mppe, packet, key, clear) : PPTP_MPPE_NO_PPP;
}

/* A compressed packet cannot be skipped: its content belongs in the history. */
static void
wait_for_others(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place)
{
    unsigned header = pptp_mppe_header(packet);

    if (mppe->ahead_count == MOST_AHEAD || header & PPTP_MPPE_COMPRESSED)
        return;
    if (!mppe->ahead)
        mppe->ahead = wmem_alloc_array(mppe->scope, struct ahead, MOST_AHEAD);
    mppe->ahead[mppe->ahead_count++] = (struct ahead){
        .place = place, .number = packet->number,
        .octets = needs_key(mppe, packet) ? packet->length - PPTP_MPPE_HEADER : 0
    };
}

static const struct ahead *
next_ahead(const struct pptp_mppe *mppe)
{
    for (unsigned i = 0; i < mppe->ahead_count; i++) {
        if (mppe->ahead[i].place == mppe->place + 1)
            return &mppe->ahead[i];
    }
    return NULL;
}

static void
skip_ahead(struct pptp_mppe *mppe)
{
    uint8_t key[PPTP_START_KEY];

    for (const struct ahead *next = next_ahead(mppe); next; next = next_ahead(mppe)) {
        if (is_flag(next->place) && get_key(mppe, ++mppe->changes, key))
            set_key(mppe, key);
        if (mppe->keys)
            pptp_mppe_stream_skip(mppe->stream, next->octets);
        mppe->place = next->place;
        mppe->number = next->number;
    }
    if (mppe->ahead_count > 0 && mppe->ahead[mppe->ahead_count - 1].place <= mppe->place)
        mppe->ahead_count = 0;
}

/* The key stream runs on from packet to packet, so a missing packet loses step. A packet that turns out to be no
 * PPP, altered on its way or sent like that, used up key stream too. */
static enum pptp_mppe_result
decrypt_next(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place,
             struct pptp_mppe_clear *clear)
{
    int64_t changes = mppe->changes + is_flag(place);
    enum pptp_mppe_certainty certainty =
        is_flag(place) ? try_key(mppe, packet, changes, clear) : decrypt_and_decompress(mppe, packet, clear);
    enum pptp_mppe_result result = accept(mppe, packet, place, certainty);

    mppe->is_broken = result != PPTP_MPPE_DECRYPTED && pptp_mppe_header(packet) & PPTP_MPPE_COMPRESSED;
    mppe->changes = changes;
    move_on(mppe, packet, place);
    skip_ahead(mppe);
    return result;
}

/* Returns how many key changes to try at an attempt: first what a flushed packet meant before, then the
 * alternative, then one more for each flushed packet that may be missing. */
static unsigned
changes_tried(const struct pptp_mppe *mppe, int64_t place, unsigned attempt)
{
    return attempt > 1 || is_flag(place) ? attempt : attempt ^ mppe->flush_changes;
}

static enum pptp_mppe_result
conclude_flushed(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place, int64_t changes,
                 enum pptp_mppe_certainty certainty)
{
    bool is_next = place == mppe->place + 1;
    enum pptp_mppe_result result = accept(mppe, packet, place, certainty);

    mppe->is_broken = result != PPTP_MPPE_DECRYPTED && (!is_next || pptp_mppe_header(packet) & PPTP_MPPE_COMPRESSED);
    if (mppe->is_broken)
        return result;
    mppe->changes = changes;
    move_on(mppe, packet, place);
    return result;
}

/* A flushed packet restarts RC4 with the same key (section 8.2), or with the next one, as Linux' ppp_mppe does.
 * Only the result tells which. */
static enum pptp_mppe_result
decrypt_flushed(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place,
                struct pptp_mppe_clear *clear)
{
    int64_t least = mppe->changes + (place + 1) / FLAG - (mppe->place + 1) / FLAG;
    int64_t likely = least + changes_tried(mppe, place, 0);
    unsigned most = !mppe->keys ? 0 : mppe->vain < MOST_VAIN ? MOST_CHANGES : 1;
    enum pptp_mppe_certainty certainty;

    for (unsigned attempt = 0; attempt <= most; attempt++) {
        unsigned changes = changes_tried(mppe, place, attempt);

        if (try_key(mppe, packet, least + changes, clear) != PPTP_MPPE_CERTAIN)
            continue;
        if (attempt <= 1 && !is_flag(place))
            mppe->flush_changes = changes;
        mppe->ahead_count = 0;
        return conclude_flushed(mppe, packet, place, least + changes, PPTP_MPPE_CERTAIN);
    }
    certainty = try_key(mppe, packet, likely, clear);
    return conclude_flushed(mppe, packet, place, likely,
                            certainty == PPTP_MPPE_LIKELY ? PPTP_MPPE_LIKELY : PPTP_MPPE_NO_PPP);
}

static enum pptp_mppe_result
decrypt_stateful(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place,
                 struct pptp_mppe_clear *clear)
{
    if (place <= mppe->place)
        return PPTP_MPPE_LATE;
    if (pptp_mppe_header(packet) & PPTP_MPPE_FLUSHED)
        return decrypt_flushed(mppe, packet, place, clear);
    if (place > mppe->place + 1)
        skip_ahead(mppe);
    if (place > mppe->place + 1)
        wait_for_others(mppe, packet, place);
    if (place > mppe->place + 1 || mppe->is_broken)
        return PPTP_MPPE_LOST;
    return decrypt_next(mppe, packet, place, clear);
}

/* Bit D is clear. Anybody can send such a packet without a key, so it does not advance the direction; the count
 * may still go on behind it. */
static enum pptp_mppe_result
accept_clear(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, struct pptp_mppe_clear *clear)
{
    if (decrypt_and_decompress(mppe, packet, clear) == PPTP_MPPE_NO_PPP)
        return PPTP_MPPE_GARBAGE;
    wait_for_others(mppe, packet, place_of(mppe, packet));
    return PPTP_MPPE_DECRYPTED;
}

static enum pptp_mppe_result
decrypt_at(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place, struct pptp_mppe_clear *clear)
{
    return mppe->bits & PPTP_MPPE_STATELESS ? decrypt_stateless(mppe, packet, place, clear)
                                            : decrypt_stateful(mppe, packet, place, clear);
}

/* --- A direction -------------------------------------------------------------------------------------------------- */

/* More than the one extra round that is tried may be missing. */
static bool
is_far(const struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place)
{
    return mppe->bits & PPTP_MPPE_STATELESS && may_be_rounds_later(mppe, packet, place, 2);
}

/* A packet of an older session with the same keys may have moved a stateless direction too far: one round back is
 * tried too. */
static enum pptp_mppe_result
decrypt_at_best_place(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, struct pptp_mppe_clear *clear)
{
    int64_t place = place_of(mppe, packet);
    enum pptp_mppe_result result;

    if (pptp_mppe_header(packet) & PPTP_MPPE_FLUSHED && may_be_rounds_later(mppe, packet, place, 1)
        && decrypt_at(mppe, packet, place + COUNTS, clear) == PPTP_MPPE_DECRYPTED)
        return PPTP_MPPE_DECRYPTED;
    result = decrypt_at(mppe, packet, place, clear);
    if (result == PPTP_MPPE_GARBAGE && mppe->bits & PPTP_MPPE_STATELESS && packet->number > mppe->number
        && place >= COUNTS && decrypt_at(mppe, packet, place - COUNTS, clear) == PPTP_MPPE_DECRYPTED)
        return PPTP_MPPE_DECRYPTED;
    return result == PPTP_MPPE_GARBAGE && is_far(mppe, packet, place) ? PPTP_MPPE_FAR : result;
}

static enum pptp_mppe_result
decrypt(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, struct pptp_mppe_clear *clear)
{
    enum pptp_mppe_result result;

    if (pptp_mppe_header(packet) & PPTP_MPPE_COMPRESSED && packet->captured < packet->length) {
        mppe->is_broken = true;
        return PPTP_MPPE_CUT;
    }
    if (mppe->keys && !(pptp_mppe_header(packet) & (PPTP_MPPE_ENCRYPTED | PPTP_MPPE_COMPRESSED)))
        return accept_clear(mppe, packet, clear);
    result = decrypt_at_best_place(mppe, packet, clear);
    mppe->decrypted += result == PPTP_MPPE_DECRYPTED;
    mppe->garbage += result == PPTP_MPPE_GARBAGE;
    mppe->vain = result == PPTP_MPPE_DECRYPTED ? 0 : mppe->vain + (result == PPTP_MPPE_GARBAGE);
    return result;
}

enum pptp_mppe_result
pptp_mppe_decrypt(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, struct pptp_mppe_clear *clear,
                  struct pptp_mppe_point *point)
{
    enum pptp_mppe_result result = decrypt(mppe, packet, clear);

    if (result == PPTP_MPPE_DECRYPTED)
        *point = mppe->point;
    return result;
}

/* --- Again -------------------------------------------------------------------------------------------------------- */

static void
run_rc4_again(struct pptp_mppe *mppe, uint32_t bits, const struct pptp_mppe_point *point,
              const struct pptp_mppe_packet *packet, uint8_t *out)
{
    struct pptp_mppe_stream *stream = stream_for(mppe, bits, &mppe->again);

    pptp_mppe_stream_seek(stream, point->key, pptp_mppe_key_size(bits), point->used);
    pptp_mppe_stream_run(stream, out, packet->octets + PPTP_MPPE_HEADER, packet->captured - PPTP_MPPE_HEADER);
}

static bool
decompress_again(struct pptp_mppe *mppe, wmem_allocator_t *scope, const struct pptp_mppe_point *point, unsigned header,
                 struct pptp_mppe_clear *clear)
{
    struct pptp_mppe_part in = { .octets = clear->octets, .size = clear->captured }, out;

    if (!mppe->history || !pptp_mppe_history_again(mppe->history, header, in, &out, point->number))
        return false;
    take_decompressed(clear, out);
    clear->octets = wmem_memdup(scope, out.octets, out.size);
    return true;
}

/* The history keeps a packet that depends on others, decrypted. */
bool
pptp_mppe_decrypt_again(struct pptp_mppe *mppe, wmem_allocator_t *scope, uint32_t bits,
                        const struct pptp_mppe_point *point, const struct pptp_mppe_packet *packet,
                        struct pptp_mppe_clear *clear)
{
    unsigned header = pptp_mppe_header(packet), size = packet->captured - PPTP_MPPE_HEADER;
    uint8_t *octets = wmem_alloc(scope, MAX(size, 1));

    if (point->number == 0 && pptp_mppe_key_size(bits) && pptp_mppe_is_encrypted(packet))
        run_rc4_again(mppe, bits, point, packet, octets);
    else
        memcpy(octets, packet->octets + PPTP_MPPE_HEADER, size);
    clear->octets = octets;
    clear->captured = size;
    clear->length = packet->length - PPTP_MPPE_HEADER;
    return !(header & PPTP_MPPE_COMPRESSED) || decompress_again(mppe, scope, point, header, clear);
}

/* --- What is known of a direction --------------------------------------------------------------------------------- */

bool
pptp_mppe_is_certain(const struct pptp_mppe *mppe)
{
    return mppe->is_certain;
}

/* Stateful packets use the initial session key until its first change. */
static void
begin_keys(struct pptp_mppe *mppe, const uint8_t start[PPTP_START_KEY])
{
    uint8_t key[PPTP_START_KEY];

    if (mppe->kept_keys)
        pptp_mppe_keys_begin(mppe->kept_keys, mppe->bits, start);
    else
        mppe->kept_keys = pptp_mppe_keys_new(mppe->scope, mppe->bits, start);
    mppe->keys = mppe->kept_keys;
    mppe->stream = stream_for(mppe, mppe->bits, &mppe->stateful);
    pptp_mppe_keys_get(mppe->keys, 0, key);
    set_key(mppe, key);
}

void
pptp_mppe_begin(struct pptp_mppe *mppe, uint32_t bits, const uint8_t start[PPTP_START_KEY], int64_t number)
{
    *mppe = (struct pptp_mppe){ .scope = mppe->scope,
                                .kept_keys = mppe->kept_keys,
                                .stateful = mppe->stateful,
                                .again = mppe->again,
                                .history = mppe->history,
                                .ahead = mppe->ahead,
                                .bits = bits,
                                .place = -1,
                                .number = number };
    if (mppe->history)
        pptp_mppe_history_begin(mppe->history);
    if (pptp_mppe_key_bits(bits))
        begin_keys(mppe, start);
}

struct pptp_mppe *
pptp_mppe_new(wmem_allocator_t *scope, uint32_t bits, const uint8_t start[PPTP_START_KEY], int64_t number)
{
    struct pptp_mppe *mppe = wmem_new0(scope, struct pptp_mppe);

    mppe->scope = scope;
    pptp_mppe_begin(mppe, bits, start, number);
    return mppe;
}
