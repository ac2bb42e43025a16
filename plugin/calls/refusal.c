/* Names the ICMP errors that refuse a packet, and says what each means for a tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/refusal.h"

static const char *const meanings[] = {
    [PPTP_REFUSAL_OTHER] = "the tunnel's packet may not have arrived",
    [PPTP_REFUSAL_NOT_ACCEPTED] = "GRE (IP protocol 47) was not accepted there",
    [PPTP_REFUSAL_FILTERED] = "a firewall there does not let GRE (IP protocol 47) through",
    [PPTP_REFUSAL_UNREACHABLE] = "the tunnel's other end cannot be reached",
    [PPTP_REFUSAL_LOOPED] = "routers on the path probably pass the tunnel's packets in a circle (a routing loop)",
    [PPTP_REFUSAL_TOO_BIG] = "the tunnel's packets are too big for a link on the path: lower the PPP MTU",
    [PPTP_REFUSAL_FRAGMENTS_LOST] = "fragments of the tunnel's packets are lost",
    [PPTP_REFUSAL_OVERLOADED] = "a router on the path is overloaded"
};

static const struct name {
    unsigned version;
    uint8_t type;
    uint8_t code;
    const char *name;
    enum pptp_refusal_kind kind;
} names[] = {
    { 4, 3, 0, "Destination unreachable (Network unreachable)", PPTP_REFUSAL_UNREACHABLE },
    { 4, 3, 1, "Destination unreachable (Host unreachable)", PPTP_REFUSAL_UNREACHABLE },
    { 4, 3, 2, "Destination unreachable (Protocol unreachable)", PPTP_REFUSAL_NOT_ACCEPTED },
    { 4, 3, 3, "Destination unreachable (Port unreachable)", PPTP_REFUSAL_NOT_ACCEPTED },
    { 4, 3, 4, "Destination unreachable (Fragmentation needed)", PPTP_REFUSAL_TOO_BIG },
    { 4, 3, 9, "Destination unreachable (Network administratively prohibited)", PPTP_REFUSAL_FILTERED },
    { 4, 3, 10, "Destination unreachable (Host administratively prohibited)", PPTP_REFUSAL_FILTERED },
    { 4, 3, 13, "Destination unreachable (Communication administratively prohibited)", PPTP_REFUSAL_FILTERED },
    { 4, 4, 0, "Source quench", PPTP_REFUSAL_OVERLOADED },
    { 4, 11, 0, "Time exceeded (Time to live exceeded in transit)", PPTP_REFUSAL_LOOPED },
    { 4, 11, 1, "Time exceeded (Fragment reassembly time exceeded)", PPTP_REFUSAL_FRAGMENTS_LOST },
    { 6, 1, 0, "Destination unreachable (No route to destination)", PPTP_REFUSAL_UNREACHABLE },
    { 6, 1, 1, "Destination unreachable (Administratively prohibited)", PPTP_REFUSAL_FILTERED },
    { 6, 1, 2, "Destination unreachable (Beyond scope of source address)", PPTP_REFUSAL_UNREACHABLE },
    { 6, 1, 3, "Destination unreachable (Address unreachable)", PPTP_REFUSAL_UNREACHABLE },
    { 6, 1, 4, "Destination unreachable (Port unreachable)", PPTP_REFUSAL_NOT_ACCEPTED },
    { 6, 1, 5, "Destination unreachable (Source address failed ingress/egress policy)", PPTP_REFUSAL_UNREACHABLE },
    { 6, 1, 6, "Destination unreachable (Reject route to destination)", PPTP_REFUSAL_UNREACHABLE },
    { 6, 2, 0, "Packet too big", PPTP_REFUSAL_TOO_BIG },
    { 6, 3, 0, "Time exceeded (Hop limit exceeded in transit)", PPTP_REFUSAL_LOOPED },
    { 6, 3, 1, "Time exceeded (Fragment reassembly time exceeded)", PPTP_REFUSAL_FRAGMENTS_LOST },
    { 6, 4, 1, "Parameter problem (Unrecognized Next Header type)", PPTP_REFUSAL_NOT_ACCEPTED },
};

static const struct name *
find_name(const struct pptp_refusal *refusal)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        if (names[i].version == refusal->version && names[i].type == refusal->type && names[i].code == refusal->code)
            return &names[i];
    }
    return NULL;
}

const char *
pptp_refusal_name(wmem_allocator_t *scope, const struct pptp_refusal *refusal)
{
    const struct name *name = find_name(refusal);

    return name ? name->name : wmem_strdup_printf(scope, "type %u, code %u", refusal->type, refusal->code);
}

enum pptp_refusal_kind
pptp_refusal_kind(const struct pptp_refusal *refusal)
{
    const struct name *name = find_name(refusal);

    return name ? name->kind : PPTP_REFUSAL_OTHER;
}

static bool
is_code(const struct pptp_refusal *refusal, uint8_t of_ipv4, uint8_t of_ipv6)
{
    return refusal->version == 4 ? refusal->type == 3 && refusal->code == of_ipv4
                                 : refusal->type == 1 && refusal->code == of_ipv6;
}

bool
pptp_refusal_is_of_port(const struct pptp_refusal *refusal)
{
    return is_code(refusal, 3, 4);
}

bool
pptp_refusal_is_of_route(const struct pptp_refusal *refusal)
{
    return is_code(refusal, 0, 0);
}

const char *
pptp_refusal_meaning(const struct pptp_refusal *refusal)
{
    return meanings[pptp_refusal_kind(refusal)];
}
