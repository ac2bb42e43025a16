/* The checksums of IP and of what IP carries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CHECKSUM_H
#define PPTP_CHECKSUM_H

#include <stdbool.h>
#include <stdint.h>

/* The two addresses of a packet, in network byte order. */
struct pptp_checksum_addresses {
    const uint8_t *from, *to;
    unsigned size;          /* of each: 4 or 16 */
};

/* Returns whether the checksum of an IPv4 header is right (RFC 791 section 3.1). */
bool pptp_checksum_is_right_of_ip(const uint8_t *header, unsigned size);

/* Returns whether a TCP segment's checksum is right, which covers the addresses, too (RFC 9293 section 3.1). size: of
 * the whole segment, below 65536. */
bool pptp_checksum_is_right_of_tcp(struct pptp_checksum_addresses addresses, const uint8_t *segment, unsigned size);

#endif
