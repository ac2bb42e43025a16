/* Refuses an algorithm when loaded before libgcrypt (LD_PRELOAD), as libgcrypt does in FIPS mode, which Wireshark
 * switches off. The environment names it by its number: REFUSED_CIPHER (enum gcry_cipher_algos) or REFUSED_HASH (enum
 * gcry_md_algos).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>

#include <gcrypt.h>

static bool
is_refused(const char *variable, int algorithm)
{
    const char *refused = getenv(variable);

    return refused && atoi(refused) == algorithm;
}

__attribute__((visibility("default"))) gcry_error_t
gcry_cipher_open(gcry_cipher_hd_t *cipher, int algorithm, int mode, unsigned flags)
{
    gcry_error_t (*open)(gcry_cipher_hd_t *, int, int, unsigned);

    if (is_refused("REFUSED_CIPHER", algorithm))
        return gcry_error(GPG_ERR_CIPHER_ALGO);
    *(void **)&open = dlsym(RTLD_NEXT, "gcry_cipher_open");
    return open(cipher, algorithm, mode, flags);
}

__attribute__((visibility("default"))) gcry_error_t
gcry_md_open(gcry_md_hd_t *hash, int algorithm, unsigned flags)
{
    gcry_error_t (*open)(gcry_md_hd_t *, int, unsigned);

    if (is_refused("REFUSED_HASH", algorithm))
        return gcry_error(GPG_ERR_DIGEST_ALGO);
    *(void **)&open = dlsym(RTLD_NEXT, "gcry_md_open");
    return open(hash, algorithm, flags);
}
