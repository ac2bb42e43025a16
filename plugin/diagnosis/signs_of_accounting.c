/* RADIUS does not answer accounting, assigns an address other than the one that the server assigns, or changes a
 * session.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/to_str.h>

#include "diagnosis/facts.h"
#include "diagnosis/logons.h"
#include "diagnosis/sessions.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "radius/exchange.h"
#include "show.h"

enum { MOST_POLICY = 160 };             /* octets of a list of attributes in a sentence */

/* --- Accounting --------------------------------------------------------------------------------------------------- */

/* Acct-Terminate-Cause, RFC 2866 section 5.10: the server gives no other reason than its own trouble. */
static bool
is_servers_trouble(uint32_t cause)
{
    enum { LOST_SERVICE = 3, NAS_ERROR = 9, NAS_REQUEST = 10, NAS_REBOOT = 11, SERVICE_UNAVAILABLE = 15 };

    return cause == 0 || cause == LOST_SERVICE || (cause >= NAS_ERROR && cause <= NAS_REBOOT)
           || cause == SERVICE_UNAVAILABLE;
}

/* The server ended the session after an Accounting-Request was not answered. */
static bool
is_ended_for_it(struct pptp_evidence *evidence, const struct pptp_radius_session *session, struct pptp_ending *ending)
{
    const struct pptp_link *link = evidence->subject.link;
    unsigned server = !pptp_subject_client(&evidence->subject);

    *ending = pptp_subject_ending(evidence->scope, &evidence->subject);
    return ending->frame && ending->end == (int)server && is_servers_trouble(session->cause)
           && session->first_unanswered.frame < ending->frame
           && (!link->terminated.frame || link->terminated_by == server);
}

static void
put_session(struct pptp_evidence *evidence, const struct pptp_radius_session *session)
{
    unsigned server = !pptp_subject_client(&evidence->subject);
    const struct pptp_authentication *last = pptp_diagnosis_logon(evidence->subject.link, server);

    pptp_evidence_put_party(evidence, "server", server);
    if (last)
        pptp_evidence_put_text(evidence, "user", &last->user);
    pptp_evidence_put(evidence, "radius", "RADIUS server %s",
                      address_to_str(evidence->scope, &session->server.address));
}

static void
put_unanswered(struct pptp_evidence *evidence, const struct pptp_radius_session *session)
{
    put_session(evidence, session);
    pptp_evidence_put_count(evidence, "count", session->unanswered, "Accounting-Request");
    pptp_evidence_put(evidence, "port", "%u", session->server.port);
    pptp_evidence_put_frame(evidence, "frame", session->first_unanswered.frame);
    pptp_evidence_put_frame(evidence, "last", session->last_unanswered.frame);
}

bool
pptp_sign_accounting_ended(struct pptp_evidence *evidence)
{
    const struct pptp_radius_session *session = pptp_diagnosis_session(evidence);
    struct pptp_ending ending;
    const char *cause;

    if (!session || session->repeated == 0 || !is_ended_for_it(evidence, session, &ending))
        return false;
    put_unanswered(evidence, session);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "ended", ending.frame);
    cause = pptp_evidence_terminate_cause(evidence);
    if (cause)
        pptp_evidence_put(evidence, "cause", "%s", cause);
    return true;
}

bool
pptp_sign_accounting_silent(struct pptp_evidence *evidence)
{
    const struct pptp_radius_session *session = pptp_diagnosis_session(evidence);
    struct pptp_ending ending;

    if (!session || session->repeated == 0 || is_ended_for_it(evidence, session, &ending))
        return false;
    put_unanswered(evidence, session);
    pptp_evidence_put(evidence, "consequence", "%s",
                      session->ended.frame ? "RADIUS may consider the session to be still running, and refuse the next"
                                           : "Some servers end sessions that they cannot account for");
    return true;
}

/* --- The address -------------------------------------------------------------------------------------------------- */

/* 255.255.255.255 lets the user choose, 255.255.255.254 the server (RFC 2865 section 5.8). */
static bool
is_address(uint32_t framed)
{
    return framed > 0 && framed < 0xfffffffe;
}

bool
pptp_sign_radius_address_ignored(struct pptp_evidence *evidence)
{
    unsigned client = pptp_subject_client(&evidence->subject);
    const struct pptp_authentication *last = pptp_diagnosis_logon_outcome(evidence->subject.link, !client);
    const struct pptp_radius_request *request = last ? pptp_radius_exchange_decisive(last->radius) : NULL;
    const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, client);
    uint32_t assigned = ipcp->options.value[PPTP_OPTION_ADDRESS];

    if (!request || !last->succeeded || request->reply.code != PPTP_RADIUS_ACCEPT || !is_address(request->reply.address)
        || ipcp->agreed.frame < request->reply.at.frame || !pptp_ppp_options_have(&ipcp->options, PPTP_OPTION_ADDRESS)
        || assigned == 0 || assigned == request->reply.address)
        return false;
    pptp_evidence_put_authentication(evidence, last);
    pptp_evidence_put(evidence, "radius", "RADIUS server %s",
                      address_to_str(evidence->scope, &request->server.address));
    pptp_evidence_put_ipv4(evidence, "wanted", request->reply.address);
    pptp_evidence_put_frame(evidence, "accept", request->reply.at.frame);
    pptp_evidence_put_ipv4(evidence, "assigned", assigned);
    pptp_evidence_put_frame(evidence, "frame", ipcp->agreed.frame);
    return true;
}

/* --- CoA ---------------------------------------------------------------------------------------------------------- */

bool
pptp_sign_radius_changed(struct pptp_evidence *evidence)
{
    const struct pptp_radius_session *session = pptp_diagnosis_session(evidence);
    const struct pptp_radius_change *change = session ? &session->change : NULL;

    if (!change || change->at.frame == 0)
        return false;
    put_session(evidence, session);
    pptp_evidence_put_address(evidence, "asker", &change->asker);
    pptp_evidence_put_frame(evidence, "frame", change->at.frame);
    if (change->policy)
        pptp_evidence_put(evidence, "policy", "%s", pptp_show_cut(evidence->scope, change->policy, MOST_POLICY));
    pptp_evidence_put(evidence, "outcome", "%s", change->replied.frame == 0 ? "no reply was captured"
                                                 : change->is_accepted      ? "it accepted"
                                                                            : "it refused");
    pptp_evidence_put_frame(evidence, "reply", change->replied.frame);
    return true;
}
