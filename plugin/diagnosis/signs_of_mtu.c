/* Packets are too long for the tunnel, or for the path that the tunnel takes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"

bool
pptp_sign_mtu_icmp(struct pptp_evidence *evidence)
{
    return pptp_evidence_put_tunnel_refusal(evidence, pptp_subject_refusal(&evidence->subject, true));
}

/* A smaller MTU helps only if packets are larger than one that fits nearly everywhere. One fragmented packet in ten is
 * a trouble; fewer hardly matter. */
static bool
is_helped_by_mtu(const struct pptp_flow *flow)
{
    enum { FITTING_MTU = 1400, ONE_IN = 10 };

    return flow->longest > FITTING_MTU && (uint64_t)flow->fragmented * ONE_IN >= flow->packets;
}

static bool
find_fragmented(struct pptp_evidence *evidence, bool helped)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);

        if (!flow || flow->fragmented == 0 || is_helped_by_mtu(flow) != helped)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_frame(evidence, "frame", flow->first_fragmented);
        pptp_evidence_put_number(evidence, "count", flow->fragmented);
        pptp_evidence_put_count(evidence, "packets", flow->packets, "GRE packet");
        pptp_evidence_put(evidence, "share", "%.0f %%", 100.0 * flow->fragmented / flow->packets);
        pptp_evidence_put_number(evidence, "octets", flow->longest);
        return true;
    }
    return false;
}

bool
pptp_sign_fragmented(struct pptp_evidence *evidence)
{
    return find_fragmented(evidence, true);
}

bool
pptp_sign_fragmented_harmlessly(struct pptp_evidence *evidence)
{
    return find_fragmented(evidence, false);
}

bool
pptp_sign_mru_exceeded(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sent *sent = &evidence->subject.link->sent[end];

        if (sent->too_long == 0)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put_number(evidence, "octets", sent->longest);
        pptp_evidence_put_number(evidence, "mru", pptp_ppp_link_mru(evidence->subject.link, !end));
        pptp_evidence_put_count(evidence, "count", sent->too_long, "PPP packet");
        pptp_evidence_put_frame(evidence, "frame", sent->first_too_long.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_mss_too_big(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sent *sent = &evidence->subject.link->sent[end];
        uint32_t mru = pptp_ppp_link_mru(evidence->subject.link, end);

        if (sent->mss == 0 || mru < 40)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_number(evidence, "mss", sent->mss);
        pptp_evidence_put_number(evidence, "mru", mru);
        pptp_evidence_put_number(evidence, "fits", mru - 40);
        pptp_evidence_put_frame(evidence, "frame", sent->mss_at.frame);
        return true;
    }
    return false;
}
