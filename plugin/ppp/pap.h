/* Follows PAP, which sends the password in the clear (RFC 1334 section 2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_PAP_H
#define PPTP_PPP_PAP_H

#include "ppp/authentication.h"

/* Reads the next packet of PAP. Returns its part; the newest authentication is then the one to which it belongs. */
enum pptp_authentication_part pptp_ppp_pap_follow(struct pptp_authentication_packet *packet);

#endif
