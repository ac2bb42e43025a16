/* Where GRE goes: routes between addresses, and on them the flows that a Call ID tells apart (RFC 2637 section 4.1).
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
    struct pptp_connection *starting;       /* the newest connection that the sender asked the receiver to start */
    struct pptp_connection *connection;     /* the newest control connection between the two; NULL: none so far */
    struct pptp_tunnel *half;               /* see calls/tunnel.c; NULL: none */
    struct pptp_connection *assumed;        /* see pptp_connection_assumed(); NULL: none */
    unsigned sender_end;                    /* see pptp_route_end() */
    bool has_ends;                          /* it was asked for */
    bool carries_gre;
};

/* Times, summed up: nanoseconds. */
struct pptp_span {
    uint32_t count;
    int64_t least;
    int64_t most;
    int64_t sum;
};

/* One direction of a call's tunnel, or of a tunnel whose call was not captured. */
struct pptp_flow {
    struct pptp_route *route;
    struct pptp_tunnel *tunnel;             /* calls/tunnel.h; NULL: no packet so far */
    uint16_t call_id;                       /* in its packets: the one that the receiver assigned */
    struct pptp_call *call;                 /* NULL: none, or not known so far */
    bool announced;                         /* a control message named its Call ID; otherwise the call is a guess */
    bool doubted;                           /* it was judged to be of no announced call */
    const struct pptp_flow *older;          /* whose place this one took; NULL: none */
    unsigned receiver;                      /* the end to which the packets go: of the call's connection, or of the tunnel */
    uint32_t packets;                       /* GRE packets so far, quoted ones not counted */
    uint32_t first_frame;
    uint32_t last_frame;
    int64_t first_time;                     /* nanoseconds since 1970 */
    int64_t last_time;
    bool acknowledges;                      /* one of them had an Acknowledgment Number */
    uint32_t acknowledgment;                /* the last of these */
    struct pptp_span acknowledged_after;    /* the times after which its packets were acknowledged */
    uint32_t fragmented;                    /* packets that came in fragments of IP */
    uint32_t first_fragmented;              /* frame */
    uint32_t longest;                       /* octets of the longest GRE packet */
    uint32_t first_with[3];                 /* frame: the first with a gap, late, duplicate (enum pptp_tunnel_verdict) */
    uint32_t farthest_late;                 /* by how many numbers a late packet was late, at most */
    uint32_t overtaken_by_smaller;          /* late packets that the packet which skipped them was smaller than */
    struct pptp_sequence *sequence;         /* tunnel/sequence.h; NULL: no packet so far */
};

wmem_map_t *pptp_routes_new(wmem_allocator_t *scope);
wmem_map_t *pptp_flows_new(wmem_allocator_t *scope);

/* The route from sender to receiver, made when it is first asked for. The addresses are copied. */
struct pptp_route *pptp_route_between(struct pptp_history *history, const address *sender, const address *receiver);

/* NULL if it was never asked for. */
struct pptp_route *pptp_route_find(struct pptp_history *history, const address *sender, const address *receiver);

/* Returns which end the sender is, 0 or 1, in every connection and tunnel between the two addresses: so a call can move
 * from one connection to another. The sender that is asked for first is end 0. */
unsigned pptp_route_end(struct pptp_history *history, const address *sender, const address *receiver);

/* The newest flow of the addresses and the Call ID; NULL if there is none. */
struct pptp_flow *pptp_flow_find(struct pptp_history *history, const address *sender, const address *receiver,
                                 uint16_t call_id);

/* A new flow, which is found from now on in the place of older ones. call: NULL without. */
struct pptp_flow *pptp_flow_new(struct pptp_history *history, struct pptp_route *route, uint16_t call_id,
                                struct pptp_call *call);

#endif
