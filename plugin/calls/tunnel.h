/* A tunnel: the two flows of a call, or of a call that was not captured.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_TUNNEL_H
#define PPTP_CALLS_TUNNEL_H

#include "calls/call.h"
#include "calls/refusal.h"

struct pptp_tunnel {
    uint32_t number;                    /* from 0, in the order of first packets */
    struct pptp_call *call;             /* NULL: no control message has announced it */
    struct pptp_flow *flow[2];          /* to each end; NULL: no packet so far */
    struct pptp_link *link;             /* ppp/link.h; NULL: no packet so far carried PPP */
    struct pptp_refusal *refusals;      /* the newest first, at most PPTP_REFUSALS; NULL: none */
    unsigned refusal_count;
};

#define PPTP_REFUSALS 16

/* The tunnel to which a flow belongs, made with its first packet. */
struct pptp_tunnel *pptp_calls_tunnel_of(struct pptp_history *history, struct pptp_flow *flow);

/* An ICMP error quotes a packet of the tunnel: counted with its like. refusal: who says what of which end's packet; copied. */
void pptp_calls_tunnel_refuse(struct pptp_history *history, struct pptp_tunnel *tunnel, struct pptp_moment moment,
                              const struct pptp_refusal *refusal);

#endif
