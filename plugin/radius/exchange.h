/* What a PPP authenticator asked RADIUS about one authentication, and how RADIUS replied.
 *
 * A Response in a tunnel and the Access-Request that carries it share octets that nobody sends twice by chance. They
 * tie the two, whichever was captured first. Of PAP, they share only the user's name: it ties an Access-Request that
 * soon follows. With EAP, State ties the Access-Requests of one conversation (RFC 2865
 * section 5.24). Everything is written on the first pass only, and lives as long as the capture.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_RADIUS_EXCHANGE_H
#define PPTP_RADIUS_EXCHANGE_H

#include "calls/connection.h"
#include "calls/refusal.h"
#include "radius/packet.h"
#include "radius/secret.h"
#include "radius/session.h"

/* What ties a Response to an Access-Request. */
enum pptp_radius_kind {
    PPTP_RADIUS_MSCHAP,                 /* MS-CHAP, both versions: Value without Flags, 48 octets */
    PPTP_RADIUS_CHAP,                   /* CHAP-MD5: Value, 16 octets */
    PPTP_RADIUS_EAP,                    /* the whole EAP packet */
    PPTP_RADIUS_PAP,                    /* the user's name: User-Password is hidden */
    PPTP_RADIUS_STATE                   /* State, of EAP */
};

struct pptp_radius_proof {
    enum pptp_radius_kind kind;
    struct pptp_radius_octets octets;
};

struct pptp_radius_reply {
    struct pptp_moment at;              /* frame 0: none was captured, as for the other moments */
    uint8_t code;                       /* enum pptp_radius_code */
    bool is_unsigned;                   /* it has no Message-Authenticator, as its captured whole shows */
    bool lacks_proof;                   /* it has no MS-CHAP2-Success, as its captured whole shows */
    uint32_t error;                     /* E=; 0: none */
    uint32_t address;                   /* Framed-IP-Address; 0: none, as for the next two */
    uint32_t session_limit;             /* Session-Timeout, in seconds */
    uint32_t idle_limit;                /* Idle-Timeout */
    uint32_t key_types;                 /* MS-MPPE-Encryption-Types (RFC 2548 section 2.4.4); 0: none */
    struct pptp_radius_octets message;  /* Reply-Message, as sent; no octets: none */
    struct pptp_radius_keys keys;
};

/* The first reply from an end that was not asked: another address of the RADIUS server, or another port. */
struct pptp_radius_stray {
    struct pptp_moment at;              /* frame 0: none */
    struct pptp_end from;
    uint8_t code;
    struct pptp_refusal refusal;        /* the first ICMP error that quotes such a reply; count 0: none */
};

struct pptp_radius_request {
    struct pptp_radius_request *next;   /* about the same authentication; NULL: none */
    struct pptp_radius_exchange *exchange;  /* to which it was added */
    const struct pptp_radius_response *response;    /* that it carries; NULL: only State ties it */
    struct pptp_end client;
    struct pptp_end server;
    uint8_t identifier;
    uint8_t authenticator[PPTP_RADIUS_AUTHENTICATOR];
    struct pptp_moment first;
    struct pptp_moment last;
    uint32_t times;                     /* with its retransmissions */
    bool is_signed;                     /* it has a Message-Authenticator */
    bool is_unsigned;                   /* it has none, as its captured whole shows */
    bool lacks_challenge;               /* of CHAP or MS-CHAP in an attribute, as its captured whole shows */
    struct pptp_radius_reply reply;
    struct pptp_radius_tie tie;
    struct pptp_radius_stray stray;
    struct pptp_refusal refusal;        /* the first ICMP error that quotes it; its count is 0 if there is none */
};

struct pptp_radius_exchange {
    struct pptp_radius_exchange *same;  /* found to be about the same authentication, and in place of this; or NULL */
    struct pptp_radius_request *first;  /* NULL: none, as for the next */
    struct pptp_radius_request *last;
};

/* A Response. */
struct pptp_radius_response {
    struct pptp_radius_exchange *exchange;
    struct pptp_moment at;              /* in a tunnel */
};

/* Notes a Response in a tunnel. known: that of an earlier Response of the same authentication; NULL: none. Returns what
 * RADIUS is asked about this authentication, so far and from now on; or known, if the Response proves nothing. */
struct pptp_radius_exchange *pptp_radius_exchange_respond(struct pptp_radius_exchange *known,
                                                          const struct pptp_radius_proof *proof,
                                                          struct pptp_moment at);

/* Adds a copy of an Access-Request, and returns it; NULL if the packet carries nothing that ties it. */
struct pptp_radius_request *pptp_radius_exchange_add(const struct pptp_radius_packet *packet,
                                                     const struct pptp_radius_request *request);

/* The next Access-Request of the exchange will repeat this State. */
void pptp_radius_exchange_expect(const struct pptp_radius_request *request, struct pptp_radius_octets state);

/* Returns the first Access-Request of an exchange; NULL if there is none. exchange: may be NULL. */
const struct pptp_radius_request *pptp_radius_exchange_first(const struct pptp_radius_exchange *exchange);

/* Returns the Access-Request that decided: the last one of the first client that was accepted or rejected, or else its
 * last one. Other clients may be proxies that pass on its requests. Returns NULL if there is none. Of a flood, only the
 * first Access-Requests count, here and in the next. exchange: may be NULL. */
const struct pptp_radius_request *pptp_radius_exchange_decisive(const struct pptp_radius_exchange *exchange);

/* Returns the first Access-Request of the first client that carries the Response of a frame; NULL if there is none.
 * exchange: may be NULL. */
const struct pptp_radius_request *pptp_radius_exchange_of(const struct pptp_radius_exchange *exchange, uint32_t frame);

/* Returns "accept", "reject", "challenge" or "no reply". Static. */
const char *pptp_radius_exchange_outcome(const struct pptp_radius_request *request);

/* Forgets the capture before. */
void pptp_radius_exchange_begin(void);

#endif
