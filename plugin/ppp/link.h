/* PPP in a tunnel, watched (RFC 1661): how far the two ends came, and what they agreed on. No tree: plain octets.
 *
 * Everything is written once, on the first pass, and lives as long as the link's allocator. An end is that of the tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_LINK_H
#define PPTP_PPP_LINK_H

#include "ppp/authentication.h"
#include "ppp/negotiation.h"

/* In the order in which a call goes through them. */
enum pptp_stage {
    PPTP_STAGE_NONE, PPTP_STAGE_LCP, PPTP_STAGE_AUTHENTICATION, PPTP_STAGE_CCP, PPTP_STAGE_IPCP, PPTP_STAGE_DATA,
    PPTP_STAGE_CLOSED
};

/* What can be said of one packet. */
enum pptp_link_verdict {
    PPTP_LINK_LENGTH,                   /* a length says more or less than there is */
    PPTP_LINK_AUTHENTICATION_FAILED,    /* text: what the authenticator says */
    PPTP_LINK_WRONG_PASSWORD,           /* the Response is not what the user's account makes */
    PPTP_LINK_WRONG_SERVER,             /* the Success is not what it makes */
    PPTP_LINK_PASSWORD_IN_CLEAR,
    PPTP_LINK_LM_RESPONSE,
    PPTP_LINK_EAP_NAME,                 /* number: its octets */
    PPTP_LINK_TERMINATED,               /* text: the reason */
    PPTP_LINK_PROTOCOL_REJECTED,        /* number: the protocol */
    PPTP_LINK_ENCRYPTION_REJECTED,
    PPTP_LINK_ENCRYPTION_OFFERED_AGAIN, /* number: the frame that rejected it */
    PPTP_LINK_REPEATED,                 /* number: the frame that answered it before */
    PPTP_LINK_RESET,
    PPTP_LINK_CLEAR_DATA,
    PPTP_LINK_MRU_EXCEEDED,             /* number: octets */
    PPTP_LINK_MSS,                      /* number: octets */
    PPTP_LINK_VERDICTS
};

/* A packet that told something. */
struct pptp_link_event {
    const struct pptp_packet *packet;
    const struct pptp_authentication *authentication;   /* of an authentication packet; else NULL */
    enum pptp_authentication_part part;                 /* of that */
    enum pptp_authentication_protocol protocol;         /* of that, as known then */
    struct pptp_text user;                              /* the same */
    struct pptp_compression compression[2];             /* to each end, as far as agreed on */
    bool shows_compression;                             /* the packet is CCP's */
    uint8_t from;                                       /* the end that sent it */
    enum pptp_stage stage;                              /* after it */
    uint32_t verdicts;                                  /* bit 1 << verdict */
    uint32_t number[PPTP_LINK_VERDICTS];                /* of each */
    struct pptp_text text;                              /* of the one that has a text */
};

/* A protocol that a Protocol-Reject names (RFC 1661 section 5.7). */
struct pptp_rejected {
    struct pptp_rejected *next;         /* the one before */
    uint16_t protocol;
    uint8_t by;                         /* the end that rejects it */
    uint32_t count;
    struct pptp_moment first;
};

/* What one end sent. */
struct pptp_sent {
    uint32_t clear;                     /* data packets whose contents anybody can read */
    uint32_t encrypted;                 /* 0x00fd, unless something else is agreed on */
    uint32_t opened;                    /* of these, with the user's account */
    uint32_t garbage;                   /* of these, that its keys do not open */
    struct pptp_moment first_garbage;
    uint32_t compressed;                /* 0x00fd, when another compression is agreed on */
    struct pptp_moment first_clear;
    struct pptp_moment first_encrypted;
    struct pptp_moment last_data;
    uint32_t too_long;                  /* packets longer than the other end's MRU */
    uint32_t longest;                   /* octets of the longest Information field */
    struct pptp_moment first_too_long;
    uint32_t mss;                       /* the largest Maximum Segment Size of TCP in the clear that does not fit; 0: none */
    struct pptp_moment mss_at;
    uint32_t resets;                    /* Reset-Requests (RFC 1962 section 5.4) */
    struct pptp_moment first_reset;
    int64_t reset_wait;                 /* nanoseconds between Reset-Requests and Reset-Acks, summed up */
    struct pptp_moment open_reset;      /* the Reset-Request that waits for its Reset-Ack; frame 0: none */
    uint32_t echo_requests;             /* of LCP that nothing has answered since, in a row */
    struct pptp_moment echo;            /* the first of these */
};

/* The data protocols that went in the clear. */
enum pptp_clear { PPTP_CLEAR_IPV4, PPTP_CLEAR_IPV6, PPTP_CLEAR_VJ, PPTP_CLEAR_OTHER, PPTP_CLEAR_PROTOCOLS };

struct pptp_link {
    wmem_allocator_t *scope;
    enum pptp_stage stage;
    bool is_behind[2];                  /* LCP began anew, and the end, for all that is known, has not heard of it */
    enum pptp_stage furthest;           /* that it reached, PPTP_STAGE_CLOSED not counted */
    struct pptp_negotiation *negotiation[PPTP_CONTROL_PROTOCOLS][2];    /* of each end's requests; NULL: none */
    struct pptp_authentication *authentication;     /* the newest; NULL: none */
    struct pptp_rejected *rejected;     /* the newest; NULL: none */
    unsigned rejected_count;
    struct pptp_sent sent[2];
    uint32_t clear[PPTP_CLEAR_PROTOCOLS];
    struct pptp_moment terminated;      /* the first Terminate-Request of LCP since it was opened; frame 0: none */
    uint8_t terminated_by;
    struct pptp_text terminated_text;
    struct pptp_moment ncp_terminated;  /* the first Terminate-Request of CCP, IPCP or IPv6CP */
    enum pptp_control_protocol ncp_terminated_protocol;
    uint8_t ncp_terminated_by;
    struct pptp_text ncp_terminated_text;
    struct pptp_moment first;           /* its first packet */
    wmem_array_t *events;               /* struct pptp_link_event, in order */
    struct pptp_openings *openings; /* ppp/decryption.h; NULL: no packet so far was compressed or encrypted */
};

/* A link of which no packet was seen. */
struct pptp_link *pptp_ppp_link_new(wmem_allocator_t *scope);

/* The next packet of an end, whose row stays where it is. octets: what was captured behind the header of GRE; length: how many
 * octets there were. A second copy of a packet is no news and must not be given. Answers whether it told something. */
bool pptp_ppp_link_follow(struct pptp_link *link, unsigned from, const struct pptp_packet *packet,
                          const uint8_t *octets, unsigned captured, unsigned length);

/* A second copy of a packet: no news, but what is encrypted in it is opened all the same. */
void pptp_ppp_link_follow_copy(struct pptp_link *link, unsigned from, const struct pptp_packet *packet,
                               const struct pptp_packet *copied, const uint8_t *octets, unsigned captured,
                               unsigned length);

/* What the packet told, or the last before it that told something; NULL: none did. */
const struct pptp_link_event *pptp_ppp_link_event_at(const struct pptp_link *link, const struct pptp_packet *packet);

/* "LCP", "Auth", "CCP", "IPCP", "Data", "Closed"; "" of none. Static. */
const char *pptp_ppp_stage_name(enum pptp_stage stage);

/* The end's Configure-Requests of a protocol and their answers; never NULL. */
const struct pptp_negotiation *pptp_ppp_link_asked(const struct pptp_link *link, enum pptp_control_protocol protocol,
                                                   unsigned end);

/* Whether both ends' requests of a protocol are acknowledged, and none came since. */
bool pptp_ppp_link_has_agreed(const struct pptp_link *link, enum pptp_control_protocol protocol);

/* Whether neither end asked the other to prove who it is, in what was captured of LCP. */
bool pptp_ppp_link_is_unauthenticated(const struct pptp_link *link);

/* NULL if no Protocol-Reject named the protocol. */
const struct pptp_rejected *pptp_ppp_link_rejected(const struct pptp_link *link, uint16_t protocol);

/* The Maximum-Receive-Unit that the end announced and the other acknowledged, 1500 else (RFC 1661 section 6.1). */
uint32_t pptp_ppp_link_mru(const struct pptp_link *link, unsigned end);

/* The frame of the first data that anybody can read; 0: none. */
uint32_t pptp_ppp_link_first_clear(const struct pptp_link *link);

/* What is agreed on for packets to the end. */
struct pptp_compression pptp_ppp_link_compression(const struct pptp_link *link, unsigned end);

#endif
