/* Names the ICMP errors that refuse a packet, and says what each means for a tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/refusal.h"

static const char refused[] = "GRE (IP protocol 47) is not accepted there";
static const char filtered[] = "a firewall there does not let GRE (IP protocol 47) through";
static const char fragments_lost[] = "fragments of the tunnel's packets are lost";
static const char unreachable[] = "the tunnel's other end cannot be reached";
static const char too_big[] = "the tunnel's packets are too big for a link on the path: lower the PPP MTU";

static const struct name {
    unsigned version;
    uint8_t type;
    uint8_t code;
    const char *name;
    const char *meaning;
} names[] = {
    { 4, 3, 0, "Destination unreachable (Network unreachable)", unreachable },
    { 4, 3, 1, "Destination unreachable (Host unreachable)", unreachable },
    { 4, 3, 2, "Destination unreachable (Protocol unreachable)", refused },
    { 4, 3, 3, "Destination unreachable (Port unreachable)", refused },
    { 4, 3, 4, "Destination unreachable (Fragmentation needed)", too_big },
    { 4, 3, 9, "Destination unreachable (Network administratively prohibited)", filtered },
    { 4, 3, 10, "Destination unreachable (Host administratively prohibited)", filtered },
    { 4, 3, 13, "Destination unreachable (Communication administratively prohibited)", filtered },
    { 4, 4, 0, "Source quench", "a router on the path is overloaded" },
    { 4, 11, 0, "Time exceeded (Time to live exceeded in transit)", unreachable },
    { 4, 11, 1, "Time exceeded (Fragment reassembly time exceeded)", fragments_lost },
    { 6, 1, 0, "Destination unreachable (No route to destination)", unreachable },
    { 6, 1, 1, "Destination unreachable (Administratively prohibited)", filtered },
    { 6, 1, 3, "Destination unreachable (Address unreachable)", unreachable },
    { 6, 1, 4, "Destination unreachable (Port unreachable)", refused },
    { 6, 2, 0, "Packet too big", too_big },
    { 6, 3, 0, "Time exceeded (Hop limit exceeded in transit)", unreachable },
    { 6, 3, 1, "Time exceeded (Fragment reassembly time exceeded)", fragments_lost },
    { 6, 4, 1, "Parameter problem (Unrecognized Next Header type)", refused },
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

const char *
pptp_refusal_meaning(const struct pptp_refusal *refusal)
{
    const struct name *name = find_name(refusal);

    return name ? name->meaning : "the tunnel's packet may not have arrived";
}
