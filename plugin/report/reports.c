/* Prints the reports of tshark: pptp,calls, pptp,diagnosis, pptp,points, pptp,conformance (and with ,json), and
 * pptp,json (and with ,lines).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <stdio.h>
#include <string.h>

#include <epan/stat_tap_ui.h>
#include <epan/tap.h>

#include "capture.h"
#include "report/conformance.h"
#include "report/findings.h"
#include "report/json.h"
#include "report/points.h"
#include "report/reports.h"
#include "report/text.h"
#include "report/times.h"

struct report {
    struct pptp_selection selection;
    struct pptp_times times;        /* of all frames, if the kind tells times */
    const struct kind *kind;
    bool any_frame;
    bool any_packet;                /* a frame that was captured at some time */
};

struct kind {
    const char *option;             /* of -z */
    const char *title;              /* NULL: of JSON, which has none */
    void (*print)(const struct report *report, wmem_allocator_t *scope);
    bool tells_times;               /* of frames */
};

struct printing {
    const struct report *report;
    wmem_allocator_t *scope;
    unsigned lines;
    struct pptp_diagnosis *diagnosis;
};

/* --- pptp,calls ---------- */

static void
print_call(const struct pptp_subject *subject, void *data)
{
    struct printing *printing = data;
    const char *line = pptp_report_selection_has(&printing->report->selection, subject)
                           ? pptp_report_text_calls(printing->scope, subject, printing->diagnosis)
                           : "";

    if (*line) {
        printf("%s\n", line);
        printing->lines++;
    }
    wmem_free_all(printing->scope);
}

static void
print_calls(const struct report *report, wmem_allocator_t *scope)
{
    struct printing printing = { .report = report, .scope = scope, .diagnosis = pptp_diagnosis_new() };

    pptp_subject_visit_all(pptp_capture_history(), print_call, &printing);
    pptp_diagnosis_free(printing.diagnosis);
    if (printing.lines == 0)
        printf("No PPTP.\n");
}

/* --- pptp,diagnosis ---------- */

static void
print_diagnosis(const struct report *report, wmem_allocator_t *scope _U_)
{
    pptp_report_findings_print(pptp_capture_history(), &report->selection);
}

/* --- pptp,json ---------- */

static struct pptp_report_json
json_of(const struct report *report)
{
    return (struct pptp_report_json){ .file = stdout, .history = pptp_capture_history(),
                                      .selection = &report->selection, .times = &report->times };
}

static void
print_json(const struct report *report, wmem_allocator_t *scope)
{
    struct pptp_report_json json = json_of(report);

    pptp_report_json_write(&json, scope);
}

static void
print_lines(const struct report *report, wmem_allocator_t *scope)
{
    struct pptp_report_json json = json_of(report);

    pptp_report_json_write_lines(&json, scope);
}

/* --- pptp,points ---------- */

static void
print_points_of(const struct pptp_subject *subject, void *data)
{
    struct printing *printing = data;
    const char *lines = (subject->scope == PPTP_SCOPE_CALL || subject->scope == PPTP_SCOPE_TUNNEL)
                            && pptp_report_selection_has(&printing->report->selection, subject)
                            ? pptp_report_points_text(printing->scope, subject)
                            : "";

    if (*lines)
        printf("%s%s\n%s", printing->lines++ > 0 ? "\n" : "", pptp_report_text_title(printing->scope, subject), lines);
    wmem_free_all(printing->scope);
}

static void
print_points(const struct report *report, wmem_allocator_t *scope)
{
    struct printing printing = { .report = report, .scope = scope };

    pptp_subject_visit_all(pptp_capture_history(), print_points_of, &printing);
    if (printing.lines == 0)
        printf("Nothing shows more than one capture point.\n");
}

/* --- pptp,conformance ---------- */

static void
print_conformance(const struct report *report, wmem_allocator_t *scope)
{
    if (pptp_report_conformance_print(scope, &report->selection) == 0)
        printf("No PPTP control connection.\n");
}

static void
print_conformance_json(const struct report *report, wmem_allocator_t *scope)
{
    pptp_report_conformance_write(stdout, scope, &report->selection);
}

/* --- Taps ---------- */

static const struct kind kinds[] = {
    { "pptp,calls", "PPTP calls", print_calls, false },
    { "pptp,diagnosis", "PPTP diagnosis", print_diagnosis, false },
    { "pptp,points", "PPTP capture points", print_points, false },
    { "pptp,conformance", "PPTP conformance to RFC 2637", print_conformance, false },
    { "pptp,json", NULL, print_json, true },
    { "pptp,json,lines", NULL, print_lines, true },
    { "pptp,conformance,json", NULL, print_conformance_json, false },
};

static void
clear(void *data)
{
    struct report *report = data;

    pptp_report_selection_clear(&report->selection);
    pptp_report_times_clear(&report->times);
    report->any_frame = report->any_packet = false;
}

/* Wireshark reads other files too, such as pictures and JSON, as one frame without a time. */
static tap_packet_status
see_frame(void *data, packet_info *pinfo, epan_dissect_t *edt _U_, const void *tapped _U_, tap_flags_t flags _U_)
{
    struct report *report = data;

    report->any_frame = true;
    report->any_packet |= (pinfo->presence_flags & PINFO_HAS_TS) != 0;
    if (report->kind->tells_times)
        pptp_report_times_add(&report->times, pinfo->num, pptp_capture_time(pinfo));
    return TAP_PACKET_DONT_REDRAW;
}

static tap_packet_status
see(void *data, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped, tap_flags_t flags _U_)
{
    struct report *report = data;

    pptp_report_selection_add(&report->selection, tapped, NULL, NULL);
    return TAP_PACKET_DONT_REDRAW;
}

static void
draw(void *data)
{
    static const char rule[] = "================================================================================";
    struct report *report = data;
    wmem_allocator_t *scope;

    if (report->any_frame && !report->any_packet) {
        fprintf(stderr, "tshark: %s: The file isn't a capture file: it holds no packets.\n", report->kind->option);
        return;
    }
    scope = wmem_allocator_new(WMEM_ALLOCATOR_BLOCK);
    if (report->kind->title)
        printf("%s\n%s (plugin version %s)\n%s\n", rule, report->kind->title, PPTP_VERSION, rule);
    report->kind->print(report, scope);
    if (report->kind->title)
        printf("%s\n", rule);
    wmem_destroy_allocator(scope);
}

static void
finish(void *data)
{
    struct report *report = data;

    g_hash_table_destroy(report->selection.seen);
    pptp_report_times_free(&report->times);
    g_free(report);
}

/* option: the argument of -z, with an optional filter after a comma. data: the kind of report. */
static PPTP_STAT_INIT
begin(const char *option, void *data)
{
    struct report *report = g_new0(struct report, 1);
    const char *filter;
    GString *error;

    report->kind = data;
    pptp_report_selection_init(&report->selection);
    pptp_report_times_init(&report->times);
    filter = option + strlen(report->kind->option);
    error = register_tap_listener("pptp", report, *filter == ',' ? filter + 1 : NULL, TL_REQUIRES_NOTHING, clear, see,
                                  draw, finish);
    if (!error)
        error = register_tap_listener("frame", report, NULL, TL_REQUIRES_NOTHING, NULL, see_frame, NULL, NULL);
    if (error)
        fprintf(stderr, "tshark: Couldn't register %s: %s\n", report->kind->option, error->str);
    PPTP_STAT_INIT_RESULT(!error);
}

void
pptp_report_reports_register(void)
{
    static tap_param filter[] = {
        { PARAM_FILTER, "filter", "Filter", NULL, TRUE }
    };
    static stat_tap_ui ui[G_N_ELEMENTS(kinds)];

    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++) {
        ui[i] = (stat_tap_ui){
            .group = REGISTER_PACKET_STAT_GROUP_UNSORTED, .title = kinds[i].title, .cli_string = kinds[i].option,
            .tap_init_cb = begin, .nparams = G_N_ELEMENTS(filter), .params = filter
        };
        register_stat_tap_ui(&ui[i], (void *)&kinds[i]);
    }
}
