/* Hashes. With random factors: no capture can be built to make them collide.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_HASH_H
#define PPTP_CALLS_HASH_H

#include <epan/address.h>

#define PPTP_HASH_WORDS 9 /* enough for two IPv6 addresses and a number */

/* Returns the hash of count words, at most PPTP_HASH_WORDS. Equal words have equal hashes until Wireshark exits. */
uint32_t pptp_hash(const uint32_t *words, unsigned count);

/* Returns the hash of size octets, which may be 0. It has no random factor. */
uint64_t pptp_hash_octets(const uint8_t *octets, unsigned size);

/* Returns the hash of two addresses, whose order matters, and a number. */
uint32_t pptp_hash_addresses(const address *one, const address *other, uint32_t number);

#endif
