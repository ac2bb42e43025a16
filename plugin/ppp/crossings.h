/* Recognizes packets that the two ends of a tunnel send back and forth.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_CROSSINGS_H
#define PPTP_PPP_CROSSINGS_H

#include "ppp/inner.h"
#include "ppp/news.h"

#define PPTP_CROSSINGS 4

/* A packet, and how often it went through the tunnel. */
struct pptp_crossing {
    uint64_t packet;            /* the hash of what routers leave as it is; 0: none */
    uint32_t times;
    uint32_t first;             /* frame */
    uint8_t first_ttl, ttl;     /* at first and at last */
    uint8_t by;                 /* the end that sent it last */
};

/* Packets that went through at least three times. */
struct pptp_loop {
    uint32_t packets;
    struct pptp_crossing longest;               /* the one that did most often */
    uint32_t longest_last;                      /* its last frame */
    struct pptp_host from, to;                  /* its addresses */
};

struct pptp_crossings {
    struct pptp_crossing last[PPTP_CROSSINGS];  /* by hash */
    struct pptp_loop *loop;                     /* NULL: none */
};

/* Follows a packet that is not for the receiving end itself. */
void pptp_ppp_crossings_follow(struct pptp_news *news, const struct pptp_inner *inner);

#endif
