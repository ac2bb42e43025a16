/* One control connection: its peers and their roles, its state, its life.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_CONNECTION_H
#define PPTP_CALLS_CONNECTION_H

#include "calls/event.h"
#include "calls/flow.h"
#include "calls/implementation.h"

#define PPTP_TCP_PORT 1723      /* RFC 2637 section 1.4 */

struct pptp_end {
    address address;
    uint16_t port;
};

struct pptp_connection {
    struct pptp_history *history;
    uint32_t number;                    /* from 0, in the order in which connections are first seen */
    struct pptp_end end[2];
    uint32_t tcp_stream;                /* its TCP connection's number: tcp.stream */
    struct pptp_route *route[2];        /* from each end to the other */
    bool start_captured;
    bool assumed;                       /* no message of it was captured, only GRE of its calls: in no list, no number */
    struct pptp_call *adopted;          /* of an assumed one: the newest adopted call between the addresses */
    int originator;                     /* the end that opened it; -1: unknown */
    enum pptp_role role[2];             /* PPTP_ANY_ROLE: unknown */
    const char *implementation[2];
    enum pptp_state state;
    enum pptp_state view[2];            /* the state as each end knows it */
    struct pptp_event *undelivered[2];  /* of each end, its oldest message that the other has not acknowledged */
    const struct pptp_event *first_sent[2];
    struct pptp_event *last_sent[2];
    const struct pptp_event *last_event;
    uint32_t passed_over;               /* octets that begin no message */
    uint32_t passed_over_in;            /* frame: the first of them */
    uint32_t wrong_cookie_in;           /* frame: the first message with a wrong Magic Cookie; 0: none */
    const struct pptp_event *first_found;   /* its first event with findings; NULL: none */
    struct pptp_event *last_found;
    uint32_t habit_in[PPTP_HABITS];     /* the first frame of each habit; 0: none */
    const struct pptp_event *start_request;
    uint32_t version_asked;             /* Protocol Version of the start request; 0: not captured */
    const struct pptp_event *stop_request;
    const struct pptp_event *stop_reply;
    struct pptp_event *echo_request[2]; /* each end's last */
    uint32_t echo_requests;             /* so far, of both ends */
    const struct pptp_call *first_call; /* of all; NULL: none */
    struct pptp_call *last_call;
    struct pptp_call *live;             /* calls that have not ended, the newest first */
    uint32_t closed_in;                 /* frame in which an end closed or reset TCP; 0: none so far */
    int64_t closed_at;                  /* nanoseconds since 1970 */
    bool reset;                         /* by an RST */
    const struct pptp_attempt *attempt; /* calls/attempt.h; NULL: the opening of TCP was not captured */
    unsigned closed_by;                 /* that end */
    bool closed_without_stop;           /* no Stop-Control-Connection-Request came before (section 2.3) */
    enum pptp_severity closing;         /* what to think of that: a Warning if a call was up and not being cleared */
};

/* A connection between two ends, of which the first sent the message that is seen first. The addresses are copied.
 * start_captured: the capture holds the opening of its TCP connection. */
struct pptp_connection *pptp_connection_new(struct pptp_history *history, const struct pptp_end end[2],
                                            bool start_captured);

/* Returns the connection to which the calls between a route's addresses belong that only their GRE shows. Made when it
 * is first asked for. Its ports are 0. */
struct pptp_connection *pptp_connection_assumed(struct pptp_history *history, struct pptp_route *route);

/* The first message shows that the capture holds the beginning, though it may not hold the opening of TCP. */
void pptp_connection_starts_here(struct pptp_connection *connection);

/* Adds a finding to an event of a connection. other: the event that it refers to; NULL: none. Returns the finding, so that
 * the caller can fill in state and words. */
struct pptp_finding *pptp_event_find(struct pptp_event *event, enum pptp_verdict verdict, enum pptp_severity severity,
                                     uint32_t number, const struct pptp_event *other);

#endif
