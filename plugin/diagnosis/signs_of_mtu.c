/* Packets are too long for the tunnel, or for the path that the tunnel takes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/inside.h"

enum { IGNORED = 2 };           /* seconds: an end that takes notice of the error sends smaller packets by then */
enum { FITTING_MTU = 1400 };    /* of PPP: its packets fit nearly everywhere */

/* The MTU of the link, and one of PPP that it has room for: besides IP's header, GRE, PPP and MPPE take octets. */
static void
put_mtu(struct pptp_evidence *evidence, const struct pptp_refusal *refusal)
{
    enum { GRE = 16, PPP = 4, MPPE = 4, IP_AND_TCP = 40, LEAST = 576 };
    uint32_t around = (refusal->version == 6 ? 40 : 20) + GRE + PPP + MPPE;
    bool is_known = refusal->mtu >= LEAST;
    uint32_t fits = is_known ? MIN(refusal->mtu - around, FITTING_MTU) : FITTING_MTU;

    if (is_known)
        pptp_evidence_put_number(evidence, "mtu", refusal->mtu);
    pptp_evidence_put_number(evidence, "fits", fits);
    pptp_evidence_put_number(evidence, "mss", fits - IP_AND_TCP);
}

/* The sender took notice: it sent many packets after that, and none was too big any more. */
static bool
is_learned(const struct pptp_evidence *evidence, const struct pptp_refusal *refusal)
{
    enum { MANY = 10 };
    const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, refusal->quoted);
    struct pptp_moment next;

    return refusal->count == 1 && flow && pptp_subject_sent_after(flow, refusal->last.when, &next) >= MANY;
}

static bool
is_too_big(struct pptp_evidence *evidence, bool learned)
{
    const struct pptp_refusal *refusal = pptp_subject_refusal(&evidence->subject, true);

    if (!refusal || pptp_refusal_kind(refusal) != PPTP_REFUSAL_TOO_BIG || is_learned(evidence, refusal) != learned)
        return false;
    pptp_evidence_put_tunnel_refusal(evidence, refusal);
    put_mtu(evidence, refusal);
    if (refusal->count > 2 && refusal->last.when - refusal->first.when > IGNORED * PPTP_SECOND)
        pptp_evidence_put_seconds(evidence, "span", refusal->last.when - refusal->first.when);
    return true;
}

bool
pptp_sign_mtu_icmp(struct pptp_evidence *evidence)
{
    return is_too_big(evidence, false);
}

bool
pptp_sign_mtu_icmp_learned(struct pptp_evidence *evidence)
{
    return is_too_big(evidence, true);
}

/* The receiver, or a router that reassembles, waits for fragments in vain. */
bool
pptp_sign_fragments_lost(struct pptp_evidence *evidence)
{
    const struct pptp_tunnel *tunnel = evidence->subject.tunnel;
    const struct pptp_refusal *first = NULL;
    uint32_t count = 0;

    for (const struct pptp_refusal *refusal = tunnel->refusals; refusal; refusal = refusal->next) {
        if (pptp_refusal_kind(refusal) != PPTP_REFUSAL_FRAGMENTS_LOST)
            continue;
        first = refusal;
        count += refusal->count;
    }
    if (!pptp_evidence_put_tunnel_refusal(evidence, first))
        return false;
    pptp_evidence_put_count(evidence, "count", count, "GRE packet");
    return true;
}

/* A smaller MTU helps only if packets are larger than one that fits nearly everywhere. One fragmented packet in ten is
 * a trouble; fewer hardly matter. */
static bool
is_helped_by_mtu(const struct pptp_flow *flow)
{
    enum { ONE_IN = 10 };

    return flow->longest > FITTING_MTU && (uint64_t)flow->fragmented * ONE_IN >= flow->packets;
}

static bool
find_fragmented(struct pptp_evidence *evidence, bool helped)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);

        if (!flow || flow->fragmented == 0 || is_helped_by_mtu(flow) != helped)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_frame(evidence, "frame", flow->first_fragmented);
        pptp_evidence_put_number(evidence, "count", flow->fragmented);
        pptp_evidence_put_count(evidence, "packets", flow->packets, "GRE packet");
        pptp_evidence_put(evidence, "share", "%.0f %%", 100.0 * flow->fragmented / flow->packets);
        pptp_evidence_put_number(evidence, "octets", flow->longest);
        return true;
    }
    return false;
}

bool
pptp_sign_fragmented(struct pptp_evidence *evidence)
{
    return find_fragmented(evidence, true);
}

bool
pptp_sign_fragmented_harmlessly(struct pptp_evidence *evidence)
{
    return find_fragmented(evidence, false);
}

/* The receiver complains of most of what is too long, and of little else. */
static bool
is_in_vain(const struct pptp_link *link, unsigned end)
{
    enum { SOME = 3 };
    const struct pptp_sizes *sizes = pptp_ppp_link_sizes(link, end);
    uint32_t count = sizes->too_long + sizes->too_long_for_mppe.count;

    return sizes->resets >= SOME && 2 * sizes->resets >= MAX(count, pptp_ppp_link_resets(link, !end)->count);
}

bool
pptp_sign_mru_exceeded_in_vain(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sizes *sizes = pptp_ppp_link_sizes(evidence->subject.link, end);
        const struct pptp_size *longest = sizes->too_long ? &sizes->longest : &sizes->longest_for_mppe;
        uint32_t count = sizes->too_long + sizes->too_long_for_mppe.count;

        if (!is_in_vain(evidence->subject.link, end))
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_number(evidence, "octets", longest->octets);
        pptp_evidence_put_number(evidence, "mru", longest->mru);
        pptp_evidence_put_count(evidence, "count", count, "PPP packet");
        pptp_evidence_put_number(evidence, "resets", sizes->resets);
        pptp_evidence_put_frame(evidence, "frame", sizes->too_long ? sizes->first_too_long.frame
                                                                   : sizes->too_long_for_mppe.first.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_mru_exceeded(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sizes *sizes = pptp_ppp_link_sizes(evidence->subject.link, end);

        if (sizes->too_long == 0 || is_in_vain(evidence->subject.link, end))
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_number(evidence, "octets", sizes->longest.octets);
        pptp_evidence_put_number(evidence, "mru", sizes->longest.mru);
        pptp_evidence_put_count(evidence, "count", sizes->too_long, "PPP packet");
        pptp_evidence_put_frame(evidence, "frame", sizes->first_too_long.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_mru_exceeded_by_mppe(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sizes *sizes = pptp_ppp_link_sizes(evidence->subject.link, end);

        if (sizes->too_long_for_mppe.count == 0 || sizes->too_long > 0 || is_in_vain(evidence->subject.link, end))
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_number(evidence, "octets", sizes->longest_for_mppe.octets);
        pptp_evidence_put_number(evidence, "mru", sizes->longest_for_mppe.mru);
        pptp_evidence_put_count(evidence, "count", sizes->too_long_for_mppe.count, "encrypted packet");
        pptp_evidence_put_frame(evidence, "frame", sizes->too_long_for_mppe.first.frame);
        return true;
    }
    return false;
}

/* extra: octets that each segment gets besides the headers of TCP and IPv4. */
static bool
find_mss(struct pptp_evidence *evidence, unsigned end, const struct pptp_size *mss, uint32_t extra)
{
    enum { TCP_AND_IPV4 = 40 };

    if (mss->octets == 0 || mss->mru < TCP_AND_IPV4 + extra)
        return false;
    pptp_evidence_put_party(evidence, "sender", end);
    pptp_evidence_put_number(evidence, "mss", mss->octets);
    pptp_evidence_put_number(evidence, "mru", mss->mru);
    pptp_evidence_put_number(evidence, "fits", mss->mru - TCP_AND_IPV4 - extra);
    pptp_evidence_put_frame(evidence, "frame", mss->at.frame);
    return true;
}

bool
pptp_sign_mss_too_big(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    return find_mss(evidence, 0, &pptp_ppp_link_sizes(link, 0)->mss, 0)
           || find_mss(evidence, 1, &pptp_ppp_link_sizes(link, 1)->mss, 0);
}

bool
pptp_sign_mss_too_big_for_mppe(struct pptp_evidence *evidence)
{
    enum { MPPE_AND_PROTOCOL = 4 };
    const struct pptp_link *link = evidence->subject.link;

    return find_mss(evidence, 0, &pptp_ppp_link_sizes(link, 0)->mss_for_mppe, MPPE_AND_PROTOCOL)
           || find_mss(evidence, 1, &pptp_ppp_link_sizes(link, 1)->mss_for_mppe, MPPE_AND_PROTOCOL);
}

/* --- Too big for a link beyond the tunnel -------- */

bool
pptp_sign_mtu_inside(struct pptp_evidence *evidence)
{
    enum { IP_AND_TCP = 40, IPV6_AND_TCP = 60 };

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_too_big *too_big = &pptp_ppp_link_told(evidence->subject.link, end)->too_big;
        unsigned headers = too_big->to.size == 16 ? IPV6_AND_TCP : IP_AND_TCP;

        if (!pptp_ppp_inside_is_ignored(too_big) || too_big->mtu <= headers)
            continue;
        pptp_evidence_put_host(evidence, "router", &too_big->router);
        pptp_evidence_put_host(evidence, "host", &too_big->from);
        pptp_evidence_put_host(evidence, "destination", &too_big->to);
        pptp_evidence_put_party(evidence, "sender", !end);
        pptp_evidence_put_number(evidence, "octets", too_big->octets);
        pptp_evidence_put_number(evidence, "mtu", too_big->mtu);
        pptp_evidence_put_number(evidence, "mss", too_big->mtu - headers);
        pptp_evidence_put_count(evidence, "count", too_big->told.count, "time");
        pptp_evidence_put_frame(evidence, "frame", too_big->told.first.frame);
        pptp_evidence_put_frame(evidence, "last", too_big->told.last.frame);
        pptp_evidence_put_seconds(evidence, "span", too_big->told.last.when - too_big->told.first.when);
        return true;
    }
    return false;
}

/* --- A black hole ------------------------------------------------------------------------------------------------- */

enum { LARGE = 500 }; /* octets: paths let smaller packets pass */
enum { SOME_PACKETS = 3 };

/* Packets that are larger than all whose own number was acknowledged. GRE acknowledges the highest number that arrived,
 * so that a later, smaller packet covers their numbers, too. */
struct large {
    uint32_t count;
    uint32_t at_once; /* covered by an acknowledgment within a second, as by chance few are */
    uint32_t cuttable; /* may be cut into IP fragments */
    uint32_t small_since; /* smaller packets, sent after the first, whose own number was acknowledged */
    uint32_t least, most; /* octets */
    const struct pptp_packet *first;
    int64_t waited; /* longest time until a number was covered */
};

static void
add_large(struct large *large, const struct pptp_packet *packet, const struct pptp_packet *by, int64_t end)
{
    int64_t waited = (by ? by->when : end) - packet->when;

    if (large->count++ == 0)
        large->first = packet;
    large->at_once += by && waited < PPTP_SECOND;
    large->cuttable += packet->may_be_cut;
    large->waited = MAX(large->waited, waited);
    large->least = large->count == 1 ? packet->length : MIN(large->least, packet->length);
    large->most = MAX(large->most, packet->length);
}

static struct large
collect_large(const struct pptp_flow *flow, int64_t end)
{
    struct large large = { .count = 0 };
    const struct pptp_packet *packet;

    for (const struct pptp_sequence *sequence = flow->sequence; sequence; sequence = sequence->before) {
        for (unsigned i = 0; (packet = pptp_tunnel_sequence_in_order(sequence, i)) != NULL; i++) {
            const struct pptp_packet *by = pptp_tunnel_sequence_acknowledged_by(packet);

            if (packet->length >= LARGE && packet->length > flow->longest_acknowledged)
                add_large(&large, packet, by, end);
            else if (large.count > 0 && by && by->acknowledgment == (uint32_t)packet->position)
                large.small_since++;
        }
    }
    return large;
}

/* What becomes of a packet that is too large for a link: a router cuts it, or drops it and says so. */
static void
put_fate(struct pptp_evidence *evidence, const struct pptp_flow *flow, const struct large *large)
{
    if (2 * large->cuttable > large->count)
        pptp_evidence_put(evidence, "cut", "%s", "DF is not set");
    else
        pptp_evidence_put(evidence, "bound", "%s", flow->route->receiver.type == AT_IPv6 ? "IPv6" : "DF");
}

bool
pptp_sign_black_hole(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);
        struct large large;

        if (!flow || pptp_subject_refusal(&evidence->subject, true) || flow->longest < LARGE
            || flow->longest <= flow->longest_acknowledged || flow->acknowledged_after.count < SOME_PACKETS)
            continue;
        large = collect_large(flow, pptp_subject_end_time(&evidence->subject));
        if (large.count < SOME_PACKETS || large.at_once * 4 > large.count || large.small_since == 0
            || large.waited < PPTP_SECOND)
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_count(evidence, "count", large.count, "packet");
        if (large.least == large.most)
            pptp_evidence_put_number(evidence, "octets", large.most);
        else
            pptp_evidence_put(evidence, "octets", "%u to %u", large.least, large.most);
        pptp_evidence_put_number(evidence, "small", flow->longest_acknowledged);
        put_fate(evidence, flow, &large);
        pptp_evidence_put_frame(evidence, "frame", large.first->frame);
        return true;
    }
    return false;
}
