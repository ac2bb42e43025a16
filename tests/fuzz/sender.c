/* Encrypts packets with MPPE. The comments name the sections of RFC 3078 and RFC 3079.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "fuzz/sender.h"

enum { HEADER = 2, FLUSHED = 0x8000, ENCRYPTED = 0x1000, COUNTS = 4096, FLAG = 256, PAD = 40, SHA1 = 20 };

/* GetNewKeyFromSHA() of RFC 3079 section 3.4. */
static void
hash_key(struct fuzz_sender *sender)
{
    uint8_t octets[FUZZ_KEY + PAD + FUZZ_KEY + PAD] = { 0 }, digest[SHA1];

    memcpy(octets, sender->start, FUZZ_KEY);
    memcpy(octets + FUZZ_KEY + PAD, sender->key, FUZZ_KEY);
    memset(octets + FUZZ_KEY + PAD + FUZZ_KEY, 0xf2, PAD);
    gcry_md_hash_buffer(GCRY_MD_SHA1, digest, octets, sizeof octets);
    memcpy(sender->key, digest, FUZZ_KEY);
}

static void
start_rc4(struct fuzz_sender *sender)
{
    gcry_cipher_setkey(sender->rc4, sender->key, FUZZ_KEY);
}

/* Section 7.3. */
static void
change_key(struct fuzz_sender *sender)
{
    hash_key(sender);
    start_rc4(sender);
    gcry_cipher_encrypt(sender->rc4, sender->key, FUZZ_KEY, NULL, 0);
    start_rc4(sender);
}

void
fuzz_sender_begin(struct fuzz_sender *sender, const uint8_t start[FUZZ_KEY], bool is_stateless)
{
    *sender = (struct fuzz_sender){ .is_stateless = is_stateless };
    memcpy(sender->start, start, FUZZ_KEY);
    memcpy(sender->key, start, FUZZ_KEY);
    gcry_cipher_open(&sender->rc4, GCRY_CIPHER_ARCFOUR, GCRY_CIPHER_MODE_STREAM, 0);
    hash_key(sender);
    start_rc4(sender);
}

void
fuzz_sender_end(struct fuzz_sender *sender)
{
    gcry_cipher_close(sender->rc4);
}

/* Sections 7.1, 7.2, 8.1 and 8.2. */
void
fuzz_sender_encrypt(struct fuzz_sender *sender, unsigned flags, uint8_t *packet, unsigned size)
{
    flags |= ENCRYPTED | (sender->is_stateless ? FLUSHED : 0);
    if (sender->is_stateless || sender->count % FLAG == FLAG - 1)
        change_key(sender);
    else if (flags & FLUSHED)
        start_rc4(sender);
    packet[0] = (uint8_t)(flags >> 8 | sender->count >> 8);
    packet[1] = (uint8_t)sender->count;
    if (size > HEADER)
        gcry_cipher_encrypt(sender->rc4, packet + HEADER, size - HEADER, NULL, 0);
    sender->count = (sender->count + 1) % COUNTS;
}
