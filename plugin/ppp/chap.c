/* Reads the packets of CHAP: challenges, responses, password changes and the messages with which Microsoft's servers
 * end it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "ppp/chap.h"
#include "ppp/credentials.h"
#include "ppp/radius.h"

/* Codes (RFC 1994 section 4, RFC 2759 section 7). */
enum { CHALLENGE = 1, RESPONSE, SUCCESS, FAILURE, CHANGE_PASSWORD = 7 };

enum { MS_FLAGS = 48, LM_RESPONSE = 24, MS_CHALLENGE = 8 };     /* octets */

/* --- Messages ----------------------------------------------------------------------------------------------------- */

/* Returns the text behind a key such as "E=" in a message, or NULL if the key is not there. */
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

    for (left = MIN(left, 2 * PPTP_MSCHAPV2_CHALLENGE);
         left >= 2 && g_ascii_isxdigit(digits[0]) && g_ascii_isxdigit(digits[1]); left -= 2, digits += 2)
        read[octets.size++] = g_ascii_xdigit_value(digits[0]) << 4 | g_ascii_xdigit_value(digits[1]);
    octets.octets = read;
    return octets;
}

/* A Response after a Failure uses the challenge in C=, or else, in MS-CHAP, the old one with 23 added to its first
 * octet. */
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

/* Of a Failure of which nothing came before. V= tells MS-CHAPv2 (RFC 2759 section 6), but pppd sends V=0 with it, too;
 * MS-CHAP's challenge in C= has 8 octets (RFC 2433 section 5), MS-CHAPv2's has 16. */
static enum pptp_authentication_protocol
tell_version(wmem_allocator_t *scope, const struct pptp_text *keys)
{
    enum { MSCHAPV2 = 3 };

    return number_behind(keys, "V=") == MSCHAPV2
        || octets_behind(scope, keys, "C=").size == PPTP_MSCHAPV2_CHALLENGE ? PPTP_MSCHAPV2 : PPTP_MSCHAP;
}

/* What follows M= is text for the user, even where it looks like a key. */
void
pptp_ppp_chap_read_message(wmem_allocator_t *scope, struct pptp_authentication *authentication)
{
    struct pptp_text keys = authentication->message;
    unsigned left = 0;
    const uint8_t *message = behind(&keys, "M=", &left), *response;

    keys.size -= message ? left : 0;
    authentication->error = number_behind(&keys, "E=");
    if (authentication->error && authentication->protocol == PPTP_CHAP)
        authentication->protocol = tell_version(scope, &keys);
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

/* --- Values ------------------------------------------------------------------------------------------------------- */

/* MS-CHAPv2 has 8 octets of 0 where MS-CHAP has part of the LAN Manager response, or 24 octets of 0 if that is
 * missing. */
static bool
is_mschapv2(const struct pptp_authentication *authentication, const uint8_t *value)
{
    static const uint8_t zeros[8];

    return authentication->challenge_value.size != MS_CHALLENGE && memcmp(value, zeros, sizeof zeros) != 0
           && memcmp(value + PPTP_PEER_CHALLENGE, zeros, sizeof zeros) == 0;
}

/* A Value that is cut tells by its size and that of the Challenge. */
static enum pptp_authentication_protocol
protocol_of_sizes(unsigned challenge, unsigned response)
{
    if (response == PPTP_MSCHAP_VALUE && challenge == PPTP_MSCHAPV2_CHALLENGE)
        return PPTP_MSCHAPV2;
    if (response == PPTP_MSCHAP_VALUE && challenge == MS_CHALLENGE)
        return PPTP_MSCHAP;
    return response == PPTP_MD5_VALUE ? PPTP_CHAP_MD5 : PPTP_CHAP;
}

/* If LCP was not captured, the Value tells the protocol, by its length first. */
static void
tell_by_response(struct pptp_authentication *authentication, const uint8_t *value, unsigned size, unsigned claimed)
{
    if (authentication->protocol != PPTP_CHAP)
        return;
    if (size == PPTP_MSCHAP_VALUE)
        authentication->protocol = is_mschapv2(authentication, value) ? PPTP_MSCHAPV2 : PPTP_MSCHAP;
    else
        authentication->protocol = protocol_of_sizes(authentication->challenge_size, claimed);
}

void
pptp_ppp_chap_read_value(struct pptp_authentication *authentication, const uint8_t *value)
{
    static const uint8_t none[PPTP_NT_RESPONSE];

    authentication->flags = value[MS_FLAGS];
    authentication->has_nt_response = true;
    memcpy(authentication->nt_response, value + LM_RESPONSE, PPTP_NT_RESPONSE);
    if (authentication->protocol != PPTP_MSCHAP) {
        memcpy(authentication->peer_challenge, value, PPTP_PEER_CHALLENGE);
    } else {
        memcpy(authentication->lm_response, value, PPTP_NT_RESPONSE);
        authentication->has_lm_response = memcmp(value, none, sizeof none) != 0;
    }
}

/* Challenge and Response have a Value, preceded by its size, and a Name (RFC 1994 section 4.1). */
static unsigned
value_size(struct pptp_authentication_packet *packet)
{
    unsigned size = packet->size > 0 ? packet->octets[0] : 0;

    if (packet->size > size)
        return size;
    packet->is_malformed = true;
    return packet->size > 0 ? packet->size - 1 : 0;
}

/* --- Packets ------------------------------------------------------------------------------------------------------ */

static enum pptp_authentication_part
follow_challenge(struct pptp_authentication_packet *packet)
{
    struct pptp_authentication *authentication = pptp_ppp_authentication_of(packet, packet->from);
    unsigned size = value_size(packet);

    pptp_ppp_authentication_count_challenge(authentication, packet);
    if (authentication->challenges == 1) {
        authentication->challenge_value = pptp_ppp_text_keep(packet->scope, packet->octets + 1, size);
        authentication->challenge_size = packet->size > 0 ? packet->octets[0] : 0;
    }
    return PPTP_CHALLENGE;
}

/* Each MS-CHAPv2 Response to a repeated Challenge differs: it has a Peer-Challenge of its own. */
static bool
is_another(const struct pptp_authentication *authentication, const uint8_t *value, unsigned size)
{
    return authentication->has_nt_response && size == PPTP_MSCHAP_VALUE
           && memcmp(authentication->nt_response, value + LM_RESPONSE, PPTP_NT_RESPONSE) != 0;
}

/* The challenge of a Response may be in the Failure before it. */
static void
take_next_challenge(struct pptp_authentication *authentication)
{
    const struct pptp_authentication *failed =
        pptp_ppp_authentication_last(authentication->before, authentication->authenticator);

    if (authentication->challenge.frame || !failed || !failed->next_challenge.octets)
        return;
    authentication->challenge = failed->outcome;
    authentication->challenge_value = failed->next_challenge;
}

static enum pptp_authentication_part
follow_response(struct pptp_authentication_packet *packet)
{
    struct pptp_authentication *authentication = pptp_ppp_authentication_of(packet, !packet->from);
    unsigned size = value_size(packet);
    const uint8_t *value = packet->octets + 1;

    if (is_another(authentication, value, size))
        authentication = pptp_ppp_authentication_begin_with_challenge(packet, authentication);
    pptp_ppp_authentication_count_response(authentication, packet);
    if (authentication->responses > 1)
        return PPTP_RESPONSE;
    take_next_challenge(authentication);
    authentication->value_size = packet->size > 0 ? packet->octets[0] : 0;
    tell_by_response(authentication, value, size, authentication->value_size);
    if (size == PPTP_MSCHAP_VALUE
        && (authentication->protocol == PPTP_MSCHAP || authentication->protocol == PPTP_MSCHAPV2))
        pptp_ppp_chap_read_value(authentication, value);
    if (!packet->is_malformed)
        pptp_ppp_authentication_name_user(authentication, packet, value + size, packet->size - 1 - size);
    pptp_ppp_credentials_verify_response(packet, authentication);
    pptp_ppp_radius_follow_value(authentication, packet, value, size);
    return PPTP_RESPONSE;
}

/* RFC 2759 section 7: a Value like a Response's follows the new password. The packet has no Name: the Response
 * before told it. */
static enum pptp_authentication_part
follow_change_password(struct pptp_authentication_packet *packet)
{
    struct pptp_authentication *authentication = pptp_ppp_authentication_of(packet, !packet->from);

    packet->is_malformed = packet->size < PPTP_NEW_PASSWORD + PPTP_MSCHAP_VALUE;
    if (authentication->response.frame || packet->is_malformed)
        return PPTP_RESPONSE;
    authentication->protocol = PPTP_MSCHAPV2;
    authentication->changes_password = true;
    pptp_ppp_authentication_count_response(authentication, packet);
    take_next_challenge(authentication);
    pptp_ppp_chap_read_value(authentication, packet->octets + PPTP_NEW_PASSWORD);
    pptp_ppp_credentials_verify_response(packet, authentication);
    return PPTP_RESPONSE;
}

bool
pptp_ppp_chap_lacks_proof(const struct pptp_authentication *authentication)
{
    const struct pptp_text *digits = &authentication->authenticator_response;

    for (unsigned i = 0; i < digits->size; i++) {
        if (!g_ascii_isxdigit(digits->octets[i]))
            return true;
    }
    return digits->size != 2 * PPTP_AUTHENTICATOR_RESPONSE;
}

/* RFC 2759 section 5: "S=<auth_string> M=<message>". */
static bool
lacks_space(const struct pptp_authentication_packet *packet)
{
    static const char key[] = "S=", between[] = " M=";
    enum { KEY = sizeof key - 1, BETWEEN = sizeof between - 1, MESSAGE = KEY + 2 * PPTP_AUTHENTICATOR_RESPONSE };

    return packet->size > MESSAGE && memcmp(packet->octets, key, KEY) == 0
           && (packet->size < MESSAGE + BETWEEN || memcmp(packet->octets + MESSAGE, between, BETWEEN) != 0);
}

static enum pptp_authentication_part
follow_outcome(struct pptp_authentication_packet *packet)
{
    struct pptp_authentication *authentication = pptp_ppp_authentication_of(packet, packet->from);

    if (authentication->outcome.frame)
        return PPTP_OUTCOME;
    authentication->message = pptp_ppp_text_keep(packet->scope, packet->octets, packet->size);
    pptp_ppp_chap_read_message(packet->scope, authentication);
    authentication->lacks_proof = packet->code == SUCCESS && authentication->protocol == PPTP_MSCHAPV2
        && packet->size == packet->length && pptp_ppp_chap_lacks_proof(authentication);
    authentication->lacks_space = packet->code == SUCCESS && authentication->protocol == PPTP_MSCHAPV2
        && packet->size == packet->length && !authentication->lacks_proof && lacks_space(packet);
    pptp_ppp_credentials_verify_success(authentication);
    return pptp_ppp_authentication_conclude(authentication, packet, packet->code == SUCCESS);
}

enum pptp_authentication_part
pptp_ppp_chap_follow(struct pptp_authentication_packet *packet)
{
    static const struct pptp_authentication_code codes[] = {
        { CHALLENGE, follow_challenge }, { RESPONSE, follow_response }, { SUCCESS, follow_outcome },
        { FAILURE, follow_outcome }, { CHANGE_PASSWORD, follow_change_password }
    };

    return pptp_ppp_authentication_follow(codes, array_length(codes), packet);
}
