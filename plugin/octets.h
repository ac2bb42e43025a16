/* Numbers in packets, whose most significant octet comes first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_OCTETS_H
#define PPTP_OCTETS_H

#include <stdint.h>

/* Each returns the number in the first two or four octets, which must be there. */
static inline uint16_t
pptp_octets_16(const uint8_t *octets)
{
    return (uint16_t)(octets[0] << 8 | octets[1]);
}

static inline uint32_t
pptp_octets_32(const uint8_t *octets)
{
    return (uint32_t)pptp_octets_16(octets) << 16 | pptp_octets_16(octets + 2);
}

#endif
