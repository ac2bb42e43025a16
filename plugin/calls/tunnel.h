/* A tunnel: the two GRE flows of a call; and which call unannounced GRE belongs to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_TUNNEL_H
#define PPTP_CALLS_TUNNEL_H

#include "calls/call.h"
#include "calls/refusal.h"

struct pptp_tunnel {
    uint32_t number;                    /* from 0, in the order of first packets */
    struct pptp_call *call;             /* NULL: the control messages that were captured contradict it */
    struct pptp_flow *flow[2];          /* GRE to each end; NULL: no packet so far */
    struct pptp_link *link;             /* ppp/link.h; NULL: no packet carried PPP so far */
    struct pptp_refusal *refusals;      /* newest first, at most PPTP_REFUSALS; NULL: none */
    unsigned refusal_count;
};

/* Returns a call's PPP link; NULL: no packet of the call carried PPP so far. */
static inline const struct pptp_link *
pptp_call_link(const struct pptp_call *call)
{
    return call->tunnel ? call->tunnel->link : NULL;
}

#define PPTP_REFUSALS 16

/* How well two flows fit together as the two directions of a tunnel, by what each acknowledges of the other. */
enum pptp_fit {
    PPTP_FIT_IMPOSSIBLE,        /* one acknowledges numbers that are far from any that the other has sent */
    PPTP_FIT_DOUBTFUL,          /* one acknowledges more than was captured of the other */
    PPTP_FIT_UNKNOWN,
    PPTP_FIT_EXACT              /* one acknowledges a number that the other has just sent */
};

typedef enum pptp_fit (*pptp_fitting)(const struct pptp_flow *one, const struct pptp_flow *other);

/* Returns the tunnel to which a flow belongs, made with its first packet. Call this for each packet of the flow,
 * which must be counted. GRE that no control message announced is given a call: the one between these addresses
 * that lacks this direction. If there are several, fits decides; until then, for a few packets, the result is
 * NULL. Without any, a call is adopted, unless control messages that were captured contradict that: then the
 * tunnel has no call. */
struct pptp_tunnel *pptp_calls_tunnel_of(struct pptp_history *history, struct pptp_flow *flow, pptp_fitting fits);

/* Returns the newest flow with this Call ID between the addresses, as pptp_flow_find() does, and creates it if only a
 * control message told of it so far. */
struct pptp_flow *pptp_calls_tunnel_flow(struct pptp_history *history, const address *sender, const address *receiver,
                                         uint16_t call_id);

/* Moves the flow to the call that it fits if acknowledgments contradict the one that it was given. */
void pptp_calls_tunnel_reconsider(struct pptp_flow *flow, pptp_fitting fits);

/* The flow is the call's GRE to an end: because a control message announced its Call ID, or as a guess. */
void pptp_calls_tunnel_join(struct pptp_flow *flow, struct pptp_call *call, unsigned end);

/* The flow is not its call's: a guess was wrong. It has a tunnel without a call then if it has packets. */
void pptp_calls_tunnel_leave(struct pptp_history *history, struct pptp_flow *flow);

/* Counts an ICMP error that quotes a packet of the tunnel, which has that packet's flow. Copies the first of its kind;
 * ignores new kinds when there are PPTP_REFUSALS of them. */
void pptp_calls_tunnel_refuse(struct pptp_history *history, struct pptp_tunnel *tunnel, struct pptp_moment moment,
                              const struct pptp_refusal *refusal);

#endif
