/* Finds the account with which an MS-CHAP authentication was passed, and the MPPE keys that follow from it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_CREDENTIALS_H
#define PPTP_PPP_CREDENTIALS_H

#include "ppp/authentication.h"

/* Call this with the Response (RFC 2433 section 7, RFC 2759 section 4). Looks for an account of the user whose
 * secret gives the same Response, and sets credentials.response. Costs at most one hash, and three DES encryptions
 * per account of that name, or six if its password is not ASCII; twice that if the name has a domain. */
void pptp_ppp_credentials_verify_response(const struct pptp_authentication_packet *packet,
                                          struct pptp_authentication *authentication);

/* Call this with the Success (RFC 2759 section 5). Sets credentials.success to whether the server knows the
 * password too, if an account matched the Response. */
void pptp_ppp_credentials_verify_success(struct pptp_authentication *authentication);

/* Returns whether the password is empty: PAP's, or the one from which MS-CHAP's Response follows. Costs at most one
 * hash and three DES encryptions. */
bool pptp_ppp_credentials_are_empty(const struct pptp_authentication *authentication);

/* Computes the start key (RFC 3079) for what an end sends, after an authentication whose Response an account
 * matches. bits: those of MPPE's option (mppe/option.h). Returns false if the key is the LAN Manager hash and the
 * account has none. */
bool pptp_ppp_credentials_start_key(const struct pptp_authentication *authentication, unsigned from, uint32_t bits,
                                    uint8_t key[PPTP_START_KEY]);

#endif
