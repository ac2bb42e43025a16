/* RADIUS ends a session.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "diagnosis/logons.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "ppp/negotiation.h"
#include "ppp/text.h"
#include "radius/disconnect.h"

enum { AT_ONCE = 5, MOST_AT_ONCE = 16 };        /* seconds; Disconnect-Requests within them */

/* The Disconnect-Request names the session, by its user or its address, and nothing that is another session's. */
static bool
names_session(const struct pptp_radius_disconnect *disconnect, const struct pptp_authentication *logon,
              uint32_t inner)
{
    bool has_user = disconnect->user.octets && logon && logon->has_user;

    if (has_user && (disconnect->user.size != logon->user.size
                     || memcmp(disconnect->user.octets, logon->user.octets, logon->user.size) != 0))
        return false;
    if (disconnect->inner && inner && disconnect->inner != inner)
        return false;
    return has_user || (disconnect->inner && inner);
}

/* Returns the last Disconnect-Request for the session that came shortly before a time, and was not refused; NULL: none
 * was captured. */
static const struct pptp_radius_disconnect *
find_disconnect(const struct pptp_evidence *evidence, int64_t when, unsigned server)
{
    const struct pptp_authentication *logon = pptp_diagnosis_logon_outcome(evidence->subject.link, server);
    uint32_t inner = pptp_ppp_negotiation_value(pptp_evidence_asked(evidence, PPTP_IPCP, !server), PPTP_OPTION_ADDRESS);
    const struct pptp_radius_disconnect *disconnect;

    for (unsigned back = 0; back < MOST_AT_ONCE; back++) {
        disconnect = pptp_radius_disconnect_before(when, back);
        if (!disconnect || when - disconnect->at.when > AT_ONCE * PPTP_SECOND)
            return NULL;
        if (!disconnect->is_refused && names_session(disconnect, logon, inner))
            return disconnect;
    }
    return NULL;
}

bool
pptp_sign_radius_disconnected(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);
    bool is_terminated = link->terminated.frame && link->terminated.frame == ending.frame;
    int64_t when = is_terminated ? link->terminated.when : pptp_subject_end_time(&evidence->subject);
    const struct pptp_radius_disconnect *disconnect =
        ending.frame && ending.end >= 0 ? find_disconnect(evidence, when, ending.end) : NULL;

    if (!disconnect)
        return false;
    pptp_evidence_put_address(evidence, "radius", &disconnect->from);
    pptp_evidence_put_party(evidence, "server", ending.end);
    pptp_evidence_put_frame(evidence, "frame", disconnect->at.frame);
    if (disconnect->user.octets)
        pptp_evidence_put(evidence, "user", "%s", pptp_ppp_text_show(evidence->scope, &(struct pptp_text){
            .octets = disconnect->user.octets, .size = disconnect->user.size }));
    pptp_evidence_put_frame(evidence, "acknowledged", disconnect->reply.frame);
    pptp_evidence_put_seconds(evidence, "delay", when - disconnect->at.when);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "ended", ending.frame);
    return true;
}
