/* Writes, for each peer of a control connection, the clauses of RFC 2637 that it kept and broke.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/to_str.h>
#include <wsutil/str_util.h>

#include "capture.h"
#include "report/conduct.h"
#include "report/conformance.h"
#include "report/diagrams.h"
#include "report/members.h"
#include "report/text.h"
#include "report/words.h"

enum { SCHEMA = 1 };        /* raised when scripts that read the document must change */

struct visiting {
    const struct pptp_seen *seen;
    wmem_allocator_t *scope;
    struct pptp_walked *walked;     /* one for each transition */
    unsigned number;                /* of the connection, among those that are selected */
    json_dumper *dumper;            /* NULL: text */
    FILE *file;
};

/* How many clauses a peer kept, broke, ...: each counts once, by the worst that was seen. */
struct sum {
    unsigned clauses[PPTP_STANDINGS];
};

/* Returns the clause after the section that begins with this one. */
static unsigned
section_end(unsigned first)
{
    unsigned end = first + 1;

    while (end < pptp_clause_count && strcmp(pptp_clauses[end].section, pptp_clauses[first].section) == 0)
        end++;
    return end;
}

static struct sum
add_up(const struct pptp_conduct *conducts, unsigned first, unsigned end)
{
    struct sum sum = { { 0 } };

    for (unsigned i = first; i < end; i++)
        sum.clauses[pptp_report_conduct_worst(&conducts[i])]++;
    return sum;
}

/* Calls visit with each selected connection, and frees the scope after each. Returns their number. */
static unsigned
visit_connections(struct visiting *visiting, const struct pptp_selection *selection,
                  void (*visit)(struct visiting *visiting, const struct pptp_subject *subject))
{
    wmem_array_t *connections = pptp_capture_history()->connections;
    unsigned visited = 0;

    for (unsigned i = 0; i < wmem_array_get_count(connections); i++) {
        struct pptp_subject subject = pptp_subject_of_connection(pptp_list_at(connections, i));

        if (!pptp_report_selection_has(selection, &subject))
            continue;
        visiting->number = visited++;
        pptp_report_diagrams_walk(visiting->walked, visiting->seen, subject.connection);
        visit(visiting, &subject);
        wmem_free_all(visiting->scope);
    }
    return visited;
}

/* --- Text ---------- */

static void
print_sum(const char *name, struct sum sum)
{
    printf("  %-9s %5u %7u %7u %8u %14u\n", name, sum.clauses[PPTP_RULED_KEPT], sum.clauses[PPTP_RULED_BROKEN],
           sum.clauses[PPTP_RULED_HABIT], sum.clauses[PPTP_RULED_UNCLEAR], sum.clauses[PPTP_NOT_EXERCISED]);
}

static void
print_sections(const struct pptp_conduct *conducts)
{
    printf("  Section    kept  broken  habits  unclear  not exercised\n");
    for (unsigned i = 0, end; i < pptp_clause_count; i = end) {
        end = section_end(i);
        print_sum(pptp_clauses[i].section, add_up(conducts, i, end));
    }
    print_sum("all", add_up(conducts, 0, pptp_clause_count));
}

static void
print_breach(wmem_allocator_t *scope, const struct pptp_clause *clause, const struct pptp_conduct *conduct)
{
    uint32_t times = pptp_report_conduct_breaches(conduct);

    if (times == 0)
        return;
    printf("  %-11s %-7s %-7s %s: %u time%s, %s", pptp_report_conduct_verdict(conduct), clause->section,
           pptp_conformance_level_name(clause->level), clause->text, times, plurality(times, "", "s"),
           pptp_report_conduct_frames(scope, conduct));
    if (conduct->has_value)
        printf(", value %u", conduct->value);
    if (clause->item)
        printf(" (%s)", clause->item);
    printf("\n");
}

static void
print_peer(wmem_allocator_t *scope, const struct pptp_judging *judging)
{
    const struct pptp_conduct *conducts = pptp_report_conduct_of(judging, scope);

    printf("\n%s\n", pptp_report_word_peer(scope, judging->connection, judging->end));
    print_sections(conducts);
    for (unsigned i = 0; i < pptp_clause_count; i++)
        print_breach(scope, &pptp_clauses[i], &conducts[i]);
}

static void
print_connection(struct visiting *visiting, const struct pptp_subject *subject)
{
    printf("%s%s\n", visiting->number > 0 ? "\n" : "", pptp_report_text_title(visiting->scope, subject));
    for (unsigned end = 0; end < 2; end++) {
        struct pptp_judging judging = { visiting->seen, subject->connection, end };

        print_peer(visiting->scope, &judging);
    }
}

static void
print_transition(const struct pptp_transition *transition, const struct pptp_walked *walked)
{
    char *arrow = g_strdup_printf("%s -> %s", transition->from, transition->to);

    printf("    %-34s %s: ", arrow, transition->on);
    if (walked->count > 0)
        printf("%u time%s, first in frame %u\n", walked->count, plurality(walked->count, "", "s"), walked->frame);
    else
        printf("not exercised\n");
    g_free(arrow);
}

static void
print_diagrams(const struct pptp_walked *walked)
{
    printf("\nState diagrams of RFC 2637, as walked\n");
    for (unsigned i = 0; i < pptp_transition_count; i++) {
        const struct pptp_transition *transition = &pptp_transitions[i];

        if (i == 0 || transition->figure != transition[-1].figure)
            printf("  %-8s %s\n", pptp_report_figure_section(transition->figure),
                   pptp_report_figure_name(transition->figure));
        print_transition(transition, &walked[i]);
    }
}

unsigned
pptp_report_conformance_print(wmem_allocator_t *scope, const struct pptp_selection *selection)
{
    struct pptp_seen *seen = pptp_report_seen_new(pptp_capture_history());
    struct visiting visiting = { seen, scope, g_new0(struct pptp_walked, pptp_transition_count), 0, NULL, stdout };
    unsigned printed = visit_connections(&visiting, selection, print_connection);

    if (printed > 0)
        print_diagrams(visiting.walked);
    g_free(visiting.walked);
    pptp_report_seen_free(seen);
    return printed;
}

/* --- JSON ---------- */

static void
write_sum(json_dumper *dumper, const char *section, struct sum sum)
{
    json_dumper_begin_object(dumper);
    pptp_report_member_string(dumper, "section", section);
    pptp_report_member_number(dumper, "kept", sum.clauses[PPTP_RULED_KEPT]);
    pptp_report_member_number(dumper, "broken", sum.clauses[PPTP_RULED_BROKEN]);
    pptp_report_member_number(dumper, "habits", sum.clauses[PPTP_RULED_HABIT]);
    pptp_report_member_number(dumper, "unclear", sum.clauses[PPTP_RULED_UNCLEAR]);
    pptp_report_member_number(dumper, "not_exercised", sum.clauses[PPTP_NOT_EXERCISED]);
    json_dumper_end_object(dumper);
}

static void
write_sections(json_dumper *dumper, const struct pptp_conduct *conducts)
{
    pptp_report_member_array(dumper, "sections");
    for (unsigned i = 0, end; i < pptp_clause_count; i = end) {
        end = section_end(i);
        write_sum(dumper, pptp_clauses[i].section, add_up(conducts, i, end));
    }
    json_dumper_end_array(dumper);
}

static void
write_frames(json_dumper *dumper, const struct pptp_conduct *conduct)
{
    pptp_report_member_array(dumper, "frames");
    for (unsigned i = 0; i < PPTP_CONDUCT_FRAMES && conduct->frame[i] > 0; i++)
        json_dumper_value_anyf(dumper, "%u", conduct->frame[i]);
    json_dumper_end_array(dumper);
}

/* A clause that was not exercised is left out. */
static void
write_clause(json_dumper *dumper, const struct pptp_clause *clause, const struct pptp_conduct *conduct)
{
    if (pptp_report_conduct_worst(conduct) == PPTP_NOT_EXERCISED)
        return;
    json_dumper_begin_object(dumper);
    pptp_report_member_string(dumper, "section", clause->section);
    pptp_report_member_string(dumper, "binds", clause->bound);
    pptp_report_member_string(dumper, "level", pptp_conformance_level_name(clause->level));
    pptp_report_member_string(dumper, "requirement", clause->text);
    pptp_report_member_string(dumper, "verdict", pptp_report_conduct_verdict(conduct));
    pptp_report_member_number(dumper, "kept", conduct->kept);
    pptp_report_member_number(dumper, "not_kept", pptp_report_conduct_breaches(conduct));
    write_frames(dumper, conduct);
    if (conduct->has_value)
        pptp_report_member_number(dumper, "value", conduct->value);
    else
        pptp_report_member_null(dumper, "value");
    pptp_report_member_string(dumper, "expert_item", clause->item);
    json_dumper_end_object(dumper);
}

static void
write_peer(json_dumper *dumper, wmem_allocator_t *scope, const struct pptp_judging *judging)
{
    const struct pptp_connection *connection = judging->connection;
    const struct pptp_conduct *conducts = pptp_report_conduct_of(judging, scope);

    json_dumper_begin_object(dumper);
    pptp_report_member_string(dumper, "address", address_to_str(scope, &connection->end[judging->end].address));
    pptp_report_member_string(dumper, "role", pptp_message_role_name(connection->role[judging->end]));
    pptp_report_member_string(dumper, "implementation", connection->implementation[judging->end]);
    write_sections(dumper, conducts);
    pptp_report_member_array(dumper, "requirements");
    for (unsigned i = 0; i < pptp_clause_count; i++)
        write_clause(dumper, &pptp_clauses[i], &conducts[i]);
    json_dumper_end_array(dumper);
    json_dumper_end_object(dumper);
}

static void
write_connection(struct visiting *visiting, const struct pptp_subject *subject)
{
    json_dumper_begin_object(visiting->dumper);
    pptp_report_member_number(visiting->dumper, "connection", subject->connection->number);
    pptp_report_member_array(visiting->dumper, "peers");
    for (unsigned end = 0; end < 2; end++) {
        struct pptp_judging judging = { visiting->seen, subject->connection, end };

        write_peer(visiting->dumper, visiting->scope, &judging);
    }
    json_dumper_end_array(visiting->dumper);
    json_dumper_end_object(visiting->dumper);
    pptp_report_members_flush(visiting->dumper, visiting->file);
}

static void
write_transitions(json_dumper *dumper, const struct pptp_walked *walked)
{
    pptp_report_member_array(dumper, "transitions");
    for (unsigned i = 0; i < pptp_transition_count; i++) {
        const struct pptp_transition *transition = &pptp_transitions[i];

        json_dumper_begin_object(dumper);
        pptp_report_member_string(dumper, "section", pptp_report_figure_section(transition->figure));
        pptp_report_member_string(dumper, "from", transition->from);
        pptp_report_member_string(dumper, "to", transition->to);
        pptp_report_member_string(dumper, "on", transition->on);
        pptp_report_member_number(dumper, "count", walked[i].count);
        pptp_report_member_number(dumper, "first_frame", walked[i].frame);
        json_dumper_end_object(dumper);
    }
    json_dumper_end_array(dumper);
}

void
pptp_report_conformance_write(FILE *file, wmem_allocator_t *scope, const struct pptp_selection *selection)
{
    struct pptp_seen *seen = pptp_report_seen_new(pptp_capture_history());
    GString *text = g_string_new(NULL);
    json_dumper dumper = { .output_string = text, .flags = JSON_DUMPER_FLAGS_PRETTY_PRINT };
    struct visiting visiting = { seen, scope, g_new0(struct pptp_walked, pptp_transition_count), 0, &dumper, file };

    json_dumper_begin_object(&dumper);
    pptp_report_member_number(&dumper, "schema", SCHEMA);
    pptp_report_member_array(&dumper, "conformance");
    visit_connections(&visiting, selection, write_connection);
    json_dumper_end_array(&dumper);
    write_transitions(&dumper, visiting.walked);
    json_dumper_end_object(&dumper);
    json_dumper_finish(&dumper);
    pptp_report_members_flush(&dumper, file);
    g_string_free(text, TRUE);
    g_free(visiting.walked);
    pptp_report_seen_free(seen);
}
