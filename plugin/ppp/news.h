/* One packet of a link on its first pass, and what it tells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_NEWS_H
#define PPTP_PPP_NEWS_H

#include "ppp/state.h"

struct pptp_news {
    struct pptp_link *link;
    unsigned from;                      /* the end that sent the packet */
    const struct pptp_packet *packet;
    uint16_t protocol;
    bool has_short_protocol; /* of one octet */
    bool has_address; /* and Control */
    const uint8_t *octets;              /* after PPP's own header */
    unsigned size;                      /* octets that were captured */
    unsigned length;                    /* octets that were sent */
    const void *bundle;                 /* Multilink's, which carried the packet; NULL: none */
    int64_t number;                     /* in the bundle */
    enum pptp_content content;
    bool has_result;                    /* of decryption, and of its own */
    struct pptp_link_event event; /* what the packet has told so far, without numbers */
    uint32_t *numbers;                  /* by verdict, those of the packet inside Multilink too; NULL: nobody asks */
};

/* A packet of LCP and its relatives, of PAP, CHAP or EAP (RFC 1661 section 5). */
struct pptp_control_packet {
    uint8_t code;
    uint8_t identifier;
    const uint8_t *octets;              /* after Length */
    unsigned size;                      /* octets of these that were captured */
    unsigned length;                    /* octets of these that were sent */
    bool is_whole;                      /* all that Length promises was sent and captured */
};

/* Reads PPP's header: Address and Control, unless they are compressed (RFC 1661 section 6.6), and Protocol, of one
 * octet if that is compressed (section 6.5). Returns false if it was not captured in full. */
bool pptp_ppp_news_read_protocol(struct pptp_news *news);

/* Reads Code, Identifier and Length. A wrong Length gets a verdict, and the packet is read to its end. Returns false if
 * the three were not captured in full. */
bool pptp_ppp_news_read_control(struct pptp_news *news, struct pptp_control_packet *control);

/* Passes octets in front of what is still to be read; at most size of them. */
void pptp_ppp_news_pass(struct pptp_news *news, unsigned octets);

struct pptp_moment pptp_ppp_news_moment(const struct pptp_news *news);

/* Sets a moment to that of the packet, if it is not set yet. */
void pptp_ppp_news_mark(struct pptp_moment *first, const struct pptp_news *news);

/* Counts a packet of that moment as one of a kind. */
void pptp_ppp_news_tally_at(struct pptp_tally *tally, struct pptp_moment moment);

/* Counts the packet as one of a kind. */
void pptp_ppp_news_tally(struct pptp_tally *tally, const struct pptp_news *news);

/* Adds a verdict to the event. number: see the verdicts. */
void pptp_ppp_news_judge(struct pptp_news *news, enum pptp_link_verdict verdict, uint32_t number);

/* Adds PPTP_LINK_LENGTH, unless the snapshot length cut the packet. */
void pptp_ppp_news_judge_length(struct pptp_news *news);

/* The link has reached the stage. Ignored if the packet was sent before its end took part in a new negotiation of
 * LCP. */
void pptp_ppp_news_advance(struct pptp_news *news, enum pptp_stage stage);

/* Returns the negotiation of the end's requests, which begins with the first call. */
struct pptp_negotiation *pptp_ppp_news_negotiation(struct pptp_news *news, enum pptp_control_protocol protocol,
                                                   unsigned end);

/* The packet's sender begins encryption anew, which is what the other end's Reset-Requests ask for. */
void pptp_ppp_news_answer_resets(struct pptp_news *news);

#endif
