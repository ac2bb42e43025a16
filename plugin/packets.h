/* The GRE packets of a capture, one row each. There can be millions, so rows are packed, and name each other by
 * number.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PACKETS_H
#define PPTP_PACKETS_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>

/* What may be remarkable about a packet's place in its tunnel. The comment names the members of its trouble that belong
 * to it. */
enum pptp_tunnel_verdict {
    PPTP_TUNNEL_LOST,               /* gap */
    PPTP_TUNNEL_OUT_OF_ORDER,       /* other: the packet in order with the next higher number, which skipped this one */
    PPTP_TUNNEL_DUPLICATE,          /* other: the first packet with its number */
    PPTP_TUNNEL_STRAY,              /* its number fits nothing, and the next packet does not follow it */
    PPTP_TUNNEL_JUMP,               /* with LOST: the packet in order before this one looked like a stray until now */
    PPTP_TUNNEL_RESTART,            /* the numbering started over with the packet in order before this one */
    PPTP_TUNNEL_ACK_UNSEEN,
    PPTP_TUNNEL_ACK_BACKWARDS,
    PPTP_TUNNEL_WINDOW_EXCEEDED,
    PPTP_TUNNEL_FIRST_SEQUENCE,
    PPTP_TUNNEL_NO_CALL,
    PPTP_TUNNEL_AFTER_END,
    PPTP_TUNNEL_ONE_WAY,
    PPTP_TUNNEL_VERDICTS
};

/* What a GRE header can have against RFC 2637 section 4.1. */
enum pptp_header_fault {
    PPTP_HEADER_CHECKSUM,
    PPTP_HEADER_ROUTING,
    PPTP_HEADER_STRICT_SOURCE_ROUTE,
    PPTP_HEADER_RECURSION,
    PPTP_HEADER_RESERVED,
    PPTP_HEADER_PAYLOAD_WITHOUT_SEQUENCE,
    PPTP_HEADER_SEQUENCE_WITHOUT_PAYLOAD,
    PPTP_HEADER_PAYLOAD_LENGTH,
    PPTP_HEADER_NO_NUMBER,
    PPTP_HEADER_KEY_ABSENT,
    PPTP_HEADER_VERSION,
    PPTP_HEADER_PROTOCOL_TYPE,
    PPTP_HEADER_FAULTS
};

/* What a tunnel packet carries. */
enum pptp_content {
    PPTP_CONTENT_UNREAD,            /* nothing, or PPP whose protocol was not captured */
    PPTP_CONTENT_STEP,              /* a packet of a control protocol: it negotiates, authenticates, closes */
    PPTP_CONTENT_ECHO,              /* LCP's Echo-Request or Echo-Reply */
    PPTP_CONTENT_DATA
};

/* How often a direction's headers show a fault. */
struct pptp_header_count {
    uint32_t count;
    uint32_t frame;                 /* the first; 0: none */
};

#define PPTP_NO_PACKET UINT32_MAX
#define PPTP_NO_POINT UINT8_MAX     /* nothing proves that the file has more than one capture point */

/* What only a packet has that skipped numbers, came late or again, or is a stray. */
struct pptp_trouble {
    uint32_t expected;              /* the Sequence Number that was due */
    uint32_t gap;                   /* numbers skipped just before this packet */
    uint32_t filled;                /* how many of them came late; written when they do */
    uint32_t other;                 /* row: see the verdicts; with a gap: the last to come late, written then */
};

/* Packed: without, a row would take 64 octets. */
#pragma pack(push, 4)
struct pptp_packet {
    struct pptp_sequence *sequence; /* the numbering it belongs to; NULL: it belongs to no flow */
    int64_t when;                   /* nanoseconds since 1970 */
    int64_t position;               /* its Sequence Number (the low 32 bits), counted on when that wraps */
    uint32_t frame;
    uint32_t acknowledgment;        /* Acknowledgment Number */
    uint32_t trouble;               /* number from 1 (pptp_packets_trouble()); 0: none */
    uint32_t acknowledged;          /* row: the highest packet that this one is the first to acknowledge */
    uint32_t in_flight;             /* numbers not yet acknowledged, up to the highest */
    uint16_t verdicts;              /* bit 1 << verdict */
    uint16_t ip_id;                 /* IPv4's Identification; 0: none */
    uint16_t window;                /* the receiver's, when the packet was sent; 0: none announced */
    uint8_t layer;                  /* GRE's among the layers of the frame: a tunnel may carry another tunnel */
    bool has_number : 1;
    bool has_acknowledgment : 1;
    bool was_due : 1;               /* a number was expected: this is not the first packet of its numbering */
    bool quoted : 1;                /* by an ICMP error */
    bool may_be_cut : 1;            /* into IP fragments on its way: IPv4 without DF */
    bool control_captured : 1;      /* the capture holds a control connection between its addresses from the start */
    bool both_ways : 1;             /* the Call IDs of both directions were known, so that acknowledgments count */
    bool dropped : 1;               /* by tshark's read filter: another frame has its number now */
    bool told : 1;                  /* its PPP packet was an event of the link (ppp/link.h) */
    bool is_copy : 1;               /* another capture point captured the same packet before */
    bool has_result : 1;            /* of decryption, and of its own: see ppp/decryption.h */
    uint8_t content : 2;            /* enum pptp_content */
    uint16_t length;                /* octets after the GRE header */
    uint16_t digest;                /* of its payload; 0: none of it was captured */
    uint8_t vantage;                /* where it was captured: witness/points.h */
    uint8_t point;                  /* its capture point, as far as known then, or PPTP_NO_POINT */
};
#pragma pack(pop)

_Static_assert(sizeof(struct pptp_packet) <= 60, "no octet to spare");

/* An array that doubles would need twice the memory of its packets while it grows. */
#define PPTP_PACKETS_BLOCK 256

/* Packets in the order in which they were added. Rows never move. */
struct pptp_packets {
    wmem_allocator_t *scope;
    wmem_array_t *blocks;
    struct pptp_packet *const *block;   /* those of blocks */
    wmem_array_t *troubles;     /* struct pptp_trouble; NULL: none */
    uint32_t count;
    uint32_t unseen;            /* packets that were acknowledged, so they arrived, but that were not captured so far */
};

/* Returns an empty list. All its memory comes from scope. */
struct pptp_packets *pptp_packets_new(wmem_allocator_t *scope);

/* Appends a packet, which the caller fills in. It lives as long as the list. */
struct pptp_packet *pptp_packets_append(struct pptp_packets *packets);

/* Returns the packet of a row, which must be less than count. */
static inline struct pptp_packet *
pptp_packet_at(const struct pptp_packets *packets, uint32_t row)
{
    return packets->block[row / PPTP_PACKETS_BLOCK] + row % PPTP_PACKETS_BLOCK;
}

/* Returns the trouble of a packet of the list, valid until the next packet gets one; if it has none, one without a gap
 * or another packet. */
const struct pptp_trouble *pptp_packets_trouble(const struct pptp_packets *packets, const struct pptp_packet *packet);

/* Likewise, to be written. A packet without gets one, in which the number due is its own. */
struct pptp_trouble *pptp_packets_make_trouble(struct pptp_packets *packets, struct pptp_packet *packet);

/* Returns the row of the first packet that is not before this layer of this frame; count if there is none. */
uint32_t pptp_packets_find(const struct pptp_packets *packets, uint32_t frame, unsigned layer);

/* Searches an array of structs, each of which begins with a pointer to the packet that it is about, sorted by packet.
 * Returns the last that is about this packet or an earlier one, or NULL if there is none. size: octets of a struct. */
const void *pptp_packets_last_until(wmem_array_t *array, size_t size, const struct pptp_packet *packet);

/* Returns true if the packet has the verdict. */
static inline bool
pptp_packet_is(const struct pptp_packet *packet, enum pptp_tunnel_verdict verdict)
{
    return packet->verdicts >> verdict & 1;
}

/* Returns true if the packet lies before this layer of this frame. */
static inline bool
pptp_packet_is_before(const struct pptp_packet *packet, uint32_t frame, unsigned layer)
{
    return packet->frame < frame || (packet->frame == frame && (packet->dropped || packet->layer < layer));
}

/* Returns true if both are the same IP packet: captured twice, or duplicated on its way. Compares
 * IPv4's Identification; 0 proves nothing. */
static inline bool
pptp_packet_is_copy(const struct pptp_packet *packet, const struct pptp_packet *other)
{
    return packet->ip_id != 0 && packet->ip_id == other->ip_id;
}

/* Returns whether the packets are known to be from two capture points, which may have two clocks: then neither the time
 * between them nor their order proves anything. */
static inline bool
pptp_packet_is_elsewhere(const struct pptp_packet *packet, const struct pptp_packet *other)
{
    return packet->point != other->point && packet->point != PPTP_NO_POINT && other->point != PPTP_NO_POINT;
}

/* Returns what stands for the numbering in which the packet was sent, the same at all capture points; NULL: none. A
 * struct pptp_sequence begins with it. */
static inline const void *
pptp_packet_numbering(const struct pptp_packet *packet)
{
    return packet->sequence ? *(const void *const *)packet->sequence : NULL;
}

/* Returns true if the packet is none of the first of its call: its number, or the one that it acknowledges, is higher
 * than an end gets that hears nothing and sends ten Configure-Requests (RFC 1661 section 4.6). */
static inline bool
pptp_packet_is_of_mid_life(const struct pptp_packet *packet)
{
    enum { FIRST = 12 };

    return (packet->has_number && packet->position >= FIRST)
        || (packet->has_acknowledgment && packet->acknowledgment >= FIRST && packet->acknowledgment != UINT32_MAX);
}

/* Gives the packet a verdict. */
static inline void
pptp_packet_judge(struct pptp_packet *packet, enum pptp_tunnel_verdict verdict)
{
    packet->verdicts |= 1u << verdict;
}

#endif
