/* What became of the MPPE packets of one direction, and what it takes to decrypt them again. There can be millions, so
 * results are packed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_RESULTS_H
#define PPTP_PPP_RESULTS_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>

#include "mppe/packet.h"
#include "packets.h"

/* The result of a packet. One that was not decrypted also stands for later packets without a result of their own. */
struct pptp_result {
    const struct pptp_packet *packet;
    uint8_t key[PPTP_START_KEY];        /* struct pptp_mppe_point, as the next one and used */
    uint32_t number;
    uint32_t source;                    /* of the keys, among those of the link */
    unsigned used : 24;
    unsigned result : 7;                /* enum pptp_decryption_result (ppp/decryption.h) */
    unsigned needed_key : 1;            /* it was encrypted, not only compressed */
    uint16_t length;                    /* octets that were sent */
    uint16_t checksum;                  /* of the last octets that were captured */
};

_Static_assert(sizeof(struct pptp_result) <= 40, "no octet to spare");

struct pptp_results;

/* Returns an empty list. All its memory comes from scope. */
struct pptp_results *pptp_ppp_results_new(wmem_allocator_t *scope);

/* Appends a copy of the result, whose packet is after those before. */
void pptp_ppp_results_add(struct pptp_results *results, const struct pptp_result *result);

/* Returns the result that was added last; NULL: none. It lives as long as the list, as all of them. */
const struct pptp_result *pptp_ppp_results_newest(const struct pptp_results *results);

/* Returns the last result about this packet or an earlier one, or NULL if there is none. */
const struct pptp_result *pptp_ppp_results_until(const struct pptp_results *results, const struct pptp_packet *packet);

#endif
