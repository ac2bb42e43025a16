/* Keeps the authentications of a link in order and finds the one to which a packet belongs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>

#include "ppp/authentication.h"
#include "ppp/moment.h"

/* CHAP's algorithms in LCP's option. */
enum { CHAP_MD5 = 5, CHAP_MS = 0x80, CHAP_MS_2 = 0x81 };

static const value_string protocols[] = {
    { PPTP_PAP, "PAP" }, { PPTP_CHAP, "CHAP" }, { PPTP_CHAP_MD5, "CHAP-MD5" }, { PPTP_MSCHAP, "MS-CHAP" },
    { PPTP_MSCHAPV2, "MS-CHAPv2" }, { PPTP_EAP, "EAP" }, { 0, NULL }
};

/* RFC 2759 section 6, with the meanings of Windows' errors of the same names. */
const value_string pptp_authentication_errors[] = {
    { 646, "the account may not log on at this time" },
    { 647, "the account is disabled" },
    { 648, "the password has expired" },
    { 649, "the account has no permission to dial in" },
    { 691, "user name or password is wrong, or the server does not accept this authentication protocol" },
    { 709, "the password could not be changed" },
    { 0, NULL }
};

const char *
pptp_ppp_authentication_name(enum pptp_authentication_protocol protocol)
{
    return val_to_str_const(protocol, protocols, "");
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
        bool fits = asked[i].algorithm == -1 || asked[i].algorithm == (int)(option & 0xff);

        if (asked[i].protocol == option >> 8 && fits)
            return asked[i].is;
    }
    return PPTP_AUTHENTICATION_UNKNOWN;
}

const char *
pptp_ppp_authentication_option_name(wmem_allocator_t *scope, uint32_t option)
{
    enum pptp_authentication_protocol protocol = pptp_ppp_authentication_asked(option);

    if (option >> 8 == PPP_SPAP)
        return "SPAP";
    if (protocol == PPTP_CHAP)
        return wmem_strdup_printf(scope, "CHAP with algorithm %u", option & 0xff);
    if (protocol == PPTP_AUTHENTICATION_UNKNOWN)
        return wmem_strdup_printf(scope, "protocol 0x%04x", option >> 8);
    return pptp_ppp_authentication_name(protocol);
}

unsigned
pptp_ppp_authentication_strength(enum pptp_authentication_protocol protocol)
{
    static const unsigned strengths[] = {
        [PPTP_PAP] = 1, [PPTP_CHAP_MD5] = 2, [PPTP_MSCHAP] = 3, [PPTP_MSCHAPV2] = 4, [PPTP_EAP] = 4
    };

    return strengths[protocol];
}

unsigned
pptp_ppp_authentication_value_size(enum pptp_authentication_protocol protocol)
{
    static const unsigned sizes[PPTP_EAP + 1] = {
        [PPTP_CHAP_MD5] = PPTP_MD5_VALUE, [PPTP_MSCHAP] = PPTP_MSCHAP_VALUE, [PPTP_MSCHAPV2] = PPTP_MSCHAP_VALUE
    };

    return sizes[protocol];
}

/* Whether the packet's protocol is that of the authentication. */
static bool
is_of(const struct pptp_authentication *authentication, uint16_t protocol)
{
    bool pap = authentication->protocol == PPTP_PAP, eap = authentication->protocol == PPTP_EAP;

    return pap == (protocol == PPP_PAP) && eap == (protocol == PPP_EAP);
}

/* LCP's choice, if the packet belongs to that protocol. */
static enum pptp_authentication_protocol
expected(uint16_t protocol, enum pptp_authentication_protocol asked)
{
    bool chap = asked >= PPTP_CHAP && asked <= PPTP_MSCHAPV2;

    if (protocol == PPP_CHAP)
        return chap ? asked : PPTP_CHAP;
    return protocol == PPP_PAP ? PPTP_PAP : PPTP_EAP;
}

struct pptp_authentication *
pptp_ppp_authentication_last(struct pptp_authentication *newest, uint8_t authenticator)
{
    while (newest && !newest->is_over && newest->authenticator != authenticator)
        newest = newest->before;
    return newest && !newest->is_over ? newest : NULL;
}

struct pptp_authentication *
pptp_ppp_authentication_renew(struct pptp_authentication_packet *packet, struct pptp_authentication *authentication)
{
    struct pptp_authentication **place = packet->newest;

    while (*place != authentication)
        place = &(*place)->before;
    *place = authentication->before;
    authentication->before = *packet->newest;
    *packet->newest = authentication;
    return authentication;
}

struct pptp_authentication *
pptp_ppp_authentication_begin(struct pptp_authentication_packet *packet, const struct pptp_authentication *last,
                              uint8_t authenticator)
{
    struct pptp_authentication *authentication = wmem_new0(packet->scope, struct pptp_authentication);

    authentication->before = *packet->newest;
    if (last) {
        authentication->user = last->user;
        authentication->has_user = last->has_user;
    }
    authentication->authenticator = authenticator;
    authentication->identifier = packet->identifier;
    authentication->basis = packet->basis[authenticator];
    authentication->option = packet->asked[authenticator];
    authentication->protocol =
        expected(packet->protocol, pptp_ppp_authentication_asked(packet->asked[authenticator]));
    *packet->newest = authentication;
    return authentication;
}

struct pptp_authentication *
pptp_ppp_authentication_begin_with_challenge(struct pptp_authentication_packet *packet,
                                             const struct pptp_authentication *last)
{
    struct pptp_authentication *authentication = pptp_ppp_authentication_begin(packet, last, last->authenticator);

    authentication->protocol = last->protocol;
    authentication->challenge = last->challenge;
    authentication->last_challenge = last->last_challenge;
    authentication->challenges = last->challenges;
    authentication->challenge_value = last->challenge_value;
    authentication->challenge_size = last->challenge_size;
    return authentication;
}

void
pptp_ppp_authentication_may_give_keys(const struct pptp_authentication_packet *packet,
                                      struct pptp_authentication *authentication)
{
    struct pptp_authentication *before = *packet->keyed && !(*packet->keyed)->is_over ? *packet->keyed : NULL;

    if (authentication->first_keyed)
        return;
    authentication->keyed_before = before;
    authentication->first_keyed = before ? before->first_keyed : authentication;
    if (before)
        before->keyed_after = authentication;
    *packet->keyed = authentication;
}

bool
pptp_ppp_authentication_is_mschapv2(const struct pptp_authentication *authentication)
{
    return authentication->protocol == PPTP_MSCHAPV2 || (authentication->eap && authentication->has_nt_response);
}

/* The same Success or Failure, Ack or Nak with the same Identifier is a repetition. So is a Response after the
 * Success: it may answer a repeated Challenge (RFC 1994 section 4.1). */
static bool
repeats(const struct pptp_authentication *authentication, const struct pptp_authentication_packet *packet)
{
    uint8_t success = packet->protocol == PPP_PAP ? 2 : 3;

    if (packet->code == success - 1)
        return authentication->succeeded;
    return packet->code >= success && authentication->succeeded == (packet->code == success);
}

enum { MOST_OPEN = 8 };         /* authentications that are looked through for the Identifier */

/* Returns NULL if there is none. */
static struct pptp_authentication *
find(const struct pptp_authentication_packet *packet, uint8_t authenticator)
{
    struct pptp_authentication *last = pptp_ppp_authentication_last(*packet->newest, authenticator);

    for (unsigned i = 0; i < MOST_OPEN && last; i++) {
        if (last->identifier == packet->identifier && is_of(last, packet->protocol)
            && (last->outcome.frame == 0 || repeats(last, packet)))
            return last;
        last = pptp_ppp_authentication_last(last->before, authenticator);
    }
    return NULL;
}

struct pptp_authentication *
pptp_ppp_authentication_of(struct pptp_authentication_packet *packet, uint8_t authenticator)
{
    struct pptp_authentication *found = find(packet, authenticator);

    if (found)
        return pptp_ppp_authentication_renew(packet, found);
    return pptp_ppp_authentication_begin(packet, pptp_ppp_authentication_last(*packet->newest, authenticator),
                                         authenticator);
}

/* Notes a moment as the last, and as the first if there was none. */
static void
mark(struct pptp_moment *first, struct pptp_moment *last, const struct pptp_packet *packet)
{
    *last = pptp_ppp_moment(packet);
    if (first->frame == 0)
        *first = *last;
}

void
pptp_ppp_authentication_count_challenge(struct pptp_authentication *authentication,
                                        const struct pptp_authentication_packet *packet)
{
    authentication->challenges++;
    mark(&authentication->challenge, &authentication->last_challenge, packet->packet);
}

void
pptp_ppp_authentication_count_response(struct pptp_authentication *authentication,
                                       const struct pptp_authentication_packet *packet)
{
    authentication->responses++;
    mark(&authentication->response, &authentication->last_response, packet->packet);
    if (authentication->outcome.frame && authentication->late_response.frame == 0)
        authentication->late_response = authentication->last_response;
}

void
pptp_ppp_authentication_name_user(struct pptp_authentication *authentication,
                                  const struct pptp_authentication_packet *packet, const uint8_t *octets,
                                  unsigned size)
{
    authentication->user = pptp_ppp_text_keep(packet->scope, octets, size);
    authentication->has_user = true;
}

enum pptp_authentication_part
pptp_ppp_authentication_conclude(struct pptp_authentication *authentication,
                                 const struct pptp_authentication_packet *packet, bool succeeded)
{
    if (authentication->outcome.frame == 0) {
        authentication->outcome = pptp_ppp_moment(packet->packet);
        authentication->succeeded = succeeded;
    }
    return PPTP_OUTCOME;
}

enum pptp_authentication_part
pptp_ppp_authentication_follow(const struct pptp_authentication_code *codes, unsigned count,
                               struct pptp_authentication_packet *packet)
{
    for (unsigned i = 0; i < count; i++) {
        if (codes[i].code == packet->code)
            return codes[i].follow(packet);
    }
    return PPTP_NO_PART;
}
