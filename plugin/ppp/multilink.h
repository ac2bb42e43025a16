/* Follows Multilink (RFC 1990): which links form a bundle, and which fragments form a packet.
 *
 * Everything is written once, on the first pass, but for what a later fragment completes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_MULTILINK_H
#define PPTP_PPP_MULTILINK_H

#include "ppp/fragments.h"
#include "ppp/news.h"

/* Bits of the header's first octet (RFC 1990 section 3). */
enum { PPTP_MULTILINK_BEGINS = 0x80, PPTP_MULTILINK_ENDS = 0x40 };

/* Octets of the header. */
enum pptp_multilink_header {
    PPTP_MULTILINK_UNKNOWN = 0,
    PPTP_MULTILINK_SHORT = 2,           /* a number of 12 bits */
    PPTP_MULTILINK_LONG = 4             /* of 24 bits */
};

/* A packet of Multilink, as it is shown. */
struct pptp_multilink {
    enum pptp_multilink_header header;
    bool is_guess;                      /* LCP, which agrees on the header, was not captured */
    struct pptp_link *link;             /* the bundle's first link: it has all that is known of the packets inside */
    unsigned from;                      /* the end of that link that sent the packet */
    const struct pptp_joined *joined;   /* to which the fragment belongs; NULL: a whole packet, or not joined so far */
    bool completes;                     /* the fragment is the one that completes it */
};

/* Makes Multilink begin with a new capture. Its memory comes from scope. */
void pptp_ppp_multilink_begin(wmem_allocator_t *scope);

/* Follows the next packet of protocol 0x003D, starting after the protocol field. Returns whether it completes a PPP
 * packet; inside is then that packet, with its protocol read. A packet whose header cannot be read counts as
 * opaque data. */
bool pptp_ppp_multilink_follow(struct pptp_news *news, struct pptp_news *inside);

/* Follows a second copy of the packet copied in the same way. Nothing is counted. */
bool pptp_ppp_multilink_follow_copy(struct pptp_news *news, const struct pptp_packet *copied,
                                    struct pptp_news *inside);

/* LCP is negotiated anew, so the link leaves its bundle. */
void pptp_ppp_multilink_leave(struct pptp_link *link);

/* Sets multilink to what is known of a packet of protocol 0x003D that an end of the link sent. Returns
 * false if its header could not be read. */
bool pptp_ppp_multilink_at(const struct pptp_link *link, unsigned from, const struct pptp_packet *packet,
                           struct pptp_multilink *multilink);

#endif
