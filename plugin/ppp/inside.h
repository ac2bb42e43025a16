/* Follows what the hosts behind the two ends ask each other inside a tunnel, as far as it can be read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_INSIDE_H
#define PPTP_PPP_INSIDE_H

#include "ppp/news.h"

/* Follows a packet of IPv4 or IPv6 to one receiver, sent in the clear or decrypted. Ignores other protocols, and what
 * is too short. news: the PPP packet that carried it. protocol: PPP's. */
void pptp_ppp_inside_follow(struct pptp_news *news, uint16_t protocol, const uint8_t *octets, unsigned size);

/* Returns whether the sender of the packets goes on as if it had not been told. */
bool pptp_ppp_inside_is_ignored(const struct pptp_too_big *too_big);

/* The same for a packet to many receivers: only IPv6's own configuration is followed. */
void pptp_ppp_inside_follow_many(struct pptp_news *news, uint16_t protocol, const uint8_t *octets, unsigned size);

#endif
