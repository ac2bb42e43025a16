/* Pages inside a tunnel that a portal answers in the place of the hosts that were asked.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_PORTAL_H
#define PPTP_PPP_PORTAL_H

#include "ppp/inner.h"
#include "ppp/news.h"

#define PPTP_REDIRECTING 3

/* Redirects of HTTP that come from one end, and the hosts behind it. */
struct pptp_portal {
    struct pptp_text target;                    /* the host in the first redirect */
    struct pptp_host host[PPTP_REDIRECTING];    /* the first that seem to send there */
    unsigned hosts;
    struct pptp_tally redirects;                /* to that host */
    uint32_t pages;                             /* what else these hosts reply */
    uint32_t others;                            /* redirects elsewhere */
};

/* Follows a packet that is no ICMP error. */
void pptp_ppp_portal_follow(struct pptp_news *news, const struct pptp_inner *inner);

/* These return the redirects of an end, the second one to be written: ppp/state.h. */
const struct pptp_portal *pptp_ppp_link_portal(const struct pptp_link *link, unsigned end);
struct pptp_portal *pptp_ppp_link_keep_portal(struct pptp_link *link, unsigned end);

#endif
