/* Prints the findings of a capture: a section for each session, the like ones as a series.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <stdio.h>

#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_reached.h"
#include "preferences.h"
#include "report/findings.h"
#include "report/habits.h"
#include "report/series.h"
#include "report/text.h"
#include "report/words.h"

/* What is printed of a subject, or of a connection and its only call. */
struct section {
    const char *text;
    struct pptp_series *series;         /* NULL: none */
};

struct printing {
    const struct pptp_selection *selection;
    struct pptp_diagnosis *diagnosis;
    wmem_allocator_t *kept;
    wmem_allocator_t *scope;            /* of one subject */
    struct pptp_series_list *series;
    wmem_array_t *sections;
    struct section open;                /* of a connection whose only call follows; text NULL: none */
    bool open_is_minor;                 /* its Warnings do not explain why the session ended */
    unsigned connection_warnings;       /* of the connection whose calls follow */
};

static void
close_section(struct printing *printing)
{
    if (printing->open.text)
        wmem_array_append_one(printing->sections, printing->open);
    printing->open = (struct section){ .text = NULL };
}

static bool
is_minor(const struct pptp_report_findings *found)
{
    return found->first && !pptp_diagnosis_rule_explains_end(found->first->rule);
}

/* printf is slow with long texts. */
static const char *
join(wmem_allocator_t *scope, const char *one, const char *other)
{
    wmem_strbuf_t *text = wmem_strbuf_new(scope, one);

    wmem_strbuf_append_c(text, '\n');
    wmem_strbuf_append(text, other);
    return wmem_strbuf_get_str(text);
}

/* What explains the end comes first. */
static void
add_text(struct printing *printing, const char *text, const struct pptp_report_findings *found)
{
    const char *before = printing->open.text;
    bool in_front = printing->open_is_minor && found->first && !is_minor(found);

    printing->open.text = !before ? wmem_strdup(printing->kept, text)
                                  : join(printing->kept, in_front ? text : before, in_front ? before : text);
    printing->open_is_minor = is_minor(found);
}

static void
add_to_series(struct printing *printing, const struct pptp_diagnosis_finding *finding)
{
    if (!finding || printing->open.series)
        return;
    printing->open.series = pptp_report_series_add(printing->series, finding);
}

static bool
has_one_call(const struct pptp_subject *subject)
{
    const struct pptp_connection *connection = subject->connection;

    return connection->first_call && connection->first_call == connection->last_call;
}

/* Nothing is wrong: either all of a sound session was seen, or the reader learns what was not. */
static const char *
write_verdict(wmem_allocator_t *scope, const struct pptp_subject *subject, const struct pptp_report_findings *found)
{
    const char *unseen = pptp_subject_unseen(scope, subject);

    if (found->lends)
        return "  see the call to which it probably belongs\n";
    if (found->is_unexplained || found->first)
        return "";
    if (!*unseen)
        return found->notes_end ? "  no warnings; a note says why the session ended\n" : "  no warnings\n";
    return wmem_strdup_printf(scope, "  nothing wrong was seen up to the stage %s%s; not seen: %s\n",
                              pptp_report_word_stage(subject),
                              pptp_subject_ending(scope, subject).frame ? "" : "; no end was captured", unseen);
}

/* The first lines under a title. */
static const char *
write_opening(wmem_allocator_t *scope, const struct pptp_subject *subject, const struct pptp_report_findings *found,
              bool is_right)
{
    const char *verdict = is_right ? write_verdict(scope, subject, found) : "";

    if (subject->scope != PPTP_SCOPE_CONNECTION)
        return verdict;
    return wmem_strdup_printf(scope, "  %s\n%s", pptp_report_word_sequences(scope, subject->connection), verdict);
}

/* The verdict of a connection with calls, and of the capture, is left to the calls. */
static void
add_subject(const struct pptp_subject *subject, void *data)
{
    struct printing *printing = data;
    bool is_call = subject->scope == PPTP_SCOPE_CALL, is_connection = subject->scope == PPTP_SCOPE_CONNECTION;
    bool is_left_to_calls = subject->scope == PPTP_SCOPE_CAPTURE || (is_connection && subject->connection->first_call);
    struct pptp_report_findings found;

    if (!is_call || !has_one_call(subject))
        close_section(printing);
    if (!pptp_report_selection_has(printing->selection, subject))
        return;
    found = pptp_report_text_findings(printing->scope, subject, printing->diagnosis);
    if (!is_call)
        printing->connection_warnings = is_connection ? found.warnings : 0;
    if (*found.text || subject->scope != PPTP_SCOPE_CAPTURE) {
        bool is_right = found.warnings + printing->connection_warnings == 0 && !is_left_to_calls;
        const char *opening = write_opening(printing->scope, subject, &found, is_right);
        wmem_strbuf_t *text = wmem_strbuf_new(printing->scope, pptp_report_text_title(printing->scope, subject));

        wmem_strbuf_append_c(text, '\n');
        wmem_strbuf_append(text, opening);
        wmem_strbuf_append(text, found.text);
        add_text(printing, wmem_strbuf_get_str(text), &found);
        if (!is_connection || !has_one_call(subject) || !is_minor(&found))
            add_to_series(printing, found.first);
    }
    if (!is_connection || !has_one_call(subject))
        close_section(printing);
    wmem_free_all(printing->scope);
}

/* Returns whether it printed anything. */
static bool
print_section(const struct printing *printing, const struct section *section, bool is_first)
{
    struct pptp_series *series = section->series ? pptp_report_series_told(section->series) : NULL;

    if (series && series->is_told)
        return false;
    printf("%s", is_first ? "" : "\n");
    if (series) {
        printf("%s. The first:\n", pptp_report_series_line(printing->scope, series));
        series->is_told = true;
    }
    printf("%s", section->text);
    return true;
}

static void
print_habits(const struct printing *printing, const struct pptp_history *history)
{
    const char *habits = pptp_preferences_shows_habits()
        ? pptp_report_habits(printing->scope, history, printing->selection) : "";

    if (*habits)
        printf("\nHarmless oddities of the implementations\n%s", habits);
}

void
pptp_report_findings_print(const struct pptp_history *history, const struct pptp_selection *selection)
{
    wmem_allocator_t *kept = wmem_allocator_new(WMEM_ALLOCATOR_BLOCK);
    struct printing printing = { .selection = selection, .diagnosis = pptp_diagnosis_new(), .kept = kept,
                                 .scope = wmem_allocator_new(WMEM_ALLOCATOR_BLOCK),
                                 .series = pptp_report_series_new(kept),
                                 .sections = wmem_array_new(kept, sizeof(struct section)) };
    bool any = false;

    pptp_subject_visit_all(history, add_subject, &printing);
    close_section(&printing);
    for (unsigned i = 0; i < wmem_array_get_count(printing.sections); i++)
        any |= print_section(&printing, wmem_array_index(printing.sections, i), !any);
    if (!any)
        printf("No PPTP.\n");
    print_habits(&printing, history);
    pptp_diagnosis_free(printing.diagnosis);
    wmem_destroy_allocator(printing.scope);
    wmem_destroy_allocator(kept);
}
