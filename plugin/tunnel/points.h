/* The capture points of one direction of a tunnel. Each has a numbering of its own: the copies of packets that a second
 * point captured are no duplicates.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_POINTS_H
#define PPTP_TUNNEL_POINTS_H

#include "calls/flow.h"
#include "tunnel/header.h"
#include "tunnel/sequence.h"

enum { PPTP_MOST_POINTS = 4 };      /* of one direction; further ones count as the first */

/* What a packet is, before it is judged. */
struct pptp_arrival {
    struct pptp_sequence *sequence;         /* the numbering at its capture point */
    const struct pptp_packet *original;     /* the same packet at another capture point; NULL: none */
    bool again;                             /* it was captured at another point before, as far as is known */
};

/* Forgets the packets of the capture before. */
void pptp_tunnel_points_begin(void);

/* Returns a digest of the payload, never 0, or 0 if none of it was captured. */
uint16_t pptp_tunnel_points_digest(const struct pptp_gre *gre);

/* Decides at which capture point a packet of the flow was captured. other: the other direction, or NULL. */
struct pptp_arrival pptp_tunnel_points_enter(struct pptp_flow *flow, const struct pptp_flow *other,
                                             const struct pptp_packet *packet);

/* Adds a packet with a Sequence Number to the numbering of its capture point. */
void pptp_tunnel_points_add(struct pptp_flow *flow, const struct pptp_flow *other, struct pptp_arrival arrival,
                            uint32_t row);

/* Returns whether the flow is one whose packets are still looked for beyond a NAT: it has few of them. */
bool pptp_tunnel_points_is_early(const struct pptp_flow *flow);

/* Looks for a flow beyond a NAT, by one of the flow's first packets, which was added. */
void pptp_tunnel_points_look_beyond(struct pptp_flow *flow, struct pptp_packet *packet, const struct pptp_gre *gre);

/* Returns the numbering of a flow that a packet of the other direction acknowledges, at the packet's capture point;
 * NULL if that point captured none of the flow, or if it is not known and the packet a copy. */
struct pptp_sequence *pptp_tunnel_points_acknowledged(const struct pptp_flow *flow, const struct pptp_packet *packet,
                                                      bool again);

/* Returns the other direction of the tunnel, or NULL if its Call ID is unknown. It may have no packet yet. */
struct pptp_flow *pptp_tunnel_points_opposite(const struct pptp_flow *flow);

/* Returns how many capture points the flow was captured at. */
unsigned pptp_tunnel_points_count(const struct pptp_flow *flow);

/* Returns the current numbering at one of the flow's capture points. */
const struct pptp_sequence *pptp_tunnel_points_sequence(const struct pptp_flow *flow, unsigned point);

/* Returns the number of one of the flow's capture points in the whole capture, or PPTP_NO_POINT. */
uint8_t pptp_tunnel_points_number(const struct pptp_flow *flow, unsigned point);

/* Returns the vantage of the first packet at one of the flow's capture points (witness/points.h). */
uint8_t pptp_tunnel_points_vantage(const struct pptp_flow *flow, unsigned point);

/* Returns the flow's capture point that is nearest to the receiver, as far as is known. */
unsigned pptp_tunnel_points_last(const struct pptp_flow *flow);

/* Returns the same packet in a numbering of another capture point, or in an earlier one there; NULL: none. */
const struct pptp_packet *pptp_tunnel_points_find(const struct pptp_sequence *sequence,
                                                  const struct pptp_packet *packet);

/* Returns the first of the packet's copies that were captured before it, at another point or beyond a NAT; NULL: none.
 */
const struct pptp_packet *pptp_tunnel_points_copied(const struct pptp_packet *packet);

#endif
