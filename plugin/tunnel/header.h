/* The enhanced GRE header (RFC 2637 section 4.1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_HEADER_H
#define PPTP_TUNNEL_HEADER_H

#include <epan/expert.h>
#include <epan/packet.h>

/* A field counts as absent if its bit is not set, or if not all of its octets were captured. */
struct pptp_gre {
    uint16_t flags;             /* the first two octets, with the version */
    bool has_key;
    bool has_number;
    bool has_acknowledgment;
    bool fragment;              /* the first fragment of an IP packet: the rest of the payload is missing */
    uint16_t payload_length;    /* in the Key: what the sender says */
    uint16_t call_id;           /* in the Key */
    uint32_t number;            /* Sequence Number */
    uint32_t acknowledgment;    /* Acknowledgment Number */
    unsigned payload;           /* octets after the header, captured or not */
    unsigned captured;          /* how many of them were captured */
    const uint8_t *octets;      /* the captured ones; NULL: none, or after a Routing field. Live as long as tvb */
};

/* Reads the header at the start of tvb. Returns false if it is not PPTP's GRE: version 1, protocol 0x880B. */
bool pptp_tunnel_header_read(tvbuff_t *tvb, const packet_info *pinfo, struct pptp_gre *gre);

/* Returns whether pptp_tunnel_header_check() has nothing to look for. */
bool pptp_tunnel_header_is_sound(const struct pptp_gre *gre);

/* Adds an expert item to item (may be NULL) for each violation of RFC 2637 section 4.1. Returns the violations, a bit
 * 1 << enum pptp_header_fault for each. Do not call this for a header that an ICMP error quotes: its payload is cut. */
unsigned pptp_tunnel_header_check(packet_info *pinfo, proto_item *item, const struct pptp_gre *gre);

/* Registers the expert items. */
void pptp_tunnel_header_register(expert_module_t *expert);

#endif
