/* Decompresses the packets of one direction of MPPC, and any of them again.
 *
 * A packet that does not start with an empty history depends on all packets since that was empty. Their compressed
 * octets are kept, and from time to time a copy of the history.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_HISTORY_H
#define PPTP_MPPE_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>

struct pptp_mppe_history;

/* A packet: before decompressing, or after. Decompressed octets are valid until the next call. */
struct pptp_mppe_part {
    const uint8_t *octets;
    unsigned size;
};

/* Returns an empty history that lives as long as scope. */
struct pptp_mppe_history *pptp_mppe_history_new(wmem_allocator_t *scope);

/* Empties the history. What was decompressed before can still be decompressed again. */
void pptp_mppe_history_begin(struct pptp_mppe_history *history);

/* Decompresses the next packet. header: its bits A and B count (RFC 2118 section 3.1). number is set to what
 * pptp_mppe_history_again() asks for. Returns false as pptp_mppe_mppc_decompress() does. */
bool pptp_mppe_history_decompress(struct pptp_mppe_history *history, unsigned header, struct pptp_mppe_part in,
                                  struct pptp_mppe_part *out, uint32_t *number);

/* Decompresses a packet again. in: not read if the number is not 0. At most 32,768 octets of earlier packets, or those
 * of one, are decompressed before it, and at most 4 MiB come of them. */
bool pptp_mppe_history_again(struct pptp_mppe_history *history, unsigned header, struct pptp_mppe_part in,
                             struct pptp_mppe_part *out, uint32_t number);

#endif
