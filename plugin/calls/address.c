/* Compares addresses of all lengths.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "calls/address.h"

bool
pptp_address_is_any_at(const address *host, const uint8_t *octets)
{
    return host->len == 0 || memcmp(host->data, octets, host->len) == 0;
}
