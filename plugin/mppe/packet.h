/* A packet of MPPE (RFC 3078) or MPPC (RFC 2118): as it was sent, as it was decrypted, and how to decrypt it again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_PACKET_H
#define PPTP_MPPE_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "mppe/mschap.h"

/* The header's bits (RFC 3078 section 3.1, RFC 2118 section 3.1) and its Coherency Count. */
enum {
    PPTP_MPPE_FLUSHED = 0x8000,
    PPTP_MPPE_AT_FRONT = 0x4000,
    PPTP_MPPE_COMPRESSED = 0x2000,
    PPTP_MPPE_ENCRYPTED = 0x1000,
    PPTP_MPPE_COUNT = 0x0fff
};

enum { PPTP_MPPE_HEADER = 2 };      /* octets */

/* A packet, starting after PPP's protocol field. */
struct pptp_mppe_packet {
    int64_t number;                 /* ascending in the order in which the sender sent, other packets counted too */
    const uint8_t *octets;          /* header and data */
    unsigned captured;              /* octets that were captured, at least the header and at most UINT16_MAX */
    unsigned length;                /* octets that were sent, at most UINT16_MAX */
};

/* The decrypted content: PPP, from its protocol field on. */
struct pptp_mppe_clear {
    const uint8_t *octets;
    unsigned captured;
    unsigned length;
};

/* What it takes to decrypt a packet again, besides the packet itself. */
struct pptp_mppe_point {
    uint8_t key[PPTP_START_KEY];    /* the session key */
    uint32_t used;                  /* octets of its key stream before the packet: less than 2^24 */
    uint32_t number;                /* of the packet in the history (mppe/history.h); 0: it does not depend on others */
};

/* Returns the header, which must have been captured. */
static inline unsigned
pptp_mppe_header(const struct pptp_mppe_packet *packet)
{
    return packet->octets[0] << 8 | packet->octets[1];
}

/* Returns whether bit D of the header is set (RFC 3078 section 3.1). */
static inline bool
pptp_mppe_is_encrypted(const struct pptp_mppe_packet *packet)
{
    return pptp_mppe_header(packet) & PPTP_MPPE_ENCRYPTED;
}

#endif
