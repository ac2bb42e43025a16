/* The ports of TCP that hosts try to open through a tunnel, and whether anything answers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_DOORS_H
#define PPTP_PPP_DOORS_H

#include "ppp/inner.h"
#include "ppp/news.h"

#define PPTP_DOORS 8

/* A port of one host. */
struct pptp_door {
    struct pptp_host host;
    uint16_t port;
    bool is_answered;               /* TCP came from it, or an ICMP error about it */
    struct pptp_tally knocks;       /* SYNs */
    struct pptp_tally refusals;     /* RSTs that answer them, if nothing else does */
    uint8_t refusal_ttl;            /* of the last of them */
    uint8_t other_ttl;              /* of the next */
    struct pptp_moment other;       /* the last packet of the host from elsewhere than this port; frame 0: none */
};

/* The first that one end, and the hosts behind it, tried to open. */
struct pptp_doors {
    struct pptp_door door[PPTP_DOORS];
    unsigned count;
};

/* Follows a packet that is no ICMP error. */
void pptp_ppp_doors_follow(struct pptp_news *news, const struct pptp_inner *inner);

/* Follows the packet that an ICMP error quotes, which the packet of news is. */
void pptp_ppp_doors_follow_error(struct pptp_news *news, const struct pptp_inner *quoted);

/* These return the ports that an end tried to open, the second one to be written: ppp/state.h. */
const struct pptp_doors *pptp_ppp_link_doors(const struct pptp_link *link, unsigned end);
struct pptp_doors *pptp_ppp_link_keep_doors(struct pptp_link *link, unsigned end);

#endif
