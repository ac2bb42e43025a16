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
    unsigned number; /* of connections and attempts visited so far */
    json_dumper *dumper;            /* NULL: text */
    FILE *file;
};

/* A peer and what it did about each clause. */
struct peer {
    const struct pptp_end *end;
    const char *name; /* the same and more, as text */
    const char *role; /* "": unknown */
    const char *implementation; /* NULL: unknown */
    const struct pptp_conduct *conducts;
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

/* Returns an end of a control connection, or the server of an attempt that has none. */
static struct peer
peer_of(const struct visiting *visiting, const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_connection *connection = subject->connection;
    struct pptp_judging judging = { visiting->seen, connection, end };

    if (!connection)
        return (struct peer){ subject->attempt->server,
                              address_to_str(visiting->scope, &subject->attempt->server->address), "", NULL,
                              pptp_report_conduct_of_attempt(subject->attempt, subject->history, visiting->scope) };
    return (struct peer){ &connection->end[end], pptp_report_word_peer(visiting->scope, connection, end),
                          pptp_message_role_name(connection->role[end]), connection->implementation[end],
                          pptp_report_conduct_of(&judging, visiting->scope) };
}

static unsigned
peers_of(const struct pptp_subject *subject)
{
    return subject->connection ? 2 : 1;
}

typedef void (*visitor)(struct visiting *visiting, const struct pptp_subject *subject);

/* Calls visit and frees the scope. */
static void
visit_subject(struct visiting *visiting, const struct pptp_selection *selection, const struct pptp_subject *subject,
              visitor visit)
{
    if (!pptp_report_selection_has(selection, subject))
        return;
    if (subject->connection)
        pptp_report_diagrams_walk(visiting->walked, visiting->seen, subject->connection);
    visit(visiting, subject);
    visiting->number++;
    wmem_free_all(visiting->scope);
}

/* Calls visit with each selected connection, and with each selected attempt without a message that exercised a clause.
 * Returns their number. */
static unsigned
visit_all(struct visiting *visiting, const struct pptp_selection *selection, visitor visit)
{
    const struct pptp_history *history = pptp_capture_history();

    for (unsigned i = 0; i < wmem_array_get_count(history->connections); i++) {
        struct pptp_subject subject = pptp_subject_of_connection(pptp_list_at(history->connections, i));

        visit_subject(visiting, selection, &subject, visit);
    }
    for (unsigned i = 0; i < wmem_array_get_count(history->attempts); i++) {
        const struct pptp_attempt *attempt = pptp_list_at(history->attempts, i);
        struct pptp_subject subject = pptp_subject_of_attempt(history, attempt);

        if (!attempt->connection && pptp_report_conduct_of_attempt(attempt, history, visiting->scope))
            visit_subject(visiting, selection, &subject, visit);
    }
    return visiting->number;
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
print_peer(wmem_allocator_t *scope, const struct peer *peer)
{
    printf("\n%s\n", peer->name);
    print_sections(peer->conducts);
    for (unsigned i = 0; i < pptp_clause_count; i++)
        print_breach(scope, &pptp_clauses[i], &peer->conducts[i]);
}

static void
print_subject(struct visiting *visiting, const struct pptp_subject *subject)
{
    printf("%s%s\n", visiting->number > 0 ? "\n" : "", pptp_report_text_title(visiting->scope, subject));
    for (unsigned end = 0; end < peers_of(subject); end++) {
        struct peer peer = peer_of(visiting, subject, end);

        print_peer(visiting->scope, &peer);
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
    unsigned printed = visit_all(&visiting, selection, print_subject);

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
write_peer(json_dumper *dumper, wmem_allocator_t *scope, const struct peer *peer)
{
    json_dumper_begin_object(dumper);
    pptp_report_member_string(dumper, "address", address_to_str(scope, &peer->end->address));
    pptp_report_member_string(dumper, "role", peer->role);
    pptp_report_member_string(dumper, "implementation", peer->implementation);
    write_sections(dumper, peer->conducts);
    pptp_report_member_array(dumper, "requirements");
    for (unsigned i = 0; i < pptp_clause_count; i++)
        write_clause(dumper, &pptp_clauses[i], &peer->conducts[i]);
    json_dumper_end_array(dumper);
    json_dumper_end_object(dumper);
}

static void
write_subject(struct visiting *visiting, const struct pptp_subject *subject)
{
    json_dumper_begin_object(visiting->dumper);
    if (subject->connection)
        pptp_report_member_number(visiting->dumper, "connection", subject->connection->number);
    else
        pptp_report_member_null(visiting->dumper, "connection");
    pptp_report_member_array(visiting->dumper, "peers");
    for (unsigned end = 0; end < peers_of(subject); end++) {
        struct peer peer = peer_of(visiting, subject, end);

        write_peer(visiting->dumper, visiting->scope, &peer);
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
    visit_all(&visiting, selection, write_subject);
    json_dumper_end_array(&dumper);
    write_transitions(&dumper, visiting.walked);
    json_dumper_end_object(&dumper);
    json_dumper_finish(&dumper);
    pptp_report_members_flush(&dumper, file);
    g_string_free(text, TRUE);
    g_free(visiting.walked);
    pptp_report_seen_free(seen);
}
