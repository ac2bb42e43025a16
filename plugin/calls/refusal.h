/* An ICMP error that quotes a packet of a tunnel or of a control connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_REFUSAL_H
#define PPTP_CALLS_REFUSAL_H

#include <epan/address.h>

#include "calls/event.h"

/* What an error means for a tunnel whose GRE it quotes. */
enum pptp_refusal_kind {
    PPTP_REFUSAL_OTHER,             /* it is not known */
    PPTP_REFUSAL_NOT_ACCEPTED,      /* its receiver takes no GRE */
    PPTP_REFUSAL_FILTERED,          /* a firewall says no */
    PPTP_REFUSAL_UNREACHABLE,
    PPTP_REFUSAL_LOOPED,            /* its TTL ended on the way */
    PPTP_REFUSAL_TOO_BIG,
    PPTP_REFUSAL_FRAGMENTS_LOST,
    PPTP_REFUSAL_OVERLOADED
};

struct pptp_refusal {
    struct pptp_refusal *next;          /* with another sender, type or code */
    struct pptp_moment first;
    struct pptp_moment last;
    struct pptp_moment before;          /* in a tunnel: the last packet that came back before the first error */
    bool worked;                        /* in a tunnel: packets had got through in both directions by then */
    uint32_t count;
    address sender;
    unsigned version;                   /* of IP: 4 or 6 */
    uint32_t mtu;                       /* of the link that the packet did not fit; 0: the error names none */
    uint8_t type;
    uint8_t code;
    uint8_t quoted;                     /* in a tunnel: the end that sent the quoted packet */
};

/* Returns the error's name, "Destination unreachable (Protocol unreachable)", or its numbers if it has none (RFC 792,
 * RFC 1812, RFC 4443). Static, or in scope. */
const char *pptp_refusal_name(wmem_allocator_t *scope, const struct pptp_refusal *refusal);

enum pptp_refusal_kind pptp_refusal_kind(const struct pptp_refusal *refusal);

/* Returns whether the error is Port unreachable. GRE has no ports: a firewall says so, or a host that has GRE, but no
 * use for this packet. */
bool pptp_refusal_is_of_port(const struct pptp_refusal *refusal);

/* Returns whether a router says that it has no route at all, not only that a host does not answer. */
bool pptp_refusal_is_of_route(const struct pptp_refusal *refusal);

/* Returns what the error means for a tunnel whose GRE it quotes, in words. Static. */
const char *pptp_refusal_meaning(const struct pptp_refusal *refusal);

#endif
