/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include <string.h>

#include <wsutil/wsgcrypt.h>

#include "mppe/mschap.h"

enum { SHA1 = 20, LM_PASSWORD = 14 };       /* octets */

/* Of RFC 3079 section 3.4 and RFC 2759 section 8.7. */
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
    gcry_md_hash_buffer(GCRY_MD_MD4, hash, nt_hash, PPTP_PASSWORD_HASH);
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
    gcry_md_hash_buffer(GCRY_MD_MD4, hash, text, count * sizeof *text);
    g_free(text);
    return true;
}

void
pptp_mppe_des_key(const uint8_t seed[PPTP_DES_SEED], uint8_t key[PPTP_DES_KEY])
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < PPTP_DES_SEED; i++)
        bits = bits << 8 | seed[i];
    for (unsigned i = 0; i < PPTP_DES_KEY; i++) {
        uint8_t seven = bits >> (49 - 7 * i) & 0x7f;

        key[i] = seven << 1 | !__builtin_parity(seven);
    }
}

/* LAN Manager's hash of a short password uses the key that is all 0, which libgcrypt calls weak. */
static void
encrypt_with_des(const uint8_t seed[PPTP_DES_SEED], const void *in, uint8_t out[PPTP_DES_KEY])
{
    uint8_t key[PPTP_DES_KEY];
    gcry_cipher_hd_t des;

    pptp_mppe_des_key(seed, key);
    if (gcry_cipher_open(&des, GCRY_CIPHER_DES, GCRY_CIPHER_MODE_ECB, 0) != 0)
        return;
    gcry_cipher_ctl(des, GCRYCTL_SET_ALLOW_WEAK_KEY, NULL, 1);
    gcry_cipher_setkey(des, key, sizeof key);
    gcry_cipher_encrypt(des, out, PPTP_DES_KEY, in, PPTP_DES_KEY);
    gcry_cipher_close(des);
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
                         uint8_t hash[PPTP_MSCHAP_CHALLENGE])
{
    uint8_t digest[SHA1];
    unsigned name = user_size;

    while (name > 0 && user[name - 1] != '\\')
        name--;
    gcry_md_hash_buffers(GCRY_MD_SHA1, 0, digest, (gcry_buffer_t[]){
        OCTETS(peer_challenge, PPTP_PEER_CHALLENGE), OCTETS(challenge, PPTP_MSCHAPV2_CHALLENGE),
        OCTETS(user + name, user_size - name) }, 3);
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
    uint8_t hash_hash[PPTP_PASSWORD_HASH], digest[SHA1];

    hash_nt_hash(nt_hash, hash_hash);
    gcry_md_hash_buffers(GCRY_MD_SHA1, 0, digest, (gcry_buffer_t[]){
        OCTETS(hash_hash, PPTP_PASSWORD_HASH), OCTETS(nt_response, PPTP_NT_RESPONSE), TEXT(signing_magic) }, 3);
    gcry_md_hash_buffers(GCRY_MD_SHA1, 0, response, (gcry_buffer_t[]){
        OCTETS(digest, SHA1), OCTETS(challenge_hash, PPTP_MSCHAP_CHALLENGE), TEXT(iteration_magic) }, 3);
}

static void
master_key(const uint8_t nt_hash[PPTP_PASSWORD_HASH], const uint8_t nt_response[PPTP_NT_RESPONSE], uint8_t digest[SHA1])
{
    uint8_t hash_hash[PPTP_PASSWORD_HASH];

    hash_nt_hash(nt_hash, hash_hash);
    gcry_md_hash_buffers(GCRY_MD_SHA1, 0, digest, (gcry_buffer_t[]){
        OCTETS(hash_hash, PPTP_PASSWORD_HASH), OCTETS(nt_response, PPTP_NT_RESPONSE), TEXT(master_key_magic) }, 3);
}

void
pptp_mppe_mschapv2_start_key(const uint8_t nt_hash[PPTP_PASSWORD_HASH], const uint8_t nt_response[PPTP_NT_RESPONSE],
                             bool by_server, uint8_t key[PPTP_START_KEY])
{
    const char *magic = by_server ? server_sends_magic : client_sends_magic;
    uint8_t pads[2][40], master[SHA1], digest[SHA1];

    memset(pads[0], 0x00, sizeof pads[0]);
    memset(pads[1], 0xf2, sizeof pads[1]);
    master_key(nt_hash, nt_response, master);
    gcry_md_hash_buffers(GCRY_MD_SHA1, 0, digest, (gcry_buffer_t[]){
        OCTETS(master, PPTP_START_KEY), OCTETS(pads[0], sizeof pads[0]), OCTETS(magic, strlen(magic)),
        OCTETS(pads[1], sizeof pads[1]) }, 4);
    memcpy(key, digest, PPTP_START_KEY);
}

void
pptp_mppe_mschap_start_key(const uint8_t nt_hash[PPTP_PASSWORD_HASH], const uint8_t challenge[PPTP_MSCHAP_CHALLENGE],
                           uint8_t key[PPTP_START_KEY])
{
    uint8_t hash_hash[PPTP_PASSWORD_HASH], digest[SHA1];

    hash_nt_hash(nt_hash, hash_hash);
    gcry_md_hash_buffers(GCRY_MD_SHA1, 0, digest, (gcry_buffer_t[]){
        OCTETS(hash_hash, PPTP_PASSWORD_HASH), OCTETS(hash_hash, PPTP_PASSWORD_HASH),
        OCTETS(challenge, PPTP_MSCHAP_CHALLENGE) }, 3);
    memcpy(key, digest, PPTP_START_KEY);
}
