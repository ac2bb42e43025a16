/* A control connection: its peers and their roles, its state, its life (RFC 2637 section 3.1).
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

/* The messages of one phase: a key sequence of Microsoft's article Q241252. */
struct pptp_key_sequence {
    uint32_t messages;
    uint32_t first;                     /* frames; 0: none */
    uint32_t last;
};

/* Requests of an end that wait for the same reply, oldest first. */
struct pptp_queue {
    struct pptp_event *first;           /* NULL: none */
    struct pptp_event *last;
};

struct pptp_connection {
    struct pptp_history *history;
    uint32_t number;                    /* from 0, in the order of first messages */
    uint32_t tcp_stream;                /* its TCP connection's number: tcp.stream */
    const struct pptp_end *end;         /* both */
    struct pptp_route *route[2];        /* from each end to the other */
    bool start_captured : 1;            /* the capture holds its beginning */
    bool assumed : 1;                   /* only GRE of its calls was captured, no message: in no list, no number */
    bool had_call : 1;                  /* a call was established */
    bool reset : 1;                     /* an RST closed it */
    bool closed_without_stop : 1;       /* no Stop-Control-Connection-Request came before TCP closed (2.3) */
    int8_t originator;                  /* end that opened it; -1: unknown */
    uint8_t closed_by;                  /* the end that closed or reset TCP */
    uint8_t looks_like[2];              /* implementation as a number: see pptp_implementation_name() */
    const char *implementation[2];      /* that each end looks like; NULL: unknown; static */
    const char *host_name;              /* that the originator gave itself; NULL: none, or not captured */
    struct pptp_call *adopted;          /* of an assumed one: the newest adopted call between the addresses */
    uint16_t version_asked;             /* Protocol Version in the start request; 0: not captured */
    uint16_t version_given;             /* likewise in the reply */
    enum pptp_role role[2];             /* PPTP_ANY_ROLE: unknown */
    enum pptp_state state;
    enum pptp_state view[2];            /* state as each end knows it */
    struct pptp_event *undelivered[2];  /* oldest message of each end that the other has not acknowledged */
    const struct pptp_event *first_sent[2];
    struct pptp_event *last_sent[2];
    const struct pptp_event *last_event;
    uint32_t passed_over;               /* octets that begin no message */
    uint32_t passed_over_in;            /* frame of the first of them */
    uint32_t wrong_cookie_in;           /* first frame with a wrong Magic Cookie; 0: none */
    struct pptp_impossible {            /* messages whose Length none can have */
        uint32_t count;
        uint32_t frame;                 /* of the first */
        uint16_t length[4];             /* of the first ones that differ */
        uint8_t lengths;
        uint8_t from;                   /* end that sent the first */
    } impossible;
    const struct pptp_event *first_found;   /* first event with findings; NULL: none */
    struct pptp_event *last_found;
    uint32_t habit_in[PPTP_HABITS];     /* first frame that shows each habit; 0: none */
    const struct pptp_event *start_request;
    const struct pptp_event *stop_request;
    const struct pptp_event *stop_reply;    /* NULL also if it refused to close the connection (2.4) */
    struct pptp_queue waiting[2][2];    /* by end: its requests to start the connection, and to stop it */
    struct pptp_event *echo_request[2]; /* last one of each end */
    uint32_t echo_requests;             /* sent by both ends so far */
    uint32_t echo_replies;              /* that answer one of them */
    struct pptp_key_sequence sequence[PPTP_PHASES];
    const struct pptp_call *first_call; /* NULL: none */
    struct pptp_call *last_call;
    struct pptp_call *live;             /* calls that have not ended, newest first */
    uint32_t closed_in;                 /* frame in which an end closed or reset TCP; 0: not so far */
    uint32_t moved_in;                  /* frame of the first segment from moved_to */
    int64_t closed_at;                  /* nanoseconds since 1970 */
    const struct pptp_connection *served;   /* the newest one before it that had a call; NULL: none */
    const struct pptp_attempt *attempt; /* calls/attempt.h; NULL: TCP's handshake was not captured */
    const struct pptp_transport *transport; /* calls/transport.h; NULL: no segment was captured */
    const struct pptp_connection *moved_to; /* goes on with its TCP connection, from another port; NULL: none does */
    const struct pptp_connection *moved_from;
    enum pptp_role closed_by_role;      /* role of the end closed_by, as far as known then */
    enum pptp_severity closing;         /* of closed_without_stop: a Warning if a call was up and not being cleared */
};

_Static_assert(sizeof(struct pptp_connection) <= 480, "a flood has many: no octet to spare");

/* Returns whether two ends have the same address and port. */
bool pptp_end_is_same(const struct pptp_end *one, const struct pptp_end *other);

/* Adds a connection to the history, which owns it. Both ends, with the octets of their addresses,
 * must live as long as the history. start_captured: the capture holds TCP's handshake. */
struct pptp_connection *pptp_connection_new(struct pptp_history *history, const struct pptp_end end[2],
                                            bool start_captured);

/* Returns the connection that holds the calls between a route's addresses that only GRE reveals; creates it the first
 * time. Its ports are 0. */
struct pptp_connection *pptp_connection_assumed(struct pptp_history *history, struct pptp_route *route);

/* Returns 1 if two connections between the same addresses have them in another order: the one's first is the other's
 * second; otherwise 0. */
unsigned pptp_connection_is_crossed(const struct pptp_connection *one, const struct pptp_connection *other);

/* Returns the first end that has the address; -1: none has. */
int pptp_connection_end_at(const struct pptp_connection *connection, const address *host);

/* Returns whether two connections are between the same addresses. */
bool pptp_connection_is_between_same(const struct pptp_connection *one, const struct pptp_connection *other);

/* Call this for a connection whose beginning was not captured, once its transport holds its first segment, which an end
 * sent. If that continues the TCP connection of one of the newest connections between the addresses, from another port
 * of that end, the older one is moved. */
void pptp_connection_find_moved(struct pptp_connection *connection, unsigned end);

/* Call this when the first message shows that the capture holds the connection's beginning, with or without TCP's
 * handshake. */
void pptp_connection_starts_here(struct pptp_connection *connection);

/* Adds a finding to an event and returns it, so that the caller can fill in state and words.
 * other: the event that the finding refers to; NULL: none. */
struct pptp_finding *pptp_event_find(struct pptp_event *event, enum pptp_verdict verdict, enum pptp_severity severity,
                                     uint32_t number, const struct pptp_event *other);

#endif
