/* Checks the Response Authenticator (RFC 2865 section 3) and decrypts MPPE keys (RFC 2548 section 2.4) with the shared
 * secret that the user gave Wireshark's own RADIUS dissector.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/prefs.h>
#include <epan/prefs-int.h>

#include "mppe/ciphers.h"
#include "radius/secret.h"

enum { SALT = 2, MSCHAP_KEYS = 32, LM_KEY = 8 };        /* octets */
enum { LEAST_KEY = 8 };                 /* octets of a key: MPPE with 40 and 56 bits needs as many */
enum { MOST_PLAIN = 256 };              /* octets: more than an attribute can have */

#define OCTETS(from, count) { .data = (void *)(from), .len = (count) }

static struct pptp_radius_octets
shared_secret(void)
{
    module_t *module = prefs_find_module("radius");
    pref_t *preference = module ? prefs_find_preference(module, "shared_secret") : NULL;
    const char *secret = preference ? prefs_get_string_value(preference, pref_current) : NULL;

    return (struct pptp_radius_octets){ .octets = (const uint8_t *)secret, .size = secret ? strlen(secret) : 0 };
}

static bool
is_made_with(const struct pptp_radius_packet *reply, const uint8_t *authenticator, struct pptp_radius_octets secret)
{
    uint8_t digest[PPTP_MD5];

    if (!reply->is_whole)
        return false;
    pptp_mppe_ciphers_md5((gcry_buffer_t[]){
        OCTETS(reply->all.octets, PPTP_RADIUS_HEADER - PPTP_RADIUS_AUTHENTICATOR),
        OCTETS(authenticator, PPTP_RADIUS_AUTHENTICATOR),
        OCTETS(reply->all.octets + PPTP_RADIUS_HEADER, reply->all.size - PPTP_RADIUS_HEADER),
        OCTETS(secret.octets, secret.size) }, 4, digest);
    return memcmp(digest, reply->authenticator, sizeof digest) == 0;
}

/* What encrypted the keys in a reply. */
struct lock {
    struct pptp_radius_octets secret;
    const uint8_t *authenticator;       /* of the Access-Request */
    bool is_proven;                     /* the Response Authenticator shows that the secret is right */
};

/* Decrypts blocks of 16 octets. The first is encrypted with the secret, the authenticator and the salt, each later one
 * with the secret and the encrypted block before it (RFC 2548 section 2.4.2, and without salt RFC 2865 section 5.2).
 * Returns the octets decrypted. */
static unsigned
decrypt(const struct lock *lock, struct pptp_radius_octets salt, struct pptp_radius_octets in,
        uint8_t plain[MOST_PLAIN])
{
    gcry_buffer_t parts[] = { OCTETS(lock->secret.octets, lock->secret.size),
                              OCTETS(lock->authenticator, PPTP_RADIUS_AUTHENTICATOR),
                              OCTETS(salt.octets, salt.size) };
    uint8_t mask[PPTP_MD5];
    unsigned done;

    for (done = 0; done + PPTP_MD5 <= MIN(in.size, MOST_PLAIN); done += PPTP_MD5) {
        pptp_mppe_ciphers_md5(parts, G_N_ELEMENTS(parts), mask);
        for (unsigned i = 0; i < PPTP_MD5; i++)
            plain[done + i] = in.octets[done + i] ^ mask[i];
        parts[1].data = (void *)(in.octets + done);
        parts[2].len = 0;
    }
    return done;
}

/* Zeros are only recommended. If the reply was not captured in full, they are what shows that the secret is right. */
static bool
is_padding(const struct lock *lock, const uint8_t *octets, unsigned size)
{
    for (unsigned i = 0; i < size && !lock->is_proven; i++) {
        if (octets[i] != 0)
            return false;
    }
    return size < PPTP_MD5;
}

/* The key is preceded by its length and padded to whole blocks. The keys of EAP-TLS have 32 octets, of which MPPE uses
 * the first 16, as pppd does. */
static bool
decrypt_key(const struct lock *lock, struct pptp_radius_octets value, uint8_t key[PPTP_START_KEY])
{
    uint8_t plain[MOST_PLAIN];
    struct pptp_radius_octets salt = { .octets = value.octets, .size = SALT };
    struct pptp_radius_octets in = { .octets = value.octets + SALT, .size = value.size > SALT ? value.size - SALT : 0 };
    unsigned size = value.size > SALT ? decrypt(lock, salt, in, plain) : 0;

    if (size == 0 || plain[0] < LEAST_KEY || plain[0] >= size)
        return false;
    memset(key, 0, PPTP_START_KEY);
    memcpy(key, plain + 1, MIN(plain[0], PPTP_START_KEY));
    return is_padding(lock, plain + 1 + plain[0], size - 1 - plain[0]);
}

/* LM-Key and NT-Key, padded. */
static bool
decrypt_hashes(const struct lock *lock, struct pptp_radius_octets value, struct pptp_radius_keys *keys)
{
    uint8_t plain[MOST_PLAIN];
    struct pptp_radius_octets no_salt = { .octets = plain };
    enum { KEYS = LM_KEY + PPTP_PASSWORD_HASH };

    if (value.size != MSCHAP_KEYS)
        return false;
    decrypt(lock, no_salt, value, plain);
    memset(keys->lm, 0, sizeof keys->lm);
    memcpy(keys->lm, plain, LM_KEY);
    memcpy(keys->nt_hash_hash, plain + LM_KEY, PPTP_PASSWORD_HASH);
    return is_padding(lock, plain + KEYS, MSCHAP_KEYS - KEYS);
}

static enum pptp_radius_keys_known
decrypt_keys(const struct pptp_radius_packet *reply, const struct lock *lock, struct pptp_radius_keys *keys)
{
    if (reply->is_whole && !lock->is_proven)
        return PPTP_RADIUS_WRONG_SECRET;
    if (reply->send_key.octets && reply->recv_key.octets && decrypt_key(lock, reply->send_key, keys->send)
        && decrypt_key(lock, reply->recv_key, keys->receive))
        return PPTP_RADIUS_START_KEYS;
    if (decrypt_hashes(lock, reply->mschap_keys, keys))
        return PPTP_RADIUS_HASHES;
    return lock->is_proven ? PPTP_RADIUS_KEYS_UNREADABLE : PPTP_RADIUS_WRONG_SECRET;
}

struct pptp_radius_keys
pptp_radius_secret_keys(const struct pptp_radius_packet *reply, const uint8_t authenticator[PPTP_RADIUS_AUTHENTICATOR])
{
    struct pptp_radius_octets secret = shared_secret();
    struct pptp_radius_keys keys = { .known = PPTP_RADIUS_NO_KEYS };
    bool has_keys = (reply->send_key.octets && reply->recv_key.octets) || reply->mschap_keys.octets;

    if (reply->code != PPTP_RADIUS_ACCEPT || (!has_keys && reply->is_whole))
        return keys;
    if (!has_keys || !pptp_mppe_ciphers_are_available())
        keys.known = PPTP_RADIUS_KEYS_UNREADABLE;
    else if (secret.size == 0)
        keys.known = PPTP_RADIUS_NO_SECRET;
    else
        keys.known = decrypt_keys(reply, &(struct lock){ .secret = secret, .authenticator = authenticator,
                                                         .is_proven = is_made_with(reply, authenticator, secret) },
                                  &keys);
    return keys;
}
