/* Joins the fragments that one end of a Multilink bundle sends, and tells which are missing (RFC 1990 section 4).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_FRAGMENTS_H
#define PPTP_PPP_FRAGMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>

#include "packets.h"

/* What one end of a bundle sends. */
struct pptp_fragments;

/* A packet that came in fragments. */
struct pptp_joined {
    const struct pptp_packet *completed_by; /* the fragment that came last */
    const uint8_t *octets;              /* after Multilink's headers */
    unsigned captured;                  /* octets up to the first that was not captured */
    unsigned length;                    /* octets that were sent */
    int64_t number;                     /* of the first fragment */
    unsigned count;                     /* of fragments */
    const uint32_t *frames;             /* their frames, in the order of their numbers */
};

/* A packet of Multilink, whole or a fragment. */
struct pptp_fragment {
    const struct pptp_packet *packet;
    const void *link;                   /* that carried it; links differ if these do */
    uint32_t number;                    /* as sent */
    uint32_t numbers;                   /* how many there are: 2^12 or 2^24 */
    bool begins;                        /* bit B */
    bool ends;                          /* bit E */
    const uint8_t *octets;              /* after the header */
    unsigned captured;                  /* octets that were captured */
    unsigned length;                    /* octets that were sent */
};

/* What a packet of Multilink tells. */
struct pptp_fragment_news {
    int64_t number;                     /* its number, counted on when it wraps */
    uint32_t lost;                      /* packets that now prove to be missing: each active link has passed them */
    bool was_lost;                      /* it had been taken for lost, but is only late */
    bool contradicts;                   /* bit B does not fit bit E of the packet before */
    const struct pptp_joined *joined;   /* the packet that it completes; NULL: none */
    int unread;                         /* change of the next: 1, or less than 0 if it completes a packet */
    uint32_t all_unread;                /* fragments so far that are part of no joined packet */
    const struct pptp_packet *first_unread; /* the first of them; NULL: none */
};

/* Returns an end that has sent nothing so far. It lives as long as scope. */
struct pptp_fragments *pptp_ppp_fragments_new(wmem_allocator_t *scope);

/* Follows the next packet. A packet with both bits set is only counted. Fragments wait for the others in
 * bounded memory: when there are too many of them, those with the lowest numbers are given up. */
struct pptp_fragment_news pptp_ppp_fragments_follow(struct pptp_fragments *fragments,
                                                    const struct pptp_fragment *fragment);

/* A fragment was captured again. */
void pptp_ppp_fragments_follow_copy(struct pptp_fragments *fragments, const struct pptp_packet *packet,
                                    const struct pptp_packet *copied);

/* Returns whether a number is a little higher than all so far, is missing, or is the first. */
bool pptp_ppp_fragments_continue(const struct pptp_fragments *fragments, uint32_t number, uint32_t numbers);

/* The link sends nothing more, so that nobody waits for it. */
void pptp_ppp_fragments_end(struct pptp_fragments *fragments, const void *link);

/* Returns the packet to which a fragment belongs, or NULL if it was not joined so far. completes: set to whether this
 * fragment, or the one of which it is a copy, completed it. */
const struct pptp_joined *pptp_ppp_fragments_at(const struct pptp_fragments *fragments,
                                                const struct pptp_packet *packet, bool *completes);

#endif
