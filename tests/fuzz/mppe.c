/* Decrypts what a sender of MPPE sent and what became of it on its way: lost, late, repeated, altered, forged. Packets
 * that arrive in order, without loss, must be decrypted to what was sent; any packet that was decrypted must give the
 * same octets when it is decrypted again.
 *
 * An input is two octets with MPPE's options, and a row of packets: an octet that says what becomes of the packet
 * (below), one with its size, and so many octets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "fuzz/sender.h"
#include "fuzz/target.h"
#include "mppe/mppe.h"

enum { MOST_PACKETS = 600, MANY = 500, IPV4 = 22 /* PPP's protocol field and IPv4's header */ };

struct sent {
    unsigned what;
    unsigned size;                  /* of octets */
    uint8_t octets[PPTP_MPPE_HEADER + IPV4 + UINT8_MAX];
    uint8_t clear[IPV4 + UINT8_MAX];
};

struct packet {
    uint8_t *octets;
    uint8_t *clear;                 /* NULL: it was not decrypted */
    unsigned clear_size;
    struct pptp_mppe_packet packet;
    struct pptp_mppe_point point;
};

/* A direction, and what was captured of it. */
struct direction {
    uint32_t bits;
    struct fuzz_sender sender;
    struct pptp_mppe *mppe;
    bool is_whole;                  /* every packet so far arrived in order, and none was forged */
    int64_t number;                 /* of packets sent */
    struct sent late;               /* its size is 0 if there is none */
    struct packet packets[MOST_PACKETS];
    unsigned count;
};

static void
receive(struct direction *direction, const uint8_t *octets, unsigned captured, unsigned length, int64_t number)
{
    struct packet *packet = &direction->packets[direction->count];
    struct pptp_mppe_clear clear;

    if (direction->count == MOST_PACKETS)
        return;
    direction->count++;
    packet->octets = g_memdup2(octets, captured);
    packet->packet = (struct pptp_mppe_packet){
        .number = number, .octets = packet->octets, .captured = captured, .length = length
    };
    packet->clear = NULL;
    if (pptp_mppe_decrypt(direction->mppe, &packet->packet, &clear, &packet->point) != PPTP_MPPE_DECRYPTED)
        return;
    packet->clear_size = clear.captured;
    packet->clear = g_malloc(clear.captured + 1);
    if (clear.captured > 0)
        memcpy(packet->clear, clear.octets, clear.captured);
}

/* An IPv4 packet in PPP, which proves that a key is right. Returns the octets of the whole packet. */
static unsigned
write_packet(uint8_t *octets, struct fuzz_input *input)
{
    unsigned size = (unsigned)fuzz_take(input, 1);
    const uint8_t *content = fuzz_take_octets(input, &size);
    uint8_t header[IPV4] = { 0x00, 0x21, 0x45, 0, 0, (uint8_t)(20 + size) };

    header[4] = (uint8_t)((20 + size) >> 8);
    memcpy(octets + PPTP_MPPE_HEADER, header, sizeof header);
    memcpy(octets + PPTP_MPPE_HEADER + IPV4, content, size);
    return PPTP_MPPE_HEADER + IPV4 + size;
}

static void
check_last(const struct direction *direction, const uint8_t *clear, unsigned size)
{
    const struct packet *packet = &direction->packets[direction->count - 1];

    if (direction->count == MOST_PACKETS || !direction->is_whole)
        return;
    fuzz_expect(packet->clear && packet->clear_size == size && memcmp(packet->clear, clear, size) == 0,
                "a packet without loss before it is decrypted to what was sent");
}

static void
arrive(struct direction *direction, const struct sent *sent)
{
    receive(direction, sent->octets, sent->size, sent->size, direction->number);
    check_last(direction, sent->clear, sent->size - PPTP_MPPE_HEADER);
}

static void
get_lost(struct direction *direction, const struct sent *sent _U_)
{
    direction->is_whole = false;
}

/* It is the next packet's, or a later one's, to overtake it. */
static void
wait_for_another(struct direction *direction, const struct sent *sent)
{
    direction->is_whole = false;
    direction->late = *sent;
}

static void
come_after_another(struct direction *direction, const struct sent *sent)
{
    struct sent *late = &direction->late;

    arrive(direction, sent);
    if (late->size > 0)
        receive(direction, late->octets, late->size, late->size, direction->number - 1);
    late->size = 0;
}

static void
come_twice(struct direction *direction, const struct sent *sent)
{
    arrive(direction, sent);
    receive(direction, sent->octets, sent->size, sent->size, direction->number);
}

static void
be_altered(struct direction *direction, const struct sent *sent)
{
    struct sent altered = *sent;

    direction->is_whole = false;
    altered.octets[altered.what * altered.size / 256] ^= altered.what | 1;
    arrive(direction, &altered);
}

/* Somebody without the key chose all its octets. */
static void
be_forged(struct direction *direction, const struct sent *sent)
{
    direction->is_whole = false;
    receive(direction, sent->clear, sent->size - PPTP_MPPE_HEADER, sent->size, direction->number);
}

static void
be_cut(struct direction *direction, const struct sent *sent)
{
    direction->is_whole = false;
    receive(direction, sent->octets, MAX(sent->size * (sent->what >> 4) / 16, PPTP_MPPE_HEADER), sent->size,
            direction->number);
}

/* What becomes of a packet, by the bits 0 to 2 of its first octet. */
static void (*const courses[])(struct direction *direction, const struct sent *sent) = {
    arrive, get_lost, wait_for_another, come_after_another, come_twice, be_altered, be_forged, be_cut
};

/* Bit 3: the packet is flushed. With the bits 4 to 7 set, many packets are lost before it. */
static void
send_one(struct direction *direction, struct fuzz_input *input)
{
    struct sent sent = { .what = (unsigned)fuzz_take(input, 1) };

    sent.size = write_packet(sent.octets, input);
    memcpy(sent.clear, sent.octets + PPTP_MPPE_HEADER, sent.size - PPTP_MPPE_HEADER);
    for (unsigned i = 0; sent.what >> 4 == 15 && i < MANY; i++, direction->number++)
        fuzz_sender_encrypt(&direction->sender, 0, direction->late.octets, sizeof direction->late.octets);
    direction->is_whole &= sent.what >> 4 != 15;
    direction->number++;
    fuzz_sender_encrypt(&direction->sender, sent.what & 8 ? PPTP_MPPE_FLUSHED : 0, sent.octets, sent.size);
    courses[sent.what & 7](direction, &sent);
}

static void
decrypt_again(const struct direction *direction, const struct packet *packet, wmem_allocator_t *scope)
{
    struct pptp_mppe_clear clear;

    if (!packet->clear)
        return;
    fuzz_expect(pptp_mppe_decrypt_again(direction->mppe, scope, direction->bits, &packet->point, &packet->packet,
                                        &clear), "not again");
    fuzz_expect(clear.captured == packet->clear_size && memcmp(clear.octets, packet->clear, clear.captured) == 0,
                "something else when decrypted again");
}

static void
check_again(const struct direction *direction)
{
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_SIMPLE);

    for (unsigned i = 0; i < direction->count; i++)
        decrypt_again(direction, &direction->packets[i * 7 % direction->count], scope);
    for (unsigned i = direction->count; i > 0; i--)
        decrypt_again(direction, &direction->packets[i - 1], scope);
    wmem_destroy_allocator(scope);
}

static void
release(struct direction *direction)
{
    for (unsigned i = 0; i < direction->count; i++) {
        g_free(direction->packets[i].octets);
        g_free(direction->packets[i].clear);
    }
    fuzz_sender_end(&direction->sender);
}

void
fuzz_mppe(const uint8_t *octets, size_t size)
{
    static const uint8_t start[FUZZ_KEY] = "fifteen octets!";
    static struct direction direction;
    struct fuzz_input input = { octets, octets + size };
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_SIMPLE);
    bool is_stateless = fuzz_take(&input, 1) & 1;

    direction.bits = PPTP_MPPE_128 | (is_stateless ? PPTP_MPPE_STATELESS : 0);
    direction.mppe = pptp_mppe_new(scope, direction.bits, start, fuzz_take(&input, 1) & 1 ? 0 : PPTP_NO_NUMBER);
    direction.is_whole = true;
    direction.number = 0;
    direction.late.size = direction.count = 0;
    fuzz_sender_begin(&direction.sender, start, is_stateless);
    while (input.at < input.end && direction.count < MOST_PACKETS)
        send_one(&direction, &input);
    check_again(&direction);
    release(&direction);
    wmem_destroy_allocator(scope);
}
