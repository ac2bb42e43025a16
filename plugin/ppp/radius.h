/* What RADIUS, captured in the same file, tells of an authentication: the MPPE keys that it gave the authenticator.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_RADIUS_H
#define PPTP_PPP_RADIUS_H

#include "ppp/authentication.h"
#include "radius/exchange.h"

/* Call this with a Response of CHAP of any kind. value: its Value, of so many captured octets. */
void pptp_ppp_radius_follow_value(struct pptp_authentication *authentication,
                                  const struct pptp_authentication_packet *packet, const uint8_t *value, unsigned size);

/* Call this with an Authenticate-Request of PAP, and the user's name in it. */
void pptp_ppp_radius_follow_user(struct pptp_authentication *authentication,
                                 const struct pptp_authentication_packet *packet, struct pptp_text user);

/* Call this with a Response of EAP. */
void pptp_ppp_radius_follow_eap(struct pptp_authentication *authentication,
                                const struct pptp_authentication_packet *packet);

/* Returns what is known of the keys that RADIUS gave for an authentication. */
enum pptp_radius_keys_known pptp_ppp_radius_keys_known(const struct pptp_authentication *authentication);

/* Computes the start key (RFC 3079) for what an end sends, from the keys of RADIUS. bits: those of MPPE's option
 * (mppe/option.h). Returns false if they are not known. */
bool pptp_ppp_radius_start_key(const struct pptp_authentication *authentication, unsigned from, uint32_t bits,
                               uint8_t key[PPTP_START_KEY]);

#endif
