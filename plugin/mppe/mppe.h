/* Decrypts one direction of MPPE (RFC 3078), with MPPC inside it, packet by packet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_MPPE_H
#define PPTP_MPPE_MPPE_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>

#include "mppe/mschap.h"
#include "mppe/option.h"

/* The header's bits (RFC 3078 section 3.1, RFC 2118 section 3.1) and its Coherency Count. */
enum {
    PPTP_MPPE_FLUSHED = 0x8000,
    PPTP_MPPE_AT_FRONT = 0x4000,
    PPTP_MPPE_COMPRESSED = 0x2000,
    PPTP_MPPE_ENCRYPTED = 0x1000,
    PPTP_MPPE_COUNT = 0x0fff
};

enum { PPTP_MPPE_HEADER = 2 };      /* octets */

#define PPTP_NO_NUMBER INT64_MIN

/* A packet, from behind PPP's protocol field on. */
struct pptp_mppe_packet {
    int64_t number;                 /* ascending in the order in which the sender sent, other packets counted too */
    const uint8_t *octets;          /* header and data */
    unsigned captured;              /* octets that were captured, at least the header */
    unsigned length;                /* octets that were sent */
};

/* The decrypted content: PPP, from its protocol field on. Valid until the next packet. */
struct pptp_mppe_clear {
    const uint8_t *octets;
    unsigned captured;
    unsigned length;
};

enum pptp_mppe_result {
    PPTP_MPPE_DECRYPTED,
    PPTP_MPPE_LOST,                 /* stateful: a packet is missing, and none was flushed since (section 8.2) */
    PPTP_MPPE_LATE,                 /* its key is no longer kept */
    PPTP_MPPE_FAR,                  /* stateless: more packets are missing than keys are tried ahead */
    PPTP_MPPE_CUT,                  /* compressed, and not captured in full */
    PPTP_MPPE_GARBAGE               /* the result is no PPP */
};

struct pptp_mppe;

/* Returns whether bit D of the header is set (RFC 3078 section 3.1). */
bool pptp_mppe_is_encrypted(const struct pptp_mppe_packet *packet);

/* Returns a direction without any packet so far, which lives as long as scope. bits: those of MPPE's option
 * (mppe/option.h); without a key length among them packets are only compressed, and start is ignored. number: the
 * number of the packet after which the direction begins, or PPTP_NO_NUMBER. pptp_mppe_ciphers_are_available() must
 * hold if there is a key length. */
struct pptp_mppe *pptp_mppe_new(wmem_allocator_t *scope, uint32_t bits, const uint8_t start[PPTP_START_KEY],
                                int64_t number);

/* Replaces the direction by another one, in the same memory. */
void pptp_mppe_begin(struct pptp_mppe *mppe, uint32_t bits, const uint8_t start[PPTP_START_KEY], int64_t number);

/* Decrypts the next packet in capture order. Only a packet that proves to be PPP advances the direction: a forged
 * one costs at most two rounds of 4096 key changes, once, and leaves no trace. clear is set if the result is
 * PPTP_MPPE_DECRYPTED. */
enum pptp_mppe_result pptp_mppe_decrypt(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet,
                                        struct pptp_mppe_clear *clear);

/* Returns whether a packet was decrypted that no other key could have decrypted. */
bool pptp_mppe_is_certain(const struct pptp_mppe *mppe);

#endif
