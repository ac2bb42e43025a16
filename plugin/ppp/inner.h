/* Reads the headers of an IP packet inside a tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_INNER_H
#define PPTP_PPP_INNER_H

#include <stdbool.h>

#include "ppp/state.h"

/* An IP packet inside a tunnel. */
struct pptp_inner {
    struct pptp_host from;
    struct pptp_host to;
    uint8_t protocol;
    uint8_t ttl;            /* or the hop limit */
    uint16_t id;            /* IPv4's Identification */
    uint32_t length;        /* octets with IP's header, as that says */
    const uint8_t *octets;  /* after IP's header, of the first fragment */
    unsigned size;          /* of those, as captured */
    bool is_whole;          /* no fragment, and not cut */
};

/* Reads a packet of IPv4, or of IPv6 without extension headers. protocol: PPP's. The octets must stay. Returns false if
 * it is another protocol, or if the header was not captured in full. */
bool pptp_ppp_inner_read(struct pptp_inner *inner, uint16_t protocol, const uint8_t *octets, unsigned size);

enum { PPTP_UDP_HEADER = 8, PPTP_DNS_HEADER = 12 };     /* octets */
enum { PPTP_PORT_DNS = 53 };

/* Returns a UDP packet's source port (offset 0) or destination port (2); 0 if it is none. */
unsigned pptp_ppp_inner_udp_port(const struct pptp_inner *inner, unsigned offset);

/* Returns whether a packet comes from a name server (offset 0) or goes to one (2), with the header of DNS in full. */
bool pptp_ppp_inner_is_dns(const struct pptp_inner *inner, unsigned offset);

/* Returns whether the packet asks for no answer: a report (syslog, SNMP's traps, NetFlow, IPFIX, sFlow), or media of
 * RTP (RFC 3550). */
bool pptp_ppp_inner_goes_one_way(const struct pptp_inner *inner);

/* Returns the two octets at the offset after IP's header, which must have been captured. */
static inline unsigned
pptp_ppp_inner_number(const struct pptp_inner *inner, unsigned offset)
{
    return (unsigned)(inner->octets[offset] << 8 | inner->octets[offset + 1]);
}

/* Returns whether the packet begins with this ICMP type, or this ICMPv6 type. */
bool pptp_ppp_inner_is_icmp(const struct pptp_inner *inner, uint8_t type, uint8_t type_v6);

/* Returns whether the packet is an opening of TCP (SYN), the reply to one (SYN with ACK), or its refusal: an RST that
 * answers a SYN acknowledges it (RFC 9293 section 3.10.7.1). */
bool pptp_ppp_inner_opens(const struct pptp_inner *inner);
bool pptp_ppp_inner_accepts(const struct pptp_inner *inner);
bool pptp_ppp_inner_refuses(const struct pptp_inner *inner);

/* Returns whether an address is one of IPv4 that routers of the Internet know: of no private, shared or local network
 * (RFC 1918, RFC 6598, RFC 3927, RFC 1122). */
bool pptp_ppp_inner_is_public(const struct pptp_host *host);

/* Returns whether two addresses are the same. */
bool pptp_ppp_inner_is_same(const struct pptp_host *host, const struct pptp_host *other);

#endif
