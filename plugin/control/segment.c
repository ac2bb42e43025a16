/* Finds the headers of a TCP segment in its frame. A wrapper of the TCP dissector would see them, too, but would cost
 * time for each segment that is not PPTP's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/tvbuff.h>
#include <epan/ipproto.h>

#include "calls/address.h"
#include "capture.h"
#include "checksum.h"
#include "control/segment.h"
#include "octets.h"

enum { IPV4_MORE_FRAGMENTS = 0x2000, IPV4_FRAGMENT_OFFSET = 0x1fff };   /* bits */
enum { IPV6_HEADER = 40, TCP_HEADER = 20 };                     /* octets, without options and extensions */
enum { IPV4_ADDRESSES = 12, IPV6_ADDRESSES = 8 };               /* octets in front of both addresses */

/* The IP header in front of the segment. */
struct ip {
    unsigned size;
    unsigned protocol;
    unsigned total;         /* octets, with the header; 0: unknown, as of segments that the network card will cut */
    uint16_t id;
    uint8_t ttl;
    bool is_fragment;
};

/* Octets of the frame, or octets that were reassembled. */
struct source {
    tvbuff_t *tvb;
    const uint8_t *octets;
    unsigned captured;
};

static struct source
source_of(const struct data_source *data)
{
    tvbuff_t *tvb = get_data_source_tvb(data);
    unsigned captured = tvb_captured_length(tvb);

    return (struct source){ .tvb = tvb, .octets = tvb_get_ptr(tvb, 0, captured), .captured = captured };
}

/* RFC 791 section 3.1. octets: captured up to the addresses, at least. */
static struct ip
read_ipv4(const uint8_t *octets)
{
    unsigned fragment = pptp_octets_16(octets + 6) & (IPV4_MORE_FRAGMENTS | IPV4_FRAGMENT_OFFSET);

    return (struct ip){ .size = (octets[0] & 0xf) * 4,
                        .protocol = fragment & IPV4_FRAGMENT_OFFSET ? IP_PROTO_NONE : octets[9],
                        .total = pptp_octets_16(octets + 2),
                        .id = pptp_octets_16(octets + 4),
                        .ttl = octets[8],
                        .is_fragment = fragment != 0 };
}

static bool
is_extension(unsigned protocol)
{
    return protocol == IP_PROTO_HOPOPTS || protocol == IP_PROTO_ROUTING || protocol == IP_PROTO_DSTOPTS;
}

/* RFC 8200 sections 3 and 4. */
static struct ip
read_ipv6(tvbuff_t *tvb, unsigned at, const uint8_t *octets)
{
    unsigned payload = pptp_octets_16(octets + 4);
    struct ip ip = { .size = IPV6_HEADER, .protocol = octets[6],
                     .total = payload ? IPV6_HEADER + payload : 0 };

    while (is_extension(ip.protocol) && tvb_bytes_exist(tvb, at + ip.size, 2)) {
        uint16_t head = tvb_get_ntohs(tvb, at + ip.size);

        ip.protocol = head >> 8;
        ip.size += ((head & 0xff) + 1) * 8;
    }
    ip.is_fragment = ip.protocol == IP_PROTO_FRAGMENT;
    return ip;
}

/* length: as IP tells it, so that it fits in 16 bits. */
PPTP_RARE static enum pptp_checksum
judge_checksum(const packet_info *pinfo, tvbuff_t *tvb, unsigned at, unsigned length)
{
    struct pptp_checksum_addresses addresses = { pinfo->src.data, pinfo->dst.data, pinfo->src.len };

    if (!tvb_bytes_exist(tvb, at, length))
        return PPTP_CHECKSUM_UNKNOWN;
    return pptp_checksum_is_right_of_tcp(addresses, tvb_get_ptr(tvb, at, length), length) ? PPTP_CHECKSUM_RIGHT
                                                                                          : PPTP_CHECKSUM_WRONG;
}

/* Reads the TCP header at this place, if it is one between the packet's ports (RFC 9293 section 3.1). */
static bool
read_tcp(const packet_info *pinfo, const struct source *source, unsigned at, const struct ip *ip, bool judged,
         struct pptp_segment *segment)
{
    const uint8_t *tcp = source->octets + at;
    unsigned header, length;

    if (at + TCP_HEADER > source->captured || pptp_octets_16(tcp) != pinfo->srcport
        || pptp_octets_16(tcp + 2) != pinfo->destport)
        return false;
    header = (tcp[12] >> 4) * 4;
    length = ip->total ? ip->total - MIN(ip->total, ip->size) : tvb_reported_length(source->tvb) - at;
    *segment = (struct pptp_segment){
        .moment = { .frame = pinfo->num, .when = pptp_capture_time(pinfo) },
        .sequence = pptp_octets_32(tcp + 4),
        .acknowledgment = pptp_octets_32(tcp + 8),
        .size = length > header ? length - header : 0,
        .window = pptp_octets_16(tcp + 14),
        .ip_id = ip->id,
        .ttl = ip->ttl,
        .flags = tcp[13],
        .checksum = judged && ip->total ? judge_checksum(pinfo, source->tvb, at, length) : PPTP_CHECKSUM_UNKNOWN
    };
    return true;
}

/* Reads the segment that the fragments up to this one hold: a source of its own, without an IP header. */
PPTP_RARE static bool
read_reassembled(const packet_info *pinfo, const struct ip *fragment, struct pptp_segment *segment)
{
    struct ip ip = { .id = fragment->id, .ttl = fragment->ttl };

    for (const GSList *item = pinfo->data_src->next; item; item = item->next) {
        struct source source = source_of(item->data);

        if (read_tcp(pinfo, &source, 0, &ip, false, segment))
            return true;
    }
    return false;
}

/* Reads the segment behind the IP header at this place, if there is one with the packet's addresses. They stand next to
 * each other. */
static bool
read_at(const packet_info *pinfo, const struct source *source, unsigned at, unsigned addresses, bool judged,
        struct pptp_segment *segment)
{
    const uint8_t *octets = source->octets + at;
    struct ip ip;

    if (!pptp_address_is_at(&pinfo->src, octets + addresses)
        || !pptp_address_is_at(&pinfo->dst, octets + addresses + pinfo->src.len))
        return false;
    ip = pinfo->src.type == AT_IPv4 ? read_ipv4(octets) : read_ipv6(source->tvb, at, octets);
    if (ip.is_fragment && read_reassembled(pinfo, &ip, segment))
        return true;
    return ip.protocol == IP_PROTO_TCP && read_tcp(pinfo, source, at + ip.size, &ip, judged, segment);
}

/* Looks for an IP header with the packet's addresses, first where the last one was: there it is nearly always. */
static bool
read_in(const packet_info *pinfo, const struct source *source, bool judged, struct pptp_segment *segment)
{
    static unsigned usual;
    unsigned addresses = pinfo->src.type == AT_IPv4 ? IPV4_ADDRESSES : IPV6_ADDRESSES;
    unsigned least = addresses + 2 * pinfo->src.len + TCP_HEADER;
    unsigned places = source->captured < least ? 0 : source->captured - least + 1;

    if (usual < places && read_at(pinfo, source, usual, addresses, judged, segment))
        return true;
    for (unsigned at = 0; at < places; at++) {
        if (!read_at(pinfo, source, at, addresses, judged, segment))
            continue;
        usual = at;
        return true;
    }
    return false;
}

bool
pptp_control_segment_read(const packet_info *pinfo, bool judged, struct pptp_segment *segment)
{
    if (pinfo->src.type != pinfo->dst.type || (pinfo->src.type != AT_IPv4 && pinfo->src.type != AT_IPv6))
        return false;
    for (const GSList *item = pinfo->data_src; item; item = item->next) {
        struct source source = source_of(item->data);

        if (read_in(pinfo, &source, judged, segment))
            return true;
    }
    return false;
}
