/* Sums up, for each peer of a control connection, the clauses of RFC 2637 that it kept and broke.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <stdio.h>
#include <string.h>

#include <epan/to_str.h>
#include <wsutil/str_util.h>

#include "calls/requests.h"
#include "capture.h"
#include "conformance/clauses.h"
#include "report/conformance.h"
#include "report/text.h"
#include "tunnel/verdicts.h"

#define FRAMES 3            /* that a line names */

/* What one peer did about one clause. */
struct tally {
    uint32_t kept;
    uint32_t broken;
    uint32_t habits;        /* broken as a known implementation does */
    uint32_t unclear;       /* the capture cannot tell */
    uint32_t frame[FRAMES]; /* the first ones that broke it, or did not tell */
    uint32_t value;         /* of the first, where a number was wrong */
    bool has_value;
};

/* The packets that an end of a connection sent in its tunnels. */
struct sent {
    uint32_t packets;
    struct pptp_header_count worst[PPTP_TUNNEL_VERDICTS];   /* with the verdict at its worst */
    struct pptp_header_count mild[PPTP_TUNNEL_VERDICTS];
};

struct pptp_report_packets {
    GHashTable *sent;       /* connection -> struct sent[2] */
};

struct judging {
    const struct pptp_connection *connection;
    unsigned end;
    struct tally *tallies;  /* one for each clause */
};

/* --- Packets of the tunnels ---------- */

struct pptp_report_packets *
pptp_report_conformance_new(void)
{
    struct pptp_report_packets *packets = g_new0(struct pptp_report_packets, 1);

    packets->sent = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    return packets;
}

void
pptp_report_conformance_free(struct pptp_report_packets *packets)
{
    g_hash_table_destroy(packets->sent);
    g_free(packets);
}

void
pptp_report_conformance_clear(struct pptp_report_packets *packets)
{
    g_hash_table_remove_all(packets->sent);
}

static void
count(struct pptp_header_count *counted, uint32_t frame)
{
    if (counted->count++ == 0)
        counted->frame = frame;
}

static struct sent *
sent_in(struct pptp_report_packets *packets, const struct pptp_connection *connection)
{
    struct sent *sent = g_hash_table_lookup(packets->sent, connection);

    if (!sent) {
        sent = g_new0(struct sent, 2);
        g_hash_table_insert(packets->sent, (void *)connection, sent);
    }
    return sent;
}

/* What a packet's verdicts are about is its call, except that it has none. */
static unsigned
verdicts_that_count(const struct pptp_packet *packet)
{
    return packet->sequence->flow->call ? packet->verdicts : packet->verdicts & 1u << PPTP_TUNNEL_NO_CALL;
}

void
pptp_report_conformance_see(struct pptp_report_packets *packets, const struct pptp_tap *tap)
{
    const struct pptp_packet *packet = tap->packet;
    const struct pptp_route *route = packet && packet->sequence ? packet->sequence->flow->route : NULL;
    const struct pptp_connection *connection = tap->connection || !route ? tap->connection : route->connection;
    struct sent *sent;

    if (!route || !connection || packet->is_copy)
        return;
    sent = &sent_in(packets, connection)[!addresses_equal(&connection->end[0].address, &route->sender)];
    sent->packets++;
    for (unsigned rest = verdicts_that_count(packet), verdict = 0; rest; rest >>= 1, verdict++) {
        if (rest & 1)
            count(pptp_tunnel_verdict_is_mild(packet, verdict) ? &sent->mild[verdict] : &sent->worst[verdict],
                  packet->frame);
    }
}

/* --- Tallies ---------- */

static void
add(struct tally *tally, enum pptp_ruling ruling, uint32_t times, uint32_t frame)
{
    uint32_t *counts[] = { [PPTP_RULED_KEPT] = &tally->kept, [PPTP_RULED_BROKEN] = &tally->broken,
                           [PPTP_RULED_HABIT] = &tally->habits, [PPTP_RULED_UNCLEAR] = &tally->unclear };

    *counts[ruling] += times;
    if (ruling == PPTP_RULED_KEPT || times == 0)
        return;
    for (unsigned i = 0; i < FRAMES && tally->frame[i] != frame; i++) {
        if (tally->frame[i] == 0) {
            tally->frame[i] = frame;
            return;
        }
    }
}

/* A field that was cut off was not judged; few captures cut messages, and then say so. */
static void
judge_fields(struct tally *tally, const struct pptp_clause *clause, const struct pptp_event *event)
{
    enum pptp_ruling ruling = PPTP_RULED_KEPT;

    for (const struct pptp_flaw *flaw = event->flaws; flaw; flaw = flaw->next) {
        if (flaw->fault != clause->about || (clause->field && strcmp(clause->field, flaw->field) != 0))
            continue;
        if (!tally->has_value)
            tally->value = flaw->value;
        tally->has_value = flaw->fault != PPTP_FAULT_PADDING;
        ruling = flaw->habit ? PPTP_RULED_HABIT : PPTP_RULED_BROKEN;
    }
    add(tally, ruling, 1, event->frame);
}

static void
judge_place(struct tally *tally, const struct pptp_clause *clause, const struct pptp_event *event)
{
    const struct pptp_finding *finding = event->findings;

    while (finding && finding->verdict != clause->about)
        finding = finding->next;
    if (!finding)
        add(tally, PPTP_RULED_KEPT, 1, event->frame);
    else if (finding->severity == PPTP_CHAT)
        add(tally, PPTP_RULED_UNCLEAR, 1, event->frame);
    else
        add(tally, finding->severity == PPTP_WARNING ? PPTP_RULED_BROKEN : clause->mild, 1, event->frame);
}

/* The reply may be missing from the capture, or may come after its end. */
static enum pptp_ruling
rule_silence(const struct pptp_event *request, enum pptp_severity severity)
{
    if (severity == PPTP_WARNING)
        return PPTP_RULED_BROKEN;
    return !request->connection->closed_in || pptp_request_may_be_missing(request) ? PPTP_RULED_UNCLEAR
                                                                                   : PPTP_RULED_HABIT;
}

/* The event is a request of the other end. */
static void
judge_reply(struct tally *tally, const struct pptp_event *event)
{
    enum pptp_severity severity;

    if (event->awaits_reply && event->reply)
        add(tally, PPTP_RULED_KEPT, 1, event->frame);
    else if (pptp_request_unanswered(event, &severity))
        add(tally, rule_silence(event, severity), 1, event->frame);
}

static void
judge_message(const struct judging *judging, const struct pptp_event *event)
{
    unsigned code = event->kind ? event->kind->code : 0;

    for (unsigned i = 0; i < pptp_clause_count; i++) {
        const struct pptp_clause *clause = &pptp_clauses[i];
        struct tally *tally = &judging->tallies[i];
        bool is_about = clause->codes >> code & 1;

        if (clause->judge == PPTP_BY_SILENCE && is_about && event->from != judging->end)
            judge_reply(tally, event);
        if (event->from != judging->end)
            continue;
        if (clause->judge == PPTP_BY_FLAW && is_about)
            judge_fields(tally, clause, event);
        if (clause->judge == PPTP_BY_VERDICT && is_about)
            judge_place(tally, clause, event);
    }
}

static enum pptp_ruling
rule_closing(const struct pptp_connection *connection)
{
    if (connection->last_event && pptp_request_may_be_missing(connection->last_event))
        return PPTP_RULED_UNCLEAR;
    return connection->closing == PPTP_WARNING ? PPTP_RULED_BROKEN : PPTP_RULED_HABIT;
}

static void
judge_closing(const struct judging *judging, struct tally *tally)
{
    const struct pptp_connection *connection = judging->connection;
    const struct pptp_event *stop = connection->stop_request;

    if (stop && stop->from == judging->end)
        add(tally, PPTP_RULED_KEPT, 1, stop->frame);
    else if (connection->closed_without_stop && connection->closed_by == judging->end)
        add(tally, rule_closing(connection), 1, connection->closed_in);
}

/* Adds what the headers of one direction show. */
static void
judge_headers(struct tally *tally, unsigned fault, const struct pptp_flow *flow)
{
    struct pptp_header_count bad = { 0 };

    if (!flow)
        return;
    if (flow->header_faults)
        bad = flow->header_faults[fault];
    add(tally, PPTP_RULED_BROKEN, bad.count, bad.frame);
    add(tally, PPTP_RULED_KEPT, flow->packets - MIN(bad.count, flow->packets), 0);
}

static void
judge_tunnel(struct tally *tally, const struct pptp_clause *clause, const struct sent *sent)
{
    const struct pptp_header_count *worst = &sent->worst[clause->about], *mild = &sent->mild[clause->about];

    add(tally, clause->worst, worst->count, worst->frame);
    add(tally, clause->mild, mild->count, mild->frame);
    add(tally, PPTP_RULED_KEPT, sent->packets - worst->count - mild->count, 0);
}

static void
judge_packets(const struct judging *judging, const struct sent *sent)
{
    for (unsigned i = 0; i < pptp_clause_count; i++) {
        const struct pptp_clause *clause = &pptp_clauses[i];

        if (clause->judge == PPTP_BY_CLOSING)
            judge_closing(judging, &judging->tallies[i]);
        if (clause->judge == PPTP_BY_TUNNEL && sent)
            judge_tunnel(&judging->tallies[i], clause, &sent[judging->end]);
        for (const struct pptp_call *call = judging->connection->first_call;
             call && clause->judge == PPTP_BY_HEADER; call = call->next)
            judge_headers(&judging->tallies[i], clause->about, call->flow[!judging->end]);
    }
}

static void
judge(const struct judging *judging, const struct sent *sent)
{
    for (unsigned end = 0; end < 2; end++) {
        for (const struct pptp_event *event = judging->connection->first_sent[end]; event; event = event->next_sent)
            judge_message(judging, event);
    }
    judge_packets(judging, sent);
}

/* --- Text ---------- */

struct sum {
    unsigned kept;
    unsigned broken;
    unsigned habits;
    unsigned unclear;
    unsigned not_exercised;
};

/* Each clause counts once, by the worst that was seen. */
static void
add_to_sum(struct sum *sum, const struct tally *tally)
{
    unsigned *count = tally->broken ? &sum->broken : tally->habits ? &sum->habits : tally->unclear ? &sum->unclear
                    : tally->kept ? &sum->kept : &sum->not_exercised;

    ++*count;
}

static void
print_sum(const char *name, const struct sum *sum)
{
    printf("  %-9s %5u %7u %7u %8u %14u\n", name, sum->kept, sum->broken, sum->habits, sum->unclear,
           sum->not_exercised);
}

static void
print_sections(const struct tally *tallies)
{
    struct sum all = { 0 };

    printf("  Section    kept  broken  habits  unclear  not exercised\n");
    for (unsigned i = 0; i < pptp_clause_count;) {
        const char *section = pptp_clauses[i].section;
        struct sum sum = { 0 };

        for (; i < pptp_clause_count && strcmp(pptp_clauses[i].section, section) == 0; i++) {
            add_to_sum(&sum, &tallies[i]);
            add_to_sum(&all, &tallies[i]);
        }
        print_sum(section, &sum);
    }
    print_sum("all", &all);
}

static const char *
word_frames(wmem_allocator_t *scope, const struct tally *tally, uint32_t times)
{
    wmem_strbuf_t *words = wmem_strbuf_new(scope, NULL);

    for (unsigned i = 0; i < FRAMES && tally->frame[i] > 0; i++)
        wmem_strbuf_append_printf(words, "%s%u", i > 0 ? ", " : "", tally->frame[i]);
    return wmem_strdup_printf(scope, "frame%s %s%s", tally->frame[1] > 0 ? "s" : "", wmem_strbuf_get_str(words),
                              times > FRAMES ? ", ..." : "");
}

static void
print_breach(wmem_allocator_t *scope, const struct pptp_clause *clause, const struct tally *tally)
{
    uint32_t times = tally->broken + tally->habits + tally->unclear;
    const char *verdict = tally->broken ? "broken" : tally->habits ? "known habit" : "unclear";

    if (times == 0)
        return;
    printf("  %-11s %-7s %-7s %s: %u time%s, %s", verdict, clause->section,
           pptp_conformance_level_name(clause->level), clause->text, times, plurality(times, "", "s"),
           word_frames(scope, tally, times));
    if (tally->has_value)
        printf(", value %u", tally->value);
    printf(" (%s)\n", clause->item);
}

static void
print_peer(wmem_allocator_t *scope, const struct judging *judging)
{
    const struct pptp_connection *connection = judging->connection;
    const char *role = pptp_message_role_name(connection->role[judging->end]);
    const char *looks = connection->implementation[judging->end];

    printf("\n%s%s%s%s%s\n", address_to_str(scope, &connection->end[judging->end].address), *role ? ", the " : "", role,
           looks ? ", looks like " : "", looks ? looks : "");
    print_sections(judging->tallies);
    for (unsigned i = 0; i < pptp_clause_count; i++)
        print_breach(scope, &pptp_clauses[i], &judging->tallies[i]);
}

static void
print_connection(const struct pptp_report_packets *packets, wmem_allocator_t *scope,
                 const struct pptp_subject *subject)
{
    const struct sent *sent = g_hash_table_lookup(packets->sent, subject->connection);

    printf("%s\n", pptp_report_text_title(scope, subject));
    for (unsigned end = 0; end < 2; end++) {
        struct tally *tallies = wmem_alloc0_array(scope, struct tally, pptp_clause_count);
        struct judging judging = { subject->connection, end, tallies };

        judge(&judging, sent);
        print_peer(scope, &judging);
    }
}

unsigned
pptp_report_conformance_print(const struct pptp_report_packets *packets, wmem_allocator_t *scope,
                              const struct pptp_selection *selection)
{
    wmem_array_t *connections = pptp_capture_history()->connections;
    unsigned printed = 0;

    for (unsigned i = 0; i < wmem_array_get_count(connections); i++) {
        struct pptp_subject subject = pptp_subject_of_connection(pptp_list_at(connections, i));

        if (!pptp_report_selection_has(selection, &subject))
            continue;
        printf("%s", printed++ > 0 ? "\n" : "");
        print_connection(packets, scope, &subject);
        wmem_free_all(scope);
    }
    return printed;
}
