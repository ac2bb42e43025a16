/* Decompresses one direction of MPPC, Microsoft's compression protocol (RFC 2118).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_MPPC_H
#define PPTP_MPPE_MPPC_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>

struct pptp_mppc;

/* Returns an empty history that lives as long as scope. */
struct pptp_mppc *pptp_mppe_mppc_new(wmem_allocator_t *scope);

/* Empties the history. */
void pptp_mppe_mppc_begin(struct pptp_mppc *mppc);

/* Decompresses the next packet. is_flushed, is_at_front: its bits A and B (section 3.1); octets: what follows the
 * header. clear points into the history and is valid until the next call. Returns false if the octets are no codes
 * of section 4 or decompress to more than the history holds. After that no packet can be decompressed until the
 * next flushed one. */
bool pptp_mppe_mppc_decompress(struct pptp_mppc *mppc, bool is_flushed, bool is_at_front, const uint8_t *octets,
                               unsigned size, const uint8_t **clear, unsigned *clear_size);

/* Returns how many octets were decompressed so far. */
uint64_t pptp_mppe_mppc_total(const struct pptp_mppc *mppc);

/* Returns a copy of the history for pptp_mppe_mppc_restore(), of at most some 8 KiB. It lives as long as scope. */
const struct pptp_mppc *pptp_mppe_mppc_save(const struct pptp_mppc *mppc, wmem_allocator_t *scope);

/* Replaces the history by a saved one. */
void pptp_mppe_mppc_restore(struct pptp_mppc *mppc, const struct pptp_mppc *saved);

#endif
