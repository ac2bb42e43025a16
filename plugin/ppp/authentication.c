/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include <string.h>

#include <epan/ppptypes.h>

#include "ppp/authentication.h"

/* PPP's protocols and CHAP's algorithms, as LCP's option names them. */
enum { CHAP_MD5 = 5, CHAP_MS = 0x80, CHAP_MS_2 = 0x81 };

enum { MS_RESPONSE = 49, MS_FLAGS = 48, LM_RESPONSE = 24, MS_CHALLENGE = 8, MD5_VALUE = 16 };   /* octets */
enum { NEW_PASSWORD = 516 + 16 };   /* octets, of Encrypted-Password and Encrypted-Hash */

enum { EAP_IDENTITY = 1, EAP_NAK = 3, EAP_MD5, EAP_OTP, EAP_GTC, EAP_MSCHAPV2 = 26 };     /* Types, RFC 3748 section 5; up to 3 they are no methods */

/* EAP-MSCHAPv2 has MS-CHAPv2's packets with an OpCode for a Code (draft-kamath-pppext-eap-mschapv2). */
enum { EAP_MSCHAPV2_SUCCESS = 3, EAP_MSCHAPV2_FAILURE = 4, EAP_MSCHAPV2_HEADER = 5 };

static const value_string protocols[] = {
    { PPTP_PAP, "PAP" }, { PPTP_CHAP, "CHAP" }, { PPTP_CHAP_MD5, "CHAP-MD5" }, { PPTP_MSCHAP, "MS-CHAP" },
    { PPTP_MSCHAPV2, "MS-CHAPv2" }, { PPTP_EAP, "EAP" }, { 0, NULL }
};

/* RFC 2759 section 6, with the meanings of Windows' errors of these names. */
const value_string pptp_authentication_errors[] = {
    { 646, "the account may not log on at this time" },
    { 647, "the account is disabled" },
    { 648, "the password has expired" },
    { 649, "the account has no permission to dial in" },
    { 691, "user name or password is wrong, or the server does not accept this authentication protocol" },
    { 709, "the password could not be changed" },
    { 0, NULL }
};

/* RFC 3748 section 5, and IANA's registry of EAP method types. */
static const value_string methods[] = {
    { 4, "EAP-MD5" }, { 5, "EAP-OTP" }, { 6, "EAP-GTC" }, { 13, "EAP-TLS" }, { 17, "LEAP" }, { 18, "EAP-SIM" },
    { 21, "EAP-TTLS" }, { 25, "PEAP" }, { 26, "EAP-MSCHAPv2" }, { 43, "EAP-FAST" }, { 0, NULL }
};

bool
pptp_ppp_text_has(const struct pptp_text *text, const char *words)
{
    return text->octets && g_strstr_len((const char *)text->octets, text->size, words);
}

const char *
pptp_ppp_authentication_name(enum pptp_authentication_protocol protocol)
{
    return val_to_str_const(protocol, protocols, "");
}

const char *
pptp_ppp_eap_method(uint8_t type)
{
    return try_val_to_str(type, methods);
}

bool
pptp_ppp_eap_has_keys(uint8_t type)
{
    return type != EAP_MD5 && type != EAP_OTP && type != EAP_GTC;
}

enum pptp_authentication_protocol
pptp_ppp_authentication_asked(uint32_t option)
{
    static const struct {
        uint16_t protocol;
        int algorithm;              /* -1: any */
        enum pptp_authentication_protocol is;
    } asked[] = {
        { PPP_PAP, -1, PPTP_PAP }, { PPP_EAP, -1, PPTP_EAP }, { PPP_CHAP, CHAP_MD5, PPTP_CHAP_MD5 },
        { PPP_CHAP, CHAP_MS, PPTP_MSCHAP }, { PPP_CHAP, CHAP_MS_2, PPTP_MSCHAPV2 }, { PPP_CHAP, -1, PPTP_CHAP },
    };

    for (unsigned i = 0; i < array_length(asked); i++) {
        if (asked[i].protocol == option >> 8 && (asked[i].algorithm == -1 || asked[i].algorithm == (int)(option & 0xff)))
            return asked[i].is;
    }
    return PPTP_AUTHENTICATION_UNKNOWN;
}

static struct pptp_moment
moment_of(const struct pptp_packet *packet)
{
    return (struct pptp_moment){ .frame = packet->frame, .when = packet->when };
}

static struct pptp_text
keep(wmem_allocator_t *scope, const uint8_t *octets, unsigned size)
{
    return (struct pptp_text){ .octets = wmem_memdup(scope, octets, size), .size = size };
}

/* What LCP asked for, if this is a packet of it. */
static enum pptp_authentication_protocol
expected(uint16_t protocol, enum pptp_authentication_protocol asked)
{
    bool chap = asked >= PPTP_CHAP && asked <= PPTP_MSCHAPV2;

    if (protocol == PPP_CHAP)
        return chap ? asked : PPTP_CHAP;
    return protocol == PPP_PAP ? PPTP_PAP : PPTP_EAP;
}

/* The last that this end asked for: both may ask at once (RFC 1994 section 2). NULL: there is none. */
static struct pptp_authentication *
last_of(struct pptp_authentication *newest, uint8_t authenticator)
{
    while (newest && !newest->is_over && newest->authenticator != authenticator)
        newest = newest->before;
    return newest && !newest->is_over ? newest : NULL;
}

static struct pptp_authentication *
bring_to_front(struct pptp_authentication **newest, struct pptp_authentication *authentication)
{
    struct pptp_authentication **place = newest;

    while (*place != authentication)
        place = &(*place)->before;
    *place = authentication->before;
    authentication->before = *newest;
    *newest = authentication;
    return authentication;
}

/* The next authentication of the link. last: of this end; NULL: none. */
static struct pptp_authentication *
begin(wmem_allocator_t *scope, struct pptp_authentication **newest, const struct pptp_authentication *last,
      uint8_t authenticator, const struct pptp_credentials_packet *credentials)
{
    struct pptp_authentication *authentication = wmem_new0(scope, struct pptp_authentication);

    authentication->before = *newest;
    if (last)
        authentication->user = last->user;
    authentication->authenticator = authenticator;
    authentication->identifier = credentials->identifier;
    authentication->protocol = expected(credentials->protocol, credentials->asked[authenticator]);
    *newest = authentication;
    return authentication;
}

/* Success or Failure, Ack or Nak: the same again with the same Identifier is a repetition. */
static bool
repeats_outcome(const struct pptp_authentication *authentication, const struct pptp_credentials_packet *credentials)
{
    uint8_t success = credentials->protocol == PPP_PAP ? 2 : 3;

    return credentials->code >= success && authentication->succeeded == (credentials->code == success);
}

/* The newest that this packet can belong to, of one end and with one Identifier; else a new one. */
static struct pptp_authentication *
current(wmem_allocator_t *scope, struct pptp_authentication **newest, uint8_t authenticator,
        const struct pptp_credentials_packet *credentials)
{
    struct pptp_authentication *authentication = last_of(*newest, authenticator);

    if (authentication && authentication->identifier == credentials->identifier
        && (authentication->outcome.frame == 0 || repeats_outcome(authentication, credentials)))
        return bring_to_front(newest, authentication);
    return begin(scope, newest, authentication, authenticator, credentials);
}

static enum pptp_authentication_part
conclude(struct pptp_authentication *authentication, const struct pptp_packet *packet, bool succeeded)
{
    if (authentication->outcome.frame == 0) {
        authentication->outcome = moment_of(packet);
        authentication->succeeded = succeeded;
    }
    return PPTP_OUTCOME;
}

/* The text behind "E=" and its like in a message; NULL if it is not there. */
static const uint8_t *
behind(const struct pptp_text *message, const char *key, unsigned *left)
{
    unsigned length = strlen(key);

    for (unsigned i = 0; i + length <= message->size; i++) {
        if (memcmp(message->octets + i, key, length) == 0 && (i == 0 || message->octets[i - 1] == ' ')) {
            *left = message->size - i - length;
            return message->octets + i + length;
        }
    }
    return NULL;
}

static uint32_t
number_behind(const struct pptp_text *message, const char *key)
{
    unsigned left = 0;
    const uint8_t *digits = behind(message, key, &left);
    uint32_t number = 0;

    for (unsigned i = 0; digits && i < MIN(left, 9) && g_ascii_isdigit(digits[i]); i++)
        number = number * 10 + (digits[i] - '0');
    return number;
}

static struct pptp_text
octets_behind(wmem_allocator_t *scope, const struct pptp_text *message, const char *key)
{
    struct pptp_text octets = { .size = 0 };
    unsigned left = 0;
    const uint8_t *digits = behind(message, key, &left);
    uint8_t *read = digits ? wmem_alloc(scope, PPTP_MSCHAPV2_CHALLENGE) : NULL;

    for (left = MIN(left, 2 * PPTP_MSCHAPV2_CHALLENGE); left >= 2 && g_ascii_isxdigit(digits[0]) && g_ascii_isxdigit(digits[1]);
         left -= 2, digits += 2)
        read[octets.size++] = g_ascii_xdigit_value(digits[0]) << 4 | g_ascii_xdigit_value(digits[1]);
    octets.octets = read;
    return octets;
}

/* What a Response behind a Failure answers: C=, or else, in MS-CHAP, the Challenge with 23 added to its first octet. */
static void
read_next_challenge(wmem_allocator_t *scope, struct pptp_authentication *authentication, const struct pptp_text *keys)
{
    enum { ADDED = 23 };
    const struct pptp_text *challenge = &authentication->challenge_value;
    uint8_t *next;

    authentication->next_challenge = octets_behind(scope, keys, "C=");
    if (authentication->next_challenge.octets || authentication->protocol != PPTP_MSCHAP || challenge->size == 0)
        return;
    next = wmem_memdup(scope, challenge->octets, challenge->size);
    next[0] += ADDED;
    authentication->next_challenge = (struct pptp_text){ .octets = next, .size = challenge->size };
}

/* RFC 2433 section 8, RFC 2759 sections 5 and 6. Behind M= is text for the user: what looks like a key there is none. */
static void
read_message(wmem_allocator_t *scope, struct pptp_authentication *authentication)
{
    struct pptp_text keys = authentication->message;
    unsigned left = 0;
    const uint8_t *message = behind(&keys, "M=", &left), *response;

    keys.size -= message ? left : 0;
    authentication->error = number_behind(&keys, "E=");
    if (authentication->error && authentication->protocol == PPTP_CHAP)
        authentication->protocol = number_behind(&keys, "V=") == 3 ? PPTP_MSCHAPV2 : PPTP_MSCHAP;
    authentication->retry = number_behind(&keys, "R=") == 1;
    if (authentication->error)
        read_next_challenge(scope, authentication, &keys);
    if (message)
        authentication->message = (struct pptp_text){ .octets = message, .size = left };
    response = behind(&keys, "S=", &left);
    if (response)
        authentication->authenticator_response = (struct pptp_text){ .octets = response, .size = MIN(left, 40) };
    if (!message && (authentication->error || authentication->authenticator_response.octets))
        authentication->message.size = 0;
}

/* MS-CHAPv2 has 8 octets of 0 where MS-CHAP has LAN Manager's response, or 24 octets of 0 without it. */
static bool
is_mschapv2(const struct pptp_authentication *authentication, const uint8_t *value)
{
    static const uint8_t zeros[8];

    return authentication->challenge_value.size != MS_CHALLENGE && memcmp(value, zeros, sizeof zeros) != 0
        && memcmp(value + PPTP_PEER_CHALLENGE, zeros, sizeof zeros) == 0;
}

/* Without LCP the Value tells, by its length first. */
static void
tell_by_response(struct pptp_authentication *authentication, const uint8_t *value, unsigned size)
{
    if (authentication->protocol != PPTP_CHAP)
        return;
    if (size == MS_RESPONSE)
        authentication->protocol = is_mschapv2(authentication, value) ? PPTP_MSCHAPV2 : PPTP_MSCHAP;
    else
        authentication->protocol = size == MD5_VALUE ? PPTP_CHAP_MD5 : PPTP_CHAP;
}

static void
read_ms_response(struct pptp_authentication *authentication, const uint8_t *value)
{
    static const uint8_t none[PPTP_NT_RESPONSE];

    authentication->flags = value[MS_FLAGS];
    authentication->has_nt_response = true;
    memcpy(authentication->nt_response, value + LM_RESPONSE, PPTP_NT_RESPONSE);
    if (authentication->protocol == PPTP_MSCHAPV2) {
        memcpy(authentication->peer_challenge, value, PPTP_PEER_CHALLENGE);
    } else {
        memcpy(authentication->lm_response, value, PPTP_NT_RESPONSE);
        authentication->has_lm_response = memcmp(value, none, sizeof none) != 0;
    }
}

/* CHAP's Challenge and Response: a Value and a Name (RFC 1994 section 4.1). */
static unsigned
value_size(const struct pptp_credentials_packet *credentials, bool *whole)
{
    unsigned size = credentials->size > 0 ? credentials->octets[0] : 0;

    if (credentials->size > size)
        return size;
    *whole = false;
    return credentials->size > 0 ? credentials->size - 1 : 0;
}

static enum pptp_authentication_part
follow_challenge(wmem_allocator_t *scope, struct pptp_authentication **newest, const struct pptp_packet *packet,
                 const struct pptp_credentials_packet *credentials, bool *whole)
{
    struct pptp_authentication *authentication = current(scope, newest, credentials->from, credentials);
    unsigned size = value_size(credentials, whole);

    if (authentication->challenge.frame == 0) {
        authentication->challenge = moment_of(packet);
        authentication->challenge_value = keep(scope, credentials->octets + 1, size);
    }
    return PPTP_CHALLENGE;
}

/* To a Challenge that is repeated MS-CHAPv2's Response is another each time: it has a Peer-Challenge of its own. */
static bool
is_another(const struct pptp_authentication *authentication, const uint8_t *value, unsigned size)
{
    return authentication->has_nt_response && size == MS_RESPONSE
        && memcmp(authentication->nt_response, value + LM_RESPONSE, PPTP_NT_RESPONSE) != 0;
}

static struct pptp_authentication *
begin_with_challenge(wmem_allocator_t *scope, struct pptp_authentication **newest, const struct pptp_authentication *last,
                     const struct pptp_credentials_packet *credentials)
{
    struct pptp_authentication *authentication = begin(scope, newest, last, last->authenticator, credentials);

    authentication->protocol = last->protocol;
    authentication->challenge = last->challenge;
    authentication->challenge_value = last->challenge_value;
    return authentication;
}

/* The Challenge that the Response answers may stand in the Failure before it. */
static void
take_next_challenge(struct pptp_authentication *authentication)
{
    const struct pptp_authentication *failed = last_of(authentication->before, authentication->authenticator);

    if (authentication->challenge.frame || !failed || !failed->next_challenge.octets)
        return;
    authentication->challenge = failed->outcome;
    authentication->challenge_value = failed->next_challenge;
}

static enum pptp_authentication_part
follow_response(wmem_allocator_t *scope, struct pptp_authentication **newest, const struct pptp_packet *packet,
                const struct pptp_credentials_packet *credentials, bool *whole)
{
    struct pptp_authentication *authentication = current(scope, newest, !credentials->from, credentials);
    unsigned size = value_size(credentials, whole);
    const uint8_t *value = credentials->octets + 1;

    if (is_another(authentication, value, size))
        authentication = begin_with_challenge(scope, newest, authentication, credentials);
    if (authentication->response.frame)
        return PPTP_RESPONSE;
    authentication->response = moment_of(packet);
    take_next_challenge(authentication);
    tell_by_response(authentication, value, size);
    if (size == MS_RESPONSE
        && (authentication->protocol == PPTP_MSCHAP || authentication->protocol == PPTP_MSCHAPV2))
        read_ms_response(authentication, value);
    if (*whole)
        authentication->user = keep(scope, value + size, credentials->size - 1 - size);
    pptp_ppp_credentials_verify_response(scope, authentication);
    return PPTP_RESPONSE;
}

/* RFC 2759 section 7: behind the new password, a Value as of a Response. Who the user is, the one before has told. */
static enum pptp_authentication_part
follow_change_password(wmem_allocator_t *scope, struct pptp_authentication **newest, const struct pptp_packet *packet,
                       const struct pptp_credentials_packet *credentials, bool *whole)
{
    struct pptp_authentication *authentication = current(scope, newest, !credentials->from, credentials);

    *whole = credentials->size >= NEW_PASSWORD + MS_RESPONSE;
    if (authentication->response.frame || !*whole)
        return PPTP_RESPONSE;
    authentication->protocol = PPTP_MSCHAPV2;
    authentication->response = moment_of(packet);
    take_next_challenge(authentication);
    read_ms_response(authentication, credentials->octets + NEW_PASSWORD);
    pptp_ppp_credentials_verify_response(scope, authentication);
    return PPTP_RESPONSE;
}

static enum pptp_authentication_part
follow_chap_outcome(wmem_allocator_t *scope, struct pptp_authentication **newest, const struct pptp_packet *packet,
                    const struct pptp_credentials_packet *credentials, bool *whole _U_)
{
    struct pptp_authentication *authentication = current(scope, newest, credentials->from, credentials);

    if (authentication->outcome.frame)
        return PPTP_OUTCOME;
    authentication->message = keep(scope, credentials->octets, credentials->size);
    read_message(scope, authentication);
    pptp_ppp_credentials_verify_success(authentication);
    return conclude(authentication, packet, credentials->code == 3);
}

/* A length and as many octets: of PAP's Peer-ID, Password and Message (RFC 1334 section 2.2). */
static struct pptp_text
counted(const struct pptp_credentials_packet *credentials, unsigned at, bool *whole)
{
    unsigned size = at < credentials->size ? credentials->octets[at] : 0;

    if (at + 1 + size <= credentials->size)
        return (struct pptp_text){ .octets = credentials->octets + at + 1, .size = size };
    *whole = false;
    return (struct pptp_text){ .octets = NULL };
}

static enum pptp_authentication_part
follow_pap_request(wmem_allocator_t *scope, struct pptp_authentication **newest, const struct pptp_packet *packet,
                   const struct pptp_credentials_packet *credentials, bool *whole)
{
    struct pptp_authentication *authentication = current(scope, newest, !credentials->from, credentials);
    struct pptp_text user = counted(credentials, 0, whole);

    authentication->protocol = PPTP_PAP;
    counted(credentials, 1 + user.size, whole);
    if (authentication->response.frame)
        return PPTP_RESPONSE;
    authentication->response = moment_of(packet);
    authentication->user = keep(scope, user.octets, user.size);
    return PPTP_RESPONSE;
}

static enum pptp_authentication_part
follow_pap_outcome(wmem_allocator_t *scope, struct pptp_authentication **newest, const struct pptp_packet *packet,
                   const struct pptp_credentials_packet *credentials, bool *whole)
{
    struct pptp_authentication *authentication = current(scope, newest, credentials->from, credentials);
    struct pptp_text text = credentials->size > 0 ? counted(credentials, 0, whole) : (struct pptp_text){ .size = 0 };

    authentication->protocol = PPTP_PAP;
    if (authentication->outcome.frame == 0)
        authentication->message = keep(scope, text.octets, text.size);
    return conclude(authentication, packet, credentials->code == 2);
}

/* One EAP conversation is many requests and responses, until a Success or Failure (RFC 3748 section 2). */
static struct pptp_authentication *
current_eap(wmem_allocator_t *scope, struct pptp_authentication **newest, uint8_t authenticator,
            const struct pptp_credentials_packet *credentials)
{
    struct pptp_authentication *authentication = last_of(*newest, authenticator);

    if (authentication && authentication->protocol == PPTP_EAP && authentication->outcome.frame == 0)
        return bring_to_front(newest, authentication);
    authentication = begin(scope, newest, authentication, authenticator, credentials);
    authentication->protocol = PPTP_EAP;
    return authentication;
}

/* EAP-MD5 has a Value with its size, and a Name. */
static void
measure_name(struct pptp_authentication *authentication, const struct pptp_credentials_packet *credentials)
{
    unsigned before = credentials->size > 1 ? 2 + credentials->octets[1] : 0;
    bool has_name = before && credentials->octets[0] == EAP_MD5 && credentials->size > before;

    authentication->last_name_size = has_name ? credentials->size - before : 0;
    authentication->name_size = MAX(authentication->name_size, authentication->last_name_size);
}

static void
read_eap_message(wmem_allocator_t *scope, struct pptp_authentication *authentication,
                 const struct pptp_credentials_packet *credentials)
{
    const uint8_t *octets = credentials->octets;

    if (credentials->size < EAP_MSCHAPV2_HEADER || octets[0] != EAP_MSCHAPV2
        || (octets[1] != EAP_MSCHAPV2_SUCCESS && octets[1] != EAP_MSCHAPV2_FAILURE))
        return;
    authentication->message = keep(scope, octets + EAP_MSCHAPV2_HEADER, credentials->size - EAP_MSCHAPV2_HEADER);
    read_message(scope, authentication);
}

static enum pptp_authentication_part
follow_eap_request(wmem_allocator_t *scope, struct pptp_authentication **newest, const struct pptp_packet *packet,
                   const struct pptp_credentials_packet *credentials, bool *whole _U_)
{
    struct pptp_authentication *authentication = current_eap(scope, newest, credentials->from, credentials);
    uint8_t type = credentials->size > 0 ? credentials->octets[0] : 0;

    if (authentication->challenge.frame == 0)
        authentication->challenge = moment_of(packet);
    if (type > EAP_NAK)
        authentication->method = type;
    measure_name(authentication, credentials);
    read_eap_message(scope, authentication, credentials);
    return PPTP_CHALLENGE;
}

static enum pptp_authentication_part
follow_eap_response(wmem_allocator_t *scope, struct pptp_authentication **newest, const struct pptp_packet *packet,
                    const struct pptp_credentials_packet *credentials, bool *whole _U_)
{
    struct pptp_authentication *authentication = current_eap(scope, newest, !credentials->from, credentials);

    authentication->response = moment_of(packet);
    measure_name(authentication, credentials);
    if (credentials->size > 1 && credentials->octets[0] == EAP_IDENTITY)
        authentication->user = keep(scope, credentials->octets + 1, credentials->size - 1);
    return PPTP_RESPONSE;
}

static enum pptp_authentication_part
follow_eap_outcome(wmem_allocator_t *scope, struct pptp_authentication **newest, const struct pptp_packet *packet,
                   const struct pptp_credentials_packet *credentials, bool *whole _U_)
{
    return conclude(current_eap(scope, newest, credentials->from, credentials), packet, credentials->code == 3);
}

/* What a packet of each Code is. */
static const struct {
    uint16_t protocol;
    uint8_t code;
    enum pptp_authentication_part (*follow)(wmem_allocator_t *scope, struct pptp_authentication **newest,
                                            const struct pptp_packet *packet,
                                            const struct pptp_credentials_packet *credentials, bool *whole);
} packets[] = {
    { PPP_PAP, 1, follow_pap_request }, { PPP_PAP, 2, follow_pap_outcome }, { PPP_PAP, 3, follow_pap_outcome },
    { PPP_CHAP, 1, follow_challenge }, { PPP_CHAP, 2, follow_response },
    { PPP_CHAP, 3, follow_chap_outcome }, { PPP_CHAP, 4, follow_chap_outcome }, { PPP_CHAP, 7, follow_change_password },
    { PPP_EAP, 1, follow_eap_request }, { PPP_EAP, 2, follow_eap_response },
    { PPP_EAP, 3, follow_eap_outcome }, { PPP_EAP, 4, follow_eap_outcome },
};

enum pptp_authentication_part
pptp_ppp_authentication_follow(wmem_allocator_t *scope, struct pptp_authentication **newest,
                               const struct pptp_packet *packet, const struct pptp_credentials_packet *credentials,
                               bool *whole)
{
    for (unsigned i = 0; i < array_length(packets); i++) {
        if (packets[i].protocol == credentials->protocol && packets[i].code == credentials->code)
            return packets[i].follow(scope, newest, packet, credentials, whole);
    }
    return PPTP_NO_PART;
}
