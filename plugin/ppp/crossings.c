/* Recognizes packets that the two ends of a tunnel send back and forth.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "calls/hash.h"
#include "ppp/crossings.h"

enum { COMPARED = 16 };  /* octets behind IP's header */
enum { LOOP = 3 };       /* a packet that comes back once may have been routed so on purpose */

static uint64_t
hash(const struct pptp_inner *inner)
{
    uint8_t octets[2 * sizeof inner->from.octets + 3 + COMPARED] = { 0 };
    uint64_t found;

    memcpy(octets, inner->from.octets, sizeof inner->from.octets);
    memcpy(octets + sizeof inner->from.octets, inner->to.octets, sizeof inner->to.octets);
    octets[32] = inner->protocol;
    octets[33] = inner->id >> 8;
    octets[34] = inner->id & 0xff;
    memcpy(octets + 35, inner->octets, MIN(inner->size, COMPARED));
    found = pptp_hash_octets(octets, sizeof octets);
    return found ? found : 1;
}

/* The packet went through once more, for at least the third time. */
static void
add_to_loop(const struct pptp_crossing *crossing, const struct pptp_news *news, const struct pptp_inner *inner)
{
    struct pptp_crossings *crossings = news->link->crossings;

    if (!crossings->loop)
        crossings->loop = wmem_new0(news->link->scope, struct pptp_loop);
    crossings->loop->packets += crossing->times == LOOP;
    if (crossing->times <= crossings->loop->longest.times)
        return;
    crossings->loop->longest = *crossing;
    crossings->loop->longest_last = news->packet->frame;
    crossings->loop->from = inner->from;
    crossings->loop->to = inner->to;
}

void
pptp_ppp_crossings_follow(struct pptp_news *news, const struct pptp_inner *inner)
{
    struct pptp_link *link = news->link;
    struct pptp_crossing *crossing;
    uint64_t packet = hash(inner);

    if (!link->crossings)
        link->crossings = wmem_new0(link->scope, struct pptp_crossings);
    crossing = &link->crossings->last[packet % PPTP_CROSSINGS];
    if (crossing->packet != packet || crossing->by == news->from || crossing->ttl <= inner->ttl)
        *crossing = (struct pptp_crossing){ .packet = packet, .first = news->packet->frame,
                                            .first_ttl = inner->ttl };
    crossing->by = news->from;
    crossing->ttl = inner->ttl;
    if (++crossing->times >= LOOP)
        add_to_loop(crossing, news, inner);
}
