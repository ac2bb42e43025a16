/* Follows what hosts inside a tunnel ask the network, without knowing who answers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_SERVICES_H
#define PPTP_PPP_SERVICES_H

#include "ppp/inner.h"
#include "ppp/news.h"

enum pptp_service {
    PPTP_SERVICE_DHCP,
    PPTP_SERVICE_IPV6,      /* Router Advertisements and DHCPv6 */
    PPTP_SERVICE_NETBIOS,   /* names that are asked for by broadcast */
    PPTP_SERVICES
};

/* What one end, and the hosts behind it, sent of each service. */
struct pptp_services {
    struct pptp_tally asked[PPTP_SERVICES];
    uint32_t answers[PPTP_SERVICES];
};

/* Follows a packet that is no ICMP error. */
void pptp_ppp_services_follow(struct pptp_news *news, const struct pptp_inner *inner);

/* These return what an end sent, the second one to be written: ppp/state.h. */
const struct pptp_services *pptp_ppp_link_services(const struct pptp_link *link, unsigned end);
struct pptp_services *pptp_ppp_link_keep_services(struct pptp_link *link, unsigned end);

#endif
