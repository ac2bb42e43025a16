/* How a subject ended, and by whom.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "control/messages.h"
#include "control/names.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_transport.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/text.h"
#include "show.h"

enum { NO_REASON = 1 };     /* RFC 2637 section 2.3 */

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

uint32_t
pptp_subject_windows_error(const struct pptp_subject *subject)
{
    const struct pptp_link *link = subject->link;
    uint32_t error = 0;

    return link && link->terminated.frame && pptp_ppp_termination_is_windows(&link->terminated_text, &error) ? error
                                                                                                             : 0;
}

static bool
ended_by_unseen_request(wmem_allocator_t *scope _U_, const struct pptp_subject *subject, struct pptp_ending *ending)
{
    const struct pptp_link *link = subject->link;

    if (!link || link->terminated_unseen.frame == 0)
        return false;
    *ending = (struct pptp_ending){ .frame = link->terminated_unseen.frame, .end = link->terminated_unseen_by,
                                    .how = "LCP Terminate-Request, which was not captured, but acknowledged" };
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

static bool
ended_by_refusal(wmem_allocator_t *scope, const struct pptp_subject *subject, struct pptp_ending *ending)
{
    const struct pptp_event *reply = subject->call && subject->call->setup ? subject->call->setup->reply : NULL;
    const char *name = reply ? pptp_control_code_name(reply->kind, PPTP_RESULT, reply->result) : NULL;

    if (!reply || reply->outcome != PPTP_REFUSED)
        return false;
    *ending = (struct pptp_ending){ .frame = reply->frame, .end = reply->from,
        .how = wmem_strdup_printf(scope, "%s (%s)", reply->kind->name,
                                  name ? name : wmem_strdup_printf(scope, "result %u", reply->result)) };
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
        ? "result 0, which Windows always sends: it gives no reason"
        : name ? name : wmem_strdup_printf(scope, "result %u", event->result);

    return wmem_strdup_printf(scope, "Call-Disconnect-Notify (%s%s%s%s%s)", words, error ? ", " : "",
                              error ? error : "", cause ? ", cause " : "", cause ? cause : "");
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
    const char *words = !stop ? "" : stop->reason == NO_REASON ? "without a reason"
        : reason ? reason : wmem_strdup_printf(scope, "reason %u", stop->reason);

    if (!stop || (stop->reply && stop->reply->outcome == PPTP_REFUSED))
        return false;
    *ending = (struct pptp_ending){ .frame = stop->frame,
                                    .end = stop->from,
                                    .how = wmem_strdup_printf(scope, "Stop-Control-Connection-Request (%s)", words) };
    return true;
}

/* -1: an RST that the end did not send. */
static int
closer_of(const struct pptp_connection *connection)
{
    return pptp_subject_is_reset_forged(connection) ? -1 : (int)connection->closed_by;
}

static bool
ended_by_tcp(wmem_allocator_t *scope _U_, const struct pptp_subject *subject, struct pptp_ending *ending)
{
    const struct pptp_connection *connection = subject->connection;
    const struct pptp_attempt *attempt = connection ? NULL : subject->attempt;

    if (connection && connection->closed_in)
        *ending = (struct pptp_ending){ .frame = connection->closed_in,
                                        .end = closer_of(connection),
                                        .how = connection->reset ? "TCP RST" : "TCP FIN" };
    else if (attempt && attempt->closed.frame)
        *ending = (struct pptp_ending){ .frame = attempt->closed.frame, .end = !attempt->closed_by_client,
                                        .how = attempt->reset ? "TCP RST" : "TCP FIN" };
    else
        return false;
    return true;
}

static struct pptp_ending
find_ending(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    static bool (*const ways[])(wmem_allocator_t *, const struct pptp_subject *, struct pptp_ending *) = {
        ended_by_ppp, ended_by_unseen_request, ended_by_authentication, ended_by_refusal, ended_by_call, ended_by_stop,
        ended_by_tcp
    };
    struct pptp_ending ending = { .frame = 0, .end = -1, .how = NULL };

    for (unsigned i = 0; i < array_length(ways); i++) {
        struct pptp_ending other;

        if (!ways[i](scope, subject, &other))
            continue;
        if (ending.frame == 0 || (other.frame < ending.frame && ways[i] != ended_by_authentication))
            ending = other;
    }
    return ending;
}

struct pptp_ending
pptp_subject_ending(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    struct pptp_ending_kept *kept = subject->ending;

    if (!kept)
        return find_ending(scope, subject);
    if (!kept->is_known)
        *kept = (struct pptp_ending_kept){ .is_known = true, .ending = find_ending(scope, subject) };
    return kept->ending;
}

bool
pptp_subject_is_still_up(const struct pptp_subject *subject, const struct pptp_ending *ending)
{
    return ending->frame == 0 && pptp_subject_is_established(subject) && subject->call->ended_in == 0;
}

/* That one end closed the connection may be why the other one ends PPP. */
static bool
is_terminated(const struct pptp_link *link, const struct pptp_connection *connection)
{
    bool reacts =
        link && link->terminated.frame > connection->closed_in && link->terminated_by != connection->closed_by;

    return link && ((link->terminated.frame && !reacts) || link->terminated_unseen.frame);
}

bool
pptp_subject_is_ended_by_ppp(const struct pptp_connection *connection)
{
    const struct pptp_call *call = connection->first_call;

    while (call && !(call->tunnel && is_terminated(call->tunnel->link, connection)))
        call = call->next;
    return call != NULL;
}
