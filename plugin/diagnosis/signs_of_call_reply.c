/* The reply that sets a call up gets lost on the way, every time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_transport.h"
#include "diagnosis/subject_tunnel.h"

enum { SOME = 3, A_WHILE = 5 };     /* packets; seconds */

/* The end's GRE, which the other end leaves without any of its own; NULL: it sent hardly any, or the other did, too. */
static const struct pptp_flow *
find_alone(const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_flow *flow = pptp_subject_flow(subject, end);

    return flow && !pptp_subject_flow(subject, !end) && flow->packets >= SOME
           && flow->last_time - flow->first_time >= A_WHILE * PPTP_SECOND ? flow : NULL;
}

static void
put_gre(struct pptp_evidence *evidence, const struct pptp_flow *flow)
{
    if (!flow)
        return;
    pptp_evidence_put_count(evidence, "count", flow->packets, "GRE packet");
    pptp_evidence_put_frame(evidence, "gre", flow->first_frame);
}

/* Captured near its sender, as TCP repeats it. */
bool
pptp_sign_call_reply_swallowed(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_event *reply = evidence->subject.call->established;
    const struct pptp_transport_trouble *trouble;

    if (!reply || pptp_subject_flow(&evidence->subject, !reply->from)
        || !pptp_subject_is_call_reply_swallowed(connection, reply))
        return false;
    trouble = pptp_transport_trouble(&connection->transport->end[reply->from]);
    pptp_evidence_put_frame(evidence, "frame", reply->frame);
    pptp_evidence_put_parties(evidence, "sender", "other", reply->from);
    pptp_evidence_put(evidence, "message", "%s", reply->kind->name);
    pptp_evidence_put_count(evidence, "times", trouble->repetitions, "time");
    pptp_evidence_put_frame(evidence, "last", trouble->repeated.frame);
    pptp_evidence_put_seconds(evidence, "span", trouble->repeated.when - reply->when);
    pptp_evidence_put_frame(evidence, "unheard", trouble->unheard.frame);
    put_gre(evidence, find_alone(&evidence->subject, reply->from));
    if (!pptp_evidence_put_damage(evidence, reply->from))
        pptp_evidence_put_party(evidence, "target", !reply->from);
    return true;
}

/* Captured near its receiver, as octets that are missing there, too. If the sender's TCP went on with nothing, they
 * cannot be seen. */
bool
pptp_sign_call_reply_missing(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_event *request = subject->call->setup;
    const struct pptp_flow *flow = request ? find_alone(subject, !request->from) : NULL;
    const struct pptp_transport *transport;
    uint32_t octets;

    if (!flow || subject->call->established || request->reply || !request->awaits_reply
        || !pptp_subject_is_delivered(subject->connection, request))
        return false;
    transport = subject->connection->transport;
    octets = pptp_transport_gap(transport, !request->from);
    if (octets == 0 && pptp_transport_lacks_segments(transport))
        return false;
    pptp_evidence_put_frame(evidence, "frame", request->frame);
    pptp_evidence_put_parties(evidence, "sender", "other", request->from);
    pptp_evidence_put(evidence, "message", "%s", request->kind->name);
    put_gre(evidence, flow);
    if (octets > 0) {
        pptp_evidence_put_count(evidence, "octets", octets, "octet");
        pptp_evidence_put_frame(evidence, "later", transport->end[!request->from].last.moment.frame);
    } else {
        pptp_evidence_put_party(evidence, "unsure", !request->from);
    }
    return true;
}
