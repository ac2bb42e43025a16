/* What GRE of other calls tells about a call whose own does not pass.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/to_str.h>

#include "calls/address.h"
#include "diagnosis/beside.h"
#include "diagnosis/subject_neighbors.h"
#include "diagnosis/subject_tunnel.h"

enum { MOST_BESIDE = 16 };  /* calls of a connection that are looked at */

/* --- Calls between the same hosts --------------------------------------------------------------------------------- */

static bool
was_heard_since(const struct pptp_call *call, int64_t when)
{
    return call->flow[0] && call->flow[1] && call->flow[0]->heard_up_to > when && call->flow[1]->heard_up_to > when;
}

/* Returns another call between the same hosts whose GRE passed both ways while this one was up; NULL: none did. */
static const struct pptp_call *
find_beside(const struct pptp_call *call)
{
    const struct pptp_connection *before = call->connection->served;
    const struct pptp_call *other = call->connection->first_call;

    for (unsigned i = 0; other && i < MOST_BESIDE; i++, other = other->next) {
        if (other != call && was_heard_since(other, call->established->when))
            return other;
    }
    return before && was_heard_since(before->last_call, call->established->when) ? before->last_call : NULL;
}

bool
pptp_evidence_put_beside(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;
    const struct pptp_call *other = call && call->established ? find_beside(call) : NULL;

    if (!other)
        return false;
    pptp_evidence_put_number(evidence, "beside", other->number);
    pptp_evidence_put(evidence, "single",
                      other->connection == call->connection
                          ? "the NAT or the server knows one call of a control connection only (the Linux helper"
                            " nf_nat_pptp does), or a NAT cannot tell calls apart"
                          : "a NAT between them cannot tell their calls apart");
    pptp_evidence_put(evidence, "own", other->connection == call->connection ? "control connection" : "public address");
    return true;
}

/* --- Calls of other clients --------------------------------------------------------------------------------------- */

/* Ends that acknowledge nothing show by their data that GRE passes. */
static bool
has_data_since(const struct pptp_call *call, int64_t when)
{
    const struct pptp_link *link = pptp_call_link(call);

    return link && link->sent[0].last_data.when > when && link->sent[1].last_data.when > when;
}

static int64_t
last_packet(const struct pptp_tunnel *tunnel)
{
    return MAX(tunnel->flow[0] ? tunnel->flow[0]->last_time : 0, tunnel->flow[1] ? tunnel->flow[1]->last_time : 0);
}

/* Another client's, with the same server, while GRE of the subject's was sent. */
static bool
is_served_elsewhere(const struct pptp_call *other, const void *data)
{
    const struct pptp_subject *subject = data;
    unsigned client = pptp_subject_client(subject);
    int server = pptp_connection_end_at(other->connection, pptp_subject_address(subject, !client));

    return server >= 0 && pptp_connection_end_at(other->connection, pptp_subject_address(subject, client)) < 0
        && other->flow[0] && other->flow[1] && other->first.when < last_packet(subject->tunnel)
        && (was_heard_since(other, subject->call->established->when)
            || has_data_since(other, subject->call->established->when));
}

static bool
is_behind_nat(const address *client, const address *server)
{
    return pptp_address_is_private(client) && !pptp_address_is_private(server);
}

static bool
is_of_server(const struct pptp_call *call, const struct pptp_subject *subject)
{
    return pptp_connection_end_at(call->connection, pptp_subject_address(subject, !pptp_subject_client(subject))) >= 0;
}

static bool
has_both_ways(const struct pptp_call *other, const void *data)
{
    struct pptp_subject another = pptp_subject_of_call(other);

    return is_of_server(other, data) && pptp_subject_flow(&another, 0) && pptp_subject_flow(&another, 1);
}

static bool
is_public(const address *host)
{
    return host->type == AT_IPv4 && !pptp_address_is_private(host) && !pptp_address_is_shared(host);
}

/* Two hosts of the Internet whose addresses differ in their first three octets. */
static bool
are_far_apart(const address *one, const address *other)
{
    return is_public(one) && is_public(other) && memcmp(one->data, other->data, 3) != 0;
}

/* A call with GRE in one direction, as the subject's, of a client in another network. */
static bool
is_cut_alike(const struct pptp_call *other, const void *data)
{
    const struct pptp_subject *subject = data;
    struct pptp_subject another = pptp_subject_of_call(other);
    unsigned client = pptp_subject_client(subject), theirs = pptp_subject_client(&another);

    return is_of_server(other, subject) && other->established
           && are_far_apart(pptp_subject_address(subject, client), pptp_subject_address(&another, theirs))
           && !pptp_subject_flow(subject, client) == !pptp_subject_flow(&another, theirs)
           && !pptp_subject_flow(subject, !client) == !pptp_subject_flow(&another, !theirs);
}

/* What clients in different networks share is close to the server. */
static void
put_alike(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_call *call = subject->call;
    const struct pptp_call *other = pptp_subject_neighbor(call, is_cut_alike, subject);
    struct pptp_subject another;

    if (!other || pptp_subject_neighbor(call, has_both_ways, subject))
        return;
    another = pptp_subject_of_call(other);
    pptp_evidence_put_number(evidence, "alike", other->number);
    pptp_evidence_put_address(evidence, "fellow", pptp_subject_address(&another, pptp_subject_client(&another)));
}

void
pptp_evidence_put_elsewhere(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    unsigned client = pptp_subject_client(subject);
    const address *own = pptp_subject_address(subject, client), *server = pptp_subject_address(subject, !client);
    const struct pptp_call *other = pptp_subject_neighbor(subject->call, is_served_elsewhere, subject);
    const address *fellow;

    if (!other) {
        put_alike(evidence);
        return;
    }
    fellow = &other->connection->end[!pptp_connection_end_at(other->connection, server)].address;
    pptp_evidence_put_number(evidence, "served", other->number);
    pptp_evidence_put_address(evidence, "fellow", fellow);
    pptp_evidence_put_address(evidence, "peer", server);
    if (is_behind_nat(own, server) && is_behind_nat(fellow, server)) {
        pptp_evidence_put(evidence, "hence", "a NAT in front of both clients probably lets only one of them have GRE of"
                          " a server (it has no PPTP helper); or GRE is blocked near %s",
                          address_to_str(evidence->scope, own));
        pptp_evidence_put(evidence, "shared", "both");
    } else {
        pptp_evidence_put(evidence, "hence", "what blocks it is probably near %s",
                          address_to_str(evidence->scope, own));
    }
}
