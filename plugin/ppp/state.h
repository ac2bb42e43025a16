/* What is known of the PPP link in a tunnel (RFC 1661): how far it came, what its ends agreed on, and what each
 * packet told.
 *
 * Everything is written once, on the first pass, and lives as long as the link's allocator. An end is an end of the
 * tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_STATE_H
#define PPTP_PPP_STATE_H

#include "ppp/authentication.h"
#include "ppp/negotiation.h"

/* In the order in which a call reaches them. */
enum pptp_stage {
    PPTP_STAGE_NONE,
    PPTP_STAGE_LCP,
    PPTP_STAGE_AUTHENTICATION,
    PPTP_STAGE_CALLBACK,
    PPTP_STAGE_CCP,
    PPTP_STAGE_IPCP,
    PPTP_STAGE_DATA,
    PPTP_STAGE_CLOSED
};

/* What can be said of one packet. */
enum pptp_link_verdict {
    PPTP_LINK_LENGTH,                   /* a length inside does not fit */
    PPTP_LINK_AUTHENTICATION_FAILED,    /* number: E=; text: the authenticator's message */
    PPTP_LINK_WRONG_PASSWORD,           /* no account of the user gives this Response */
    PPTP_LINK_WRONG_SERVER,             /* the account does not give this Success */
    PPTP_LINK_PASSWORD_IN_CLEAR,
    PPTP_LINK_LM_RESPONSE,
    PPTP_LINK_EAP_NAME,                 /* number: its octets */
    PPTP_LINK_EAP_TYPE,                 /* a Request that makes no sense; number: its Type */
    PPTP_LINK_EAP_FLAGS,                /* a method with TLS, without flags */
    PPTP_LINK_NOT_AGREED,               /* LCP did not agree on this authentication; number: its option, or 0 */
    PPTP_LINK_VALUE_SIZE,               /* number: octets of CHAP's Value, which the agreed protocol does not have */
    PPTP_LINK_NO_PROOF,                 /* MS-CHAPv2's Success without S= */
    PPTP_LINK_TERMINATED,               /* number: the control protocol; text: the reason */
    PPTP_LINK_PROTOCOL_REJECTED,        /* number: the protocol */
    PPTP_LINK_ENCRYPTION_REJECTED,
    PPTP_LINK_ENCRYPTION_OFFERED_AGAIN, /* number: the frame that rejected it */
    PPTP_LINK_REPEATED,                 /* number: the frame that answered it before */
    PPTP_LINK_RESET,
    PPTP_LINK_CLEAR_DATA,
    PPTP_LINK_CLEAR_IN_SPITE,           /* although encryption was agreed on */
    PPTP_LINK_MRU_EXCEEDED,             /* number: octets */
    PPTP_LINK_MRU_EXCEEDED_HABIT,       /* by MPPE's own octets only; number: octets */
    PPTP_LINK_MSS,                      /* number: octets */
    PPTP_LINK_LOOPED,                   /* number: the Magic Number */
    PPTP_LINK_HDLC,
    PPTP_LINK_NO_PROTOCOL,
    PPTP_LINK_SHORT_PROTOCOL,           /* number: the protocol */
    PPTP_LINK_FRAGMENTS_LOST,           /* of Multilink; number: how many */
    PPTP_LINK_FRAGMENT_BITS,            /* Multilink's B and E contradict each other */
    PPTP_LINK_VERDICTS
};

_Static_assert(PPTP_LINK_VERDICTS <= 32, "bits of pptp_link_event.verdicts");

/* A packet that told something. */
struct pptp_link_event {
    const struct pptp_packet *packet;
    const struct pptp_authentication *authentication;   /* to which the packet belongs; NULL: none */
    enum pptp_authentication_part part;                 /* of the packet in it */
    enum pptp_authentication_protocol protocol;         /* its protocol, as known with the packet */
    struct pptp_text user;                              /* its user, as known with the packet */
    uint8_t method;                                     /* EAP: its method, as known with the packet; 0: none */
    struct pptp_compression compression[2];             /* to each end, as agreed with the packet */
    bool shows_compression;                             /* the packet is CCP's */
    uint8_t from;                                       /* the end that sent it */
    enum pptp_stage stage;                              /* after the packet */
    uint32_t verdicts;                                  /* bit 1 << verdict */
    const uint32_t *numbers; /* of these verdicts, in order */
    struct pptp_text text;                              /* of the verdict that has one */
};

/* A protocol that a Protocol-Reject names (RFC 1661 section 5.7). */
struct pptp_rejected {
    struct pptp_rejected *next;         /* the one before */
    uint16_t protocol;
    uint8_t by;                         /* the end that rejects it */
    uint32_t count;
    struct pptp_moment first;
};

/* Packets of one kind. */
struct pptp_tally {
    uint32_t count;
    struct pptp_moment first;           /* frame 0: none */
    struct pptp_moment last;
};

/* The largest size of a kind, and the MRU that it was held against: LCP may agree on another one later. */
struct pptp_size {
    uint32_t octets;                    /* 0: none */
    uint32_t mru;
    struct pptp_moment at;
};

/* A protocol whose packets nobody here can read: encrypted, or unknown. */
struct pptp_opaque {
    uint16_t protocol;
    struct pptp_tally sent;             /* by both ends */
};

#define PPTP_OPAQUE_PROTOCOLS 8
#define PPTP_HOSTS_BEYOND 4

/* A host inside the tunnel. */
struct pptp_host {
    uint8_t size; /* octets of its address, 4 or 16; 0: none */
    uint8_t octets[16];
};

/* To which ports packets were sent. */
struct pptp_ports {
    uint8_t protocol; /* of IP, the first's; 0: none */
    uint16_t port; /* the first's; 0: none */
    bool differ; /* others were sent to another one */
};

/* ICMP errors of a kind. */
struct pptp_errors {
    struct pptp_tally tally;
    struct pptp_host from; /* who sent the first, and its type and code */
    uint8_t type;
    uint8_t code;
};

/* ICMP errors that say that packets of TCP to one host are too big for a link: those that came one after the other. */
struct pptp_too_big {
    struct pptp_tally told;
    struct pptp_host router; /* that sent the last */
    struct pptp_host from; /* who sent the packets */
    struct pptp_host to;
    uint32_t mtu; /* of the last */
    uint32_t octets; /* of the last packet */
};

/* The ICMP errors that an end sent to the other, or passed on. */
struct pptp_told {
    struct pptp_errors refused;         /* that say that a host cannot be reached */
    struct pptp_ports refused_ports;    /* that the refused packets were for */
    struct pptp_errors dns_refused;     /* that quote the other end's queries: Destination Unreachable */
    struct pptp_too_big too_big;
};

/* What an end sent to hosts beyond the other end, and what came from those beyond itself, as far as it could be read.
 * Multicasts and broadcasts do not count. */
struct pptp_beyond {
    struct pptp_tally asked; /* packets that hosts beyond the other end should answer */
    struct pptp_host host[PPTP_HOSTS_BEYOND]; /* the first of these hosts */
    unsigned hosts;
    bool has_more_hosts;
    uint32_t came; /* packets from hosts beyond this end, without ICMP errors */
    struct pptp_tally own; /* packets from this end's own address, without ICMP errors */
    uint8_t own_ttl; /* of the last of them */
    struct pptp_tally queries; /* of DNS, to any host */
    struct pptp_host resolver; /* that the first was sent to */
    uint32_t answers; /* of DNS */
    struct pptp_tally openings; /* of TCP, to any host */
    struct pptp_host opened; /* that the first was sent to */
    struct pptp_ports opened_ports; /* that they are for */
    bool opens_others; /* not all go to that host */
    uint32_t segments; /* of TCP, of any kind */
    struct pptp_tally resets; /* of these, RSTs that refuse an opening */
    struct pptp_tally foreign; /* packets of IPv4 from hosts beyond this end that should be answered */
    struct pptp_host foreigner; /* that the first came from */
    uint32_t beyond; /* packets to hosts beyond the other end, without ICMP errors */
    struct pptp_tally near; /* the same to the other end's own address */
    struct pptp_tally world; /* of asked, to public addresses of IPv4 */
    uint32_t came_from_world; /* of came, from such addresses */
    uint32_t possible_answers; /* packets that ask nothing, without ICMP errors */
};

#define PPTP_ECHOES 16

/* The LCP Echo-Requests of an end, and the other end's replies. */
struct pptp_echoes {
    uint32_t unanswered;                /* requests in a row, without any reply since */
    struct pptp_moment first;           /* of these */
    uint32_t magic;                     /* the Magic Number in the last request; 0: none */
    struct pptp_tally replies;
    struct pptp_tally mirrored;         /* of these, with the Magic Number of the request, which is the asking end's */
    uint32_t count;                     /* of requests */
    uint8_t identifier[PPTP_ECHOES];    /* of the newest, each at its number modulo PPTP_ECHOES */
    int64_t asked[PPTP_ECHOES];         /* when; 0: answered */
    struct pptp_tally late;             /* replies that came after a later request, and seconds late */
    int64_t least;                      /* nanoseconds: the delays of these */
    int64_t most;
};

/* A packet of a control protocol, or of authentication. */
struct pptp_step {
    struct pptp_moment at;              /* frame 0: none */
    uint16_t protocol;                  /* PPP's */
    uint8_t code;
};

/* Packets of CBCP. */
struct pptp_callback {
    struct pptp_moment first;           /* the first of the like packets that came last */
    struct pptp_moment last;
    uint32_t times;                     /* these packets */
    uint8_t from;                       /* that sent them */
    uint8_t code;                       /* their code */
};

/* The computer of an end, as Windows tells it in LCP Identification. */
struct pptp_computer {
    uint32_t frame;
    uint8_t of;                         /* that end */
    struct pptp_text name;
};

/* How often one end began LCP anew, until the other one did. */
struct pptp_beginnings {
    uint32_t count;
    struct pptp_moment first;
    uint8_t by;
    bool is_after_one_kind;             /* each came as if in answer to such a packet */
    struct pptp_step after;             /* the last of these */
};

/* LCP was negotiated anew. */
struct pptp_anew {
    struct pptp_moment last;            /* the Configure-Request that began it last; frame 0: none */
    uint8_t by;
    uint32_t asked_before;              /* LCP Configure-Requests that the other end had sent until then */
    struct pptp_beginnings beginnings;
};

/* Packets of an end that exceed the other end's MRU, and TCP segments that will. */
struct pptp_sizes {
    uint32_t too_long;                  /* packets longer than the MRU */
    struct pptp_size longest;           /* the longest of these */
    struct pptp_moment first_too_long;
    struct pptp_tally too_long_for_mppe; /* encrypted packets that exceed it by MPPE's own octets only */
    struct pptp_size longest_for_mppe;  /* the longest of these */
    uint32_t last_too_long;             /* frame of the newest of either kind */
    uint32_t resets;                    /* Reset-Requests that the other end sent next after such a packet */
    struct pptp_size mss;               /* largest MSS of TCP that does not fit */
    struct pptp_size mss_for_mppe;      /* largest that fits, but not with MPPE's own octets */
};

/* Packets of an end whose framing is not what was agreed on. */
struct pptp_misframed {
    struct pptp_tally without_protocol; /* IP where the protocol field should be */
    struct pptp_tally hdlc;             /* with the flags or escapes of HDLC */
    struct pptp_tally short_protocol;   /* with a protocol field of one octet, which was not agreed on */
};

/* Fragments of Multilink that an end sent, or should have sent. */
struct pptp_incomplete {
    struct pptp_tally lost;             /* numbers that did not come; moments: when that was clear */
    struct pptp_tally bits;             /* whose bits B and E contradict each other */
    uint32_t unread;                    /* that are part of no joined packet */
    struct pptp_moment first_unread;
};

/* Data of an end that MPPE should protect, or protects in another way than was agreed on. */
struct pptp_misprotected {
    uint32_t unflushed;                 /* encrypted packets without bit A although stateless mode is agreed on, where
                                         * all have it */
    struct pptp_moment first_unflushed;
    uint32_t garbage;                   /* encrypted packets that the account's keys turn into garbage */
    struct pptp_moment first_garbage;
    struct pptp_tally clear_in_spite;   /* in the clear although encryption was agreed on and in use */
    struct pptp_tally clear_since_mppe; /* in the clear after encryption was agreed on, before any was in use */
};

/* Configure-Requests that are the other end's own. */
struct pptp_looped {
    struct pptp_tally requests;
    uint32_t magic;                     /* the Magic Number in the first of them */
};

/* Reset-Requests (RFC 1962 section 5.4). */
struct pptp_resets {
    uint32_t count;
    struct pptp_moment first;
    uint32_t open;                      /* of these, those that wait: for a Reset-Ack, or an MPPE packet with bit A */
    struct pptp_moment first_open;      /* frame 0: none */
    int64_t wait;                       /* nanoseconds that they waited, in total */
};

/* What one end sent. Whatever few ends send is in a part of its own: NULL, nothing of it was sent. */
struct pptp_sent {
    struct pptp_step step;              /* the last */
    uint32_t clear;                     /* data packets that anybody can read */
    uint32_t encrypted;                 /* packets of 0x00FD, unless another compression is agreed on */
    uint32_t decrypted;                 /* of the encrypted ones, with the user's account */
    uint32_t compressed;                /* packets of 0x00FD if another compression is agreed on */
    uint32_t opaque;                    /* of protocols that nobody here can read, and fragments that are unread */
    struct pptp_tally asking;           /* data packets, less those known to ask for no answer */
    const struct pptp_packet *first_asking; /* the first of them; NULL: none */
    struct pptp_beyond *beyond;
    struct pptp_told *told;
    struct pptp_beside *beside;         /* ppp/beside.h: of the end's address */
    struct pptp_doors *doors;           /* ppp/doors.h: of TCP, that the end knocked at */
    struct pptp_replies *replies;       /* ppp/replies.h: to what the end asked */
    struct pptp_names *names;           /* ppp/names.h: replies of DNS to the end */
    struct pptp_services *services;     /* ppp/services.h: of the network */
    struct pptp_portal *portal;         /* ppp/portal.h: redirects that the end sent */
    struct pptp_misprotected *misprotected;
    struct pptp_incomplete *incomplete;
    struct pptp_misframed *misframed;
    struct pptp_sizes *sizes;
    struct pptp_echoes *echoes;
    struct pptp_looped *looped;
    struct pptp_resets *resets;
    struct pptp_tally multilink;        /* of 0x003D */
    uint32_t without_address;           /* packets other than LCP's that lack Address and Control */
    struct pptp_moment first_clear;
    struct pptp_moment first_encrypted;
    struct pptp_moment last_data;
};

/* The data protocols that were sent in the clear. */
enum pptp_clear {
    PPTP_CLEAR_IPV4, PPTP_CLEAR_IPV6, PPTP_CLEAR_VJ,
    PPTP_CLEAR_IPX, PPTP_CLEAR_NETBEUI, PPTP_CLEAR_BRIDGED, PPTP_CLEAR_OTHER,
    PPTP_CLEAR_PROTOCOLS
};

struct pptp_tunnel;

/* A link that is not the first of its Multilink bundle carries a part of what is known of the first: the protocols
 * inside Multilink, and data. */
struct pptp_link {
    wmem_allocator_t *scope;
    enum pptp_stage stage;
    bool is_behind[2];                  /* LCP was negotiated anew, and nothing shows that the end has noticed */
    enum pptp_stage furthest;           /* reached so far, PPTP_STAGE_CLOSED not counted */
    struct pptp_negotiation *negotiation[PPTP_CONTROL_PROTOCOLS][2];    /* of each end's requests; NULL: none */
    struct pptp_authentication *authentication;     /* the newest; NULL: none */
    struct pptp_authentication *keyed;              /* the last that may give keys; NULL: none */
    uint16_t unread_authentication;     /* PPP protocol of authentication that nobody here reads; 0: none */
    struct pptp_rejected *rejected;     /* the newest; NULL: none */
    unsigned rejected_count;
    struct pptp_sent sent[2];           /* by each end */
    uint32_t clear[PPTP_CLEAR_PROTOCOLS];
    struct pptp_moment terminated;      /* first Terminate-Request of LCP since it was negotiated; frame 0: none */
    uint8_t terminated_by;
    struct pptp_text terminated_text;
    struct pptp_moment terminated_unseen;   /* Terminate-Ack of LCP whose request was not captured; frame 0: none */
    uint8_t terminated_unseen_by;       /* who must have sent that request */
    struct pptp_moment announced;       /* LCP Time-Remaining (RFC 1570 section 2.2), the last; frame 0: none */
    uint32_t announced_seconds;         /* until the end */
    uint8_t announced_by;
    struct pptp_computer *computer;     /* the first that was told; NULL: none */
    struct pptp_moment ncp_terminated;  /* first Terminate-Request of CCP, IPCP or IPv6CP; frame 0: none */
    enum pptp_control_protocol ncp_terminated_protocol;
    uint8_t ncp_terminated_by;
    struct pptp_text ncp_terminated_text;
    struct pptp_anew *anew;             /* NULL: LCP was negotiated once */
    struct pptp_callback *callback;     /* NULL: none */
    struct pptp_opaque *opaque;         /* at most PPTP_OPAQUE_PROTOCOLS; NULL: none */
    unsigned opaque_count;              /* of these */
    struct pptp_moment first;           /* its first packet */
    const struct pptp_tunnel *again;    /* in which the same user logged on to the same server next; NULL: none */
    struct pptp_moment again_at;        /* when that succeeded */
    wmem_array_t *events;               /* struct pptp_link_event, in order */
    struct pptp_decryptions *decryptions;   /* ppp/decryption.h; NULL: no packet of 0x00FD so far */
    struct pptp_crossings *crossings;   /* ppp/crossings.h; NULL: no packet of IP that could be read */
    struct pptp_link *leader;           /* the first link of its bundle; NULL: it is that, or is in no bundle */
    struct pptp_link *rival;            /* the first link of an older bundle of the same names and user; NULL: none */
    bool is_crossed;                    /* its end 0 is the leader's end 1 */
    bool has_left;                      /* the bundle that it was in last */
    wmem_array_t *members;              /* ppp/multilink.c; NULL: no Multilink so far */
};

/* Returns a link without any packet so far. It lives as long as scope. */
struct pptp_link *pptp_ppp_link_new(wmem_allocator_t *scope);

/* Defines the functions that read and keep a part of what an end sent. */
#define PPTP_SENT_PART(part)                                                                   \
    const struct pptp_##part *pptp_ppp_link_##part(const struct pptp_link *link, unsigned end) \
    {                                                                                          \
        static const struct pptp_##part none;                                                  \
                                                                                               \
        return link->sent[end].part ? link->sent[end].part : &none;                            \
    }                                                                                          \
                                                                                               \
    struct pptp_##part *pptp_ppp_link_keep_##part(struct pptp_link *link, unsigned end)        \
    {                                                                                          \
        if (!link->sent[end].part)                                                             \
            link->sent[end].part = wmem_new0(link->scope, struct pptp_##part);                 \
        return link->sent[end].part;                                                           \
    }

/* Returns how LCP was negotiated anew; all is 0 if it was not. Never NULL. */
const struct pptp_anew *pptp_ppp_link_anew(const struct pptp_link *link);

/* These return a part of what an end sent; all is 0 if it sent nothing of it. Never NULL. */
const struct pptp_beyond *pptp_ppp_link_beyond(const struct pptp_link *link, unsigned end);
const struct pptp_told *pptp_ppp_link_told(const struct pptp_link *link, unsigned end);
const struct pptp_misprotected *pptp_ppp_link_misprotected(const struct pptp_link *link, unsigned end);
const struct pptp_incomplete *pptp_ppp_link_incomplete(const struct pptp_link *link, unsigned end);
const struct pptp_misframed *pptp_ppp_link_misframed(const struct pptp_link *link, unsigned end);
const struct pptp_sizes *pptp_ppp_link_sizes(const struct pptp_link *link, unsigned end);
const struct pptp_echoes *pptp_ppp_link_echoes(const struct pptp_link *link, unsigned end);
const struct pptp_looped *pptp_ppp_link_looped(const struct pptp_link *link, unsigned end);
const struct pptp_resets *pptp_ppp_link_resets(const struct pptp_link *link, unsigned end);

/* These return the same to be written, and begin it with the first call. Never NULL. It lives as long as the link. */
struct pptp_beyond *pptp_ppp_link_keep_beyond(struct pptp_link *link, unsigned end);
struct pptp_told *pptp_ppp_link_keep_told(struct pptp_link *link, unsigned end);
struct pptp_misprotected *pptp_ppp_link_keep_misprotected(struct pptp_link *link, unsigned end);
struct pptp_incomplete *pptp_ppp_link_keep_incomplete(struct pptp_link *link, unsigned end);
struct pptp_misframed *pptp_ppp_link_keep_misframed(struct pptp_link *link, unsigned end);
struct pptp_sizes *pptp_ppp_link_keep_sizes(struct pptp_link *link, unsigned end);
struct pptp_echoes *pptp_ppp_link_keep_echoes(struct pptp_link *link, unsigned end);
struct pptp_looped *pptp_ppp_link_keep_looped(struct pptp_link *link, unsigned end);
struct pptp_resets *pptp_ppp_link_keep_resets(struct pptp_link *link, unsigned end);

/* Returns the event of the packet, or the last one before it; NULL if there is none. */
const struct pptp_link_event *pptp_ppp_link_event_at(const struct pptp_link *link, const struct pptp_packet *packet);

/* Returns the number of a verdict that the event has. */
uint32_t pptp_ppp_link_event_number(const struct pptp_link_event *event, enum pptp_link_verdict verdict);

/* Returns "LCP", "Auth", "Callback", "CCP", "IPCP", "Data", "Closed", or "" for PPTP_STAGE_NONE. Static. */
const char *pptp_ppp_stage_name(enum pptp_stage stage);

/* Returns the end's Configure-Requests for a protocol and the replies to them; never NULL. Links of a bundle share
 * those of all protocols but LCP (RFC 1990 section 2). */
const struct pptp_negotiation *pptp_ppp_link_asked(const struct pptp_link *link, enum pptp_control_protocol protocol,
                                                   unsigned end);

/* Returns whether the last requests of both ends for a protocol are acknowledged. */
bool pptp_ppp_link_has_agreed(const struct pptp_link *link, enum pptp_control_protocol protocol);

/* Returns whether neither end asked the other to authenticate, in what was captured of LCP. */
bool pptp_ppp_link_is_unauthenticated(const struct pptp_link *link);

/* Returns NULL if no Protocol-Reject named the protocol. */
const struct pptp_rejected *pptp_ppp_link_rejected(const struct pptp_link *link, uint16_t protocol);

/* Returns the Maximum-Receive-Unit that the end announced and the other acknowledged, or 1500 (RFC 1661 section
 * 6.1). */
uint32_t pptp_ppp_link_mru(const struct pptp_link *link, unsigned end);

/* Returns the frame of the first data that anybody can read; 0 if there is none. */
uint32_t pptp_ppp_link_first_clear(const struct pptp_link *link);

/* Returns what is agreed on for packets to the end. */
struct pptp_compression pptp_ppp_link_compression(const struct pptp_link *link, unsigned end);

#endif
