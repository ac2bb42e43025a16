/* Follows EAP (RFC 3748), as far as it can be read without the keys of its methods.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_EAP_H
#define PPTP_PPP_EAP_H

#include "ppp/authentication.h"

/* Reads the next packet of EAP. Returns its part; the newest authentication is then the one to which it belongs. */
enum pptp_authentication_part pptp_ppp_eap_follow(struct pptp_authentication_packet *packet);

/* Returns "EAP-TLS"..., or NULL if the method is unknown. Static. */
const char *pptp_ppp_eap_method(uint8_t type);

/* Returns whether the method may derive keys, which MPPE needs (RFC 3748 section 5). Type 0, not captured, may. */
bool pptp_ppp_eap_has_keys(uint8_t type);

#endif
