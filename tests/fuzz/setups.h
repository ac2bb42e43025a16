/* Sessions that are set up: the beginnings of captures, up to where data begins.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_FUZZ_SETUPS_H
#define PPTP_FUZZ_SETUPS_H

#include <stdbool.h>
#include <stdint.h>

#include "fuzz/frames.h"
#include "fuzz/sender.h"

enum { FUZZ_ETHERNET = 14, FUZZ_GRE = 12, FUZZ_SETUPS = 8 };

/* What it takes to send another packet in either direction. Direction 0 is the client's, who knows the password. */
struct fuzz_setup {
    uint8_t header[2][FUZZ_ETHERNET + FUZZ_IP + FUZZ_GRE];      /* of a GRE packet with a number */
    uint32_t number[2];             /* the last Sequence Number */
    bool is_encrypted;              /* sender[] encrypts what the account decrypts; otherwise there are no keys */
    struct fuzz_sender sender[2];
};

/* Appends the frames of a setup, whose number is less than FUZZ_SETUPS. Call fuzz_setup_end() finally. */
void fuzz_setup_begin(struct fuzz_setup *setup, unsigned number, struct fuzz_frames *frames);
void fuzz_setup_end(struct fuzz_setup *setup);

#endif
