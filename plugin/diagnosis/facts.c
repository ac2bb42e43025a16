/* Facts that several signs cite, put into the evidence with all their values.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/facts.h"
#include "diagnosis/subject_transport.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/text.h"

enum { A_WHILE = 3 };               /* seconds */
enum { MANY_ANSWERS = 3, FEW_REPEATS = 3, SOME = 2 };

const struct pptp_finding *
pptp_evidence_find_verdict(struct pptp_evidence *evidence, enum pptp_verdict verdict, enum pptp_severity severity,
                           uint16_t code)
{
    const struct pptp_event *event = evidence->subject.connection->first_found;
    const struct pptp_finding *found = NULL;
    unsigned count = 0;

    for (; event; event = event->findings->next_found) {
        const struct pptp_finding *finding = event->findings;

        if (code && event->kind && event->kind->code != code)
            continue;
        while (finding && !(finding->verdict == verdict && finding->severity == severity))
            finding = finding->next;
        if (!finding || count++ > 0)
            continue;
        found = finding;
        pptp_evidence_put(evidence, "message", "%s", event->kind->name);
        pptp_evidence_put_frame(evidence, "frame", event->frame);
        pptp_evidence_put_party(evidence, "sender", event->from);
        if (event->call) {
            evidence->subject.call = event->call;
            evidence->subject.ending = NULL;    /* it was the connection's */
        }
    }
    if (count > 1)
        pptp_evidence_put_number(evidence, "times", count);
    return found;
}

bool
pptp_evidence_find_call_id(struct pptp_evidence *evidence, enum pptp_verdict verdict, enum pptp_severity severity,
                           uint16_t code)
{
    const struct pptp_finding *finding = pptp_evidence_find_verdict(evidence, verdict, severity, code);

    if (!finding)
        return false;
    pptp_evidence_put_number(evidence, "call_id", finding->number);
    pptp_evidence_put_number(evidence, "named", finding->named);
    if (finding->other) {
        pptp_evidence_put_frame(evidence, "other_frame", finding->other->frame);
        pptp_evidence_put_number(evidence, "other_connection", finding->other->connection->number);
    }
    return true;
}

void
pptp_evidence_put_flow(struct pptp_evidence *evidence, const struct pptp_flow *flow)
{
    pptp_evidence_put_number(evidence, "call_id", flow->call_id);
    pptp_evidence_put_address(evidence, "from", &flow->route->sender);
    pptp_evidence_put_address(evidence, "to", &flow->route->receiver);
    pptp_evidence_put_count(evidence, "count", flow->packets, "packet");
    pptp_evidence_put_frame(evidence, "frame", flow->first_frame);
}

bool
pptp_evidence_put_rejected(struct pptp_evidence *evidence, const struct pptp_rejected *rejected)
{
    if (!rejected)
        return false;
    pptp_evidence_put_parties(evidence, "other", "sender", rejected->by);
    pptp_evidence_put_frame(evidence, "frame", rejected->first.frame);
    return true;
}

bool
pptp_evidence_put_refusal(struct pptp_evidence *evidence, const struct pptp_refusal *refusal)
{
    if (!refusal)
        return false;
    pptp_evidence_put_address(evidence, "address", &refusal->sender);
    pptp_evidence_put(evidence, "error", "%s", pptp_refusal_name(evidence->scope, refusal));
    pptp_evidence_put(evidence, "meaning", "%s", pptp_refusal_meaning(refusal));
    return true;
}

bool
pptp_evidence_put_damage(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_connection *connection = evidence->subject.connection;

    if (!pptp_subject_is_damaged(connection, end))
        return false;
    pptp_evidence_put_count(evidence, "damaged", pptp_transport_trouble(&connection->transport->end[end])->damaged,
                            "repetition");
    pptp_evidence_put_parties(evidence, "damager", "victim", end);
    return true;
}

bool
pptp_evidence_put_tunnel_refusal(struct pptp_evidence *evidence, const struct pptp_refusal *refusal)
{
    if (!pptp_evidence_put_refusal(evidence, refusal))
        return false;
    pptp_evidence_put_frame(evidence, "frame", refusal->first.frame);
    pptp_evidence_put_party(evidence, "sender", refusal->quoted);
    if (refusal->count > 1)
        pptp_evidence_put_number(evidence, "times", refusal->count);
    return true;
}

void
pptp_evidence_put_authentication(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    pptp_evidence_put(evidence, "protocol", "%s", pptp_ppp_authentication_name(authentication->protocol));
    pptp_evidence_put_text(evidence, "user", &authentication->user);
    if (authentication->user.size > 0)
        pptp_evidence_put(evidence, "who", "user \"%s\"", pptp_ppp_text_show(evidence->scope, &authentication->user));
    else
        pptp_evidence_put(evidence, "who", "%s",
                          authentication->has_user ? "a user with an empty name"
                                                   : "a user whose name was not captured");
    pptp_evidence_put_parties(evidence, "server", "client", authentication->authenticator);
}

int64_t
pptp_evidence_link_time_since(const struct pptp_evidence *evidence, int64_t when)
{
    const struct pptp_link *link = evidence->subject.link;

    return (link->terminated.frame ? link->terminated.when : pptp_subject_end_time(&evidence->subject)) - when;
}

bool
pptp_evidence_is_over_since(const struct pptp_evidence *evidence, int64_t when)
{
    const struct pptp_call *call = evidence->subject.call;

    return evidence->subject.link->terminated.frame || (call && call->ended_in)
           || pptp_evidence_link_time_since(evidence, when) >= A_WHILE * PPTP_SECOND;
}

bool
pptp_evidence_is_looped_back(const struct pptp_evidence *evidence, unsigned *end)
{
    const struct pptp_link *link = evidence->subject.link;

    *end = link->sent[0].looped ? 0 : 1;
    return pptp_ppp_link_looped(link, *end)->requests.count >= SOME && !pptp_ppp_link_has_agreed(link, PPTP_LCP);
}

bool
pptp_evidence_is_belated(const struct pptp_evidence *evidence, enum pptp_control_protocol *protocol, unsigned *end)
{
    for (unsigned i = 0; i < 2 * PPTP_CONTROL_PROTOCOLS; i++) {
        const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, i / 2, i % 2);

        if (asked->belated.count < SOME || asked->agreed.frame)
            continue;
        *protocol = i / 2;
        *end = i % 2;
        return true;
    }
    return false;
}

/* The end that began LCP again went on to another protocol, so LCP is open. */
static bool
is_past_lcp(const struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_link *link = evidence->subject.link;
    uint32_t begun = pptp_ppp_link_anew(link)->last.frame;
    bool is_past = link->sent[end].last_data.frame > begun
                   || (link->authentication && !link->authentication->is_over);

    for (unsigned protocol = PPTP_LCP + 1; protocol < PPTP_CONTROL_PROTOCOLS; protocol++)
        is_past |= pptp_evidence_asked(evidence, protocol, end)->last.first.frame > begun;
    return is_past;
}

bool
pptp_evidence_is_begun_in_vain(const struct pptp_evidence *evidence)
{
    const struct pptp_anew *anew = evidence->subject.link->anew;

    return anew && !is_past_lcp(evidence, anew->by)
           && pptp_evidence_asked(evidence, PPTP_LCP, anew->by)->last.answer == PPTP_CONFIGURE_ACK
           && pptp_evidence_asked(evidence, PPTP_LCP, !anew->by)->requests == anew->asked_before;
}

/* An end whose own request is acknowledged asks again until the other asks, too (RFC 1661 section 4.1). */
bool
pptp_evidence_is_one_sided(const struct pptp_evidence *evidence, unsigned *end)
{
    const struct pptp_negotiation *asked;

    *end = pptp_evidence_asked(evidence, PPTP_LCP, 0)->acks > 0 ? 0 : 1;
    asked = pptp_evidence_asked(evidence, PPTP_LCP, *end);
    return asked->acks > 0 && pptp_evidence_asked(evidence, PPTP_LCP, !*end)->requests == 0
           && pptp_subject_is_established(&evidence->subject) && evidence->subject.link->furthest <= PPTP_STAGE_LCP
           && (asked->acks <= SOME || pptp_tunnel_sequence_confirmed_by(asked->first_ack_by));
}

bool
pptp_evidence_is_refused(const struct pptp_evidence *evidence, enum pptp_control_protocol protocol, unsigned end)
{
    const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, protocol, end);

    return asked->refused.frame && asked->refused.frame == asked->last.answered.frame
           && asked->agreed.frame < asked->refused.frame && asked->refused_with != PPTP_PROTOCOL_REJECT;
}

bool
pptp_evidence_is_lcp_explained(const struct pptp_evidence *evidence)
{
    enum pptp_control_protocol protocol;
    unsigned end;

    return pptp_evidence_is_looped_back(evidence, &end) || pptp_evidence_is_belated(evidence, &protocol, &end)
           || pptp_evidence_is_begun_in_vain(evidence) || pptp_evidence_is_one_sided(evidence, &end);
}

static void
append_dispute(wmem_strbuf_t *list, const char *format, ...)
{
    va_list arguments;

    if (wmem_strbuf_get_len(list) > 0)
        wmem_strbuf_append(list, "; ");
    va_start(arguments, format);
    wmem_strbuf_append_vprintf(list, format, arguments);
    va_end(arguments);
}

/* "MRU: the client asks for 1400, the server wants 1492" */
static void
add_dispute(wmem_strbuf_t *list, const struct pptp_evidence *evidence, enum pptp_control_protocol protocol,
            unsigned end, enum pptp_option option)
{
    const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, protocol, end);
    const char *name = pptp_ppp_option_name(protocol, option);
    const char *sender = pptp_subject_party(evidence->scope, &evidence->subject, end);
    const char *other = pptp_subject_party(evidence->scope, &evidence->subject, !end);
    bool is_asked = pptp_ppp_options_have(&asked->asked, option);
    bool is_wanted = pptp_ppp_options_have(&asked->wanted, option);
    const char *value, *wanted;

    if (!name)
        return;
    value = pptp_ppp_option_value(evidence->scope, protocol, option, asked->asked.value[option]);
    wanted = pptp_ppp_option_value(evidence->scope, protocol, option, asked->wanted.value[option]);
    if (is_wanted && is_asked && asked->wanted.value[option] != asked->asked.value[option])
        append_dispute(list, "%s: %s asks for %s, %s wants %s", name, sender, value, other, wanted);
    else if (is_wanted && !is_asked)
        append_dispute(list, "%s: %s does not ask for it, %s wants %s", name, sender, other, wanted);
    else if (is_asked && asked->rejected_now >> option & 1)
        append_dispute(list, "%s: %s asks for it%s%s, %s rejects it", name, sender, *value ? " with " : "", value,
                       other);
}

static void
put_disputes(struct pptp_evidence *evidence, enum pptp_control_protocol protocol, unsigned end)
{
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);

    for (unsigned option = 0; option < PPTP_OPTIONS; option++)
        add_dispute(list, evidence, protocol, end, option);
    if (wmem_strbuf_get_len(list) > 0)
        pptp_evidence_put(evidence, "dispute", "%s", wmem_strbuf_get_str(list));
}

/* "10 Naks", "1 Nak and 2 Rejects" */
static void
put_answers(struct pptp_evidence *evidence, const struct pptp_answers *answers)
{
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);

    if (answers->naks > 0)
        wmem_strbuf_append_printf(list, "%u Nak%s", answers->naks, answers->naks == 1 ? "" : "s");
    if (answers->rejects > 0)
        wmem_strbuf_append_printf(list, "%s%u Reject%s", answers->naks > 0 ? " and " : "", answers->rejects,
                                  answers->rejects == 1 ? "" : "s");
    pptp_evidence_put_count(evidence, "requests", answers->requests, "request");
    pptp_evidence_put_count(evidence, "naks", answers->naks, "Nak");
    pptp_evidence_put_count(evidence, "rejects", answers->rejects, "Reject");
    pptp_evidence_put(evidence, "answers", "%s", wmem_strbuf_get_str(list));
}

/* All but the first of the answers are to repetitions of one request, whose sender hears none of them: one that does
 * asks for something else, or with another Identifier (RFC 1661 section 5.1). */
static bool
are_unheard(const struct pptp_negotiation *asked, const struct pptp_answers *answers)
{
    return asked->worst.repeats_answered + 1 >= answers->naks + answers->rejects;
}

bool
pptp_evidence_is_never_answered(const struct pptp_negotiation *lcp)
{
    return lcp->requests >= MANY_ANSWERS && lcp->last.answered.frame == 0 && lcp->naks + lcp->rejects == 0
        && lcp->agreed.frame == 0;
}

const struct pptp_packet *
pptp_evidence_acknowledgment(const struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, !end);
    const struct pptp_packet *packet, *by = NULL;

    for (unsigned i = 0; flow && !by && (packet = pptp_tunnel_sequence_in_order(flow->sequence, i)) != NULL; i++)
        by = pptp_tunnel_sequence_acknowledged_by(packet);
    return by;
}

bool
pptp_evidence_hears_nothing(const struct pptp_evidence *evidence, unsigned end)
{
    return pptp_evidence_is_never_answered(pptp_evidence_asked(evidence, PPTP_LCP, !end))
        && !pptp_evidence_acknowledgment(evidence, end);
}

bool
pptp_evidence_put_disagreement(struct pptp_evidence *evidence, enum pptp_control_protocol protocol)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, protocol, end);
        struct pptp_answers answers = pptp_ppp_negotiation_answers(asked);

        if (asked->agreed.frame || answers.naks + answers.rejects < MANY_ANSWERS
            || asked->worst.repeats_answered >= FEW_REPEATS || are_unheard(asked, &answers)
            || pptp_evidence_hears_nothing(evidence, end))
            continue;
        pptp_evidence_put(evidence, "protocol", "%s", pptp_ppp_control_protocol_name(protocol));
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        put_answers(evidence, &answers);
        pptp_evidence_put_frame(evidence, "frame", asked->begun.frame);
        pptp_evidence_put_frame(evidence, "nak", MAX(asked->nak.frame, asked->reject.frame));
        put_disputes(evidence, protocol, end);
        return true;
    }
    return false;
}

/* Each packet before the Reset-Ack causes another request. An end that cannot decrypt at all sends one for nearly
 * every packet; an end that sends fewer loses packets behind the capture point. */
enum { RESETS_FOR_ONE = 10, PACKETS_FOR_A_RESET = 4 };

static bool
is_storm(const struct pptp_resets *resets, const struct pptp_sent *other, const struct pptp_counts *counts)
{
    return resets->count > RESETS_FOR_ONE * (counts->missing + counts->late)
        && resets->count * PACKETS_FOR_A_RESET >= other->encrypted;
}

/* Continued by "missing or late". */
static void
put_lost(struct pptp_evidence *evidence, uint64_t count)
{
    if (count == 0)
        pptp_evidence_put(evidence, "lost", "no packet is");
    else
        pptp_evidence_put(evidence, "lost", "only %" PRIu64 " packet%s", count, count == 1 ? " is" : "s are");
}

/* The end that waited longer goes first. Returns it; -1: none. */
int
pptp_evidence_put_resets(struct pptp_evidence *evidence, uint32_t least, bool as_storm)
{
    const struct pptp_link *link = evidence->subject.link;
    unsigned first = pptp_ppp_link_resets(link, 1)->wait > pptp_ppp_link_resets(link, 0)->wait;

    for (unsigned i = 0; i < 2; i++) {
        unsigned end = first ^ i;
        const struct pptp_resets *resets = pptp_ppp_link_resets(link, end);
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, !end);
        struct pptp_counts counts = pptp_subject_flow_counts(flow);

        if (!flow || resets->count < least || is_storm(resets, &link->sent[!end], &counts) != as_storm)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_count(evidence, "count", resets->count, "CCP Reset-Request");
        pptp_evidence_put_number(evidence, "missing", counts.missing);
        put_lost(evidence, counts.missing + counts.late);
        if (resets->wait > 0)
            pptp_evidence_put_seconds(evidence, "span", resets->wait);
        pptp_evidence_put_frame(evidence, "frame", resets->first.frame);
        return (int)end;
    }
    return -1;
}
