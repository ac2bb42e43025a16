/* Hashes that no capture can be made to collide: their factors are random.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_HASH_H
#define PPTP_CALLS_HASH_H

#include <epan/address.h>

#define PPTP_HASH_WORDS 9       /* the most: two IPv6 addresses and a number */

/* Of count words, at most PPTP_HASH_WORDS. The same words have the same hash as long as Wireshark runs. */
uint32_t pptp_hash(const uint32_t *words, unsigned count);

/* Of two addresses in their order, and a number. */
uint32_t pptp_hash_addresses(const address *one, const address *other, uint32_t number);

#endif
