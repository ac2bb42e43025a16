/* Dissects a control connection whose segments are cut, lost, repeated, swapped, merged and overlapped.
 *
 * An input is a row of parts. Each has five octets: how it travels (below), where it is cut, the clock, the Control
 * Message Type, and its size; and then so many octets. A part of Control Message Type 0 is these octets only. Others
 * are a whole message, whose header is right and whose fields begin with these octets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "control/messages.h"
#include "fuzz/frames.h"
#include "fuzz/target.h"

enum { TCP = 20, MOST_WAITING = 2000, MOST_FRAMES = 400, SERVER = 1723, CLIENT = 50000 };
enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

/* One of the two ends. */
struct end {
    uint32_t sent;                  /* TCP's number of the first octet that waits */
    uint8_t waiting[MOST_WAITING];  /* octets that were not sent so far */
    unsigned size;                  /* of them */
};

struct stream {
    struct fuzz_frames frames;
    struct end end[2];              /* the client's, the server's */
    unsigned from;                  /* end that sends */
    unsigned id;
};

/* Sends what waits from one octet up to another. */
static void
send_segment(struct stream *stream, unsigned from, unsigned to, unsigned flags)
{
    static const uint32_t addresses[] = { 0xc0000201, 0xc6336401 };
    static const uint16_t ports[] = { CLIENT, SERVER };
    uint8_t frame[FUZZ_IP + TCP + MOST_WAITING] = { 0 }, *tcp = frame + FUZZ_IP;
    unsigned by = stream->from, size = FUZZ_IP + TCP + to - from;

    if (stream->frames.list->len >= MOST_FRAMES)
        return;
    fuzz_put_ip(frame, size, ++stream->id, 6, addresses[by], addresses[!by]);
    fuzz_put(tcp, ports[by], 2);
    fuzz_put(tcp + 2, ports[!by], 2);
    fuzz_put(tcp + 4, stream->end[by].sent + from, 4);
    fuzz_put(tcp + 8, stream->end[!by].sent, 4);
    fuzz_put(tcp + 12, TCP / 4 << 4, 1);
    fuzz_put(tcp + 13, flags, 1);
    fuzz_put(tcp + 14, 0xffff, 2);
    memcpy(tcp + TCP, stream->end[by].waiting + from, to - from);
    fuzz_frames_add(&stream->frames, frame, size);
}

static void
send_whole(struct stream *stream, unsigned cut _U_, unsigned size)
{
    send_segment(stream, 0, size, ACK | PSH);
}

static void
send_in_two(struct stream *stream, unsigned cut, unsigned size)
{
    send_segment(stream, 0, cut, ACK);
    send_segment(stream, cut, size, ACK | PSH);
}

static void
send_swapped(struct stream *stream, unsigned cut, unsigned size)
{
    send_segment(stream, cut, size, ACK | PSH);
    send_segment(stream, 0, cut, ACK);
}

static void
lose(struct stream *stream _U_, unsigned cut _U_, unsigned size _U_)
{
}

static void
send_twice(struct stream *stream, unsigned cut, unsigned size)
{
    send_segment(stream, 0, size, ACK | PSH);
    send_segment(stream, cut, size, ACK | PSH);
}

static void
send_overlapped(struct stream *stream, unsigned cut, unsigned size)
{
    send_segment(stream, 0, cut, ACK);
    send_segment(stream, cut / 2, size, ACK | PSH);
}

static void
send_in_many(struct stream *stream, unsigned cut, unsigned size)
{
    unsigned most = MAX(cut, 1);

    for (unsigned from = 0; from < size; from += most)
        send_segment(stream, from, MIN(from + most, size), ACK | PSH);
}

/* How what waits travels, by bits 1 to 3 of a part's first octet. In place 0 the part only joins what waits. */
static void (*const ways[8])(struct stream *stream, unsigned cut, unsigned size) = {
    NULL, send_whole, send_in_two, send_swapped, lose, send_twice, send_overlapped, send_in_many
};

/* Bits 4 to 7 choose one of these to follow what was sent, or 0. */
static const uint8_t flags[16] = {
    [1] = FIN | ACK, [2] = RST, [3] = RST | ACK, [4] = SYN, [5] = SYN | ACK, [6] = ACK, [7] = FIN | ACK | PSH
};

static void
append(struct end *end, const uint8_t *octets, unsigned size)
{
    unsigned taken = MIN(size, MOST_WAITING - end->size);

    memcpy(end->waiting + end->size, octets, taken);
    end->size += taken;
}

/* The octets, or a message whose fields begin with them. */
static void
write_part(struct end *end, unsigned code, const uint8_t *octets, unsigned size)
{
    static uint8_t message[UINT8_MAX];
    const struct pptp_kind *kind = pptp_control_kind_find((uint16_t)code);
    unsigned room = kind ? kind->length - PPTP_HEADER_LENGTH : 0;

    if (!kind) {
        append(end, octets, size);
        return;
    }
    memset(message, 0, kind->length);
    fuzz_put(message, kind->length, 2);
    fuzz_put(message + 2, PPTP_CONTROL_MESSAGE, 2);
    fuzz_put(message + 4, PPTP_MAGIC_COOKIE_VALUE, 4);
    fuzz_put(message + 8, code, 2);
    memcpy(message + PPTP_HEADER_LENGTH, octets, MIN(size, room));
    append(end, message, kind->length);
}

static void
send_flags(struct stream *stream, unsigned chosen)
{
    if (!chosen)
        return;
    send_segment(stream, 0, 0, chosen);
    stream->end[stream->from].sent += (chosen & (SYN | FIN)) != 0;
}

static void
send_part(struct stream *stream, struct fuzz_input *input)
{
    unsigned what = (unsigned)fuzz_take(input, 1), cut = (unsigned)fuzz_take(input, 1);
    unsigned clock = (unsigned)fuzz_take(input, 1), code = (unsigned)fuzz_take(input, 1);
    unsigned size = (unsigned)fuzz_take(input, 1);
    const uint8_t *octets = fuzz_take_octets(input, &size);
    struct end *end = &stream->end[what & 1];

    stream->from = what & 1;
    fuzz_frames_wait(&stream->frames, clock);
    write_part(end, code, octets, size);
    if (ways[what >> 1 & 7]) {
        ways[what >> 1 & 7](stream, cut % (end->size + 1), end->size);
        end->sent += end->size;
        end->size = 0;
    }
    send_flags(stream, flags[what >> 4]);
}

void
fuzz_stream(const uint8_t *octets, size_t size)
{
    static struct stream stream;
    struct fuzz_input input = { octets, octets + size };

    stream = (struct stream){ .frames = fuzz_frames_new(), .end = { { .sent = 1000 }, { .sent = 5000 } } };
    while (input.at < input.end && stream.frames.list->len < MOST_FRAMES)
        send_part(&stream, &input);
    fuzz_frames_check(&stream.frames, FUZZ_LINK_IP);
}
