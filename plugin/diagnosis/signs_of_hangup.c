/* One end hangs up without giving a reason.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/meanwhile.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_reached.h"
#include "diagnosis/subject_transport.h"
#include "diagnosis/subject_tunnel.h"
#include "witness/file.h"

enum { A_WHILE = 3 };       /* seconds */
enum { LOST_CARRIER = 1, ADMIN_SHUTDOWN = 3, LOCAL_SHUTDOWN = 3 };
enum { NORMAL_CLEARING = 16 };  /* a cause of Q.931 */

/* Without any GRE, nothing tells what PPP announced, and what went before. */
static bool
is_gre_captured(const struct pptp_subject *subject)
{
    return wmem_array_get_count(subject->history->tunnels) > 0;
}

/* What ended the call may be among the packets that were not captured. */
static bool
is_capture_whole(const struct pptp_subject *subject)
{
    return is_gre_captured(subject) && !pptp_witness_lacks_packets();
}

/* The other end closed because of a malformed message, as far as the order of frames tells. */
static bool
has_cause_in_stream(const struct pptp_connection *connection)
{
    const struct pptp_impossible *impossible = &connection->impossible;

    return impossible->count > 0 && impossible->from != connection->closed_by
           && connection->closed_in > impossible->frame;
}

/* A message of the other end that was altered on its way is a reason of its own. */
static bool
was_message_altered(const struct pptp_connection *connection, unsigned from, uint32_t until)
{
    const struct pptp_event *event = connection->first_found;

    while (event && !(event->from == from && event->frame < until && pptp_event_has(event, PPTP_CALL_ID_CHANGED)))
        event = event->findings->next_found;
    return event;
}

/* The PPP process fails to start: the server ends the call at once, and sends little or no GRE. */
bool
pptp_sign_server_ended_at_once(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_call *call = subject->call;
    unsigned server = !call->pns;
    const struct pptp_flow *flow = pptp_subject_flow(subject, server);
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, subject);

    if (!pptp_subject_is_established(subject) || call->ended_in == 0 || ending.end != (int)server
        || !is_capture_whole(subject)
        || pptp_subject_refusal(subject, false) || pptp_subject_up_for(subject) > A_WHILE * PPTP_SECOND
        || pptp_subject_astray(subject) || has_cause_in_stream(subject->connection)
        || pptp_subject_is_reset_forged(subject->connection)
        || (flow && flow->packets > 1)
        || (subject->link && subject->link->furthest > PPTP_STAGE_LCP))
        return false;
    pptp_evidence_put_frame(evidence, "frame", ending.frame);
    pptp_evidence_put_frame(evidence, "established", call->established->frame);
    pptp_evidence_put_party(evidence, "server", server);
    pptp_evidence_put_seconds(evidence, "span", pptp_subject_up_for(subject));
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put(evidence, "gre", "%s",
                      flow ? "having sent one GRE packet" : "with no GRE captured from it");
    if (!was_message_altered(subject->connection, !server, ending.frame))
        pptp_evidence_put(evidence, "process", "process");
    return true;
}

/* The client's host knows nothing that takes GRE. */
static void
put_host(struct pptp_evidence *evidence, unsigned client)
{
    const struct pptp_tunnel *tunnel = evidence->subject.tunnel;
    const struct pptp_refusal *refusal = tunnel ? tunnel->refusals : NULL;

    while (refusal && (refusal->quoted == client
                       || !addresses_equal(&refusal->sender, &evidence->subject.connection->end[client].address)))
        refusal = refusal->next;
    if (!refusal)
        return;
    pptp_evidence_put(evidence, "error", "%s", pptp_refusal_name(evidence->scope, refusal));
    pptp_evidence_put_frame(evidence, "refused", refusal->first.frame);
}

/* The client ends the call before any program would give up, and sent no GRE. */
bool
pptp_sign_client_ended_at_once(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_call *call = subject->call;
    unsigned client = call->pns;
    const struct pptp_flow *flow = pptp_subject_flow(subject, !client);
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, subject);

    if (!pptp_subject_is_established(subject) || call->ended_in == 0 || ending.end != (int)client
        || !is_capture_whole(subject) || pptp_subject_up_for(subject) > PPTP_SECOND
        || pptp_subject_flow(subject, client) || (flow && flow->acknowledges)
        || pptp_subject_is_half_captured(subject->connection) || pptp_subject_is_reset_forged(subject->connection)
        || pptp_subject_astray(subject) || has_cause_in_stream(subject->connection))
        return false;
    pptp_evidence_put_frame(evidence, "frame", ending.frame);
    pptp_evidence_put_frame(evidence, "established", call->established->frame);
    pptp_evidence_put_parties(evidence, "client", "server", client);
    pptp_evidence_put_seconds(evidence, "span", pptp_subject_up_for(subject));
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    if (flow)
        pptp_evidence_put_frame(evidence, "gre", flow->first_frame);
    put_host(evidence, client);
    return true;
}

/* One of the connection's calls carried data, or its GRE was not captured at all. */
static bool
has_worked(const struct pptp_connection *connection)
{
    const struct pptp_call *call = connection->first_call;

    while (call && call->tunnel && !(call->tunnel->link && call->tunnel->link->furthest == PPTP_STAGE_DATA))
        call = call->next;
    return call != NULL;
}

/* ICMP errors had told the end that closed that the other one is gone. */
static bool
is_gone(const struct pptp_connection *connection, unsigned end)
{
    const struct pptp_call *call = connection->first_call;
    const struct pptp_refusal *refusal = NULL;

    for (; call && !refusal; call = call->next) {
        struct pptp_subject subject = pptp_subject_of_call(call);

        refusal = pptp_subject_refusal_later(&subject);
        if (refusal && refusal->quoted == end)
            refusal = NULL;
    }
    return refusal != NULL;
}

static bool
is_closed_without_stop(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_connection *connection = evidence->subject.connection;

    if (!connection->closed_without_stop || connection->closing != PPTP_WARNING || connection->closed_by != end
        || pptp_subject_is_ended_by_ppp(connection) || !has_worked(connection)
        || pptp_subject_is_half_captured(connection) || !is_capture_whole(&evidence->subject)
        || has_cause_in_stream(connection) || pptp_subject_is_restarted(connection)
        || pptp_subject_is_reset_forged(connection) || is_gone(connection, !end))
        return false;
    pptp_evidence_put_frame(evidence, "frame", connection->closed_in);
    pptp_evidence_put_party(evidence, "closer", connection->closed_by);
    pptp_evidence_put(evidence, "how", "%s", connection->reset ? "reset" : "closed");
    if (g_strcmp0(connection->implementation[!end], "poptop") == 0)
        pptp_evidence_put(evidence, "poptop", "pptpd");
    return true;
}

bool
pptp_sign_client_closed_without_stop(struct pptp_evidence *evidence)
{
    return is_closed_without_stop(evidence, pptp_subject_client(&evidence->subject));
}

bool
pptp_sign_server_closed_without_stop(struct pptp_evidence *evidence)
{
    unsigned server = !pptp_subject_client(&evidence->subject);
    const struct pptp_connection *connection = evidence->subject.connection;

    if (!is_closed_without_stop(evidence, server))
        return false;
    pptp_evidence_put_afterwards(evidence, &connection->end[server].address, connection->closed_at, true);
    return true;
}

/* RFC 2637 sections 2.13 and 2.3. pptpd sends that result at the end of every call. */
bool
pptp_sign_shut_down(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_event *notify = subject->call->disconnect, *stop = subject->connection->stop_request;
    unsigned server = !pptp_subject_client(subject);
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, subject);
    bool by_result = notify && notify->from == server && notify->result == ADMIN_SHUTDOWN;

    if (evidence->explained > 0 || ending.end != (int)server || !stop || stop->from != server
        || stop->reason != LOCAL_SHUTDOWN)
        return false;
    pptp_evidence_put_frame(evidence, "frame", by_result ? MIN(notify->frame, stop->frame) : stop->frame);
    pptp_evidence_cite(evidence, stop->frame);
    pptp_evidence_put_party(evidence, "sender", server);
    pptp_evidence_put(evidence, "codes", "%sStop-Control-Connection-Request with Reason 3 (Stop-Local-Shutdown)",
                      by_result ? "Call-Disconnect-Notify with Result Code 3 (Admin Shutdown), " : "");
    return true;
}

/* A user who dials in to a PAC hangs up by dropping the line. Where no GRE was captured, PPP may have ended before. */
static bool
reports_failure(const struct pptp_subject *subject, const struct pptp_event *notify)
{
    return notify->result == PPTP_RESULT_GENERAL_ERROR
           || (notify->result == LOST_CARRIER && notify->cause != NORMAL_CLEARING && subject->link
               && subject->call->direction != PPTP_INCOMING);
}

/* RFC 2637 section 2.13: not what answers a Call-Clear-Request, nor what follows the end of PPP. */
bool
pptp_sign_disconnected_by_error(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_event *notify = subject->call->disconnect;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, subject);
    struct pptp_moment last = pptp_subject_last_data(subject);

    if (!notify || notify->frame != ending.frame || notify->from == subject->call->pns
        || !reports_failure(subject, notify))
        return false;
    pptp_evidence_put_frame(evidence, "frame", ending.frame);
    pptp_evidence_put_party(evidence, "sender", notify->from);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    if (last.frame)
        pptp_evidence_put_seconds(evidence, "span", notify->when - last.when);
    pptp_evidence_put_frame(evidence, "last", last.frame);
    return true;
}
