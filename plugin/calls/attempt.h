/* An attempt to connect to a PPTP server: the TCP connection before its first control message (RFC 2637 section 1.4).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_ATTEMPT_H
#define PPTP_CALLS_ATTEMPT_H

#include "calls/connection.h"
#include "calls/refusal.h"
#include "calls/transport.h"

/* A SYN-ACK that answers the attempt's SYN, but comes from another address. */
struct pptp_detour {
    struct pptp_moment answered;
    address from;
    const struct pptp_transport *transport; /* between the client and that address */
};

struct pptp_attempt {
    const struct pptp_end *client;
    const struct pptp_end *server;
    struct pptp_moment asked;           /* the first SYN */
    struct pptp_moment asked_last;
    struct pptp_moment answered;        /* the SYN-ACK */
    struct pptp_moment closed;          /* the first FIN or RST */
    int64_t asked_again;                /* when a copy of the first SYN was captured at a second capture point, in
                                         * nanoseconds since 1970 */
    uint8_t asked_again_at;             /* that copy's vantage (witness/points.h); 0: there was none */
    uint8_t asked_at;                   /* vantage of the first SYN */
    uint16_t ip_id;                     /* likewise IPv4's Identification; 0: none */
    uint32_t requests;                  /* SYNs */
    uint8_t server_end;                 /* the server's number in the transport */
    bool closed_by_client;
    bool reset;                         /* by an RST */
    bool asked_for_ecn;                 /* by each SYN */
    bool carried_data;                  /* octets, maybe those of messages that the snapshot length cut */
    const struct pptp_transport *transport; /* what its segments show */
    const struct pptp_detour *detour;   /* NULL: there is none */
    struct pptp_refusal *refusal;       /* the first ICMP error that quotes one of its segments; NULL: none */
    const struct pptp_connection *connection;   /* NULL: no message so far */
};

_Static_assert(sizeof(struct pptp_attempt) <= 120, "a flood has one for each SYN: no octet to spare");

/* Adds an attempt to the history, which owns it. Both ends, with their octets, must live as long as the history, which
 * must have the routes between the two. */
struct pptp_attempt *pptp_attempt_new(struct pptp_history *history, const struct pptp_end *client,
                                      const struct pptp_end *server);

/* Keeps the attempt as the newest one with its client's address and port. Call this when its first SYN is captured. */
void pptp_attempt_ask(struct pptp_history *history, struct pptp_attempt *attempt);

/* Returns the newest attempt of the client whose SYN is unanswered; NULL if there is none. */
struct pptp_attempt *pptp_attempt_asking(struct pptp_history *history, const struct pptp_end *client);

/* Returns the newest control connection between the attempt's client and server; NULL if there is none. */
const struct pptp_connection *pptp_attempt_newest_connection(const struct pptp_history *history,
                                                             const struct pptp_attempt *attempt);

/* Notes an ICMP error that quotes one of the attempt's segments. Copies the first; ignores all others. */
void pptp_attempt_refuse(struct pptp_history *history, struct pptp_attempt *attempt,
                         const struct pptp_refusal *refusal);

#endif
