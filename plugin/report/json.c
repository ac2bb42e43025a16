/* Writes calls and findings as JSON: as one document, or as one for each subject.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/to_str.h>

#include "diagnosis/diagnosis.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/text.h"
#include "radius/exchange.h"
#include "report/json.h"
#include "report/members.h"
#include "report/points.h"
#include "report/series.h"
#include "report/source.h"
#include "report/words.h"
#include "show.h"
#include "witness/points.h"

enum { SCHEMA = 2 };        /* raised when scripts that read the document must change */

struct writing;

/* A list of the document, of what is written of each subject of certain scopes. */
struct list {
    const char *name;
    bool is_of_subjects;        /* write() writes the members of one object; otherwise any number of objects */
    unsigned scopes;            /* bit 1 << scope */
    void (*write)(struct writing *writing, const struct pptp_subject *subject);
};

struct writing {
    FILE *file;
    json_dumper dumper;         /* of one subject */
    wmem_allocator_t *scope;
    const char *name;           /* the capture's; NULL: not known */
    const struct pptp_selection *selection;
    const struct pptp_times *times;
    struct pptp_diagnosis *diagnosis;
    struct pptp_series_list *series;
    const struct list *list;
    bool in_series;             /* the subject whose findings are written */
};

/* --- Members ---------- */

static void
put_number(struct writing *writing, const char *name, uint64_t number)
{
    pptp_report_member_number(&writing->dumper, name, number);
}

/* 0 is null. */
static void
put_frame(struct writing *writing, const char *name, uint32_t frame)
{
    if (frame)
        put_number(writing, name, frame);
    else
        pptp_report_member_null(&writing->dumper, name);
}

static void
put_string(struct writing *writing, const char *name, const char *text)
{
    pptp_report_member_string(&writing->dumper, name, text ? pptp_show_printable(writing->scope, text) : NULL);
}

static void
put_bool(struct writing *writing, const char *name, bool is)
{
    json_dumper_set_member_name(&writing->dumper, name);
    json_dumper_value_anyf(&writing->dumper, is ? "true" : "false");
}

static void
put_seconds(struct writing *writing, const char *name, int64_t nanoseconds)
{
    json_dumper_set_member_name(&writing->dumper, name);
    json_dumper_value_anyf(&writing->dumper, "%s%" PRId64 ".%09" PRId64, nanoseconds < 0 ? "-" : "",
                           ABS(nanoseconds) / PPTP_SECOND, ABS(nanoseconds) % PPTP_SECOND);
}

/* A text, and seconds since 1970. PPTP_TIME_UNKNOWN: both are null. */
static void
put_start(struct writing *writing, int64_t when)
{
    put_string(writing, "start",
               when == PPTP_TIME_UNKNOWN ? NULL : pptp_report_word_timestamp(writing->scope, when));
    if (when == PPTP_TIME_UNKNOWN)
        put_string(writing, "start_seconds", NULL);
    else
        put_seconds(writing, "start_seconds", when);
}

/* If start is PPTP_TIME_UNKNOWN, all are null. */
static void
put_span(struct writing *writing, int64_t start, int64_t end)
{
    put_start(writing, start);
    if (start != PPTP_TIME_UNKNOWN)
        put_seconds(writing, "duration", MAX(end - start, 0));
    else
        put_string(writing, "duration", NULL);
}

static void
begin_object(struct writing *writing, const char *name)
{
    if (name)
        json_dumper_set_member_name(&writing->dumper, name);
    json_dumper_begin_object(&writing->dumper);
}

static void
end_object(struct writing *writing)
{
    json_dumper_end_object(&writing->dumper);
}

static void
begin_array(struct writing *writing, const char *name)
{
    pptp_report_member_array(&writing->dumper, name);
}

static void
end_array(struct writing *writing)
{
    json_dumper_end_array(&writing->dumper);
}

static void
put_frames(struct writing *writing, const char *name, const uint32_t *frames, unsigned count)
{
    begin_array(writing, name);
    for (unsigned i = 0; i < count; i++)
        json_dumper_value_anyf(&writing->dumper, "%u", frames[i]);
    end_array(writing);
}

/* --- Subjects ---------- */

/* The call's number; null for NULL. */
static void
put_call(struct writing *writing, const struct pptp_call *call)
{
    json_dumper_set_member_name(&writing->dumper, "call");
    if (call)
        json_dumper_value_anyf(&writing->dumper, "%u", call->number);
    else
        json_dumper_value_anyf(&writing->dumper, "null");
}

static void
write_address(struct writing *writing, const address *known)
{
    put_string(writing, "address", known ? address_to_str(writing->scope, known) : NULL);
}

static void
write_end(struct writing *writing, const char *name, const struct pptp_end *end)
{
    begin_object(writing, name);
    write_address(writing, &end->address);
    put_number(writing, "port", end->port);
    end_object(writing);
}

static void
write_ending(struct writing *writing, const struct pptp_subject *subject)
{
    struct pptp_ending ending = pptp_subject_ending(writing->scope, subject);

    if (ending.frame == 0) {
        put_string(writing, "ended", NULL);
        return;
    }
    begin_object(writing, "ended");
    put_frame(writing, "frame", ending.frame);
    put_string(writing, "by", ending.end < 0 ? NULL : pptp_subject_party(writing->scope, subject, ending.end));
    put_string(writing, "how", ending.how);
    end_object(writing);
}

/* null: no Access-Request with this Response was captured. */
static void
write_radius(struct writing *writing, const struct pptp_radius_exchange *exchange)
{
    const struct pptp_radius_request *request = pptp_radius_exchange_decisive(exchange);

    if (!request) {
        put_string(writing, "radius", NULL);
        return;
    }
    begin_object(writing, "radius");
    put_string(writing, "client", address_to_str(writing->scope, &request->client.address));
    put_string(writing, "server", address_to_str(writing->scope, &request->server.address));
    put_number(writing, "port", request->server.port);
    put_number(writing, "times", request->times);
    put_frame(writing, "request_in", request->first.frame);
    put_frame(writing, "reply_in", request->reply.at.frame);
    put_string(writing, "outcome", pptp_radius_exchange_outcome(request));
    put_frame(writing, "refused_in", request->refusal.first.frame);
    end_object(writing);
}

static void
write_authentication(struct writing *writing, const struct pptp_link *link)
{
    const struct pptp_authentication *last = pptp_report_last_authentication(link);

    if (!last) {
        put_string(writing, "authentication", NULL);
        return;
    }
    begin_object(writing, "authentication");
    put_string(writing, "protocol", pptp_ppp_authentication_name(last->protocol));
    put_string(writing, "user", pptp_ppp_text_show(writing->scope, &last->user));
    put_string(writing, "outcome", last->outcome.frame == 0 ? NULL : last->succeeded ? "success" : "failure");
    put_frame(writing, "error", last->error);
    put_frame(writing, "challenge_in", last->challenge.frame);
    put_frame(writing, "response_in", last->response.frame);
    put_frame(writing, "outcome_in", last->outcome.frame);
    write_radius(writing, last->radius);
    end_object(writing);
}

static const char *
word_ipcp(struct writing *writing, const struct pptp_link *link, unsigned end, enum pptp_option option)
{
    uint32_t value = pptp_report_ipcp_value(link, end, option);

    return value ? pptp_report_word_ipv4(writing->scope, value) : NULL;
}

static void
write_ack_times(struct writing *writing, const struct pptp_flow *flow)
{
    const struct pptp_span *times = flow ? &flow->acknowledged_after : NULL;

    if (!times || times->count == 0) {
        put_string(writing, "ack_rtt", NULL);
        return;
    }
    begin_object(writing, "ack_rtt");
    put_number(writing, "count", times->count);
    put_seconds(writing, "min", times->least);
    put_seconds(writing, "avg", (int64_t)(times->sum / times->count));
    put_seconds(writing, "max", times->most);
    end_object(writing);
}

/* null if none of the flow's packets was captured. */
static void
put_count(struct writing *writing, const char *name, const struct pptp_flow *flow, uint64_t count)
{
    if (flow)
        put_number(writing, name, count);
    else
        put_string(writing, name, NULL);
}

/* null if there is no time between its first and its last packet. */
static void
put_throughput(struct writing *writing, const struct pptp_flow *flow)
{
    int64_t time = flow ? flow->last_time - flow->first_time : 0;

    json_dumper_set_member_name(&writing->dumper, "bits_per_second");
    if (time > 0)
        json_dumper_value_anyf(&writing->dumper, "%.0f", flow->octets * 8 / pptp_seconds(time));
    else
        json_dumper_value_anyf(&writing->dumper, "null");
}

/* What the end looks like; null for a tunnel without a call. */
static void
put_implementation(struct writing *writing, const struct pptp_subject *subject, unsigned end)
{
    put_string(writing, "implementation", subject->connection ? subject->connection->implementation[end] : NULL);
}

/* One end of a call or tunnel. */
static void
write_peer(struct writing *writing, const char *name, const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_flow *flow = pptp_subject_flow(subject, end), *back = pptp_subject_flow(subject, !end);
    struct pptp_counts counts = pptp_subject_flow_counts(flow);
    bool known = subject->call ? subject->call->id_known[end] : back != NULL;

    begin_object(writing, name);
    write_address(writing, pptp_subject_address(subject, end));
    put_implementation(writing, subject, end);
    json_dumper_set_member_name(&writing->dumper, "call_id");
    if (known)
        json_dumper_value_anyf(&writing->dumper, "%u", subject->call ? subject->call->id[end] : back->call_id);
    else
        json_dumper_value_anyf(&writing->dumper, "null");
    put_number(writing, "packets", flow ? flow->packets : 0);
    put_count(writing, "octets", flow, flow ? flow->octets : 0);
    put_throughput(writing, flow);
    put_count(writing, "missing", flow, counts.missing);
    put_count(writing, "not_captured", flow, counts.arrived);
    put_count(writing, "late", flow, counts.late);
    put_count(writing, "duplicate", flow, counts.duplicate);
    put_frame(writing, "first_frame", flow ? flow->first_frame : 0);
    write_ack_times(writing, flow);
    put_string(writing, "encryption_to", pptp_report_word_encryption_to(writing->scope, subject, end));
    put_string(writing, "assigned_address", word_ipcp(writing, subject->link, end, PPTP_OPTION_ADDRESS));
    put_string(writing, "dns", word_ipcp(writing, subject->link, end, PPTP_OPTION_DNS_1));
    end_object(writing);
}

/* null: none of its messages was captured. */
static void
write_sequence(struct writing *writing, const struct pptp_connection *connection, enum pptp_phase phase)
{
    const struct pptp_key_sequence *sequence = &connection->sequence[phase];
    const char *name = pptp_message_phase_name(phase);

    if (sequence->messages == 0) {
        put_string(writing, name, NULL);
        return;
    }
    begin_object(writing, name);
    put_number(writing, "messages", sequence->messages);
    put_frame(writing, "first_frame", sequence->first);
    put_frame(writing, "last_frame", sequence->last);
    if (phase == PPTP_MAINTENANCE) {
        put_number(writing, "echo_requests", connection->echo_requests);
        put_number(writing, "echo_replies", connection->echo_replies);
    } else {
        put_bool(writing, "complete", phase == PPTP_CREATION ? pptp_report_is_creation_complete(connection)
                                                             : pptp_report_is_deletion_complete(connection));
    }
    end_object(writing);
}

static void
write_sequences(struct writing *writing, const struct pptp_connection *connection)
{
    begin_object(writing, "key_sequences");
    for (unsigned phase = PPTP_CREATION; phase <= PPTP_DELETION; phase++)
        write_sequence(writing, connection, phase);
    end_object(writing);
}

/* Returns when the first message was sent; NULL if that was before the capture. */
static int64_t
start_of_connection(const struct pptp_connection *connection)
{
    const struct pptp_event *one = connection->first_sent[0], *other = connection->first_sent[1];

    if (!connection->start_captured)
        return PPTP_TIME_UNKNOWN;
    return !one || (other && other->when < one->when) ? other->when : one->when;
}

static void
write_connection(struct writing *writing, const struct pptp_subject *subject)
{
    const struct pptp_connection *connection = subject->connection;
    unsigned client = pptp_subject_client(subject);

    put_number(writing, "index", connection->number);
    write_end(writing, "client", &connection->end[client]);
    write_end(writing, "server", &connection->end[!client]);
    put_string(writing, "client_implementation", connection->implementation[client]);
    put_string(writing, "server_implementation", connection->implementation[!client]);
    put_span(writing, start_of_connection(connection), pptp_subject_end_time(subject));
    put_string(writing, "stage", pptp_report_word_stage(subject));
    put_string(writing, "state", pptp_state_name(connection->state));
    put_frame(writing, "closed_in", connection->closed_in);
    write_sequences(writing, connection);
    write_ending(writing, subject);
}

/* null: none was captured. */
static void
put_connection(struct writing *writing, const struct pptp_connection *connection)
{
    if (connection && !connection->assumed)
        put_number(writing, "connection", connection->number);
    else
        put_string(writing, "connection", NULL);
}

static void
write_call(struct writing *writing, const struct pptp_subject *subject)
{
    const struct pptp_call *call = subject->call;

    put_number(writing, "index", call->number);
    put_connection(writing, call->connection);
    put_string(writing, "adopted", call->adopted);
    put_string(writing, "direction",
               call->direction != PPTP_ANY_DIRECTION ? pptp_message_direction_name(call->direction) : NULL);
    put_bool(writing, "roles_known", call->roles_known);
    put_frame(writing, "setup_in", call->setup ? call->setup->frame : 0);
    put_frame(writing, "established_in", call->established ? call->established->frame : 0);
    put_frame(writing, "ended_in", call->ended_in);
    put_span(writing, call->adopted ? PPTP_TIME_UNKNOWN : call->first.when, pptp_subject_end_time(subject));
    put_string(writing, "stage", pptp_report_word_stage(subject));
    write_authentication(writing, subject->link);
    write_peer(writing, "pns", subject, call->pns);
    write_peer(writing, "pac", subject, !call->pns);
    write_ending(writing, subject);
}

/* Returns when its first packet was captured. */
static int64_t
start_of_tunnel(const struct pptp_subject *subject)
{
    const struct pptp_flow *one = pptp_subject_flow(subject, 0), *other = pptp_subject_flow(subject, 1);

    if (!one && !other)
        return PPTP_TIME_UNKNOWN;
    return !one || (other && other->first_time < one->first_time) ? other->first_time : one->first_time;
}

static void
write_tunnel(struct writing *writing, const struct pptp_subject *subject)
{
    put_start(writing, start_of_tunnel(subject));
    put_string(writing, "stage", pptp_report_word_stage(subject));
    write_authentication(writing, subject->link);
    write_peer(writing, "one", subject, 0);
    write_peer(writing, "other", subject, 1);
}

/* Returns when its first SYN was captured, or else its SYN-ACK. */
static int64_t
start_of_attempt(const struct pptp_attempt *attempt)
{
    if (attempt->asked.frame)
        return attempt->asked.when;
    return attempt->answered.frame ? attempt->answered.when : PPTP_TIME_UNKNOWN;
}

static void
write_attempt(struct writing *writing, const struct pptp_subject *subject)
{
    const struct pptp_attempt *attempt = subject->attempt;

    write_end(writing, "client", attempt->client);
    write_end(writing, "server", attempt->server);
    put_start(writing, start_of_attempt(attempt));
    put_number(writing, "requests", attempt->requests);
    put_frame(writing, "asked_in", attempt->asked.frame);
    put_frame(writing, "answered_in", attempt->answered.frame);
    put_frame(writing, "closed_in", attempt->closed.frame);
    put_bool(writing, "reset", attempt->reset);
}

/* --- Capture points ---------- */

/* The point's number; null if it is not known. */
static void
put_point(struct writing *writing, const char *name, const struct pptp_station *station)
{
    json_dumper_set_member_name(&writing->dumper, name);
    if (station->number != PPTP_NO_POINT)
        json_dumper_value_anyf(&writing->dumper, "%u", station->number);
    else
        json_dumper_value_anyf(&writing->dumper, "null");
}

static void
put_delay(struct writing *writing, const struct pptp_passage *passage)
{
    if (passage->both == 0) {
        put_string(writing, "delay", NULL);
        return;
    }
    begin_object(writing, "delay");
    put_seconds(writing, "least", passage->least);
    put_seconds(writing, "average", (int64_t)(passage->sum / (double)passage->both));
    put_seconds(writing, "most", passage->most);
    end_object(writing);
}

static void
write_stretch(const struct pptp_subject *subject, unsigned end, const struct pptp_station *from,
              const struct pptp_station *to, void *data)
{
    struct writing *writing = data;
    struct pptp_passage passage = pptp_subject_passage(from, to);

    begin_object(writing, NULL);
    put_call(writing, subject->call);
    put_string(writing, "from", pptp_subject_party(writing->scope, subject, end));
    put_point(writing, "first", from);
    put_point(writing, "second", to);
    put_number(writing, "both", passage.both);
    put_number(writing, "lost", passage.lost);
    put_number(writing, "only_second", passage.gained);
    put_number(writing, "outside", passage.outside);
    put_number(writing, "reordered", passage.reordered);
    put_delay(writing, &passage);
    put_frames(writing, "lost_frames", passage.frame, passage.frames);
    end_object(writing);
}

static void
write_points(struct writing *writing, const struct pptp_subject *subject)
{
    pptp_report_points_visit(subject, write_stretch, writing);
}

/* --- Findings ---------- */

/* The subject of a finding; null where it has no connection or no call. */
static void
write_subject(struct writing *writing, const struct pptp_subject *subject)
{
    put_connection(writing, subject->connection);
    put_call(writing, subject->call);
    if (subject->attempt) {
        write_end(writing, "client", subject->attempt->client);
        write_end(writing, "server", subject->attempt->server);
    }
}

/* "12 packets" is 12. */
static void
put_value(struct writing *writing, const struct pptp_value *value)
{
    if (!value->is_number) {
        put_string(writing, value->name, value->text);
        return;
    }
    json_dumper_set_member_name(&writing->dumper, value->name);
    json_dumper_value_anyf(&writing->dumper, "%.*s", (int)strcspn(value->text, " "), value->text);
}

static void
write_evidence(struct writing *writing, const struct pptp_evidence *evidence)
{
    put_frames(writing, "frames", evidence->frame, evidence->frames);
    begin_object(writing, "values");
    for (unsigned i = 0; i < evidence->values; i++)
        put_value(writing, &evidence->value[i]);
    end_object(writing);
}

static void
write_finding(const struct pptp_diagnosis_finding *finding, void *data)
{
    struct writing *writing = data;

    if (finding->standing == PPTP_BORROWED)
        return;
    if (!writing->in_series && pptp_report_series_counts(finding)) {
        pptp_report_series_add(writing->series, finding);
        writing->in_series = true;
    }
    begin_object(writing, NULL);
    put_string(writing, "id", finding->rule->id);
    put_string(writing, "severity", pptp_diagnosis_severity_name(finding->severity));
    put_string(writing, "follows_from", finding->cause ? finding->cause->rule->id : NULL);
    write_subject(writing, &finding->evidence.subject);
    put_start(writing,
              pptp_report_times_of(writing->times, finding->evidence.frames > 0 ? finding->evidence.frame[0] : 0));
    put_string(writing, "sentence", finding->sentence);
    put_string(writing, "next_step", finding->next_step);
    put_string(writing, "windows_error", finding->windows);
    write_evidence(writing, &finding->evidence);
    end_object(writing);
}

static void
write_findings(struct writing *writing, const struct pptp_subject *subject)
{
    if (!pptp_report_selection_has(writing->selection, subject))
        return;
    writing->in_series = false;
    pptp_diagnosis_make(writing->diagnosis, writing->scope, subject, write_finding, writing);
}

static void
write_one_series(struct writing *writing, const struct pptp_series *series)
{
    put_string(writing, "id", series->rule->id);
    put_number(writing, "count", series->count);
    put_string(writing, "client", series->client);
    put_string(writing, "server", series->server);
    put_string(writing, "user", series->user);
    put_start(writing, series->first);
    put_seconds(writing, "seconds", MAX(series->last - series->first, 0));
    begin_array(writing, "frames");
    for (unsigned i = 0; i < wmem_array_get_count(series->frames); i++)
        json_dumper_value_anyf(&writing->dumper, "%u", *(uint32_t *)wmem_array_index(series->frames, i));
    end_array(writing);
}

static void
visit_series(struct writing *writing, void (*visit)(struct writing *writing, const struct pptp_series *series))
{
    for (unsigned i = 0; i < wmem_array_get_count(writing->series->all); i++) {
        const struct pptp_series *series = pptp_list_at(writing->series->all, i);

        if (pptp_report_series_is_long(series))
            visit(writing, series);
    }
}

/* --- The document ---------- */

static void
flush(struct writing *writing)
{
    pptp_report_members_flush(&writing->dumper, writing->file);
    wmem_free_all(writing->scope);
}

static void
write_head(struct writing *writing)
{
    put_number(writing, "schema", SCHEMA);
    put_string(writing, "version", PPTP_VERSION);
    put_string(writing, "capture", writing->name);
}

static void
write_capture(struct writing *writing)
{
    uint32_t frames = writing->times->when->len;

    put_number(writing, "frames", frames);
    put_span(writing, frames > 0 ? writing->times->first : PPTP_TIME_UNKNOWN, writing->times->last);
}

static const struct list lists[] = {
    { "connections", true, 1u << PPTP_SCOPE_CONNECTION, write_connection },
    { "calls", true, 1u << PPTP_SCOPE_CALL, write_call },
    { "tunnels", true, 1u << PPTP_SCOPE_TUNNEL, write_tunnel },
    { "attempts", true, 1u << PPTP_SCOPE_ATTEMPT, write_attempt },
    { "points", false, 1u << PPTP_SCOPE_CALL | 1u << PPTP_SCOPE_TUNNEL, write_points },
    { "findings", false, ~0u, write_findings },
};

static bool
is_about(const struct list *list, const struct pptp_subject *subject)
{
    return list->scopes >> subject->scope & 1;
}

static void
write_item(const struct pptp_subject *subject, void *data)
{
    struct writing *writing = data;

    if (!is_about(writing->list, subject) || !pptp_report_selection_has(writing->selection, subject))
        return;
    if (writing->list->is_of_subjects)
        begin_object(writing, NULL);
    writing->list->write(writing, subject);
    if (writing->list->is_of_subjects)
        end_object(writing);
    flush(writing);
}

static void
write_series_item(struct writing *writing, const struct pptp_series *series)
{
    begin_object(writing, NULL);
    write_one_series(writing, series);
    end_object(writing);
}

static void
write_document(struct writing *writing, const struct pptp_history *history)
{
    begin_object(writing, NULL);
    write_head(writing);
    write_capture(writing);
    for (unsigned i = 0; i < G_N_ELEMENTS(lists); i++) {
        writing->list = &lists[i];
        begin_array(writing, lists[i].name);
        pptp_subject_visit_all(history, write_item, writing);
        end_array(writing);
    }
    begin_array(writing, "series");
    visit_series(writing, write_series_item);
    end_array(writing);
    end_object(writing);
    json_dumper_finish(&writing->dumper);
}

/* --- Lines ---------- */

static void
begin_line(struct writing *writing, const char *kind)
{
    begin_object(writing, NULL);
    write_head(writing);
    put_string(writing, "kind", kind);
}

static void
end_line(struct writing *writing)
{
    end_object(writing);
    json_dumper_finish(&writing->dumper);
    flush(writing);
}

/* The members of the subject, or a list that holds nothing of other subjects. */
static void
write_part(struct writing *writing, const struct list *list, const struct pptp_subject *subject)
{
    if (!list->is_of_subjects)
        begin_array(writing, list->name);
    list->write(writing, subject);
    if (!list->is_of_subjects)
        end_array(writing);
}

/* The capture has a line even if it holds no PPTP, so that no line means that it was not read. */
static void
write_line(const struct pptp_subject *subject, void *data)
{
    static const char *const kinds[] = { [PPTP_SCOPE_CAPTURE] = "capture",
                                         [PPTP_SCOPE_ATTEMPT] = "attempt",
                                         [PPTP_SCOPE_CONNECTION] = "connection",
                                         [PPTP_SCOPE_CALL] = "call",
                                         [PPTP_SCOPE_TUNNEL] = "tunnel" };
    struct writing *writing = data;

    if (subject->scope != PPTP_SCOPE_CAPTURE && !pptp_report_selection_has(writing->selection, subject))
        return;
    begin_line(writing, kinds[subject->scope]);
    if (subject->scope == PPTP_SCOPE_CAPTURE)
        write_capture(writing);
    for (unsigned i = 0; i < G_N_ELEMENTS(lists); i++) {
        if (is_about(&lists[i], subject))
            write_part(writing, &lists[i], subject);
    }
    end_line(writing);
}

static void
write_series_line(struct writing *writing, const struct pptp_series *series)
{
    begin_line(writing, "series");
    write_one_series(writing, series);
    end_line(writing);
}

static void
write_lines(struct writing *writing, const struct pptp_history *history)
{
    pptp_subject_visit_all(history, write_line, writing);
    visit_series(writing, write_series_line);
}

/* --- Both ---------- */

static void
write_report(const struct pptp_report_json *report, wmem_allocator_t *scope, int flags,
             void (*how)(struct writing *writing, const struct pptp_history *history))
{
    wmem_allocator_t *kept = wmem_allocator_new(WMEM_ALLOCATOR_BLOCK);
    GString *text = g_string_new(NULL);
    struct writing writing = { .file = report->file, .scope = scope, .selection = report->selection,
                               .name = pptp_report_source_name(kept), .times = report->times,
                               .diagnosis = pptp_diagnosis_new(), .series = pptp_report_series_new(kept),
                               .dumper = { .output_string = text, .flags = flags } };

    how(&writing, report->history);
    flush(&writing);
    g_string_free(text, TRUE);
    pptp_diagnosis_free(writing.diagnosis);
    wmem_destroy_allocator(kept);
}

void
pptp_report_json_write(const struct pptp_report_json *report, wmem_allocator_t *scope)
{
    write_report(report, scope, JSON_DUMPER_FLAGS_PRETTY_PRINT, write_document);
}

void
pptp_report_json_write_lines(const struct pptp_report_json *report, wmem_allocator_t *scope)
{
    write_report(report, scope, 0, write_lines);
}
