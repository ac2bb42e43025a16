/* A NAT alters Call IDs or addresses, or cannot tell calls apart.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/to_str.h>

#include "control/messages.h"
#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_transport.h"
#include "diagnosis/subject_tunnel.h"

enum { SETTLING = 5 };              /* seconds */
enum { MOST_SEARCHED = 100 };       /* calls */
enum { MANY_UNHEARD = 3 };          /* packets */

static bool
find_call_id(struct pptp_evidence *evidence, enum pptp_verdict verdict, enum pptp_severity severity, uint16_t code)
{
    const struct pptp_finding *finding = pptp_evidence_find_verdict(evidence, verdict, severity, code);

    if (!finding)
        return false;
    pptp_evidence_put_number(evidence, "call_id", finding->number);
    pptp_evidence_put_number(evidence, "named", finding->named);
    if (finding->other) {
        pptp_evidence_put_frame(evidence, "other_frame", finding->other->frame);
        pptp_evidence_put_number(evidence, "other_connection", finding->other->connection->number);
    }
    return true;
}

bool
pptp_sign_call_id_shared(struct pptp_evidence *evidence)
{
    unsigned client = pptp_subject_client(&evidence->subject);

    if (!find_call_id(evidence, PPTP_SHARED_CALL_ID, PPTP_WARNING, 0))
        return false;
    pptp_evidence_put(evidence, "address", "%s",
                      address_to_str(evidence->scope, pptp_subject_address(&evidence->subject, client)));
    pptp_evidence_put_number(evidence, "connection", evidence->subject.connection->number);
    return true;
}

bool
pptp_sign_set_link_info_call_id(struct pptp_evidence *evidence)
{
    return find_call_id(evidence, PPTP_CALL_ID_CHANGED, PPTP_WARNING, PPTP_SET_LINK_INFO);
}

/* A message that must carry its sender's own Call ID carries the other one of the call: no NAT does that. */
static bool
is_of_peer(const struct pptp_event *event)
{
    const struct pptp_finding *finding = event->findings;
    const struct pptp_call *call;

    while (finding && finding->verdict != PPTP_CALL_ID_CHANGED)
        finding = finding->next;
    call = finding && finding->other ? finding->other->call : NULL;
    return call && event->kind->naming == PPTP_NAMES_SENDERS_ID && call->id_known[!event->from]
           && call->id[!event->from] == finding->named;
}

static const struct pptp_event *
find_changed(const struct pptp_connection *connection, bool of_peer)
{
    const struct pptp_event *event = connection->first_found;

    while (event && !(event->kind && event->kind->code != PPTP_SET_LINK_INFO
                      && pptp_event_has(event, PPTP_CALL_ID_CHANGED) && is_of_peer(event) == of_peer))
        event = event->next_found;
    return event;
}

bool
pptp_sign_call_id_of_peer(struct pptp_evidence *evidence)
{
    const struct pptp_event *event = find_changed(evidence->subject.connection, true);

    if (!event || !find_call_id(evidence, PPTP_CALL_ID_CHANGED, PPTP_WARNING, event->kind->code))
        return false;
    pptp_evidence_put_party(evidence, "other", !event->from);
    return true;
}

bool
pptp_sign_call_id_changed(struct pptp_evidence *evidence)
{
    const struct pptp_event *event = find_changed(evidence->subject.connection, false);

    return event && find_call_id(evidence, PPTP_CALL_ID_CHANGED, PPTP_WARNING, event->kind->code);
}

/* Not harmless if it damages the message: another finding says so. */
bool
pptp_sign_nat_call_id(struct pptp_evidence *evidence)
{
    return !pptp_subject_is_damaged(evidence->subject.connection, 0)
        && !pptp_subject_is_damaged(evidence->subject.connection, 1)
        && find_call_id(evidence, PPTP_NAT_CALL_ID, PPTP_NOTE, 0);
}

/* The client's own address rejects the server's GRE with ICMP: a NAT there does not know where to send it. */
static const struct pptp_refusal *
find_refusal_of_client(const struct pptp_subject *subject)
{
    const struct pptp_call *call = subject->call;
    const struct pptp_refusal *refusal =
        pptp_subject_flow(subject, call->pns) ? pptp_subject_refusal(subject, false) : NULL;

    while (refusal && !(refusal->quoted == !call->pns && !refusal->worked
                        && !pptp_subject_is_refusal_vain(subject, refusal)
                        && addresses_equal(&refusal->sender, &call->connection->end[call->pns].address)))
        refusal = refusal->next;
    return refusal;
}

/* The capture does not show what a NAT makes of the Call ID of a host behind it (RFC 1918). */
static bool
is_private(const address *host)
{
    const uint8_t *octets = host->data;

    return host->type != AT_IPv4 || octets[0] == 10 || (octets[0] == 172 && octets[1] >> 4 == 1)
        || (octets[0] == 192 && octets[1] == 168);
}

/* The server's replies get as far as the client's address, but the client keeps asking. */
static bool
is_deaf(const struct pptp_subject *subject)
{
    const struct pptp_call *call = subject->call;

    return subject->link && subject->link->furthest == PPTP_STAGE_LCP
           && pptp_ppp_link_asked(subject->link, PPTP_LCP, call->pns)->altered.count == 0
           && pptp_ppp_link_asked(subject->link, PPTP_LCP, call->pns)->worst.repeats_answered > 1
           && !is_private(&call->connection->end[call->pns].address);
}

bool
pptp_sign_linux_nat_helper(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;
    const struct pptp_end *client = &call->connection->end[call->pns];
    const struct pptp_refusal *refusal = find_refusal_of_client(&evidence->subject);

    if (!call->setup || call->id[call->pns] == client->port
        || !(refusal || pptp_event_has(call->setup, PPTP_SHARED_CALL_ID) || is_deaf(&evidence->subject)))
        return false;
    pptp_evidence_put(evidence, "address", "%s", address_to_str(evidence->scope, &client->address));
    if (!pptp_event_has(call->setup, PPTP_SHARED_CALL_ID))
        pptp_evidence_put(evidence, "dialer", "%s", address_to_str(evidence->scope, &client->address));
    pptp_evidence_put_number(evidence, "call_id", call->id[call->pns]);
    pptp_evidence_put_number(evidence, "port", client->port);
    pptp_evidence_put_frame(evidence, "frame", call->setup->frame);
    pptp_evidence_cite(evidence, refusal ? refusal->first.frame : 0);
    return true;
}

static const struct pptp_flow *
first_flow(const struct pptp_tunnel *tunnel)
{
    return tunnel->flow[1] ? tunnel->flow[1] : tunnel->flow[0];
}

static void
put_flow(struct pptp_evidence *evidence, const struct pptp_flow *flow)
{
    pptp_evidence_put_number(evidence, "call_id", flow->call_id);
    pptp_evidence_put(evidence, "from", "%s", address_to_str(evidence->scope, &flow->route->sender));
    pptp_evidence_put(evidence, "to", "%s", address_to_str(evidence->scope, &flow->route->receiver));
    pptp_evidence_put_count(evidence, "count", flow->packets, "packet");
    pptp_evidence_put_frame(evidence, "frame", flow->first_frame);
}

static void
put_announced(struct pptp_evidence *evidence, const struct pptp_call *call)
{
    if (!call)
        return;
    if (call->id_known[call->pns])
        pptp_evidence_put_number(evidence, "pns_id", call->id[call->pns]);
    if (call->id_known[!call->pns])
        pptp_evidence_put_number(evidence, "pac_id", call->id[!call->pns]);
    pptp_evidence_put_frame(evidence, "setup", call->first.frame);
}

/* The client sends GRE to an address that it did not dial, and the server from the one that it did. Returns whether
 * it does. */
static bool
put_other_target(struct pptp_evidence *evidence, const struct pptp_route *route)
{
    const struct pptp_subject *subject = &evidence->subject;
    unsigned client = pptp_subject_client(subject);
    const struct pptp_flow *back = pptp_subject_flow(subject, !client);

    if (!back || !addresses_equal(pptp_subject_address(subject, client), &route->sender))
        return false;
    pptp_evidence_put(evidence, "reading",
                      "The server sends its GRE from %s (from frame %u on), so the client, or something between it"
                      " and the capture point, chose the other address: the name of the server probably has"
                      " several, and was looked up twice; or a load balancer shares out TCP and GRE differently",
                      address_to_str(evidence->scope, &back->route->sender), back->first_frame);
    pptp_evidence_cite(evidence, back->first_frame);
    pptp_evidence_put(evidence, "target", "%s", address_to_str(evidence->scope, &back->route->sender));
    return true;
}

/* The client's GRE comes from the address of its control connection, but the server's goes to another host. Returns
 * whether it does. */
static bool
put_misdelivery(struct pptp_evidence *evidence, const struct pptp_route *route)
{
    const struct pptp_subject *subject = &evidence->subject;
    unsigned client = pptp_subject_client(subject);
    const struct pptp_flow *own = pptp_subject_flow(subject, client);

    if (!own || !addresses_equal(pptp_subject_address(subject, !client), &route->sender))
        return false;
    pptp_evidence_put(evidence, "reading",
                      "The client's own GRE comes from %s (from frame %u on), so a NAT probably gives the server's to"
                      " the wrong host: one that it forwards everything to (a DMZ host), or that had a call before",
                      address_to_str(evidence->scope, &own->route->sender), own->first_frame);
    pptp_evidence_cite(evidence, own->first_frame);
    pptp_evidence_put(evidence, "wrong", "%s", address_to_str(evidence->scope, &route->receiver));
    return true;
}

/* Which end's address is the strange one tells whether a proxy takes the control connection, but not GRE, or whether
 * the server has several addresses. */
static void
put_reading(struct pptp_evidence *evidence, const struct pptp_route *route)
{
    const struct pptp_subject *subject = &evidence->subject;
    const address *client = pptp_subject_address(subject, pptp_subject_client(subject));
    const address *server = pptp_subject_address(subject, !pptp_subject_client(subject));
    bool is_of_client = addresses_equal(client, &route->sender) || addresses_equal(client, &route->receiver);

    if (!is_of_client && route->connection) {
        pptp_evidence_put(evidence, "misled", "%s", address_to_str(evidence->scope, &route->receiver));
        pptp_evidence_put(evidence, "reading", "A NAT probably cannot tell the calls of its clients apart, and gives"
                          " the GRE of this one to another client");
        return;
    }
    if (is_of_client ? put_other_target(evidence, route) : put_misdelivery(evidence, route))
        return;
    if (is_of_client)
        pptp_evidence_put(evidence, "dialed", "%s", address_to_str(evidence->scope, server));
    else
        pptp_evidence_put(evidence, "proxy", "%s", address_to_str(evidence->scope, client));
    pptp_evidence_put(evidence, "reading", "%s", is_of_client
        ? "The server probably has several addresses, and does not send GRE from the one that the client dialed; or its"
          " TCP port 1723 passes a proxy or a relay"
        : "TCP port 1723 probably passes a proxy, a relay or another uplink that GRE does not take");
}

bool
pptp_sign_gre_elsewhere(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_tunnel *tunnel = pptp_subject_elsewhere(subject);
    const struct pptp_refusal *refusal = pptp_subject_refusal(subject, false);

    if (!tunnel)
        return false;
    evidence->astray = tunnel;
    put_flow(evidence, first_flow(tunnel));
    pptp_evidence_put_number(evidence, "call", subject->call->number);
    pptp_evidence_put(evidence, "one", "%s", address_to_str(evidence->scope, pptp_subject_address(subject, 0)));
    pptp_evidence_put(evidence, "two", "%s", address_to_str(evidence->scope, pptp_subject_address(subject, 1)));
    if (pptp_evidence_put_refusal(evidence, refusal))
        pptp_evidence_put_frame(evidence, "unreachable", refusal->first.frame);
    put_reading(evidence, first_flow(tunnel)->route);
    return true;
}

/* Another sender's flow to the same receiver with the same Call ID that goes on with the flow's numbers after its last
 * packet; NULL: none. Looks at the first tunnels of the capture only, since there may be very many. */
static const struct pptp_flow *
find_continuation(const struct pptp_history *history, const struct pptp_flow *flow)
{
    unsigned count = MIN(wmem_array_get_count(history->tunnels), MOST_SEARCHED);

    for (unsigned i = 0; flow->sequence && i < 2 * count; i++) {
        const struct pptp_tunnel *tunnel = pptp_list_at(history->tunnels, i / 2);
        const struct pptp_flow *other = tunnel->flow[i % 2];

        if (other && other != flow && other->packets > 1 && other->call_id == flow->call_id && other->sequence
            && addresses_equal(&other->route->receiver, &flow->route->receiver)
            && !addresses_equal(&other->route->sender, &flow->route->sender) && other->first_time > flow->last_time
            && pptp_tunnel_sequence_continues(other->sequence, flow->sequence))
            return other;
    }
    return NULL;
}

/* An end that moves: its packets go on from another address. */
bool
pptp_sign_address_changed(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_is_established(subject) ? pptp_subject_flow(subject, end) : NULL;
        const struct pptp_flow *other = flow ? find_continuation(subject->history, flow) : NULL;

        if (!other)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_number(evidence, "call_id", flow->call_id);
        pptp_evidence_put(evidence, "from", "%s", address_to_str(evidence->scope, &flow->route->sender));
        pptp_evidence_put(evidence, "to", "%s", address_to_str(evidence->scope, &other->route->sender));
        pptp_evidence_put_frame(evidence, "last", flow->last_frame);
        pptp_evidence_put_frame(evidence, "frame", other->first_frame);
        pptp_evidence_put_count(evidence, "count", other->packets, "packet");
        return true;
    }
    return false;
}

/* The message that announced the flow's Call ID may not have been captured. */
static bool
may_be_announced(const struct pptp_connection *connection, const struct pptp_flow *flow)
{
    const struct pptp_call *call = connection->last_call;
    unsigned receiver = addresses_equal(&connection->end[1].address, &flow->route->receiver);

    return !connection->start_captured || pptp_subject_is_half_captured(connection) || !call
           || !call->id_known[receiver];
}

/* The sender put the octets of the Call ID that the flow's receiver announced into the wrong order. id: set to it. */
static bool
is_swapped(const struct pptp_flow *flow, const struct pptp_call *call, uint16_t *id)
{
    unsigned receiver =
        call && addresses_equal(&call->connection->end[1].address, &flow->route->receiver) ? 1 : 0;

    *id = call && call->id_known[receiver] ? call->id[receiver] : flow->call_id;
    return *id != flow->call_id && GUINT16_SWAP_LE_BE(*id) == flow->call_id;
}

/* What altered the Call ID that the flow's receiver announced. */
static void
put_alteration(struct pptp_evidence *evidence, const struct pptp_flow *flow, const struct pptp_call *call)
{
    uint16_t id;

    if (is_swapped(flow, call, &id)) {
        pptp_evidence_put_number(evidence, "swapped", id);
        pptp_evidence_put(evidence, "faulty", "%s", address_to_str(evidence->scope, &flow->route->sender));
        return;
    }
    pptp_evidence_put(evidence, "reading", "%s",
                      "A NAT that rewrites the control connection but not GRE, or vice versa, can cause this");
    pptp_evidence_put(evidence, "nat", "the NAT");
}

/* Reported for the call itself, which would seem healthy otherwise. */
bool
pptp_sign_gre_astray(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_tunnel *tunnel = pptp_subject_is_established(subject)
                                               && !pptp_subject_is_half_captured(subject->connection)
                                               && !(pptp_subject_flow(subject, 0) && pptp_subject_flow(subject, 1))
                                           ? pptp_subject_astray(subject)
                                           : NULL;
    uint16_t id;

    if (!tunnel || pptp_subject_elsewhere(subject))
        return false;
    evidence->astray = tunnel;
    put_flow(evidence, first_flow(tunnel));
    if (is_swapped(first_flow(tunnel), subject->call, &id))
        pptp_evidence_put_number(evidence, "swapped", id);
    else
        pptp_evidence_put(evidence, "change", "%s", "altered in transit");
    pptp_evidence_put_number(evidence, "call", subject->call->number);
    if (pptp_subject_flow(subject, 0) || pptp_subject_flow(subject, 1))
        pptp_evidence_put_party(evidence, "missing", pptp_subject_flow(subject, 0) ? 1 : 0);
    return true;
}

bool
pptp_sign_gre_unknown_call_id(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = evidence->subject.tunnel->flow[end];
        const struct pptp_connection *connection = flow ? flow->route->connection : NULL;

        if (!flow || flow->packets == 0 || !connection || may_be_announced(connection, flow))
            continue;
        put_flow(evidence, flow);
        put_announced(evidence, connection->last_call);
        put_alteration(evidence, flow, connection->last_call);
        return true;
    }
    return false;
}

/* The call that has the flow's Call ID and one of its addresses. Looks at the first calls only, since there may be
 * very many. */
static const struct pptp_call *
find_by_other_address(const struct pptp_history *history, const struct pptp_flow *flow)
{
    unsigned count = MIN(wmem_array_get_count(history->calls), MOST_SEARCHED);

    for (unsigned i = 0; i < count; i++) {
        const struct pptp_call *call = pptp_list_at(history->calls, i);

        for (unsigned end = 0; end < 2; end++) {
            const struct pptp_end *to = &call->connection->end[end], *from = &call->connection->end[!end];

            if (call->id_known[end] && call->id[end] == flow->call_id
                && addresses_equal(&to->address, &flow->route->receiver)
                    != addresses_equal(&from->address, &flow->route->sender))
                return call;
        }
    }
    return NULL;
}

bool
pptp_sign_gre_other_address(struct pptp_evidence *evidence)
{
    const struct pptp_tunnel *tunnel = evidence->subject.tunnel;
    const struct pptp_flow *flow = first_flow(tunnel);
    const struct pptp_call *call = tunnel->number < MOST_SEARCHED && !flow->route->connection
        ? find_by_other_address(evidence->subject.history, flow) : NULL;

    if (!call)
        return false;
    put_flow(evidence, flow);
    pptp_evidence_put(evidence, "one", "%s", address_to_str(evidence->scope, &call->connection->end[0].address));
    pptp_evidence_put(evidence, "other", "%s", address_to_str(evidence->scope, &call->connection->end[1].address));
    pptp_evidence_put_number(evidence, "call", call->number);
    pptp_evidence_put_frame(evidence, "setup", call->first.frame);
    return true;
}

/* The newer of two calls with the same Call ID has all their GRE. */
bool
pptp_sign_call_id_taken(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = call->flow[end], *newest;

        if (!flow || !flow->mixed)
            continue;
        newest = pptp_flow_find(call->connection->history, &flow->route->sender, &flow->route->receiver,
                                flow->call_id);
        if (!newest || !newest->call || newest->call == call)
            continue;
        pptp_evidence_put_number(evidence, "other", newest->call->number);
        pptp_evidence_put_number(evidence, "call_id", flow->call_id);
        pptp_evidence_put_frame(evidence, "frame", newest->call->first.frame);
        pptp_evidence_put_party(evidence, "receiver", end);
        return true;
    }
    return false;
}

/* The next call between the same addresses that was established while this one was up. */
static const struct pptp_call *
find_successor(const struct pptp_subject *subject)
{
    const struct pptp_history *history = subject->history;
    const struct pptp_call *call = subject->call;
    unsigned last = MIN(wmem_array_get_count(history->calls), call->number + MOST_SEARCHED);

    for (unsigned i = call->number + 1; i < last; i++) {
        const struct pptp_call *next = pptp_list_at(history->calls, i);

        if (next->established && next->tunnel && next->established->when < pptp_subject_end_time(subject)
            && (next->connection->route[0] == call->connection->route[0]
                || next->connection->route[0] == call->connection->route[1]))
            return next;
    }
    return NULL;
}

/* The client misses the packets: it goes on sending, or ends the call without terminating PPP, which would get a
 * reply. */
static bool
is_missed(const struct pptp_subject *subject, const struct pptp_flow *flow)
{
    const struct pptp_flow *mine = pptp_subject_flow(subject, subject->call->pns);

    return subject->call->ended_in || (mine && mine->last_time > flow->last_time + PPTP_SECOND);
}

/* GRE to the client ends when another call gets its own, although the call is not cleared. */
bool
pptp_sign_call_displaced(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_flow *flow =
        pptp_subject_is_established(subject) ? pptp_subject_flow(subject, !subject->call->pns) : NULL;
    const struct pptp_call *next = flow ? find_successor(subject) : NULL;
    const struct pptp_flow *other = next ? next->tunnel->flow[next->pns] : NULL;

    if (!other || other->packets == 0 || flow->mixed || !is_missed(subject, flow)
        || flow->first_time > next->established->when
        || flow->last_time < next->established->when - SETTLING * PPTP_SECOND
        || flow->last_time > next->established->when + SETTLING * PPTP_SECOND
        || pptp_subject_end_time(subject) < flow->last_time + SETTLING * PPTP_SECOND
        || other->last_time < flow->last_time + SETTLING * PPTP_SECOND)
        return false;
    pptp_evidence_put_number(evidence, "call", subject->call->number);
    pptp_evidence_put_number(evidence, "other", next->number);
    pptp_evidence_put_frame(evidence, "frame", next->established->frame);
    pptp_evidence_put_party(evidence, "client", subject->call->pns);
    pptp_evidence_put_seconds(evidence, "span", pptp_subject_end_time(subject) - flow->last_time);
    return true;
}

/* The client acknowledges nothing more in its call since another one is up behind the same address. */
static bool
is_unheard(const struct pptp_subject *subject, const struct pptp_flow *flow, const struct pptp_call *next)
{
    const struct pptp_flow *mine = pptp_subject_flow(subject, subject->call->pns);
    const struct pptp_flow *other = next->tunnel->flow[next->pns];

    return flow->heard_at != 0 && flow->heard_at < next->established->when + SETTLING * PPTP_SECOND
        && mine && mine->last_time > next->established->when + PPTP_SECOND
        && other && other->heard_at > next->established->when + PPTP_SECOND;
}

bool
pptp_sign_call_displaced_unheard(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_flow *flow =
        pptp_subject_is_established(subject) ? pptp_subject_flow(subject, !subject->call->pns) : NULL;
    const struct pptp_call *next = flow ? find_successor(subject) : NULL;
    struct pptp_moment unheard;
    uint32_t count;

    if (!next || flow->mixed || !is_unheard(subject, flow, next))
        return false;
    count = pptp_subject_sent_after(flow, flow->heard_up_to, &unheard);
    if (count < MANY_UNHEARD || flow->last_time < next->established->when + SETTLING * PPTP_SECOND
        || flow->last_time < flow->heard_at + SETTLING * PPTP_SECOND)
        return false;
    pptp_evidence_put_frame(evidence, "frame", next->established->frame);
    pptp_evidence_put_number(evidence, "call", subject->call->number);
    pptp_evidence_put_number(evidence, "other", next->number);
    pptp_evidence_put_party(evidence, "client", subject->call->pns);
    pptp_evidence_put_party(evidence, "server", !subject->call->pns);
    pptp_evidence_put_count(evidence, "count", count, "packet");
    pptp_evidence_put_frame(evidence, "unheard", unheard.frame);
    pptp_evidence_put_frame(evidence, "sending", pptp_subject_flow(subject, subject->call->pns)->last_frame);
    pptp_evidence_put(evidence, "address", "%s",
                      address_to_str(evidence->scope, pptp_subject_address(subject, subject->call->pns)));
    return true;
}
