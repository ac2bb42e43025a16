/* The ends do not agree on encryption.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/eap.h"
#include "ppp/text.h"

enum { MANY_REQUESTS = 3, MANY_ANSWERS = 3 };

static void
put_offer(struct pptp_evidence *evidence, const char *name, const struct pptp_options *options)
{
    if (pptp_ppp_options_have(options, PPTP_OPTION_MPPE))
        pptp_evidence_put(evidence, name, "%s",
                          pptp_ppp_compression_name(
                              evidence->scope, (struct pptp_compression){ .mppe = options->value[PPTP_OPTION_MPPE] }));
}

bool
pptp_sign_mppe_rejected(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);

        if (!pptp_ppp_options_have(&ccp->rejected, PPTP_OPTION_MPPE)
            || pptp_ppp_link_compression(evidence->subject.link, end).mppe)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put_frame(evidence, "frame", ccp->reject.frame);
        put_offer(evidence, "offer", &ccp->rejected);
        return true;
    }
    return false;
}

bool
pptp_sign_mppe_ccp_rejected(struct pptp_evidence *evidence)
{
    const struct pptp_rejected *rejected = pptp_ppp_link_rejected(evidence->subject.link, PPP_CCP);

    const struct pptp_negotiation *ccp = rejected ? pptp_evidence_asked(evidence, PPTP_CCP, !rejected->by) : NULL;

    if (!rejected || (ccp->requests && !pptp_ppp_options_have(&ccp->asked, PPTP_OPTION_MPPE)))
        return false;
    put_offer(evidence, "offer", &ccp->asked);
    return pptp_evidence_put_rejected(evidence, rejected);
}

static const char *
disagreement(uint32_t asked, uint32_t wanted)
{
    if (!(asked & PPTP_MPPE_KEYS) != !(wanted & PPTP_MPPE_KEYS))
        return "encryption";
    if ((asked ^ wanted) & PPTP_MPPE_STATELESS)
        return "stateless mode";
    return (asked ^ wanted) & PPTP_MPPE_KEYS ? "key length" : "MPPE's options";
}

bool
pptp_sign_mppe_no_agreement(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);

        if (ccp->agreed.frame || ccp->naks == 0 || !pptp_ppp_options_have(&ccp->asked, PPTP_OPTION_MPPE)
            || !pptp_ppp_options_have(&ccp->wanted, PPTP_OPTION_MPPE)
            || (ccp->naks < MANY_ANSWERS && !evidence->subject.link->terminated.frame
                && !evidence->subject.link->ncp_terminated.frame))
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        put_offer(evidence, "offer", &ccp->asked);
        put_offer(evidence, "wanted", &ccp->wanted);
        pptp_evidence_put(evidence, "about", "%s",
                          disagreement(ccp->asked.value[PPTP_OPTION_MPPE], ccp->wanted.value[PPTP_OPTION_MPPE]));
        pptp_evidence_put_count(evidence, "naks", ccp->naks, "Nak");
        pptp_evidence_put_frame(evidence, "frame", ccp->nak.frame);
        return true;
    }
    return false;
}

static bool
is_ms_chap(const struct pptp_authentication *authentication)
{
    return authentication->protocol == PPTP_MSCHAP || authentication->protocol == PPTP_MSCHAPV2;
}

/* MS-CHAP would have provided keys, but neither end asks for encryption. */
bool
pptp_sign_mppe_absent(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_authentication *last = link->authentication;
    const struct pptp_sent *sent = &link->sent[link->sent[0].clear == 0];

    if (!last || !last->succeeded || !is_ms_chap(last) || pptp_evidence_asked(evidence, PPTP_CCP, 0)->requests
        || pptp_evidence_asked(evidence, PPTP_CCP, 1)->requests || sent->clear == 0)
        return false;
    pptp_evidence_put_authentication(evidence, last);
    pptp_evidence_put_frame(evidence, "frame", sent->first_clear.frame);
    return true;
}

/* The requests get no reply at all. */
bool
pptp_sign_mppe_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);

        if (ccp->requests < MANY_REQUESTS || ccp->acks + ccp->naks + ccp->rejects > 0
            || pptp_ppp_link_rejected(link, PPP_CCP) || !pptp_ppp_options_have(&ccp->asked, PPTP_OPTION_MPPE)
            || !pptp_subject_flow(&evidence->subject, !end))
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put_count(evidence, "count", ccp->requests, "CCP Configure-Request");
        put_offer(evidence, "offer", &ccp->asked);
        pptp_evidence_put_frame(evidence, "frame", ccp->first.frame);
        pptp_evidence_put_frame(evidence, "clear", pptp_ppp_link_first_clear(link));
        return true;
    }
    return false;
}

bool
pptp_sign_mppe_required(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    bool lcp = link->terminated.frame && pptp_ppp_text_has(&link->terminated_text, "MPPE required");

    if (!lcp && !(link->ncp_terminated.frame && pptp_ppp_text_has(&link->ncp_terminated_text, "MPPE required")))
        return false;
    pptp_evidence_put_party(evidence, "sender", lcp ? link->terminated_by : link->ncp_terminated_by);
    pptp_evidence_put_frame(evidence, "frame", lcp ? link->terminated.frame : link->ncp_terminated.frame);
    pptp_evidence_put_text(evidence, "text", lcp ? &link->terminated_text : &link->ncp_terminated_text);
    return true;
}

/* The authentication protocol, if it provides no keys for MPPE; NULL if it does, or if that is unknown. */
static const char *
name_keyless(const struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_authentication *last = link->authentication;

    if (!last)
        return pptp_ppp_link_has_agreed(link, PPTP_LCP) && pptp_ppp_link_is_unauthenticated(link) ? "none" : NULL;
    if (last->protocol == PPTP_EAP)
        return pptp_ppp_eap_has_keys(last->method) ? NULL : pptp_ppp_eap_method(last->method);
    return last->protocol == PPTP_PAP || last->protocol == PPTP_CHAP_MD5 ? pptp_ppp_authentication_name(last->protocol)
                                                                         : NULL;
}

bool
pptp_sign_mppe_without_keys(struct pptp_evidence *evidence)
{
    const char *keyless = name_keyless(evidence);

    for (unsigned end = 0; keyless && end < 2; end++) {
        const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);

        if (!pptp_ppp_options_have(&ccp->asked, PPTP_OPTION_MPPE)
            && !pptp_ppp_options_have(&ccp->rejected, PPTP_OPTION_MPPE))
            continue;
        pptp_evidence_put(evidence, "protocol", "%s", keyless);
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_frame(evidence, "frame", ccp->first.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_mppe_offered_again(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_link_event *events = wmem_array_get_raw(link->events);

    for (unsigned i = 0; i < wmem_array_get_count(link->events); i++) {
        if (!(events[i].verdicts >> PPTP_LINK_ENCRYPTION_OFFERED_AGAIN & 1))
            continue;
        pptp_evidence_put_party(evidence, "sender", events[i].from);
        pptp_evidence_put_frame(evidence, "frame", events[i].packet->frame);
        pptp_evidence_put_frame(evidence, "rejected", events[i].number[PPTP_LINK_ENCRYPTION_OFFERED_AGAIN]);
        return true;
    }
    return false;
}
