/* The GRE packets of a capture, a row for each. There are millions: they name each other by row, and a row has no octet
 * to spare.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PACKETS_H
#define PPTP_PACKETS_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>

/* What can be said of a packet's place in its tunnel. */
enum pptp_tunnel_verdict {
    PPTP_TUNNEL_LOST,               /* gap */
    PPTP_TUNNEL_OUT_OF_ORDER,       /* other: the packet in order with the next higher number */
    PPTP_TUNNEL_DUPLICATE,          /* other: the first with its number */
    PPTP_TUNNEL_RESTART,            /* other: the packet with which the numbering began again */
    PPTP_TUNNEL_ACK_UNSEEN,
    PPTP_TUNNEL_ACK_BACKWARDS,
    PPTP_TUNNEL_WINDOW_EXCEEDED,
    PPTP_TUNNEL_FIRST_SEQUENCE,
    PPTP_TUNNEL_NO_CALL,
    PPTP_TUNNEL_AFTER_END,
    PPTP_TUNNEL_ONE_WAY,
    PPTP_TUNNEL_VERDICTS
};

#define PPTP_NO_PACKET UINT32_MAX

struct pptp_packet {
    struct pptp_sequence *sequence; /* to which it belongs; NULL: it names no flow */
    int64_t when;                   /* nanoseconds since 1970 */
    int64_t position;               /* its sequence number, counted on when that wraps: the low 32 bits are the number */
    uint32_t frame;
    uint32_t acknowledgment;        /* Acknowledgment Number */
    uint32_t expected;              /* the number that was due */
    uint32_t gap;                   /* numbers skipped just before it */
    uint32_t filled;                /* of these, how many came late; written later */
    uint32_t other;                 /* row; see the verdicts; with a gap: the last that came late, written later */
    uint32_t acknowledged;          /* row: the highest that it is the first to acknowledge; PPTP_NO_PACKET: none */
    uint32_t in_flight;             /* numbers up to the highest that are not acknowledged */
    uint16_t verdicts;              /* bit 1 << verdict */
    uint16_t ip_id;                 /* IPv4's Identification; 0: none */
    uint16_t window;                /* of the receiver, when the packet was sent; 0: not announced */
    uint8_t layer;                  /* of the frame, for a tunnel may lie in another */
    bool has_number : 1;
    bool has_acknowledgment : 1;
    bool was_due : 1;               /* a number was expected: it is not the first of its direction */
    bool quoted : 1;                /* by an ICMP error */
    bool control_captured : 1;      /* the beginning of a control connection between its addresses was */
    bool both_ways : 1;             /* the Call IDs of both directions were known, so that acknowledgments counted */
    bool dropped : 1;               /* by a read filter: the frame's number is another's now */
    bool told : 1;                  /* something of PPP: its link has an event of it */
    uint16_t length;                /* octets behind GRE's header */
};

_Static_assert(sizeof(struct pptp_packet) <= 72, "no octet to spare");

/* In the order in which they were added. Rows stand in blocks and never move. */
struct pptp_packets {
    wmem_allocator_t *scope;
    wmem_array_t *blocks;
    uint32_t count;
};

/* None so far. All memory is scope's. */
struct pptp_packets *pptp_packets_new(wmem_allocator_t *scope);

/* Copies a packet behind the others. */
struct pptp_packet *pptp_packets_add(struct pptp_packets *packets, const struct pptp_packet *packet);

/* row: less than count. */
struct pptp_packet *pptp_packet_at(const struct pptp_packets *packets, uint32_t row);

/* Of an array of structs that each begin with a pointer to the packet that they are about, in the order of packets: the last that
 * is not behind the packet; NULL: all are. size: of a struct. */
const void *pptp_packets_last_until(wmem_array_t *array, size_t size, const struct pptp_packet *packet);

static inline bool
pptp_packet_is(const struct pptp_packet *packet, enum pptp_tunnel_verdict verdict)
{
    return packet->verdicts >> verdict & 1;
}

/* Does it lie before this place in the capture? */
static inline bool
pptp_packet_is_before(const struct pptp_packet *packet, uint32_t frame, unsigned layer)
{
    return packet->frame < frame || (packet->frame == frame && (packet->dropped || packet->layer < layer));
}

/* The same packet once more, from another interface or doubled on its way. IP numbers its packets; 0 tells nothing. */
static inline bool
pptp_packet_is_copy(const struct pptp_packet *packet, const struct pptp_packet *other)
{
    return packet->ip_id != 0 && packet->ip_id == other->ip_id;
}

static inline void
pptp_packet_judge(struct pptp_packet *packet, enum pptp_tunnel_verdict verdict)
{
    packet->verdicts |= 1u << verdict;
}

#endif
