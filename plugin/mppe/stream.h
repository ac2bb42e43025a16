/* The key stream of a session key, and how much of it has been used.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_STREAM_H
#define PPTP_MPPE_STREAM_H

#include <stdint.h>

#include <wsutil/wmem/wmem.h>
#include <wsutil/wsgcrypt.h>

#include "mppe/mschap.h"

struct pptp_mppe_stream {
    gcry_cipher_hd_t rc4;
    uint8_t key[PPTP_START_KEY];
    unsigned size;                  /* octets of the key; 0: none so far */
    uint32_t used;                  /* octets */
    uint32_t skipped;               /* the last of them, which RC4 has not run over so far */
};

/* Returns a stream without a key. It lives as long as scope. */
struct pptp_mppe_stream *pptp_mppe_stream_new(wmem_allocator_t *scope);

/* Returns a stream for a single packet or key, after which anybody may start it anew: libgcrypt needs some 4 KiB for a
 * cipher. It lives as long as the scope with which it was asked for first. */
struct pptp_mppe_stream *pptp_mppe_stream_shared(wmem_allocator_t *scope);

/* Starts the stream of a key of size octets. */
void pptp_mppe_stream_start(struct pptp_mppe_stream *stream, const uint8_t *key, unsigned size);

/* Encrypts or decrypts octets with the next part of the stream. in and out may be the same. */
void pptp_mppe_stream_run(struct pptp_mppe_stream *stream, uint8_t *out, const uint8_t *in, unsigned size);

/* Leaves out octets. RC4 runs over them only if the stream is run once more. */
void pptp_mppe_stream_skip(struct pptp_mppe_stream *stream, unsigned octets);

/* Goes to where so many octets of a key's stream are used. Costs nothing from there on to the next packet with the
 * same key; otherwise the octets before it. */
void pptp_mppe_stream_seek(struct pptp_mppe_stream *stream, const uint8_t *key, unsigned size, uint32_t used);

#endif
