/* Compares MS-CHAP's proofs with what the user's accounts would have sent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "mppe/accounts.h"
#include "mppe/ciphers.h"
#include "mppe/keys.h"
#include "ppp/credentials.h"
#include "preferences.h"

enum { USE_NT_RESPONSE = 1 };       /* flag in MS-CHAP's Response (RFC 2433 section 7) */

/* The challenge is what DES encrypts in both protocols. Returns false if it was not captured. */
static bool
read_challenge(const struct pptp_authentication *authentication, bool with_domain,
               uint8_t challenge[PPTP_MSCHAP_CHALLENGE])
{
    const struct pptp_text *value = &authentication->challenge_value, *user = &authentication->user;

    if (pptp_ppp_authentication_is_mschapv2(authentication) && value->size == PPTP_MSCHAPV2_CHALLENGE)
        pptp_mppe_challenge_hash(authentication->peer_challenge, value->octets, user->octets, user->size, with_domain,
                                 challenge);
    else if (authentication->protocol == PPTP_MSCHAP && value->size == PPTP_MSCHAP_CHALLENGE)
        memcpy(challenge, value->octets, PPTP_MSCHAP_CHALLENGE);
    else
        return false;
    return true;
}

static bool
gives(const uint8_t challenge[PPTP_MSCHAP_CHALLENGE], const uint8_t hash[PPTP_PASSWORD_HASH],
      const uint8_t sent[PPTP_NT_RESPONSE])
{
    uint8_t response[PPTP_NT_RESPONSE];

    pptp_mppe_challenge_response(challenge, hash, response);
    return memcmp(response, sent, sizeof response) == 0;
}

/* MS-CHAP's Response may be LAN Manager's only, for which the account needs a LAN Manager hash. reading: set if the
 * account matches. */
static enum pptp_verification
compare(const struct pptp_authentication *authentication, const uint8_t challenge[PPTP_MSCHAP_CHALLENGE],
        const struct pptp_account *account, enum pptp_reading *reading)
{
    *reading = PPTP_READING_UTF16;
    if (authentication->protocol == PPTP_MSCHAP && !(authentication->flags & USE_NT_RESPONSE)) {
        if (!account->has_lm_hash)
            return PPTP_NEEDS_LM_HASH;
        return gives(challenge, account->lm_hash, authentication->lm_response) ? PPTP_MATCHES : PPTP_DIFFERS;
    }
    for (; *reading < account->readings; ++*reading) {
        if (gives(challenge, account->nt_hash[*reading], authentication->nt_response))
            return PPTP_MATCHES;
    }
    return PPTP_DIFFERS;
}

static void
remember(wmem_allocator_t *scope, struct pptp_credentials *credentials, const struct pptp_account *account,
         enum pptp_reading reading)
{
    credentials->encoding = account->readings == 1 ? PPTP_ENCODING_ASCII
                            : reading == PPTP_READING_UTF16 ? PPTP_ENCODING_UTF16 : PPTP_ENCODING_OCTETS;
    credentials->account = wmem_strdup(scope, account->user);
    credentials->kind = account->kind;
    credentials->has_lm_hash = account->has_lm_hash;
    memcpy(credentials->nt_hash, account->nt_hash[reading], PPTP_PASSWORD_HASH);
    memcpy(credentials->lm_hash, account->lm_hash, PPTP_PASSWORD_HASH);
}

static enum pptp_verification
find_account(wmem_allocator_t *scope, struct pptp_authentication *authentication,
             const uint8_t challenge[PPTP_MSCHAP_CHALLENGE])
{
    const struct pptp_text *user = &authentication->user;
    enum pptp_verification best = PPTP_NO_ACCOUNT;
    enum pptp_reading reading;
    unsigned count;
    const struct pptp_account *accounts = pptp_mppe_accounts(&count);

    for (unsigned i = 0; i < count && best != PPTP_MATCHES; i++) {
        if (!pptp_mppe_account_fits(&accounts[i], user->octets, user->size))
            continue;
        best = MAX(best, compare(authentication, challenge, &accounts[i], &reading));
        if (best == PPTP_MATCHES)
            remember(scope, &authentication->credentials, &accounts[i], reading);
    }
    return best;
}

static bool
has_domain(const struct pptp_authentication *authentication)
{
    return pptp_ppp_authentication_is_mschapv2(authentication) && pptp_ppp_text_has(&authentication->user, "\\");
}

/* As RFC 2759 section 4 has it, then with the user's domain in the hash. */
static void
compare_in_turn(wmem_allocator_t *scope, struct pptp_authentication *authentication)
{
    struct pptp_credentials *credentials = &authentication->credentials;

    if (!read_challenge(authentication, false, credentials->challenge))
        return;
    credentials->response = find_account(scope, authentication, credentials->challenge);
    if (credentials->response != PPTP_DIFFERS || !has_domain(authentication))
        return;
    read_challenge(authentication, true, credentials->challenge);
    credentials->response = find_account(scope, authentication, credentials->challenge);
    credentials->with_domain = credentials->response == PPTP_MATCHES;
}

void
pptp_ppp_credentials_verify_response(const struct pptp_authentication_packet *packet,
                                     struct pptp_authentication *authentication)
{
    struct pptp_credentials *credentials = &authentication->credentials;

    if (!pptp_preferences_decrypts() || !authentication->has_nt_response)
        return;
    if (!pptp_mppe_ciphers_are_available())
        credentials->response = PPTP_NO_CIPHERS;
    else
        compare_in_turn(packet->scope, authentication);
    if (credentials->response == PPTP_MATCHES)
        pptp_ppp_authentication_may_give_keys(packet, authentication);
}

static bool
reads_as(const struct pptp_text *digits, const uint8_t response[PPTP_AUTHENTICATOR_RESPONSE])
{
    if (digits->size != 2 * PPTP_AUTHENTICATOR_RESPONSE)
        return false;
    for (unsigned i = 0; i < digits->size; i++) {
        if (g_ascii_xdigit_value(digits->octets[i]) != (response[i / 2] >> (i % 2 ? 0 : 4) & 0x0f))
            return false;
    }
    return true;
}

void
pptp_ppp_credentials_verify_success(struct pptp_authentication *authentication)
{
    struct pptp_credentials *credentials = &authentication->credentials;
    uint8_t response[PPTP_AUTHENTICATOR_RESPONSE];

    if (credentials->response != PPTP_MATCHES || !pptp_ppp_authentication_is_mschapv2(authentication)
        || !authentication->authenticator_response.octets)
        return;
    pptp_mppe_authenticator_response(credentials->nt_hash, authentication->nt_response, credentials->challenge,
                                     response);
    credentials->success = reads_as(&authentication->authenticator_response, response) ? PPTP_MATCHES : PPTP_DIFFERS;
}

bool
pptp_ppp_credentials_are_empty(const struct pptp_authentication *authentication)
{
    uint8_t challenge[PPTP_MSCHAP_CHALLENGE], hash[PPTP_PASSWORD_HASH];
    bool has_nt = authentication->has_nt_response
                  && (authentication->protocol != PPTP_MSCHAP || authentication->flags & USE_NT_RESPONSE);

    if (authentication->has_empty_password)
        return true;
    return has_nt && pptp_preferences_decrypts() && pptp_mppe_ciphers_are_available()
           && read_challenge(authentication, false, challenge) && pptp_mppe_nt_password_hash("", hash)
           && gives(challenge, hash, authentication->nt_response);
}

bool
pptp_ppp_credentials_start_key(const struct pptp_authentication *authentication, unsigned from, uint32_t bits,
                               uint8_t key[PPTP_START_KEY])
{
    const struct pptp_credentials *credentials = &authentication->credentials;
    bool is_mschapv2 = pptp_ppp_authentication_is_mschapv2(authentication);

    if (is_mschapv2)
        pptp_mppe_mschapv2_start_key(credentials->nt_hash, authentication->nt_response,
                                     from == authentication->authenticator, key);
    else if (pptp_mppe_key_bits(bits) == 128)
        pptp_mppe_mschap_start_key(credentials->nt_hash, authentication->challenge_value.octets, key);
    else
        memcpy(key, credentials->lm_hash, PPTP_START_KEY);
    return is_mschapv2 || pptp_mppe_key_bits(bits) == 128 || credentials->has_lm_hash;
}
