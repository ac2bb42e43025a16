/* Compares what hosts ask inside a tunnel with the replies: where they come from, and whether they come back right.
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
    struct pptp_host asker, asked;
    uint32_t frame;
    uint32_t key;                   /* Identifier and Sequence Number; port and ID of DNS; both ports */
    uint32_t number;                /* Sequence Number of TCP */
    uint8_t protocol;
    bool is_shared;                 /* another host was asked with the same numbers */
    struct pptp_question *older;    /* NULL: none */
};

/* Replies to one host, sent by a host other than the one that was asked. */
struct pptp_misled {
    struct pptp_tally replies;
    struct pptp_question question;  /* the first such question */
    struct pptp_host replier;       /* that replied to it */
    bool is_answered;               /* the host that was asked then replied to a question itself */
};

/* Replies to what one end, and the hosts behind it, asked. */
struct pptp_replies {
    struct pptp_question *newest;   /* of those that wait; NULL: none */
    unsigned waiting;               /* how many: PPTP_QUESTIONS at most */
    uint32_t tcp_right;             /* openings of TCP, and replies to them, that come back with a right checksum */
    struct pptp_tally tcp_wrong;    /* with a wrong one */
    struct pptp_misled *misled;     /* NULL: nobody was */
};

/* Follows a packet that is no ICMP error. */
void pptp_ppp_replies_follow(struct pptp_news *news, const struct pptp_inner *inner);

/* These return the replies to an end's questions, the second one to be written: ppp/state.h. */
const struct pptp_replies *pptp_ppp_link_replies(const struct pptp_link *link, unsigned end);
struct pptp_replies *pptp_ppp_link_keep_replies(struct pptp_link *link, unsigned end);

#endif
