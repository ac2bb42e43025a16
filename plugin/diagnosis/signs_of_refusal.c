/* A control connection or a call is refused, or gets no reply.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "control/messages.h"
#include "diagnosis/facts.h"
#include "diagnosis/logons.h"
#include "diagnosis/meanwhile.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_neighbors.h"
#include "diagnosis/subject_transport.h"

enum { SILENCE = 5, AT_ONCE = 3, GIVES_UP = 30 };   /* seconds */
enum { LOCAL_SHUTDOWN = 3 };            /* RFC 2637 section 2.3 */

/* A router without a route: that says nothing of the server. */
static void
put_missing_route(struct pptp_evidence *evidence, const struct pptp_attempt *attempt)
{
    const address *router = &attempt->refusal->sender, *client = &attempt->client->address;
    bool is_near = router->type == AT_IPv4 && client->type == AT_IPv4 && memcmp(router->data, client->data, 3) == 0;

    if (is_near)
        pptp_evidence_put(evidence, "reading", "That router is in the client's own network, so it is probably its"
                          " gateway: it has no route to the server, so its uplink is probably down, or the address is"
                          " wrong");
    else
        pptp_evidence_put(evidence, "reading", "So that router has no route to the server: a link behind it is"
                          " probably down, or the address is wrong");
    pptp_evidence_put_address(evidence, "router", router);
    pptp_evidence_put_address(evidence, "aim", &attempt->server->address);
}

/* An ICMP error for the server's port. Returns whether the host that sent it is to be looked at: as a NAT that forwards
 * the port, as a firewall, or as a router. A host on which nothing listens sends an RST. */
static bool
put_refused_port(struct pptp_evidence *evidence, const struct pptp_attempt *attempt)
{
    static const char *const readings[] = {
        [PPTP_REFUSAL_NOT_ACCEPTED] = "So a firewall rejects the port: a host on which nothing listens sends an RST",
        [PPTP_REFUSAL_FILTERED] = "So a firewall there rejects the connection",
        [PPTP_REFUSAL_UNREACHABLE] = "So that router knows no way to the server, or the server is off",
        [PPTP_REFUSAL_LOOPED] = "So routers on the path probably pass the packets in a circle (a routing loop)",
    };
    const struct pptp_refusal *refusal = attempt->refusal;
    enum pptp_refusal_kind kind = pptp_refusal_kind(refusal);
    bool is_filtered = kind == PPTP_REFUSAL_FILTERED || kind == PPTP_REFUSAL_NOT_ACCEPTED;
    bool is_forwarded =
        kind == PPTP_REFUSAL_UNREACHABLE && addresses_equal(&refusal->sender, &attempt->server->address);
    const char *reading = kind < G_N_ELEMENTS(readings) ? readings[kind] : NULL;

    pptp_evidence_put_refusal(evidence, refusal);
    pptp_evidence_put_frame(evidence, "unreachable", refusal->first.frame);
    if (pptp_refusal_is_of_route(refusal) && !is_forwarded) {
        put_missing_route(evidence, attempt);
        return true;
    }
    if (is_forwarded)
        reading = "So a router or NAT has that address, and the host to which it forwards the port is off or missing";
    if (reading)
        pptp_evidence_put(evidence, "reading", "%s", reading);
    if (is_forwarded || is_filtered)
        pptp_evidence_put_address(evidence, is_forwarded ? "forwarder" : "filter", &refusal->sender);
    return is_forwarded || is_filtered;
}

/* Returns the last logon of the client, if the server refused it. */
static const struct pptp_authentication *
find_refused_logon(const struct pptp_connection *connection, unsigned server)
{
    struct pptp_subject subject = connection->last_call ? pptp_subject_of_call(connection->last_call)
                                                        : pptp_subject_of_connection(connection);
    const struct pptp_authentication *last =
        subject.link ? pptp_diagnosis_logon_outcome(subject.link, server) : NULL;

    return last && !last->succeeded ? last : NULL;
}

/* The server had answered the client before. Returns whether it probably blocks the client since, as some do after
 * failed logons. is_up: it serves others. */
static bool
put_served_before(struct pptp_evidence *evidence, const struct pptp_attempt *attempt, bool is_up)
{
    const struct pptp_connection *before = pptp_attempt_newest_connection(evidence->subject.history, attempt);
    unsigned server = before && addresses_equal(&before->end[1].address, &attempt->server->address) ? 1 : 0;
    const struct pptp_event *last = before ? before->last_sent[server] : NULL;
    const struct pptp_authentication *refused;

    if (!last || last->when > attempt->asked.when)
        return false;
    refused = find_refused_logon(before, server);
    if (is_up && !refused)
        return false;
    pptp_evidence_put_frame(evidence, "before", last->frame);
    pptp_evidence_put_seconds(evidence, "ago", attempt->asked.when - last->when);
    if (!refused && !attempt->refusal) {
        pptp_evidence_put(evidence, "since", "since then, it went down, the path broke, or it blocks the client");
        return false;
    }
    if (refused)
        pptp_evidence_put(evidence, "since", "as it had just refused a logon (frame %u), it probably blocks that"
                          " address after failed logons", refused->outcome.frame);
    else
        pptp_evidence_put(evidence, "since", "the rule is probably new, and may be meant for that address only (a ban,"
                          " as fail2ban sets it, or a limit on the rate of connections)");
    pptp_evidence_cite(evidence, refused ? refused->outcome.frame : 0);
    pptp_evidence_put_address(evidence, attempt->refusal ? "banner" : "guard",
                              attempt->refusal ? &attempt->refusal->sender : &attempt->server->address);
    return true;
}

static bool
is_filtered(const struct pptp_refusal *refusal)
{
    enum pptp_refusal_kind kind = pptp_refusal_kind(refusal);

    return kind == PPTP_REFUSAL_FILTERED || kind == PPTP_REFUSAL_NOT_ACCEPTED;
}

/* No ICMP error tells why. */
static void
put_silence(struct pptp_evidence *evidence, const struct pptp_attempt *attempt)
{
    bool is_up = pptp_evidence_put_ecn(evidence, attempt) || pptp_evidence_put_meanwhile(evidence, attempt);

    if (!put_served_before(evidence, attempt, is_up))
        pptp_evidence_put_address(evidence, is_up ? "limiter" : "unheard", &attempt->server->address);
    if (pptp_subject_is_unsound(attempt->transport, !attempt->server_end))
        pptp_evidence_put(evidence, "damaged", "SYN");
    if (!is_up)
        pptp_evidence_put_other_place(evidence, attempt);
}

/* Returns whether SYNs got no answer. Puts what any sentence about that needs. */
static bool
put_unanswered(struct pptp_evidence *evidence, const struct pptp_attempt *attempt)
{
    int64_t waited = evidence->subject.history->last_time - attempt->asked.when;

    if (attempt->requests == 0 || attempt->answered.frame || attempt->closed.frame || attempt->detour
        || pptp_transport_trouble(&attempt->transport->end[attempt->server_end])->stales > 0
        || (attempt->requests < 2 && !attempt->refusal && waited < AT_ONCE * PPTP_SECOND))
        return false;
    pptp_evidence_put_frame(evidence, "frame", attempt->asked.frame);
    pptp_evidence_put_count(evidence, "count", attempt->requests, "SYN");
    if (attempt->requests > 1)
        pptp_evidence_put_seconds(evidence, "span", attempt->asked_last.when - attempt->asked.when);
    pptp_evidence_put_address(evidence, "server", &attempt->server->address);
    pptp_evidence_put_address(evidence, "client", &attempt->client->address);
    return true;
}

/* Returns the control connection that shows that whatever the server sent is missing from the file; NULL: none. */
static const struct pptp_connection *
find_half(const struct pptp_evidence *evidence, const struct pptp_attempt *attempt)
{
    return attempt->refusal ? NULL : pptp_diagnosis_mute_server(evidence->subject.history, attempt);
}

bool
pptp_sign_tcp_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;

    if (!put_unanswered(evidence, attempt) || find_half(evidence, attempt))
        return false;
    if (!attempt->refusal)
        put_silence(evidence, attempt);
    else if (!put_refused_port(evidence, attempt))
        pptp_evidence_put_address(evidence, "unheard", &attempt->server->address);
    if (attempt->refusal && is_filtered(attempt->refusal))
        put_served_before(evidence, attempt, false);
    return true;
}

/* A client repeats its SYN only if no answer reaches it. */
bool
pptp_sign_tcp_unanswered_in_half(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;
    const struct pptp_connection *half = find_half(evidence, attempt);

    if (!half || attempt->requests < 2 || !put_unanswered(evidence, attempt))
        return false;
    pptp_evidence_put_number(evidence, "half", half->number);
    return true;
}

/* The server had ended the last control connection between the two, and said that it was shut down. */
static void
put_shutdown(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;
    const struct pptp_connection *before = pptp_attempt_newest_connection(evidence->subject.history, attempt);
    const struct pptp_event *stop = before ? before->stop_request : NULL;

    if (!stop || stop->when > attempt->asked.when || stop->reason != LOCAL_SHUTDOWN
        || !addresses_equal(&before->end[stop->from].address, &attempt->server->address))
        return;
    pptp_evidence_put_seconds(evidence, "ago", attempt->asked.when - stop->when);
    pptp_evidence_put_frame(evidence, "stop", stop->frame);
}

/* In another connection of the two, the server had another link-layer address. Returns whether it had. */
static bool
put_other_device(struct pptp_evidence *evidence, const struct pptp_attempt *attempt)
{
    const struct pptp_connection *other = pptp_attempt_newest_connection(evidence->subject.history, attempt);
    const struct pptp_segment *reset = &pptp_transport_reset(attempt->transport)->segment;
    unsigned server = other && addresses_equal(&other->end[1].address, &attempt->server->address) ? 1 : 0;
    const address *link[2];

    if (!other || !pptp_subject_is_of_another(&other->transport->end[server], reset, link))
        return false;
    pptp_evidence_put_address(evidence, "link", link[1]);
    pptp_evidence_put_address(evidence, "usual", link[0]);
    pptp_evidence_put_number(evidence, "other", other->number);
    return true;
}

bool
pptp_sign_tcp_refused(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;

    if (attempt->requests == 0 || attempt->answered.frame || !attempt->reset || attempt->closed_by_client)
        return false;
    pptp_evidence_put_frame(evidence, "frame", attempt->closed.frame);
    pptp_evidence_put_address(evidence, "server", &attempt->server->address);
    put_shutdown(evidence);
    if (!put_other_device(evidence, attempt) && pptp_evidence_put_served_soon(evidence, attempt))
        pptp_evidence_put(evidence, "starter", "that server");
    else if (pptp_evidence_put_ecn(evidence, attempt))
        return true;
    else if (pptp_evidence_put_meanwhile(evidence, attempt))
        pptp_evidence_put_address(evidence, "refused", &attempt->client->address);
    else
        pptp_evidence_put(evidence, "place", "its place");
    return true;
}

/* The server is none, the client is none, or the RST is not the server's. */
static bool
has_other_cause(const struct pptp_subject *subject)
{
    struct pptp_server server = pptp_subject_server(subject);

    return pptp_transport_has_opening(server.transport) || pptp_transport_is_reset_forged(server.transport);
}

/* The server soon accepts the same client. Both exchanged TCP. */
static void
put_served_later(struct pptp_evidence *evidence, const address *client, const address *server, int64_t when)
{
    enum { SOON = 60 };         /* seconds: sooner than a block ends */
    const struct pptp_connection *newest = pptp_route_find(evidence->subject.history, client, server)->connection;
    const struct pptp_event *request = newest ? newest->start_request : NULL;
    const struct pptp_event *reply = request ? request->reply : NULL;

    if (!reply || reply->outcome != PPTP_ACCEPTED || request->when < when
        || request->when - when > SOON * PPTP_SECOND
        || !addresses_equal(&newest->end[request->from].address, client)) {
        if (pptp_evidence_put_crowd(evidence, server, client, when, false)) {
            pptp_evidence_put(evidence, "limited", "the server");
            return;
        }
        pptp_evidence_put(evidence, "typical", "a session limit or an address filter");
        pptp_evidence_put(evidence, "filters", "its address filters");
        return;
    }
    pptp_evidence_put_seconds(evidence, "later", request->when - when);
    pptp_evidence_put_frame(evidence, "served", reply->frame);
    pptp_evidence_put(evidence, "limited", "the server");
    pptp_evidence_put_crowd(evidence, server, client, when, true);
}

bool
pptp_sign_closed_before_message(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;

    if (attempt->answered.frame == 0 || attempt->closed.frame == 0 || attempt->closed_by_client
        || attempt->carried_data || pptp_subject_is_waited_for(attempt) || has_other_cause(&evidence->subject))
        return false;
    pptp_evidence_put_frame(evidence, "frame", attempt->closed.frame);
    pptp_evidence_put_seconds(evidence, "span", attempt->closed.when - attempt->answered.when);
    put_served_later(evidence, &attempt->client->address, &attempt->server->address, attempt->closed.when);
    return true;
}

/* The Result Code of a reply, with its Error Code: "Busy (4)". */
static void
put_result(struct pptp_evidence *evidence, const struct pptp_event *reply)
{
    const char *name = pptp_control_code_name(reply->kind, PPTP_RESULT, reply->result);
    const char *error = reply->result == PPTP_RESULT_GENERAL_ERROR
                            ? pptp_control_code_name(reply->kind, PPTP_ERROR, reply->error)
                            : NULL;

    pptp_evidence_put(evidence, "result", "%s (%u)%s%s", name ? name : "Result Code", reply->result, error ? ": " : "",
                      error ? error : "");
}

static bool
is_refused(struct pptp_evidence *evidence, const struct pptp_event *request)
{
    if (!request || !request->reply || request->reply->outcome != PPTP_REFUSED)
        return false;
    pptp_evidence_put_frame(evidence, "frame", request->reply->frame);
    pptp_evidence_put_frame(evidence, "request", request->frame);
    pptp_evidence_put_party(evidence, "sender", request->reply->from);
    pptp_evidence_put(evidence, "message", "%s", request->reply->kind->name);
    put_result(evidence, request->reply);
    return true;
}

/* The server has not noticed that an earlier connection of the client is gone. */
static void
put_held(struct pptp_evidence *evidence)
{
    enum { EXISTS_ALREADY = 3 };        /* RFC 2637 section 2.2 */
    const struct pptp_connection *connection = evidence->subject.connection, *held = connection->served;
    const struct pptp_event *request = connection->start_request;
    unsigned client = held && addresses_equal(&held->end[1].address, &connection->end[request->from].address) ? 1 : 0;
    const struct pptp_event *last = held ? held->last_sent[client] : NULL;

    if (request->reply->result != EXISTS_ALREADY || !last || last->when > request->when
        || (held->closed_in && held->closed_at < request->when))
        return;
    pptp_evidence_put_number(evidence, "held", held->number);
    pptp_evidence_put_frame(evidence, "last", last->frame);
    pptp_evidence_put_seconds(evidence, "ago", request->when - last->when);
}

bool
pptp_sign_start_refused(struct pptp_evidence *evidence)
{
    if (!is_refused(evidence, evidence->subject.connection->start_request))
        return false;
    put_held(evidence);
    return true;
}

bool
pptp_sign_stop_refused(struct pptp_evidence *evidence)
{
    return is_refused(evidence, evidence->subject.connection->stop_request);
}

/* What a refused call is compared with. */
struct refused_call {
    const struct pptp_call *call;
    const address *client, *server;
    int64_t when;
};

static bool
is_to(const struct pptp_call *other, const address *server)
{
    return addresses_equal(&other->connection->end[!other->pns].address, server);
}

/* Up when the call was refused, on another control connection, and going on after it. */
static bool
is_up_then(const struct pptp_call *other, const void *data)
{
    const struct refused_call *refused = data;

    return is_to(other, refused->server) && other->connection != refused->call->connection && other->established
           && other->established->when < refused->when && (other->ended_in == 0 || other->ended_at > refused->when);
}

static bool
is_given_later(const struct pptp_call *other, const void *data)
{
    enum { A_MOMENT = 1, A_WHILE = 600 };       /* seconds: something has changed until then */
    const struct refused_call *refused = data;
    int64_t later = other->established ? other->established->when - refused->when : -1;

    return is_to(other, refused->server) && later > A_MOMENT * PPTP_SECOND && later < A_WHILE * PPTP_SECOND
           && addresses_equal(&other->connection->end[other->pns].address, refused->client);
}

/* The reply says that the server has nothing left to serve the call with: Busy, or "insufficient resources" (RFC 2637
 * sections 2.8 and 2.16). Others have it then. */
static void
put_full(struct pptp_evidence *evidence, const struct pptp_event *reply)
{
    enum { BUSY = 4, NO_RESOURCE = 4 };
    const struct pptp_call *call = evidence->subject.call, *other, *given;
    struct refused_call refused = { .call = call, .client = &call->connection->end[!reply->from].address,
                                    .server = &call->connection->end[reply->from].address, .when = reply->when };

    if (call->direction == PPTP_INCOMING
        || (reply->result != BUSY && (reply->result != PPTP_RESULT_GENERAL_ERROR || reply->error != NO_RESOURCE)))
        return;
    other = pptp_subject_neighbor(call, is_up_then, &refused);
    given = pptp_subject_neighbor(call, is_given_later, &refused);
    if (other) {
        pptp_evidence_put_number(evidence, "beside", other->number);
        pptp_evidence_put_address(evidence, "holder", &other->connection->end[other->pns].address);
    }
    if (given) {
        pptp_evidence_put_seconds(evidence, "later", given->established->when - reply->when);
        pptp_evidence_put_frame(evidence, "given", given->established->frame);
    }
    if (other || given)
        pptp_evidence_put_address(evidence, "full", refused.server);
}

bool
pptp_sign_call_refused(struct pptp_evidence *evidence)
{
    const struct pptp_event *setup = evidence->subject.call->setup;

    if (!setup || !is_refused(evidence, setup))
        return false;
    put_full(evidence, setup->reply);
    return true;
}

/* When the requester gave up: with a Call-Clear-Request or a Stop-Control-Connection-Request, or by closing TCP;
 * otherwise the end of the capture. */
static int64_t
gave_up(const struct pptp_evidence *evidence, const struct pptp_event *request)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_call *call = evidence->subject.call;
    const struct pptp_event *stop = call && call->clear_request ? call->clear_request : connection->stop_request;
    int64_t end = pptp_subject_end_time(&evidence->subject);

    return stop && stop->from == request->from && stop->when < end ? stop->when : end;
}

/* The peer that was asked sends GRE in the call. */
static bool
sends_gre(const struct pptp_call *call, unsigned asked)
{
    const struct pptp_flow *flow = call ? call->flow[!asked] : NULL;

    return flow && flow->packets > 0;
}

/* The peer that was asked went on as if it had replied: its reply was not captured. */
static bool
went_on(const struct pptp_evidence *evidence, const struct pptp_event *request, int64_t until)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_event *first = connection->first_sent[!request->from];

    if (evidence->subject.call)
        return sends_gre(evidence->subject.call, !request->from);
    return (first && first != request->reply && first->when <= until)
           || sends_gre(connection->first_call, !request->from);
}

/* A reply after the requester gave up does not count. A peer that hung up instead is another finding. */
static bool
is_unanswered(struct pptp_evidence *evidence, const struct pptp_event *request)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    int64_t end = request ? gave_up(evidence, request) : 0, waited = request ? end - request->when : 0;

    if (!request || (request->reply && request->reply->when <= end) || waited < SILENCE * PPTP_SECOND
        || pptp_subject_is_half_captured(connection) || pptp_transport_lacks_segments(connection->transport)
        || (connection->closed_in && connection->closed_by != request->from) || has_other_cause(&evidence->subject)
        || pptp_subject_is_unacknowledged(connection, request->from) || went_on(evidence, request, end))
        return false;
    pptp_evidence_put_frame(evidence, "frame", request->frame);
    if (request->reply) {
        pptp_evidence_put_frame(evidence, "late", request->reply->frame);
        pptp_evidence_put_seconds(evidence, "delay", request->reply->when - request->when);
    }
    pptp_evidence_put_parties(evidence, "sender", "other", request->from);
    pptp_evidence_put(evidence, "message", "%s", request->kind->name);
    pptp_evidence_put_seconds(evidence, "span", waited);
    return true;
}

bool
pptp_sign_start_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_attempt *attempt = connection->attempt;
    const struct pptp_connection *freed;

    if (!is_unanswered(evidence, connection->start_request))
        return false;
    if (!connection->start_request->reply) {
        pptp_evidence_put(evidence, "silent", "PPTP");
        return true;
    }
    freed = pptp_diagnosis_freed(connection->history, &connection->end[!connection->start_request->from].address,
                                 connection->start_request->reply->when);
    if (freed) {
        pptp_evidence_put_number(evidence, "freed", freed->number);
        pptp_evidence_put_frame(evidence, "closed", freed->closed_in);
        pptp_evidence_put(evidence, "places", "sessions");
        return true;
    }
    pptp_evidence_put(evidence, "slow", "the server");
    if (attempt && attempt->asked.frame && attempt->answered.frame)
        pptp_evidence_put_seconds(evidence, "trip", attempt->answered.when - attempt->asked.when);
    return true;
}

/* A server that repeats its SYN-ACK does not take part in the connection yet: the path is not to blame. */
static void
put_swallower(struct pptp_evidence *evidence, const struct pptp_transport_end *server)
{
    const struct pptp_transport_trouble *trouble = pptp_transport_trouble(server);

    if (trouble->syns_again == 0) {
        pptp_evidence_put(evidence, "filter", "%s", "a firewall or censor on the path");
        return;
    }
    pptp_evidence_put_count(evidence, "syns", trouble->syns_again, "time");
    pptp_evidence_put_frame(evidence, "syn", trouble->syn_again.frame);
    pptp_evidence_put(evidence, "listener", "the server");
}

/* TCP's handshake passes, the first message does not. */
bool
pptp_sign_start_swallowed(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_event *request = connection->start_request;
    const struct pptp_transport_trouble *trouble;

    if (!pptp_subject_is_start_swallowed(connection))
        return false;
    trouble = pptp_transport_trouble(&connection->transport->end[request->from]);
    pptp_evidence_put_frame(evidence, "frame", request->frame);
    pptp_evidence_put(evidence, "message", "%s", request->kind->name);
    pptp_evidence_put_count(evidence, "times", trouble->repetitions, "time");
    pptp_evidence_put_frame(evidence, "last", trouble->repeated.frame);
    pptp_evidence_put_seconds(evidence, "span", trouble->repeated.when - request->when);
    if (pptp_transport_is_reset_by(connection->transport, !request->from))
        pptp_evidence_put_frame(evidence, "reset", pptp_transport_reset(connection->transport)->segment.moment.frame);
    if (!pptp_evidence_put_damage(evidence, request->from))
        put_swallower(evidence, &connection->transport->end[!request->from]);
    return true;
}

/* The request arrived, and no message came until its sender went on. */
static bool
is_mute(const struct pptp_connection *connection, const struct pptp_event *request)
{
    const struct pptp_event *next = connection->first_sent[!request->from];

    while (next && next->frame <= request->frame)
        next = next->next_sent;
    return !request->reply && pptp_subject_is_delivered(connection, request)
           && (!next || (request->next_sent && request->next_sent->frame < next->frame));
}

bool
pptp_sign_call_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;

    if (!call->setup || call->setup->kind->reply_within == 0 || !is_unanswered(evidence, call->setup))
        return false;
    if (is_mute(evidence->subject.connection, call->setup))
        pptp_evidence_put_party(evidence, "mute", !call->setup->from);
    return true;
}

/* How long after the request the server closed the connection; or before it even came. */
static void
put_closed_early(struct pptp_evidence *evidence, const struct pptp_event *request)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_attempt *attempt = connection->attempt;

    if (connection->closed_at >= request->when) {
        pptp_evidence_put_frame(evidence, "request", request->frame);
        pptp_evidence_put_seconds(evidence, "span", connection->closed_at - request->when);
        pptp_evidence_put(evidence, "program", "a program that does not speak PPTP");
        if (connection->transport->end[request->from].waiting.moment.frame == request->frame)
            pptp_evidence_put(evidence, "unread", "that request");
        return;
    }
    pptp_evidence_put_frame(evidence, "late", request->frame);
    pptp_evidence_put(evidence, "program", "a proxy or port forwarding whose server is not there");
    if (attempt && attempt->answered.frame)
        pptp_evidence_put_seconds(evidence, "open", connection->closed_at - attempt->answered.when);
    else
        pptp_evidence_put(evidence, "open", "a moment");
}

bool
pptp_sign_closed_before_reply(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_event *request = connection->start_request;

    if (!request || request->reply || connection->closed_in == 0 || connection->closed_by == request->from
        || went_on(evidence, request, connection->closed_at) || has_other_cause(&evidence->subject)
        || pptp_subject_is_start_swallowed(connection))
        return false;
    pptp_evidence_put_frame(evidence, "frame", connection->closed_in);
    put_closed_early(evidence, request);
    put_served_later(evidence, &connection->end[request->from].address, &connection->end[!request->from].address,
                     connection->closed_at);
    return true;
}

/* A server that set up a call before has all that it takes. */
static void
put_causes(struct pptp_evidence *evidence)
{
    const struct pptp_connection *before = evidence->subject.connection->served;
    const struct pptp_call *former = before ? before->last_call : NULL;

    if (former && former->established) {
        pptp_evidence_put_number(evidence, "former", former->number);
        pptp_evidence_put_frame(evidence, "before", former->established->frame);
    } else {
        pptp_evidence_put(evidence, "causes", "its kernel has no PPTP or GRE, its PPP program does not start, or no"
                                              " session is free");
        pptp_evidence_put(evidence, "modprobe", "modprobe pptp");
    }
}

/* One step later than closed_before_reply: the server speaks PPTP, and hangs up when it is to set up the call. */
bool
pptp_sign_closed_before_call_reply(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_event *setup = evidence->subject.call->setup;

    if (!setup || setup->kind->reply_within == 0 || setup->reply || connection->closed_in == 0
        || connection->closed_by == setup->from || connection->closed_at < setup->when
        || connection->closed_at - setup->when > GIVES_UP * PPTP_SECOND || connection->stop_request
        || evidence->subject.call->clear_request || sends_gre(evidence->subject.call, !setup->from)
        || pptp_subject_is_half_captured(connection) || pptp_transport_lacks_segments(connection->transport)
        || has_other_cause(&evidence->subject))
        return false;
    pptp_evidence_put_frame(evidence, "frame", connection->closed_in);
    pptp_evidence_put_frame(evidence, "request", setup->frame);
    pptp_evidence_put(evidence, "message", "%s", setup->kind->name);
    pptp_evidence_put_party(evidence, "sender", setup->from);
    pptp_evidence_put_party(evidence, "closer", connection->closed_by);
    pptp_evidence_put(evidence, "how", "%s", connection->reset ? "reset" : "closed");
    pptp_evidence_put_seconds(evidence, "span", connection->closed_at - setup->when);
    put_causes(evidence);
    return true;
}

bool
pptp_sign_collision(struct pptp_evidence *evidence)
{
    const struct pptp_finding *finding = pptp_evidence_find_verdict(evidence, PPTP_COLLISION, PPTP_WARNING, 0);

    if (!finding)
        return false;
    pptp_evidence_put_number(evidence, "other_connection", finding->other->connection->number);
    pptp_evidence_put_address(evidence, "winner", pptp_subject_address(&evidence->subject, finding->number));
    return true;
}

static void
put_version(struct pptp_evidence *evidence, const char *name, uint32_t version)
{
    pptp_evidence_put(evidence, name, "%u.%u", version >> 8, version & 0xff);
}

/* An older version in the reply is legal, but the requester may not support it, and leave (RFC 2637 section 3.1.1). */
bool
pptp_sign_version(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_event *request = connection->start_request, *reply = request ? request->reply : NULL;
    const struct pptp_event *stop = connection->stop_request;
    uint32_t left = !reply ? 0 : stop && stop->from == request->from ? stop->frame
                    : connection->closed_by == request->from ? connection->closed_in : 0;

    if (!reply || reply->outcome != PPTP_ACCEPTED || connection->version_given == connection->version_asked
        || (connection->version_given < connection->version_asked && (connection->first_call || left == 0)))
        return false;
    pptp_evidence_put_frame(evidence, "frame", reply->frame);
    pptp_evidence_put_frame(evidence, "request", request->frame);
    pptp_evidence_put_party(evidence, "sender", reply->from);
    pptp_evidence_put_party(evidence, "other", request->from);
    put_version(evidence, "asked", connection->version_asked);
    put_version(evidence, "version", connection->version_given);
    pptp_evidence_put_frame(evidence, "left", left);
    return true;
}
