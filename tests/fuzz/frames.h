/* Frames that a target makes itself, one after the other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_FUZZ_FRAMES_H
#define PPTP_FUZZ_FRAMES_H

#include <stdint.h>

#include <glib.h>

enum { FUZZ_IP = 20 };              /* octets of an IPv4 header */
enum { FUZZ_LINK_ETHERNET = 1, FUZZ_LINK_IP = 101 };    /* link types of pcap */

struct fuzz_frames {
    GArray *list;                   /* struct fuzz_frame */
    int64_t now;                    /* microseconds since 1970 */
};

/* Returns an empty list, whose clock stands somewhere in 2026. */
struct fuzz_frames fuzz_frames_new(void);

/* Dissects the frames (fuzz_session_check()), and frees them. */
void fuzz_frames_check(struct fuzz_frames *frames, unsigned link_type);

/* Puts the clock forward: by 2^step microseconds, at most some days. */
void fuzz_frames_wait(struct fuzz_frames *frames, unsigned step);

/* Adds a frame with the octets, which stay the caller's. */
void fuzz_frames_add(struct fuzz_frames *frames, const uint8_t *octets, unsigned size);

/* Writes a number of so many octets, the first one first. */
void fuzz_put(uint8_t *at, uint64_t number, unsigned octets);

/* Writes an IPv4 header. size: octets with the header. */
void fuzz_put_ip(uint8_t *at, unsigned size, unsigned id, unsigned protocol, uint32_t from, uint32_t to);

#endif
