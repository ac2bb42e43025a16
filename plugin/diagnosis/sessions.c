/* Ties PPP links to the sessions of RADIUS accounting.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/to_str.h>

#include "diagnosis/sessions.h"
#include "radius/exchange.h"

/* RFC 2866 section 5.10. */
static const value_string causes[] = {
    { 1, "User-Request" }, { 2, "Lost-Carrier" }, { 3, "Lost-Service" }, { 4, "Idle-Timeout" },
    { 5, "Session-Timeout" }, { 6, "Admin-Reset" }, { 7, "Admin-Reboot" }, { 8, "Port-Error" },
    { 9, "NAS-Error" }, { 10, "NAS-Request" }, { 11, "NAS-Reboot" }, { 12, "Port-Unneeded" },
    { 13, "Port-Preempted" }, { 14, "Port-Suspended" }, { 15, "Service-Unavailable" }, { 16, "Callback" },
    { 17, "User-Error" }, { 18, "Host-Request" }, { 0, NULL }
};

static const struct pptp_radius_session *
session_of(const struct pptp_authentication *authentication)
{
    const struct pptp_radius_request *request = pptp_radius_exchange_decisive(authentication->radius);

    return request ? request->tie.session : NULL;
}

/* Where the logon was not captured: the session that has the client's address, and that had begun before, too. */
static const struct pptp_radius_session *
find_older(const struct pptp_evidence *evidence)
{
    const address *client = pptp_subject_address(&evidence->subject, pptp_subject_client(&evidence->subject));
    const struct pptp_radius_session *session =
        pptp_radius_session_of_station(address_to_str(evidence->scope, client));

    return session && !session->is_begun && !session->is_tied ? session : NULL;
}

const struct pptp_radius_session *
pptp_diagnosis_session(const struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (const struct pptp_authentication *last = link->authentication; last; last = last->before) {
        const struct pptp_radius_session *session = session_of(last);

        if (session)
            return session;
    }
    return link->authentication ? NULL : find_older(evidence);
}

const char *
pptp_evidence_terminate_cause(struct pptp_evidence *evidence)
{
    const struct pptp_radius_session *session = pptp_diagnosis_session(evidence);
    const char *name;

    if (!session || session->cause == 0)
        return NULL;
    name = try_val_to_str(session->cause, causes);
    pptp_evidence_cite(evidence, session->ended.frame);
    return wmem_strdup_printf(evidence->scope, "it told RADIUS the cause%s%s (Acct-Terminate-Cause %u, frame %u)",
                              name ? " " : "", name ? name : "", session->cause, session->ended.frame);
}
