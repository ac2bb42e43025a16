/* Only one direction was captured.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"

bool
pptp_sign_control_half_captured(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    unsigned sender = connection->first_sent[0] ? 0 : 1;

    if (!pptp_subject_is_half_captured(connection))
        return false;
    pptp_evidence_put_parties(evidence, "sender", "other", sender);
    pptp_evidence_put_frame(evidence, "frame", connection->first_sent[sender]->frame);
    return true;
}

/* The acknowledgments prove that packets of the other direction arrived: beyond a NAT, those of another flow. */
bool
pptp_sign_gre_half_captured(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);

        if (!flow || pptp_subject_flow(&evidence->subject, !end) || !flow->acknowledges || flow->translated
            || pptp_subject_is_answered_in_call(&evidence->subject, flow)
            || pptp_subject_continued(&evidence->subject, flow))
            continue;
        pptp_evidence_put_frame(evidence, "frame", flow->first_frame);
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        return true;
    }
    return false;
}
