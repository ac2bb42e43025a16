/* Finds the headers of a TCP segment in its frame. A wrapper of the TCP dissector would see them, too, but would cost
 * time for each segment that is not PPTP's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/ipproto.h>

#include "capture.h"
#include "control/segment.h"

enum { IPV4_FRAGMENT_OFFSET = 0x1fff, TCP_FLAGS = 0xff };       /* bits */
enum { IPV6_HEADER = 40, TCP_HEADER = 20 };                     /* octets, without options and extensions */

/* The IP header in front of the segment. */
struct ip {
    unsigned size;
    unsigned protocol;
    unsigned total;         /* octets, with the header; 0: unknown, as of segments that the network card will cut */
    uint16_t id;
    uint8_t ttl;
};

/* RFC 791 section 3.1. */
static struct ip
read_ipv4(tvbuff_t *tvb, unsigned at)
{
    bool is_later_fragment = tvb_get_ntohs(tvb, at + 6) & IPV4_FRAGMENT_OFFSET;

    return (struct ip){ .size = (tvb_get_ntohs(tvb, at) >> 8 & 0xf) * 4,
                        .protocol = is_later_fragment ? IP_PROTO_NONE : tvb_get_ntohs(tvb, at + 8) & 0xff,
                        .total = tvb_get_ntohs(tvb, at + 2),
                        .id = tvb_get_ntohs(tvb, at + 4),
                        .ttl = tvb_get_ntohs(tvb, at + 8) >> 8 };
}

static bool
is_extension(unsigned protocol)
{
    return protocol == IP_PROTO_HOPOPTS || protocol == IP_PROTO_ROUTING || protocol == IP_PROTO_DSTOPTS;
}

/* RFC 8200 sections 3 and 4. Fragments are not read before they are reassembled. */
static struct ip
read_ipv6(tvbuff_t *tvb, unsigned at)
{
    unsigned payload = tvb_get_ntohs(tvb, at + 4);
    struct ip ip = { .size = IPV6_HEADER, .protocol = tvb_get_ntohs(tvb, at + 6) >> 8,
                     .total = payload ? IPV6_HEADER + payload : 0 };

    while (is_extension(ip.protocol) && tvb_bytes_exist(tvb, at + ip.size, 2)) {
        uint16_t head = tvb_get_ntohs(tvb, at + ip.size);

        ip.protocol = head >> 8;
        ip.size += ((head & 0xff) + 1) * 8;
    }
    return ip;
}

/* RFC 9293 section 3.1. at: octets before it. */
static struct pptp_segment
read_tcp(const packet_info *pinfo, tvbuff_t *tvb, unsigned at, const struct ip *ip)
{
    unsigned header = (tvb_get_ntohs(tvb, at + 12) >> 12) * 4;
    unsigned length = ip->total ? ip->total - MIN(ip->total, ip->size) : tvb_reported_length(tvb) - at;

    return (struct pptp_segment){
        .moment = { .frame = pinfo->num, .when = pptp_capture_time(pinfo) },
        .sequence = tvb_get_ntohl(tvb, at + 4),
        .acknowledgment = tvb_get_ntohl(tvb, at + 8),
        .size = length > header ? length - header : 0,
        .window = tvb_get_ntohs(tvb, at + 14),
        .ip_id = ip->id,
        .ttl = ip->ttl,
        .flags = tvb_get_ntohs(tvb, at + 12) & TCP_FLAGS
    };
}

/* Where both addresses of an IP header are in it, and how it is read. */
static const struct layout {
    int type;
    unsigned addresses;
    struct ip (*read)(tvbuff_t *tvb, unsigned at);
} layouts[] = { { AT_IPv4, 12, read_ipv4 }, { AT_IPv6, 8, read_ipv6 } };

static bool
is_tcp_header(const packet_info *pinfo, tvbuff_t *tvb, unsigned at)
{
    return tvb_bytes_exist(tvb, at, TCP_HEADER) && tvb_get_ntohs(tvb, at) == pinfo->srcport
        && tvb_get_ntohs(tvb, at + 2) == pinfo->destport;
}

/* Reads the segment behind the IP header at this place, if there is one. */
static bool
read_at(const packet_info *pinfo, tvbuff_t *tvb, unsigned at, const struct layout *layout, struct pptp_segment *segment)
{
    struct ip ip = layout->read(tvb, at);

    if (ip.protocol != IP_PROTO_TCP || !is_tcp_header(pinfo, tvb, at + ip.size))
        return false;
    *segment = read_tcp(pinfo, tvb, at + ip.size, &ip);
    return true;
}

/* Returns whether an IP header with the packet's addresses may be at this place. */
static bool
has_addresses(const packet_info *pinfo, tvbuff_t *tvb, unsigned at, const struct layout *layout)
{
    unsigned each = pinfo->src.len;
    const uint8_t *addresses = tvb_get_ptr(tvb, at + layout->addresses, 2 * each), *source = pinfo->src.data;

    return *addresses == *source && memcmp(addresses, source, each) == 0
        && memcmp(addresses + each, pinfo->dst.data, each) == 0;
}

/* Looks for an IP header with the packet's addresses, first where the last one was: there it is nearly always. */
static bool
read_in(const packet_info *pinfo, tvbuff_t *tvb, const struct layout *layout, struct pptp_segment *segment)
{
    static unsigned usual;
    unsigned least = layout->addresses + 2 * pinfo->src.len + TCP_HEADER;
    unsigned places = tvb_captured_length(tvb) < least ? 0 : tvb_captured_length(tvb) - least + 1;

    if (usual < places && has_addresses(pinfo, tvb, usual, layout) && read_at(pinfo, tvb, usual, layout, segment))
        return true;
    for (unsigned at = 0; at < places; at++) {
        if (!has_addresses(pinfo, tvb, at, layout) || !read_at(pinfo, tvb, at, layout, segment))
            continue;
        usual = at;
        return true;
    }
    return false;
}

/* A reassembled IP packet is a source of its own, without the IP header. */
static bool
read_reassembled(const packet_info *pinfo, struct pptp_segment *segment)
{
    for (const GSList *source = pinfo->data_src ? pinfo->data_src->next : NULL; source; source = source->next) {
        tvbuff_t *tvb = get_data_source_tvb(source->data);

        if (!is_tcp_header(pinfo, tvb, 0))
            continue;
        *segment = read_tcp(pinfo, tvb, 0, &(struct ip){ 0 });
        return true;
    }
    return false;
}

bool
pptp_control_segment_read(const packet_info *pinfo, struct pptp_segment *segment)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(layouts); i++) {
        if (pinfo->src.type != layouts[i].type || pinfo->dst.type != layouts[i].type)
            continue;
        for (const GSList *source = pinfo->data_src; source; source = source->next) {
            if (read_in(pinfo, get_data_source_tvb(source->data), &layouts[i], segment))
                return true;
        }
    }
    return read_reassembled(pinfo, segment);
}
