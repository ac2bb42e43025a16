/* One authentication of a PPP link: who had to prove an identity to whom, by which protocol, and how that ended.
 *
 * Its packets are read in pap.c (RFC 1334), chap.c (RFC 1994, 2433, 2759) and eap.c (RFC 3748).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_AUTHENTICATION_H
#define PPTP_PPP_AUTHENTICATION_H

#include <stdbool.h>
#include <stdint.h>

#include <epan/packet.h>

#include "calls/event.h"
#include "mppe/mschap.h"
#include "packets.h"
#include "ppp/text.h"

enum pptp_authentication_protocol {
    PPTP_AUTHENTICATION_UNKNOWN, PPTP_PAP, PPTP_CHAP, PPTP_CHAP_MD5, PPTP_MSCHAP, PPTP_MSCHAPV2, PPTP_EAP
};

/* What LCP had settled when the first packet of an authentication was sent. */
enum pptp_authentication_basis {
    PPTP_BASIS_UNKNOWN,                 /* LCP was not captured, or was cut */
    PPTP_BASIS_NOT_OPEN,                /* a Configure-Request of one end was not acknowledged so far */
    PPTP_BASIS_NOTHING,                 /* LCP was open, and the authenticator had asked for no authentication */
    PPTP_BASIS_OTHER,                   /* LCP was open, and the authenticator had asked for another protocol */
    PPTP_BASIS_AGREED
};

/* Octets of CHAP's Value in a Response: with MD5 (RFC 1994 section 4.1), as MS-CHAP of both versions (RFC 2433 section
 * 7, RFC 2759 section 4). */
enum { PPTP_MD5_VALUE = 16, PPTP_MSCHAP_VALUE = 49 };

/* The role of a packet in an authentication. */
enum pptp_authentication_part {
    PPTP_NO_PART,
    PPTP_CHALLENGE,                     /* or another Request of EAP */
    PPTP_RESPONSE,
    PPTP_REPLY,                         /* a Response of EAP without a Value: Identity, Nak, acknowledgment */
    PPTP_PROOF,                         /* Success or Failure of EAP-MSCHAPv2, before EAP's own */
    PPTP_OUTCOME
};

/* What comparing a proof with the user's accounts gave, in ascending order of what is known. */
enum pptp_verification {
    PPTP_NOT_VERIFIED,                  /* it is not MS-CHAP, was not captured in full, or decryption is switched off */
    PPTP_NO_CIPHERS,                    /* libgcrypt refuses what MS-CHAP needs (mppe/ciphers.h) */
    PPTP_NO_ACCOUNT,                    /* no account has the user's name */
    PPTP_DIFFERS,                       /* no such account has a secret that gives this proof */
    PPTP_NEEDS_LM_HASH,                 /* it is LAN Manager's, and the account has no LAN Manager hash */
    PPTP_MATCHES
};

/* How the ends turn the password that matches into characters. */
enum pptp_encoding {
    PPTP_ENCODING_ASCII,                /* all do it alike, or no password matches */
    PPTP_ENCODING_UTF16,                /* as RFC 2759 section 8.3 has it */
    PPTP_ENCODING_OCTETS                /* each octet of UTF-8 is a character, as for pppd */
};

/* What ppp/credentials.h found out. */
struct pptp_credentials {
    enum pptp_verification response;    /* of the peer's Response: known with that packet */
    enum pptp_verification success;     /* of the authenticator's proof in MS-CHAPv2's Success: known with that */
    const char *account;                /* the account that matches: its user name in the table; NULL: none */
    unsigned kind;                      /* of its secret: enum pptp_secret_kind (mppe/accounts.h) */
    uint8_t nt_hash[PPTP_PASSWORD_HASH];
    uint8_t lm_hash[PPTP_PASSWORD_HASH];
    bool has_lm_hash;
    enum pptp_encoding encoding;
    bool with_domain;                   /* the Response matches with the user's domain in its hash, and only so */
    uint8_t challenge[PPTP_MSCHAP_CHALLENGE];   /* what the Response encrypts; valid if it was compared */
};

struct pptp_authentication {
    struct pptp_authentication *before; /* of the same link; NULL: none */
    enum pptp_authentication_protocol protocol;
    uint8_t authenticator;              /* the end that asks for the proof */
    uint8_t identifier;
    enum pptp_authentication_basis basis;
    uint32_t option;                    /* what its authenticator asked for in LCP; 0: nothing, or not captured */
    struct pptp_moment challenge;       /* frame 0: not captured, as for the next five */
    struct pptp_moment last_challenge;
    struct pptp_moment response;
    struct pptp_moment last_response;
    struct pptp_moment late_response;   /* the first that came after the success */
    struct pptp_moment outcome;
    uint32_t challenges;                /* with the repeated ones, as for the next */
    uint32_t responses;
    bool succeeded;                     /* valid once there is an outcome */
    bool has_nt_response;
    bool has_lm_response;               /* the first 24 octets of MS-CHAP's Value are not all 0 */
    uint8_t method;                     /* EAP: the last Type that was requested, other than Identity; 0: none */
    uint8_t flags;                      /* of MS-CHAP's Value */
    uint32_t error;                     /* E= of a Failure; 0: none */
    bool retry;                         /* R=1 */
    bool has_empty_password;            /* PAP's */
    bool changes_password;              /* the Response is a Change-Password packet, made with the new password */
    struct pptp_text challenge_value;
    uint8_t challenge_size;             /* octets that it says it has: it may be cut; 0: none captured */
    uint8_t value_size;                 /* octets that the Value of CHAP's Response says it has; 0: none captured */
    struct pptp_text user;
    bool has_user;                      /* a packet named the user, even if the name is empty */
    bool is_over;                       /* LCP has been negotiated anew since: no later packet belongs to it */
    struct pptp_text message;           /* of a success or failure: what follows M=, or all of it */
    unsigned name_size;                 /* octets of the longest Name in EAP-MD5 (RFC 3748 section 5.4) */
    unsigned last_name_size;            /* octets of the Name in the last packet; 0: it has none */
    struct pptp_text authenticator_response;    /* S= of a Success: 40 hexadecimal digits */
    bool lacks_proof;                   /* MS-CHAPv2's Success has no S=, or not one of 40 digits */
    bool lacks_space;                   /* what follows the digits of S= does not begin with " M=" */
    uint8_t peer_challenge[PPTP_PEER_CHALLENGE];
    uint8_t lm_response[PPTP_NT_RESPONSE];
    uint8_t nt_response[PPTP_NT_RESPONSE];
    struct pptp_text next_challenge;    /* of a Failure: the challenge for a Response without a new Challenge */
    struct pptp_credentials credentials;
    struct pptp_authentication *keyed_before;       /* the last before that may give keys; NULL: none */
    struct pptp_authentication *first_keyed;        /* the first of those since LCP was negotiated; NULL: this one
                                                     * is none of them */
    struct pptp_eap *eap;               /* ppp/eap.h; NULL: it is not EAP */
    struct pptp_radius_exchange *radius;    /* radius/exchange.h; NULL: no Response was captured that can be compared */
};

/* A packet of PAP, CHAP or EAP. */
struct pptp_authentication_packet {
    wmem_allocator_t *scope;            /* of all that is kept of it */
    struct pptp_authentication **newest;    /* of the link, the one with the latest packet first; NULL: none so far */
    struct pptp_authentication **keyed;     /* of the link, the last that may give keys; NULL: none */
    const struct pptp_packet *packet;
    uint16_t protocol;                  /* PPP's */
    uint8_t from;
    uint8_t code;
    uint8_t identifier;
    const uint8_t *octets;              /* after Length */
    unsigned size;
    unsigned length;                    /* octets after Length that were sent; the capture may have cut them */
    uint32_t asked[2];                  /* LCP's option in the requests of each end; 0: none */
    enum pptp_authentication_basis basis[2];    /* of an authentication that each end asks for with this packet */
    bool is_malformed;                  /* set by the reader: a length inside does not fit */
};

/* The row of a table of codes: what follows a packet with this Code. */
struct pptp_authentication_code {
    uint8_t code;
    enum pptp_authentication_part (*follow)(struct pptp_authentication_packet *packet);
};

/* Returns "PAP", "CHAP-MD5", "MS-CHAPv2"..., or "" if the protocol is unknown. Static. */
const char *pptp_ppp_authentication_name(enum pptp_authentication_protocol protocol);

/* Returns the same for an option of LCP, but names unknown protocols, too: "SPAP", "protocol 0x1234", "CHAP with
 * algorithm 6". The result lives in scope or is static. */
const char *pptp_ppp_authentication_option_name(wmem_allocator_t *scope, uint32_t option);

/* Returns how well an authentication protocol keeps the password secret: 1 for PAP up to 4 for MS-CHAPv2 and EAP; 0 if
 * the protocol is unknown. */
unsigned pptp_ppp_authentication_strength(enum pptp_authentication_protocol protocol);

/* Returns the octets that the Value of CHAP's Response has in this protocol; 0: any number, or there is no Value. */
unsigned pptp_ppp_authentication_value_size(enum pptp_authentication_protocol protocol);

/* Returns the protocol that LCP's option (RFC 1661 section 6.2) asks for. option: its protocol, shifted left by 8
 * bits, and CHAP's algorithm. */
enum pptp_authentication_protocol pptp_ppp_authentication_asked(uint32_t option);

/* The meanings of E= (RFC 2433 section 8, RFC 2759 section 6). */
extern const value_string pptp_authentication_errors[];

/* Returns the last authentication that this end asked for; both ends may ask at once (RFC 1994 section 2). newest:
 * where to begin. NULL if there is none since LCP was negotiated. */
struct pptp_authentication *pptp_ppp_authentication_last(struct pptp_authentication *newest, uint8_t authenticator);

/* Begins the next authentication of the packet's link, after last (NULL: none), and makes it the newest. */
struct pptp_authentication *pptp_ppp_authentication_begin(struct pptp_authentication_packet *packet,
                                                          const struct pptp_authentication *last,
                                                          uint8_t authenticator);

/* Makes an authentication of the packet's link the newest. Returns it. */
struct pptp_authentication *pptp_ppp_authentication_renew(struct pptp_authentication_packet *packet,
                                                          struct pptp_authentication *authentication);

/* Returns the authentication to which a packet of PAP or CHAP belongs, by its end and Identifier, and makes it the
 * newest. Begins one if there is none. */
struct pptp_authentication *pptp_ppp_authentication_of(struct pptp_authentication_packet *packet,
                                                       uint8_t authenticator);

/* Begins an authentication that shares its Challenge with last: the peer sent another Response to it. */
struct pptp_authentication *pptp_ppp_authentication_begin_with_challenge(struct pptp_authentication_packet *packet,
                                                                         const struct pptp_authentication *last);

/* Call this when an account or RADIUS may give the keys of an authentication. Makes it the last of those in the
 * packet's link, once. */
void pptp_ppp_authentication_may_give_keys(const struct pptp_authentication_packet *packet,
                                           struct pptp_authentication *authentication);

/* Returns whether its Response is one of MS-CHAPv2, in CHAP or in EAP. */
bool pptp_ppp_authentication_is_mschapv2(const struct pptp_authentication *authentication);

/* Counts a challenge or a response, and remembers when the first and the last were sent. */
void pptp_ppp_authentication_count_challenge(struct pptp_authentication *authentication,
                                             const struct pptp_authentication_packet *packet);
void pptp_ppp_authentication_count_response(struct pptp_authentication *authentication,
                                            const struct pptp_authentication_packet *packet);

/* Keeps the user's name, which may be empty. */
void pptp_ppp_authentication_name_user(struct pptp_authentication *authentication,
                                       const struct pptp_authentication_packet *packet, const uint8_t *octets,
                                       unsigned size);

/* Records how the authentication ended, unless an earlier packet told. Returns PPTP_OUTCOME. */
enum pptp_authentication_part pptp_ppp_authentication_conclude(struct pptp_authentication *authentication,
                                                               const struct pptp_authentication_packet *packet,
                                                               bool succeeded);

/* Follows a packet by the first of count rows that has its Code. Returns its part, PPTP_NO_PART if no row has the
 * Code. */
enum pptp_authentication_part pptp_ppp_authentication_follow(const struct pptp_authentication_code *codes,
                                                             unsigned count, struct pptp_authentication_packet *packet);

#endif
