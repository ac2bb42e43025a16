/* LCP does not open, opens in vain, or ends although the other end answers, and the packets show why.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/text.h"

enum { SOME_PACKETS = 3, MANY_TIMES = 3 };
enum { AT_ONCE = 2, A_WHILE = 3 }; /* seconds */

bool
pptp_sign_lcp_looped_back(struct pptp_evidence *evidence)
{
    const struct pptp_looped *looped;
    unsigned end;

    if (!pptp_evidence_is_looped_back(evidence, &end))
        return false;
    looped = pptp_ppp_link_looped(evidence->subject.link, end);
    pptp_evidence_put_party(evidence, "sender", !end);
    pptp_evidence_put_party(evidence, "other", end);
    pptp_evidence_put_count(evidence, "count", looped->requests.count, "Configure-Request");
    pptp_evidence_put(evidence, "magic", "0x%08x", looped->magic);
    pptp_evidence_put_frame(evidence, "frame", looped->requests.first.frame);
    return true;
}

bool
pptp_sign_lcp_round_trip(struct pptp_evidence *evidence)
{
    const struct pptp_belated *belated;
    enum pptp_control_protocol protocol;
    unsigned end;

    if (!pptp_evidence_is_belated(evidence, &protocol, &end))
        return false;
    belated = &pptp_evidence_asked(evidence, protocol, end)->belated;
    pptp_evidence_put_party(evidence, "sender", end);
    pptp_evidence_put(evidence, "protocol", "%s", pptp_ppp_control_protocol_name(protocol));
    pptp_evidence_put_count(evidence, "count", belated->count, "time");
    pptp_evidence_put(evidence, "interval", "%.2f s",
                      pptp_seconds(belated->request.next.when - belated->request.sent.when));
    pptp_evidence_put(evidence, "delay", "%.2f s", pptp_seconds(belated->reply.when - belated->request.sent.when));
    pptp_evidence_put_frame(evidence, "request", belated->request.sent.frame);
    pptp_evidence_put_frame(evidence, "next", belated->request.next.frame);
    pptp_evidence_put_frame(evidence, "frame", belated->reply.frame);
    return true;
}

bool
pptp_sign_lcp_begun_again(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_anew *anew = pptp_ppp_link_anew(link);
    const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, PPTP_LCP, anew->by);

    if (!pptp_evidence_is_begun_in_vain(evidence)
        || pptp_evidence_link_time_since(evidence, anew->last.when) < A_WHILE * PPTP_SECOND)
        return false;
    pptp_evidence_put_parties(evidence, "sender", "other", anew->by);
    pptp_evidence_put_frame(evidence, "begun", anew->last.frame);
    pptp_evidence_put_frame(evidence, "frame", asked->last.answered.frame);
    pptp_evidence_put_count(evidence, "times", asked->last.repeats_answered, "time");
    if (link->sent[!anew->by].last_data.frame > asked->last.answered.frame)
        pptp_evidence_put_frame(evidence, "data", link->sent[!anew->by].last_data.frame);
    return true;
}

static bool
has_data_before(const struct pptp_link *link, uint32_t frame)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sent *sent = &link->sent[end];

        if ((sent->first_clear.frame && sent->first_clear.frame < frame)
            || (sent->first_encrypted.frame && sent->first_encrypted.frame < frame))
            return true;
    }
    return false;
}

/* In mid-session an end asks anew, and the other does not react, but for going on with what it was doing. */
bool
pptp_sign_lcp_again_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);
        const struct pptp_flow *other = pptp_subject_flow(&evidence->subject, !end);
        uint32_t first = lcp->first_vain.frame;
        const struct pptp_packet *heard;

        if (lcp->vain == 0 || !has_data_before(link, first) || !other || other->last_frame < first
            || pptp_evidence_asked(evidence, PPTP_LCP, !end)->last.last.frame > first
            || pptp_evidence_link_time_since(evidence, lcp->first_vain.when) < A_WHILE * PPTP_SECOND)
            continue;
        heard = pptp_tunnel_sequence_acknowledged_by(lcp->packet);
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_count(evidence, "count", lcp->vain, "Configure-Request");
        pptp_evidence_put_frame(evidence, "frame", first);
        pptp_evidence_put_frame(evidence, "still", other->last_frame);
        pptp_evidence_put_frame(evidence, "heard", heard ? heard->frame : 0);
        return true;
    }
    return false;
}

/* In mid-session an end asks anew, and the other ends the call at once instead of replying, without another reason:
 * pppd and Windows say it if their user hangs up. */
bool
pptp_sign_lcp_again_ended(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);
        int64_t span = pptp_evidence_link_time_since(evidence, lcp->first_vain.when);

        if (lcp->vain == 0 || !has_data_before(link, lcp->first_vain.frame) || ending.end != (int)!end
            || ending.frame < lcp->first_vain.frame || span > AT_ONCE * PPTP_SECOND
            || (link->terminated.frame && link->terminated_text.size > 0)
            || pptp_evidence_asked(evidence, PPTP_LCP, !end)->last.last.frame > lcp->first_vain.frame)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put_frame(evidence, "frame", lcp->first_vain.frame);
        pptp_evidence_put_seconds(evidence, "span", span);
        pptp_evidence_put(evidence, "how", "%s", ending.how);
        pptp_evidence_put_frame(evidence, "ended", ending.frame);
        return true;
    }
    return false;
}

/* --- LCP that begins again and again ------------- */

static const char *
name_protocol(wmem_allocator_t *scope, uint16_t protocol)
{
    static const value_string names[] = {
        { PPP_LCP, "LCP" }, { PPP_CCP, "CCP" }, { PPP_IPCP, "IPCP" }, { PPP_IPV6CP, "IPV6CP" }, { PPP_PAP, "PAP" },
        { PPP_CHAP, "CHAP" }, { PPP_EAP, "EAP" }, { PPP_CBCP, "CBCP" }, { 0, NULL }
    };
    const char *name = try_val_to_str(protocol, names);

    return name ? name : wmem_strdup_printf(scope, "protocol 0x%04x", protocol);
}

/* RFC 1661 section 5, RFC 1570 section 2; RFC 1994 section 4; EAP's and other codes are not named. */
static const char *
name_step(wmem_allocator_t *scope, const struct pptp_step *step)
{
    static const value_string codes[] = {
        { PPTP_CONFIGURE_REQUEST, "Configure-Request" }, { PPTP_CONFIGURE_ACK, "Configure-Ack" },
        { PPTP_CONFIGURE_NAK, "Configure-Nak" }, { PPTP_CONFIGURE_REJECT, "Configure-Reject" },
        { PPTP_CODE_REJECT, "Code-Reject" }, { PPTP_PROTOCOL_REJECT, "Protocol-Reject" },
        { PPTP_ECHO_REQUEST_CODE, "Echo-Request" }, { PPTP_IDENTIFICATION, "Identification" },
        { PPTP_TIME_REMAINING, "Time-Remaining" }, { 0, NULL }
    }, chap[] = { { 1, "Challenge" }, { 2, "Response" }, { 3, "Success" }, { 4, "Failure" }, { 0, NULL } };
    const char *code = step->protocol == PPP_CHAP ? try_val_to_str(step->code, chap)
                       : step->protocol <= PPP_LCP ? try_val_to_str(step->code, codes)
                                                  : NULL;

    return wmem_strdup_printf(scope, "%s %s", name_protocol(scope, step->protocol),
                              code ? code : wmem_strdup_printf(scope, "packet with code %u", step->code));
}

/* What an end should do with a packet that it does not know; NULL: it knows it. */
static const char *
find_duty(const struct pptp_step *step)
{
    if (step->protocol == PPP_LCP && step->code > PPTP_DISCARD_REQUEST)
        return "does not know that code, which it must answer with a Code-Reject (RFC 1661 section 5.6)";
    if (step->protocol < PPP_LCP && step->code == PPTP_CONFIGURE_REQUEST)
        return "does not know that protocol, which it must answer with an LCP Protocol-Reject (RFC 1661 section 5.7),"
               " or has lost its state";
    return NULL;
}

bool
pptp_sign_lcp_restarts(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_anew *anew = pptp_ppp_link_anew(link);
    const struct pptp_beginnings *begun = &anew->beginnings;
    const char *duty = find_duty(&begun->after);

    if (begun->count < MANY_TIMES || link->furthest >= PPTP_STAGE_DATA)
        return false;
    pptp_evidence_put_party(evidence, "sender", begun->by);
    pptp_evidence_put_party(evidence, "other", !begun->by);
    pptp_evidence_put_count(evidence, "times", begun->count, "time");
    pptp_evidence_put_frame(evidence, "frame", begun->first.frame);
    pptp_evidence_put_frame(evidence, "last", anew->last.frame);
    pptp_evidence_put(evidence, "stage", "%s", pptp_ppp_stage_name(link->furthest));
    if (!begun->is_after_one_kind)
        return true;
    pptp_evidence_put(evidence, "what", "%s", name_step(evidence->scope, &begun->after));
    pptp_evidence_put_frame(evidence, "before", begun->after.at.frame);
    if (duty)
        pptp_evidence_put(evidence, "duty", "%s", duty);
    return true;
}

/* The number of the first packet that was captured of a direction. 0: it is the first that was sent. */
static uint32_t
first_number(const struct pptp_flow *flow)
{
    const struct pptp_sequence *sequence = flow ? flow->sequence : NULL;

    while (sequence && sequence->before)
        sequence = sequence->before;
    return sequence ? (uint32_t)sequence->first : 0;
}

/* RFC 1661 section 4.6: a request is repeated until it is answered. */
bool
pptp_sign_lcp_one_sided(struct pptp_evidence *evidence)
{
    const struct pptp_negotiation *asked;
    unsigned end;
    uint32_t number;

    if (!pptp_evidence_is_one_sided(evidence, &end))
        return false;
    asked = pptp_evidence_asked(evidence, PPTP_LCP, end);
    if (!pptp_evidence_is_over_since(evidence, asked->first_ack.when))
        return false;
    pptp_evidence_put_parties(evidence, "sender", "other", end);
    pptp_evidence_put_frame(evidence, "frame", asked->first_ack.frame);
    pptp_evidence_put_seconds(evidence, "span", pptp_evidence_link_time_since(evidence, asked->first_ack.when));
    number = first_number(pptp_subject_flow(&evidence->subject, !end));
    if (number > 0)
        pptp_evidence_put_number(evidence, "number", number);
    return true;
}

static bool
is_network_up(const struct pptp_link *link)
{
    return pptp_ppp_link_has_agreed(link, PPTP_IPCP) || pptp_ppp_link_has_agreed(link, PPTP_IPV6CP);
}

static void
put_multilink_reaction(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_rejected *rejected = pptp_ppp_link_rejected(evidence->subject.link, PPP_MP);

    if (!rejected || rejected->by == end) {
        pptp_evidence_put(evidence, "reaction", "does not react to them");
        return;
    }
    pptp_evidence_put(evidence, "reaction", "rejects them (LCP Protocol-Reject, frame %u)", rejected->first.frame);
    pptp_evidence_cite(evidence, rejected->first.frame);
}

bool
pptp_sign_multilink_one_sided(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);

        if (link->sent[end].multilink.count < SOME_PACKETS || link->sent[!end].multilink.count > 0
            || lcp->agreed.frame == 0 || !pptp_ppp_options_have(&lcp->options, PPTP_OPTION_MRRU)
            || pptp_ppp_options_have(&pptp_evidence_asked(evidence, PPTP_LCP, !end)->asked, PPTP_OPTION_MRRU)
            || is_network_up(link))
            continue;
        pptp_evidence_put_frame(evidence, "acked", lcp->agreed.frame);
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_number(evidence, "mrru", lcp->options.value[PPTP_OPTION_MRRU]);
        pptp_evidence_put_count(evidence, "count", link->sent[end].multilink.count, "packet");
        pptp_evidence_put_frame(evidence, "frame", link->sent[end].multilink.first.frame);
        put_multilink_reaction(evidence, end);
        return true;
    }
    return false;
}

/* --- Echo-Replies that do not count ---------- */

static void
put_mirrored(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_echoes *echoes = pptp_ppp_link_echoes(evidence->subject.link, !end);

    if (echoes->mirrored.count == 0)
        return;
    pptp_evidence_put_number(evidence, "mirrored", echoes->mirrored.count);
    pptp_evidence_put_frame(evidence, "frame", echoes->mirrored.first.frame);
    pptp_evidence_put(evidence, "magic", "0x%08x", echoes->magic);
}

/* The replies came at the usual pace until shortly before. */
static bool
is_recent(const struct pptp_tally *replies, int64_t when)
{
    int64_t pace = replies->count > 1 ? (replies->last.when - replies->first.when) / (replies->count - 1) : 0;

    return replies->count > 1 && when - replies->last.when <= pace * 2;
}

static bool
is_ended_in_spite(const struct pptp_link *link)
{
    return link->terminated.frame && pptp_ppp_text_has(&link->terminated_text, "not responding")
           && is_recent(&pptp_ppp_link_echoes(link, link->terminated_by)->replies, link->terminated.when);
}

/* Until shortly before the end, or after it. A single one may be any packet that was held up. */
static const struct pptp_echoes *
find_late(const struct pptp_link *link)
{
    enum { SOME = 2, SHORTLY = 60 };    /* replies; seconds */
    const struct pptp_echoes *echoes = pptp_ppp_link_echoes(link, link->terminated_by);

    return link->terminated.frame && echoes->late.count >= SOME
                   && link->terminated.when - echoes->late.last.when < SHORTLY * PPTP_SECOND
                   && (!pptp_ppp_termination_has_reason(&link->terminated_text)
                       || pptp_ppp_text_has(&link->terminated_text, "not responding"))
               ? echoes : NULL;
}

bool
pptp_sign_lcp_echo_late(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_echoes *echoes = find_late(link);
    struct pptp_tally data;

    if (!echoes)
        return false;
    data = pptp_subject_sent_between(pptp_subject_flow(&evidence->subject, link->terminated_by),
                                     echoes->late.first.when - echoes->most, link->terminated.when, true);
    pptp_evidence_put_frame(evidence, "terminated", link->terminated.frame);
    pptp_evidence_put_party(evidence, "sender", link->terminated_by);
    pptp_evidence_put_party(evidence, "other", !link->terminated_by);
    pptp_evidence_put_number(evidence, "count", echoes->late.count);
    pptp_evidence_put_frame(evidence, "frame", echoes->late.first.frame);
    pptp_evidence_put_frame(evidence, "last", echoes->late.last.frame);
    pptp_evidence_put_seconds(evidence, "least", echoes->least);
    pptp_evidence_put_seconds(evidence, "most", echoes->most);
    if (data.count > 0) {
        pptp_evidence_put_count(evidence, "packets", data.count, "packet");
        pptp_evidence_put_seconds(evidence, "span", data.last.when - data.first.when);
    }
    return true;
}

bool
pptp_sign_lcp_echo_in_vain(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    unsigned end = link->terminated_by;
    const struct pptp_echoes *echoes = pptp_ppp_link_echoes(link, end);

    if (!is_ended_in_spite(link) || find_late(link))
        return false;
    pptp_evidence_put_frame(evidence, "terminated", link->terminated.frame);
    pptp_evidence_put_parties(evidence, "sender", "other", end);
    pptp_evidence_put_text(evidence, "text", &link->terminated_text);
    pptp_evidence_put_number(evidence, "count", echoes->replies.count);
    pptp_evidence_put_frame(evidence, "last", echoes->replies.last.frame);
    put_mirrored(evidence, !end);
    if (echoes->mirrored.count > 0)
        pptp_evidence_put_party(evidence, "faulty", !end);
    else
        pptp_evidence_put_party(evidence, "deaf", end);
    return true;
}

bool
pptp_sign_lcp_echo_mirrored(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    unsigned end = pptp_ppp_link_echoes(link, 0)->mirrored.count > pptp_ppp_link_echoes(link, 1)->mirrored.count;

    if (pptp_ppp_link_echoes(link, !end)->mirrored.count == 0 || is_ended_in_spite(link))
        return false;
    put_mirrored(evidence, end);
    pptp_evidence_put_party(evidence, "sender", !end);
    pptp_evidence_put_party(evidence, "other", end);
    return true;
}
