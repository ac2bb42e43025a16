/* What a report speaks of: an attempt to open TCP, a control connection, a call, or a tunnel without a call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_SUBJECT_H
#define PPTP_DIAGNOSIS_SUBJECT_H

#include "calls/attempt.h"
#include "calls/tunnel.h"
#include "ppp/link.h"
#include "tunnel/sequence.h"

enum pptp_scope { PPTP_SCOPE_ATTEMPT, PPTP_SCOPE_CONNECTION, PPTP_SCOPE_CALL, PPTP_SCOPE_TUNNEL };

struct pptp_subject {
    enum pptp_scope scope;
    const struct pptp_history *history;
    const struct pptp_attempt *attempt;         /* NULL: none */
    const struct pptp_connection *connection;   /* NULL: none */
    const struct pptp_call *call;               /* NULL: none */
    const struct pptp_tunnel *tunnel;           /* NULL: no GRE */
    const struct pptp_link *link;               /* NULL: no PPP */
};

/* Calls visit for each subject of the history, in an order that readers expect: each connection, its calls behind it; the attempts
 * without a connection; the tunnels without a call. */
typedef void (*pptp_visitor)(const struct pptp_subject *subject, void *data);

void pptp_subject_visit_all(const struct pptp_history *history, pptp_visitor visit, void *data);

struct pptp_subject pptp_subject_of_attempt(const struct pptp_history *history, const struct pptp_attempt *attempt);
struct pptp_subject pptp_subject_of_connection(const struct pptp_connection *connection);
struct pptp_subject pptp_subject_of_call(const struct pptp_call *call);
struct pptp_subject pptp_subject_of_tunnel(const struct pptp_history *history, const struct pptp_tunnel *tunnel);

/* Only one end's messages were captured, and of TCP's opening only one end's segment: the other direction was not. */
bool pptp_subject_is_half_captured(const struct pptp_connection *connection);

/* "the client", "the server": who asked for a call by opening the connection, and the other one. "the PNS", "the PAC", where that is
 * not so. Of a tunnel without a call the address. In scope, or static. */
const char *pptp_subject_party(wmem_allocator_t *scope, const struct pptp_subject *subject, unsigned end);

/* The end that is the call's PNS; of a connection without calls its originator; else 0. */
unsigned pptp_subject_client(const struct pptp_subject *subject);

/* What is known of the end's address; NULL: nothing. */
const address *pptp_subject_address(const struct pptp_subject *subject, unsigned end);

/* When it was over, or the capture: nanoseconds since 1970. */
int64_t pptp_subject_end_time(const struct pptp_subject *subject);

#endif
