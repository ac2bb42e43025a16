/* Where GRE goes: routes from address to address, and the flows on them, one for each Call ID (RFC 2637 section 4.1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_FLOW_H
#define PPTP_CALLS_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include <epan/address.h>

#include "calls/history.h"

/* From one address to another, whatever the ports. */
struct pptp_route {
    address sender;
    address receiver;
    struct pptp_connection *starting;       /* newest connection that the sender asked the receiver to start */
    struct pptp_connection *connection;     /* newest control connection between the two; NULL: none so far */
    struct pptp_tunnel *half;               /* see calls/tunnel.c; NULL: none */
    struct pptp_connection *assumed;        /* see pptp_connection_assumed(); NULL: none */
    struct pptp_header_count *header_faults;    /* packets.h: of packets in no flow; NULL: no fault */
    uint32_t number;                        /* from 0, in the order in which routes become known */
    unsigned sender_end : 1;                /* see pptp_route_end() */
    bool has_ends;                          /* it was asked for */
    bool carries_gre;
};

/* Durations, in nanoseconds. */
struct pptp_span {
    uint32_t count;
    int64_t least;
    int64_t most;
    double sum;                 /* of years, too, if a clock jumps */
};

/* One direction of a call's tunnel, or of a tunnel whose call was not captured. */
struct pptp_flow {
    struct pptp_route *route;
    struct pptp_tunnel *tunnel;             /* calls/tunnel.h; NULL: no packet so far */
    uint16_t call_id;                       /* in its packets: assigned by the receiver */
    struct pptp_call *call;                 /* NULL: none, or unknown so far */
    bool announced;                         /* a control message named its Call ID; otherwise the call is a guess */
    bool mixed;                             /* another call that was up had its Call ID, too: two numberings in one */
    bool began_earlier;                     /* its first packet captured is none of a call's first packets */
    bool doubted;                           /* it was judged to belong to no announced call */
    const struct pptp_flow *older;          /* previous flow with the same Call ID; NULL: none */
    unsigned receiver;                      /* end that its packets go to: the connection's or the tunnel's */
    uint32_t packets;                       /* GRE packets so far, without those that ICMP errors quote */
    uint64_t octets;                        /* after the GRE headers of these packets */
    uint32_t first_frame;
    uint32_t last_frame;
    int64_t first_time;                     /* nanoseconds since 1970 */
    int64_t last_time;
    bool acknowledges;                      /* a packet had an Acknowledgment Number */
    uint32_t acknowledgment;                /* the last one */
    int64_t heard_up_to;                    /* when the newest packet was sent that is acknowledged; 0: none is */
    int64_t heard_at;                       /* when that acknowledgment came */
    struct pptp_span acknowledged_after;    /* time until its packets were acknowledged */
    uint32_t fragmented;                    /* packets that arrived in IP fragments */
    uint32_t first_fragmented;              /* frame */
    uint32_t longest;                       /* octets of the longest GRE packet */
    uint32_t longest_acknowledged;          /* of those whose own number was acknowledged */
    uint32_t first_with[3];                 /* frame: first gap, late packet, duplicate (enum pptp_tunnel_verdict) */
    uint32_t farthest_late;                 /* most numbers by which a packet was late */
    uint32_t overtaken_by_smaller;          /* late packets that are larger than the one that overtook them */
    struct pptp_sequence *sequence;         /* tunnel/sequence.h; NULL: no packet so far */
    struct pptp_points *points;             /* tunnel/points.h; NULL: nothing hints at a second capture point */
    const struct pptp_flow *translated;     /* the same packets beyond a NAT, captured first; NULL: none known */
    bool renumbered;                        /* the NAT changed IPv4's Identification */
    struct pptp_flow *like;                 /* the flow whose first packets were like its own; NULL: none */
    int64_t like_after;                     /* by how much the last of them came later, in nanoseconds */
    uint8_t likeness;                       /* how many of them */
    struct pptp_header_count *header_faults;    /* packets.h: PPTP_HEADER_FAULTS of them; NULL: no fault */
    int64_t ip_damaged_since;               /* when the first of the damaged ones came */
    uint32_t ip_damaged_in;                 /* its frame */
    uint8_t ip_judged;                      /* of its first packets, those whose IPv4 Header Checksum is known */
    uint8_t ip_damaged;                     /* and wrong */
    bool ip_sound_later;                    /* one after a damaged one is right */
    uint8_t vantage;                        /* of its first packet (witness/points.h) */
};

/* Return the empty tables of a history, allocated in scope. */
wmem_map_t *pptp_routes_new(wmem_allocator_t *scope);
wmem_map_t *pptp_flows_new(wmem_allocator_t *scope);

/* Returns the route from sender to receiver; creates it the first time. Copies the addresses. */
struct pptp_route *pptp_route_between(struct pptp_history *history, const address *sender, const address *receiver);

/* Returns the route from sender to receiver; NULL if there is none. */
struct pptp_route *pptp_route_find(const struct pptp_history *history, const address *sender, const address *receiver);

/* Returns which end the sender is, 0 or 1, in every connection and tunnel between the two addresses, so that a call
 * can move from one connection to another. The sender that is asked for first is end 0. */
unsigned pptp_route_end(struct pptp_history *history, const address *sender, const address *receiver);

/* Returns the newest flow with this Call ID between the addresses; NULL if there is none. */
struct pptp_flow *pptp_flow_find(struct pptp_history *history, const address *sender, const address *receiver,
                                 uint16_t call_id);

/* Creates a flow, which pptp_flow_find() returns from now on instead of older ones. call: NULL if unknown. */
struct pptp_flow *pptp_flow_new(struct pptp_history *history, struct pptp_route *route, uint16_t call_id,
                                struct pptp_call *call);

/* Creates a flow that pptp_flow_find() never returns: a newer call, whose flow is not made yet, has its Call ID. */
struct pptp_flow *pptp_flow_new_hidden(struct pptp_history *history, struct pptp_route *route, uint16_t call_id,
                                       struct pptp_call *call);

#endif
