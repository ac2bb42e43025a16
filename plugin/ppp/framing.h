/* Judges how packets are framed: PPP in GRE has a protocol field, and neither flags nor escapes (RFC 2637 section 4).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_FRAMING_H
#define PPTP_PPP_FRAMING_H

#include "ppp/news.h"

/* Follows a packet that is not a PPP packet: it is framed as on a serial line (RFC 1662), or begins with the header of
 * IP. Returns false if it is neither, and then does nothing. Call this before the protocol field is read. */
bool pptp_ppp_framing_follow_foreign(struct pptp_news *news);

/* Judges a protocol field of one octet. Call this once it is read. */
void pptp_ppp_framing_check_protocol(struct pptp_news *news);

#endif
