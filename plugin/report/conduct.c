/* Judges what one peer of a control connection did about each clause of RFC 2637.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "calls/requests.h"
#include "report/conduct.h"
#include "report/timers.h"

/* A field that was cut off was not judged; few captures cut messages, and then say so. */
static void
judge_fields(struct pptp_conduct *conduct, const struct pptp_clause *clause, const struct pptp_event *event)
{
    enum pptp_ruling ruling = PPTP_RULED_KEPT;

    for (const struct pptp_flaw *flaw = event->flaws; flaw; flaw = flaw->next) {
        if (flaw->fault != clause->about || (clause->field && strcmp(clause->field, flaw->field) != 0))
            continue;
        if (!conduct->has_value)
            conduct->value = flaw->value;
        conduct->has_value = flaw->fault != PPTP_FAULT_PADDING && flaw->fault != PPTP_FAULT_NOT_ASCII;
        ruling = flaw->habit ? PPTP_RULED_HABIT : PPTP_RULED_BROKEN;
    }
    pptp_report_conduct_add(conduct, ruling, 1, event->frame);
}

static void
judge_place(struct pptp_conduct *conduct, const struct pptp_clause *clause, const struct pptp_event *event)
{
    const struct pptp_finding *finding = event->findings;

    while (finding && finding->verdict != clause->about)
        finding = finding->next;
    if (!finding)
        pptp_report_conduct_add(conduct, PPTP_RULED_KEPT, 1, event->frame);
    else if (finding->severity == PPTP_CHAT)
        pptp_report_conduct_add(conduct, PPTP_RULED_UNCLEAR, 1, event->frame);
    else
        pptp_report_conduct_add(conduct, finding->severity == PPTP_WARNING ? PPTP_RULED_BROKEN : clause->mild, 1,
                                event->frame);
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
judge_reply(struct pptp_conduct *conduct, const struct pptp_event *event)
{
    enum pptp_severity severity;

    if (event->awaits_reply && event->reply)
        pptp_report_conduct_add(conduct, PPTP_RULED_KEPT, 1, event->frame);
    else if (pptp_request_unanswered(event, &severity))
        pptp_report_conduct_add(conduct, rule_silence(event, severity), 1, event->frame);
}

static void
judge_message(const struct pptp_judging *judging, struct pptp_conduct *conducts, const struct pptp_event *event)
{
    unsigned code = event->kind ? event->kind->code : 0;

    for (unsigned i = 0; i < pptp_clause_count; i++) {
        const struct pptp_clause *clause = &pptp_clauses[i];
        struct pptp_conduct *conduct = &conducts[i];
        bool is_about = clause->codes >> code & 1;

        if (clause->judge == PPTP_BY_SILENCE && is_about && event->from != judging->end)
            judge_reply(conduct, event);
        if (event->from != judging->end)
            continue;
        if (clause->judge == PPTP_BY_FLAW && is_about)
            judge_fields(conduct, clause, event);
        if (clause->judge == PPTP_BY_VERDICT && is_about)
            judge_place(conduct, clause, event);
    }
}

/* The connection closed without Stop-Control-Connection-Request, so it had messages before. */
static enum pptp_ruling
rule_closing(const struct pptp_connection *connection)
{
    if (pptp_request_may_be_missing(connection->last_event))
        return PPTP_RULED_UNCLEAR;
    return connection->closing == PPTP_WARNING ? PPTP_RULED_BROKEN : PPTP_RULED_HABIT;
}

static void
judge_closing(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    const struct pptp_connection *connection = judging->connection;
    const struct pptp_event *stop = connection->stop_request;

    if (stop && stop->from == judging->end)
        pptp_report_conduct_add(conduct, PPTP_RULED_KEPT, 1, stop->frame);
    else if (connection->closed_without_stop && connection->closed_by == judging->end)
        pptp_report_conduct_add(conduct, rule_closing(connection), 1, connection->closed_in);
}

/* bad: NULL: none. */
static void
add_headers(struct pptp_conduct *conduct, const struct pptp_header_count *bad, uint32_t all)
{
    if (bad)
        pptp_report_conduct_add(conduct, PPTP_RULED_BROKEN, bad->count, bad->frame);
    pptp_report_conduct_add(conduct, PPTP_RULED_KEPT, all - (bad ? MIN(bad->count, all) : 0), 0);
}

/* What has the Key of a call, but not a header of PPTP, belongs to no flow: only its time tells whose it is. */
static bool
was_up_in(const struct pptp_connection *connection, uint32_t frame)
{
    return connection->first_call && connection->first_call->first.frame <= frame
        && (connection->closed_in == 0 || frame <= connection->closed_in);
}

/* Adds what the headers of one direction show. */
static void
judge_headers(const struct pptp_judging *judging, struct pptp_conduct *conduct, unsigned fault)
{
    const struct pptp_connection *connection = judging->connection;
    const struct pptp_route *route = connection->route[judging->end];

    for (const struct pptp_call *call = connection->first_call; call; call = call->next) {
        const struct pptp_flow *flow = call->flow[!judging->end];

        if (flow)
            add_headers(conduct, flow->header_faults ? &flow->header_faults[fault] : NULL, flow->packets);
    }
    if (route->header_faults && was_up_in(connection, route->header_faults[fault].frame))
        add_headers(conduct, &route->header_faults[fault], 0);
}

static void
judge_tunnel(struct pptp_conduct *conduct, const struct pptp_clause *clause, const struct pptp_seen_packets *sent)
{
    const struct pptp_header_count *worst = &sent->worst[clause->about], *mild = &sent->mild[clause->about];

    pptp_report_conduct_add(conduct, clause->worst, worst->count, worst->frame);
    pptp_report_conduct_add(conduct, clause->mild, mild->count, mild->frame);
    pptp_report_conduct_add(conduct, PPTP_RULED_KEPT, sent->packets - worst->count - mild->count, 0);
}

static void
judge_clause(const struct pptp_judging *judging, struct pptp_conduct *conduct, const struct pptp_clause *clause)
{
    const struct pptp_seen_packets *sent = pptp_report_seen_packets(judging->seen, judging->connection);

    if (clause->judge == PPTP_BY_CLOSING)
        judge_closing(judging, conduct);
    if (clause->judge == PPTP_BY_TUNNEL && sent)
        judge_tunnel(conduct, clause, &sent[judging->end]);
    if (clause->judge == PPTP_BY_HEADER)
        judge_headers(judging, conduct, clause->about);
    if (clause->judge == PPTP_BY_COURSE)
        pptp_report_course_judge(judging, clause->about, conduct);
}

static struct pptp_conduct *
new_conducts(wmem_allocator_t *scope)
{
    struct pptp_conduct *conducts = wmem_alloc0_array(scope, struct pptp_conduct, pptp_clause_count);

    for (unsigned i = 0; i < pptp_clause_count; i++)
        conducts[i].scope = scope;
    return conducts;
}

struct pptp_conduct *
pptp_report_conduct_of(const struct pptp_judging *judging, wmem_allocator_t *scope)
{
    struct pptp_conduct *conducts = new_conducts(scope);

    for (unsigned end = 0; end < 2; end++) {
        for (const struct pptp_event *event = judging->connection->first_sent[end]; event; event = event->next_sent)
            judge_message(judging, conducts, event);
    }
    for (unsigned i = 0; i < pptp_clause_count; i++)
        judge_clause(judging, &conducts[i], &pptp_clauses[i]);
    return conducts;
}

struct pptp_conduct *
pptp_report_conduct_of_attempt(const struct pptp_attempt *attempt, const struct pptp_history *history,
                               wmem_allocator_t *scope)
{
    const struct pptp_clause *clause = pptp_conformance_clause(PPTP_BY_COURSE, PPTP_COURSE_WAITING_FOR_START, 0, NULL);
    struct pptp_conduct conduct = { .scope = scope }, *conducts;

    pptp_report_judge_idle_attempt(history, attempt, &conduct);
    if (pptp_report_conduct_worst(&conduct) == PPTP_NOT_EXERCISED)
        return NULL;
    conducts = new_conducts(scope);
    conducts[clause - pptp_clauses] = conduct;
    return conducts;
}
