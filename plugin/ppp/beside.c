/* Watches for the addresses inside the tunnels in frames that no tunnel carries: on the network behind an end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "capture.h"
#include "ppp/beside.h"

enum { MOMENT = 60, AT_ONCE = 3 };                                              /* seconds */
enum { REQUEST = 1, OPERATION = 6, SENDER_MAC = 8, SENDER = 14, TARGET = 24, ARP = 28 };  /* RFC 826; octets */
enum { FIRST_OFFSET = 14, LAST_OFFSET = 22 };                                   /* of ARP in Ethernet, with VLAN tags */

/* An address, in network byte order, and the end that has it now. */
struct owner {
    struct pptp_link *link;
    unsigned end;
};

static wmem_map_t *owners;
static int proto_arp = -1;

void
pptp_ppp_beside_begin(wmem_allocator_t *scope)
{
    owners = wmem_map_new(scope, g_direct_hash, g_direct_equal);
    proto_arp = proto_get_id_by_filter_name("arp");
}

PPTP_SENT_PART(beside)

static void
learn(struct pptp_link *link, unsigned end, uint32_t inner)
{
    void *key = GUINT_TO_POINTER(g_htonl(inner));
    struct owner *owner = wmem_map_lookup(owners, key);

    if (!owner) {
        owner = wmem_new(link->scope, struct owner);
        wmem_map_insert(owners, key, owner);
    }
    *owner = (struct owner){ .link = link, .end = end };
}

void
pptp_ppp_beside_learn(struct pptp_link *link)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *asked = pptp_ppp_link_asked(link, PPTP_IPCP, end);
        uint32_t inner = pptp_ppp_negotiation_value(asked, PPTP_OPTION_ADDRESS);

        if (asked->agreed.frame && inner != 0)
            learn(link, end, inner);
    }
}

/* Once a session is over, its address is another's, or nobody's. */
static bool
is_in_use(const struct pptp_link *link, int64_t when)
{
    int64_t last = MAX(link->sent[0].last_data.when, link->sent[1].last_data.when);

    return !link->terminated.frame && when - last < MOMENT * PPTP_SECOND;
}

/* Returns what is known of the address beside the tunnel; NULL if it belongs to no tunnel in use. */
static struct pptp_beside *
find(uint32_t inner, int64_t when)
{
    struct owner *owner = wmem_map_lookup(owners, GUINT_TO_POINTER(inner));

    return owner && is_in_use(owner->link, when) ? pptp_ppp_link_keep_beside(owner->link, owner->end) : NULL;
}

/* --- ARP ------------------------------------------------------------------------------------------------- */

static void
add_request(struct pptp_beside *beside, uint32_t asker, struct pptp_moment moment)
{
    beside->asked_again += asker == beside->asker
                           && moment.when - beside->asked.last.when < AT_ONCE * PPTP_SECOND;
    beside->asker = asker;
    if (beside->asked.count == 0)
        beside->first_asker = asker;
    pptp_ppp_news_tally_at(&beside->asked, moment);
}

static void
add_claim(struct pptp_beside *beside, const uint8_t *mac, struct pptp_moment moment)
{
    if (beside->claims.count == 0)
        memcpy(beside->mac, mac, PPTP_MAC_OCTETS);
    pptp_ppp_news_tally_at(&beside->claims, moment);
    if (beside->other_claim.frame || memcmp(beside->mac, mac, PPTP_MAC_OCTETS) == 0)
        return;
    beside->other_claim = moment;
    memcpy(beside->other_mac, mac, PPTP_MAC_OCTETS);
}

static void
watch_arp(const uint8_t *arp, struct pptp_moment moment)
{
    struct pptp_beside *beside;
    uint32_t sender, target;

    memcpy(&sender, arp + SENDER, sizeof sender);
    memcpy(&target, arp + TARGET, sizeof target);
    if ((beside = find(sender, moment.when)) != NULL)
        add_claim(beside, arp + SENDER_MAC, moment);
    if (arp[OPERATION + 1] == REQUEST && sender != target && (beside = find(target, moment.when)) != NULL)
        add_request(beside, sender, moment);
}

/* Returns ARP's octets in the frame, for IPv4 on Ethernet; NULL if there are none. */
static const uint8_t *
find_arp(tvbuff_t *frame)
{
    static const uint8_t header[] = { 0, 1, 8, 0, PPTP_MAC_OCTETS, 4, 0 };

    for (int at = FIRST_OFFSET; at <= LAST_OFFSET; at += 4) {
        if (tvb_captured_length(frame) >= (unsigned)at + ARP && tvb_memeql(frame, at, header, sizeof header) == 0)
            return tvb_get_ptr(frame, at, ARP);
    }
    return NULL;
}

/* --- IPv4 ------------------------------------------------------------------------------------------------ */

static struct pptp_beside *
find_address(const address *host, int64_t when)
{
    uint32_t inner;

    if (host->type != AT_IPv4)
        return NULL;
    memcpy(&inner, host->data, sizeof inner);
    return find(inner, when);
}

/* A tunnel's own frames end with the addresses inside, too. On other links than Ethernet, packets may be captured
 * before they enter the tunnel. */
static void
watch_ipv4(const packet_info *pinfo, struct pptp_moment moment)
{
    struct pptp_beside *from = find_address(&pinfo->net_src, moment.when),
                       *to = find_address(&pinfo->net_dst, moment.when);

    if ((!from && !to) || (from && to) || pinfo->dl_dst.type != AT_ETHER
        || proto_is_frame_protocol(pinfo->layers, "gre"))
        return;
    if (from)
        pptp_ppp_news_tally_at(&from->from, moment);
    if (to)
        pptp_ppp_news_tally_at(&to->to, moment);
}

static void
watch_frame(tvbuff_t *frame, const packet_info *pinfo)
{
    struct pptp_moment moment = { .frame = pinfo->num, .when = pptp_capture_time(pinfo) };
    wmem_list_frame_t *last = wmem_list_tail(pinfo->layers);
    const uint8_t *arp;

    if (!last)
        return;
    if (GPOINTER_TO_INT(wmem_list_frame_data(last)) != proto_arp)
        watch_ipv4(pinfo, moment);
    else if ((arp = find_arp(frame)) != NULL)
        watch_arp(arp, moment);
}

/* Most captures have no tunnel, and most frames nothing to do with one. */
void
pptp_ppp_beside_watch(tvbuff_t *frame, packet_info *pinfo)
{
    if (!PINFO_FD_VISITED(pinfo) && wmem_map_size(owners) > 0)
        watch_frame(frame, pinfo);
}
