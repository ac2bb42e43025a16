/* Follows the control protocols of a link: LCP, CCP, IPCP and IPv6CP (RFC 1661 section 5, RFC 1962 section 5).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_CONTROL_H
#define PPTP_PPP_CONTROL_H

#include "ppp/news.h"

/* Follows a packet of a control protocol. protocol: enum pptp_control_protocol. */
void pptp_ppp_control_follow(struct pptp_news *news, unsigned protocol);

/* Follows a packet of CBCP, Microsoft's Callback Control Protocol. unused: 0. */
void pptp_ppp_control_follow_callback(struct pptp_news *news, unsigned unused);

#endif
