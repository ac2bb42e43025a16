/* The path of a packet through the PPP link in a tunnel: who reads it, and what it tells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_LINK_H
#define PPTP_PPP_LINK_H

#include "ppp/state.h"

/* Follows the next packet of an end. packet: must stay where it is; octets: what was captured after GRE's header;
 * length: how many octets there were. A second copy of a packet must not be given. Returns whether the packet told
 * something: then the link has an event of it. Sets the packet's content and has_result. */
bool pptp_ppp_link_follow(struct pptp_link *link, unsigned from, struct pptp_packet *packet, const uint8_t *octets,
                          unsigned captured, unsigned length);

/* Follows a second copy of the packet copied. It tells nothing new, but is decrypted all the same. Sets has_result. */
void pptp_ppp_link_follow_copy(struct pptp_link *link, unsigned from, struct pptp_packet *packet,
                               const struct pptp_packet *copied, const uint8_t *octets, unsigned captured,
                               unsigned length);

#endif
