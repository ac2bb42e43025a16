/* Follows what the hosts behind the two ends ask each other inside a tunnel, as far as it can be read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_INSIDE_H
#define PPTP_PPP_INSIDE_H

#include "ppp/inner.h"
#include "ppp/news.h"

/* Follows a packet to one receiver, sent in the clear or decrypted. news: the PPP packet that carried it. */
void pptp_ppp_inside_follow(struct pptp_news *news, const struct pptp_inner *inner);

/* Returns whether the sender of the packets goes on as if it had not been told. */
bool pptp_ppp_inside_is_ignored(const struct pptp_too_big *too_big);

#endif
