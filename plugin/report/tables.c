/* Fills the tables of calls, of findings, and of requirements.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/stat_tap_ui.h>
#include <epan/tap.h>

#include "capture.h"
#include "diagnosis/diagnosis.h"
#include "diagnosis/subject_tunnel.h"
#include "report/conduct.h"
#include "report/tables.h"
#include "report/text.h"
#include "report/words.h"
#include "show.h"

/* A table of subjects, filled when all packets have been read: at once if the packets are dissected again, as in the
 * GUI; at the end of the capture if they are dissected for the first time, as in tshark. */
struct report {
    struct pptp_selection selection;
    stat_tap_table *table;
    struct pptp_diagnosis *diagnosis;
    struct pptp_seen *seen;     /* NULL: not asked for so far */
    const char *title;
    void (*add)(struct report *report, wmem_allocator_t *scope, const struct pptp_subject *subject);
    bool at_the_end;        /* it will be filled then */
};

/* Cells own their text. */
static void
put_text(stat_tap_table_item_type *item, const char *text)
{
    item->type = TABLE_ITEM_STRING;
    item->value.string_value = g_strdup(text);
}

static void
put_number(stat_tap_table_item_type *item, uint64_t number)
{
    item->type = TABLE_ITEM_UINT;
    item->value.uint_value = (unsigned)MIN(number, UINT32_MAX);
}

static void
free_item(stat_tap_table *table _U_, guint row _U_, guint column _U_, stat_tap_table_item_type *item)
{
    if (item->type == TABLE_ITEM_STRING)
        g_free((char *)item->value.string_value);
    item->type = TABLE_ITEM_NONE;
}

/* --- Calls ---------- */

enum {
    CALL, START, DURATION, FIRST_WARNING, SUBJECT, IDS, STAGE, AUTHENTICATION, ENCRYPTION, ADDRESSES, FROM_CLIENT,
    FROM_SERVER, MISSING, LATE, DUPLICATE, SEQUENCES, ENDED, CALL_FILTER, CALL_COLUMNS
};

static stat_tap_table_item call_columns[] = {
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Call", "%-8s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Start (UTC)", "%-26s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "Duration (s)", "%14s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "First warning", "%-40s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Between", "%-60s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Call IDs (PNS / PAC)", "%-20s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Stage", "%-8s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Authentication", "%-30s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Encryption", "%-24s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Addresses", "%-32s" },
    { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "GRE from client", "%16u" },
    { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "GRE from server", "%16u" },
    { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Missing", "%8u" },
    { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Late", "%8u" },
    { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Duplicate", "%10u" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Key sequences", "%-90s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Ended", "%-40s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Filter", "%s" },
};

/* The GUI sorts by text, so all numbers have the same length. */
static const char *
word_call(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    return subject->call ? wmem_strdup_printf(scope, "%5u", subject->call->number) : "none";
}

/* Returns a display filter for the packets of a subject; "" if there is none. */
static const char *
word_filter(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    if (subject->call)
        return wmem_strdup_printf(scope, "pptp.call == %u", subject->call->number);
    if (subject->tunnel)
        return wmem_strdup_printf(scope, "pptp.tunnel.index == %u", subject->tunnel->number);
    return subject->connection ? wmem_strdup_printf(scope, "pptp.stream == %u", subject->connection->number) : "";
}

/* Empty if the beginning was not captured. */
static void
put_times(wmem_allocator_t *scope, stat_tap_table_item_type *items, const struct pptp_subject *subject)
{
    bool is_known = subject->call && !subject->call->adopted;
    int64_t start = is_known ? subject->call->first.when : 0;
    double duration = pptp_seconds(pptp_subject_end_time(subject) - start);

    put_text(&items[START], is_known ? pptp_report_word_time(scope, start) : "");
    put_text(&items[DURATION], is_known ? wmem_strdup_printf(scope, "%14.6f", duration) : "");
}

static const char *
word_id(wmem_allocator_t *scope, const struct pptp_call *call, unsigned end)
{
    return call->id_known[end] ? wmem_strdup_printf(scope, "%u", call->id[end]) : "?";
}

static const char *
word_ids(wmem_allocator_t *scope, const struct pptp_call *call)
{
    return wmem_strdup_printf(scope, "%s / %s%s", word_id(scope, call, call->pns), word_id(scope, call, !call->pns),
                              call->roles_known ? "" : " or reverse");
}

static void
put_counts(stat_tap_table_item_type *items, const struct pptp_subject *subject)
{
    unsigned client = pptp_subject_client(subject);
    const struct pptp_flow *one = pptp_subject_flow(subject, client), *other = pptp_subject_flow(subject, !client);
    struct pptp_counts counts = pptp_subject_flow_counts(one), more = pptp_subject_flow_counts(other);

    put_number(&items[FROM_CLIENT], one ? one->packets : 0);
    put_number(&items[FROM_SERVER], other ? other->packets : 0);
    put_number(&items[MISSING], counts.missing + more.missing);
    put_number(&items[LATE], (uint64_t)counts.late + more.late);
    put_number(&items[DUPLICATE], (uint64_t)counts.duplicate + more.duplicate);
}

static void
add_call(struct report *report, wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    const struct pptp_call *call = subject->call;
    stat_tap_table_item_type items[CALL_COLUMNS] = { { .type = TABLE_ITEM_NONE } };

    if (subject->scope == PPTP_SCOPE_CAPTURE
        || (subject->scope == PPTP_SCOPE_CONNECTION && subject->connection->first_call))
        return;
    put_text(&items[CALL], word_call(scope, subject));
    put_times(scope, items, subject);
    put_text(&items[SUBJECT], pptp_report_text_ends(scope, subject));
    put_text(&items[IDS], call ? word_ids(scope, call) : "");
    put_text(&items[STAGE], pptp_report_word_stage(subject));
    put_text(&items[AUTHENTICATION], pptp_report_word_authentication(scope, subject->link));
    put_text(&items[ENCRYPTION], pptp_report_word_encryption(scope, subject));
    put_text(&items[ADDRESSES], pptp_report_word_addresses(scope, subject));
    put_counts(items, subject);
    put_text(&items[FIRST_WARNING], pptp_report_text_first_warning(scope, subject, report->diagnosis));
    put_text(&items[SEQUENCES], subject->connection && !subject->connection->assumed
             ? pptp_report_word_sequences(scope, subject->connection) : "");
    put_text(&items[ENDED], pptp_report_text_ending(scope, subject));
    put_text(&items[CALL_FILTER], word_filter(scope, subject));
    stat_tap_init_table_row(report->table, report->table->num_elements, CALL_COLUMNS, items);
}

/* --- Findings ---------- */

enum { CALL_OF_FINDING, SEVERITY, FRAME, FINDING, NEXT_STEP, WHERE, FINDING_FILTER, FINDING_COLUMNS };

static stat_tap_table_item finding_columns[] = {
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Call", "%-8s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Severity", "%-9s" },
    { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Frame", "%8u" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Finding", "%s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Next step", "%s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "In", "%-70s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Filter", "%s" },
};

/* Returns a display filter for the frames of the evidence; "" if there are none. */
static const char *
word_frames(const struct pptp_evidence *evidence)
{
    wmem_strbuf_t *filter = wmem_strbuf_new(evidence->scope, "");

    for (unsigned i = 0; i < evidence->frames; i++)
        wmem_strbuf_append_printf(filter, i == 0 ? "frame.number in {%u" : ", %u", evidence->frame[i]);
    if (evidence->frames > 0)
        wmem_strbuf_append_c(filter, '}');
    return wmem_strbuf_get_str(filter);
}

static void
add_finding(const struct pptp_diagnosis_finding *finding, void *data)
{
    struct report *report = data;
    wmem_allocator_t *scope = finding->evidence.scope;
    stat_tap_table_item_type items[FINDING_COLUMNS];

    if (finding->standing == PPTP_BORROWED)
        return;
    put_text(&items[CALL_OF_FINDING], word_call(scope, &finding->evidence.subject));
    /* Sorted by text, the number puts the worst first. */
    put_text(&items[SEVERITY], wmem_strdup_printf(scope, "%u %s", finding->severity + 1,
                                                  pptp_diagnosis_severity_name(finding->severity)));
    put_text(&items[WHERE], pptp_report_text_title(scope, &finding->evidence.subject));
    put_number(&items[FRAME], finding->evidence.frames > 0 ? finding->evidence.frame[0] : 0);
    put_text(&items[FINDING], pptp_show_printable(scope, finding->sentence));
    put_text(&items[NEXT_STEP], finding->cause ? wmem_strdup_printf(scope, "Follows from %s", finding->cause->rule->id)
                                : finding->next_step ? finding->next_step : "");
    put_text(&items[FINDING_FILTER], word_frames(&finding->evidence));
    stat_tap_init_table_row(report->table, report->table->num_elements, FINDING_COLUMNS, items);
}

static void
add_findings(struct report *report, wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    pptp_diagnosis_make(report->diagnosis, scope, subject, add_finding, report);
}

/* --- Requirements ---------- */

enum { VERDICT, SECTION, LEVEL, REQUIREMENT, PEER, TIMES, FIRST_FRAME, EXPERT_ITEM, REQUIREMENT_COLUMNS };

static stat_tap_table_item requirement_columns[] = {
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Verdict", "%-14s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Section", "%-8s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Level", "%-8s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Requirement of RFC 2637", "%-72s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Peer", "%-48s" },
    { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Times", "%8u" },
    { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "First frame", "%12u" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Expert item", "%s" },
};

/* A requirement that was kept has no first frame. */
static void
add_requirement(struct report *report, const struct pptp_clause *clause, const struct pptp_conduct *conduct,
                const char *peer)
{
    uint32_t breaches = pptp_report_conduct_breaches(conduct);
    stat_tap_table_item_type items[REQUIREMENT_COLUMNS];

    if (pptp_report_conduct_worst(conduct) == PPTP_NOT_EXERCISED)
        return;
    put_text(&items[VERDICT], pptp_report_conduct_verdict(conduct));
    put_text(&items[SECTION], clause->section);
    put_text(&items[LEVEL], pptp_conformance_level_name(clause->level));
    put_text(&items[REQUIREMENT], clause->text);
    put_text(&items[PEER], peer);
    put_number(&items[TIMES], breaches ? breaches : conduct->kept);
    put_number(&items[FIRST_FRAME], conduct->frame[0]);
    put_text(&items[EXPERT_ITEM], clause->item ? clause->item : "");
    stat_tap_init_table_row(report->table, report->table->num_elements, REQUIREMENT_COLUMNS, items);
}

static void
add_peer(struct report *report, const struct pptp_conduct *conducts, const char *peer)
{
    for (unsigned i = 0; i < pptp_clause_count; i++)
        add_requirement(report, &pptp_clauses[i], &conducts[i], peer);
}

static void
add_peers(struct report *report, wmem_allocator_t *scope, const struct pptp_connection *connection)
{
    if (!report->seen)
        report->seen = pptp_report_seen_new(pptp_capture_history());
    for (unsigned end = 0; end < 2; end++) {
        struct pptp_judging judging = { report->seen, connection, end };

        add_peer(
            report, pptp_report_conduct_of(&judging, scope),
            wmem_strdup_printf(scope, "%u: %s", connection->number, pptp_report_word_peer(scope, connection, end)));
    }
}

static void
add_requirements(struct report *report, wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    const struct pptp_conduct *conducts;

    if (subject->scope == PPTP_SCOPE_CONNECTION)
        add_peers(report, scope, subject->connection);
    if (subject->scope != PPTP_SCOPE_ATTEMPT)
        return;
    conducts = pptp_report_conduct_of_attempt(subject->attempt, subject->history, scope);
    if (conducts)
        add_peer(report, conducts,
                 pptp_report_word_end(scope, &subject->attempt->server->address, subject->attempt->server->port));
}

/* --- Filling ---------- */

enum { CALLS, FINDINGS, REQUIREMENTS };

static struct report reports[] = {
    [CALLS] = { .title = "PPTP Calls", .add = add_call },
    [FINDINGS] = { .title = "PPTP Findings", .add = add_findings },
    [REQUIREMENTS] = { .title = "PPTP Requirements", .add = add_requirements },
};

/* Forgets what was found out. */
static void
begin_anew(struct report *report)
{
    pptp_report_seen_free(report->seen);
    report->seen = NULL;
    pptp_diagnosis_free(report->diagnosis);
    report->diagnosis = pptp_diagnosis_new();
}

static void
clear(struct report *report)
{
    stat_tap_table *table = report->table;

    pptp_report_selection_clear(&report->selection);
    begin_anew(report);
    for (unsigned row = 0; row < table->num_elements; row++) {
        for (unsigned column = 0; column < table->num_fields; column++)
            free_item(table, row, column, stat_tap_get_field_data(table, row, column));
        g_free(table->elements[row]);
    }
    table->num_elements = 0;
}

static void
fill_subject(const struct pptp_subject *subject, void *data)
{
    struct report *report = data;
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_SIMPLE);

    if (pptp_report_selection_has(&report->selection, subject))
        report->add(report, scope, subject);
    wmem_destroy_allocator(scope);
}

static void
fill(void *data)
{
    pptp_subject_visit_all(pptp_capture_history(), fill_subject, data);
}

static tap_packet_status
ignore(void *data _U_, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped _U_, tap_flags_t flags _U_)
{
    return TAP_PACKET_DONT_REDRAW;
}

static void
end(void *data)
{
    struct report *report = data;

    report->at_the_end = false;
}

/* tshark prints a table as it is at the end of the capture. A listener that was registered later is drawn before
 * that. */
static void
fill_at_the_end(struct report *report)
{
    GString *error = register_tap_listener("pptp", report, NULL, TL_REQUIRES_NOTHING, NULL, ignore, fill, end);

    report->at_the_end = !error;
    if (error)
        g_string_free(error, TRUE);
}

static tap_packet_status
see(struct report *report, const struct pptp_tap *tap)
{
    if (tap->first_time && !report->at_the_end)
        fill_at_the_end(report);
    pptp_report_selection_add(&report->selection, tap, tap->first_time ? NULL : fill_subject, report);
    return TAP_PACKET_REDRAW;
}

static tap_packet_status
see_calls(void *data _U_, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped, tap_flags_t flags _U_)
{
    return see(&reports[CALLS], tapped);
}

static tap_packet_status
see_findings(void *data _U_, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped, tap_flags_t flags _U_)
{
    return see(&reports[FINDINGS], tapped);
}

static tap_packet_status
see_requirements(void *data _U_, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped,
                 tap_flags_t flags _U_)
{
    return see(&reports[REQUIREMENTS], tapped);
}

static void
init(struct report *report, stat_tap_table_ui *ui)
{
    report->table = stat_tap_find_table(ui, report->title);
    if (!report->selection.seen)
        pptp_report_selection_init(&report->selection);
    if (report->table) {
        clear(report);
        return;
    }
    pptp_report_selection_clear(&report->selection);
    begin_anew(report);
    report->table = stat_tap_init_table(report->title, (int)ui->nfields, 0, NULL);
    stat_tap_add_table(ui, report->table);
}

static void
init_calls(stat_tap_table_ui *ui)
{
    init(&reports[CALLS], ui);
}

static void
init_findings(stat_tap_table_ui *ui)
{
    init(&reports[FINDINGS], ui);
}

static void
init_requirements(stat_tap_table_ui *ui)
{
    init(&reports[REQUIREMENTS], ui);
}

static void
reset(stat_tap_table *table)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(reports); i++) {
        if (reports[i].table == table)
            clear(&reports[i]);
    }
}

void
pptp_report_tables_register(void)
{
    static tap_param filter[] = {
        { PARAM_FILTER, "filter", "Filter", NULL, TRUE }
    };
    static stat_tap_table_ui ui[] = {
        [CALLS] = {
            .group = REGISTER_PACKET_STAT_GROUP_UNSORTED, .title = "PPTP Calls", .tap_name = "pptp",
            .cli_string = "pptp,call_table", .stat_tap_init_cb = init_calls, .packet_func = see_calls,
            .stat_tap_reset_table_cb = reset, .stat_tap_free_table_item_cb = free_item,
            .nfields = CALL_COLUMNS, .fields = call_columns, .nparams = G_N_ELEMENTS(filter), .params = filter
        },
        [FINDINGS] = {
            .group = REGISTER_PACKET_STAT_GROUP_UNSORTED, .title = "PPTP Findings", .tap_name = "pptp",
            .cli_string = "pptp,finding_table", .stat_tap_init_cb = init_findings, .packet_func = see_findings,
            .stat_tap_reset_table_cb = reset, .stat_tap_free_table_item_cb = free_item,
            .nfields = FINDING_COLUMNS, .fields = finding_columns, .nparams = G_N_ELEMENTS(filter), .params = filter
        },
        [REQUIREMENTS] = {
            .group = REGISTER_PACKET_STAT_GROUP_UNSORTED, .title = "PPTP Requirements", .tap_name = "pptp",
            .cli_string = "pptp,requirement_table", .stat_tap_init_cb = init_requirements,
            .packet_func = see_requirements, .stat_tap_reset_table_cb = reset, .stat_tap_free_table_item_cb = free_item,
            .nfields = REQUIREMENT_COLUMNS, .fields = requirement_columns, .nparams = G_N_ELEMENTS(filter),
            .params = filter
        },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(ui); i++)
        register_stat_tap_table_ui(&ui[i]);
}
