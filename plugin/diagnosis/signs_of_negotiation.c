/* The two ends of PPP do not receive each other's packets, or do not agree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "control/messages.h"
#include "diagnosis/beside.h"
#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/text.h"

enum { A_MOMENT = 1, A_WHILE = 3 }; /* seconds */
enum { FEW_REPEATS = 3 };

static void
put_repetition(struct pptp_evidence *evidence, enum pptp_control_protocol protocol, unsigned end)
{
    static const char *const answered[] = {
        [PPTP_CONFIGURE_ACK] = "a Configure-Ack",       [PPTP_CONFIGURE_NAK] = "a Configure-Nak",
        [PPTP_CONFIGURE_REJECT] = "a Configure-Reject", [PPTP_TERMINATE_ACK] = "a Terminate-Ack",
        [PPTP_CODE_REJECT] = "a Code-Reject",           [PPTP_PROTOCOL_REJECT] = "a Protocol-Reject"
    };
    const struct pptp_asking *worst = &pptp_evidence_asked(evidence, protocol, end)->worst;

    pptp_evidence_put(evidence, "protocol", "%s", pptp_ppp_control_protocol_name(protocol));
    pptp_evidence_put_parties(evidence, "sender", "other", end);
    pptp_evidence_put(evidence, "answered", "%s", answered[worst->answer]);
    pptp_evidence_put_number(evidence, "identifier", worst->identifier);
    pptp_evidence_put_frame(evidence, "frame", worst->answered.frame);
    pptp_evidence_put_seconds(evidence, "span", worst->answered.when - worst->first.when);
    pptp_evidence_put_number(evidence, "times", worst->repeats_answered);
    pptp_evidence_put_frame(evidence, "last", worst->last.frame);
}

/* An end that repeats so often does not hear the other. Fewer repetitions are enough if PPP got no further than LCP. */
static bool
is_deaf(const struct pptp_evidence *evidence, uint32_t times)
{
    return times >= FEW_REPEATS || (times > 1 && evidence->subject.link->furthest == PPTP_STAGE_LCP);
}

/* What proves that the end received the reply: that its GRE acknowledges it, or that its PPP answered what came after
 * it. Puts "proof". Returns false, and puts nothing, if nothing proves it. */
static bool
put_reception(struct pptp_evidence *evidence, unsigned end, enum pptp_control_protocol protocol,
              const struct pptp_packet *reply)
{
    const struct pptp_asking *other = &pptp_evidence_asked(evidence, protocol, !end)->last;
    const struct pptp_packet *by = reply ? pptp_tunnel_sequence_confirmed_by(reply) : NULL;

    if (by) {
        pptp_evidence_put(evidence, "proof", "its GRE acknowledges it (frame %u)", by->frame);
        pptp_evidence_cite(evidence, by->frame);
    } else if (reply && other->first.frame > reply->frame && other->answered.frame) {
        pptp_evidence_put(evidence, "proof", "it answers what came later (frame %u)", other->answered.frame);
        pptp_evidence_cite(evidence, other->answered.frame);
    }
    return by || (reply && other->first.frame > reply->frame && other->answered.frame);
}

/* Of the first reply, or of the last one before a repetition. */
static bool
put_any_reception(struct pptp_evidence *evidence, unsigned end, enum pptp_control_protocol protocol,
                  const struct pptp_asking *asking)
{
    return put_reception(evidence, end, protocol, asking->answered_by)
        || put_reception(evidence, end, protocol, asking->answered_last_by);
}

/* The other end asked for the first time only later: an end whose LCP request is acknowledged repeats it until then
 * (RFC 1661 section 4.1). */
static bool
waits_for_request(const struct pptp_evidence *evidence, enum pptp_control_protocol protocol, unsigned end)
{
    return protocol == PPTP_LCP && pptp_evidence_asked(evidence, PPTP_LCP, end)->worst.answer == PPTP_CONFIGURE_ACK
           && pptp_evidence_asked(evidence, PPTP_LCP, !end)->begun.frame
                  > pptp_evidence_asked(evidence, PPTP_LCP, end)->worst.last.frame;
}

/* CCP that asks for no encryption may be repeated for ever, while data flow: another finding tells of it. */
static bool
is_idle_request(const struct pptp_evidence *evidence, enum pptp_control_protocol protocol, unsigned end)
{
    const struct pptp_options *asked = &pptp_evidence_asked(evidence, protocol, end)->asked;
    const struct pptp_sent *sent = evidence->subject.link->sent;

    return protocol == PPTP_CCP && sent[0].last_data.frame && sent[1].last_data.frame
           && pptp_ppp_options_have(asked, PPTP_OPTION_MPPE) && !(asked->value[PPTP_OPTION_MPPE] & PPTP_MPPE_KEYS);
}

/* An end that sends a Terminate-Ack is not ready (RFC 1661 section 4.1): the other must ask again, and so must the end
 * itself, once it is. */
static bool
is_due(const struct pptp_evidence *evidence, enum pptp_control_protocol protocol, unsigned end)
{
    const struct pptp_asking *worst = &pptp_evidence_asked(evidence, protocol, end)->worst;
    const struct pptp_negotiation *other = pptp_evidence_asked(evidence, protocol, !end);

    return worst->answer == PPTP_TERMINATE_ACK
           || (other->refused_with == PPTP_TERMINATE_ACK && other->refused.frame > worst->answered.frame
               && other->refused.frame < worst->last.frame);
}

/* A Configure-Request is repeated after its reply was captured, by an end that does not hear it, or only a few
 * times. */
static bool
find_repetition(struct pptp_evidence *evidence, bool deaf, bool receives)
{
    for (unsigned protocol = 0; protocol < PPTP_CONTROL_PROTOCOLS; protocol++) {
        for (unsigned end = 0; end < 2; end++) {
            const struct pptp_asking *worst = &pptp_evidence_asked(evidence, protocol, end)->worst;

            if (worst->repeats_answered == 0 || is_due(evidence, protocol, end)
                || waits_for_request(evidence, protocol, end) || is_idle_request(evidence, protocol, end)
                || is_deaf(evidence, worst->repeats_answered) != deaf
                || (deaf && put_any_reception(evidence, end, protocol, worst) != receives))
                continue;
            put_repetition(evidence, protocol, end);
            return true;
        }
    }
    return false;
}

static void
put_first_ack(struct pptp_evidence *evidence, const struct pptp_negotiation *lcp)
{
    pptp_evidence_put(evidence, "answered", "a Configure-Ack");
    pptp_evidence_put_frame(evidence, "frame", lcp->first_ack.frame);
    pptp_evidence_put_seconds(evidence, "span", lcp->first_ack.when - lcp->first.when);
}

static void
put_last_refusal(struct pptp_evidence *evidence, const struct pptp_negotiation *lcp)
{
    bool is_reject = lcp->reject.frame > lcp->nak.frame;
    struct pptp_moment refusal = is_reject ? lcp->reject : lcp->nak;

    pptp_evidence_put(evidence, "answered", "a Configure-%s each time", is_reject ? "Reject" : "Nak");
    pptp_evidence_put_frame(evidence, "frame", refusal.frame);
    pptp_evidence_put_seconds(evidence, "span", refusal.when - lcp->last.first.when);
}

/* Windows uses a new Identifier for each request. */
static bool
find_new_requests(struct pptp_evidence *evidence, bool receives)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);
        bool is_refused = lcp->naks + lcp->rejects >= FEW_REPEATS && pptp_evidence_hears_nothing(evidence, end);

        if ((lcp->acks < FEW_REPEATS && !is_refused) || lcp->requests < FEW_REPEATS || lcp->worst.repeats_answered > 0
            || evidence->subject.link->furthest > PPTP_STAGE_LCP
            || put_reception(evidence, end, PPTP_LCP, lcp->first_ack_by) != receives)
            continue;
        is_refused ? put_last_refusal(evidence, lcp) : put_first_ack(evidence, lcp);
        pptp_evidence_put(evidence, "protocol", "%s", pptp_ppp_control_protocol_name(PPTP_LCP));
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_number(evidence, "times", lcp->requests - 1);
        pptp_evidence_put_frame(evidence, "last", lcp->last.last.frame);
        return true;
    }
    return false;
}

/* A NAT may give the replies to another client, whose own call works. */
bool
pptp_sign_ppp_replies_not_received(struct pptp_evidence *evidence)
{
    if (pptp_evidence_is_lcp_explained(evidence)
        || !(find_repetition(evidence, true, false) || find_new_requests(evidence, false)))
        return false;
    pptp_evidence_put_beside(evidence);
    return true;
}

/* The replies arrive, but PPP does not take them. */
bool
pptp_sign_ppp_replies_ignored(struct pptp_evidence *evidence)
{
    return !pptp_evidence_is_lcp_explained(evidence)
           && (find_repetition(evidence, true, true) || find_new_requests(evidence, true));
}

/* --- Replies that are no copies ----------------------------------------------------------------------------------- */

static const char *
name_difference(const struct pptp_evidence *evidence, enum pptp_control_protocol protocol, enum pptp_option option,
                const struct pptp_altered *altered)
{
    const char *asked = pptp_ppp_option_value(evidence->scope, protocol, option, altered->asked.value[option]);
    const char *replied = pptp_ppp_option_value(evidence->scope, protocol, option, altered->replied.value[option]);
    const char *name = pptp_ppp_option_name(protocol, option);

    bool is_asked = pptp_ppp_options_have(&altered->asked, option);

    if (!pptp_ppp_options_have(&altered->replied, option))
        return is_asked && altered->code == PPTP_CONFIGURE_ACK
                   ? wmem_strdup_printf(evidence->scope, "%s is missing", name)
                   : NULL;
    if (!is_asked)
        return wmem_strdup_printf(evidence->scope, "%s%s%s was not in the request", name, *replied ? " " : "", replied);
    if (altered->asked.value[option] == altered->replied.value[option])
        return NULL;
    return wmem_strdup_printf(evidence->scope, "%s is %s instead of %s", name, replied, asked);
}

static const char *
list_differences(const struct pptp_evidence *evidence, enum pptp_control_protocol protocol,
                 const struct pptp_altered *altered)
{
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);

    for (unsigned option = 0; option < PPTP_OPTIONS; option++) {
        const char *difference =
            pptp_ppp_option_name(protocol, option) ? name_difference(evidence, protocol, option, altered) : NULL;

        if (difference)
            wmem_strbuf_append_printf(list, "%s%s", wmem_strbuf_get_len(list) > 0 ? ", " : "", difference);
    }
    if (wmem_strbuf_get_len(list) == 0)
        return "options that are not read here differ, or their order or length does";
    return wmem_strbuf_get_str(list);
}

static void
put_altered(struct pptp_evidence *evidence, enum pptp_control_protocol protocol, unsigned end)
{
    const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, protocol, end);
    const struct pptp_altered *altered = &asked->altered;
    bool is_ack = altered->code == PPTP_CONFIGURE_ACK;

    pptp_evidence_put_parties(evidence, "sender", "other", end);
    pptp_evidence_put(evidence, "protocol", "%s", pptp_ppp_control_protocol_name(protocol));
    pptp_evidence_put(evidence, "reply", "%s", is_ack ? "Configure-Ack" : "Configure-Reject");
    pptp_evidence_put(evidence, "section", "%s", is_ack ? "5.2" : "5.4");
    pptp_evidence_put(evidence, "difference", "%s", list_differences(evidence, protocol, altered));
    pptp_evidence_put_frame(evidence, "frame", altered->first.frame);
    if (altered->count > 1)
        pptp_evidence_put_number(evidence, "times", altered->count);
}

/* A sender that confuses calls may go on in one that has ended. */
static bool
is_after_call(const struct pptp_call *call, struct pptp_moment moment)
{
    return call && call->ended_in && call->ended_in < moment.frame;
}

/* Its sender asked again, or PPP did not come up. */
static bool
find_altered(struct pptp_evidence *evidence, bool refused)
{
    for (unsigned i = 0; i < 2 * PPTP_CONTROL_PROTOCOLS; i++) {
        const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, i / 2, i % 2);
        bool again = asked->last.last.when > asked->altered.first.when;

        if (asked->altered.count == 0 || is_after_call(evidence->subject.call, asked->altered.first)
            || (again || evidence->subject.link->furthest < PPTP_STAGE_DATA) != refused)
            continue;
        put_altered(evidence, i / 2, i % 2);
        if (again)
            pptp_evidence_put(evidence, "sequel", "and asked again (until frame %u)", asked->last.last.frame);
        else
            pptp_evidence_put(evidence, "sequel", "and PPP did not come up");
        return true;
    }
    return false;
}

bool
pptp_sign_ppp_reply_altered(struct pptp_evidence *evidence)
{
    return find_altered(evidence, true);
}

bool
pptp_sign_ppp_reply_altered_harmlessly(struct pptp_evidence *evidence)
{
    return find_altered(evidence, false);
}

bool
pptp_sign_ppp_accepted_late(struct pptp_evidence *evidence)
{
    return find_repetition(evidence, false, false);
}

/* Puts whose acknowledgments prove that GRE arrives. */
static void
put_hearers(struct pptp_evidence *evidence)
{
    const struct pptp_packet *one = pptp_evidence_acknowledgment(evidence, 0),
                             *other = pptp_evidence_acknowledgment(evidence, 1);

    if (one && other)
        pptp_evidence_put(evidence, "hearers", "both ends acknowledge GRE (frames %u and %u)",
                          MIN(one->frame, other->frame), MAX(one->frame, other->frame));
    else if (one || other)
        pptp_evidence_put(evidence, "hearers", "%s acknowledges GRE (frame %u)",
                          pptp_subject_party(evidence->scope, &evidence->subject, one ? 0 : 1),
                          (one ? one : other)->frame);
    pptp_evidence_cite(evidence, one ? one->frame : 0);
    pptp_evidence_cite(evidence, other ? other->frame : 0);
}

static bool
is_unanswered(struct pptp_evidence *evidence, bool heard)
{
    const struct pptp_negotiation *one = pptp_evidence_asked(evidence, PPTP_LCP, 0),
                                  *other = pptp_evidence_asked(evidence, PPTP_LCP, 1);

    if (pptp_evidence_is_lcp_explained(evidence)
        || !pptp_evidence_is_never_answered(one) || !pptp_evidence_is_never_answered(other)
        || pptp_packet_is_elsewhere(one->packet, other->packet)
        || (pptp_evidence_acknowledgment(evidence, 0) || pptp_evidence_acknowledgment(evidence, 1)) != heard)
        return false;
    pptp_evidence_put_frame(evidence, "frame", one->first.frame);
    pptp_evidence_cite(evidence, other->first.frame);
    pptp_evidence_put_number(evidence, "count", one->requests + other->requests);
    pptp_evidence_put_seconds(evidence, "span", MAX(one->last.last.when, other->last.last.when) - one->first.when);
    put_hearers(evidence);
    return true;
}

bool
pptp_sign_ppp_unanswered(struct pptp_evidence *evidence)
{
    return is_unanswered(evidence, false);
}

/* GRE arrives, but PPP takes nothing from it. */
bool
pptp_sign_ppp_unanswered_though_heard(struct pptp_evidence *evidence)
{
    return is_unanswered(evidence, true);
}

bool
pptp_sign_ppp_no_agreement(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    if (pptp_evidence_is_lcp_explained(evidence))
        return false;
    /* A disagreement on authentication is another finding. */
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);

        if (!link->authentication
            && (pptp_ppp_options_have(&lcp->wanted, PPTP_OPTION_AUTHENTICATION)
                || pptp_ppp_options_have(&lcp->rejected, PPTP_OPTION_AUTHENTICATION)))
            return false;
    }
    return pptp_evidence_put_disagreement(evidence, PPTP_LCP);
}

/* A link that joins a bundle carries fragments, and nothing of its own (RFC 1990). */
static bool
is_settled(const struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    return link->furthest >= PPTP_STAGE_DATA || pptp_ppp_link_has_agreed(link, PPTP_IPCP)
        || pptp_ppp_link_has_agreed(link, PPTP_IPV6CP)
        || link->sent[0].multilink.count + link->sent[1].multilink.count > 0;
}

/* The packet that proves in GRE that the end's request in a frame arrived; NULL: none does. */
static const struct pptp_packet *
find_reception(const struct pptp_evidence *evidence, unsigned end, uint32_t frame)
{
    const struct pptp_packet *request = pptp_subject_packet(&evidence->subject, end, frame);

    return request ? pptp_tunnel_sequence_confirmed_by(request) : NULL;
}

/* The end that gives no reply, if its GRE proves that it was asked. */
static void
put_mute(struct pptp_evidence *evidence, const struct pptp_negotiation *asked, unsigned end)
{
    const struct pptp_packet *first = find_reception(evidence, !end, asked->first_vain.frame);
    const struct pptp_packet *by = first ? first : find_reception(evidence, !end, asked->last.last.frame);

    if (by) {
        pptp_evidence_put_party(evidence, "mute", end);
        pptp_evidence_put_frame(evidence, "heard", by->frame);
    } else {
        pptp_evidence_put(evidence, "both", "%s", "both ends");
    }
}

static bool
put_last_request(struct pptp_evidence *evidence)
{
    for (unsigned protocol = PPTP_CONTROL_PROTOCOLS; protocol-- > 0;) {
        for (unsigned end = 0; end < 2; end++) {
            const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, protocol, end);

            if (asked->requests == 0 || asked->last.answered.frame)
                continue;
            pptp_evidence_put_party(evidence, "sender", end);
            pptp_evidence_put(evidence, "protocol", "%s", pptp_ppp_control_protocol_name(protocol));
            pptp_evidence_put_count(
                evidence, "count", asked->requests,
                wmem_strdup_printf(evidence->scope, "%s Configure-Request", pptp_ppp_control_protocol_name(protocol)));
            pptp_evidence_put_frame(evidence, "frame", asked->last.last.frame);
            put_mute(evidence, asked, !end);
            return true;
        }
    }
    return false;
}

/* The capture holds the beginning of the link. */
static bool
begins_here(const struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;

    return (call && call->established)
           || pptp_evidence_asked(evidence, PPTP_LCP, 0)->requests
                      + pptp_evidence_asked(evidence, PPTP_LCP, 1)->requests
                  > 0;
}

/* The server may end a call at once, so that no time passes. */
static bool
is_ended_by_server(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);

    if (!call || ending.frame == 0 || ending.end != (int)!call->pns)
        return false;
    pptp_evidence_put_party(evidence, "ender", ending.end);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "ended", ending.frame);
    return true;
}

static int64_t
last_packet(const struct pptp_tunnel *tunnel)
{
    return MAX(tunnel->flow[0] ? tunnel->flow[0]->last_time : 0, tunnel->flow[1] ? tunnel->flow[1]->last_time : 0);
}

/* Without the control connection, the call may have ended with its last packet. */
static int64_t
end_of_link(const struct pptp_subject *subject)
{
    const struct pptp_connection *connection = subject->connection;

    return connection && !connection->assumed ? pptp_subject_end_time(subject) : last_packet(subject->tunnel);
}

static int64_t
newest_of(const struct pptp_negotiation *asked)
{
    return MAX(asked->last.first.frame ? asked->last.first.when : 0,
               asked->last.answered.frame ? asked->last.answered.when : 0);
}

/* When PPP last got a step further, other than by a repetition. */
static int64_t
last_step(const struct pptp_evidence *evidence)
{
    const struct pptp_authentication *newest = evidence->subject.link->authentication;
    int64_t last = 0;

    for (unsigned protocol = 0; protocol < PPTP_CONTROL_PROTOCOLS; protocol++) {
        for (unsigned end = 0; end < 2; end++)
            last = MAX(last, newest_of(pptp_evidence_asked(evidence, protocol, end)));
    }
    if (newest)
        last = MAX(last, MAX(newest->challenge.when, MAX(newest->response.when, newest->outcome.when)));
    return last;
}

/* The capture ends soon after PPP began, and while it still gets on, however slowly. */
static bool
is_getting_on(const struct pptp_evidence *evidence, int64_t span)
{
    enum { SOON = 15 };     /* seconds */
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);

    return ending.frame == 0 && span < SOON * PPTP_SECOND
        && end_of_link(&evidence->subject) - last_step(evidence) < A_WHILE * PPTP_SECOND;
}

/* PPP begins but does not come up, and no other finding explains it. In a capture that lacks packets, one of them might
 * have. */
bool
pptp_sign_ppp_stuck(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    int64_t span = end_of_link(&evidence->subject) - link->first.when;

    if (evidence->warnings > 0 || is_settled(evidence) || !begins_here(evidence)
        || pptp_subject_is_part(evidence->subject.tunnel)
        || !pptp_subject_flow(&evidence->subject, 0) || !pptp_subject_flow(&evidence->subject, 1)
        || (!is_ended_by_server(evidence) && span < A_WHILE * PPTP_SECOND) || is_getting_on(evidence, span))
        return false;
    pptp_evidence_put(evidence, "stage", "%s", pptp_ppp_stage_name(link->furthest));
    if (link->furthest == PPTP_STAGE_AUTHENTICATION && link->unread_authentication)
        pptp_evidence_put(evidence, "unread", "%s", pptp_ppp_authentication_option_name(
            evidence->scope, (uint32_t)link->unread_authentication << 8));
    pptp_evidence_put_seconds(evidence, "span", span);
    if (!put_last_request(evidence))
        pptp_evidence_put(evidence, "both", "%s", "both ends");
    pptp_evidence_cite(evidence, link->first.frame);
    return true;
}

/* What not every PPP knows, and older ones of Windows always ask for. */
static void
put_extras(struct pptp_evidence *evidence, const struct pptp_options *asked)
{
    bool multilink = pptp_ppp_options_have(asked, PPTP_OPTION_MRRU),
         callback = pptp_ppp_options_have(asked, PPTP_OPTION_CALLBACK);

    if (multilink || callback)
        pptp_evidence_put(evidence, "extras", "%s%s%s", multilink ? "Multilink" : "",
                          multilink && callback ? " and " : "", callback ? "callback" : "");
}

/* An end that does not negotiate at all, but ends the link as soon as the other asks. */
bool
pptp_sign_ppp_ended_at_request(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    unsigned sender = !link->terminated_by;
    const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, sender);

    if (evidence->warnings > 0 || link->furthest != PPTP_STAGE_LCP || link->terminated.frame == 0
        || pptp_subject_is_part(evidence->subject.tunnel) || pptp_ppp_termination_is_signalled(&link->terminated_text)
        || lcp->requests == 0 || lcp->acks + lcp->naks + lcp->rejects > 0
        || link->terminated.frame < lcp->last.last.frame
        || link->terminated.when - lcp->last.last.when > A_MOMENT * PPTP_SECOND)
        return false;
    pptp_evidence_put_parties(evidence, "sender", "ender", sender);
    pptp_evidence_put_frame(evidence, "frame", lcp->last.last.frame);
    pptp_evidence_put_frame(evidence, "ended", link->terminated.frame);
    pptp_evidence_put_seconds(evidence, "span", link->terminated.when - lcp->last.last.when);
    put_extras(evidence, &lcp->asked);
    return true;
}
