/* The ends agree that the server calls back, which PPTP has no use for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"

enum { CALLBACK_REQUEST = 1, CALLBACK_RESPONSE, CALLBACK_ACK }; /* Codes of CBCP */

/* The end that asked in LCP to be called back, if the other acknowledged that; -1: none did. */
static int
callback_of(const struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);

        if (lcp->agreed.frame && pptp_ppp_options_have(&lcp->options, PPTP_OPTION_CALLBACK))
            return end;
    }
    return -1;
}

static void
put_agreement(struct pptp_evidence *evidence, unsigned end)
{
    pptp_evidence_put_parties(evidence, "sender", "other", end);
    pptp_evidence_put_frame(evidence, "agreed", pptp_evidence_asked(evidence, PPTP_LCP, end)->agreed.frame);
}

bool
pptp_sign_callback_rejected(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_rejected *rejected = pptp_ppp_link_rejected(link, PPP_CBCP);
    int end = callback_of(evidence);

    if (end < 0 || !rejected || link->furthest > PPTP_STAGE_CALLBACK)
        return false;
    pptp_evidence_put_party(evidence, "rejecter", rejected->by);
    pptp_evidence_put_frame(evidence, "frame", rejected->first.frame);
    put_agreement(evidence, end);
    return true;
}

bool
pptp_sign_callback_unanswered(struct pptp_evidence *evidence)
{
    static const char *const sent[] = {
        [CALLBACK_REQUEST] = "Callback-Request", [CALLBACK_RESPONSE] = "Callback-Response"
    };
    static const char *const wanted[] = {
        [CALLBACK_REQUEST] = "Callback-Response", [CALLBACK_RESPONSE] = "Callback-Ack"
    };
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_callback *callback = link->callback;

    if (!callback || link->furthest != PPTP_STAGE_CALLBACK || callback->code < CALLBACK_REQUEST
        || callback->code > CALLBACK_RESPONSE || pptp_ppp_link_rejected(link, PPP_CBCP)
        || !pptp_subject_flow(&evidence->subject, !callback->from)
        || !pptp_evidence_is_over_since(evidence, callback->last.when))
        return false;
    pptp_evidence_put_frame(evidence, "frame", callback->first.frame);
    if (callback->times > 1) {
        pptp_evidence_put_number(evidence, "times", callback->times);
        pptp_evidence_put_frame(evidence, "last", callback->last.frame);
    }
    pptp_evidence_put_parties(evidence, "sender", "other", callback->from);
    pptp_evidence_put(evidence, "sent", "%s", sent[callback->code]);
    pptp_evidence_put(evidence, "wanted", "%s", wanted[callback->code]);
    pptp_evidence_put_seconds(evidence, "span", pptp_evidence_link_time_since(evidence, callback->first.when));
    return true;
}

/* The authenticator sends the first packet of CBCP, but does not. */
bool
pptp_sign_callback_missing(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_authentication *last = link->authentication;
    int end = callback_of(evidence);

    if (end < 0 || !last || !last->succeeded || link->callback
        || link->furthest != PPTP_STAGE_AUTHENTICATION || pptp_ppp_link_rejected(link, PPP_CBCP)
        || !pptp_evidence_is_over_since(evidence, last->outcome.when))
        return false;
    put_agreement(evidence, end);
    pptp_evidence_put_seconds(evidence, "span", pptp_evidence_link_time_since(evidence, last->outcome.when));
    pptp_evidence_put_frame(evidence, "frame", last->outcome.frame);
    return true;
}

bool
pptp_sign_callback_agreed(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_callback *callback = link->callback;

    if (!callback || callback->code != CALLBACK_ACK || link->furthest != PPTP_STAGE_CALLBACK
        || link->terminated.frame == 0)
        return false;
    pptp_evidence_put_frame(evidence, "frame", callback->last.frame);
    pptp_evidence_put_party(evidence, "sender", link->terminated_by);
    pptp_evidence_put_frame(evidence, "ended", link->terminated.frame);
    return true;
}
