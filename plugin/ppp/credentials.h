/* Whether an authentication was passed with one of the user's accounts, and the keys that follow from it. No tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_CREDENTIALS_H
#define PPTP_PPP_CREDENTIALS_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>

#include "mppe/mschap.h"

struct pptp_authentication;

enum pptp_verification {
    PPTP_NOT_VERIFIED,                  /* it is not MS-CHAP, or not captured whole, or decryption is switched off */
    PPTP_NO_ACCOUNT,                    /* of the user's name */
    PPTP_DIFFERS,                       /* from what the password of that account makes */
    PPTP_NEEDS_LM_HASH,                 /* it is LAN Manager's only, which the account does not tell */
    PPTP_MATCHES
};

/* What was found out about an authentication. */
struct pptp_credentials {
    enum pptp_verification response;    /* the peer's: known with the Response */
    enum pptp_verification success;     /* the authenticator's own, in MS-CHAPv2's Success: known with that */
    const char *account;                /* whose response it is: the user name as the table has it; in scope, NULL if none */
    uint8_t nt_hash[PPTP_PASSWORD_HASH];
    uint8_t lm_hash[PPTP_PASSWORD_HASH];
    bool has_lm_hash;
};

/* With the Response (RFC 2433 section 7, RFC 2759 section 4): looks for an account of the user that makes the same. Costs at
 * most a hash, and three times DES for each account of that name. */
void pptp_ppp_credentials_verify_response(wmem_allocator_t *scope, struct pptp_authentication *authentication);

/* With the Success (RFC 2759 section 5): does the server know the password too? Nothing if the Response was not verified. */
void pptp_ppp_credentials_verify_success(struct pptp_authentication *authentication);

/* The start key (RFC 3079) of what an end sends, after an authentication whose Response matches. bits: of MPPE's option. Answers
 * false if that is LAN Manager's hash, which the account does not tell. */
bool pptp_ppp_credentials_start_key(const struct pptp_authentication *authentication, unsigned from, uint32_t bits,
                                    uint8_t key[PPTP_START_KEY]);

#endif
