/* A tunnel: the two GRE flows of a call, even of a call that was not captured.
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
    struct pptp_flow *flow[2];          /* GRE to each end; NULL: no packet so far */
    struct pptp_link *link;             /* ppp/link.h; NULL: no packet carried PPP so far */
    struct pptp_refusal *refusals;      /* newest first, at most PPTP_REFUSALS; NULL: none */
    unsigned refusal_count;
};

#define PPTP_REFUSALS 16

/* Returns the tunnel of a flow; creates it with the first packet. */
struct pptp_tunnel *pptp_calls_tunnel_of(struct pptp_history *history, struct pptp_flow *flow);

/* Counts an ICMP error that quotes a packet of the tunnel. Copies the first of its kind; ignores new kinds when
 * there are PPTP_REFUSALS of them. */
void pptp_calls_tunnel_refuse(struct pptp_history *history, struct pptp_tunnel *tunnel, struct pptp_moment moment,
                              const struct pptp_refusal *refusal);

#endif
