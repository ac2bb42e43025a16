/* The accounts whose traffic the user wants to decrypt: the table pptp_accounts under Preferences, Protocols,
 * PPTP.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_ACCOUNTS_H
#define PPTP_MPPE_ACCOUNTS_H

#include <epan/prefs.h>

#include "mppe/mschap.h"

enum pptp_secret_kind { PPTP_SECRET_PASSWORD, PPTP_SECRET_NT_HASH };

/* How a password becomes the 16-bit characters that its NT hash is computed from. Those of ASCII are the same. */
enum pptp_reading {
    PPTP_READING_UTF16,                     /* as RFC 2759 section 8.3 has it: UTF-8 to UTF-16 */
    PPTP_READING_OCTETS,                    /* each octet of its UTF-8 is a character */
    PPTP_READINGS
};

struct pptp_account {
    char *user;                             /* as the user wrote it, DOMAIN\name, name@realm or name; "": any user */
    char *secret;
    unsigned kind;                          /* of the secret: enum pptp_secret_kind */
    unsigned readings;                      /* of the password: 1, or PPTP_READINGS if it is not ASCII */
    uint8_t nt_hash[PPTP_READINGS][PPTP_PASSWORD_HASH];     /* unset without the ciphers (mppe/ciphers.h) */
    uint8_t lm_hash[PPTP_PASSWORD_HASH];
    bool has_lm_hash;                       /* only an ASCII password has one */
};

/* Returns the accounts. They change only between captures or dissections. */
const struct pptp_account *pptp_mppe_accounts(unsigned *count);

/* Returns whether the account is that of the user name in a packet. ASCII letters compare without regard to case;
 * the domains must be equal if both names have one, and so must the realms. */
bool pptp_mppe_account_fits(const struct pptp_account *account, const uint8_t *user, unsigned size);

/* Adds the table to the preferences of the protocol. */
void pptp_mppe_accounts_register(module_t *preferences);

#endif
