/* An ICMP error that quotes a packet of a tunnel or of a control connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_REFUSAL_H
#define PPTP_CALLS_REFUSAL_H

#include <epan/address.h>

#include "calls/event.h"

struct pptp_refusal {
    struct pptp_refusal *next;          /* with another sender, type or code */
    struct pptp_moment first;
    struct pptp_moment last;
    struct pptp_moment before;          /* in a tunnel: the last packet that came back before the first error */
    bool worked;                        /* in a tunnel: packets had got through in both directions by then */
    uint32_t count;
    address sender;
    unsigned version;                   /* of IP: 4 or 6 */
    uint8_t type;
    uint8_t code;
    uint8_t quoted;                     /* in a tunnel: the end that sent the quoted packet */
};

/* Returns the error's name, "Destination unreachable (Protocol unreachable)", or its numbers if it has none (RFC 792,
 * RFC 1812, RFC 4443). Static, or in scope. */
const char *pptp_refusal_name(wmem_allocator_t *scope, const struct pptp_refusal *refusal);

/* Returns what the error means for a tunnel whose GRE it quotes. Static. */
const char *pptp_refusal_meaning(const struct pptp_refusal *refusal);

#endif
