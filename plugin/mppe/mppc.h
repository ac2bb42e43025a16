/* MPPC, Microsoft's compression (RFC 2118): one direction's history, and what its packets decompress to. No tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_MPPC_H
#define PPTP_MPPE_MPPC_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>

struct pptp_mppc;

/* An empty history, in scope. */
struct pptp_mppc *pptp_mppe_mppc_new(wmem_allocator_t *scope);

/* Empties it. */
void pptp_mppe_mppc_begin(struct pptp_mppc *mppc);

/* Decompresses the next packet. is_flushed, is_at_front: its bits A and B (section 3.1). octets: behind the header. Answers
 * false if they are no codes of section 4, or decompress to more than the history holds: until the next flushed packet no
 * other can be decompressed then. clear points into the history and holds until the next call. */
bool pptp_mppe_mppc_decompress(struct pptp_mppc *mppc, bool is_flushed, bool is_at_front, const uint8_t *octets,
                               unsigned size, const uint8_t **clear, unsigned *clear_size);

#endif
