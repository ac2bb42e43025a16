/* What the ends of a PPP link ask for and agree on: Configure-Requests and their answers (RFC 1661 section 5).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_NEGOTIATION_H
#define PPTP_PPP_NEGOTIATION_H

#include <stdint.h>

#include "calls/event.h"
#include "packets.h"

enum pptp_control_protocol { PPTP_LCP, PPTP_CCP, PPTP_IPCP, PPTP_IPV6CP, PPTP_CONTROL_PROTOCOLS };

/* Codes (RFC 1661 section 5; 14 and 15: RFC 1962 section 5.4) */
enum {
    PPTP_CONFIGURE_REQUEST = 1, PPTP_CONFIGURE_ACK, PPTP_CONFIGURE_NAK, PPTP_CONFIGURE_REJECT, PPTP_TERMINATE_REQUEST,
    PPTP_TERMINATE_ACK, PPTP_CODE_REJECT, PPTP_PROTOCOL_REJECT, PPTP_ECHO_REQUEST_CODE, PPTP_ECHO_REPLY_CODE,
    PPTP_DISCARD_REQUEST, PPTP_RESET_REQUEST = 14, PPTP_RESET_ACK
};

/* The Configuration Options that matter here, of all control protocols. */
enum pptp_option {
    PPTP_OPTION_MRU, PPTP_OPTION_ACCM, PPTP_OPTION_AUTHENTICATION, PPTP_OPTION_MAGIC_NUMBER, PPTP_OPTION_PFC,
    PPTP_OPTION_ACFC,                                                               /* of LCP */
    PPTP_OPTION_MPPE = 0, PPTP_OPTION_COMPRESSION,                                  /* of CCP */
    PPTP_OPTION_ADDRESS = 0, PPTP_OPTION_VJ, PPTP_OPTION_DNS_1, PPTP_OPTION_DNS_2,  /* of IPCP */
    PPTP_OPTION_IDENTIFIER_HIGH = 0, PPTP_OPTION_IDENTIFIER_LOW,                    /* of IPv6CP */
    PPTP_OPTIONS = 6
};

/* Bits of MPPE's option (RFC 3078 section 2.1). */
enum {
    PPTP_MPPE_STATELESS = 0x01000000, PPTP_MPPE_56 = 0x80, PPTP_MPPE_128 = 0x40, PPTP_MPPE_40 = 0x20, PPTP_MPPE_MPPC = 0x01,
    PPTP_MPPE_KEYS = PPTP_MPPE_56 | PPTP_MPPE_128 | PPTP_MPPE_40
};

struct pptp_options {
    uint32_t present;                   /* bit 1 << option */
    uint32_t value[PPTP_OPTIONS];       /* a compression: its option's Type; authentication: see authentication.h */
};

static inline bool
pptp_ppp_options_have(const struct pptp_options *options, enum pptp_option option)
{
    return options->present >> option & 1;
}

/* A Configure-Request and its repetitions: the same Identifier and options. */
struct pptp_asking {
    struct pptp_moment first;           /* frame 0: there is none, or LCP began anew since */
    struct pptp_moment answered;        /* by the other end; frame 0: not so far */
    struct pptp_moment last;
    uint32_t repeats_answered;          /* after the answer was captured */
    uint8_t identifier;
    uint8_t answer;                     /* Code; 0: none */
};

/* The Configure-Requests of one protocol and one end. */
struct pptp_negotiation {
    struct pptp_moment first;
    uint32_t requests;
    uint32_t acks;                      /* answers so far */
    uint32_t naks;
    uint32_t rejects;
    struct pptp_moment first_ack;
    const struct pptp_packet *packet;   /* of the last */
    struct pptp_asking last;
    struct pptp_asking worst;           /* the one most repeated after its answer */
    struct pptp_moment agreed;          /* frame 0: not, or no longer */
    const struct pptp_packet *agreed_by;    /* the packet that told of it, of the other end; NULL: none so far */
    struct pptp_options asked;          /* for, by the last */
    struct pptp_options options;        /* that are agreed on */
    struct pptp_options wanted;         /* by the other end, in its last Configure-Nak */
    struct pptp_options rejected;       /* by the other end, ever */
    uint32_t rejected_again;            /* bit 1 << option: asked for after it was rejected, and rejected again */
    struct pptp_moment nak;             /* the last; frame 0: none */
    struct pptp_moment reject;
};

/* What compresses or encrypts packets: of MPPE the bits, of others the Type of CCP's option; neither: nothing. */
struct pptp_compression {
    uint32_t mppe;
    uint32_t type;
};

/* "MPPE 128-bit stateless", "Deflate", "none". In scope, or static. */
const char *pptp_ppp_compression_name(wmem_allocator_t *scope, struct pptp_compression compression);

const char *pptp_ppp_control_protocol_name(enum pptp_control_protocol protocol);

/* Reads the options of a Configure packet. Answers false if a length is not that of its option, which is passed over, or not that
 * of what is left, where the reading ends. */
bool pptp_ppp_options_read(enum pptp_control_protocol protocol, const uint8_t *octets, unsigned size,
                           struct pptp_options *options);

/* A Configure-Request of the end whose negotiation it is. A packet that is older than the last, but came late, only
 * counts. Answers whether it repeats one that was answered. */
bool pptp_ppp_negotiation_ask(struct pptp_negotiation *negotiation, const struct pptp_packet *packet,
                              uint8_t identifier, const struct pptp_options *options);

/* The packet is older than the last Configure-Request of its end, but came late. */
bool pptp_ppp_negotiation_is_newer(const struct pptp_negotiation *negotiation, const struct pptp_packet *packet);

/* The other end's answer: Configure-Ack, -Nak or -Reject, with its options. One to another request than the last is no
 * news; answers false then. Of a request that was not captured its Ack tells the options (RFC 1661 section 5.2). */
bool pptp_ppp_negotiation_answer(struct pptp_negotiation *negotiation, const struct pptp_packet *packet, uint8_t code,
                                 uint8_t identifier, const struct pptp_options *options);

/* The packet may come only behind an acknowledgment of CCP's last request, which then was not captured, or is still on its way.
 * Nothing if that request leaves open what was chosen, or got another answer, or if one was acknowledged before: the packet may be
 * of that agreement. */
void pptp_ppp_negotiation_prove(struct pptp_negotiation *negotiation, const struct pptp_packet *packet);

#endif
