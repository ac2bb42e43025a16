/* Reads the headers of an IP packet inside a tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/ipproto.h>
#include <epan/ppptypes.h>

#include "calls/address.h"
#include "octets.h"
#include "ppp/inner.h"

enum { SYN = 0x02, RST = 0x04, ACK = 0x10 };

static bool
read_ipv4(struct pptp_inner *inner, const uint8_t *octets, unsigned size)
{
    unsigned header = size >= 20 ? (octets[0] & 15) * 4 : 0, length;

    if (header < 20 || octets[0] >> 4 != 4 || header > size)
        return false;
    length = octets[2] << 8 | octets[3];
    inner->from.size = inner->to.size = 4;
    memcpy(inner->from.octets, octets + 12, 4);
    memcpy(inner->to.octets, octets + 16, 4);
    inner->protocol = octets[9];
    inner->ttl = octets[8];
    inner->id = octets[4] << 8 | octets[5];
    inner->length = length;
    inner->octets = octets + header;
    inner->size = ((octets[6] & 0x1f) | octets[7]) == 0 ? MIN(size, MAX(length, header)) - header : 0;
    inner->is_whole = ((octets[6] & 0x3f) | octets[7]) == 0 && length >= header && length <= size;
    return true;
}

static bool
read_ipv6(struct pptp_inner *inner, const uint8_t *octets, unsigned size)
{
    unsigned length;

    if (size < 40 || octets[0] >> 4 != 6)
        return false;
    length = octets[4] << 8 | octets[5];
    inner->from.size = inner->to.size = 16;
    memcpy(inner->from.octets, octets + 8, 16);
    memcpy(inner->to.octets, octets + 24, 16);
    inner->protocol = octets[6];
    inner->ttl = octets[7];
    inner->length = 40 + length;
    inner->octets = octets + 40;
    inner->size = MIN(size - 40, length);
    inner->is_whole = length <= size - 40;
    return true;
}

bool
pptp_ppp_inner_read(struct pptp_inner *inner, uint16_t protocol, const uint8_t *octets, unsigned size)
{
    *inner = (struct pptp_inner){ .size = 0 };
    return protocol == PPP_IP ? read_ipv4(inner, octets, size)
                              : protocol == PPP_IPV6 && read_ipv6(inner, octets, size);
}

unsigned
pptp_ppp_inner_udp_port(const struct pptp_inner *inner, unsigned offset)
{
    return inner->protocol == IP_PROTO_UDP && inner->size >= 4 ? pptp_ppp_inner_number(inner, offset) : 0;
}

bool
pptp_ppp_inner_is_dns(const struct pptp_inner *inner, unsigned offset)
{
    return pptp_ppp_inner_udp_port(inner, offset) == PPTP_PORT_DNS && inner->size >= PPTP_UDP_HEADER + PPTP_DNS_HEADER;
}

/* Its fixed header (section 5.1): version 2, and a payload type of media. */
static bool
is_rtp(const struct pptp_inner *inner)
{
    enum { RTP_HEADER = 12, VERSION = 2, LAST_STATIC = 34, FIRST_DYNAMIC = 96 };
    const uint8_t *rtp = inner->octets + PPTP_UDP_HEADER;

    return inner->size >= PPTP_UDP_HEADER + RTP_HEADER && pptp_ppp_inner_udp_port(inner, 2) % 2 == 0
        && rtp[0] >> 6 == VERSION && ((rtp[1] & 0x7f) <= LAST_STATIC || (rtp[1] & 0x7f) >= FIRST_DYNAMIC);
}

bool
pptp_ppp_inner_goes_one_way(const struct pptp_inner *inner)
{
    static const unsigned reports[] = { 162, 514, 2055, 4739, 6343, 9995, 9996 };
    unsigned port = pptp_ppp_inner_udp_port(inner, 2);

    for (unsigned i = 0; i < array_length(reports); i++) {
        if (port == reports[i])
            return true;
    }
    return port != 0 && is_rtp(inner);
}

bool
pptp_ppp_inner_is_icmp(const struct pptp_inner *inner, uint8_t type, uint8_t type_v6)
{
    if (inner->protocol != IP_PROTO_ICMP && inner->protocol != IP_PROTO_ICMPV6)
        return false;
    return inner->size >= 1 && inner->octets[0] == (inner->protocol == IP_PROTO_ICMP ? type : type_v6);
}

static bool
has_flags(const struct pptp_inner *inner, uint8_t flags)
{
    return inner->protocol == IP_PROTO_TCP && inner->size >= 14 && (inner->octets[13] & (SYN | RST | ACK)) == flags;
}

bool
pptp_ppp_inner_opens(const struct pptp_inner *inner)
{
    return has_flags(inner, SYN);
}

bool
pptp_ppp_inner_accepts(const struct pptp_inner *inner)
{
    return has_flags(inner, SYN | ACK);
}

bool
pptp_ppp_inner_refuses(const struct pptp_inner *inner)
{
    return has_flags(inner, RST | ACK);
}

bool
pptp_ppp_inner_is_same(const struct pptp_host *host, const struct pptp_host *other)
{
    return host->size == other->size && memcmp(host->octets, other->octets, host->size) == 0;
}

bool
pptp_ppp_inner_is_public(const struct pptp_host *host)
{
    static const struct {
        uint32_t network, mask;
    } others[] = { { 0x00000000, 0xff000000 }, { 0x7f000000, 0xff000000 }, { 0xa9fe0000, 0xffff0000 },
                   { 0xe0000000, 0xe0000000 } };
    uint32_t number = pptp_octets_32(host->octets);

    if (host->size != 4 || pptp_address_is_private_at(host->octets) || pptp_address_is_shared_at(host->octets))
        return false;
    for (unsigned i = 0; i < array_length(others); i++) {
        if ((number & others[i].mask) == others[i].network)
            return false;
    }
    return true;
}
