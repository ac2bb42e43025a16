/* Follows what hosts inside a tunnel ask the network, without knowing who answers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ipproto.h>

#include "ppp/services.h"

enum role { NONE, ASKS, ANSWERS };

PPTP_SENT_PART(services)

/* RFC 2131 section 4.1. Windows asks by DHCPINFORM what IPCP does not tell. */
static enum role
read_dhcp(const struct pptp_inner *inner)
{
    enum { SERVER = 67, CLIENT };
    unsigned from = pptp_ppp_inner_udp_port(inner, 0), to = pptp_ppp_inner_udp_port(inner, 2);

    if (from == SERVER)
        return ANSWERS;
    return from == CLIENT && to == SERVER ? ASKS : NONE;
}

/* RFC 4861 sections 4.1 and 4.2, RFC 8415 section 7.2. */
static enum role
read_ipv6(const struct pptp_inner *inner)
{
    enum { SOLICITATION = 133, ADVERTISEMENT, SERVER = 547 };
    uint8_t type = inner->protocol == IP_PROTO_ICMPV6 && inner->size > 0 ? inner->octets[0] : 0;

    if (type == ADVERTISEMENT || pptp_ppp_inner_udp_port(inner, 0) == SERVER)
        return ANSWERS;
    return type == SOLICITATION || pptp_ppp_inner_udp_port(inner, 2) == SERVER ? ASKS : NONE;
}

/* Queries that are broadcast, and replies to any (RFC 1002 section 4.2). */
static enum role
read_netbios(const struct pptp_inner *inner)
{
    enum { NAMES = 137, FLAGS = 10 }; /* port; offset behind IP's header */
    enum { REPLY = 0x8000, OPCODE = 0x7800, BROADCAST = 0x10 };
    unsigned flags = inner->size >= FLAGS + 2 ? pptp_ppp_inner_number(inner, FLAGS) : OPCODE;

    if (pptp_ppp_inner_udp_port(inner, 0) == NAMES && flags & REPLY)
        return ANSWERS;
    return pptp_ppp_inner_udp_port(inner, 2) == NAMES && (flags & (OPCODE | BROADCAST)) == BROADCAST ? ASKS : NONE;
}

void
pptp_ppp_services_follow(struct pptp_news *news, const struct pptp_inner *inner)
{
    static enum role (*const readers[PPTP_SERVICES])(const struct pptp_inner *inner) = {
        [PPTP_SERVICE_DHCP] = read_dhcp, [PPTP_SERVICE_IPV6] = read_ipv6, [PPTP_SERVICE_NETBIOS] = read_netbios
    };

    if (inner->protocol != IP_PROTO_UDP && inner->protocol != IP_PROTO_ICMPV6)
        return;
    for (unsigned service = 0; service < PPTP_SERVICES; service++) {
        enum role role = readers[service](inner);

        if (role == ASKS)
            pptp_ppp_news_tally(&pptp_ppp_link_keep_services(news->link, news->from)->asked[service], news);
        else if (role == ANSWERS)
            pptp_ppp_link_keep_services(news->link, news->from)->answers[service]++;
    }
}
