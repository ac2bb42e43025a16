/* Asks Wireshark whether the checksums of IP and of what IP carries are right.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/tvbuff.h>
#include <epan/in_cksum.h>
#include <epan/ipproto.h>

#include "checksum.h"

bool
pptp_checksum_is_right_of_ip(const uint8_t *header, unsigned size)
{
    return ip_checksum(header, size) == 0;
}

bool
pptp_checksum_is_right_of_tcp(struct pptp_checksum_addresses addresses, const uint8_t *segment, unsigned size)
{
    const uint8_t behind_addresses[] = { 0, IP_PROTO_TCP, (uint8_t)(size >> 8), (uint8_t)size };
    vec_t parts[4];

    SET_CKSUM_VEC_PTR(parts[0], addresses.from, addresses.size);
    SET_CKSUM_VEC_PTR(parts[1], addresses.to, addresses.size);
    SET_CKSUM_VEC_PTR(parts[2], behind_addresses, sizeof behind_addresses);
    SET_CKSUM_VEC_PTR(parts[3], segment, size);
    return in_cksum(parts, G_N_ELEMENTS(parts)) == 0;
}
