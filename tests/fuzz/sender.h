/* Encrypts packets with MPPE of 128 bits, as a sender does: a reading of RFC 3078 that shares no code with the plugin.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_FUZZ_SENDER_H
#define PPTP_FUZZ_SENDER_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wsgcrypt.h>

enum { FUZZ_KEY = 16 };             /* octets */

struct fuzz_sender {
    uint8_t start[FUZZ_KEY];
    uint8_t key[FUZZ_KEY];
    gcry_cipher_hd_t rc4;
    unsigned count;                 /* of the next packet */
    bool is_stateless;
};

/* Call fuzz_sender_end() finally. */
void fuzz_sender_begin(struct fuzz_sender *sender, const uint8_t start[FUZZ_KEY], bool is_stateless);
void fuzz_sender_end(struct fuzz_sender *sender);

/* Writes the header of the next packet, and encrypts the octets behind it, in place. flags: bits of the header; bit A
 * has RC4 begin anew. size: octets, with the header. */
void fuzz_sender_encrypt(struct fuzz_sender *sender, unsigned flags, uint8_t *packet, unsigned size);

#endif
