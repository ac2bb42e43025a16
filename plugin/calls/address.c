/* Compares addresses of all lengths.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "calls/address.h"

bool
pptp_address_is_any_at(const address *address, const uint8_t *octets)
{
    return address->len == 0 || memcmp(address->data, octets, address->len) == 0;
}
