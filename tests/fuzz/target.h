/* What libFuzzer calls in a target, and replay.c with the inputs that were kept.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_FUZZ_TARGET_H
#define PPTP_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* The plugin's. */
void plugin_register(void);

/* Runs an input. Ends the program if something is wrong. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

#endif
