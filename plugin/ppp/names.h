/* Follows what name servers inside a tunnel reply (RFC 1035).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_NAMES_H
#define PPTP_PPP_NAMES_H

#include "ppp/inner.h"
#include "ppp/news.h"

#define PPTP_DENIED 4

/* A name that DNS says does not exist. */
struct pptp_denied {
    uint64_t hash;
    struct pptp_tally replies;
    struct pptp_host resolver;      /* that sent the first */
    const char *name;               /* static or of the link's scope; as DNS writes it, with dots */
    const char *sibling;            /* the same host with another suffix, which that server knows; NULL: none */
    struct pptp_moment resolved;    /* when it did */
};

/* Replies of DNS to what one end, and the hosts behind it, asked. */
struct pptp_names {
    uint32_t count;                 /* of names that resolve, or do not exist */
    uint32_t resolved;              /* of these, those that exist */
    struct pptp_denied *denied;     /* the first that do not, PPTP_DENIED at most; NULL: none */
    struct pptp_tally failures;     /* replies with another code */
    struct pptp_host resolver;      /* that sent the first of these */
    uint8_t failure;                /* its code */
    bool names_differ;              /* others are about another name */
    uint64_t failed_name;           /* the hash of the name that it is about */
};

/* Follows a packet that is no ICMP error. */
void pptp_ppp_names_follow(struct pptp_news *news, const struct pptp_inner *inner);

/* These return what name servers replied to an end, the second one to be written: ppp/state.h. */
const struct pptp_names *pptp_ppp_link_names(const struct pptp_link *link, unsigned end);
struct pptp_names *pptp_ppp_link_keep_names(struct pptp_link *link, unsigned end);

#endif
