/* The enhanced GRE header (RFC 2637 section 4.1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_HEADER_H
#define PPTP_TUNNEL_HEADER_H

#include <epan/expert.h>
#include <epan/packet.h>

/* Fields of which not all octets were captured are as absent as those whose bits are not set. */
struct pptp_gre {
    uint16_t flags;             /* and the version */
    bool has_key;
    bool has_number;
    bool has_acknowledgment;
    bool fragment;              /* the first of an IP packet's, which holds less than the packet */
    uint16_t payload_length;    /* of the key: as the sender says */
    uint16_t call_id;           /* of the key */
    uint32_t number;            /* Sequence Number */
    uint32_t acknowledgment;    /* Acknowledgment Number */
    unsigned payload;           /* octets behind the header, captured or not */
    unsigned captured;          /* of these */
    const uint8_t *octets;      /* these; as long-lived as the packet is dissected; NULL: none, or behind a Routing field */
};

/* Reads the header with which tvb begins. Answers false if it is not PPTP's GRE: version 1, protocol 0x880B. */
bool pptp_tunnel_header_read(tvbuff_t *tvb, const packet_info *pinfo, struct pptp_gre *gre);

/* Adds an expert item to item (may be NULL) for each rule of the header that is broken. Not for a header that an ICMP error
 * quotes: its payload is cut. */
void pptp_tunnel_header_check(packet_info *pinfo, proto_item *item, const struct pptp_gre *gre);

void pptp_tunnel_header_register(expert_module_t *expert);

#endif
