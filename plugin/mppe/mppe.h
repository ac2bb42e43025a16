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
#include "mppe/packet.h"

#define PPTP_NO_NUMBER INT64_MIN

enum pptp_mppe_result {
    PPTP_MPPE_DECRYPTED,
    PPTP_MPPE_LOST,                 /* stateful: a packet is missing, and none was flushed since (section 8.2) */
    PPTP_MPPE_LATE,                 /* its key is no longer kept */
    PPTP_MPPE_FAR,                  /* stateless: more packets are missing than keys are tried ahead */
    PPTP_MPPE_CUT,                  /* compressed, and not captured in full */
    PPTP_MPPE_GARBAGE               /* the result is no PPP */
};

struct pptp_mppe;

/* Returns a direction without any packet so far, which lives as long as scope. bits: those of MPPE's option
 * (mppe/option.h); without a key length among them packets are only compressed, and start is ignored. number: the
 * number of the packet after which the direction begins, or PPTP_NO_NUMBER. pptp_mppe_ciphers_are_available() must
 * hold if there is a key length. */
struct pptp_mppe *pptp_mppe_new(wmem_allocator_t *scope, uint32_t bits, const uint8_t start[PPTP_START_KEY],
                                int64_t number);

/* Replaces the direction by another one, in the same memory. Packets of the one before can still be decrypted again. */
void pptp_mppe_begin(struct pptp_mppe *mppe, uint32_t bits, const uint8_t start[PPTP_START_KEY], int64_t number);

/* Decrypts the next packet in capture order. Only a packet that proves to be PPP advances the direction: a forged
 * one costs at most what pptp_mppe_keys_get() allows, and leaves no trace. clear and point are set if the result is
 * PPTP_MPPE_DECRYPTED; the octets of clear are valid until the next packet of any direction. */
enum pptp_mppe_result pptp_mppe_decrypt(struct pptp_mppe *mppe, const struct pptp_mppe_packet *packet,
                                        struct pptp_mppe_clear *clear, struct pptp_mppe_point *point);

/* Decrypts a packet again, in any order. bits, point: as they were when it was decrypted. The octets of clear are in
 * scope. If the packets come in the order in which they were sent, each costs no more than itself. Otherwise RC4 runs
 * over the octets of at most 255 other packets, and pptp_mppe_history_again() limits what is decompressed. Returns
 * false if packet is not the one that was decrypted. */
bool pptp_mppe_decrypt_again(struct pptp_mppe *mppe, wmem_allocator_t *scope, uint32_t bits,
                             const struct pptp_mppe_point *point, const struct pptp_mppe_packet *packet,
                             struct pptp_mppe_clear *clear);

/* Returns whether a packet was decrypted that no other key could have decrypted. */
bool pptp_mppe_is_certain(const struct pptp_mppe *mppe);

#endif
