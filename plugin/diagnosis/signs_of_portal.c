/* A portal answers in the place of all hosts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"
#include "ppp/portal.h"

bool
pptp_sign_portal_inside(struct pptp_evidence *evidence)
{
    unsigned client = pptp_subject_client(&evidence->subject);
    const struct pptp_portal *portal = pptp_ppp_link_portal(evidence->subject.link, !client);

    if (portal->hosts < PPTP_REDIRECTING || portal->pages + portal->others > 0)
        return false;
    pptp_evidence_put_parties(evidence, "other", "sender", !client);
    pptp_evidence_put_count(evidence, "count", portal->redirects.count, "page");
    pptp_evidence_put(evidence, "hosts", "%s, %s and %s", pptp_evidence_show_host(evidence, &portal->host[0]),
                      pptp_evidence_show_host(evidence, &portal->host[1]),
                      pptp_evidence_show_host(evidence, &portal->host[2]));
    pptp_evidence_put_text(evidence, "target", &portal->target);
    pptp_evidence_put_frame(evidence, "frame", portal->redirects.first.frame);
    return true;
}
