/* Calls libgcrypt's RC4, DES, MD4, MD5 and SHA-1 and checks what it returns.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "mppe/ciphers.h"

/* Once the algorithms are known to be available, only a lack of memory is left: that ends the program, as in glib
 * and wmem. */
static void
check(gcry_error_t error)
{
    if (error)
        g_error("libgcrypt: %s", gcry_strerror(error));
}

static bool
has_hash(enum gcry_md_algos algorithm)
{
    gcry_md_hd_t hash;

    if (gcry_md_open(&hash, algorithm, 0) != 0)
        return false;
    gcry_md_close(hash);
    return true;
}

static bool
has_cipher(enum gcry_cipher_algos algorithm, enum gcry_cipher_modes mode)
{
    gcry_cipher_hd_t cipher;

    if (gcry_cipher_open(&cipher, algorithm, mode, 0) != 0)
        return false;
    gcry_cipher_close(cipher);
    return true;
}

bool
pptp_mppe_ciphers_are_available(void)
{
    static enum { UNKNOWN, AVAILABLE, REFUSED } state;

    if (state == UNKNOWN) {
        bool available = has_hash(GCRY_MD_MD4) && has_hash(GCRY_MD_MD5) && has_hash(GCRY_MD_SHA1)
                         && has_cipher(GCRY_CIPHER_ARCFOUR, GCRY_CIPHER_MODE_STREAM)
                         && has_cipher(GCRY_CIPHER_DES, GCRY_CIPHER_MODE_ECB);

        state = available ? AVAILABLE : REFUSED;
    }
    return state == AVAILABLE;
}

void
pptp_mppe_ciphers_md4(const void *octets, size_t size, uint8_t digest[PPTP_MD4])
{
    gcry_md_hash_buffer(GCRY_MD_MD4, digest, octets, size);
}

void
pptp_mppe_ciphers_md5(const gcry_buffer_t *parts, int count, uint8_t digest[PPTP_MD5])
{
    check(gcry_md_hash_buffers(GCRY_MD_MD5, 0, digest, parts, count));
}

void
pptp_mppe_ciphers_sha1(const gcry_buffer_t *parts, int count, uint8_t digest[PPTP_SHA1])
{
    check(gcry_md_hash_buffers(GCRY_MD_SHA1, 0, digest, parts, count));
}

/* libgcrypt uses a weak key when it is allowed to, and still calls it weak. */
void
pptp_mppe_ciphers_des(const uint8_t key[PPTP_DES_BLOCK], const void *in, uint8_t out[PPTP_DES_BLOCK])
{
    gcry_cipher_hd_t des;
    gcry_error_t error;

    check(gcry_cipher_open(&des, GCRY_CIPHER_DES, GCRY_CIPHER_MODE_ECB, 0));
    check(gcry_cipher_ctl(des, GCRYCTL_SET_ALLOW_WEAK_KEY, NULL, 1));
    error = gcry_cipher_setkey(des, key, PPTP_DES_BLOCK);
    check(gcry_err_code(error) == GPG_ERR_WEAK_KEY ? 0 : error);
    check(gcry_cipher_encrypt(des, out, PPTP_DES_BLOCK, in, PPTP_DES_BLOCK));
    gcry_cipher_close(des);
}

static pptp_bool
close_rc4(wmem_allocator_t *scope _U_, wmem_cb_event_t event _U_, void *rc4)
{
    gcry_cipher_close(rc4);
    return FALSE;
}

gcry_cipher_hd_t
pptp_mppe_ciphers_rc4(wmem_allocator_t *scope)
{
    gcry_cipher_hd_t rc4;

    check(gcry_cipher_open(&rc4, GCRY_CIPHER_ARCFOUR, GCRY_CIPHER_MODE_STREAM, 0));
    wmem_register_callback(scope, close_rc4, rc4);
    return rc4;
}

void
pptp_mppe_ciphers_set_key(gcry_cipher_hd_t rc4, const uint8_t *key, size_t size)
{
    check(gcry_cipher_setkey(rc4, key, size));
}

void
pptp_mppe_ciphers_run(gcry_cipher_hd_t rc4, uint8_t *out, const uint8_t *in, size_t size)
{
    check(gcry_cipher_encrypt(rc4, out, size, in, size));
}
