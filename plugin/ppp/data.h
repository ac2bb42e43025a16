/* Follows the data of a link: counts what is sent in the clear and encrypted, and checks it against the MRU.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_DATA_H
#define PPTP_PPP_DATA_H

#include "ppp/news.h"

/* Checks the packet, of any protocol, against the Maximum-Receive-Unit of the end that receives it. */
void pptp_ppp_data_check_length(struct pptp_news *news);

/* A packet of IPv4 that anybody can read. protocol: PPTP_CLEAR_IPV4. */
void pptp_ppp_data_follow_ipv4(struct pptp_news *news, unsigned protocol);

/* A data packet that anybody can read. protocol: enum pptp_clear. */
void pptp_ppp_data_follow_clear(struct pptp_news *news, unsigned protocol);

/* A data packet of a protocol that nobody here can read: encrypted, or unknown. */
void pptp_ppp_data_follow_opaque(struct pptp_news *news);

/* Some data about which nothing is known. It counts as a sign that data flows. */
void pptp_ppp_data_follow_unknown(struct pptp_news *news);

/* A packet of 0x00FD, which is compressed or encrypted. unused: 0. */
void pptp_ppp_data_follow_compressed(struct pptp_news *news, unsigned unused);

/* A second copy of a packet of 0x00FD. It is not counted, but is decrypted all the same. */
void pptp_ppp_data_follow_copy(struct pptp_news *news, const struct pptp_packet *copied);

#endif
