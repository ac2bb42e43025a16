/* The session keys of one direction of MPPE, one after the other (RFC 3078 section 7.3). No tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_KEYS_H
#define PPTP_MPPE_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>

#include "mppe/mschap.h"

/* Changes that are remembered behind the farthest key that was asked for: two rounds of the Coherency Count that may be looked
 * ahead in vain, and one for what is late. */
#define PPTP_KEYS_KEPT (3 * 4096)

struct pptp_keys;

/* Bits of the strongest key among the bits of MPPE's option (ppp/negotiation.h): 128, 56, 40; 0: none. */
unsigned pptp_mppe_key_bits(uint32_t bits);

/* Octets of such a key. */
unsigned pptp_mppe_key_size(uint32_t bits);

/* The chain that begins with a start key (RFC 3079), of the strongest kind among the option's bits, of which there is one. Lives as
 * long as the scope. */
struct pptp_keys *pptp_mppe_keys_new(wmem_allocator_t *scope, uint32_t bits, const uint8_t start[PPTP_START_KEY]);

/* Another chain in the place of this one. */
void pptp_mppe_keys_begin(struct pptp_keys *keys, uint32_t bits, const uint8_t start[PPTP_START_KEY]);

/* The session key after so many changes; the first one is that after 0. It costs as many changes as it is behind the farthest
 * so far, and less than 64 if it is not. Answers false if it is PPTP_KEYS_KEPT or more before that one. */
bool pptp_mppe_keys_get(struct pptp_keys *keys, int64_t changes, uint8_t key[PPTP_START_KEY]);

#endif
