/* Watches for the addresses inside the tunnels in frames that no tunnel carries: on the network behind an end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_BESIDE_H
#define PPTP_PPP_BESIDE_H

#include <epan/packet.h>

#include "ppp/news.h"

#define PPTP_MAC_OCTETS 6

/* What was seen of an end's address inside the tunnel, while the tunnel carried data. Only Ethernet counts. */
struct pptp_beside {
    struct pptp_tally from;             /* packets of IPv4 */
    struct pptp_tally to;
    struct pptp_tally asked;            /* requests of ARP for it, by others */
    uint32_t asked_again;               /* at once, and by the same host: it got no reply */
    uint32_t first_asker;               /* the address of the first, in network byte order */
    uint32_t asker;                     /* and of the last */
    struct pptp_tally claims;           /* ARP packets whose sender claims to have it */
    struct pptp_moment other_claim;     /* the first with another MAC address */
    uint8_t mac[PPTP_MAC_OCTETS], other_mac[PPTP_MAC_OCTETS];
};

/* Makes the watch begin with a new capture. Its memory comes from scope. */
void pptp_ppp_beside_begin(wmem_allocator_t *scope);

/* Learns the addresses that IPCP has agreed on in the link. */
void pptp_ppp_beside_learn(struct pptp_link *link);

/* Looks at any frame, once its dissection is complete. frame: all its octets. */
void pptp_ppp_beside_watch(tvbuff_t *frame, packet_info *pinfo);

/* These return what was seen of the end's address, the second one to be written: ppp/state.h. */
const struct pptp_beside *pptp_ppp_link_beside(const struct pptp_link *link, unsigned end);
struct pptp_beside *pptp_ppp_link_keep_beside(struct pptp_link *link, unsigned end);

#endif
