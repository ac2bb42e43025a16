/* Compares what hosts ask inside a tunnel with the replies: where they come from, and what they say.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_REPLIES_H
#define PPTP_PPP_REPLIES_H

#include "ppp/inner.h"
#include "ppp/news.h"

#define PPTP_QUESTIONS 8

/* A ping, a query of DNS or an opening of TCP. */
struct pptp_question {
    struct pptp_host asker, asked;  /* size 0: no question */
    uint32_t frame;
    uint32_t key;                   /* Identifier and Sequence Number; port and ID of DNS; both ports */
    uint32_t number;                /* Sequence Number of TCP */
    uint8_t protocol;
    bool is_shared;                 /* another host was asked with the same numbers */
};

#define PPTP_DENIED 4

/* A name that DNS says does not exist. */
struct pptp_denied {
    uint64_t hash;
    struct pptp_tally replies;
    struct pptp_host resolver;      /* that sent the first */
    const char *name;               /* static or of the link's scope; as DNS writes it, with dots */
};

/* Replies to what one end, and the hosts behind it, asked. */
struct pptp_replies {
    struct pptp_question *waiting[PPTP_QUESTIONS];  /* the last, in turn; NULL: not so many yet */
    unsigned next;
    struct pptp_tally elsewhere;    /* replies to one host, sent by a host other than the one that was asked */
    struct pptp_question misled;    /* the first such question */
    struct pptp_host replier;       /* that replied to it */
    bool is_answered;               /* the host that was asked then replied to a question itself */
    uint32_t names;                 /* of DNS, that replies resolve, or say do not exist */
    uint32_t resolved;              /* of these, those that exist */
    struct pptp_denied *denied;     /* the first that do not, PPTP_DENIED at most; NULL: none */
    struct pptp_tally failures;     /* replies of DNS with another code */
    struct pptp_host resolver;      /* that sent the first of these */
    uint8_t failure;                /* its code */
    uint64_t failed_name;           /* the hash of the name that it is about */
    bool names_differ;              /* others are about another name, or nobody knows */
    struct pptp_tally tcp_wrong;    /* openings of TCP, and replies to them, that come back with a wrong checksum */
    uint32_t tcp_right;             /* with a right one */
};

/* Follows a packet that is no ICMP error. */
void pptp_ppp_replies_follow(struct pptp_news *news, const struct pptp_inner *inner);

/* These return the replies to an end's questions, the second one to be written: ppp/state.h. */
const struct pptp_replies *pptp_ppp_link_replies(const struct pptp_link *link, unsigned end);
struct pptp_replies *pptp_ppp_link_keep_replies(struct pptp_link *link, unsigned end);

#endif
