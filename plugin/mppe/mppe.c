/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include <stdlib.h>
#include <string.h>

#include <epan/tvbuff.h>
#include <epan/in_cksum.h>
#include <epan/ppptypes.h>
#include <wsutil/wsgcrypt.h>

#include "mppe/keys.h"
#include "mppe/mppc.h"
#include "mppe/mppe.h"
#include "ppp/negotiation.h"

enum { COUNTS = 4096 };             /* until the Coherency Count begins again */
enum { FLAG = 256 };                /* stateful: the key changes with every packet whose count ends with 0xFF */
enum { MOST_AHEAD = 32 };           /* stateful: packets that one that comes late can be behind */
enum { MOST_CHANGES = 8 };          /* stateful: flushed packets in a row that may be missing, where each changes the key */

/* A packet that overtook another: of it RC4 skips so many octets once that one has come. */
struct ahead {
    int64_t place;
    int64_t number;
    unsigned octets;
};

/* A packet's place: its Coherency Count, counted on when that begins again. */
struct pptp_mppe {
    wmem_allocator_t *scope;
    uint32_t bits;
    struct pptp_keys *keys;         /* NULL: compressed only */
    struct pptp_keys *kept_keys;    /* the same, or of before; NULL: there were none */
    gcry_cipher_hd_t rc4;           /* if there are kept ones */
    struct pptp_mppc *mppc;         /* NULL: nothing was compressed so far */
    int64_t place;                  /* the highest that was opened; -1: none was */
    int64_t number;                 /* of that packet, or where the direction begins; PPTP_NO_NUMBER: not known */
    bool is_certain;                /* one of the opened packets could not be anything else */
    unsigned opened;                /* packets, and those that were garbage: they matter until it is certain */
    unsigned garbage;
    /* Stateful: */
    int64_t changes;                /* of the key, so far */
    unsigned flush_changes;         /* times that a flushed packet changes the key */
    bool is_broken;                 /* RC4 or the history is not where the sender's is */
    struct ahead ahead[MOST_AHEAD];
    unsigned ahead_count;
};

/* --- What comes out ------------------------------------------------------------------------------------------------ */

enum certainty { GARBAGE, POSSIBLE, LIKELY, CERTAIN };

static enum certainty
recognize_ipv4(const uint8_t *ip, unsigned captured, unsigned length)
{
    unsigned header, total;

    if (captured < 20)
        return captured == 0 || ip[0] >> 4 == 4 ? LIKELY : GARBAGE;
    header = (ip[0] & 15) * 4;
    total = ip[2] << 8 | ip[3];
    if (ip[0] >> 4 != 4 || header < 20 || total < header || total > length)
        return GARBAGE;
    return total == length || (header <= captured && ip_checksum(ip, header) == 0) ? CERTAIN : LIKELY;
}

/* It has no checksum: a length that is not the packet's own is right too often by chance. */
static enum certainty
recognize_ipv6(const uint8_t *ip, unsigned captured, unsigned length)
{
    unsigned total;

    if (captured < 40)
        return captured == 0 || ip[0] >> 4 == 6 ? LIKELY : GARBAGE;
    total = (ip[4] << 8 | ip[5]) + 40;
    if (ip[0] >> 4 != 6 || total > length)
        return GARBAGE;
    return total == length ? CERTAIN : LIKELY;
}

/* Van Jacobson's, of RFC 1144: an IPv4 header with another number in its Protocol field; changes, whose first bit is 0. */
static enum certainty
recognize_uncompressed(const uint8_t *ip, unsigned captured, unsigned length)
{
    return MIN(recognize_ipv4(ip, captured, length), LIKELY);
}

static enum certainty
recognize_compressed(const uint8_t *changes, unsigned captured, unsigned length _U_)
{
    return captured == 0 || changes[0] < 0x80 ? LIKELY : GARBAGE;
}

static enum certainty
recognize_any(const uint8_t *octets _U_, unsigned captured _U_, unsigned length _U_)
{
    return POSSIBLE;
}

/* The network protocols that PPTP is known to carry: what has another number is taken for garbage. */
static const struct {
    uint16_t protocol;
    enum certainty (*recognize)(const uint8_t *octets, unsigned captured, unsigned length);
} protocols[] = {
    { PPP_IP, recognize_ipv4 }, { PPP_IPV6, recognize_ipv6 }, { PPP_VJC_COMP, recognize_compressed },
    { PPP_VJC_UNCOMP, recognize_uncompressed }, { PPP_AT, recognize_any }, { PPP_IPX, recognize_any },
    { PPP_BCP_BPDU, recognize_any }, { PPP_MP, recognize_any }, { PPP_NB, recognize_any }, { PPP_RTP_FH, recognize_any },
    { PPP_RTP_CTCP, recognize_any }, { PPP_RTP_CNTCP, recognize_any }, { PPP_RTP_CUDP8, recognize_any },
    { PPP_RTP_CRTP8, recognize_any },
};

/* PPP whose protocol field, of one octet or two, comes first. One octet is often right by chance, so with what tells no
 * more only a direction that is certain already is content. */
static enum certainty
recognize(const struct pptp_mppe *mppe, const struct pptp_mppe_clear *clear)
{
    const uint8_t *octets = clear->octets;
    unsigned size = clear->captured > 0 && octets[0] & 1 ? 1 : 2, protocol;
    enum certainty certainty = GARBAGE;

    if (clear->captured < size)
        return clear->length > clear->captured && mppe->is_certain ? POSSIBLE : GARBAGE;
    protocol = size == 1 ? octets[0] : octets[0] << 8 | octets[1];
    for (unsigned i = 0; i < G_N_ELEMENTS(protocols); i++) {
        if (protocols[i].protocol == protocol)
            certainty = protocols[i].recognize(octets + size, clear->captured - size, clear->length - size);
    }
    if (certainty == CERTAIN || certainty == GARBAGE)
        return certainty;
    return size == 2 ? LIKELY : mppe->is_certain ? certainty : GARBAGE;
}

/* --- One packet -------------------------------------------------------------------------------------------------------- */

static unsigned
header_of(const struct pptp_mppe_packet *packet)
{
    return packet->octets[0] << 8 | packet->octets[1];
}

bool
pptp_mppe_is_encrypted(const struct pptp_mppe_packet *packet)
{
    return header_of(packet) & PPTP_MPPE_ENCRYPTED;
}

static bool
needs_key(const struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet)
{
    return mppe->keys && pptp_mppe_is_encrypted(packet);
}

/* What was not captured goes through RC4 all the same. */
static void
skip(struct pptp_mppe *mppe, unsigned octets)
{
    uint8_t some[64] = { 0 };

    for (unsigned part; octets > 0; octets -= part) {
        part = MIN(octets, sizeof some);
        gcry_cipher_encrypt(mppe->rc4, some, part, NULL, 0);
    }
}

static void
decrypt(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, struct pptp_mppe_clear *clear)
{
    static uint8_t octets[UINT16_MAX];

    clear->octets = octets;
    clear->captured = MIN(packet->captured - PPTP_MPPE_HEADER, sizeof octets);
    clear->length = packet->length - PPTP_MPPE_HEADER;
    memcpy(octets, packet->octets + PPTP_MPPE_HEADER, clear->captured);
    if (!needs_key(mppe, packet))
        return;
    gcry_cipher_encrypt(mppe->rc4, octets, clear->captured, NULL, 0);
    skip(mppe, clear->length - clear->captured);
}

static bool
decompress(struct pptp_mppe *mppe, unsigned header, struct pptp_mppe_clear *clear)
{
    if (!mppe->mppc)
        mppe->mppc = pptp_mppe_mppc_new(mppe->scope);
    if (!pptp_mppe_mppc_decompress(mppe->mppc, header & PPTP_MPPE_FLUSHED, header & PPTP_MPPE_AT_FRONT, clear->octets,
                                   clear->captured, &clear->octets, &clear->captured))
        return false;
    clear->length = clear->captured;
    return true;
}

static enum certainty
open_with(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, struct pptp_mppe_clear *clear)
{
    unsigned header = header_of(packet);

    decrypt(mppe, packet, clear);
    if (header & PPTP_MPPE_COMPRESSED && !decompress(mppe, header, clear))
        return GARBAGE;
    return recognize(mppe, clear);
}

static void
set_key(struct pptp_mppe *mppe, const uint8_t *key)
{
    if (mppe->keys)
        gcry_cipher_setkey(mppe->rc4, key, pptp_mppe_key_size(mppe->bits));
}

static enum certainty
open_with_key(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, const uint8_t *key,
              struct pptp_mppe_clear *clear)
{
    set_key(mppe, key);
    return open_with(mppe, packet, clear);
}

static bool
get_key(struct pptp_mppe *mppe, int64_t changes, uint8_t *key)
{
    return !mppe->keys || pptp_mppe_keys_get(mppe->keys, changes, key);
}

/* Where a packet stands: behind the highest if it was sent later, else before it, by what the counts differ. */
static int64_t
place_of(const struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet)
{
    int64_t count = header_of(packet) & PPTP_MPPE_COUNT;
    int64_t ahead = (count - mppe->place) & PPTP_MPPE_COUNT;

    if (packet->number > mppe->number)
        return mppe->place + (ahead == 0 ? COUNTS : ahead);
    return mppe->place - ((mppe->place - count) & PPTP_MPPE_COUNT);
}

/* So many packets were sent since the highest that the count may have been through so many whole rounds more. */
static bool
may_be_rounds_later(const struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place, unsigned rounds)
{
    return mppe->number != PPTP_NO_NUMBER && packet->number - mppe->number >= place - mppe->place + rounds * COUNTS;
}

/* The count goes on by no more than as many packets as were sent; it does in what is forged. */
static bool
is_credible(const struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place)
{
    return mppe->number == PPTP_NO_NUMBER || (llabs(place - mppe->place) <= llabs(packet->number - mppe->number)
                                              && !may_be_rounds_later(mppe, packet, place, 1));
}

/* With other keys than the sender's one packet in some thousands seems to be PPP. */
static bool
is_doubtful(const struct pptp_mppe *mppe)
{
    return !mppe->is_certain && mppe->garbage > mppe->opened;
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
accept(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place, enum certainty certainty)
{
    if (certainty == GARBAGE || (certainty < CERTAIN && (is_doubtful(mppe) || !is_credible(mppe, packet, place))))
        return PPTP_MPPE_GARBAGE;
    mppe->is_certain |= certainty == CERTAIN;
    move_on(mppe, packet, place);
    return PPTP_MPPE_OPENED;
}

/* --- Stateless: RFC 3078 sections 7.1 and 8.1 ------------------------------------------------------------------------- */

static enum pptp_mppe_result
open_stateless(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place, struct pptp_mppe_clear *clear)
{
    uint8_t key[PPTP_START_KEY];

    if (place < 0 || !get_key(mppe, place + 1, key))
        return PPTP_MPPE_LATE;
    return accept(mppe, packet, place, open_with_key(mppe, packet, key, clear));
}

/* --- Stateful: sections 7.2 and 8.2 ------------------------------------------------------------------------------------- */

static bool
is_flag(int64_t place)
{
    return place % FLAG == FLAG - 1;
}

static enum certainty
try_key(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t changes, struct pptp_mppe_clear *clear)
{
    uint8_t key[PPTP_START_KEY];

    return get_key(mppe, changes, key) ? open_with_key(mppe, packet, key, clear) : GARBAGE;
}

/* Of a compressed packet the history would be needed too. */
static void
wait_for_others(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place)
{
    unsigned header = header_of(packet);

    if (mppe->ahead_count == MOST_AHEAD || header & PPTP_MPPE_COMPRESSED)
        return;
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
        skip(mppe, next->octets);
        mppe->place = next->place;
        mppe->number = next->number;
    }
    if (mppe->ahead_count > 0 && mppe->ahead[mppe->ahead_count - 1].place <= mppe->place)
        mppe->ahead_count = 0;
}

/* RC4 goes on from packet to packet: where the sender's is, nobody knows while one is missing. One that is no PPP, altered on its
 * way or sent so, went through RC4 too. */
static enum pptp_mppe_result
open_next(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place, struct pptp_mppe_clear *clear)
{
    int64_t changes = mppe->changes + is_flag(place);
    enum certainty certainty = is_flag(place) ? try_key(mppe, packet, changes, clear) : open_with(mppe, packet, clear);
    enum pptp_mppe_result result = accept(mppe, packet, place, certainty);

    mppe->is_broken = result != PPTP_MPPE_OPENED && header_of(packet) & PPTP_MPPE_COMPRESSED;
    mppe->changes = changes;
    move_on(mppe, packet, place);
    skip_ahead(mppe);
    return result;
}

/* How many changes to try first, second...: what a flushed packet meant before, the other that it may mean, and as many more
 * as flushed packets may be missing. */
static unsigned
changes_tried(const struct pptp_mppe *mppe, int64_t place, unsigned attempt)
{
    return attempt > 1 || is_flag(place) ? attempt : attempt ^ mppe->flush_changes;
}

static enum pptp_mppe_result
conclude_flushed(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place, int64_t changes,
                 enum certainty certainty)
{
    bool is_next = place == mppe->place + 1;
    enum pptp_mppe_result result = accept(mppe, packet, place, certainty);

    mppe->is_broken = result != PPTP_MPPE_OPENED && (!is_next || header_of(packet) & PPTP_MPPE_COMPRESSED);
    if (mppe->is_broken)
        return result;
    mppe->changes = changes;
    move_on(mppe, packet, place);
    return result;
}

/* RC4 begins anew: with the same key (section 8.2), or with the next one, as Linux' ppp_mppe does it. Only what comes out
 * tells which. */
static enum pptp_mppe_result
open_flushed(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place, struct pptp_mppe_clear *clear)
{
    int64_t least = mppe->changes + (place + 1) / FLAG - (mppe->place + 1) / FLAG;
    int64_t likely = least + changes_tried(mppe, place, 0);
    unsigned most = mppe->keys ? MOST_CHANGES : 0;
    enum certainty certainty;

    for (unsigned attempt = 0; attempt <= most; attempt++) {
        unsigned changes = changes_tried(mppe, place, attempt);

        if (try_key(mppe, packet, least + changes, clear) != CERTAIN)
            continue;
        if (attempt <= 1 && !is_flag(place))
            mppe->flush_changes = changes;
        mppe->ahead_count = 0;
        return conclude_flushed(mppe, packet, place, least + changes, CERTAIN);
    }
    certainty = try_key(mppe, packet, likely, clear);
    return conclude_flushed(mppe, packet, place, likely, certainty == LIKELY ? LIKELY : GARBAGE);
}

static enum pptp_mppe_result
open_stateful(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place, struct pptp_mppe_clear *clear)
{
    if (place <= mppe->place)
        return PPTP_MPPE_LATE;
    if (header_of(packet) & PPTP_MPPE_FLUSHED)
        return open_flushed(mppe, packet, place, clear);
    if (place > mppe->place + 1)
        skip_ahead(mppe);
    if (place > mppe->place + 1)
        wait_for_others(mppe, packet, place);
    if (place > mppe->place + 1 || mppe->is_broken)
        return PPTP_MPPE_LOST;
    return open_next(mppe, packet, place, clear);
}

/* Bit D is not set. Who has no key can send that, so it does not move the direction on, but the count may go on behind it. */
static enum pptp_mppe_result
open_in_clear(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, struct pptp_mppe_clear *clear)
{
    if (open_with(mppe, packet, clear) == GARBAGE)
        return PPTP_MPPE_GARBAGE;
    wait_for_others(mppe, packet, place_of(mppe, packet));
    return PPTP_MPPE_OPENED;
}

static enum pptp_mppe_result
open_at(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place, struct pptp_mppe_clear *clear)
{
    return mppe->bits & PPTP_MPPE_STATELESS ? open_stateless(mppe, packet, place, clear)
                                            : open_stateful(mppe, packet, place, clear);
}

/* --- A direction ---------------------------------------------------------------------------------------------------------- */

/* Only one round more is tried. */
static bool
is_far(const struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, int64_t place)
{
    return mppe->bits & PPTP_MPPE_STATELESS && may_be_rounds_later(mppe, packet, place, 2);
}

/* One of an older session with the same keys may have moved a stateless direction too far. */
static enum pptp_mppe_result
open_encrypted(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, struct pptp_mppe_clear *clear)
{
    int64_t place = place_of(mppe, packet);
    enum pptp_mppe_result result;

    if (header_of(packet) & PPTP_MPPE_FLUSHED && may_be_rounds_later(mppe, packet, place, 1)
        && open_at(mppe, packet, place + COUNTS, clear) == PPTP_MPPE_OPENED)
        return PPTP_MPPE_OPENED;
    result = open_at(mppe, packet, place, clear);
    if (result == PPTP_MPPE_GARBAGE && mppe->bits & PPTP_MPPE_STATELESS && packet->number > mppe->number && place >= COUNTS
        && open_at(mppe, packet, place - COUNTS, clear) == PPTP_MPPE_OPENED)
        return PPTP_MPPE_OPENED;
    return result == PPTP_MPPE_GARBAGE && is_far(mppe, packet, place) ? PPTP_MPPE_FAR : result;
}

enum pptp_mppe_result
pptp_mppe_open(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet, struct pptp_mppe_clear *clear)
{
    enum pptp_mppe_result result;

    if (header_of(packet) & PPTP_MPPE_COMPRESSED && packet->captured < packet->length) {
        mppe->is_broken = true;
        return PPTP_MPPE_CUT;
    }
    if (mppe->keys && !(header_of(packet) & (PPTP_MPPE_ENCRYPTED | PPTP_MPPE_COMPRESSED)))
        return open_in_clear(mppe, packet, clear);
    result = open_encrypted(mppe, packet, clear);
    mppe->opened += result == PPTP_MPPE_OPENED;
    mppe->garbage += result == PPTP_MPPE_GARBAGE;
    return result;
}

bool
pptp_mppe_is_certain(const struct pptp_mppe *mppe)
{
    return mppe->is_certain;
}

static pptp_bool
close_rc4(wmem_allocator_t *scope _U_, wmem_cb_event_t event _U_, void *mppe)
{
    gcry_cipher_close(((struct pptp_mppe *)mppe)->rc4);
    return FALSE;
}

/* The first session key, which stateful packets need before the first change. */
static void
begin_keys(struct pptp_mppe *mppe, const uint8_t start[PPTP_START_KEY])
{
    uint8_t key[PPTP_START_KEY];

    if (mppe->kept_keys) {
        pptp_mppe_keys_begin(mppe->kept_keys, mppe->bits, start);
    } else {
        mppe->kept_keys = pptp_mppe_keys_new(mppe->scope, mppe->bits, start);
        gcry_cipher_open(&mppe->rc4, GCRY_CIPHER_ARCFOUR, GCRY_CIPHER_MODE_STREAM, 0);
        wmem_register_callback(mppe->scope, close_rc4, mppe);
    }
    mppe->keys = mppe->kept_keys;
    pptp_mppe_keys_get(mppe->keys, 0, key);
    set_key(mppe, key);
}

void
pptp_mppe_begin(struct pptp_mppe *mppe, uint32_t bits, const uint8_t start[PPTP_START_KEY], int64_t number)
{
    *mppe = (struct pptp_mppe){ .scope = mppe->scope, .rc4 = mppe->rc4, .kept_keys = mppe->kept_keys, .mppc = mppe->mppc,
                                .bits = bits, .place = -1, .number = number };
    if (mppe->mppc)
        pptp_mppe_mppc_begin(mppe->mppc);
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
