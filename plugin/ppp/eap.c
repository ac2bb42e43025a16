/* Reads the packets of EAP: user, methods offered and refused, alerts of TLS, outcome, and all of EAP-MSCHAPv2.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "ppp/chap.h"
#include "ppp/credentials.h"
#include "ppp/radius.h"
#include "ppp/eap.h"
#include "ppp/moment.h"

/* Codes (RFC 3748 section 4). */
enum { REQUEST = 1, RESPONSE, SUCCESS, FAILURE };

/* Types (RFC 3748 section 5). Those up to Nak are no authentication methods. */
enum {
    RESERVED, IDENTITY, NAK = 3, MD5, OTP, GTC, TLS = PPTP_EAP_TLS, TTLS = 21, PEAP = 25, MSCHAPV2, FAST = 43, TEAP = 55
};

/* EAP-MSCHAPv2 carries MS-CHAPv2's packets, with an OpCode in place of the Code (draft-kamath-pppext-eap-mschapv2
 * section 2): Type, OpCode, MS-CHAPv2-ID, MS-Length. */
enum { MSCHAPV2_CHALLENGE = 1, MSCHAPV2_RESPONSE, MSCHAPV2_SUCCESS, MSCHAPV2_FAILURE, MSCHAPV2_CHANGE_PASSWORD = 7 };
enum { OPCODE = 1, MSCHAPV2_ID, MS_LENGTH, MSCHAPV2_HEADER = 5 };

enum { EAP_HEADER = 4 };                /* octets of Code, Identifier and Length */

/* The packets of methods with TLS: Type, flags, and a length if a flag says so (RFC 5216 section 3.1). */
enum { TLS_LENGTH_INCLUDED = 0x80, TLS_HEADER = 2, TLS_LENGTH = 4 };

/* A record of TLS that holds an alert which is not encrypted (RFC 8446 sections 5.1 and 6). */
enum { TLS_ALERT = 21, TLS_ALERT_SIZE = 7, TLS_FATAL = 2 };

/* RFC 3748 section 5, and IANA's registry of EAP method types. */
static const value_string methods[] = {
    { 4, "EAP-MD5" }, { 5, "EAP-OTP" }, { 6, "EAP-GTC" }, { 13, "EAP-TLS" }, { 17, "LEAP" }, { 18, "EAP-SIM" },
    { 21, "EAP-TTLS" }, { 23, "EAP-AKA" }, { 25, "PEAP" }, { 26, "EAP-MSCHAPv2" }, { 43, "EAP-FAST" },
    { 50, "EAP-AKA'" }, { 52, "EAP-PWD" }, { 55, "TEAP" }, { 0, NULL }
};

const char *
pptp_ppp_eap_method(uint8_t type)
{
    return try_val_to_str(type, methods);
}

const char *
pptp_ppp_eap_method_show(wmem_allocator_t *scope, uint8_t type)
{
    const char *name = pptp_ppp_eap_method(type);

    return name ? name : type ? wmem_strdup_printf(scope, "EAP Type %u", type) : "EAP";
}

bool
pptp_ppp_eap_has_keys(uint8_t type)
{
    return type != MD5 && type != OTP && type != GTC;
}

bool
pptp_ppp_eap_is_mschapv2(uint8_t type)
{
    return type == MSCHAPV2;
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
    last->eap = wmem_new0(packet->scope, struct pptp_eap);
    return last;
}

/* --- What a packet is --------------------------------------------------------------------------------------------- */

static uint8_t
type_of(const struct pptp_authentication_packet *packet)
{
    return packet->size > 0 ? packet->octets[0] : 0;
}

static bool
is_captured(const struct pptp_authentication_packet *packet)
{
    return packet->size == packet->length;
}

/* A packet that is cut, or has no Type, counts as an Identity. */
static uint8_t
kept_type(const struct pptp_authentication_packet *packet)
{
    return packet->size > 0 ? packet->octets[0] : IDENTITY;
}

bool
pptp_ppp_eap_is_senseless(const struct pptp_eap_packet *packet)
{
    return packet->code == REQUEST && (packet->type == RESERVED || packet->type == NAK);
}

static bool
is_tls_based(uint8_t type)
{
    return type == TLS || type == TTLS || type == PEAP || type == FAST || type == TEAP;
}

/* Whether the packet repeats the last one: the same end sends the same Identifier again. Of one authentication, an end
 * sends either the Requests or the Responses. */
static bool
is_repeated(const struct pptp_eap_packet *last, const struct pptp_authentication_packet *packet)
{
    return last->at.frame && last->from == packet->from && last->identifier == packet->identifier;
}

static void
remember_packet(struct pptp_eap *eap, const struct pptp_authentication_packet *packet)
{
    uint32_t times = is_repeated(&eap->last, packet) ? eap->last.times + 1 : 1;

    eap->last = (struct pptp_eap_packet){
        .at = pptp_ppp_moment(packet->packet), .times = times, .from = packet->from, .code = packet->code,
        .identifier = packet->identifier, .type = kept_type(packet), .size = packet->length + EAP_HEADER };
    if (eap->last.size > eap->longest.size)
        eap->longest = eap->last;
}

/* --- Methods ------------------------------------------------------------------------------------------------------ */

/* EAP-MD5 has a Value, preceded by its size, and a Name. */
static void
measure_name(struct pptp_authentication *authentication, const struct pptp_authentication_packet *packet)
{
    unsigned before = packet->size > 1 ? 2 + packet->octets[1] : 0;
    bool has_name = before && packet->octets[0] == MD5 && packet->size > before;

    authentication->last_name_size = has_name ? packet->size - before : 0;
    authentication->name_size = MAX(authentication->name_size, authentication->last_name_size);
}

/* Even the acknowledgment of a fragment, which has no data, has its flags (RFC 5216 section 2.1.5). */
static void
check_flags(struct pptp_eap *eap, const struct pptp_authentication_packet *packet)
{
    if (eap->no_flags.frame || packet->size != 1 || !is_captured(packet))
        return;
    eap->no_flags = pptp_ppp_moment(packet->packet);
    eap->no_flags_from = packet->from;
}

static void
find_alert(struct pptp_eap *eap, const struct pptp_authentication_packet *packet)
{
    bool has_length = packet->size > 1 && packet->octets[1] & TLS_LENGTH_INCLUDED;
    unsigned at = TLS_HEADER + (has_length ? TLS_LENGTH : 0);
    const uint8_t *record = packet->octets + at;

    if (eap->alert.frame || packet->size < at + TLS_ALERT_SIZE || record[0] != TLS_ALERT || record[1] != 3
        || record[3] != 0 || record[4] != 2 || record[5] != TLS_FATAL)
        return;
    eap->alert = pptp_ppp_moment(packet->packet);
    eap->alert_from = packet->from;
    eap->alert_description = record[6];
}

static void
follow_tls(struct pptp_authentication *authentication, const struct pptp_authentication_packet *packet)
{
    if (!is_tls_based(type_of(packet)))
        return;
    check_flags(authentication->eap, packet);
    find_alert(authentication->eap, packet);
}

static uint8_t
opcode_of(const struct pptp_authentication_packet *packet)
{
    return type_of(packet) == MSCHAPV2 && packet->size > OPCODE ? packet->octets[OPCODE] : 0;
}

/* Whether the packet has the header of MS-CHAPv2, and this OpCode. */
static bool
is_mschapv2(const struct pptp_authentication_packet *packet, uint8_t opcode)
{
    return opcode_of(packet) == opcode && packet->size >= MSCHAPV2_HEADER;
}

/* MS-Length counts from the OpCode on. The replies to Success and Failure have none. */
static void
check_length(struct pptp_authentication_packet *packet)
{
    const uint8_t *length = packet->octets + MS_LENGTH;

    if (opcode_of(packet) && packet->size >= MSCHAPV2_HEADER && is_captured(packet)
        && (unsigned)(length[0] << 8 | length[1]) != packet->size - 1)
        packet->is_malformed = true;
}

/* Returns the Value of the packet, preceded by its size, if it has as many octets; otherwise NULL. */
static const uint8_t *
mschapv2_value(const struct pptp_authentication_packet *packet, unsigned size)
{
    const uint8_t *octets = packet->octets + MSCHAPV2_HEADER;

    return packet->size > MSCHAPV2_HEADER + size && octets[0] == size ? octets + 1 : NULL;
}

/* Returns the Value of a Response or a Change-Password packet; NULL if it is neither, or is cut. */
static const uint8_t *
response_value(const struct pptp_authentication_packet *packet)
{
    if (is_mschapv2(packet, MSCHAPV2_RESPONSE))
        return mschapv2_value(packet, PPTP_MSCHAP_VALUE);
    return is_mschapv2(packet, MSCHAPV2_CHANGE_PASSWORD)
                   && packet->size >= MSCHAPV2_HEADER + PPTP_NEW_PASSWORD + PPTP_MSCHAP_VALUE
               ? packet->octets + MSCHAPV2_HEADER + PPTP_NEW_PASSWORD
               : NULL;
}

static void
read_challenge(struct pptp_authentication *authentication, const struct pptp_authentication_packet *packet)
{
    const uint8_t *value = mschapv2_value(packet, PPTP_MSCHAPV2_CHALLENGE);

    authentication->eap->mschapv2_challenge = pptp_ppp_moment(packet->packet);
    authentication->challenge_value.size = 0;
    if (!value)
        return;
    authentication->challenge_value = pptp_ppp_text_keep(packet->scope, value, PPTP_MSCHAPV2_CHALLENGE);
    authentication->challenge_size = PPTP_MSCHAPV2_CHALLENGE;
}

/* The Identity names the domain that the name in the Response lacks: "CORP\\alice" for "alice". */
static bool
is_qualified(const struct pptp_text *identity, const uint8_t *name, unsigned size)
{
    unsigned before = identity->size > size ? identity->size - size : 0;

    return before && identity->octets[before - 1] == '\\' && memcmp(identity->octets + before, name, size) == 0;
}

static void
read_name(struct pptp_authentication *authentication, const struct pptp_authentication_packet *packet,
          const uint8_t *name)
{
    unsigned size = packet->octets + packet->size - name;

    if (!is_qualified(&authentication->user, name, size))
        pptp_ppp_authentication_name_user(authentication, packet, name, size);
}

/* A Change-Password packet has no Name: the Response before told it. */
static enum pptp_authentication_part
read_response(struct pptp_authentication *authentication, const struct pptp_authentication_packet *packet)
{
    const uint8_t *value = response_value(packet);

    authentication->eap->mschapv2_response = pptp_ppp_moment(packet->packet);
    authentication->eap->response_identifier = packet->octets[MSCHAPV2_ID];
    if (opcode_of(packet) == MSCHAPV2_RESPONSE)
        authentication->value_size = packet->size > MSCHAPV2_HEADER ? packet->octets[MSCHAPV2_HEADER] : 0;
    if (!value)
        return PPTP_REPLY;
    pptp_ppp_chap_read_value(authentication, value);
    if (opcode_of(packet) == MSCHAPV2_RESPONSE)
        read_name(authentication, packet, value + PPTP_MSCHAP_VALUE);
    pptp_ppp_credentials_verify_response(packet, authentication);
    return PPTP_RESPONSE;
}

static enum pptp_authentication_part
read_message(struct pptp_authentication *authentication, const struct pptp_authentication_packet *packet)
{
    struct pptp_eap *eap = authentication->eap;
    bool is_success = opcode_of(packet) == MSCHAPV2_SUCCESS;

    authentication->message =
        pptp_ppp_text_keep(packet->scope, packet->octets + MSCHAPV2_HEADER, packet->size - MSCHAPV2_HEADER);
    pptp_ppp_chap_read_message(packet->scope, authentication);
    *(is_success ? &eap->mschapv2_success : &eap->mschapv2_failure) = pptp_ppp_moment(packet->packet);
    if (!is_success)
        return PPTP_PROOF;
    eap->success_identifier = packet->octets[MSCHAPV2_ID];
    authentication->lacks_proof = is_captured(packet) && pptp_ppp_chap_lacks_proof(authentication);
    pptp_ppp_credentials_verify_success(authentication);
    return PPTP_PROOF;
}

static enum pptp_authentication_part
follow_mschapv2_request(struct pptp_authentication *authentication, struct pptp_authentication_packet *packet)
{
    check_length(packet);
    if (is_mschapv2(packet, MSCHAPV2_CHALLENGE))
        read_challenge(authentication, packet);
    if (is_mschapv2(packet, MSCHAPV2_SUCCESS) || is_mschapv2(packet, MSCHAPV2_FAILURE))
        return read_message(authentication, packet);
    return PPTP_CHALLENGE;
}

/* The reply to a Success or Failure is nothing but its OpCode. */
static enum pptp_authentication_part
follow_mschapv2_response(struct pptp_authentication *authentication, struct pptp_authentication_packet *packet)
{
    struct pptp_eap *eap = authentication->eap;

    if (opcode_of(packet) == MSCHAPV2_FAILURE && eap->mschapv2_success.frame && eap->mschapv2_refusal.frame == 0)
        eap->mschapv2_refusal = pptp_ppp_moment(packet->packet);
    if (!is_mschapv2(packet, MSCHAPV2_RESPONSE) && !is_mschapv2(packet, MSCHAPV2_CHANGE_PASSWORD))
        return PPTP_REPLY;
    check_length(packet);
    return read_response(authentication, packet);
}

/* The peer tries again after a Failure, or answers another Challenge. */
static bool
is_another(const struct pptp_authentication *authentication, const struct pptp_authentication_packet *packet)
{
    const uint8_t *value = response_value(packet);

    return value && authentication->has_nt_response
           && memcmp(authentication->nt_response, value + PPTP_NT_RESPONSE, PPTP_NT_RESPONSE) != 0;
}

/* A Failure that allows another try ends the first, and holds the challenge for the next (RFC 2759 section 6). */
static void
take_failure(struct pptp_authentication *failed, struct pptp_authentication *next)
{
    struct pptp_eap *eap = next->eap;

    if (eap->mschapv2_failure.frame == 0)
        return;
    failed->outcome = eap->mschapv2_failure;
    if (!failed->next_challenge.octets)
        return;
    next->challenge_value = failed->next_challenge;
    eap->mschapv2_challenge = eap->mschapv2_failure;
}

static struct pptp_authentication *
begin_again(struct pptp_authentication_packet *packet, struct pptp_authentication *last)
{
    struct pptp_authentication *next = pptp_ppp_authentication_begin_with_challenge(packet, last);

    next->method = last->method;
    next->eap = wmem_memdup(packet->scope, last->eap, sizeof *last->eap);
    take_failure(last, next);
    next->eap->mschapv2_failure = next->eap->mschapv2_success = next->eap->mschapv2_refusal =
        (struct pptp_moment){ .frame = 0 };
    return next;
}

/* --- Packets ------------------------------------------------------------------------------------------------------ */

static void
follow_offer(struct pptp_authentication *authentication, const struct pptp_authentication_packet *packet)
{
    struct pptp_eap *eap = authentication->eap;
    uint8_t type = type_of(packet);

    if (pptp_ppp_eap_is_senseless(&eap->last)) {
        if (eap->senseless_count++ == 0)
            eap->senseless = eap->last;
    } else if (type > NAK) {
        authentication->method = type;
        eap->offered = eap->offered ? eap->offered : type;
        eap->offer = pptp_ppp_moment(packet->packet);
    }
}

static void
follow_nak(struct pptp_authentication *authentication, const struct pptp_authentication_packet *packet)
{
    struct pptp_eap *eap = authentication->eap;

    eap->nak = pptp_ppp_moment(packet->packet);
    eap->refused = authentication->method;
    memset(eap->wanted, 0, sizeof eap->wanted);
    for (unsigned i = 0; i < PPTP_EAP_WANTED && i + 1 < packet->size; i++)
        eap->wanted[i] = packet->octets[1 + i];
}

static enum pptp_authentication_part
follow_request(struct pptp_authentication_packet *packet)
{
    struct pptp_authentication *authentication = current(packet, packet->from);

    pptp_ppp_authentication_count_challenge(authentication, packet);
    remember_packet(authentication->eap, packet);
    follow_offer(authentication, packet);
    measure_name(authentication, packet);
    follow_tls(authentication, packet);
    return follow_mschapv2_request(authentication, packet);
}

static enum pptp_authentication_part
follow_response(struct pptp_authentication_packet *packet)
{
    struct pptp_authentication *authentication = current(packet, !packet->from);

    if (is_another(authentication, packet))
        authentication = begin_again(packet, authentication);
    pptp_ppp_authentication_count_response(authentication, packet);
    authentication->response = authentication->last_response;
    remember_packet(authentication->eap, packet);
    measure_name(authentication, packet);
    if (type_of(packet) == IDENTITY && packet->size > 1)
        pptp_ppp_authentication_name_user(authentication, packet, packet->octets + 1, packet->size - 1);
    if (type_of(packet) == NAK)
        follow_nak(authentication, packet);
    if (type_of(packet) > NAK)
        authentication->eap->used = type_of(packet);
    pptp_ppp_radius_follow_eap(authentication, packet);
    follow_tls(authentication, packet);
    return follow_mschapv2_response(authentication, packet);
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
