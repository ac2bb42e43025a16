/* Reads the enhanced GRE header, and checks it against RFC 2637 section 4.1.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/etypes.h>
#include <wsutil/str_util.h>

#include "octets.h"
#include "packets.h"
#include "tunnel/header.h"

/* Bits of the first two octets */
enum {
    CHECKSUM = 0x8000, ROUTING = 0x4000, KEY = 0x2000, SEQUENCE = 0x1000, STRICT_SOURCE_ROUTE = 0x0800,
    RECURSION = 0x0700, ACKNOWLEDGMENT = 0x0080, FLAGS = 0x0078, VERSION = 0x0007
};

#define ENHANCED 1      /* the version */

enum { USUAL_HEADER = 16 };     /* octets, with an Acknowledgment Number */

static expert_field ei_pptp_tunnel_header_checksum = EI_INIT;
static expert_field ei_pptp_tunnel_header_routing = EI_INIT;
static expert_field ei_pptp_tunnel_header_strict_source_route = EI_INIT;
static expert_field ei_pptp_tunnel_header_recursion = EI_INIT;
static expert_field ei_pptp_tunnel_header_reserved = EI_INIT;
static expert_field ei_pptp_tunnel_header_key_absent = EI_INIT;
static expert_field ei_pptp_tunnel_header_payload_without_sequence = EI_INIT;
static expert_field ei_pptp_tunnel_header_sequence_without_payload = EI_INIT;
static expert_field ei_pptp_tunnel_header_payload_length = EI_INIT;
static expert_field ei_pptp_tunnel_header_no_number = EI_INIT;

/* Bits that must be 0. */
static const struct {
    uint16_t mask;
    enum pptp_header_fault fault;
    expert_field *ei;
} zero_bits[] = {
    { CHECKSUM, PPTP_HEADER_CHECKSUM, &ei_pptp_tunnel_header_checksum },
    { ROUTING, PPTP_HEADER_ROUTING, &ei_pptp_tunnel_header_routing },
    { STRICT_SOURCE_ROUTE, PPTP_HEADER_STRICT_SOURCE_ROUTE, &ei_pptp_tunnel_header_strict_source_route },
    { RECURSION, PPTP_HEADER_RECURSION, &ei_pptp_tunnel_header_recursion },
    { FLAGS, PPTP_HEADER_RESERVED, &ei_pptp_tunnel_header_reserved },
};

#define ZERO_BITS (CHECKSUM | ROUTING | STRICT_SOURCE_ROUTE | RECURSION | FLAGS)

/* Returns the 4 octets that the flag announces, and moves the offset past them. Returns NULL if there are none, or if
 * not all were captured. */
static const uint8_t *
announced(const struct pptp_gre *gre, const uint8_t *octets, unsigned captured, uint16_t flag, unsigned *offset)
{
    if (!(gre->flags & flag))
        return NULL;
    *offset += 4;
    return *offset <= captured ? octets + *offset - 4 : NULL;
}

/* Nearly all packets with a payload have these fields. */
static bool
is_usual(const struct pptp_gre *gre, unsigned captured)
{
    return (gre->flags & (CHECKSUM | ROUTING | KEY | SEQUENCE)) == (KEY | SEQUENCE) && captured >= USUAL_HEADER;
}

static void
read_usual(struct pptp_gre *gre, const uint8_t *octets, unsigned *offset)
{
    gre->has_key = gre->has_number = true;
    gre->payload_length = pptp_octets_16(octets + 4);
    gre->call_id = pptp_octets_16(octets + 6);
    gre->number = pptp_octets_32(octets + 8);
    gre->has_acknowledgment = gre->flags & ACKNOWLEDGMENT;
    gre->acknowledgment = gre->has_acknowledgment ? pptp_octets_32(octets + 12) : 0;
    *offset = gre->has_acknowledgment ? USUAL_HEADER : USUAL_HEADER - 4;
}

static void
read_fields(struct pptp_gre *gre, const uint8_t *octets, unsigned captured, unsigned *offset)
{
    const uint8_t *key, *number, *acknowledgment;

    /* RFC 1701: either bit announces both Checksum and Offset. */
    announced(gre, octets, captured, CHECKSUM | ROUTING, offset);
    key = announced(gre, octets, captured, KEY, offset);
    number = announced(gre, octets, captured, SEQUENCE, offset);
    acknowledgment = announced(gre, octets, captured, ACKNOWLEDGMENT, offset);
    gre->has_key = key != NULL;
    gre->payload_length = key ? pptp_octets_16(key) : 0;
    gre->call_id = key ? pptp_octets_16(key + 2) : 0;
    gre->has_number = number != NULL;
    gre->number = number ? pptp_octets_32(number) : 0;
    gre->has_acknowledgment = acknowledgment != NULL;
    gre->acknowledgment = acknowledgment ? pptp_octets_32(acknowledgment) : 0;
}

bool
pptp_tunnel_header_read(tvbuff_t *tvb, const packet_info *pinfo, struct pptp_gre *gre)
{
    unsigned captured = tvb_captured_length(tvb), length = tvb_reported_length(tvb), offset = 4;
    const uint8_t *octets = captured >= offset ? tvb_get_ptr(tvb, 0, captured) : NULL;

    if (!octets || pptp_octets_16(octets + 2) != ETHERTYPE_PPP)
        return false;
    gre->flags = pptp_octets_16(octets);
    if ((gre->flags & VERSION) != ENHANCED)
        return false;
    gre->fragment = pinfo->fragmented;
    if (is_usual(gre, captured))
        read_usual(gre, octets, &offset);
    else
        read_fields(gre, octets, captured, &offset);
    gre->payload = length > offset ? length - offset : 0;
    gre->captured = captured > offset ? captured - offset : 0;
    gre->octets = gre->captured > 0 && !(gre->flags & ROUTING) ? octets + offset : NULL;
    return true;
}

/* Each check returns the faults that it found, a bit 1 << enum pptp_header_fault for each. */
static unsigned
check_bits(packet_info *pinfo, proto_item *item, const struct pptp_gre *gre)
{
    unsigned faults = 0;

    for (unsigned i = 0; i < array_length(zero_bits); i++) {
        if (gre->flags & zero_bits[i].mask) {
            expert_add_info(pinfo, item, zero_bits[i].ei);
            faults |= 1u << zero_bits[i].fault;
        }
    }
    if (!(gre->flags & KEY)) {
        expert_add_info(pinfo, item, &ei_pptp_tunnel_header_key_absent);
        faults |= 1u << PPTP_HEADER_KEY_ABSENT;
    }
    return faults;
}

static unsigned
check_sequence(packet_info *pinfo, proto_item *item, const struct pptp_gre *gre)
{
    bool numbered = gre->flags & SEQUENCE;

    if ((gre->payload > 0) == numbered)
        return 0;
    if (numbered)
        expert_add_info(pinfo, item, &ei_pptp_tunnel_header_sequence_without_payload);
    else
        expert_add_info(pinfo, item, &ei_pptp_tunnel_header_payload_without_sequence);
    return 1u << (numbered ? PPTP_HEADER_SEQUENCE_WITHOUT_PAYLOAD : PPTP_HEADER_PAYLOAD_WITHOUT_SEQUENCE);
}

/* A Routing field has a variable length, so the length of a payload after it is not checked. */
static unsigned
check_payload(packet_info *pinfo, proto_item *item, const struct pptp_gre *gre)
{
    unsigned faults;

    if (gre->flags & ROUTING || gre->fragment)
        return 0;
    faults = check_sequence(pinfo, item, gre);
    if (!gre->has_key || gre->payload == gre->payload_length)
        return faults;
    expert_add_info_format(pinfo, item, &ei_pptp_tunnel_header_payload_length,
                           "Payload Length is %u, but %u octet%s follow%s the header", gre->payload_length,
                           gre->payload, plurality(gre->payload, "", "s"), plurality(gre->payload, "s", ""));
    return faults | 1u << PPTP_HEADER_PAYLOAD_LENGTH;
}

/* A packet without a payload only acknowledges. One with a payload and no number has a fault of its own. */
static unsigned
check_numbers(packet_info *pinfo, proto_item *item, const struct pptp_gre *gre)
{
    if (gre->flags & (SEQUENCE | ACKNOWLEDGMENT) || gre->payload > 0)
        return 0;
    expert_add_info(pinfo, item, &ei_pptp_tunnel_header_no_number);
    return 1u << PPTP_HEADER_NO_NUMBER;
}

bool
pptp_tunnel_header_is_sound(const struct pptp_gre *gre)
{
    return (gre->flags & (ZERO_BITS | KEY)) == KEY && gre->payload == gre->payload_length
        && (gre->payload > 0) == ((gre->flags & SEQUENCE) != 0) && gre->flags & (SEQUENCE | ACKNOWLEDGMENT);
}

unsigned
pptp_tunnel_header_check(packet_info *pinfo, proto_item *item, const struct pptp_gre *gre)
{
    if (pptp_tunnel_header_is_sound(gre))
        return 0;
    return check_bits(pinfo, item, gre) | check_payload(pinfo, item, gre) | check_numbers(pinfo, item, gre);
}

void
pptp_tunnel_header_register(expert_module_t *expert)
{
    static ei_register_info ei[] = {
        { &ei_pptp_tunnel_header_checksum,
            { "pptp.tunnel.header.checksum", PI_PROTOCOL, PI_WARN,
              "The Checksum Present bit is set; RFC 2637 requires 0", EXPFILL }
        },
        { &ei_pptp_tunnel_header_routing,
            { "pptp.tunnel.header.routing", PI_PROTOCOL, PI_WARN,
              "The Routing Present bit is set; RFC 2637 requires 0", EXPFILL }
        },
        { &ei_pptp_tunnel_header_strict_source_route,
            { "pptp.tunnel.header.strict_source_route", PI_PROTOCOL, PI_WARN,
              "The Strict Source Route bit is set; RFC 2637 requires 0", EXPFILL }
        },
        { &ei_pptp_tunnel_header_recursion,
            { "pptp.tunnel.header.recursion", PI_PROTOCOL, PI_WARN,
              "The Recursion Control bits are set; RFC 2637 requires 0", EXPFILL }
        },
        { &ei_pptp_tunnel_header_reserved,
            { "pptp.tunnel.header.reserved", PI_PROTOCOL, PI_WARN,
              "The reserved Flags are set; RFC 2637 requires 0", EXPFILL }
        },
        { &ei_pptp_tunnel_header_key_absent,
            { "pptp.tunnel.header.key_absent", PI_PROTOCOL, PI_ERROR,
              "There is no Key field, so no Call ID: the packet cannot be assigned to a call", EXPFILL }
        },
        { &ei_pptp_tunnel_header_payload_without_sequence,
            { "pptp.tunnel.header.payload_without_sequence", PI_PROTOCOL, PI_WARN,
              "The packet has a payload but no Sequence Number", EXPFILL }
        },
        { &ei_pptp_tunnel_header_sequence_without_payload,
            { "pptp.tunnel.header.sequence_without_payload", PI_PROTOCOL, PI_WARN,
              "The packet has a Sequence Number but no payload", EXPFILL }
        },
        { &ei_pptp_tunnel_header_payload_length,
            { "pptp.tunnel.header.payload_length", PI_PROTOCOL, PI_ERROR,
              "Payload Length is not the number of octets after the header", EXPFILL }
        },
        { &ei_pptp_tunnel_header_no_number,
            { "pptp.tunnel.header.no_number", PI_PROTOCOL, PI_WARN,
              "The packet has neither a payload nor a number: it acknowledges nothing", EXPFILL }
        },
    };

    expert_register_field_array(expert, ei, array_length(ei));
}
