/* Decompresses packets of MPPC with mppe/history.c, and with a second decompressor that goes bit by bit. Both must
 * refuse the same packets and agree on the others, also when the first one decompresses any packet again.
 *
 * An input is a row of packets: two octets with flags and size, the last one first, and so many octets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "fuzz/target.h"
#include "mppe/history.h"
#include "mppe/packet.h"

enum { HISTORY = 8192, NEVER_WRITTEN = 256, LONGEST = 0x1fff, MOST_PACKETS = 1000 };

/* The second decompressor, after RFC 2118. */
struct reader {
    uint16_t history[HISTORY];
    unsigned position;
    const uint8_t *octets;
    unsigned bits;                  /* of the packet */
    unsigned bit;                   /* the next one */
};

struct packet {
    unsigned header;
    struct pptp_mppe_part in;
    uint32_t number;
    uint8_t *clear;
    unsigned size;
};

/* Returns a value above all others behind the end. */
static unsigned
read_bits(struct reader *reader, unsigned count)
{
    unsigned value = 0;

    for (; count > 0; count--, reader->bit++) {
        if (reader->bit >= reader->bits)
            return UINT_MAX;
        value = 2 * value + (reader->octets[reader->bit / 8] >> (7 - reader->bit % 8) & 1);
    }
    return value;
}

static bool
write_octet(struct reader *reader, unsigned octet)
{
    if (reader->position >= HISTORY || octet >= NEVER_WRITTEN)
        return false;
    reader->history[reader->position++] = (uint16_t)octet;
    return true;
}

/* Section 4.2.2. Returns 0 if it is none. */
static unsigned
read_length(struct reader *reader)
{
    unsigned ones = 0, bit, rest;

    while ((bit = read_bits(reader, 1)) == 1)
        ones++;
    if (bit != 0 || ones > 11)
        return 0;
    if (ones == 0)
        return 3;
    rest = read_bits(reader, ones + 1);
    return rest == UINT_MAX ? 0 : (1u << (ones + 1)) + rest;
}

static bool
read_copy(struct reader *reader, unsigned offset)
{
    unsigned length = offset == UINT_MAX || offset == 0 || offset >= HISTORY ? 0 : read_length(reader);

    if (reader->position + length > HISTORY)
        return false;
    for (unsigned i = 0; i < length; i++) {
        if (!write_octet(reader, reader->history[(reader->position + HISTORY - offset) % HISTORY]))
            return false;
    }
    return length > 0;
}

static unsigned
more(unsigned value, unsigned base)
{
    return value == UINT_MAX ? value : base + value;
}

/* Sections 4.1 and 4.2.1. */
static bool
read_code(struct reader *reader)
{
    if (read_bits(reader, 1) == 0)
        return write_octet(reader, read_bits(reader, 7));
    if (read_bits(reader, 1) == 0)
        return write_octet(reader, more(read_bits(reader, 7), 128));
    if (read_bits(reader, 1) == 0)
        return read_copy(reader, more(read_bits(reader, 13), 320));
    if (read_bits(reader, 1) == 0)
        return read_copy(reader, more(read_bits(reader, 8), 64));
    return read_copy(reader, read_bits(reader, 6));
}

/* Returns whether the packet can be decompressed. begin becomes the place of its first octet. */
static bool
read_packet(struct reader *reader, const struct packet *packet, unsigned *begin)
{
    bool is_sound = true;

    if (packet->header & PPTP_MPPE_FLUSHED) {
        reader->position = 0;
        for (unsigned i = 0; i < HISTORY; i++)
            reader->history[i] = NEVER_WRITTEN;
    }
    if (packet->header & PPTP_MPPE_AT_FRONT)
        reader->position = 0;
    *begin = reader->position;
    reader->octets = packet->in.octets;
    reader->bits = 8 * packet->in.size;
    reader->bit = 0;
    while (is_sound && reader->bits - reader->bit >= 8)
        is_sound = read_code(reader);
    return is_sound;
}

static void
compare(const struct reader *reader, unsigned begin, struct pptp_mppe_part clear)
{
    fuzz_expect(clear.size == reader->position - begin, "two decompressors: sizes");
    for (unsigned i = 0; i < clear.size; i++)
        fuzz_expect(clear.octets[i] == reader->history[begin + i], "two decompressors: octets");
}

/* Returns whether the packet could be decompressed. */
static bool
decompress(struct pptp_mppe_history *history, struct reader *reader, struct packet *packet)
{
    struct pptp_mppe_part clear;
    unsigned begin;
    bool is_sound = pptp_mppe_history_decompress(history, packet->header, packet->in, &clear, &packet->number);

    fuzz_expect(read_packet(reader, packet, &begin) == is_sound, "two decompressors: refusals");
    if (is_sound) {
        compare(reader, begin, clear);
        packet->clear = g_memdup2(clear.octets, clear.size);
        packet->size = clear.size;
    }
    return is_sound;
}

static void
decompress_again(struct pptp_mppe_history *history, const struct packet *packet)
{
    struct pptp_mppe_part clear;

    fuzz_expect(pptp_mppe_history_again(history, packet->header, packet->in, &clear, packet->number), "not again");
    fuzz_expect(clear.size == packet->size && (clear.size == 0 || memcmp(clear.octets, packet->clear, clear.size) == 0),
                "something else when decompressed again");
}

/* After a packet that is refused, mppe/ asks for no other until a flushed one. */
static unsigned
decompress_all(struct fuzz_input *input, struct pptp_mppe_history *history, struct packet *packets)
{
    static struct reader reader;
    unsigned count = 0;
    bool is_sound = false;

    for (unsigned i = 0; i < MOST_PACKETS && input->at < input->end; i++) {
        struct packet packet = { .header = (unsigned)fuzz_take(input, 2) };

        packet.in.size = packet.header & LONGEST;
        packet.in.octets = fuzz_take_octets(input, &packet.in.size);
        if (!is_sound)
            packet.header |= PPTP_MPPE_FLUSHED;
        is_sound = decompress(history, &reader, &packet);
        if (is_sound)
            packets[count++] = packet;
    }
    return count;
}

void
fuzz_mppc(const uint8_t *octets, size_t size)
{
    static struct packet packets[MOST_PACKETS];
    struct fuzz_input input = { octets, octets + size };
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_SIMPLE);
    struct pptp_mppe_history *history = pptp_mppe_history_new(scope);
    unsigned count = decompress_all(&input, history, packets);

    for (unsigned i = 0; i < count; i++)
        decompress_again(history, &packets[i * 7 % count]);
    for (unsigned i = count; i > 0; i -= MIN(i, 1 + count / 64))
        decompress_again(history, &packets[i - 1]);
    for (unsigned i = 0; i < count; i++)
        g_free(packets[i].clear);
    wmem_destroy_allocator(scope);
}
