/* The sequence numbers of one direction of a tunnel: what is lost, late, repeated, acknowledged (RFC 2637 sections 4.1 to
 * 4.3). No tree and no packet: plain numbers.
 *
 * Memory: a row for each packet and nothing for each number, so a number that lies costs nothing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_SEQUENCE_H
#define PPTP_TUNNEL_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>

/* What can be said of a packet's place in its tunnel. */
enum pptp_tunnel_verdict {
    PPTP_TUNNEL_LOST,               /* gap */
    PPTP_TUNNEL_OUT_OF_ORDER,       /* other: the packet that skipped its number, if that was captured in order */
    PPTP_TUNNEL_DUPLICATE,          /* other: the first with its number */
    PPTP_TUNNEL_RESTART,            /* other: the packet with which the numbering began again */
    PPTP_TUNNEL_ACK_UNSEEN,
    PPTP_TUNNEL_ACK_BACKWARDS,
    PPTP_TUNNEL_WINDOW_EXCEEDED,
    PPTP_TUNNEL_FIRST_SEQUENCE,
    PPTP_TUNNEL_NO_CALL,
    PPTP_TUNNEL_AFTER_END,
    PPTP_TUNNEL_ONE_WAY,
    PPTP_TUNNEL_ICMP_ERROR,
    PPTP_TUNNEL_VERDICTS
};

#define PPTP_NO_PACKET UINT32_MAX

/* One GRE packet. There are millions, so they stand in an array in the order of their frames, name each other by their
 * index there, and have no octet to spare. */
struct pptp_packet {
    struct pptp_sequence *sequence; /* to which it belongs; NULL: it names no flow */
    int64_t time;                   /* nanoseconds since 1970 */
    int64_t position;               /* its sequence number, counted on when that wraps: the low 32 bits are the number */
    uint32_t frame;
    uint32_t acknowledgment;        /* Acknowledgment Number */
    uint32_t expected;              /* the number that was due */
    uint32_t gap;                   /* numbers skipped just before it */
    uint32_t filled;                /* of these, how many came late; written later */
    uint32_t other;                 /* index; see the verdicts; of a packet with a gap: the last that came late, written later */
    uint32_t acknowledged;          /* index: the packet whose number it is the first to acknowledge; PPTP_NO_PACKET: none */
    uint32_t in_flight;             /* numbers up to the highest that are not acknowledged */
    uint16_t verdicts;              /* bit 1 << verdict */
    uint16_t ip_id;                 /* IPv4's Identification; 0: none */
    uint8_t layer;                  /* of the frame, for a tunnel may lie in another */
    bool has_number : 1;
    bool has_acknowledgment : 1;
    bool was_due : 1;               /* a number was expected: it is not the first of its direction */
    bool quoted : 1;                /* by an ICMP error */
    bool control_captured : 1;      /* there was a control connection between its addresses */
};

_Static_assert(sizeof(struct pptp_packet) <= 64, "no octet to spare");

/* The packets of a direction, until its numbering begins again. */
struct pptp_sequence {
    wmem_allocator_t *scope;
    wmem_array_t *packets;          /* of the capture: struct pptp_packet */
    struct pptp_flow *flow;         /* calls/flow.h; here it only goes along */
    struct pptp_sequence *before;   /* the numbering before this one; NULL: none */
    wmem_array_t *in_order;         /* indices of packets, each higher than all before it */
    wmem_map_t *late;               /* number -> index + 1 of the packets that came late */
    wmem_array_t *acknowledgments;  /* indices of the other direction's packets, each acknowledging more than all before */
    int64_t first;                  /* position of the first packet */
    int64_t highest;
    int64_t acknowledged;           /* position: the highest acknowledged */
    uint32_t candidate;             /* index of a packet with which numbering may begin again; PPTP_NO_PACKET: none */
    uint32_t late_count;
    uint32_t duplicate_count;
    uint64_t missing;
};

/* Of packets with a sequence number. */
struct pptp_counts {
    uint32_t packets;
    uint64_t missing;       /* skipped and not come late, since the first packet */
    uint32_t late;
    uint32_t duplicate;
};

static inline struct pptp_packet *
pptp_packet_at(const wmem_array_t *packets, uint32_t index)
{
    return (struct pptp_packet *)wmem_array_get_raw((wmem_array_t *)packets) + index;
}

/* A direction of which no packet with a number was seen. It lives as long as scope, as packets must. */
struct pptp_sequence *pptp_sequence_new(wmem_allocator_t *scope, wmem_array_t *packets, struct pptp_flow *flow);

/* Gives a packet with a sequence number, the direction's next, its place, and the verdicts that follow. Its position must
 * hold the number. Answers the sequence to which it belongs, from now on the direction's: a new one when the packet shows
 * that the numbering began again with the packet before, which then is no longer late or a duplicate. */
struct pptp_sequence *pptp_sequence_add(struct pptp_sequence *sequence, uint32_t index);

/* A packet of the other direction acknowledges this one's. */
void pptp_sequence_acknowledge(struct pptp_sequence *sequence, uint32_t index);

/* The packet of the other direction that was the first to acknowledge this one; NULL: none so far. */
const struct pptp_packet *pptp_sequence_acknowledged_by(const struct pptp_packet *packet);

struct pptp_counts pptp_sequence_counts(const struct pptp_sequence *sequence);

static inline bool
pptp_packet_is(const struct pptp_packet *packet, enum pptp_tunnel_verdict verdict)
{
    return packet->verdicts >> verdict & 1;
}

static inline void
pptp_packet_judge(struct pptp_packet *packet, enum pptp_tunnel_verdict verdict)
{
    packet->verdicts |= 1u << verdict;
}

#endif
