/* The Sequence Numbers of one direction of a tunnel: which packets are lost, late, duplicate, or acknowledged (RFC
 * 2637 sections 4.1 to 4.3). Plain numbers, no tree. Memory and time grow with the number of packets, not with what
 * they say.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_SEQUENCE_H
#define PPTP_TUNNEL_SEQUENCE_H

#include "packets.h"

/* Rows of packets. */
struct pptp_rows {
    uint32_t *row;                  /* NULL: none */
    uint32_t count;
    uint32_t room;
};

/* The packets of a direction, until its numbering starts over. */
struct pptp_sequence {
    const void *numbering;          /* see pptp_packet_numbering(), which wants it first */
    struct pptp_packets *packets;   /* all of the capture */
    struct pptp_flow *flow;         /* calls/flow.h; not used here */
    struct pptp_sequence *before;   /* the previous numbering; NULL: none */
    struct pptp_rows in_order;      /* each packet higher than all before */
    wmem_map_t *late;               /* number -> row + 1 of the packets that came late */
    struct pptp_rows acknowledgments;   /* each packet of the other direction that acknowledges more than all before */
    wmem_map_t *unseen;             /* numbers that were acknowledged but not captured so far; NULL: none */
    int64_t first;                  /* position of the first packet */
    int64_t highest;
    int64_t acknowledged;           /* the highest position that was acknowledged */
    struct {
        uint32_t packet;            /* row: the numbering may start over, or jump, here; PPTP_NO_PACKET: none */
        uint32_t copies;            /* of this packet */
        uint32_t acknowledgment;    /* row: the first packet that acknowledges its number; PPTP_NO_PACKET: none */
        int64_t acknowledged;       /* the highest position that was acknowledged when it came */
    } candidate;
    uint32_t late_count;
    uint32_t duplicate_count;
    uint64_t missing;
    unsigned point;                 /* which of the flow's capture points it was captured at (tunnel/points.h) */
};

/* The counts of a numbering. Only packets with a Sequence Number count. */
struct pptp_counts {
    uint32_t packets;
    uint64_t missing;       /* skipped since the first packet, and not come late */
    uint64_t arrived;       /* of the missing, those that were acknowledged: not captured, but not lost */
    uint32_t late;
    uint32_t duplicate;
};

/* Returns an empty numbering, which lives as long as packets. flow: its direction. */
struct pptp_sequence *pptp_tunnel_sequence_new(struct pptp_packets *packets, struct pptp_flow *flow);

/* Adds the direction's next packet that has a Sequence Number, and gives it its position and the verdicts that follow
 * from it (section 4.3). Its position must hold the number. Returns the numbering to which the packet belongs, to be
 * used for the direction from now on: a new one if the packet shows that the numbering started over with the previous
 * packet, which then no longer counts as late or duplicate. A packet whose number fits nothing is a stray,
 * which moves and counts nothing, until the next packet follows it. */
struct pptp_sequence *pptp_tunnel_sequence_add(struct pptp_sequence *sequence, uint32_t row);

/* Adds a packet of the other direction that acknowledges packets of this one (section 4.2.5). If it has a Sequence
 * Number itself, it must have been added to its own direction before. */
void pptp_tunnel_sequence_acknowledge(struct pptp_sequence *sequence, uint32_t row);

/* Returns what is known of the trouble of a packet that belongs to a numbering; see pptp_packets_trouble(). */
const struct pptp_trouble *pptp_tunnel_trouble(const struct pptp_packet *packet);

/* Returns the Sequence Number that was due when the packet came; it has was_due. */
static inline uint32_t
pptp_tunnel_due(const struct pptp_packet *packet)
{
    return packet->trouble ? pptp_tunnel_trouble(packet)->expected : (uint32_t)packet->position;
}

/* Returns how many numbers the packet, which belongs to a numbering, skipped that did not come late either. */
static inline uint32_t
pptp_tunnel_missing_before(const struct pptp_packet *packet)
{
    return packet->trouble ? pptp_tunnel_trouble(packet)->gap - pptp_tunnel_trouble(packet)->filled : 0;
}

/* Returns the packet that the trouble of another one names, of which there must be one: see the verdicts. */
const struct pptp_packet *pptp_tunnel_other(const struct pptp_packet *packet);

/* Returns the first packet of the other direction that acknowledges this one, or NULL if there is none so far. Nothing
 * acknowledges a stray or its copies, whose number lies nowhere near the acknowledged ones. */
const struct pptp_packet *pptp_tunnel_sequence_acknowledged_by(const struct pptp_packet *packet);

/* Returns the packet of the other direction that acknowledges this very number: the proof that this packet arrived. A
 * higher number does not prove that, since an acknowledgment names the highest packet that arrived (section 4.1). NULL:
 * none came before a higher one. */
const struct pptp_packet *pptp_tunnel_sequence_confirmed_by(const struct pptp_packet *packet);

/* Returns the packet before this one among those that came in order, or NULL if it is the first of its numbering. The
 * packet itself must have come in order. */
const struct pptp_packet *pptp_tunnel_sequence_previous(const struct pptp_packet *packet);

/* Returns whether the numbering goes on where the other one, of another flow, ended: a few packets later at most. */
bool pptp_tunnel_sequence_continues(const struct pptp_sequence *sequence, const struct pptp_sequence *other);

/* Returns one of the packets that came in order, counted from 0, or NULL if fewer did. */
const struct pptp_packet *pptp_tunnel_sequence_in_order(const struct pptp_sequence *sequence, unsigned place);

/* Returns the first packet of the numbering that has this Sequence Number, or NULL if there is none. */
const struct pptp_packet *pptp_tunnel_sequence_find(const struct pptp_sequence *sequence, uint32_t number);

typedef void (*pptp_packet_visitor)(const struct pptp_packet *packet, void *data);

/* Calls visit with the first packet of each number: those in order, in their order, and then those that came late, in
 * any order. */
void pptp_tunnel_sequence_visit(const struct pptp_sequence *sequence, pptp_packet_visitor visit, void *data);

/* Returns the counts so far. */
struct pptp_counts pptp_tunnel_sequence_counts(const struct pptp_sequence *sequence);

#endif
