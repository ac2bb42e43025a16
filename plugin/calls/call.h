/* One call: both its Call IDs, its state, its life (RFC 2637 section 3.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_CALL_H
#define PPTP_CALLS_CALL_H

#include "calls/connection.h"

struct pptp_call {
    struct pptp_connection *connection;
    uint32_t number;                    /* from 0, in the order in which calls become known */
    const char *adopted;                /* what a call older than the capture is known from: a message's name, or "GRE";
                                         * static. NULL: it was set up in the capture */
    enum pptp_direction direction;
    unsigned pns;                       /* the end of the connection that is its PNS; see roles_known */
    bool roles_known;                   /* if not, pns is the likelier end */
    uint16_t id[2];                     /* the Call ID that each end assigned */
    bool id_known[2];
    struct pptp_flow *flow[2];          /* GRE to each end; NULL: its Call ID is not known */
    struct pptp_tunnel *tunnel;         /* calls/tunnel.h; NULL: no packet so far */
    uint16_t window[2];                 /* packets that each end will receive unacknowledged; 0: not announced */
    enum pptp_state state;
    enum pptp_state view[2];            /* the state as each end knows it */
    const struct pptp_event *clear_request;     /* NULL: none so far */
    const struct pptp_event *disconnect;        /* Call-Disconnect-Notify; NULL: none so far */
    struct pptp_moment first;           /* when it became known: was created or adopted */
    const struct pptp_event *setup;     /* the message that created it; NULL: adopted */
    const struct pptp_event *established;   /* NULL: not so far */
    uint32_t echo_requests;             /* of the connection, when the call was established */
    uint32_t ended_in;                  /* frame; 0: not so far */
    int64_t ended_at;                   /* nanoseconds since 1970 */
    const struct pptp_call *next;       /* of the connection's calls */
    struct pptp_call *newer;            /* of the connection's calls that have not ended */
    struct pptp_call *older;
    struct pptp_call *adopted_before;   /* the adopted call before, between the same addresses; NULL: none */
};

/* PPTP_ANY_ROLE: unknown. */
static inline enum pptp_role
pptp_call_role(const struct pptp_call *call, unsigned end)
{
    return !call->roles_known ? PPTP_ANY_ROLE : end == call->pns ? PPTP_PNS : PPTP_PAC;
}

/* What the peers are to which a call's flow goes, and from which it comes. */
static inline enum pptp_role
pptp_flow_receiver(const struct pptp_flow *flow)
{
    return pptp_call_role(flow->call, flow->receiver);
}

static inline enum pptp_role
pptp_flow_sender(const struct pptp_flow *flow)
{
    return pptp_call_role(flow->call, !flow->receiver);
}

/* Returns a new call of the connection. first: the frame that shows it. */
struct pptp_call *pptp_call_new(struct pptp_connection *connection, struct pptp_moment first);

/* Returns a new call that is older than the capture. reason: static. */
struct pptp_call *pptp_call_adopt(struct pptp_connection *connection, struct pptp_moment first, const char *reason);

/* A control connection names the call, which belonged to an assumed connection between the same addresses. */
void pptp_call_move(struct pptp_call *call, struct pptp_connection *connection);

/* The call ends, if it has not ended before. */
void pptp_call_end(struct pptp_call *call, uint32_t frame, int64_t when);

/* All calls of the connection end. */
void pptp_calls_end(struct pptp_connection *connection, uint32_t frame, int64_t when);

/* An end closed or reset TCP; only the first time counts. All calls end with their connection. */
void pptp_connection_close(struct pptp_connection *connection, unsigned end, struct pptp_moment moment, bool reset);

#endif
