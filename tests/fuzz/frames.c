/* Frames that a target makes itself.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "fuzz/frames.h"
#include "fuzz/session.h"

enum { SOME_DAY = 1767225600, SECOND = 1000000, STEPS = 37 };

static void
release(void *frame)
{
    g_free((void *)((struct fuzz_frame *)frame)->octets);
}

struct fuzz_frames
fuzz_frames_new(void)
{
    struct fuzz_frames frames = { .list = g_array_new(FALSE, FALSE, sizeof(struct fuzz_frame)) };

    frames.now = INT64_C(1) * SOME_DAY * SECOND;
    g_array_set_clear_func(frames.list, release);
    return frames;
}

void
fuzz_frames_check(struct fuzz_frames *frames, unsigned link_type)
{
    fuzz_session_check((struct fuzz_frame *)(void *)frames->list->data, frames->list->len, link_type);
    g_array_free(frames->list, TRUE);
}

void
fuzz_frames_wait(struct fuzz_frames *frames, unsigned step)
{
    frames->now += INT64_C(1) << step % STEPS;
}

void
fuzz_frames_add(struct fuzz_frames *frames, const uint8_t *octets, unsigned size)
{
    struct fuzz_frame frame = {
        .octets = g_memdup2(octets, size), .captured = size, .length = size,
        .when = { .secs = (time_t)(frames->now / SECOND), .nsecs = (int)(frames->now % SECOND * 1000) }
    };

    g_array_append_val(frames->list, frame);
}

void
fuzz_put(uint8_t *at, uint64_t number, unsigned octets)
{
    for (unsigned i = octets; i > 0; i--, number >>= 8)
        at[i - 1] = (uint8_t)number;
}

void
fuzz_put_ip(uint8_t *at, unsigned size, unsigned id, unsigned protocol, uint32_t from, uint32_t to)
{
    memset(at, 0, FUZZ_IP);
    fuzz_put(at, 0x45, 1);
    fuzz_put(at + 2, size, 2);
    fuzz_put(at + 4, id, 2);
    fuzz_put(at + 8, 64, 1);
    fuzz_put(at + 9, protocol, 1);
    fuzz_put(at + 12, from, 4);
    fuzz_put(at + 16, to, 4);
}
