/* The sequence numbers of one direction of a tunnel: what is lost, late, repeated, acknowledged (RFC 2637 sections 4.1 to
 * 4.3). No tree: plain numbers. Memory and time grow with the packets, whatever their numbers say.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_SEQUENCE_H
#define PPTP_TUNNEL_SEQUENCE_H

#include "packets.h"

/* The packets of a direction, until its numbering begins again. */
struct pptp_sequence {
    struct pptp_packets *packets;   /* of the capture, these among them */
    struct pptp_flow *flow;         /* calls/flow.h; here it only goes along */
    struct pptp_sequence *before;   /* the numbering before this one; NULL: none */
    wmem_array_t *in_order;         /* rows of packets, each higher than all before it; NULL: none */
    wmem_map_t *late;               /* number -> row + 1 of the packets that came late */
    wmem_array_t *acknowledgments;  /* rows of the other direction's packets, each acknowledging more than all before;
                                     * NULL: none */
    wmem_map_t *unseen;             /* numbers that were acknowledged but not captured so far; NULL: none */
    int64_t first;                  /* position of the first packet */
    int64_t highest;
    int64_t acknowledged;           /* position: the highest acknowledged */
    struct {
        uint32_t packet;            /* row: the numbering may begin again, or jump, with it; PPTP_NO_PACKET: none */
        uint32_t copies;            /* of it */
        uint32_t acknowledgment;    /* row: the first packet that acknowledges its number; PPTP_NO_PACKET: none */
        int64_t acknowledged;       /* position: the highest acknowledged when that came */
    } candidate;
    uint32_t late_count;
    uint32_t duplicate_count;
    uint64_t missing;
};

/* Of packets with a sequence number. */
struct pptp_counts {
    uint32_t packets;
    uint64_t missing;       /* skipped and not come late, since the first packet */
    uint64_t arrived;       /* of the missing, those that were acknowledged: they were not captured, but not lost */
    uint32_t late;
    uint32_t duplicate;
};

/* A direction of which no packet with a number was seen. It lives as long as the packets. */
struct pptp_sequence *pptp_tunnel_sequence_new(struct pptp_packets *packets, struct pptp_flow *flow);

/* Gives a packet with a sequence number, the direction's next, its place and the verdicts that follow from it (section
 * 4.3). Its position must hold the number. Answers the sequence to which it belongs, from now on the direction's: a new
 * one when the packet shows that the numbering began again with the packet before, which then is no longer late or a
 * duplicate. A packet whose number fits nothing is a stray, which moves and counts nothing, until the next packet follows
 * it. */
struct pptp_sequence *pptp_tunnel_sequence_add(struct pptp_sequence *sequence, uint32_t row);

/* A packet of the other direction, already in its place if it has a number, acknowledges packets of this one (section
 * 4.2.5). */
void pptp_tunnel_sequence_acknowledge(struct pptp_sequence *sequence, uint32_t row);

/* The packet of the other direction that was the first to acknowledge this one; NULL: none so far. */
const struct pptp_packet *pptp_tunnel_sequence_acknowledged_by(const struct pptp_packet *packet);

/* Returns the packet in order below this one, which must be in order too; NULL: it is the first of its numbering. */
const struct pptp_packet *pptp_tunnel_sequence_previous(const struct pptp_packet *packet);

/* The packets that came in order, from 0 on; NULL: so many did not. */
const struct pptp_packet *pptp_tunnel_sequence_in_order(const struct pptp_sequence *sequence, unsigned place);

struct pptp_counts pptp_tunnel_sequence_counts(const struct pptp_sequence *sequence);

#endif
