/* The targets: what a fuzzer, or replay.c, runs with one input after the other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_FUZZ_TARGET_H
#define PPTP_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* Runs an input. Ends the program if something is wrong. */
typedef void fuzz_target(const uint8_t *octets, size_t size);

/* Each is in the file of its name. */
fuzz_target fuzz_calls, fuzz_capture, fuzz_mppc, fuzz_mppe, fuzz_sequence, fuzz_stream, fuzz_tunnel;

/* Octets of an input that were not read so far. */
struct fuzz_input {
    const uint8_t *at;
    const uint8_t *end;
};

/* Returns the next number of so many octets, at most 8, the last one first. Zeros follow the end of an input. */
uint64_t fuzz_take(struct fuzz_input *input, unsigned octets);

/* Returns the next octets, which end where the input ends. size becomes their number, which was at most that. */
const uint8_t *fuzz_take_octets(struct fuzz_input *input, unsigned *size);

/* Prints what is wrong, and with which text, and ends the program so that the fuzzer keeps the input. */
_Noreturn void fuzz_fail(const char *what, const char *text);

/* Fails unless what must hold does. */
static inline void
fuzz_expect(int holds, const char *what)
{
    if (!holds)
        fuzz_fail(what, "");
}

#endif
