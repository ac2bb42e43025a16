/* What the ends of a PPP link ask for and agree on: Configure-Requests and the replies to them (RFC 1661 section 5).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_NEGOTIATION_H
#define PPTP_PPP_NEGOTIATION_H

#include <stdint.h>

#include "calls/event.h"
#include "mppe/option.h"
#include "packets.h"

enum pptp_control_protocol { PPTP_LCP, PPTP_CCP, PPTP_IPCP, PPTP_IPV6CP, PPTP_CONTROL_PROTOCOLS };

/* Codes (RFC 1661 section 5; 12 and 13: RFC 1570 section 2; 14 and 15: RFC 1962 section 5.4). */
enum {
    PPTP_CONFIGURE_REQUEST = 1, PPTP_CONFIGURE_ACK, PPTP_CONFIGURE_NAK, PPTP_CONFIGURE_REJECT, PPTP_TERMINATE_REQUEST,
    PPTP_TERMINATE_ACK, PPTP_CODE_REJECT, PPTP_PROTOCOL_REJECT, PPTP_ECHO_REQUEST_CODE, PPTP_ECHO_REPLY_CODE,
    PPTP_DISCARD_REQUEST, PPTP_IDENTIFICATION, PPTP_TIME_REMAINING, PPTP_RESET_REQUEST = 14, PPTP_RESET_ACK
};

/* The Configuration Options that matter here. Those of different control protocols share numbers. */
enum pptp_option {
    PPTP_OPTION_MRU, PPTP_OPTION_ACCM, PPTP_OPTION_AUTHENTICATION, PPTP_OPTION_MAGIC_NUMBER, PPTP_OPTION_PFC,
    PPTP_OPTION_ACFC, PPTP_OPTION_CALLBACK, PPTP_OPTION_MRRU, PPTP_OPTION_SHORT_NUMBERS,    /* LCP */
    PPTP_OPTION_MPPE = 0, PPTP_OPTION_COMPRESSION,                                  /* CCP */
    PPTP_OPTION_ADDRESS = 0, PPTP_OPTION_VJ, PPTP_OPTION_DNS_1, PPTP_OPTION_DNS_2, PPTP_OPTION_WINS_1,
    PPTP_OPTION_WINS_2,                                                             /* IPCP */
    PPTP_OPTION_IDENTIFIER_HIGH = 0, PPTP_OPTION_IDENTIFIER_LOW,                    /* IPv6CP */
    PPTP_OPTIONS = 9
};

struct pptp_options {
    bool is_cut;                        /* the snapshot length cut some off, or they were sent like that */
    uint32_t present;                   /* bit 1 << option */
    uint32_t value[PPTP_OPTIONS];       /* compression: the Type of its option; authentication: see authentication.h */
};

static inline bool
pptp_ppp_options_have(const struct pptp_options *options, enum pptp_option option)
{
    return options->present >> option & 1;
}

/* A Configure-Request and its repetitions, which have the same Identifier and options. */
struct pptp_asking {
    struct pptp_moment first;           /* frame 0: none, or LCP was negotiated anew since */
    struct pptp_moment answered;        /* by the other end; frame 0: not so far */
    struct pptp_moment last;
    uint32_t repeats_answered;          /* repetitions after the reply was captured */
    const struct pptp_packet *answered_by;  /* NULL: not so far */
    const struct pptp_packet *answered_last_by;
    const struct pptp_packet *answered_again;   /* its copy at another capture point; NULL: none so far */
    uint8_t identifier;
    uint8_t answer;                     /* Code of the reply; 0: none */
    bool is_void;                       /* the other end ended the protocol since: the next request is a new one */
};

#define PPTP_EARLIER_REQUESTS 4

/* A Configure-Request that was followed by one with another Identifier. */
struct pptp_earlier_request {
    struct pptp_moment sent;            /* frame 0: none */
    struct pptp_moment next;            /* when the next one was sent */
    uint8_t identifier;
    bool is_answered;
};

/* Replies that came when the sender had already asked anew, and so no longer counted (RFC 1661 section 5.2). */
struct pptp_belated {
    uint32_t count;
    struct pptp_earlier_request request;    /* the last that got such a reply */
    struct pptp_moment reply;
};

/* Replies that do not repeat the options of the request as they must: an Ack all of them, a Reject those that it
 * rejects (RFC 1661 sections 5.2 and 5.4). The sender of the request discards such a reply. */
struct pptp_altered {
    uint32_t count;
    struct pptp_moment first;
    uint8_t code; /* of the first */
    struct pptp_options asked; /* of its request */
    struct pptp_options replied;
};

/* IP addresses on which IPCP agreed one after the other. */
struct pptp_readdressed {
    uint32_t held;                      /* the last; 0: none so far */
    struct pptp_moment held_since;
    uint32_t from;                      /* the first that was followed by another; 0: none */
    uint32_t to;
    struct pptp_moment from_since;
    struct pptp_moment to_since;
};

/* What was counted of an end's requests and the replies to them. */
struct pptp_answers {
    uint32_t requests;
    uint32_t naks;
    uint32_t rejects;
};

/* The Configure-Requests of one end for one protocol, and the replies to them. */
struct pptp_negotiation {
    struct pptp_moment first;
    uint32_t requests;
    uint32_t acks;                      /* replies so far */
    uint32_t naks;
    uint32_t rejects;
    struct pptp_moment first_ack;
    const struct pptp_packet *first_ack_by;
    const struct pptp_packet *packet;   /* the last request */
    uint32_t vain;                      /* requests since the last reply to any */
    struct pptp_moment first_vain;      /* the first of them, or of the last such series */
    uint32_t renewed;                   /* requests that began the negotiation anew when it was agreed */
    struct pptp_moment first_renewed;
    struct pptp_moment last_renewed;
    struct pptp_asking last;
    struct pptp_asking worst;           /* the one that was repeated most after its reply */
    struct pptp_moment agreed;          /* frame 0: not agreed, or no longer */
    const struct pptp_packet *agreed_by;    /* the packet of the other end that shows it; NULL: none so far */
    struct pptp_options first_asked;    /* of the first request */
    struct pptp_options asked;          /* of the last request */
    struct pptp_options options;        /* of the agreement */
    struct pptp_options wanted;         /* of the other end's last Configure-Nak */
    struct pptp_options rejected;       /* of all its Configure-Rejects */
    struct pptp_moment begun;           /* the first request since the negotiation was last begun anew */
    struct pptp_answers before;         /* counted until then */
    uint32_t rejected_now;              /* bit 1 << option: rejected since then */
    uint32_t rejected_again;            /* bit 1 << option: rejected more than once in one negotiation */
    uint32_t rejects_again;             /* Rejects in the last such negotiation */
    struct pptp_moment again;           /* the last of them */
    struct pptp_moment nak;             /* the last; frame 0: none */
    struct pptp_moment reject;
    struct pptp_moment address_rejected;    /* the first Reject of its address */
    struct pptp_earlier_request earlier[PPTP_EARLIER_REQUESTS];     /* by Identifier */
    struct pptp_belated belated;
    const uint8_t *octets; /* of the last request's options; NULL: none, or not captured in full */
    unsigned size; /* of these */
    bool is_ambiguous; /* other options were asked for under the same Identifier before */
    struct pptp_altered altered;
    struct pptp_readdressed readdressed;    /* of IPCP */
    uint32_t refused_address;           /* the last IP address that a Nak or Reject refused; 0: none, or only 0.0.0.0 */
    struct pptp_moment refused;         /* the last reply that was a Terminate-Ack or a reject of code or protocol */
    uint8_t refused_with;               /* its Code */
    struct pptp_moment closed;          /* this end's last Terminate-Request; frame 0: none since its last request */
};

/* What compresses or encrypts packets. Both 0: nothing does. */
struct pptp_compression {
    uint32_t mppe;                      /* bits of MPPE's option (mppe/option.h) */
    uint32_t type;                      /* Type of another option */
};

/* Returns "MPPE 128-bit stateless", "Deflate", "none"... The result lives in scope or is static. */
const char *pptp_ppp_compression_name(wmem_allocator_t *scope, struct pptp_compression compression);

/* Returns "LCP"... Static. */
const char *pptp_ppp_control_protocol_name(enum pptp_control_protocol protocol);

/* Reads the options of a Configure packet. Returns false if an option has a wrong length: the option is skipped, or, if
 * it is longer than what is left, the reading ends there. */
bool pptp_ppp_options_read(enum pptp_control_protocol protocol, const uint8_t *octets, unsigned size,
                           struct pptp_options *options);

/* Follows a Configure-Request of the negotiation's end. A late packet, sent before the last one, is only counted.
 * Returns whether it repeats a request that was answered. */
bool pptp_ppp_negotiation_ask(struct pptp_negotiation *negotiation, const struct pptp_packet *packet,
                              uint8_t identifier, const struct pptp_options *options);

/* Returns whether the packet was sent before the last Configure-Request of the same end. */
bool pptp_ppp_negotiation_is_newer(const struct pptp_negotiation *negotiation, const struct pptp_packet *packet);

/* Follows the other end's reply: Configure-Ack, -Nak or -Reject, with its options. Returns false if it replies to
 * another request than the last. The Ack of a request that was not captured tells its options (RFC 1661 section
 * 5.2). */
bool pptp_ppp_negotiation_answer(struct pptp_negotiation *negotiation, const struct pptp_packet *packet, uint8_t code,
                                 uint8_t identifier, const struct pptp_options *options);

/* Follows a copy that another capture point captured later: the last request's reply is known there from now on. */
void pptp_ppp_negotiation_follow_copy(struct pptp_negotiation *negotiation, const struct pptp_packet *packet,
                                      const struct pptp_packet *copied);

/* Keeps the options of a request octet for octet, to hold replies against them. Call this before
 * pptp_ppp_negotiation_ask(). octets: as long as the negotiation lives, or NULL if they were not captured in full. */
void pptp_ppp_negotiation_keep(struct pptp_negotiation *negotiation, uint8_t identifier, const uint8_t *octets,
                               unsigned size);

/* Notes a reply to the last request that alters its options: an Ack that is no copy, a Reject of what the request does
 * not hold. Call this with each reply that was captured in full. octets: its options. */
void pptp_ppp_negotiation_compare(struct pptp_negotiation *negotiation, const struct pptp_packet *packet, uint8_t code,
                                  uint8_t identifier, const uint8_t *octets, unsigned size,
                                  const struct pptp_options *options);

/* Follows a reply that ends the negotiation: a Terminate-Ack, or a Code-Reject or Protocol-Reject of the last request
 * (RFC 1661 sections 4.3 and 5.6). Does nothing if the last request has another Identifier, or got a reply. */
void pptp_ppp_negotiation_refuse(struct pptp_negotiation *negotiation, const struct pptp_packet *packet, uint8_t code,
                                 uint8_t identifier);

/* Call this with a packet that nobody sends before CCP's last request is acknowledged: if no Ack was captured, it
 * was missed or is still on its way. Does nothing if the request leaves the choice open or got another reply, or
 * if an earlier request was acknowledged: the packet may belong to that agreement. */
void pptp_ppp_negotiation_prove(struct pptp_negotiation *negotiation, const struct pptp_packet *packet);

/* Returns what was counted since the negotiation was last begun anew: what failed before is settled. */
struct pptp_answers pptp_ppp_negotiation_answers(const struct pptp_negotiation *negotiation);

/* Marks the agreement as no longer valid, as LCP does when it is negotiated anew (RFC 1661 section 3.4). protocol:
 * its own. */
void pptp_ppp_negotiation_forget(struct pptp_negotiation *negotiation, enum pptp_control_protocol protocol);

/* Returns the Maximum-Receive-Unit that LCP agreed on for its end, 1500 otherwise (RFC 1661 section 6.1). */
uint32_t pptp_ppp_negotiation_mru(const struct pptp_negotiation *lcp);

/* Returns what CCP agreed on for packets to its end. */
struct pptp_compression pptp_ppp_negotiation_compression(const struct pptp_negotiation *ccp);

/* Returns the name of an option of the protocol; NULL if it has none. Static. */
const char *pptp_ppp_option_name(enum pptp_control_protocol protocol, enum pptp_option option);

/* Returns an option's value in words: "1400", "10.0.0.1", "0x00000060". In scope, or static. */
const char *pptp_ppp_option_value(wmem_allocator_t *scope, enum pptp_control_protocol protocol,
                                  enum pptp_option option, uint32_t value);

/* Returns the option's value in the agreement, or in the last request if there is none; 0 if the option is missing. */
uint32_t pptp_ppp_negotiation_value(const struct pptp_negotiation *negotiation, enum pptp_option option);

#endif
