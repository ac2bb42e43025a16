/* A NAT or an end alters Call IDs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "control/messages.h"
#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_transport.h"
#include "diagnosis/subject_tunnel.h"

bool
pptp_sign_set_link_info_call_id(struct pptp_evidence *evidence)
{
    return pptp_evidence_find_call_id(evidence, PPTP_CALL_ID_CHANGED, PPTP_WARNING, PPTP_SET_LINK_INFO);
}

/* A message that must carry its sender's own Call ID carries the other one of the call: no NAT does that. */
static bool
is_of_peer(const struct pptp_event *event)
{
    const struct pptp_finding *finding = event->findings;
    const struct pptp_call *call;

    while (finding->verdict != PPTP_CALL_ID_CHANGED)
        finding = finding->next;
    call = finding->other ? finding->other->call : NULL;
    return call && event->kind->naming == PPTP_NAMES_SENDERS_ID && call->id_known[!event->from]
           && call->id[!event->from] == finding->named;
}

static const struct pptp_event *
find_changed(const struct pptp_connection *connection, bool of_peer)
{
    const struct pptp_event *event = connection->first_found;

    while (event && !(event->kind && event->kind->code != PPTP_SET_LINK_INFO
                      && pptp_event_has(event, PPTP_CALL_ID_CHANGED) && is_of_peer(event) == of_peer))
        event = event->findings->next_found;
    return event;
}

bool
pptp_sign_call_id_of_peer(struct pptp_evidence *evidence)
{
    const struct pptp_event *event = find_changed(evidence->subject.connection, true);

    if (!event || !pptp_evidence_find_call_id(evidence, PPTP_CALL_ID_CHANGED, PPTP_WARNING, event->kind->code))
        return false;
    pptp_evidence_put_party(evidence, "other", !event->from);
    return true;
}

bool
pptp_sign_call_id_changed(struct pptp_evidence *evidence)
{
    const struct pptp_event *event = find_changed(evidence->subject.connection, false);

    return event && pptp_evidence_find_call_id(evidence, PPTP_CALL_ID_CHANGED, PPTP_WARNING, event->kind->code);
}

/* Not harmless if it damages the message: another finding says so. */
bool
pptp_sign_nat_call_id(struct pptp_evidence *evidence)
{
    return !pptp_subject_is_damaged(evidence->subject.connection, 0)
        && !pptp_subject_is_damaged(evidence->subject.connection, 1)
        && pptp_evidence_find_call_id(evidence, PPTP_NAT_CALL_ID, PPTP_NOTE, 0);
}

static void
put_announced(struct pptp_evidence *evidence, const struct pptp_call *call)
{
    if (call->id_known[call->pns])
        pptp_evidence_put_number(evidence, "pns_id", call->id[call->pns]);
    if (call->id_known[!call->pns])
        pptp_evidence_put_number(evidence, "pac_id", call->id[!call->pns]);
    pptp_evidence_put_frame(evidence, "setup", call->first.frame);
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
    unsigned receiver = addresses_equal(&call->connection->end[1].address, &flow->route->receiver) ? 1 : 0;

    *id = call->id_known[receiver] ? call->id[receiver] : flow->call_id;
    return *id != flow->call_id && GUINT16_SWAP_LE_BE(*id) == flow->call_id;
}

/* What altered the Call ID that the flow's receiver announced. */
static void
put_alteration(struct pptp_evidence *evidence, const struct pptp_flow *flow, const struct pptp_call *call)
{
    uint16_t id;

    if (is_swapped(flow, call, &id)) {
        pptp_evidence_put_number(evidence, "swapped", id);
        pptp_evidence_put_address(evidence, "faulty", &flow->route->sender);
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
    pptp_evidence_put_flow(evidence, pptp_subject_first_flow(tunnel));
    if (is_swapped(pptp_subject_first_flow(tunnel), subject->call, &id))
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
        pptp_evidence_put_flow(evidence, flow);
        put_announced(evidence, connection->last_call);
        put_alteration(evidence, flow, connection->last_call);
        return true;
    }
    return false;
}
