/* Reads the packets of EAP: user, method, outcome, and the Failures of EAP-MSCHAPv2.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "ppp/chap.h"
#include "ppp/eap.h"
#include "ppp/moment.h"

/* Codes (RFC 3748 section 4). */
enum { REQUEST = 1, RESPONSE, SUCCESS, FAILURE };

/* Types (RFC 3748 section 5). Those up to Nak are no authentication methods. */
enum { IDENTITY = 1, NAK = 3, MD5, OTP, GTC, MSCHAPV2 = 26 };

/* EAP-MSCHAPv2 carries MS-CHAPv2's packets, with an OpCode in place of the Code (draft-kamath-pppext-eap-mschapv2). */
enum { MSCHAPV2_SUCCESS = 3, MSCHAPV2_FAILURE, MSCHAPV2_HEADER };

/* RFC 3748 section 5, and IANA's registry of EAP method types. */
static const value_string methods[] = {
    { 4, "EAP-MD5" }, { 5, "EAP-OTP" }, { 6, "EAP-GTC" }, { 13, "EAP-TLS" }, { 17, "LEAP" }, { 18, "EAP-SIM" },
    { 21, "EAP-TTLS" }, { 25, "PEAP" }, { 26, "EAP-MSCHAPv2" }, { 43, "EAP-FAST" }, { 0, NULL }
};

const char *
pptp_ppp_eap_method(uint8_t type)
{
    return try_val_to_str(type, methods);
}

bool
pptp_ppp_eap_has_keys(uint8_t type)
{
    return type != MD5 && type != OTP && type != GTC;
}

/* One EAP conversation has many requests and responses before its Success or Failure (RFC 3748 section 2). */
static struct pptp_authentication *
current(struct pptp_authentication_packet *packet, uint8_t authenticator)
{
    struct pptp_authentication *last = pptp_ppp_authentication_last(*packet->newest, authenticator);

    if (last && last->protocol == PPTP_EAP && last->outcome.frame == 0)
        return pptp_ppp_authentication_renew(packet, last);
    last = pptp_ppp_authentication_begin(packet, last, authenticator);
    last->protocol = PPTP_EAP;
    return last;
}

/* EAP-MD5 has a Value, preceded by its size, and a Name. */
static void
measure_name(struct pptp_authentication *authentication, const struct pptp_authentication_packet *packet)
{
    unsigned before = packet->size > 1 ? 2 + packet->octets[1] : 0;
    bool has_name = before && packet->octets[0] == MD5 && packet->size > before;

    authentication->last_name_size = has_name ? packet->size - before : 0;
    authentication->name_size = MAX(authentication->name_size, authentication->last_name_size);
}

static void
read_message(struct pptp_authentication *authentication, const struct pptp_authentication_packet *packet)
{
    const uint8_t *octets = packet->octets;

    if (packet->size < MSCHAPV2_HEADER || octets[0] != MSCHAPV2
        || (octets[1] != MSCHAPV2_SUCCESS && octets[1] != MSCHAPV2_FAILURE))
        return;
    authentication->message =
        pptp_ppp_text_keep(packet->scope, octets + MSCHAPV2_HEADER, packet->size - MSCHAPV2_HEADER);
    pptp_ppp_chap_read_message(packet->scope, authentication);
}

static enum pptp_authentication_part
follow_request(struct pptp_authentication_packet *packet)
{
    struct pptp_authentication *authentication = current(packet, packet->from);
    uint8_t type = packet->size > 0 ? packet->octets[0] : 0;

    if (authentication->challenge.frame == 0)
        authentication->challenge = pptp_ppp_moment(packet->packet);
    if (type > NAK)
        authentication->method = type;
    measure_name(authentication, packet);
    read_message(authentication, packet);
    return PPTP_CHALLENGE;
}

static enum pptp_authentication_part
follow_response(struct pptp_authentication_packet *packet)
{
    struct pptp_authentication *authentication = current(packet, !packet->from);

    authentication->response = pptp_ppp_moment(packet->packet);
    measure_name(authentication, packet);
    if (packet->size > 1 && packet->octets[0] == IDENTITY)
        authentication->user = pptp_ppp_text_keep(packet->scope, packet->octets + 1, packet->size - 1);
    return PPTP_RESPONSE;
}

static enum pptp_authentication_part
follow_outcome(struct pptp_authentication_packet *packet)
{
    return pptp_ppp_authentication_conclude(current(packet, packet->from), packet, packet->code == SUCCESS);
}

enum pptp_authentication_part
pptp_ppp_eap_follow(struct pptp_authentication_packet *packet)
{
    static const struct pptp_authentication_code codes[] = {
        { REQUEST, follow_request }, { RESPONSE, follow_response }, { SUCCESS, follow_outcome },
        { FAILURE, follow_outcome }
    };

    return pptp_ppp_authentication_follow(codes, array_length(codes), packet);
}
