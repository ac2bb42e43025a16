/* ICMP errors that quote a tunnel's packets: the proof that somebody does not let GRE through.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_ICMP_H
#define PPTP_ICMP_H

#include <epan/packet.h>

struct pptp_icmp {
    unsigned version;           /* of IP: 4 or 6 */
    uint8_t type;
    uint8_t code;
    address sender;             /* as long-lived as the packet is dissected */
};

/* In the place of Wireshark's dissectors of ICMP and ICMPv6: keeps what the GRE that they quote cannot know. */
int pptp_icmp_dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);
int pptp_icmpv6_dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);

/* The error that quotes the packet dissected now; NULL if there is none. It is given once: what lies in that packet was
 * not quoted for its own sake. */
const struct pptp_icmp *pptp_icmp_take(void);

/* "Destination unreachable (Protocol unreachable)", and what that means for GRE; static, or in the pool. */
const char *pptp_icmp_name(wmem_allocator_t *pool, const struct pptp_icmp *icmp);
const char *pptp_icmp_meaning(const struct pptp_icmp *icmp);

#endif
