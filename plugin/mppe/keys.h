/* The session keys of one direction of MPPE, one after the other (RFC 3078 section 7.3).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_KEYS_H
#define PPTP_MPPE_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>

#include "mppe/mschap.h"

/* How many key changes back a key can still be had: two rounds of the Coherency Count that a forged packet may
 * look ahead in vain, and one for late packets. */
#define PPTP_KEYS_KEPT (3 * 4096)

struct pptp_keys;

/* bits, here and below: those of MPPE's option (mppe/option.h). Returns the strongest key length among them: 128,
 * 56, 40, or 0 if there is none. */
unsigned pptp_mppe_key_bits(uint32_t bits);

/* Returns the octets of a key of that length; 0 if there is none. */
unsigned pptp_mppe_key_size(uint32_t bits);

/* Returns the chain of keys that begins with a start key (RFC 3079), of the strongest length among the bits. At
 * least one length must be among them. The chain lives as long as scope. */
struct pptp_keys *pptp_mppe_keys_new(wmem_allocator_t *scope, uint32_t bits, const uint8_t start[PPTP_START_KEY]);

/* Replaces the chain by another one, in the same memory. */
void pptp_mppe_keys_begin(struct pptp_keys *keys, uint32_t bits, const uint8_t start[PPTP_START_KEY]);

/* Derives the session key after so many changes; the initial key is the one after 0. Beyond the farthest key so
 * far this costs one derivation per change, up to it fewer than 64. Returns false if the key is PPTP_KEYS_KEPT or
 * more changes before the farthest, or if the keys of the capture have cost too much: each that is asked for may cost a
 * few changes, and all together 32 rounds of the Coherency Count more. */
bool pptp_mppe_keys_get(struct pptp_keys *keys, int64_t changes, uint8_t key[PPTP_START_KEY]);

#endif
