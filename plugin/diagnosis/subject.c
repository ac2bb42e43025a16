/* What the diagnosis and the reports are about, and what its ends are called.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/strutil.h>
#include <epan/to_str.h>

#include "control/messages.h"
#include "control/names.h"
#include "diagnosis/subject.h"
#include "ppp/text.h"
#include "show.h"

struct pptp_subject
pptp_subject_of_capture(const struct pptp_history *history)
{
    return (struct pptp_subject){ .scope = PPTP_SCOPE_CAPTURE, .history = history };
}

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
        .link = pptp_call_link(call) };
}

struct pptp_subject
pptp_subject_of_tunnel(const struct pptp_history *history, const struct pptp_tunnel *tunnel)
{
    return (
        struct pptp_subject){ .scope = PPTP_SCOPE_TUNNEL, .history = history, .tunnel = tunnel, .link = tunnel->link };
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

/* Only their GRE was captured. */
static void
visit_calls_without_connection(const struct pptp_history *history, pptp_visitor visit, void *data)
{
    for (unsigned i = 0; i < wmem_array_get_count(history->calls); i++) {
        const struct pptp_call *call = pptp_list_at(history->calls, i);
        struct pptp_subject subject = pptp_subject_of_call(call);

        if (call->connection->assumed)
            visit(&subject, data);
    }
}

void
pptp_subject_visit_all(const struct pptp_history *history, pptp_visitor visit, void *data)
{
    struct pptp_subject subject = pptp_subject_of_capture(history);

    visit(&subject, data);
    for (unsigned i = 0; i < wmem_array_get_count(history->connections); i++)
        visit_connection(pptp_list_at(history->connections, i), visit, data);
    visit_calls_without_connection(history, visit, data);
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
is_answer(const struct pptp_event *event)
{
    return event->kind && event->kind->answers;
}

/* Not even one that only acknowledges. */
static bool
is_without_segments(const struct pptp_connection *connection, unsigned end)
{
    return connection->transport->end[end].segments == 0;
}

/* The opening of TCP shows it, or several messages of which the first is a reply to a request that was not captured: so
 * is the last, or nothing at all of the other end was captured. */
bool
pptp_subject_is_half_captured(const struct pptp_connection *connection)
{
    const struct pptp_attempt *attempt = connection->attempt;
    unsigned sender = connection->first_sent[0] ? 0 : 1;
    const struct pptp_event *first = connection->first_sent[sender], *last = connection->last_sent[sender];

    if (!first || connection->first_sent[!sender])
        return false;
    return attempt ? (attempt->requests > 0) != (attempt->answered.frame > 0)
                   : first != last && is_answer(first)
                         && (is_answer(last) || is_without_segments(connection, !sender));
}

/* Without its messages, the likelier PNS is whoever opened a control connection between the same addresses. */
static unsigned
guess_pns(const struct pptp_call *call)
{
    const struct pptp_connection *other = call->connection->route[0]->connection;

    if (call->roles_known || !call->connection->assumed || !other || other->originator < 0)
        return call->pns;
    return !addresses_equal(&call->connection->end[0].address, &other->end[other->originator].address);
}

unsigned
pptp_subject_client(const struct pptp_subject *subject)
{
    if (subject->call)
        return guess_pns(subject->call);
    return subject->connection && subject->connection->originator > 0 ? 1 : 0;
}

const char *
pptp_subject_party(wmem_allocator_t *scope, const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_connection *connection = subject->connection;

    if (subject->scope == PPTP_SCOPE_ATTEMPT)
        return end == pptp_subject_client(subject) ? "the client" : "the server";
    if (subject->call && subject->call->roles_known
        && (subject->call->direction == PPTP_INCOMING || connection->originator == (int)!subject->call->pns))
        return end == subject->call->pns ? "the PNS" : "the PAC";
    if ((subject->call && subject->call->roles_known) || (connection && connection->originator >= 0))
        return end == pptp_subject_client(subject) ? "the client" : "the server";
    return address_to_str(scope, pptp_subject_address(subject, end));
}

/* The user must authenticate, or asks for any address. Otherwise it is the one who dials: into the PAC for an incoming
 * call. */
unsigned
pptp_subject_user(const struct pptp_call *call)
{
    const struct pptp_link *link = pptp_call_link(call);
    bool asks[2] = { false }, lacks[2] = { false };

    for (unsigned end = 0; link && end < 2; end++) {
        const struct pptp_options *asked = &pptp_ppp_link_asked(link, PPTP_IPCP, end)->first_asked;

        asks[end] = pptp_ppp_authentication_last(link->authentication, end) != NULL;
        lacks[end] = pptp_ppp_options_have(asked, PPTP_OPTION_ADDRESS) && asked->value[PPTP_OPTION_ADDRESS] == 0;
    }
    if (asks[0] != asks[1])
        return asks[0];
    if (lacks[0] != lacks[1])
        return lacks[1];
    return call->direction == PPTP_INCOMING ? !call->pns : call->pns;
}

const address *
pptp_subject_address(const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_tunnel *tunnel = subject->tunnel;

    if (subject->connection)
        return &subject->connection->end[end].address;
    if (tunnel && tunnel->flow[end])
        return &tunnel->flow[end]->route->receiver;
    return tunnel ? &tunnel->flow[!end]->route->sender : NULL;
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
