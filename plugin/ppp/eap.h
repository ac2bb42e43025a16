/* Follows EAP (RFC 3748), as far as it can be read without the keys of its methods.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_EAP_H
#define PPTP_PPP_EAP_H

#include "ppp/authentication.h"

enum { PPTP_EAP_TLS = 13 };               /* the method of RFC 5216 */
enum { PPTP_EAP_WANTED = 4 };           /* methods of a Nak that are kept */

/* A Request or Response of EAP. */
struct pptp_eap_packet {
    struct pptp_moment at;              /* the last time it was sent; frame 0: none so far */
    uint32_t times;                     /* with its repetitions */
    uint8_t from;
    uint8_t code;
    uint8_t identifier;
    uint8_t type;
    unsigned size;                      /* octets of the EAP packet, as sent */
};

/* What the packets of one EAP conversation told. A moment with frame 0: it did not come so far. */
struct pptp_eap {
    struct pptp_eap_packet last;
    struct pptp_eap_packet longest;
    uint8_t offered;                    /* the first method that the authenticator requested; 0: none */
    struct pptp_moment offer;           /* the last request for a method before the Nak */
    struct pptp_moment nak;             /* the last (RFC 3748 section 5.3.1) */
    uint8_t refused;                    /* the method that it refuses */
    uint8_t wanted[PPTP_EAP_WANTED];    /* the methods that it names; 0: none, or no alternative */
    uint8_t used;                       /* the last method that the peer responded to; 0: none */
    struct pptp_eap_packet senseless;   /* the first Request that makes no sense */
    uint32_t senseless_count;
    struct pptp_moment no_flags;        /* the first packet of a method with TLS that lacks the octet of flags */
    uint8_t no_flags_from;
    struct pptp_moment alert;           /* the first fatal alert of TLS that can be read (RFC 8446 section 6) */
    uint8_t alert_from;
    uint8_t alert_description;
    struct pptp_moment mschapv2_challenge;  /* of EAP-MSCHAPv2 */
    struct pptp_moment mschapv2_response;
    struct pptp_moment mschapv2_success;
    struct pptp_moment mschapv2_failure;
    struct pptp_moment mschapv2_refusal;    /* the peer answers the Success with Failure */
    uint8_t response_identifier;        /* the MS-CHAPv2-ID in the Response */
    uint8_t success_identifier;         /* and in the Success, which must be the same */
};

/* Reads the next packet of EAP. Returns its part; the newest authentication is then the one to which it belongs. */
enum pptp_authentication_part pptp_ppp_eap_follow(struct pptp_authentication_packet *packet);

/* Returns "EAP-TLS"..., or NULL if the method is unknown. Static. */
const char *pptp_ppp_eap_method(uint8_t type);

/* Returns the same, or "EAP Type 99" if the method is unknown; "EAP" for 0. The result lives in scope or is static. */
const char *pptp_ppp_eap_method_show(wmem_allocator_t *scope, uint8_t type);

/* Returns whether the packet is a Request with a Type that no Request may have: Nak is for Responses only, and 0 is
 * reserved (RFC 3748 section 5). */
bool pptp_ppp_eap_is_senseless(const struct pptp_eap_packet *packet);

/* Returns whether the method may derive keys, which MPPE needs (RFC 3748 section 5). Type 0, not captured, may. */
bool pptp_ppp_eap_has_keys(uint8_t type);

/* Returns whether the method is EAP-MSCHAPv2, whose keys follow from the password as those of MS-CHAPv2 do. */
bool pptp_ppp_eap_is_mschapv2(uint8_t type);

#endif
