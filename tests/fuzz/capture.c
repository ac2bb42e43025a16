/* Dissects whole captures. An input is a file of pcap. Bits 28 to 31 of the number of octets captured, which are 0 in
 * other files of pcap, tell the interface.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "fuzz/session.h"
#include "fuzz/target.h"

enum { FILE_HEADER = 24, FRAME_HEADER = 16, MAGIC = 0xa1b2c3d4 };     /* pcap, little-endian */
enum { MOST_FRAMES = 20000, INTERFACE_BIT = 28 };

/* Returns false if there is no further frame. */
static bool
read_frame(struct fuzz_input *input, struct fuzz_frame *frame)
{
    if (input->end - input->at < FRAME_HEADER)
        return false;
    frame->when.secs = (time_t)fuzz_take(input, 4);
    frame->when.nsecs = (int)(fuzz_take(input, 4) % 1000000 * 1000);
    frame->captured = (uint32_t)fuzz_take(input, 4);
    frame->length = (uint32_t)fuzz_take(input, 4);
    frame->interface = frame->captured >> INTERFACE_BIT;
    frame->captured &= (1u << INTERFACE_BIT) - 1;
    frame->octets = fuzz_take_octets(input, &frame->captured);
    frame->length = CLAMP(frame->length, frame->captured, (uint32_t)INT32_MAX);     /* epan's limit */
    return true;
}

void
fuzz_capture(const uint8_t *octets, size_t size)
{
    struct fuzz_input input = { octets, octets + size };
    GArray *frames = g_array_new(FALSE, FALSE, sizeof(struct fuzz_frame));
    struct fuzz_frame frame;
    bool is_pcap = size >= FILE_HEADER && fuzz_take(&input, 4) == MAGIC;
    unsigned link_type;

    input.at = octets + (is_pcap ? FILE_HEADER - 4 : size);
    link_type = (unsigned)fuzz_take(&input, 4);
    while (frames->len < MOST_FRAMES && read_frame(&input, &frame))
        g_array_append_val(frames, frame);
    if (is_pcap)
        fuzz_session_check((struct fuzz_frame *)(void *)frames->data, frames->len, link_type);
    g_array_free(frames, TRUE);
}
