/* Wraps the dissectors of ICMP and ICMPv6, and keeps an error while the packet that it quotes is dissected.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ipproto.h>

#include "icmp.h"
#include "takeover.h"

enum { UNREACHABLE = 3, SOURCE_QUENCH = 4, TIME_EXCEEDED = 11, PARAMETER_PROBLEM = 12 };     /* of ICMP, RFC 792 */

enum { QUOTED = 8, IPV6_HEADER = 40 };      /* octets: of the error's header, of an IPv6 header */

#define FIRST_INFORMATION 128   /* of ICMPv6: lower types are errors, RFC 4443 section 2.1 */

/* The quoted packet. */
struct quote {
    uint8_t protocol;
    unsigned payload;       /* offset of what follows its IP headers */
};

static struct pptp_place icmp = { .table = "ip.proto", .pattern = IP_PROTO_ICMP, .description = "ICMP (with PPTP)" };
static struct pptp_place icmpv6 = {
    .table = "ip.proto", .pattern = IP_PROTO_ICMPV6, .description = "ICMPv6 (with PPTP)"
};

static pptp_icmp_listener tcp_listener, udp_listener;
static const struct pptp_refusal *around;       /* the error being dissected, if it quotes GRE; NULL: none, or taken */

/* Returns true if the message says that a packet did not arrive. A redirect quotes a packet that did. */
static bool
is_error(const struct pptp_refusal *error)
{
    if (error->version == 6)
        return error->type < FIRST_INFORMATION;
    return error->type == UNREACHABLE || error->type == SOURCE_QUENCH || error->type == TIME_EXCEEDED
        || error->type == PARAMETER_PROBLEM;
}

const struct pptp_refusal *
pptp_icmp_take(void)
{
    const struct pptp_refusal *taken = around;

    around = NULL;
    return taken;
}

static void
restore(tvbuff_t *tvb _U_, packet_info *pinfo _U_, proto_tree *tree _U_, const void *outside)
{
    around = outside;
}

/* Calls the built-in dissector of a message. error: NULL if the message is none, or does not quote GRE. A message may
 * lie in a tunnel that another message quotes, so the error around it is restored afterwards. */
static int
dissect_around(const struct pptp_refusal *error, const struct pptp_place *place, tvbuff_t *tvb, packet_info *pinfo,
               proto_tree *tree, void *data)
{
    const struct pptp_refusal *outside = around;

    around = error;
    return pptp_takeover_call_and(place, tvb, pinfo, tree, data, restore, outside);
}

static bool
is_extension(uint8_t protocol)
{
    return protocol == IP_PROTO_HOPOPTS || protocol == IP_PROTO_ROUTING || protocol == IP_PROTO_FRAGMENT
        || protocol == IP_PROTO_DSTOPTS;
}

/* Each extension has at least 8 octets, so the loop ends with the quote. */
static void
skip_extensions(tvbuff_t *tvb, struct quote *quote)
{
    while (is_extension(quote->protocol) && tvb_bytes_exist(tvb, quote->payload, 2)) {
        const uint8_t *octets = tvb_get_ptr(tvb, quote->payload, 2);

        quote->payload += quote->protocol == IP_PROTO_FRAGMENT ? 8 : 8 * (octets[1] + 1);
        quote->protocol = octets[0];
    }
}

/* Reads the headers of the quoted packet (RFC 792, RFC 791 section 3.1, RFC 8200 section 3). If they were cut, the
 * protocol is 0. */
static struct quote
read_quote(tvbuff_t *tvb, unsigned version)
{
    struct quote quote = { 0 };
    const uint8_t *octets;

    if (!tvb_bytes_exist(tvb, QUOTED, 10))
        return quote;
    octets = tvb_get_ptr(tvb, QUOTED, 10);
    quote.protocol = octets[version == 6 ? 6 : 9];
    quote.payload = QUOTED + (version == 6 ? IPV6_HEADER : 4 * (octets[0] & 0x0f));
    if (version == 6)
        skip_extensions(tvb, &quote);
    return quote;
}

/* Passes on the TCP segment or UDP packet that the error quotes: the error explains why it gets no reply. */
static void
pass_on(pptp_icmp_listener listener, tvbuff_t *tvb, const packet_info *pinfo, const struct pptp_refusal *error,
        unsigned ports)
{
    unsigned size = error->version == 6 ? 16 : 4, addresses = QUOTED + (error->version == 6 ? 8 : 12);
    struct pptp_end end[2];

    if (!tvb_bytes_exist(tvb, ports, 4) || !tvb_bytes_exist(tvb, addresses, 2 * size))
        return;
    for (unsigned i = 0; i < 2; i++) {
        set_address_tvb(&end[i].address, error->version == 6 ? AT_IPv6 : AT_IPv4, size, tvb, addresses + i * size);
        end[i].port = tvb_get_ntohs(tvb, ports + 2 * i);
    }
    listener(pinfo, end, error);
}

/* The MTU of the link for which the packet was too big (RFC 1191 section 4, RFC 4443 section 3.2). */
static uint32_t
read_mtu(tvbuff_t *tvb, const struct pptp_refusal *error)
{
    if (pptp_refusal_kind(error) != PPTP_REFUSAL_TOO_BIG || !tvb_bytes_exist(tvb, 4, 4))
        return 0;
    return error->version == 6 ? tvb_get_ntohl(tvb, 4) : tvb_get_ntohs(tvb, 6);
}

static int
dissect(unsigned version, const struct pptp_place *place, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
        void *data)
{
    struct pptp_refusal error = { .version = version, .sender = pinfo->src };
    struct quote quote;
    unsigned type_and_code;

    if (tvb_captured_length(tvb) < 2)
        return pptp_takeover_call(place, tvb, pinfo, tree, data);
    type_and_code = tvb_get_ntohs(tvb, 0);
    error.type = type_and_code >> 8;
    error.code = type_and_code & 0xff;
    error.mtu = read_mtu(tvb, &error);
    if (!is_error(&error))
        return pptp_takeover_call(place, tvb, pinfo, tree, data);
    quote = read_quote(tvb, version);
    if (quote.protocol == IP_PROTO_TCP && !pinfo->flags.in_error_pkt)
        pass_on(tcp_listener, tvb, pinfo, &error, quote.payload);
    if (quote.protocol == IP_PROTO_UDP && !pinfo->flags.in_error_pkt)
        pass_on(udp_listener, tvb, pinfo, &error, quote.payload);
    return dissect_around(quote.protocol == IP_PROTO_GRE ? &error : NULL, place, tvb, pinfo, tree, data);
}

static int
dissect_icmp(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    return dissect(4, &icmp, tvb, pinfo, tree, data);
}

static int
dissect_icmpv6(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    return dissect(6, &icmpv6, tvb, pinfo, tree, data);
}

void
pptp_icmp_handoff(pptp_icmp_listener tcp, pptp_icmp_listener udp)
{
    tcp_listener = tcp;
    udp_listener = udp;
    pptp_takeover_wrap(&icmp, dissect_icmp);
    pptp_takeover_wrap(&icmpv6, dissect_icmpv6);
}
