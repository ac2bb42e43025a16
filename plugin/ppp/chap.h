/* Follows CHAP with MD5 (RFC 1994), as MS-CHAP (RFC 2433) and as MS-CHAPv2 (RFC 2759).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_CHAP_H
#define PPTP_PPP_CHAP_H

#include "ppp/authentication.h"

/* Octets of Encrypted-Password and Encrypted-Hash, which precede the Value of a Change-Password packet (RFC 2759
 * section 7). */
enum { PPTP_NEW_PASSWORD = 516 + 16 };

/* Reads the next packet of CHAP. Returns its part; the newest authentication is then the one to which it belongs. */
enum pptp_authentication_part pptp_ppp_chap_follow(struct pptp_authentication_packet *packet);

/* Reads the Value of a Response, PPTP_MSCHAP_VALUE octets: of MS-CHAP if that is the authentication's protocol,
 * otherwise of MS-CHAPv2. */
void pptp_ppp_chap_read_value(struct pptp_authentication *authentication, const uint8_t *value);

/* Reads the keys E=, R=, C=, V=, S= and M= in the authentication's message (RFC 2433 section 8, RFC 2759 sections
 * 5 and 6), which becomes what follows M=. */
void pptp_ppp_chap_read_message(wmem_allocator_t *scope, struct pptp_authentication *authentication);

/* Returns whether a Success whose message was read lacks S= with 40 hexadecimal digits (RFC 2759 section 5). A packet
 * that the capture cut cannot tell. */
bool pptp_ppp_chap_lacks_proof(const struct pptp_authentication *authentication);

#endif
