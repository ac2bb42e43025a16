/* Dissects packets of a tunnel whose call, PPP link and keys stand already: GRE with any header, PPP in the clear and
 * encrypted with the right key, and ICMP errors, in any order.
 *
 * An input is an octet that chooses the setup, and a row of packets. Each has four octets: what it is (below), the
 * clock, and flags and size, the last one first; and then so many octets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "fuzz/frames.h"
#include "fuzz/session.h"
#include "fuzz/setups.h"
#include "fuzz/target.h"

enum { HEADERS = FUZZ_ETHERNET + FUZZ_IP + FUZZ_GRE, MPPE = 4, MOST = 0x7ff, MOST_FRAMES = 400, ICMP = 1 };
enum { GRE_AT = FUZZ_ETHERNET + FUZZ_IP, ICMP_HEADER = 8, QUOTED = 28 };

struct tunnel {
    struct fuzz_frames frames;
    struct fuzz_setup setup;
    unsigned from;                  /* direction of the packet */
    unsigned id;
};

struct content {
    const uint8_t *octets;
    unsigned size;
    unsigned flags;                 /* MPPE's bits A to C, in bits 13 to 15 */
};

/* Writes a packet of the direction whose octets behind IP's header are there already. */
static void
add_packet(struct tunnel *tunnel, uint8_t *frame, unsigned size, unsigned protocol)
{
    const uint8_t *header = tunnel->setup.header[tunnel->from];
    uint8_t addresses[8];

    memcpy(addresses, header + FUZZ_ETHERNET + 12, sizeof addresses);
    memcpy(frame, header, FUZZ_ETHERNET);
    fuzz_put_ip(frame + FUZZ_ETHERNET, size - FUZZ_ETHERNET, ++tunnel->id, protocol, 0, 0);
    memcpy(frame + FUZZ_ETHERNET + 12, addresses, sizeof addresses);
    fuzz_frames_add(&tunnel->frames, frame, size);
}

/* Sends a packet of GRE with the direction's next Sequence Number. */
static void
send_payload(struct tunnel *tunnel, const uint8_t *octets, unsigned size)
{
    uint8_t frame[HEADERS + MPPE + MOST];

    memcpy(frame, tunnel->setup.header[tunnel->from], HEADERS);
    fuzz_put(frame + GRE_AT, 0x3001, 2);
    fuzz_put(frame + GRE_AT + 4, size, 2);
    fuzz_put(frame + GRE_AT + 8, ++tunnel->setup.number[tunnel->from], 4);
    memcpy(frame + HEADERS, octets, size);
    add_packet(tunnel, frame, HEADERS + size, 47);
}

static void
send_clear(struct tunnel *tunnel, const struct content *content)
{
    send_payload(tunnel, content->octets, content->size);
}

/* Returns the octets of the next packet of MPPE, with PPP's protocol field. */
static unsigned
encrypt(struct tunnel *tunnel, const struct content *content, uint8_t *octets)
{
    octets[0] = 0;
    octets[1] = 0xfd;
    memcpy(octets + MPPE, content->octets, content->size);
    if (tunnel->setup.is_encrypted)
        fuzz_sender_encrypt(&tunnel->setup.sender[tunnel->from], content->flags, octets + 2, content->size + 2);
    else
        fuzz_put(octets + 2, content->flags, 2);
    return MPPE + content->size;
}

static void
send_encrypted(struct tunnel *tunnel, const struct content *content)
{
    uint8_t octets[MPPE + MOST];
    unsigned size = encrypt(tunnel, content, octets);

    send_payload(tunnel, octets, size);
}

static void
lose_encrypted(struct tunnel *tunnel, const struct content *content)
{
    uint8_t octets[MPPE + MOST];

    encrypt(tunnel, content, octets);
    tunnel->setup.number[tunnel->from]++;
}

/* The octets are GRE's header, too. */
static void
send_gre(struct tunnel *tunnel, const struct content *content)
{
    uint8_t frame[GRE_AT + MOST];

    memcpy(frame + GRE_AT, content->octets, content->size);
    add_packet(tunnel, frame, GRE_AT + content->size, 47);
}

/* The first octet goes back from what the other direction sent last. */
static void
acknowledge(struct tunnel *tunnel, const struct content *content)
{
    uint8_t frame[HEADERS];
    unsigned back = content->size > 0 ? content->octets[0] : 0;

    memcpy(frame, tunnel->setup.header[tunnel->from], HEADERS);
    fuzz_put(frame + GRE_AT, 0x2081, 2);
    fuzz_put(frame + GRE_AT + 4, 0, 2);
    fuzz_put(frame + GRE_AT + 8, tunnel->setup.number[!tunnel->from] - back, 4);
    add_packet(tunnel, frame, HEADERS, 47);
}

/* The first two octets are type and code of an ICMP error that quotes a packet of the other direction. */
static void
send_error(struct tunnel *tunnel, const struct content *content)
{
    uint8_t frame[GRE_AT + ICMP_HEADER + MOST] = { 0 }, *icmp = frame + GRE_AT;

    memcpy(icmp, content->octets, MIN(content->size, 2));
    memcpy(icmp + ICMP_HEADER, tunnel->setup.header[!tunnel->from] + FUZZ_ETHERNET, QUOTED);
    add_packet(tunnel, frame, GRE_AT + ICMP_HEADER + QUOTED, ICMP);
}

/* The octets are all behind Ethernet's header. */
static void
send_any(struct tunnel *tunnel, const struct content *content)
{
    uint8_t frame[FUZZ_ETHERNET + MOST];

    memcpy(frame, tunnel->setup.header[tunnel->from], FUZZ_ETHERNET);
    memcpy(frame + FUZZ_ETHERNET, content->octets, content->size);
    fuzz_frames_add(&tunnel->frames, frame, FUZZ_ETHERNET + content->size);
}

/* Captured at two points, or sent twice. */
static void
repeat(struct tunnel *tunnel, const struct content *content _U_)
{
    const GArray *frames = tunnel->frames.list;
    const struct fuzz_frame *last = &g_array_index(frames, struct fuzz_frame, frames->len - 1);

    fuzz_frames_add(&tunnel->frames, last->octets, last->captured);
}

/* What a packet is, by bits 1 to 3 of its first octet. */
static void (*const kinds[8])(struct tunnel *tunnel, const struct content *content) = {
    send_clear, send_encrypted, lose_encrypted, send_gre, acknowledge, send_error, send_any, repeat
};

/* By how much the direction's Sequence Numbers jump before the packet, by bits 4 to 6. */
static const int32_t jumps[8] = { 0, 1, -1, -3, 10, 300, 5000, INT32_MIN };

/* Bit 0 of the first octet is the direction. */
static void
send_packet(struct tunnel *tunnel, struct fuzz_input *input)
{
    unsigned what = (unsigned)fuzz_take(input, 1), clock = (unsigned)fuzz_take(input, 1);
    unsigned size = (unsigned)fuzz_take(input, 2);
    struct content content = { .flags = size & 0xe000, .size = size & MOST };

    content.octets = fuzz_take_octets(input, &content.size);
    tunnel->from = what & 1;
    fuzz_frames_wait(&tunnel->frames, clock);
    tunnel->setup.number[tunnel->from] += (uint32_t)jumps[what >> 4 & 7];
    kinds[what >> 1 & 7](tunnel, &content);
}

void
fuzz_tunnel(const uint8_t *octets, size_t size)
{
    struct fuzz_input input = { octets, octets + size };
    struct tunnel tunnel = { .frames = fuzz_frames_new() };

    fuzz_setup_begin(&tunnel.setup, (unsigned)fuzz_take(&input, 1) % FUZZ_SETUPS, &tunnel.frames);
    while (input.at < input.end && tunnel.frames.list->len < MOST_FRAMES)
        send_packet(&tunnel, &input);
    fuzz_setup_end(&tunnel.setup);
    fuzz_frames_check(&tunnel.frames, FUZZ_LINK_ETHERNET);
}
