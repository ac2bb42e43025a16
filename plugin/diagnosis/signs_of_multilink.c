/* Multilink: its packets are missing, an end does not want it, or several calls are one bundle.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"

bool
pptp_sign_multilink_lost(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    unsigned end = link->sent[1].fragments_lost.count > link->sent[0].fragments_lost.count;
    const struct pptp_tally *lost = &link->sent[end].fragments_lost;

    if (lost->count == 0)
        return false;
    pptp_evidence_put_party(evidence, "sender", end);
    pptp_evidence_put_count(evidence, "count", lost->count, "Multilink packet");
    pptp_evidence_put_frame(evidence, "frame", lost->first.frame);
    if (lost->last.frame != lost->first.frame)
        pptp_evidence_put_frame(evidence, "last", lost->last.frame);
    if (link->sent[!end].fragments_lost.count > 0)
        pptp_evidence_put_number(evidence, "others", link->sent[!end].fragments_lost.count);
    return true;
}

bool
pptp_sign_multilink_rejected(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);

        if (!pptp_ppp_options_have(&lcp->rejected, PPTP_OPTION_MRRU)
            || !pptp_ppp_options_have(&lcp->first_asked, PPTP_OPTION_MRRU))
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put_number(evidence, "mrru", lcp->first_asked.value[PPTP_OPTION_MRRU]);
        pptp_evidence_put_frame(evidence, "frame", lcp->reject.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_multilink_bundle(struct pptp_evidence *evidence)
{
    const struct pptp_link *leader = evidence->subject.link->leader;

    if (!leader)
        return false;
    pptp_evidence_put_frame(evidence, "frame", leader->first.frame);
    return true;
}
