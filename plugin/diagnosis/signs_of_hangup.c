/* One end hangs up without giving a reason.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_tunnel.h"

enum { A_WHILE = 3 };       /* seconds */

/* Without any GRE, nothing tells what PPP announced, and what went before. */
static bool
is_gre_captured(const struct pptp_subject *subject)
{
    return wmem_array_get_count(subject->history->tunnels) > 0;
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
        || !is_gre_captured(subject)
        || pptp_subject_refusal(subject, false) || pptp_subject_up_for(subject) > A_WHILE * PPTP_SECOND
        || (flow && flow->packets > 1) || (subject->link && subject->link->furthest > PPTP_STAGE_LCP))
        return false;
    pptp_evidence_put_frame(evidence, "frame", ending.frame);
    pptp_evidence_put_frame(evidence, "established", call->established->frame);
    pptp_evidence_put_party(evidence, "server", server);
    pptp_evidence_put_seconds(evidence, "span", pptp_subject_up_for(subject));
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put(evidence, "gre", "%s",
                      flow ? "having sent one GRE packet" : "with no GRE captured from it");
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

static bool
is_closed_without_stop(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_connection *connection = evidence->subject.connection;

    if (!connection->closed_without_stop || connection->closing != PPTP_WARNING || connection->closed_by != end
        || pptp_subject_is_ended_by_ppp(connection) || !has_worked(connection)
        || pptp_subject_is_half_captured(connection) || !is_gre_captured(&evidence->subject))
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
    return is_closed_without_stop(evidence, !pptp_subject_client(&evidence->subject));
}
