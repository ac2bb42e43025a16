/* Writes calls as lines and findings as sentences.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/to_str.h>

#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_tunnel.h"
#include "diagnosis/windows.h"
#include "report/series.h"
#include "report/text.h"
#include "report/words.h"
#include "show.h"

/* --- Titles ---------- */

const char *
pptp_report_text_ends(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    const struct pptp_connection *connection = subject->connection;
    unsigned client = pptp_subject_client(subject);

    if (connection)
        return wmem_strdup_printf(
            scope, "%s -> %s",
            pptp_report_word_end(scope, &connection->end[client].address, connection->end[client].port),
            pptp_report_word_end(scope, &connection->end[!client].address, connection->end[!client].port));
    if (subject->attempt)
        return wmem_strdup_printf(
            scope, "%s -> %s",
            pptp_report_word_end(scope, &subject->attempt->client->address, subject->attempt->client->port),
            pptp_report_word_end(scope, &subject->attempt->server->address, subject->attempt->server->port));
    return wmem_strdup_printf(scope, "%s -> %s", pptp_report_word_end(scope, pptp_subject_address(subject, 0), 0),
                              pptp_report_word_end(scope, pptp_subject_address(subject, 1), 0));
}

/* It carried octets, but none of them was captured: it may have been a control connection. */
static bool
is_unread(const struct pptp_attempt *attempt)
{
    return attempt->carried_data && !pptp_transport_has_opening(attempt->transport);
}

const char *
pptp_report_text_title(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    const char *ends = pptp_report_text_ends(scope, subject);

    switch (subject->scope) {
    case PPTP_SCOPE_CALL:
        if (subject->connection->assumed)
            return wmem_strdup_printf(scope, "Call %u, %s", subject->call->number, ends);
        return wmem_strdup_printf(scope, "Call %u of control connection %u, %s", subject->call->number,
                                  subject->connection->number, ends);
    case PPTP_SCOPE_CONNECTION:
        return wmem_strdup_printf(scope, "Control connection %u, %s", subject->connection->number, ends);
    case PPTP_SCOPE_TUNNEL:
        return wmem_strdup_printf(scope, "Tunnel without a call, %s", ends);
    case PPTP_SCOPE_CAPTURE:
        return "The capture";
    case PPTP_SCOPE_ATTEMPT:
        break;
    }
    return wmem_strdup_printf(scope, "%s, %s",
                              is_unread(subject->attempt) ? "TCP connection" : "Attempt to connect", ends);
}

/* --- A line per call ---------- */

/* PNS or PAC; the address of a peer whose role is unknown. */
static const char *
name_peer(wmem_allocator_t *scope, const struct pptp_call *call, unsigned end)
{
    const char *role = pptp_message_role_name(pptp_call_role(call, end));

    return *role ? role : pptp_report_word_end(scope, &call->connection->end[end].address, 0);
}

static void
write_ids(wmem_strbuf_t *line, wmem_allocator_t *scope, const struct pptp_call *call)
{
    for (unsigned i = 0; i < 2; i++) {
        unsigned end = i == 0 ? call->pns : !call->pns;

        wmem_strbuf_append_printf(line, "%s%s ", i == 0 ? "  ids " : " / ", name_peer(scope, call, end));
        if (call->id_known[end])
            wmem_strbuf_append_printf(line, "%u", call->id[end]);
        else
            wmem_strbuf_append(line, "?");
    }
    if (call->direction != PPTP_ANY_DIRECTION)
        wmem_strbuf_append_printf(line, "  %s", pptp_message_direction_name(call->direction));
}

/* How long a subject was up is known only if its beginning was captured. */
static const char *
word_span(const struct pptp_subject *subject)
{
    bool is_up = subject->call ? subject->call->established != NULL : subject->connection->start_captured;

    return is_up ? "up" : "for";
}

static void
write_times(wmem_strbuf_t *line, wmem_allocator_t *scope, const struct pptp_subject *subject, int64_t begin)
{
    wmem_strbuf_append_printf(line, "  at %s, %s %.2f s", pptp_report_word_time(scope, begin),
                              word_span(subject),
                              pptp_seconds(pptp_subject_end_time(subject) - begin));
}

/* LCP, authentication, encryption, addresses. */
static void
write_stages(wmem_strbuf_t *line, wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    const struct pptp_link *link = subject->link;
    const char *words[] = { pptp_report_word_authentication(scope, link), pptp_report_word_encryption(scope, subject),
                            pptp_report_word_addresses(scope, subject) };
    static const char *const before[] = { "  ", "  CCP ", "  IPCP " };

    wmem_strbuf_append_printf(line, "  stage %s", pptp_report_word_stage(subject));
    if (!link)
        return;
    if (link->furthest > PPTP_STAGE_LCP)
        wmem_strbuf_append_printf(line, "  LCP %s", pptp_report_is_asked(link, PPTP_LCP) ? "ok" : "not captured");
    for (unsigned i = 0; i < array_length(words); i++) {
        if (*words[i])
            wmem_strbuf_append_printf(line, "%s%s", before[i], words[i]);
    }
}

static void
write_ack_times(wmem_strbuf_t *line, const struct pptp_span *times)
{
    if (times->count > 0)
        wmem_strbuf_append_printf(line, ", ack RTT %.1f/%.1f/%.1f ms", times->least / 1e6,
                                  times->sum / times->count / 1e6, times->most / 1e6);
}

/* Of packets that were not captured, nothing is known. */
static void
write_counts(wmem_strbuf_t *line, const struct pptp_flow *flow)
{
    struct pptp_counts counts = pptp_subject_flow_counts(flow);

    if (!flow)
        return;
    wmem_strbuf_append_printf(line, " (missing %" PRIu64, counts.missing);
    if (counts.arrived > 0)
        wmem_strbuf_append_printf(line, ", %" PRIu64 " of them not lost but not captured", counts.arrived);
    wmem_strbuf_append_printf(line, ", late %u, duplicate %u", counts.late, counts.duplicate);
    write_ack_times(line, &flow->acknowledged_after);
    wmem_strbuf_append(line, ")");
}

static void
write_gre(wmem_strbuf_t *line, wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    for (unsigned i = 0; i < 2; i++) {
        unsigned end = i == 0 ? pptp_subject_client(subject) : !pptp_subject_client(subject);
        const struct pptp_flow *flow = pptp_subject_flow(subject, end);

        wmem_strbuf_append_printf(line, "%s%u from %s", i == 0 ? "  GRE " : ", ", flow ? flow->packets : 0,
                                  pptp_subject_party(scope, subject, end));
        write_counts(line, flow);
    }
}

const char *
pptp_report_text_ending(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    struct pptp_ending ending = pptp_subject_ending(scope, subject);
    const char *by = ending.end >= 0 ? pptp_subject_party(scope, subject, ending.end) : "";

    if (pptp_subject_is_still_up(subject, &ending))
        return "still up at the end of the capture";
    if (ending.frame == 0)
        return "no end captured";
    return wmem_strdup_printf(scope, "%s%s%s (frame %u)", pptp_show_printable(scope, ending.how), *by ? " by " : "", by,
                              ending.frame);
}

static void
write_ending(wmem_strbuf_t *line, wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    bool ended = pptp_subject_ending(scope, subject).frame > 0;

    wmem_strbuf_append_printf(line, "  %s%s", ended ? "ended: " : "", pptp_report_text_ending(scope, subject));
}

const char *
pptp_report_text_first_warning(wmem_allocator_t *scope, const struct pptp_subject *subject,
                               struct pptp_diagnosis *diagnosis)
{
    struct pptp_first_warning first = pptp_diagnosis_first_warning(diagnosis, scope, subject);

    if (!first.id)
        return "";
    return first.frame ? wmem_strdup_printf(scope, "%s (frame %u)", first.id, first.frame) : first.id;
}

static void
write_first_warning(wmem_strbuf_t *line, wmem_allocator_t *scope, const struct pptp_subject *subject,
                    struct pptp_diagnosis *diagnosis)
{
    const char *first = pptp_report_text_first_warning(scope, subject, diagnosis);

    if (*first)
        wmem_strbuf_append_printf(line, "  first warning: %s", first);
}

static const char *
line_of_call(wmem_allocator_t *scope, const struct pptp_subject *subject, struct pptp_diagnosis *diagnosis)
{
    wmem_strbuf_t *line = wmem_strbuf_new(scope, NULL);

    wmem_strbuf_append_printf(line, "call %u  %s", subject->call->number, pptp_report_text_ends(scope, subject));
    write_ids(line, scope, subject->call);
    if (subject->call->adopted)
        wmem_strbuf_append(line, "  older than the capture");
    else
        write_times(line, scope, subject, subject->call->first.when);
    write_stages(line, scope, subject);
    write_gre(line, scope, subject);
    write_first_warning(line, scope, subject, diagnosis);
    write_ending(line, scope, subject);
    return wmem_strbuf_get_str(line);
}

static const char *
line_of_tunnel(wmem_allocator_t *scope, const struct pptp_subject *subject, struct pptp_diagnosis *diagnosis)
{
    wmem_strbuf_t *line = wmem_strbuf_new(scope, NULL);

    wmem_strbuf_append_printf(line, "tunnel without a call  %s  ids", pptp_report_text_ends(scope, subject));
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = subject->tunnel->flow[end];

        if (flow)
            wmem_strbuf_append_printf(line, " %u (of %s)", flow->call_id, pptp_subject_party(scope, subject, end));
    }
    write_stages(line, scope, subject);
    write_gre(line, scope, subject);
    write_first_warning(line, scope, subject, diagnosis);
    if (subject->link && subject->link->terminated.frame)
        write_ending(line, scope, subject);
    return wmem_strbuf_get_str(line);
}

/* Of a connection without calls, or of an attempt whose first SYN or SYN-ACK was captured. */
static void
write_beginning(wmem_strbuf_t *line, wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    const struct pptp_attempt *attempt = subject->attempt;
    const struct pptp_event *one, *other;

    if (!subject->connection) {
        wmem_strbuf_append_printf(
            line, "  at %s",
            pptp_report_word_time(scope, attempt->requests ? attempt->asked.when : attempt->answered.when));
        return;
    }
    one = subject->connection->first_sent[0], other = subject->connection->first_sent[1];
    write_times(line, scope, subject, !one ? other->when : !other ? one->when : MIN(one->when, other->when));
}

static const char *
line_of_connection(wmem_allocator_t *scope, const struct pptp_subject *subject, struct pptp_diagnosis *diagnosis)
{
    wmem_strbuf_t *line = wmem_strbuf_new(scope, NULL);

    wmem_strbuf_append_printf(line, "no call  %s", pptp_report_text_ends(scope, subject));
    write_beginning(line, scope, subject);
    wmem_strbuf_append_printf(line, "  stage %s", pptp_report_word_stage(subject));
    write_first_warning(line, scope, subject, diagnosis);
    write_ending(line, scope, subject);
    return wmem_strbuf_get_str(line);
}

const char *
pptp_report_text_calls(wmem_allocator_t *scope, const struct pptp_subject *subject, struct pptp_diagnosis *diagnosis)
{
    if (subject->scope == PPTP_SCOPE_CAPTURE)
        return "";
    if (subject->scope == PPTP_SCOPE_CALL)
        return line_of_call(scope, subject, diagnosis);
    if (subject->scope == PPTP_SCOPE_TUNNEL)
        return line_of_tunnel(scope, subject, diagnosis);
    if (subject->connection && subject->connection->first_call)
        return "";
    return line_of_connection(scope, subject, diagnosis);
}

/* --- Findings ---------- */

/* printf is slow with long words. */
static void
append_line(wmem_strbuf_t *text, const char *label, const char *words)
{
    wmem_strbuf_append(text, label);
    wmem_strbuf_append(text, words);
    wmem_strbuf_append_c(text, '\n');
}

static void
append_evidence(wmem_strbuf_t *text, const struct pptp_diagnosis_finding *finding)
{
    const struct pptp_evidence *evidence = &finding->evidence;

    wmem_strbuf_append(text, "    Evidence: ");
    for (unsigned i = 0; i < evidence->frames; i++)
        wmem_strbuf_append_printf(text, "%s%u", i == 0 ? evidence->frames > 1 ? "frames " : "frame " : ", ",
                                  evidence->frame[i]);
    wmem_strbuf_append_printf(text, "%s [%s]\n", evidence->frames > 0 ? "" : "the whole connection", finding->rule->id);
}

/* Under its cause, or after the id of a cause that is shown with another subject. */
static void
append_consequence(wmem_strbuf_t *text, const struct pptp_diagnosis_finding *finding)
{
    const char *sentence = pptp_show_printable(finding->evidence.scope, finding->sentence);

    if (finding->cause->standing == PPTP_ELSEWHERE || finding->cause->standing == PPTP_LENT)
        wmem_strbuf_append_printf(text, "  Follows from %s: %s [%s]\n", finding->cause->rule->id, sentence,
                                  finding->rule->id);
    else
        wmem_strbuf_append_printf(text, "    Follows from it: %s [%s]\n", sentence, finding->rule->id);
}

static void
append_cause(wmem_strbuf_t *text, const struct pptp_diagnosis_finding *finding)
{
    wmem_strbuf_append(text, "  ");
    wmem_strbuf_append(text, pptp_diagnosis_severity_name(finding->severity));
    append_line(text, ": ", pptp_show_printable(finding->evidence.scope, finding->sentence));
    append_evidence(text, finding);
    if (*finding->next_step)
        append_line(text, "    Next: ", finding->next_step);
    if (*finding->windows)
        wmem_strbuf_append_printf(text, "    Windows: typically error %s.\n",
                                  pptp_diagnosis_windows_explain(finding->evidence.scope, finding->windows));
}

struct writing {
    wmem_strbuf_t *text;
    struct pptp_report_findings found;
};

static void
append_finding(const struct pptp_diagnosis_finding *finding, void *data)
{
    struct writing *writing = data;

    writing->found.lends |= finding->standing == PPTP_LENT;
    writing->found.is_unexplained |= strcmp(finding->rule->id, PPTP_UNEXPLAINED) == 0;
    writing->found.notes_end |= finding->severity == PPTP_NOTE && pptp_diagnosis_rule_explains_end(finding->rule);
    if (!writing->found.first && pptp_report_series_counts(finding))
        writing->found.first = finding;
    if (finding->standing == PPTP_LENT || finding->rule->is_habit)
        return;
    if (finding->cause)
        append_consequence(writing->text, finding);
    else
        append_cause(writing->text, finding);
}

struct pptp_report_findings
pptp_report_text_findings(wmem_allocator_t *scope, const struct pptp_subject *subject,
                          struct pptp_diagnosis *diagnosis)
{
    struct writing writing = { .text = wmem_strbuf_new(scope, NULL) };

    writing.found.warnings = pptp_diagnosis_make(diagnosis, scope, subject, append_finding, &writing);
    writing.found.text = wmem_strbuf_get_str(writing.text);
    return writing.found;
}
