/* Refuses RC4 when loaded before libgcrypt (LD_PRELOAD), as libgcrypt does in FIPS mode, which Wireshark switches off.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#define _GNU_SOURCE
#include <dlfcn.h>

#include <gcrypt.h>

__attribute__((visibility("default"))) gcry_error_t
gcry_cipher_open(gcry_cipher_hd_t *cipher, int algorithm, int mode, unsigned flags)
{
    gcry_error_t (*open)(gcry_cipher_hd_t *, int, int, unsigned);

    if (algorithm == GCRY_CIPHER_ARCFOUR)
        return gcry_error(GPG_ERR_CIPHER_ALGO);
    *(void **)&open = dlsym(RTLD_NEXT, "gcry_cipher_open");
    return open(cipher, algorithm, mode, flags);
}
