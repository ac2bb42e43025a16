/* Follows what the hosts behind the two ends ask each other inside a tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/ipproto.h>
#include <epan/ppptypes.h>

#include "octets.h"
#include "ppp/crossings.h"
#include "ppp/doors.h"
#include "ppp/inner.h"
#include "ppp/inside.h"
#include "ppp/names.h"
#include "ppp/portal.h"
#include "ppp/replies.h"
#include "ppp/services.h"

enum { ICMP_HEADER = 8 }; /* octets */
enum { ECHO = 8, ECHO_V6 = 128, FIRST_INFORMATION_V6 = 128 }; /* types of ICMP and ICMPv6 */

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
    return pptp_octets_32(host->octets) == inner_address(link, end);
}

static bool
is_beyond(const struct pptp_link *link, unsigned end, const struct pptp_host *host)
{
    return (host->size == 16 || inner_address(link, end) != 0) && !is_own(link, end, host);
}

/* What a sound host answers at once: the opening of TCP, a ping, a query of DNS. */
static bool
asks(const struct pptp_inner *inner)
{
    return pptp_ppp_inner_opens(inner) || pptp_ppp_inner_is_icmp(inner, ECHO, ECHO_V6)
           || pptp_ppp_inner_udp_port(inner, 2) == PPTP_PORT_DNS;
}

/* An error about a port. by_itself: of the host that was asked, which has no such port; otherwise a firewall on the way
 * rejects, as Linux's REJECT does. */
static bool
is_about_port(const struct pptp_inner *inner, const struct pptp_inner *quoted, bool by_itself)
{
    enum { UNREACHABLE = 3, UNREACHABLE_V6 = 1, PORT = 3, PORT_V6 = 4 };

    return inner->size >= 2 && pptp_ppp_inner_is_icmp(inner, UNREACHABLE, UNREACHABLE_V6)
           && inner->octets[1] == (inner->protocol == IP_PROTO_ICMP ? PORT : PORT_V6)
           && quoted->to.size == inner->from.size && pptp_ppp_inner_is_same(&quoted->to, &inner->from) == by_itself;
}

/* An error, other than those about ports and protocols, which only a host that was reached sends. */
static bool
is_refusal(const struct pptp_inner *inner, const struct pptp_inner *quoted)
{
    static const uint8_t codes[] = { 0, 1, 5, 6, 7, 8, 9, 10, 11, 12, 13 }, codes_v6[] = { 0, 1, 2, 3, 5, 6 };

    if (inner->size < 2)
        return false;
    if (is_about_port(inner, quoted, false))
        return true;
    if (inner->protocol == IP_PROTO_ICMP)
        return inner->octets[0] == 3 && memchr(codes, inner->octets[1], sizeof codes);
    return inner->octets[0] == 1 && memchr(codes_v6, inner->octets[1], sizeof codes_v6);
}

/* Errors of any kind. Few show that a host answers. */
static bool
is_error(const struct pptp_inner *inner)
{
    if (inner->size < 1)
        return false;
    if (inner->protocol == IP_PROTO_ICMP)
        return inner->octets[0] == 3 || inner->octets[0] == 5 || inner->octets[0] == 11 || inner->octets[0] == 12;
    return inner->protocol == IP_PROTO_ICMPV6 && inner->octets[0] < FIRST_INFORMATION_V6;
}

static void
add_host(struct pptp_beyond *beyond, const struct pptp_host *host)
{
    for (unsigned i = 0; i < beyond->hosts; i++) {
        if (pptp_ppp_inner_is_same(&beyond->host[i], host))
            return;
    }
    if (beyond->hosts < PPTP_HOSTS_BEYOND)
        beyond->host[beyond->hosts++] = *host;
    else
        beyond->has_more_hosts = true;
}

/* The packet that an ICMP error is about. All is 0 if it cannot be read. */
static void
read_quoted(const struct pptp_inner *inner, struct pptp_inner *quoted)
{
    unsigned passed = MIN(inner->size, ICMP_HEADER);

    pptp_ppp_inner_read(quoted, inner->from.size == 4 ? PPP_IP : PPP_IPV6, inner->octets + passed,
                        inner->size - passed);
}

/* Destination Unreachable that quotes a query of DNS. */
static bool
refuses_query(const struct pptp_inner *inner, const struct pptp_inner *quoted)
{
    enum { UNREACHABLE = 3, UNREACHABLE_V6 = 1 };

    return pptp_ppp_inner_is_icmp(inner, UNREACHABLE, UNREACHABLE_V6)
           && pptp_ppp_inner_udp_port(quoted, 2) == PPTP_PORT_DNS;
}

static void
add_port(struct pptp_ports *ports, const struct pptp_inner *inner, bool is_first)
{
    bool has_ports = (inner->protocol == IP_PROTO_TCP || inner->protocol == IP_PROTO_UDP) && inner->size >= 4;
    struct pptp_ports to = { .protocol = inner->protocol, .port = has_ports ? pptp_ppp_inner_number(inner, 2) : 0 };

    if (is_first)
        *ports = to;
    ports->differ |= ports->protocol != to.protocol || ports->port != to.port;
}

/* The MTU of the link that a packet did not fit (RFC 1191 section 4, RFC 4443 section 3.2); 0: the error is another
 * one, or names none. */
static uint32_t
told_mtu(const struct pptp_inner *inner)
{
    enum { UNREACHABLE = 3, TOO_BIG_V6 = 2, FRAGMENTATION_NEEDED = 4 };

    if (inner->size < ICMP_HEADER || !pptp_ppp_inner_is_icmp(inner, UNREACHABLE, TOO_BIG_V6)
        || (inner->protocol == IP_PROTO_ICMP && inner->octets[1] != FRAGMENTATION_NEEDED))
        return 0;
    return pptp_ppp_inner_number(inner, 6);
}

/* A host that takes notice gets these errors all at once. */
bool
pptp_ppp_inside_is_ignored(const struct pptp_too_big *too_big)
{
    enum { MANY = 3, A_MOMENT = 2 }; /* seconds */

    return too_big->told.count >= MANY && too_big->told.last.when - too_big->told.first.when > A_MOMENT * PPTP_SECOND;
}

/* After some minutes a host may try again (RFC 1191 section 6.3). Of several receivers, the first whose sender does not
 * take notice is kept. */
static void
follow_too_big(struct pptp_news *news, struct pptp_too_big *too_big, const struct pptp_inner *inner,
               const struct pptp_inner *quoted)
{
    enum { A_MINUTE = 60 }; /* seconds */
    uint32_t mtu = told_mtu(inner);
    bool goes_on = pptp_ppp_inner_is_same(&too_big->from, &quoted->from)
                   && pptp_ppp_inner_is_same(&too_big->to, &quoted->to)
                   && news->packet->when - too_big->told.last.when < A_MINUTE * PPTP_SECOND;

    if (mtu == 0 || quoted->protocol != IP_PROTO_TCP || quoted->length <= mtu
        || (!goes_on && pptp_ppp_inside_is_ignored(too_big)))
        return;
    if (!goes_on)
        *too_big = (struct pptp_too_big){ .from = quoted->from, .to = quoted->to };
    too_big->router = inner->from;
    too_big->mtu = mtu;
    too_big->octets = quoted->length;
    pptp_ppp_news_tally(&too_big->told, news);
}

static void
add_error(struct pptp_news *news, struct pptp_errors *errors, const struct pptp_inner *inner)
{
    if (errors->tally.count == 0) {
        errors->from = inner->from;
        errors->type = inner->octets[0];
        errors->code = inner->octets[1];
    }
    pptp_ppp_news_tally(&errors->tally, news);
}

static void
follow_from_beyond(struct pptp_beyond *beyond, const struct pptp_inner *inner)
{
    beyond->came++;
    beyond->came_from_world += pptp_ppp_inner_is_public(&inner->from);
}

static void
follow_error(struct pptp_news *news, const struct pptp_inner *inner)
{
    struct pptp_told *told = pptp_ppp_link_keep_told(news->link, news->from);
    struct pptp_inner quoted;

    read_quoted(inner, &quoted);
    pptp_ppp_doors_follow_error(news, &quoted);
    follow_too_big(news, &told->too_big, inner, &quoted);
    if (refuses_query(inner, &quoted))
        add_error(news, &told->dns_refused, inner);
    if (is_about_port(inner, &quoted, true) && !is_own(news->link, news->from, &inner->from))
        follow_from_beyond(pptp_ppp_link_keep_beyond(news->link, news->from), inner);
    if (!is_refusal(inner, &quoted))
        return;
    add_port(&told->refused_ports, &quoted, told->refused.tally.count == 0);
    add_error(news, &told->refused, inner);
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
follow_question(struct pptp_news *news, struct pptp_beyond *beyond, const struct pptp_inner *inner)
{
    if (pptp_ppp_inner_udp_port(inner, 2) == PPTP_PORT_DNS)
        tally_with(news, &beyond->queries, &beyond->resolver, &inner->to);
    if (pptp_ppp_inner_opens(inner)) {
        add_port(&beyond->opened_ports, inner, beyond->openings.count == 0);
        tally_with(news, &beyond->openings, &beyond->opened, &inner->to);
        beyond->opens_others |= !pptp_ppp_inner_is_same(&beyond->opened, &inner->to);
    }
    if (inner->from.size == 4 && is_beyond(news->link, news->from, &inner->from))
        tally_with(news, &beyond->foreign, &beyond->foreigner, &inner->from);
    if (!is_beyond(news->link, !news->from, &inner->to))
        return;
    add_host(beyond, &inner->to);
    pptp_ppp_news_tally(&beyond->asked, news);
    if (pptp_ppp_inner_is_public(&inner->to))
        pptp_ppp_news_tally(&beyond->world, news);
}

static void
follow_beyond(struct pptp_news *news, struct pptp_beyond *beyond, const struct pptp_inner *inner)
{
    beyond->beyond++;
    pptp_ppp_crossings_follow(news, inner);
}

void
pptp_ppp_inside_follow(struct pptp_news *news, const struct pptp_inner *inner)
{
    struct pptp_beyond *beyond;

    if (is_error(inner)) {
        follow_error(news, inner);
        return;
    }
    beyond = pptp_ppp_link_keep_beyond(news->link, news->from);
    pptp_ppp_replies_follow(news, inner);
    pptp_ppp_names_follow(news, inner);
    pptp_ppp_doors_follow(news, inner);
    pptp_ppp_portal_follow(news, inner);
    pptp_ppp_services_follow(news, inner);
    beyond->answers += pptp_ppp_inner_udp_port(inner, 0) == PPTP_PORT_DNS;
    beyond->segments += inner->protocol == IP_PROTO_TCP;
    if (pptp_ppp_inner_refuses(inner))
        pptp_ppp_news_tally(&beyond->resets, news);
    if (is_own(news->link, !news->from, &inner->to))
        pptp_ppp_news_tally(&beyond->near, news);
    else
        follow_beyond(news, beyond, inner);
    if (is_own(news->link, news->from, &inner->from)) {
        pptp_ppp_news_tally(&beyond->own, news);
        beyond->own_ttl = inner->ttl;
    } else {
        follow_from_beyond(beyond, inner);
    }
    if (asks(inner))
        follow_question(news, beyond, inner);
    else
        beyond->possible_answers++;
}
