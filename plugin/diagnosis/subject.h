/* What a finding or a report is about: an attempt to connect, a control connection, a call, or a tunnel without a call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_SUBJECT_H
#define PPTP_DIAGNOSIS_SUBJECT_H

#include "calls/attempt.h"
#include "calls/tunnel.h"
#include "ppp/link.h"
#include "tunnel/sequence.h"

enum pptp_scope {
    PPTP_SCOPE_CAPTURE, PPTP_SCOPE_ATTEMPT, PPTP_SCOPE_CONNECTION, PPTP_SCOPE_CALL, PPTP_SCOPE_TUNNEL
};

struct pptp_subject {
    enum pptp_scope scope;
    const struct pptp_history *history;
    const struct pptp_attempt *attempt;         /* NULL: none */
    const struct pptp_connection *connection;   /* NULL: none */
    const struct pptp_call *call;               /* NULL: none */
    const struct pptp_tunnel *tunnel;           /* NULL: no GRE */
    const struct pptp_link *link;               /* NULL: no PPP */
    struct pptp_ending_kept *ending;            /* diagnosis/subject_ending.h; NULL: its ending is not kept */
};

typedef void (*pptp_visitor)(const struct pptp_subject *subject, void *data);

/* Calls visit with each subject of the history: each connection followed by its calls, then the calls of which
 * only GRE was captured, then the attempts without a connection, then the tunnels without a call. A subject is valid
 * only during the call. */
void pptp_subject_visit_all(const struct pptp_history *history, pptp_visitor visit, void *data);

/* Each returns the subject for one of these. What it points to lives as long as the capture. */
struct pptp_subject pptp_subject_of_capture(const struct pptp_history *history);
struct pptp_subject pptp_subject_of_attempt(const struct pptp_history *history, const struct pptp_attempt *attempt);
struct pptp_subject pptp_subject_of_connection(const struct pptp_connection *connection);
struct pptp_subject pptp_subject_of_call(const struct pptp_call *call);
struct pptp_subject pptp_subject_of_tunnel(const struct pptp_history *history, const struct pptp_tunnel *tunnel);

/* Whether only one direction of the connection was captured: all messages came from one end, and so did the opening
 * of TCP. */
bool pptp_subject_is_half_captured(const struct pptp_connection *connection);

/* Returns what an end is called: "the client" is the PNS that opened the connection, "the server" its peer. Where
 * the PNS did not open it, "the PNS" and "the PAC"; without a call, the address. In scope, or static. */
const char *pptp_subject_party(wmem_allocator_t *scope, const struct pptp_subject *subject, unsigned end);

/* Returns the end that is the client: the call's PNS, or the originator of a connection without calls; otherwise 0. */
unsigned pptp_subject_client(const struct pptp_subject *subject);

/* Returns the end of a call whose user logs on. That is not the client if the server is the PNS, as with dial-in lines
 * behind a PAC. The other end may have the same address in all its calls. */
unsigned pptp_subject_user(const struct pptp_call *call);

/* Returns the end's address; NULL if it is unknown. */
const address *pptp_subject_address(const struct pptp_subject *subject, unsigned end);

/* Returns when the subject ended, or else the capture, in nanoseconds since 1970. */
int64_t pptp_subject_end_time(const struct pptp_subject *subject);

#endif
