/* What MS-CHAP (RFC 2433) and MS-CHAPv2 (RFC 2759) make of a password: hashes, responses, and the keys with which MPPE begins
 * (RFC 3079). No tree, no packet, no memory: plain octets in, plain octets out. Every cipher and hash is libgcrypt's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_MSCHAP_H
#define PPTP_MPPE_MSCHAP_H

#include <stdbool.h>
#include <stdint.h>

/* Octets. */
enum {
    PPTP_PASSWORD_HASH = 16, PPTP_DES_SEED = 7, PPTP_DES_KEY = 8, PPTP_PEER_CHALLENGE = 16, PPTP_MSCHAPV2_CHALLENGE = 16,
    PPTP_MSCHAP_CHALLENGE = 8, PPTP_NT_RESPONSE = 24, PPTP_AUTHENTICATOR_RESPONSE = 20, PPTP_START_KEY = 16
};

/* NtPasswordHash() of RFC 2759 section 8.3. password: UTF-8, of any length. Answers false if it is not UTF-8. */
bool pptp_mppe_nt_password_hash(const char *password, uint8_t hash[PPTP_PASSWORD_HASH]);

/* LmPasswordHash() of RFC 2433 appendix A.10, of the first 14 characters. Answers false if the password is not ASCII: in
 * which character set the others were hashed, nobody can tell. */
bool pptp_mppe_lm_password_hash(const char *password, uint8_t hash[PPTP_PASSWORD_HASH]);

/* Seven octets as a key of DES, with odd parity (RFC 2759 section 9.3). */
void pptp_mppe_des_key(const uint8_t seed[PPTP_DES_SEED], uint8_t key[PPTP_DES_KEY]);

/* ChallengeHash() of RFC 2759 section 8.2. user: as it was sent; a domain in front of it, with a backslash, does not count. */
void pptp_mppe_challenge_hash(const uint8_t peer_challenge[PPTP_PEER_CHALLENGE],
                              const uint8_t challenge[PPTP_MSCHAPV2_CHALLENGE], const uint8_t *user, unsigned user_size,
                              uint8_t hash[PPTP_MSCHAP_CHALLENGE]);

/* ChallengeResponse() of RFC 2759 section 8.5: three times DES, with a hash of the password. */
void pptp_mppe_challenge_response(const uint8_t challenge[PPTP_MSCHAP_CHALLENGE],
                                  const uint8_t hash[PPTP_PASSWORD_HASH], uint8_t response[PPTP_NT_RESPONSE]);

/* GenerateAuthenticatorResponse() of RFC 2759 section 8.7: what stands behind S=, as octets. challenge_hash: see above. */
void pptp_mppe_authenticator_response(const uint8_t nt_hash[PPTP_PASSWORD_HASH],
                                      const uint8_t nt_response[PPTP_NT_RESPONSE],
                                      const uint8_t challenge_hash[PPTP_MSCHAP_CHALLENGE],
                                      uint8_t response[PPTP_AUTHENTICATOR_RESPONSE]);

/* The start key of what one side sends after MS-CHAPv2 (RFC 3079 section 3.4): keys of 40 and 56 bits have its first 8 octets.
 * by_server: the side that authenticated the other sends. */
void pptp_mppe_mschapv2_start_key(const uint8_t nt_hash[PPTP_PASSWORD_HASH],
                                  const uint8_t nt_response[PPTP_NT_RESPONSE], bool by_server,
                                  uint8_t key[PPTP_START_KEY]);

/* The start key of 128 bits of both sides after MS-CHAP (RFC 3079 section 2.3). That of 40 and 56 bits is LAN Manager's hash. */
void pptp_mppe_mschap_start_key(const uint8_t nt_hash[PPTP_PASSWORD_HASH],
                                const uint8_t challenge[PPTP_MSCHAP_CHALLENGE], uint8_t key[PPTP_START_KEY]);

#endif
