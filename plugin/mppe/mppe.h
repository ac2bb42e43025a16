/* MPPE (RFC 3078), and MPPC inside it: one direction of a link, its packets decrypted one by one. No tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_MPPE_H
#define PPTP_MPPE_MPPE_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>

#include "mppe/mschap.h"

/* The header's bits (RFC 3078 section 3.1, RFC 2118 section 3.1) and its Coherency Count. */
enum {
    PPTP_MPPE_FLUSHED = 0x8000, PPTP_MPPE_AT_FRONT = 0x4000, PPTP_MPPE_COMPRESSED = 0x2000, PPTP_MPPE_ENCRYPTED = 0x1000,
    PPTP_MPPE_COUNT = 0x0fff
};

enum { PPTP_MPPE_HEADER = 2 };      /* octets */

#define PPTP_NO_NUMBER INT64_MIN

/* A packet behind PPP's protocol field. */
struct pptp_mppe_packet {
    int64_t number;                 /* in the order in which the packets were sent, whatever else was sent between them */
    const uint8_t *octets;          /* header and what is behind it */
    unsigned captured;              /* of them, at least the header */
    unsigned length;                /* of them there were */
};

/* What was in it: PPP, from its protocol field on. Holds until the next packet. */
struct pptp_mppe_clear {
    const uint8_t *octets;
    unsigned captured;
    unsigned length;
};

enum pptp_mppe_result {
    PPTP_MPPE_OPENED,
    PPTP_MPPE_LOST,                 /* stateful: a packet before it is missing, and none was flushed since (section 8.2) */
    PPTP_MPPE_LATE,                 /* its key is gone */
    PPTP_MPPE_FAR,                  /* stateless: so many are missing that nobody looked as far ahead as its key may be */
    PPTP_MPPE_CUT,                  /* compressed, and not captured whole */
    PPTP_MPPE_GARBAGE               /* what comes out is no PPP */
};

struct pptp_mppe;

/* Whether its bit D says so (RFC 3078 section 3.1). */
bool pptp_mppe_is_encrypted(const struct pptp_mppe_packet *packet);

/* A direction of which no packet was seen. bits: those of MPPE's option (ppp/negotiation.h); without a key length among them
 * packets are compressed only, and start is not read. number: of the packet behind which it begins, PPTP_NO_NUMBER: not known.
 * Lives as long as the scope. */
struct pptp_mppe *pptp_mppe_new(wmem_allocator_t *scope, uint32_t bits, const uint8_t start[PPTP_START_KEY], int64_t number);

/* Another direction in the place of this one, whose memory it takes. */
void pptp_mppe_begin(struct pptp_mppe *mppe, uint32_t bits, const uint8_t start[PPTP_START_KEY], int64_t number);

/* Opens the next packet, in the order of capture. Only one that proves to be PPP moves the direction on: forged ones cost at
 * most two rounds of 4096 changes of the key, once, and leave no trace. */
enum pptp_mppe_result pptp_mppe_open(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet,
                                     struct pptp_mppe_clear *clear);

/* Whether a packet was opened that no other key opens. */
bool pptp_mppe_is_certain(const struct pptp_mppe *mppe);

#endif
