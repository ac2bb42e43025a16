/* A call: its two Call IDs, its state, its life (RFC 2637 section 3.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_CALL_H
#define PPTP_CALLS_CALL_H

#include "calls/connection.h"

struct pptp_call {
    struct pptp_connection *connection;
    uint32_t number;                    /* from 0, in the order in which calls become known */
    const char *adopted;                /* what reveals a call older than the capture: a message's name, "GRE"; static.
                                         * NULL: it was set up in the capture */
    enum pptp_direction direction;
    unsigned pns;                       /* the connection's end that is the PNS; see roles_known */
    bool roles_known;                   /* if not, pns is the likelier end */
    uint16_t id[2];                     /* Call ID that each end assigned */
    bool id_known[2];
    struct pptp_flow *flow[2];          /* GRE to each end; NULL: the Call ID is unknown, or none of the call's GRE was
                                         * captured so far (pptp_calls_tunnel_flow()) */
    struct pptp_tunnel *tunnel;         /* calls/tunnel.h; NULL: no packet so far */
    uint16_t window[2];                 /* Packet Receive Window Size of each end; 0: not announced */
    enum pptp_state state;
    enum pptp_state view[2];            /* state as each end knows it */
    const struct pptp_event *clear_request;     /* NULL: none so far */
    const struct pptp_event *disconnect;        /* Call-Disconnect-Notify; NULL: none so far */
    const struct pptp_event *line_errors;   /* the last WAN-Error-Notify; NULL: none so far */
    uint32_t line_notices;              /* how many there were */
    struct pptp_moment first;           /* when it became known: was created or adopted */
    const struct pptp_event *setup;     /* message that created the call; NULL: adopted */
    const struct pptp_event *established;   /* NULL: not so far */
    struct pptp_event *open;            /* the newest of its requests that wait for a reply; NULL: none */
    uint32_t echo_requests;             /* sent on the connection before the call was established */
    uint32_t ended_in;                  /* frame; 0: not so far */
    int64_t ended_at;                   /* nanoseconds since 1970 */
    const struct pptp_call *next;       /* next call of the connection */
    struct pptp_call *newer;            /* neighbors among the connection's calls that have not ended */
    struct pptp_call *older;
    struct pptp_call *adopted_before;   /* the adopted call before, between the same addresses; NULL: none */
};

/* Returns the role of an end; PPTP_ANY_ROLE if it is unknown. */
static inline enum pptp_role
pptp_call_role(const struct pptp_call *call, unsigned end)
{
    return !call->roles_known ? PPTP_ANY_ROLE : end == call->pns ? PPTP_PNS : PPTP_PAC;
}

/* Return the role of the peer that receives or sends the packets of a flow, which belongs to a call. */
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

/* Returns whether only GRE told an end's Call ID, or nothing did. */
static inline bool
pptp_call_id_is_guess(const struct pptp_call *call, unsigned end)
{
    return !call->id_known[end] || (call->flow[end] && !call->flow[end]->announced);
}

/* Returns what first began to end the call: its Call-Clear-Request or Call-Disconnect-Notify, the connection's
 * Stop-Control-Connection-Request, or the closing of TCP; frame 0: nothing did so far. by: set to that end. */
struct pptp_moment pptp_call_begun_to_end(const struct pptp_call *call, unsigned *by);

/* Returns a new call of the connection. first: the frame that shows it. */
struct pptp_call *pptp_call_new(struct pptp_connection *connection, struct pptp_moment first);

/* Returns a new call that is older than the capture. reason: static. */
struct pptp_call *pptp_call_adopt(struct pptp_connection *connection, struct pptp_moment first, const char *reason);

/* A control connection names the call, which belonged to an assumed connection between the same addresses. */
void pptp_call_move(struct pptp_call *call, struct pptp_connection *connection);

/* Ends the call; does nothing if it has ended before. when: nanoseconds since 1970. */
void pptp_call_end(struct pptp_call *call, uint32_t frame, int64_t when);

/* Ends all calls of the connection. */
void pptp_calls_end(struct pptp_connection *connection, uint32_t frame, int64_t when);

/* Notes that an end closed or reset TCP, and ends all calls of the connection. Only the first time counts. */
void pptp_connection_close(struct pptp_connection *connection, unsigned end, struct pptp_moment moment, bool reset);

#endif
