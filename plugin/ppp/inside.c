/* Follows what the hosts behind the two ends ask each other inside a tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/ipproto.h>
#include <epan/ppptypes.h>

#include "ppp/inside.h"

enum { DNS = 53 }; /* port */
enum { SYN = 0x02, RST_AND_ACK = 0x14, SYN_AND_ACK = 0x12 };
enum { ECHO = 8, ECHO_V6 = 128, FIRST_INFORMATION_V6 = 128 }; /* types of ICMP and ICMPv6 */

/* An IP packet inside a tunnel. */
struct inner {
    struct pptp_host from;
    struct pptp_host to;
    uint8_t protocol;
    const uint8_t *octets; /* behind IP's header, of the first fragment */
    unsigned size;
};

static bool
read_ipv4(struct inner *inner, const uint8_t *octets, unsigned size)
{
    unsigned header = size >= 20 ? (octets[0] & 15) * 4 : 0;

    if (header < 20 || octets[0] >> 4 != 4 || header > size)
        return false;
    inner->from.size = inner->to.size = 4;
    memcpy(inner->from.octets, octets + 12, 4);
    memcpy(inner->to.octets, octets + 16, 4);
    inner->protocol = octets[9];
    inner->octets = octets + header;
    inner->size = ((octets[6] & 0x1f) | octets[7]) == 0 ? size - header : 0;
    return true;
}

/* Without extension headers. */
static bool
read_ipv6(struct inner *inner, const uint8_t *octets, unsigned size)
{
    if (size < 40 || octets[0] >> 4 != 6)
        return false;
    inner->from.size = inner->to.size = 16;
    memcpy(inner->from.octets, octets + 8, 16);
    memcpy(inner->to.octets, octets + 24, 16);
    inner->protocol = octets[6];
    inner->octets = octets + 40;
    inner->size = size - 40;
    return true;
}

static uint32_t
number_of(const struct pptp_host *host)
{
    const uint8_t *octets = host->octets;

    return (uint32_t)octets[0] << 24 | octets[1] << 16 | octets[2] << 8 | octets[3];
}

static uint32_t
inner_address(const struct pptp_link *link, unsigned end)
{
    return pptp_ppp_negotiation_value(pptp_ppp_link_asked(link, PPTP_IPCP, end), PPTP_OPTION_ADDRESS);
}

/* Link-local addresses of IPv6 are the ends' (RFC 5072 section 5). */
static bool
is_own(const struct pptp_link *link, unsigned end, const struct pptp_host *host)
{
    if (host->size == 16)
        return host->octets[0] == 0xfe && (host->octets[1] & 0xc0) == 0x80;
    return number_of(host) == inner_address(link, end);
}

static bool
is_beyond(const struct pptp_link *link, unsigned end, const struct pptp_host *host)
{
    return (host->size == 16 || inner_address(link, end) != 0) && !is_own(link, end, host);
}

static unsigned
port_at(const struct inner *inner, unsigned offset)
{
    return inner->protocol == IP_PROTO_UDP && inner->size >= 4
               ? (unsigned)(inner->octets[offset] << 8 | inner->octets[offset + 1])
               : 0;
}

static bool
opens(const struct inner *inner)
{
    return inner->protocol == IP_PROTO_TCP && inner->size >= 14 && (inner->octets[13] & SYN_AND_ACK) == SYN;
}

/* RFC 9293 section 3.10.7.1: an RST that answers a SYN acknowledges it. */
static bool
refuses_opening(const struct inner *inner)
{
    return inner->protocol == IP_PROTO_TCP && inner->size >= 14
           && (inner->octets[13] & (SYN | RST_AND_ACK)) == RST_AND_ACK;
}

/* What a sound host answers at once: the opening of TCP, a ping, a query of DNS. */
static bool
asks(const struct inner *inner)
{
    if (inner->protocol == IP_PROTO_TCP)
        return opens(inner);
    if (inner->protocol == IP_PROTO_ICMP || inner->protocol == IP_PROTO_ICMPV6)
        return inner->size >= 1 && inner->octets[0] == (inner->protocol == IP_PROTO_ICMP ? ECHO : ECHO_V6);
    return port_at(inner, 2) == DNS;
}

/* ICMP's errors, other than those about ports and protocols, which only a host that was reached sends. */
static bool
is_refusal(const struct inner *inner)
{
    static const uint8_t codes[] = { 0, 1, 5, 6, 7, 8, 9, 10, 11, 12, 13 }, codes_v6[] = { 0, 1, 2, 3, 5, 6 };

    if (inner->size < 2)
        return false;
    if (inner->protocol == IP_PROTO_ICMP)
        return inner->octets[0] == 3 && memchr(codes, inner->octets[1], sizeof codes);
    return inner->protocol == IP_PROTO_ICMPV6 && inner->octets[0] == 1
           && memchr(codes_v6, inner->octets[1], sizeof codes_v6);
}

/* Errors of any kind, which do not show that a host answers. */
static bool
is_error(const struct inner *inner)
{
    if (inner->size < 1)
        return false;
    if (inner->protocol == IP_PROTO_ICMP)
        return inner->octets[0] == 3 || inner->octets[0] == 5 || inner->octets[0] == 11 || inner->octets[0] == 12;
    return inner->protocol == IP_PROTO_ICMPV6 && inner->octets[0] < FIRST_INFORMATION_V6;
}

static bool
is_same(const struct pptp_host *one, const struct pptp_host *other)
{
    return one->size == other->size && memcmp(one->octets, other->octets, one->size) == 0;
}

static void
add_host(struct pptp_beyond *beyond, const struct pptp_host *host)
{
    for (unsigned i = 0; i < beyond->hosts; i++) {
        if (is_same(&beyond->host[i], host))
            return;
    }
    if (beyond->hosts < PPTP_HOSTS_BEYOND)
        beyond->host[beyond->hosts++] = *host;
    else
        beyond->has_more_hosts = true;
}

/* Destination Unreachable that quotes a query of DNS. */
static bool
refuses_query(const struct inner *inner)
{
    enum { BEFORE_QUOTE = 8, UNREACHABLE = 3, UNREACHABLE_V6 = 1 };
    struct inner quoted;

    return inner->size > BEFORE_QUOTE
           && inner->octets[0] == (inner->protocol == IP_PROTO_ICMP ? UNREACHABLE : UNREACHABLE_V6)
           && (inner->from.size == 4 ? read_ipv4 : read_ipv6)(&quoted, inner->octets + BEFORE_QUOTE,
                                                              inner->size - BEFORE_QUOTE)
           && port_at(&quoted, 2) == DNS;
}

static void
follow_error(struct pptp_news *news, struct pptp_beyond *beyond, const struct inner *inner)
{
    if (refuses_query(inner)) {
        if (beyond->dns_refused.count == 0) {
            beyond->dns_refuser = inner->from;
            beyond->dns_refused_type = inner->octets[0];
            beyond->dns_refused_code = inner->octets[1];
        }
        pptp_ppp_news_tally(&beyond->dns_refused, news);
    }
    if (!is_refusal(inner))
        return;
    if (beyond->refused.count == 0) {
        beyond->refuser = inner->from;
        beyond->refused_type = inner->octets[0];
        beyond->refused_code = inner->octets[1];
    }
    pptp_ppp_news_tally(&beyond->refused, news);
}

/* host: the first's. */
static void
tally_with(struct pptp_news *news, struct pptp_tally *tally, struct pptp_host *first, const struct pptp_host *host)
{
    if (tally->count == 0)
        *first = *host;
    pptp_ppp_news_tally(tally, news);
}

static void
follow_question(struct pptp_news *news, struct pptp_beyond *beyond, const struct inner *inner)
{
    if (port_at(inner, 2) == DNS)
        tally_with(news, &beyond->queries, &beyond->resolver, &inner->to);
    if (opens(inner)) {
        tally_with(news, &beyond->openings, &beyond->opened, &inner->to);
        beyond->opens_others |= !is_same(&beyond->opened, &inner->to);
    }
    if (inner->from.size == 4 && is_beyond(news->link, news->from, &inner->from))
        tally_with(news, &beyond->foreign, &beyond->foreigner, &inner->from);
    if (!is_beyond(news->link, !news->from, &inner->to))
        return;
    add_host(beyond, &inner->to);
    pptp_ppp_news_tally(&beyond->asked, news);
}

static struct pptp_beyond *
beyond_of(struct pptp_news *news)
{
    struct pptp_sent *sent = &news->link->sent[news->from];

    if (!sent->beyond)
        sent->beyond = wmem_new0(news->link->scope, struct pptp_beyond);
    return sent->beyond;
}

void
pptp_ppp_inside_follow(struct pptp_news *news, uint16_t protocol, const uint8_t *octets, unsigned size)
{
    struct pptp_beyond *beyond;
    struct inner inner;

    if (!(protocol == PPP_IP ? read_ipv4(&inner, octets, size)
                             : protocol == PPP_IPV6 && read_ipv6(&inner, octets, size)))
        return;
    beyond = beyond_of(news);
    if (is_error(&inner)) {
        follow_error(news, beyond, &inner);
        return;
    }
    beyond->answers += port_at(&inner, 0) == DNS;
    beyond->segments += inner.protocol == IP_PROTO_TCP;
    if (refuses_opening(&inner))
        pptp_ppp_news_tally(&beyond->resets, news);
    if (is_own(news->link, !news->from, &inner.to))
        pptp_ppp_news_tally(&beyond->near, news);
    else
        beyond->beyond++;
    if (is_own(news->link, news->from, &inner.from))
        pptp_ppp_news_tally(&beyond->own, news);
    else
        beyond->came++;
    if (asks(&inner))
        follow_question(news, beyond, &inner);
}
