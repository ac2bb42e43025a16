/* How one end of a PPP link proves who it is: PAP (RFC 1334), CHAP (RFC 1994) with MD5 or as MS-CHAP (RFC 2433) and MS-CHAPv2
 * (RFC 2759), EAP (RFC 3748).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_AUTHENTICATION_H
#define PPTP_PPP_AUTHENTICATION_H

#include <stdbool.h>
#include <stdint.h>

#include <epan/packet.h>

#include "calls/event.h"
#include "packets.h"
#include "ppp/credentials.h"

enum pptp_authentication_protocol {
    PPTP_AUTHENTICATION_UNKNOWN, PPTP_PAP, PPTP_CHAP, PPTP_CHAP_MD5, PPTP_MSCHAP, PPTP_MSCHAPV2, PPTP_EAP
};

/* What a packet of it is. */
enum pptp_authentication_part { PPTP_NO_PART, PPTP_CHALLENGE, PPTP_RESPONSE, PPTP_OUTCOME };

/* Octets of a packet as they are: any, NUL among them. */
struct pptp_text {
    const uint8_t *octets;              /* NULL: none */
    unsigned size;
};

struct pptp_authentication {
    struct pptp_authentication *before; /* of the same link; NULL: none */
    enum pptp_authentication_protocol protocol;
    uint8_t authenticator;              /* the end that wants to know */
    uint8_t identifier;
    struct pptp_moment challenge;       /* frame 0: not captured */
    struct pptp_moment response;
    struct pptp_moment outcome;
    bool succeeded;                     /* once there is an outcome */
    bool has_nt_response;
    bool has_lm_response;               /* MS-CHAP's first 24 octets are not all 0 */
    uint8_t method;                     /* of EAP: Type of the last that was asked for, Identity not counted; 0: none */
    uint8_t flags;
    uint32_t error;                     /* E= of a failure; 0: none */
    bool retry;                         /* R=1 */
    struct pptp_text challenge_value;
    struct pptp_text user;
    bool is_over;                       /* LCP began anew since: no packet belongs to it any more */
    struct pptp_text message;           /* of a success or failure: M=, or all of it */
    unsigned name_size;                 /* octets of the longest Name in EAP-MD5 (RFC 3748 section 5.4) */
    unsigned last_name_size;            /* in the last packet; 0: it has none */
    struct pptp_text authenticator_response;    /* S= of a success: 40 hex digits */
    uint8_t peer_challenge[PPTP_PEER_CHALLENGE];
    uint8_t lm_response[PPTP_NT_RESPONSE];
    uint8_t nt_response[PPTP_NT_RESPONSE];
    struct pptp_text next_challenge;    /* of a failure: what the next Response answers, without a Challenge of its own */
    struct pptp_credentials credentials;
};

/* Whether the words stand in the text, written so. */
bool pptp_ppp_text_has(const struct pptp_text *text, const char *words);

/* "PAP", "CHAP-MD5", "MS-CHAPv2"...; "" if unknown. Static. */
const char *pptp_ppp_authentication_name(enum pptp_authentication_protocol protocol);

/* What LCP's option (RFC 1661 section 6.2) asks for: its protocol, shifted by 8, and CHAP's algorithm. */
enum pptp_authentication_protocol pptp_ppp_authentication_asked(uint32_t option);

/* The meanings of E= (RFC 2433 section 8, RFC 2759 section 6). */
extern const value_string pptp_authentication_errors[];

/* "EAP-TLS"... NULL: not known. Static. */
const char *pptp_ppp_eap_method(uint8_t type);

/* Whether the method makes keys, which MPPE needs (RFC 3748 section 5); so may one that was not captured. */
bool pptp_ppp_eap_has_keys(uint8_t type);

/* What is in a packet, to be followed by pptp_ppp_authentication_follow(). */
struct pptp_credentials_packet {
    uint16_t protocol;                  /* PPP's: 0xC023 PAP, 0xC223 CHAP, 0xC227 EAP */
    uint8_t from;
    uint8_t code;
    uint8_t identifier;
    const uint8_t *octets;              /* behind the length */
    unsigned size;
    enum pptp_authentication_protocol asked[2]; /* by each end, in LCP */
};

/* Follows a packet. newest: of the link, that of the last packet first; NULL without. Becomes the one to which the packet belongs.
 * Answers what the packet is of it. whole: false if a length in it does not fit. */
enum pptp_authentication_part pptp_ppp_authentication_follow(wmem_allocator_t *scope,
                                                             struct pptp_authentication **newest,
                                                             const struct pptp_packet *packet,
                                                             const struct pptp_credentials_packet *credentials,
                                                             bool *whole);

#endif
