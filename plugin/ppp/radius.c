/* Ties the Responses of a PPP link to RADIUS, and takes the keys from there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "mppe/keys.h"
#include "ppp/moment.h"
#include "ppp/radius.h"

enum { EAP_HEADER = 4, MS_FLAGS = 1 };          /* octets */

static void
follow(struct pptp_authentication *authentication, const struct pptp_authentication_packet *packet,
       enum pptp_radius_kind kind, const uint8_t *octets, unsigned size)
{
    struct pptp_radius_proof proof = { .kind = kind, .octets = { .octets = octets, .size = size } };

    authentication->radius =
        pptp_radius_exchange_respond(authentication->radius, &proof, pptp_ppp_moment(packet->packet));
    if (authentication->radius)
        pptp_ppp_authentication_may_give_keys(packet, authentication);
}

void
pptp_ppp_radius_follow_value(struct pptp_authentication *authentication,
                             const struct pptp_authentication_packet *packet, const uint8_t *value, unsigned size)
{
    if (size == PPTP_MSCHAP_VALUE)
        follow(authentication, packet, PPTP_RADIUS_MSCHAP, value, size - MS_FLAGS);
    else if (size == PPTP_MD5_VALUE)
        follow(authentication, packet, PPTP_RADIUS_CHAP, value, size);
}

void
pptp_ppp_radius_follow_user(struct pptp_authentication *authentication,
                            const struct pptp_authentication_packet *packet, struct pptp_text user)
{
    follow(authentication, packet, PPTP_RADIUS_PAP, user.octets, user.size);
}

/* RADIUS carries the packet from its Code on. */
void
pptp_ppp_radius_follow_eap(struct pptp_authentication *authentication, const struct pptp_authentication_packet *packet)
{
    unsigned size = EAP_HEADER + packet->size;
    uint8_t *whole;

    if (packet->size < packet->length)
        return;
    whole = wmem_alloc(NULL, size);
    whole[0] = packet->code;
    whole[1] = packet->identifier;
    whole[2] = size >> 8;
    whole[3] = size & 0xff;
    memcpy(whole + EAP_HEADER, packet->octets, packet->size);
    follow(authentication, packet, PPTP_RADIUS_EAP, whole, size);
    wmem_free(NULL, whole);
}

static const struct pptp_radius_keys *
keys_of(const struct pptp_authentication *authentication)
{
    static const struct pptp_radius_keys none = { .known = PPTP_RADIUS_NO_KEYS };
    const struct pptp_radius_request *request = pptp_radius_exchange_decisive(authentication->radius);

    return request ? &request->reply.keys : &none;
}

enum pptp_radius_keys_known
pptp_ppp_radius_keys_known(const struct pptp_authentication *authentication)
{
    return keys_of(authentication)->known;
}

/* The authenticator is the RADIUS client. */
bool
pptp_ppp_radius_start_key(const struct pptp_authentication *authentication, unsigned from, uint32_t bits,
                          uint8_t key[PPTP_START_KEY])
{
    const struct pptp_radius_keys *keys = keys_of(authentication);
    bool is_128 = pptp_mppe_key_bits(bits) == 128;

    if (keys->known == PPTP_RADIUS_START_KEYS)
        memcpy(key, from == authentication->authenticator ? keys->send : keys->receive, PPTP_START_KEY);
    else if (keys->known == PPTP_RADIUS_HASHES && !is_128)
        memcpy(key, keys->lm, PPTP_START_KEY);
    else if (keys->known == PPTP_RADIUS_HASHES && authentication->challenge_value.size == PPTP_MSCHAP_CHALLENGE)
        pptp_mppe_mschap_start_key_of_hash(keys->nt_hash_hash, authentication->challenge_value.octets, key);
    else
        return false;
    return true;
}
