/* The accounts whose MPPE the user wants opened: Preferences, Protocols, PPTP, the table pptp_accounts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_ACCOUNTS_H
#define PPTP_MPPE_ACCOUNTS_H

#include <epan/prefs.h>

#include "mppe/mschap.h"

enum pptp_secret_kind { PPTP_SECRET_PASSWORD, PPTP_SECRET_NT_HASH };

struct pptp_account {
    char *user;                             /* as the user wrote it, a domain in front of it with a backslash; "": any */
    char *secret;
    unsigned kind;                          /* of the secret: enum pptp_secret_kind */
    uint8_t nt_hash[PPTP_PASSWORD_HASH];
    uint8_t lm_hash[PPTP_PASSWORD_HASH];
    bool has_lm_hash;                       /* it follows from an ASCII password only */
};

/* The accounts as they are now; they change between captures or dissections only. */
const struct pptp_account *pptp_mppe_accounts(unsigned *count);

/* Whether the account is that of a user whose name was sent so: capitals and small letters of ASCII are the same, and a domain
 * must be the same where both name one. */
bool pptp_mppe_account_fits(const struct pptp_account *account, const uint8_t *user, unsigned size);

/* Adds the table to the preferences of the protocol. */
void pptp_mppe_accounts_register(module_t *preferences);

#endif
