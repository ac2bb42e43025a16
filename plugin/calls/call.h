/* A call: its two Call IDs, its state, its life, and how a message finds it (RFC 2637 section 3.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_CALL_H
#define PPTP_CALLS_CALL_H

#include "calls/connection.h"

struct pptp_call {
    struct pptp_connection *connection;
    uint32_t number;                    /* from 0, in the order of the messages that created the calls */
    enum pptp_direction direction;
    unsigned pns;                       /* the connection's end that is the PNS */
    uint16_t id[2];                     /* Call ID that each end assigned */
    bool id_known[2];
    struct pptp_flow *flow[2];          /* GRE to each end; NULL: the Call ID is unknown */
    struct pptp_tunnel *tunnel;         /* calls/tunnel.h; NULL: no packet so far */
    uint16_t window[2];                 /* Packet Receive Window Size of each end; 0: not announced */
    enum pptp_state state;
    enum pptp_state view[2];            /* state as each end knows it */
    const struct pptp_event *clear_request;     /* NULL: none so far */
    const struct pptp_event *disconnect;        /* Call-Disconnect-Notify; NULL: none so far */
    const struct pptp_event *setup;     /* message that created the call */
    const struct pptp_event *established;   /* NULL: not so far */
    uint32_t echo_requests;             /* sent on the connection before the call was established */
    uint32_t ended_in;                  /* frame; 0: not so far */
    int64_t ended_at;                   /* nanoseconds since 1970 */
    const struct pptp_call *next;       /* next call of the connection */
    struct pptp_call *newer;            /* neighbours among the connection's calls that have not ended */
    struct pptp_call *older;
};

/* Return the role of the peer that receives or sends the packets of a flow, which belongs to a call. */
static inline enum pptp_role
pptp_flow_receiver(const struct pptp_flow *flow)
{
    return flow->receiver == flow->call->pns ? PPTP_PNS : PPTP_PAC;
}

static inline enum pptp_role
pptp_flow_sender(const struct pptp_flow *flow)
{
    return flow->receiver == flow->call->pns ? PPTP_PAC : PPTP_PNS;
}

/* Sets the event's call: finds it by the Call ID that the message names, or creates it (Outgoing-Call-Request,
 * Incoming-Call-Request, and an accepting reply whose request was not captured). Adds findings on Call IDs to the
 * event. The call stays NULL if the message names none, or an unknown one. */
void pptp_call_of(struct pptp_event *event, const struct pptp_message *message);

/* Ends the call; does nothing if it has ended before. when: nanoseconds since 1970. */
void pptp_call_end(struct pptp_call *call, uint32_t frame, int64_t when);

/* Ends all calls of the connection. */
void pptp_calls_end(struct pptp_connection *connection, uint32_t frame, int64_t when);

/* Notes that an end closed or reset TCP, and ends all calls of the connection. Only the first time counts. */
void pptp_connection_close(struct pptp_connection *connection, unsigned end, struct pptp_moment moment, bool reset);

#endif
