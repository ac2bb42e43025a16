/* The ciphers and hashes of MS-CHAP, MPPE and RADIUS, all from libgcrypt, and the one place where its results are
 * checked.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_CIPHERS_H
#define PPTP_MPPE_CIPHERS_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>
#include <wsutil/wsgcrypt.h>

/* Octets. */
enum { PPTP_SHA1 = 20, PPTP_MD4 = 16, PPTP_MD5 = 16, PPTP_DES_BLOCK = 8 };

/* Returns whether libgcrypt provides RC4, DES, MD4, MD5 and SHA-1. In FIPS mode it refuses most of them, and then none
 * of the functions below may be called. The result never changes while the program runs. */
bool pptp_mppe_ciphers_are_available(void);

void pptp_mppe_ciphers_md4(const void *octets, size_t size, uint8_t digest[PPTP_MD4]);

/* Each hashes the parts as if they were one. */
void pptp_mppe_ciphers_md5(const gcry_buffer_t *parts, int count, uint8_t digest[PPTP_MD5]);
void pptp_mppe_ciphers_sha1(const gcry_buffer_t *parts, int count, uint8_t digest[PPTP_SHA1]);

/* Encrypts one block. Weak keys are accepted: the LAN Manager hash of a short password uses one. */
void pptp_mppe_ciphers_des(const uint8_t key[PPTP_DES_BLOCK], const void *in, uint8_t out[PPTP_DES_BLOCK]);

/* Returns an RC4 without a key. It is closed when scope is freed. */
gcry_cipher_hd_t pptp_mppe_ciphers_rc4(wmem_allocator_t *scope);

/* Starts the key stream of a key of size octets. */
void pptp_mppe_ciphers_set_key(gcry_cipher_hd_t rc4, const uint8_t *key, size_t size);

/* Encrypts or decrypts octets with the next part of the key stream. in and out may be the same. */
void pptp_mppe_ciphers_run(gcry_cipher_hd_t rc4, uint8_t *out, const uint8_t *in, size_t size);

#endif
