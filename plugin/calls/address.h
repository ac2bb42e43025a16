/* Compares addresses. Nearly every packet asks for some, and addresses_equal() calls memcmp() for a few octets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_ADDRESS_H
#define PPTP_CALLS_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <epan/address.h>

#include "compat.h"

enum { PPTP_ADDRESS_WORD = 4 };     /* octets, as IPv4 has: compilers compare so many without a call */

/* Returns the same as the next function, of any address. */
PPTP_RARE bool pptp_address_is_any_at(const address *host, const uint8_t *octets);

/* Returns whether the octets, as many as the address has, are the address. The two words of an Ethernet address
 * overlap. */
static inline bool
pptp_address_is_at(const address *host, const uint8_t *octets)
{
    const uint8_t *own = host->data;
    unsigned last = (unsigned)host->len - PPTP_ADDRESS_WORD;

    if (last > PPTP_ADDRESS_WORD)
        return pptp_address_is_any_at(host, octets);
    return !memcmp(own, octets, PPTP_ADDRESS_WORD) && !memcmp(own + last, octets + last, PPTP_ADDRESS_WORD);
}

/* Returns whether the four octets are an address of IPv4 for private networks (RFC 1918 section 3). */
static inline bool
pptp_address_is_private_at(const uint8_t *octets)
{
    return octets[0] == 10 || (octets[0] == 172 && octets[1] >> 4 == 1) || (octets[0] == 192 && octets[1] == 168);
}

/* Returns whether the four octets are an address that providers share among their customers (RFC 6598 section 7). */
static inline bool
pptp_address_is_shared_at(const uint8_t *octets)
{
    return octets[0] == 100 && octets[1] >> 6 == 1;
}

/* These return the same of an address of any type; false of all but IPv4's. */
static inline bool
pptp_address_is_private(const address *host)
{
    return host->type == AT_IPv4 && pptp_address_is_private_at(host->data);
}

static inline bool
pptp_address_is_shared(const address *host)
{
    return host->type == AT_IPv4 && pptp_address_is_shared_at(host->data);
}

/* Returns what addresses_equal() returns. */
static inline bool
pptp_address_is_same(const address *one, const address *other)
{
    return one->type == other->type && one->len == other->len && pptp_address_is_at(one, other->data);
}

#endif
