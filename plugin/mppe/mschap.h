/* What MS-CHAP (RFC 2433) and MS-CHAPv2 (RFC 2759) compute from a password: hashes, responses, and MPPE's start keys
 * (RFC 3079).
 *
 * Plain octets in, plain octets out; nothing is allocated. All but pptp_mppe_des_key() need
 * pptp_mppe_ciphers_are_available().
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_MSCHAP_H
#define PPTP_MPPE_MSCHAP_H

#include <stdbool.h>
#include <stdint.h>

/* Octets. */
enum {
    PPTP_PASSWORD_HASH = 16,
    PPTP_DES_SEED = 7,
    PPTP_DES_KEY = 8,
    PPTP_PEER_CHALLENGE = 16,
    PPTP_MSCHAPV2_CHALLENGE = 16,
    PPTP_MSCHAP_CHALLENGE = 8,
    PPTP_NT_RESPONSE = 24,
    PPTP_AUTHENTICATOR_RESPONSE = 20,
    PPTP_START_KEY = 16
};

/* NtPasswordHash() of RFC 2759 section 8.3. password: UTF-8 of any length. Returns false if it is not UTF-8. */
bool pptp_mppe_nt_password_hash(const char *password, uint8_t hash[PPTP_PASSWORD_HASH]);

/* The same hash as implementations compute it that take each octet of the password for a character, as pppd does. It
 * differs if the password is not ASCII. */
void pptp_mppe_nt_octets_hash(const char *password, uint8_t hash[PPTP_PASSWORD_HASH]);

/* LmPasswordHash() of RFC 2433 appendix A.10, which hashes the first 14 characters. Returns false if the password
 * is not ASCII: nothing tells in which character set the peer hashed it. */
bool pptp_mppe_lm_password_hash(const char *password, uint8_t hash[PPTP_PASSWORD_HASH]);

/* Spreads seven octets over a DES key with odd parity (RFC 2759 section 9.3). */
void pptp_mppe_des_key(const uint8_t seed[PPTP_DES_SEED], uint8_t key[PPTP_DES_KEY]);

/* ChallengeHash() of RFC 2759 section 8.2. user: the name as it was sent. NULL if user_size is 0. with_domain: hashes a
 * domain before a backslash, too, as the RFC forbids and some peers do. */
void pptp_mppe_challenge_hash(const uint8_t peer_challenge[PPTP_PEER_CHALLENGE],
                              const uint8_t challenge[PPTP_MSCHAPV2_CHALLENGE], const uint8_t *user, unsigned user_size,
                              bool with_domain, uint8_t hash[PPTP_MSCHAP_CHALLENGE]);

/* ChallengeResponse() of RFC 2759 section 8.5: DES three times, keyed with a password hash. */
void pptp_mppe_challenge_response(const uint8_t challenge[PPTP_MSCHAP_CHALLENGE],
                                  const uint8_t hash[PPTP_PASSWORD_HASH], uint8_t response[PPTP_NT_RESPONSE]);

/* GenerateAuthenticatorResponse() of RFC 2759 section 8.7: the value after S=, as octets. challenge_hash: the
 * result of pptp_mppe_challenge_hash(). */
void pptp_mppe_authenticator_response(const uint8_t nt_hash[PPTP_PASSWORD_HASH],
                                      const uint8_t nt_response[PPTP_NT_RESPONSE],
                                      const uint8_t challenge_hash[PPTP_MSCHAP_CHALLENGE],
                                      uint8_t response[PPTP_AUTHENTICATOR_RESPONSE]);

/* The start key of what one side sends after MS-CHAPv2 (RFC 3079 section 3.4). Keys of 40 and 56 bits use its
 * first 8 octets. by_server: the sender is the side that authenticated the other one. */
void pptp_mppe_mschapv2_start_key(const uint8_t nt_hash[PPTP_PASSWORD_HASH],
                                  const uint8_t nt_response[PPTP_NT_RESPONSE], bool by_server,
                                  uint8_t key[PPTP_START_KEY]);

/* The start key of both sides for 128 bits after MS-CHAP (RFC 3079 section 2.3). For 40 and 56 bits it is the LAN
 * Manager hash. */
void pptp_mppe_mschap_start_key(const uint8_t nt_hash[PPTP_PASSWORD_HASH],
                                const uint8_t challenge[PPTP_MSCHAP_CHALLENGE], uint8_t key[PPTP_START_KEY]);

/* The same from the hash of the NT hash, which RADIUS sends (RFC 2548 section 2.4.1). */
void pptp_mppe_mschap_start_key_of_hash(const uint8_t nt_hash_hash[PPTP_PASSWORD_HASH],
                                        const uint8_t challenge[PPTP_MSCHAP_CHALLENGE], uint8_t key[PPTP_START_KEY]);

#endif
