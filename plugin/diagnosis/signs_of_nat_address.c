/* GRE comes from, or goes to, an address other than that of the control connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "calls/address.h"
#include "compat.h"

#include <string.h>

#include <epan/to_str.h>

#include "calls/transport.h"
#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_transport.h"
#include "diagnosis/subject_tunnel.h"
#include "witness/points.h"

enum { MOST_SEARCHED = 100 };       /* calls or tunnels */

/* Or one that a provider shares among its customers (RFC 6598). */
static bool
is_private(const address *host)
{
    return pptp_address_is_private(host) || pptp_address_is_shared(host);
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
    pptp_evidence_cite(evidence, back->first_frame);
    pptp_evidence_put_address(evidence, "target", &back->route->sender);
    if (is_private(&route->receiver) && is_private(&back->route->sender) && !is_private(&route->sender)) {
        pptp_evidence_put(evidence, "reading",
                          "Both are private addresses, unlike the client's, so a router in front probably forwards TCP"
                          " port 1723 to %s, but GRE to the other",
                          address_to_str(evidence->scope, &back->route->sender));
        pptp_evidence_put_address(evidence, "forwarded", &route->receiver);
        return true;
    }
    pptp_evidence_put_address(evidence, "named", &back->route->sender);
    pptp_evidence_put(evidence, "reading",
                      "The server sends its GRE from %s (from frame %u on), so the client, or something between it"
                      " and the capture point, chose the other address: the name of the server probably has"
                      " several, and was looked up twice; or a load balancer shares out TCP and GRE differently",
                      address_to_str(evidence->scope, &back->route->sender), back->first_frame);
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
    pptp_evidence_put_address(evidence, "wrong", &route->receiver);
    return true;
}

/* The client's GRE has come as far as its TCP, or from a private address: it is of the same host. Returns whether it
 * does. */
static bool
put_untranslated(struct pptp_evidence *evidence, const struct pptp_flow *flow)
{
    const struct pptp_subject *subject = &evidence->subject;
    unsigned client = pptp_subject_client(subject);
    const struct pptp_transport *transport = subject->connection->transport;
    const address *outer = pptp_subject_address(subject, client), *inner = &flow->route->sender;
    unsigned ttl = transport->end[client].segments > 0 ? transport->end[client].ttl : 0;
    bool is_alike = ttl > 0 && ttl == pptp_witness_ttl(flow->vantage) && !pptp_subject_is_ttl_of_sender((uint8_t)ttl);

    if (!addresses_equal(pptp_subject_address(subject, !client), &flow->route->receiver)
        || !(is_alike || (is_private(inner) && !is_private(outer))))
        return false;
    if (is_alike)
        pptp_evidence_put(evidence, "reading", "Both have TTL %u here, so they probably come from one host: a NAT"
                          " does not translate its GRE, or gives it another of its addresses than its TCP; or that host"
                          " sends GRE by another uplink", ttl);
    else
        pptp_evidence_put(evidence, "reading", "%s is a private address: the NAT at %s translates TCP, but not GRE",
                          address_to_str(evidence->scope, inner), address_to_str(evidence->scope, outer));
    pptp_evidence_put_address(evidence, "translator", outer);
    return true;
}

/* The client's GRE comes from an address that belonged to a session which fell silent before the call began: it is the
 * former address of a NAT. Returns whether it does. */
static bool
put_former(struct pptp_evidence *evidence, const struct pptp_route *route)
{
    const struct pptp_subject *subject = &evidence->subject;
    unsigned client = pptp_subject_client(subject);
    const struct pptp_connection *former = route->connection;
    struct pptp_moment last = pptp_subject_last_packet(former, former->last_call);

    if (last.frame == 0 || last.when >= subject->call->first.when
        || !addresses_equal(pptp_subject_address(subject, !client), &route->receiver))
        return false;
    pptp_evidence_put(evidence, "reading",
                      "%s is the address of control connection %u, whose last packet came before (frame %u): a NAT has"
                      " probably got the address %s since, and still gives GRE the former one",
                      address_to_str(evidence->scope, &route->sender), former->number, last.frame,
                      address_to_str(evidence->scope, pptp_subject_address(subject, client)));
    pptp_evidence_cite(evidence, last.frame);
    pptp_evidence_put_address(evidence, "former", &route->sender);
    return true;
}

static bool
is_in_same_network(const address *one, const address *other)
{
    return one->type == AT_IPv4 && other->type == AT_IPv4 && memcmp(one->data, other->data, 3) == 0;
}

/* The server's GRE comes from a neighbor of the client, but the server is none. Returns whether it does. */
static bool
put_near(struct pptp_evidence *evidence, const struct pptp_route *route)
{
    const struct pptp_subject *subject = &evidence->subject;
    const address *client = pptp_subject_address(subject, pptp_subject_client(subject));
    const address *server = pptp_subject_address(subject, !pptp_subject_client(subject));

    if (!addresses_equal(&route->receiver, client) || !is_in_same_network(&route->sender, client)
        || is_in_same_network(server, client))
        return false;
    pptp_evidence_put(evidence, "reading", "%s is in the client's own network, so it is probably its router, and"
                      " answers TCP port 1723 in place of %s (a redirected port, with a PPTP server of its own behind"
                      " it)", address_to_str(evidence->scope, &route->sender), address_to_str(evidence->scope, server));
    pptp_evidence_put_address(evidence, "near", &route->sender);
    return true;
}

/* The client dials a public address, and GRE comes from a private one: a NAT between the two translates TCP only.
 * Returns whether it does. */
static bool
put_loopback(struct pptp_evidence *evidence, const struct pptp_route *route)
{
    const struct pptp_subject *subject = &evidence->subject;
    const address *client = pptp_subject_address(subject, pptp_subject_client(subject));
    const address *server = pptp_subject_address(subject, !pptp_subject_client(subject));

    if (!addresses_equal(&route->receiver, client) || !is_private(client) || !is_private(&route->sender)
        || is_private(server))
        return false;
    pptp_evidence_put(evidence, "reading",
                      "%s is a private address, as the client's is, so the server is probably behind the same router,"
                      " which translates the public address %s for TCP port 1723 (NAT loopback), but not for GRE",
                      address_to_str(evidence->scope, &route->sender), address_to_str(evidence->scope, server));
    pptp_evidence_put_address(evidence, "inside", &route->sender);
    return true;
}

/* Two private addresses of one link, at which no packet has passed a router yet: two networks of one host. Returns
 * whether they are. */
static bool
put_two_networks(struct pptp_evidence *evidence, const struct pptp_flow *flow)
{
    const struct pptp_subject *subject = &evidence->subject;
    unsigned client = pptp_subject_client(subject);
    const struct pptp_transport *transport = subject->connection->transport;
    unsigned ttl = transport->end[client].segments > 0 ? transport->end[client].ttl : 0;

    if (ttl == 0 || ttl != pptp_witness_ttl(flow->vantage) || !pptp_subject_is_ttl_of_sender((uint8_t)ttl)
        || !is_private(&flow->route->sender) || !is_private(pptp_subject_address(subject, client)))
        return false;
    pptp_evidence_put(evidence, "reading",
                      "Neither has passed a router so far (TTL %u), so they are probably two networks of one host,"
                      " whose routes send GRE by one and TCP by the other", ttl);
    pptp_evidence_put(evidence, "networks", "both");
    return true;
}

/* Which end's address is the strange one tells whether a proxy takes the control connection, but not GRE, or whether
 * the server has several addresses. */
static void
put_reading(struct pptp_evidence *evidence, const struct pptp_flow *flow)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_route *route = flow->route;
    const address *client = pptp_subject_address(subject, pptp_subject_client(subject));
    const address *server = pptp_subject_address(subject, !pptp_subject_client(subject));
    bool is_of_client = addresses_equal(client, &route->sender) || addresses_equal(client, &route->receiver);

    if (!is_of_client && route->connection && put_former(evidence, route))
        return;
    if (!is_of_client && route->connection && !addresses_equal(server, &route->receiver)) {
        pptp_evidence_put_address(evidence, "misled", &route->receiver);
        pptp_evidence_put(evidence, "reading", "A NAT probably cannot tell the calls of its clients apart, and gives"
                          " the GRE of this one to another client");
        return;
    }
    if (is_of_client ? put_near(evidence, route) || put_other_target(evidence, route) || put_loopback(evidence, route)
                     : put_untranslated(evidence, flow) || put_misdelivery(evidence, route)
                           || put_two_networks(evidence, flow))
        return;
    if (is_of_client)
        pptp_evidence_put_address(evidence, "dialed", server);
    else
        pptp_evidence_put_address(evidence, "proxy", client);
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
    pptp_evidence_put_flow(evidence, pptp_subject_first_flow(tunnel));
    pptp_evidence_put_number(evidence, "call", subject->call->number);
    pptp_evidence_put_address(evidence, "one", pptp_subject_address(subject, 0));
    pptp_evidence_put_address(evidence, "two", pptp_subject_address(subject, 1));
    if (pptp_evidence_put_refusal(evidence, refusal))
        pptp_evidence_put_frame(evidence, "unreachable", refusal->first.frame);
    put_reading(evidence, pptp_subject_first_flow(tunnel));
    return true;
}

/* An end that moves: its packets go on from another address. */
bool
pptp_sign_address_changed(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_is_established(subject) ? pptp_subject_flow(subject, end) : NULL;
        const struct pptp_flow *other = flow ? pptp_subject_continuation(subject, flow) : NULL;

        if (!other)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_number(evidence, "call_id", flow->call_id);
        pptp_evidence_put_address(evidence, "from", &flow->route->sender);
        pptp_evidence_put_address(evidence, "to", &other->route->sender);
        pptp_evidence_put_frame(evidence, "last", flow->last_frame);
        pptp_evidence_put_frame(evidence, "frame", other->first_frame);
        pptp_evidence_put_count(evidence, "count", other->packets, "packet");
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
    const struct pptp_flow *flow = pptp_subject_first_flow(tunnel);
    const struct pptp_call *call = tunnel->number < MOST_SEARCHED && !flow->route->connection
        ? find_by_other_address(evidence->subject.history, flow) : NULL;

    if (!call)
        return false;
    pptp_evidence_put_flow(evidence, flow);
    pptp_evidence_put_address(evidence, "one", &call->connection->end[0].address);
    pptp_evidence_put_address(evidence, "other", &call->connection->end[1].address);
    pptp_evidence_put_number(evidence, "call", call->number);
    pptp_evidence_put_frame(evidence, "setup", call->first.frame);
    return true;
}
