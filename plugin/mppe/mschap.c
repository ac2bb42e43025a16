/* Computes the hashes, responses and start keys of MS-CHAP and MS-CHAPv2 from a password.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "mppe/ciphers.h"
#include "mppe/mschap.h"

enum { LM_PASSWORD = 14 };                  /* octets */

/* Constants of RFC 3079 section 3.4 and RFC 2759 section 8.7. */
static const char master_key_magic[] = "This is the MPPE Master Key";
static const char client_sends_magic[] =
    "On the client side, this is the send key; on the server side, it is the receive key.";
static const char server_sends_magic[] =
    "On the client side, this is the receive key; on the server side, it is the send key.";
static const char signing_magic[] = "Magic server to client signing constant";
static const char iteration_magic[] = "Pad to make it do more than one iteration";

#define OCTETS(from, count) { .data = (void *)(from), .len = (count) }
#define TEXT(text) OCTETS(text, sizeof text - 1)

static void
hash_nt_hash(const uint8_t nt_hash[PPTP_PASSWORD_HASH], uint8_t hash[PPTP_PASSWORD_HASH])
{
    pptp_mppe_ciphers_md4(nt_hash, PPTP_PASSWORD_HASH, hash);
}

bool
pptp_mppe_nt_password_hash(const char *password, uint8_t hash[PPTP_PASSWORD_HASH])
{
    glong count = 0;
    gunichar2 *text = g_utf8_to_utf16(password, -1, NULL, &count, NULL);

    if (!text)
        return false;
    for (glong i = 0; i < count; i++)
        text[i] = GUINT16_TO_LE(text[i]);
    pptp_mppe_ciphers_md4(text, count * sizeof *text, hash);
    g_free(text);
    return true;
}

/* The bit that makes the number of bits set odd. */
static uint8_t
odd_parity(uint8_t bits)
{
    bits ^= bits >> 4;
    bits ^= bits >> 2;
    bits ^= bits >> 1;
    return ~bits & 1;
}

void
pptp_mppe_nt_octets_hash(const char *password, uint8_t hash[PPTP_PASSWORD_HASH])
{
    size_t size = strlen(password);
    uint8_t *text = g_malloc0_n(size + 1, 2);

    for (size_t i = 0; i < size; i++)
        text[2 * i] = password[i];
    pptp_mppe_ciphers_md4(text, 2 * size, hash);
    g_free(text);
}

void
pptp_mppe_des_key(const uint8_t seed[PPTP_DES_SEED], uint8_t key[PPTP_DES_KEY])
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < PPTP_DES_SEED; i++)
        bits = bits << 8 | seed[i];
    for (unsigned i = 0; i < PPTP_DES_KEY; i++) {
        uint8_t seven = bits >> (49 - 7 * i) & 0x7f;

        key[i] = (uint8_t)(seven << 1 | odd_parity(seven));
    }
}

static void
encrypt_with_des(const uint8_t seed[PPTP_DES_SEED], const void *in, uint8_t out[PPTP_DES_KEY])
{
    uint8_t key[PPTP_DES_KEY];

    pptp_mppe_des_key(seed, key);
    pptp_mppe_ciphers_des(key, in, out);
}

bool
pptp_mppe_lm_password_hash(const char *password, uint8_t hash[PPTP_PASSWORD_HASH])
{
    uint8_t upper[LM_PASSWORD] = { 0 };

    for (unsigned i = 0; password[i] != '\0'; i++) {
        if (!g_ascii_isprint(password[i]))
            return false;
        if (i < LM_PASSWORD)
            upper[i] = g_ascii_toupper(password[i]);
    }
    encrypt_with_des(upper, "KGS!@#$%", hash);
    encrypt_with_des(upper + PPTP_DES_SEED, "KGS!@#$%", hash + PPTP_DES_KEY);
    return true;
}

void
pptp_mppe_challenge_hash(const uint8_t peer_challenge[PPTP_PEER_CHALLENGE],
                         const uint8_t challenge[PPTP_MSCHAPV2_CHALLENGE], const uint8_t *user, unsigned user_size,
                         bool with_domain, uint8_t hash[PPTP_MSCHAP_CHALLENGE])
{
    uint8_t digest[PPTP_SHA1];
    unsigned name = with_domain ? 0 : user_size;

    while (name > 0 && user[name - 1] != '\\')
        name--;
    pptp_mppe_ciphers_sha1((gcry_buffer_t[]){
        OCTETS(peer_challenge, PPTP_PEER_CHALLENGE), OCTETS(challenge, PPTP_MSCHAPV2_CHALLENGE),
        OCTETS(user_size > 0 ? user + name : user, user_size - name) }, 3, digest);
    memcpy(hash, digest, PPTP_MSCHAP_CHALLENGE);
}

void
pptp_mppe_challenge_response(const uint8_t challenge[PPTP_MSCHAP_CHALLENGE], const uint8_t hash[PPTP_PASSWORD_HASH],
                             uint8_t response[PPTP_NT_RESPONSE])
{
    uint8_t seeds[3 * PPTP_DES_SEED] = { 0 };

    memcpy(seeds, hash, PPTP_PASSWORD_HASH);
    for (unsigned i = 0; i < 3; i++)
        encrypt_with_des(seeds + i * PPTP_DES_SEED, challenge, response + i * PPTP_DES_KEY);
}

void
pptp_mppe_authenticator_response(const uint8_t nt_hash[PPTP_PASSWORD_HASH], const uint8_t nt_response[PPTP_NT_RESPONSE],
                                 const uint8_t challenge_hash[PPTP_MSCHAP_CHALLENGE],
                                 uint8_t response[PPTP_AUTHENTICATOR_RESPONSE])
{
    uint8_t hash_hash[PPTP_PASSWORD_HASH], digest[PPTP_SHA1];

    hash_nt_hash(nt_hash, hash_hash);
    pptp_mppe_ciphers_sha1((gcry_buffer_t[]){
        OCTETS(hash_hash, PPTP_PASSWORD_HASH), OCTETS(nt_response, PPTP_NT_RESPONSE), TEXT(signing_magic) }, 3, digest);
    pptp_mppe_ciphers_sha1((gcry_buffer_t[]){
        OCTETS(digest, PPTP_SHA1), OCTETS(challenge_hash, PPTP_MSCHAP_CHALLENGE), TEXT(iteration_magic) }, 3, response);
}

static void
master_key(const uint8_t nt_hash[PPTP_PASSWORD_HASH], const uint8_t nt_response[PPTP_NT_RESPONSE],
           uint8_t digest[PPTP_SHA1])
{
    uint8_t hash_hash[PPTP_PASSWORD_HASH];

    hash_nt_hash(nt_hash, hash_hash);
    pptp_mppe_ciphers_sha1((gcry_buffer_t[]){ OCTETS(hash_hash, PPTP_PASSWORD_HASH),
                                              OCTETS(nt_response, PPTP_NT_RESPONSE), TEXT(master_key_magic) },
                           3, digest);
}

void
pptp_mppe_mschapv2_start_key(const uint8_t nt_hash[PPTP_PASSWORD_HASH], const uint8_t nt_response[PPTP_NT_RESPONSE],
                             bool by_server, uint8_t key[PPTP_START_KEY])
{
    const char *magic = by_server ? server_sends_magic : client_sends_magic;
    uint8_t pads[2][40], master[PPTP_SHA1], digest[PPTP_SHA1];

    memset(pads[0], 0x00, sizeof pads[0]);
    memset(pads[1], 0xf2, sizeof pads[1]);
    master_key(nt_hash, nt_response, master);
    pptp_mppe_ciphers_sha1((gcry_buffer_t[]){
        OCTETS(master, PPTP_START_KEY), OCTETS(pads[0], sizeof pads[0]), OCTETS(magic, strlen(magic)),
        OCTETS(pads[1], sizeof pads[1]) }, 4, digest);
    memcpy(key, digest, PPTP_START_KEY);
}

void
pptp_mppe_mschap_start_key_of_hash(const uint8_t nt_hash_hash[PPTP_PASSWORD_HASH],
                                   const uint8_t challenge[PPTP_MSCHAP_CHALLENGE], uint8_t key[PPTP_START_KEY])
{
    uint8_t digest[PPTP_SHA1];

    pptp_mppe_ciphers_sha1((gcry_buffer_t[]){
        OCTETS(nt_hash_hash, PPTP_PASSWORD_HASH), OCTETS(nt_hash_hash, PPTP_PASSWORD_HASH),
        OCTETS(challenge, PPTP_MSCHAP_CHALLENGE) }, 3, digest);
    memcpy(key, digest, PPTP_START_KEY);
}

void
pptp_mppe_mschap_start_key(const uint8_t nt_hash[PPTP_PASSWORD_HASH], const uint8_t challenge[PPTP_MSCHAP_CHALLENGE],
                           uint8_t key[PPTP_START_KEY])
{
    uint8_t hash_hash[PPTP_PASSWORD_HASH];

    hash_nt_hash(nt_hash, hash_hash);
    pptp_mppe_mschap_start_key_of_hash(hash_hash, challenge, key);
}
