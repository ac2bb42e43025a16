/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include <epan/exceptions.h>
#include <epan/ipproto.h>

#include "control/tracking.h"
#include "icmp.h"
#include "tunnel/ip.h"

static const char refused[] = "GRE (IP protocol 47) is not accepted there";
static const char filtered[] = "a firewall there does not let GRE (IP protocol 47) through";
static const char fragments_lost[] = "fragments of the tunnel's packets are lost";
static const char unreachable[] = "the tunnel's other end cannot be reached";
static const char too_big[] = "the tunnel's packets are too big for a link on the way: lower the MTU of PPP";

/* Errors by their names in RFC 792, RFC 1812 and RFC 4443. */
static const struct name {
    unsigned version;
    uint8_t type;
    uint8_t code;
    const char *name;
    const char *meaning;
} names[] = {
    { 4, 3, 0, "Destination unreachable (Network unreachable)", unreachable },
    { 4, 3, 1, "Destination unreachable (Host unreachable)", unreachable },
    { 4, 3, 2, "Destination unreachable (Protocol unreachable)", refused },
    { 4, 3, 3, "Destination unreachable (Port unreachable)", refused },
    { 4, 3, 4, "Destination unreachable (Fragmentation needed)", too_big },
    { 4, 3, 9, "Destination unreachable (Network administratively prohibited)", filtered },
    { 4, 3, 10, "Destination unreachable (Host administratively prohibited)", filtered },
    { 4, 3, 13, "Destination unreachable (Communication administratively prohibited)", filtered },
    { 4, 4, 0, "Source quench", "a router on the way has too much to do" },
    { 4, 11, 0, "Time exceeded (Time to live exceeded in transit)", unreachable },
    { 4, 11, 1, "Time exceeded (Fragment reassembly time exceeded)", fragments_lost },
    { 6, 1, 0, "Destination unreachable (No route to destination)", unreachable },
    { 6, 1, 1, "Destination unreachable (Administratively prohibited)", filtered },
    { 6, 1, 3, "Destination unreachable (Address unreachable)", unreachable },
    { 6, 1, 4, "Destination unreachable (Port unreachable)", refused },
    { 6, 2, 0, "Packet too big", too_big },
    { 6, 3, 0, "Time exceeded (Hop limit exceeded in transit)", unreachable },
    { 6, 3, 1, "Time exceeded (Fragment reassembly time exceeded)", fragments_lost },
    { 6, 4, 1, "Parameter problem (Unrecognized Next Header type)", refused },
};

enum { UNREACHABLE = 3, SOURCE_QUENCH = 4, TIME_EXCEEDED = 11, PARAMETER_PROBLEM = 12 };     /* of ICMP, RFC 792 */

enum { QUOTED = 8, IPV6_HEADER = 40 };      /* octets: where the quoted packet begins, its header */

#define FIRST_INFORMATION 128   /* of ICMPv6: lower types are errors, RFC 4443 section 2.1 */

/* The packet that is quoted. */
struct quote {
    uint8_t protocol;
    unsigned payload;       /* offset: behind its headers of IP */
};

static const struct pptp_icmp *around;

static const struct name *
find_name(const struct pptp_icmp *icmp)
{
    for (unsigned i = 0; i < array_length(names); i++) {
        if (names[i].version == icmp->version && names[i].type == icmp->type && names[i].code == icmp->code)
            return &names[i];
    }
    return NULL;
}

/* It says that a packet did not arrive. A redirect, which quotes one too, does not. */
static bool
is_error(const struct pptp_icmp *icmp)
{
    if (icmp->version == 6)
        return icmp->type < FIRST_INFORMATION;
    return icmp->type == UNREACHABLE || icmp->type == SOURCE_QUENCH || icmp->type == TIME_EXCEEDED
        || icmp->type == PARAMETER_PROBLEM;
}

const char *
pptp_icmp_name(wmem_allocator_t *pool, const struct pptp_icmp *icmp)
{
    const struct name *name = find_name(icmp);

    return name ? name->name : wmem_strdup_printf(pool, "type %u, code %u", icmp->type, icmp->code);
}

const char *
pptp_icmp_meaning(const struct pptp_icmp *icmp)
{
    const struct name *name = find_name(icmp);

    return name ? name->meaning : "the tunnel's packet may not have arrived";
}

const struct pptp_icmp *
pptp_icmp_take(void)
{
    const struct pptp_icmp *taken = around;

    around = NULL;
    return taken;
}

/* icmp: NULL if it is no error, or quotes something else. A message may lie in a tunnel that another one quotes, so what is
 * around it comes back behind it. */
static int
dissect_around(const struct pptp_icmp *icmp, uint32_t protocol, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
              void *data)
{
    const struct pptp_icmp *outside = around;
    volatile int length = 0;

    around = icmp;
    TRY {
        length = pptp_tunnel_ip_built_in(protocol, tvb, pinfo, tree, data);
    }
    FINALLY {
        around = outside;
    }
    ENDTRY;
    return length;
}

static bool
is_extension(uint8_t protocol)
{
    return protocol == IP_PROTO_HOPOPTS || protocol == IP_PROTO_ROUTING || protocol == IP_PROTO_FRAGMENT
        || protocol == IP_PROTO_DSTOPTS;
}

/* Each has 8 octets at least, so they end with the quote. */
static void
skip_extensions(tvbuff_t *tvb, struct quote *quote)
{
    while (is_extension(quote->protocol) && tvb_bytes_exist(tvb, quote->payload, 2)) {
        const uint8_t *octets = tvb_get_ptr(tvb, quote->payload, 2);

        quote->payload += quote->protocol == IP_PROTO_FRAGMENT ? 8 : 8 * (octets[1] + 1);
        quote->protocol = octets[0];
    }
}

/* Behind the error's 8 octets: RFC 792, RFC 791 section 3.1, RFC 8200 section 3. Of one that is cut, the protocol is 0. */
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

/* TCP to which the error belongs: who tries to connect learns why nobody answers. */
static void
refuse_segment(tvbuff_t *tvb, const packet_info *pinfo, const struct pptp_icmp *icmp, unsigned ports)
{
    const struct pptp_refusal refusal = { .sender = icmp->sender, .version = icmp->version, .type = icmp->type, .code = icmp->code };
    unsigned size = icmp->version == 6 ? 16 : 4, addresses = QUOTED + (icmp->version == 6 ? 8 : 12);
    struct pptp_end end[2];

    if (!tvb_bytes_exist(tvb, ports, 4) || !tvb_bytes_exist(tvb, addresses, 2 * size))
        return;
    for (unsigned i = 0; i < 2; i++) {
        set_address_tvb(&end[i].address, icmp->version == 6 ? AT_IPv6 : AT_IPv4, size, tvb, addresses + i * size);
        end[i].port = tvb_get_ntohs(tvb, ports + 2 * i);
    }
    pptp_control_tracking_refused(pinfo, end, &refusal);
}

static int
dissect(unsigned version, uint32_t protocol, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    struct pptp_icmp icmp = { .version = version, .sender = pinfo->src };
    struct quote quote;
    unsigned type_and_code;

    if (tvb_captured_length(tvb) < 2)
        return pptp_tunnel_ip_built_in(protocol, tvb, pinfo, tree, data);
    type_and_code = tvb_get_ntohs(tvb, 0);
    icmp.type = type_and_code >> 8;
    icmp.code = type_and_code & 0xff;
    if (!around && !is_error(&icmp))
        return pptp_tunnel_ip_built_in(protocol, tvb, pinfo, tree, data);
    quote = read_quote(tvb, version);
    if (!around && quote.protocol == IP_PROTO_TCP)
        refuse_segment(tvb, pinfo, &icmp, quote.payload);
    return dissect_around(is_error(&icmp) && quote.protocol == IP_PROTO_GRE ? &icmp : NULL, protocol, tvb, pinfo, tree,
                          data);
}

int
pptp_icmp_dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    return dissect(4, IP_PROTO_ICMP, tvb, pinfo, tree, data);
}

int
pptp_icmpv6_dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    return dissect(6, IP_PROTO_ICMPV6, tvb, pinfo, tree, data);
}
