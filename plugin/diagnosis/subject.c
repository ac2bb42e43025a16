/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include <epan/strutil.h>
#include <epan/to_str.h>

#include "control/messages.h"
#include "control/names.h"
#include "diagnosis/subject.h"
#include "ppp/text.h"
#include "show.h"

struct pptp_subject
pptp_subject_of_attempt(const struct pptp_history *history, const struct pptp_attempt *attempt)
{
    return (struct pptp_subject){ .scope = PPTP_SCOPE_ATTEMPT, .history = history, .attempt = attempt };
}

struct pptp_subject
pptp_subject_of_connection(const struct pptp_connection *connection)
{
    return (struct pptp_subject){ .scope = PPTP_SCOPE_CONNECTION, .history = connection->history,
                                  .attempt = connection->attempt, .connection = connection };
}

struct pptp_subject
pptp_subject_of_call(const struct pptp_call *call)
{
    return (struct pptp_subject){
        .scope = PPTP_SCOPE_CALL, .history = call->connection->history, .attempt = call->connection->attempt,
        .connection = call->connection, .call = call, .tunnel = call->tunnel,
        .link = call->tunnel ? call->tunnel->link : NULL };
}

struct pptp_subject
pptp_subject_of_tunnel(const struct pptp_history *history, const struct pptp_tunnel *tunnel)
{
    return (struct pptp_subject){ .scope = PPTP_SCOPE_TUNNEL, .history = history, .tunnel = tunnel, .link = tunnel->link };
}

static void
visit_connection(const struct pptp_connection *connection, pptp_visitor visit, void *data)
{
    struct pptp_subject subject = pptp_subject_of_connection(connection);

    visit(&subject, data);
    for (const struct pptp_call *call = connection->first_call; call; call = call->next) {
        subject = pptp_subject_of_call(call);
        visit(&subject, data);
    }
}

void
pptp_subject_visit_all(const struct pptp_history *history, pptp_visitor visit, void *data)
{
    struct pptp_subject subject;

    for (unsigned i = 0; i < wmem_array_get_count(history->connections); i++)
        visit_connection(pptp_list_at(history->connections, i), visit, data);
    for (unsigned i = 0; i < wmem_array_get_count(history->attempts); i++) {
        subject = pptp_subject_of_attempt(history, pptp_list_at(history->attempts, i));
        if (!subject.attempt->connection)
            visit(&subject, data);
    }
    for (unsigned i = 0; i < wmem_array_get_count(history->tunnels); i++) {
        subject = pptp_subject_of_tunnel(history, pptp_list_at(history->tunnels, i));
        if (!subject.tunnel->call)
            visit(&subject, data);
    }
}

static bool
is_lone_answer(const struct pptp_event *event)
{
    return event->kind && event->kind->answers && !event->request;
}

/* TCP's opening shows it, or more than one answer to what was not captured. */
bool
pptp_subject_is_half_captured(const struct pptp_connection *connection)
{
    const struct pptp_attempt *attempt = connection->attempt;
    unsigned sender = connection->first_sent[0] ? 0 : 1;
    const struct pptp_event *first = connection->first_sent[sender], *last = connection->last_sent[sender];

    if (!first || connection->first_sent[!sender])
        return false;
    return attempt ? (attempt->requests > 0) != (attempt->answered.frame > 0)
                   : first != last && is_lone_answer(first) && is_lone_answer(last);
}

unsigned
pptp_subject_client(const struct pptp_subject *subject)
{
    if (subject->call)
        return subject->call->pns;
    return subject->connection && subject->connection->originator > 0 ? 1 : 0;
}

const char *
pptp_subject_party(wmem_allocator_t *scope, const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_connection *connection = subject->connection;
    const address *address = pptp_subject_address(subject, end);

    if (subject->scope == PPTP_SCOPE_ATTEMPT)
        return end == pptp_subject_client(subject) ? "the client" : "the server";
    if (subject->call && (subject->call->direction != PPTP_OUTGOING || connection->originator == (int)!subject->call->pns))
        return end == subject->call->pns ? "the PNS" : "the PAC";
    if (subject->call || (connection && connection->originator >= 0))
        return end == pptp_subject_client(subject) ? "the client" : "the server";
    return address ? address_to_str(scope, address) : "the other end";
}

const address *
pptp_subject_address(const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_tunnel *tunnel = subject->tunnel;

    if (subject->connection)
        return &subject->connection->end[end].address;
    if (tunnel && tunnel->flow[end])
        return &tunnel->flow[end]->route->receiver;
    return tunnel && tunnel->flow[!end] ? &tunnel->flow[!end]->route->sender : NULL;
}

const struct pptp_flow *
pptp_subject_flow(const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_flow *flow = subject->tunnel ? subject->tunnel->flow[!end] : NULL;

    return flow && flow->packets > 0 ? flow : NULL;
}

int64_t
pptp_subject_end_time(const struct pptp_subject *subject)
{
    if (subject->call && subject->call->ended_in)
        return subject->call->ended_at;
    if (subject->connection && subject->connection->closed_in)
        return subject->connection->closed_at;
    return subject->history->last_time;
}

struct pptp_counts
pptp_subject_flow_counts(const struct pptp_flow *flow)
{
    struct pptp_counts sum = { 0, 0, 0, 0 };

    for (const struct pptp_sequence *sequence = flow ? flow->sequence : NULL; sequence; sequence = sequence->before) {
        struct pptp_counts counts = pptp_tunnel_sequence_counts(sequence);

        sum.packets += counts.packets;
        sum.missing += counts.missing;
        sum.late += counts.late;
        sum.duplicate += counts.duplicate;
    }
    return sum;
}

/* --- How it ended ------------------------------------------------------------------------------------------------------ */

static bool
ended_by_ppp(wmem_allocator_t *scope, const struct pptp_subject *subject, struct pptp_ending *ending)
{
    const struct pptp_link *link = subject->link;
    const char *text;

    if (!link || link->terminated.frame == 0)
        return false;
    text = pptp_ppp_termination_show(scope, &link->terminated_text);
    *ending = (struct pptp_ending){ .frame = link->terminated.frame, .end = link->terminated_by,
        .how = *text ? wmem_strdup_printf(scope, "LCP Terminate-Request \"%s\"", text) : "LCP Terminate-Request" };
    return true;
}

static bool
ended_by_authentication(wmem_allocator_t *scope, const struct pptp_subject *subject, struct pptp_ending *ending)
{
    const struct pptp_authentication *last = subject->link ? subject->link->authentication : NULL;

    if (!last || last->outcome.frame == 0 || last->succeeded)
        return false;
    *ending = (struct pptp_ending){ .frame = last->outcome.frame,
                                    .end = last->authenticator,
                                    .how = wmem_strdup_printf(scope, "%s failure",
                                                              pptp_ppp_authentication_name(last->protocol)) };
    return true;
}

static const char *
name_disconnect(wmem_allocator_t *scope, const struct pptp_event *event)
{
    const char *name = pptp_control_code_name(event->kind, PPTP_DISCONNECT_RESULT, event->result);
    const char *error = event->result == PPTP_RESULT_GENERAL_ERROR
                            ? pptp_control_code_name(event->kind, PPTP_ERROR, event->error)
                            : NULL;
    const char *cause = event->cause ? pptp_show_field_value_name("q931.cause_value", event->cause) : NULL;
    const char *words = event->result == PPTP_RESULT_HABIT
        ? "result 0, which Windows always sends and carries no reason"
        : name ? name : wmem_strdup_printf(scope, "result %u", event->result);

    return wmem_strdup_printf(scope, "Call-Disconnect-Notify (%s%s%s%s%s)", words, error ? ", " : "", error ? error : "",
                              cause ? ", cause " : "", cause ? cause : "");
}

static bool
ended_by_call(wmem_allocator_t *scope, const struct pptp_subject *subject, struct pptp_ending *ending)
{
    const struct pptp_call *call = subject->call;

    if (!call || (!call->clear_request && !call->disconnect))
        return false;
    if (call->clear_request)
        *ending = (struct pptp_ending){ .frame = call->clear_request->frame, .end = call->clear_request->from,
                                        .how = "Call-Clear-Request" };
    else
        *ending = (struct pptp_ending){ .frame = call->disconnect->frame, .end = call->disconnect->from,
                                        .how = name_disconnect(scope, call->disconnect) };
    return true;
}

static bool
ended_by_stop(wmem_allocator_t *scope, const struct pptp_subject *subject, struct pptp_ending *ending)
{
    const struct pptp_event *stop = subject->connection ? subject->connection->stop_request : NULL;
    const char *reason = stop ? pptp_control_code_name(stop->kind, PPTP_REASON, stop->reason) : NULL;

    if (!stop)
        return false;
    *ending = (struct pptp_ending){ .frame = stop->frame, .end = stop->from, .how = wmem_strdup_printf(scope,
        "Stop-Control-Connection-Request (%s)", reason ? reason : wmem_strdup_printf(scope, "reason %u", stop->reason)) };
    return true;
}

static bool
ended_by_tcp(wmem_allocator_t *scope _U_, const struct pptp_subject *subject, struct pptp_ending *ending)
{
    const struct pptp_connection *connection = subject->connection;
    const struct pptp_attempt *attempt = connection ? NULL : subject->attempt;

    if (connection && connection->closed_in)
        *ending = (struct pptp_ending){ .frame = connection->closed_in, .end = connection->closed_by,
                                        .how = connection->reset ? "TCP RST" : "TCP FIN" };
    else if (attempt && attempt->closed.frame)
        *ending = (struct pptp_ending){ .frame = attempt->closed.frame, .end = !attempt->closed_by_client,
                                        .how = attempt->reset ? "TCP RST" : "TCP FIN" };
    else
        return false;
    return true;
}

struct pptp_ending
pptp_subject_ending(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    static bool (*const ways[])(wmem_allocator_t *, const struct pptp_subject *, struct pptp_ending *) = {
        ended_by_ppp, ended_by_authentication, ended_by_call, ended_by_stop, ended_by_tcp
    };
    struct pptp_ending ending = { .frame = 0, .end = -1, .how = "not, as far as captured" };

    for (unsigned i = 0; i < array_length(ways); i++) {
        struct pptp_ending other;

        if (ways[i](scope, subject, &other) && (ending.frame == 0 || (other.frame < ending.frame && ways[i] != ended_by_authentication)))
            ending = other;
    }
    return ending;
}
