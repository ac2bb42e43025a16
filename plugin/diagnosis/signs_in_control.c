/* What control connections and TCP tell.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/to_str.h>

#include "calls/implementation.h"
#include "control/messages.h"
#include "diagnosis/signs.h"

enum { LONG_SILENCE = 60, SILENCE = 5, AT_ONCE = 3, IDLE = 120 };     /* seconds */

/* The first finding of the connection with this verdict and severity, of a message of this code (0: any); NULL: none. Puts what it is
 * about. */
static const struct pptp_finding *
find(struct pptp_evidence *evidence, enum pptp_verdict verdict, enum pptp_severity severity, uint16_t code)
{
    const struct pptp_event *event = evidence->subject.connection->first_found;
    const struct pptp_finding *found = NULL;
    unsigned count = 0;

    for (; event; event = event->next_found) {
        const struct pptp_finding *finding = event->findings;

        if (code && event->kind && event->kind->code != code)
            continue;
        while (finding && !(finding->verdict == verdict && finding->severity == severity))
            finding = finding->next;
        if (!finding || count++ > 0)
            continue;
        found = finding;
        pptp_evidence_put(evidence, "message", "%s", event->kind->name);
        pptp_evidence_put_frame(evidence, "frame", event->frame);
        pptp_evidence_put_party(evidence, "sender", event->from);
        if (event->call)
            evidence->subject.call = event->call;
    }
    if (count > 1)
        pptp_evidence_put_number(evidence, "times", count);
    return found;
}

static bool
find_call_id(struct pptp_evidence *evidence, enum pptp_verdict verdict, enum pptp_severity severity, uint16_t code)
{
    const struct pptp_finding *finding = find(evidence, verdict, severity, code);

    if (!finding)
        return false;
    pptp_evidence_put_number(evidence, "call_id", finding->number);
    pptp_evidence_put_number(evidence, "named", finding->named);
    if (finding->other) {
        pptp_evidence_put_frame(evidence, "other_frame", finding->other->frame);
        pptp_evidence_put_number(evidence, "other_connection", finding->other->connection->number);
    }
    return true;
}

bool
pptp_sign_call_id_shared(struct pptp_evidence *evidence)
{
    unsigned client = pptp_subject_client(&evidence->subject);

    if (!find_call_id(evidence, PPTP_SHARED_CALL_ID, PPTP_WARNING, 0))
        return false;
    pptp_evidence_put(evidence, "address", "%s",
                      address_to_str(evidence->scope, pptp_subject_address(&evidence->subject, client)));
    pptp_evidence_put_number(evidence, "connection", evidence->subject.connection->number);
    return true;
}

bool
pptp_sign_set_link_info_call_id(struct pptp_evidence *evidence)
{
    return find_call_id(evidence, PPTP_CALL_ID_CHANGED, PPTP_WARNING, PPTP_SET_LINK_INFO);
}

bool
pptp_sign_call_id_changed(struct pptp_evidence *evidence)
{
    const struct pptp_event *event = evidence->subject.connection->first_found;

    for (; event; event = event->next_found) {
        if (event->kind && event->kind->code != PPTP_SET_LINK_INFO && pptp_event_has(event, PPTP_CALL_ID_CHANGED))
            break;
    }
    return event && find_call_id(evidence, PPTP_CALL_ID_CHANGED, PPTP_WARNING, event->kind->code);
}

bool
pptp_sign_nat_call_id(struct pptp_evidence *evidence)
{
    return find_call_id(evidence, PPTP_NAT_CALL_ID, PPTP_NOTE, 0);
}

bool
pptp_sign_collision(struct pptp_evidence *evidence)
{
    const struct pptp_finding *finding = find(evidence, PPTP_COLLISION, PPTP_WARNING, 0);

    if (!finding)
        return false;
    pptp_evidence_put_number(evidence, "other_connection", finding->other->connection->number);
    pptp_evidence_put(evidence, "winner", "%s",
                      address_to_str(evidence->scope, pptp_subject_address(&evidence->subject, finding->number)));
    return true;
}

bool
pptp_sign_version(struct pptp_evidence *evidence)
{
    const struct pptp_finding *finding = find(evidence, PPTP_VERSION_MISMATCH, PPTP_WARNING, 0);

    if (finding)
        pptp_evidence_put(evidence, "version", "%u.%u", finding->number >> 8, finding->number & 0xff);
    return finding != NULL;
}

bool
pptp_sign_echo_identifier(struct pptp_evidence *evidence)
{
    const struct pptp_finding *finding = find(evidence, PPTP_ECHO_IDENTIFIER_MISMATCH, PPTP_WARNING, 0);

    if (finding) {
        pptp_evidence_put_number(evidence, "wanted", finding->other->identifier);
        pptp_evidence_put_frame(evidence, "request", finding->other->frame);
    }
    return finding != NULL;
}

/* --- Refused and unanswered ------------------------------------------------------------------------------------------- */

/* A reply's Result Code and what goes with it: "Busy (4)". */
static void
put_result(struct pptp_evidence *evidence, const struct pptp_event *reply)
{
    const char *name = pptp_control_code_name(reply->kind, PPTP_RESULT, reply->result);
    const char *error = reply->result == PPTP_RESULT_GENERAL_ERROR
                            ? pptp_control_code_name(reply->kind, PPTP_ERROR, reply->error)
                            : NULL;

    pptp_evidence_put(evidence, "result", "%s (%u)%s%s", name ? name : "Result Code", reply->result, error ? ": " : "",
                      error ? error : "");
}

static bool
is_refused(struct pptp_evidence *evidence, const struct pptp_event *request)
{
    if (!request || !request->reply || request->reply->outcome != PPTP_REFUSED)
        return false;
    pptp_evidence_put_frame(evidence, "frame", request->reply->frame);
    pptp_evidence_put_frame(evidence, "request", request->frame);
    pptp_evidence_put_party(evidence, "sender", request->reply->from);
    pptp_evidence_put(evidence, "message", "%s", request->reply->kind->name);
    put_result(evidence, request->reply);
    return true;
}

bool
pptp_sign_start_refused(struct pptp_evidence *evidence)
{
    return is_refused(evidence, evidence->subject.connection->start_request);
}

bool
pptp_sign_call_refused(struct pptp_evidence *evidence)
{
    return is_refused(evidence, evidence->subject.call->setup);
}

/* When who asked gave up: asked for the end of it, or closed TCP; else the end of the capture. */
static int64_t
gave_up(const struct pptp_evidence *evidence, const struct pptp_event *request)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_event *stop = connection->stop_request;
    int64_t end = pptp_subject_end_time(&evidence->subject);

    return stop && stop->from == request->from && stop->when < end ? stop->when : end;
}

/* The asked one sends in the call. */
static bool
sends_gre(const struct pptp_call *call, unsigned asked)
{
    const struct pptp_flow *flow = call ? call->flow[!asked] : NULL;

    return flow && flow->packets > 0;
}

/* The asked one went on as only who answered does: the answer was not captured. */
static bool
went_on(const struct pptp_evidence *evidence, const struct pptp_event *request, int64_t until)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_event *first = connection->first_sent[!request->from];

    if (evidence->subject.call)
        return sends_gre(evidence->subject.call, !request->from);
    return (first && first != request->reply && first->when <= until) || sends_gre(connection->first_call, !request->from);
}

/* A reply that comes when nobody waits any longer is none. If the asked one hung up, that is another finding. */
static bool
is_unanswered(struct pptp_evidence *evidence, const struct pptp_event *request)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    int64_t end = request ? gave_up(evidence, request) : 0, waited = request ? end - request->when : 0;

    if (!request || (request->reply && request->reply->when <= end) || waited < SILENCE * PPTP_SECOND
        || pptp_subject_is_half_captured(connection)
        || (connection->closed_in && connection->closed_by != request->from) || went_on(evidence, request, end))
        return false;
    pptp_evidence_put_frame(evidence, "frame", request->frame);
    if (request->reply)
        pptp_evidence_put_frame(evidence, "late", request->reply->frame);
    pptp_evidence_put_party(evidence, "sender", request->from);
    pptp_evidence_put_party(evidence, "other", !request->from);
    pptp_evidence_put(evidence, "message", "%s", request->kind->name);
    pptp_evidence_put_seconds(evidence, "span", waited);
    return true;
}

bool
pptp_sign_start_unanswered(struct pptp_evidence *evidence)
{
    return is_unanswered(evidence, evidence->subject.connection->start_request);
}

bool
pptp_sign_call_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;

    return call->setup->kind->reply_within > 0 && is_unanswered(evidence, call->setup);
}

bool
pptp_sign_tcp_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;

    int64_t waited = evidence->subject.history->last_time - attempt->asked.when;

    if (attempt->requests == 0 || attempt->answered.frame || attempt->closed.frame
        || (attempt->requests < 2 && !attempt->refusal && waited < AT_ONCE * PPTP_SECOND))
        return false;
    pptp_evidence_put_frame(evidence, "frame", attempt->asked.frame);
    pptp_evidence_put_number(evidence, "count", attempt->requests);
    pptp_evidence_put_seconds(evidence, "span", attempt->asked_last.when - attempt->asked.when);
    if (pptp_evidence_put_refusal(evidence, attempt->refusal))
        pptp_evidence_put_frame(evidence, "unreachable", attempt->refusal->first.frame);
    pptp_evidence_put(evidence, "server", "%s", address_to_str(evidence->scope, &attempt->server.address));
    return true;
}

bool
pptp_sign_tcp_refused(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;

    if (attempt->requests == 0 || attempt->answered.frame || !attempt->reset || attempt->closed_by_client)
        return false;
    pptp_evidence_put_frame(evidence, "frame", attempt->closed.frame);
    pptp_evidence_put(evidence, "server", "%s", address_to_str(evidence->scope, &attempt->server.address));
    return true;
}

bool
pptp_sign_closed_before_message(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;

    if (attempt->answered.frame == 0 || attempt->closed.frame == 0 || attempt->closed_by_client)
        return false;
    pptp_evidence_put_frame(evidence, "frame", attempt->closed.frame);
    pptp_evidence_put_seconds(evidence, "span", attempt->closed.when - attempt->answered.when);
    return true;
}

bool
pptp_sign_closed_before_reply(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_event *request = connection->start_request;

    if (!request || request->reply || connection->closed_in == 0 || connection->closed_by == request->from
        || went_on(evidence, request, connection->closed_at))
        return false;
    pptp_evidence_put_frame(evidence, "frame", connection->closed_in);
    pptp_evidence_put_frame(evidence, "request", request->frame);
    pptp_evidence_put_seconds(evidence, "span", connection->closed_at - request->when);
    return true;
}

bool
pptp_sign_control_half_captured(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    unsigned sender = connection->first_sent[0] ? 0 : 1;

    if (!pptp_subject_is_half_captured(connection))
        return false;
    pptp_evidence_put_party(evidence, "sender", sender);
    pptp_evidence_put_party(evidence, "other", !sender);
    pptp_evidence_put_frame(evidence, "frame", connection->first_sent[sender]->frame);
    return true;
}

/* --- Keepalive and closing ---------------------------------------------------------------------------------------------- */

/* When the end sent its last GRE packet in one of the connection's calls; 0: it sent none. */
static int64_t
last_gre(const struct pptp_connection *connection, unsigned end)
{
    int64_t last = 0;

    for (const struct pptp_call *call = connection->first_call; call; call = call->next) {
        if (call->tunnel && call->tunnel->flow[!end])
            last = MAX(last, call->tunnel->flow[!end]->last_time);
    }
    return last;
}

/* One of the connection's calls was ended by PPP. */
static bool
is_terminated(const struct pptp_connection *connection)
{
    const struct pptp_call *call = connection->first_call;

    while (call && !(call->tunnel && call->tunnel->link && call->tunnel->link->terminated.frame))
        call = call->next;
    return call != NULL;
}

/* Data went through one of the connection's calls, or its GRE was not captured at all. */
static bool
has_worked(const struct pptp_connection *connection)
{
    const struct pptp_call *call = connection->first_call;

    while (call && call->tunnel && !(call->tunnel->link && call->tunnel->link->furthest == PPTP_STAGE_DATA))
        call = call->next;
    return call != NULL;
}

/* Whether the rest of the one who does not answer is still there. */
static void
put_silence(struct pptp_evidence *evidence, unsigned silent, int64_t since, int64_t end)
{
    int64_t gre = last_gre(evidence->subject.connection, silent);

    if (gre > since)
        pptp_evidence_put(evidence, "gre", gre < end ? "the last %.3f s before" : "even after that",
                          pptp_seconds(end - gre));
    else if (gre > 0)
        pptp_evidence_put_seconds(evidence, "quiet", end - gre);
}

/* The other end's replies may have come, and not been captured: none of its messages was. If the end gives up after a minute, none
 * came. */
static bool
is_one_sided(const struct pptp_connection *connection, unsigned end, int64_t waited)
{
    return pptp_subject_is_half_captured(connection)
           || (!connection->first_sent[!end] && (connection->closed_in == 0 || waited < LONG_SILENCE * PPTP_SECOND));
}

/* A minute without an Echo-Reply ends the connection (RFC 2637 section 3.1.4); some do not wait that long. */
bool
pptp_sign_echo_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    int64_t end = pptp_subject_end_time(&evidence->subject);

    for (unsigned from = 0; from < 2; from++) {
        const struct pptp_event *echo = connection->echo_request[from];
        if (!echo || echo->reply || end - echo->when < LONG_SILENCE / 2 * PPTP_SECOND
            || is_one_sided(connection, from, end - echo->when))
            continue;
        pptp_evidence_put_number(evidence, "identifier", echo->identifier);
        pptp_evidence_put_frame(evidence, "frame", echo->frame);
        pptp_evidence_put_party(evidence, "sender", from);
        pptp_evidence_put_seconds(evidence, "span", end - echo->when);
        pptp_evidence_put_frame(evidence, "closed", connection->closed_in);
        if (connection->closed_in)
            pptp_evidence_put_party(evidence, "closer", connection->closed_by);
        pptp_evidence_put_party(evidence, "other", !from);
        put_silence(evidence, !from, echo->when, end);
        return true;
    }
    return false;
}

/* The connection ends after a silence in which GRE went on, without a word. */
bool
pptp_sign_control_idle(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_event *last = connection->last_event;
    int64_t gre = MIN(last_gre(connection, 0), last_gre(connection, 1));

    if (connection->closed_in == 0 || connection->stop_request || !last || is_terminated(connection)
        || connection->closed_at - last->when < IDLE * PPTP_SECOND
        || connection->closed_at - gre > LONG_SILENCE * PPTP_SECOND || (last->awaits_reply && !last->reply))
        return false;
    pptp_evidence_put_frame(evidence, "frame", connection->closed_in);
    pptp_evidence_put_party(evidence, "closer", connection->closed_by);
    pptp_evidence_put(evidence, "how", "%s", connection->reset ? "reset" : "closed");
    pptp_evidence_put_frame(evidence, "last", last->frame);
    pptp_evidence_put_seconds(evidence, "span", connection->closed_at - last->when);
    return true;
}

static bool
is_closed_without_stop(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_connection *connection = evidence->subject.connection;

    if (!connection->closed_without_stop || connection->closing != PPTP_WARNING || connection->closed_by != end
        || is_terminated(connection) || !has_worked(connection) || pptp_subject_is_half_captured(connection))
        return false;
    pptp_evidence_put_frame(evidence, "frame", connection->closed_in);
    pptp_evidence_put_party(evidence, "closer", connection->closed_by);
    pptp_evidence_put(evidence, "how", "%s", connection->reset ? "reset" : "closed");
    return true;
}

bool
pptp_sign_client_closed_without_stop(struct pptp_evidence *evidence)
{
    return is_closed_without_stop(evidence, pptp_subject_client(&evidence->subject));
}

bool
pptp_sign_server_closed_without_stop(struct pptp_evidence *evidence)
{
    return is_closed_without_stop(evidence, !pptp_subject_client(&evidence->subject));
}

/* --- The stream ---------------------------------------------------------------------------------------------------------- */

bool
pptp_sign_lost_sync(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;

    if (connection->passed_over > 0)
        pptp_evidence_put_number(evidence, "octets", connection->passed_over);
    pptp_evidence_put_frame(evidence, "frame", connection->passed_over_in);
    pptp_evidence_put_frame(evidence, "cookie", connection->wrong_cookie_in);
    return connection->passed_over > 0 || connection->wrong_cookie_in;
}

bool
pptp_sign_after_close(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_event *last = connection->last_event;

    if (connection->closed_in == 0 || !last || !last->kind || last->frame <= connection->closed_in)
        return false;
    pptp_evidence_put(evidence, "message", "%s", last->kind->name);
    pptp_evidence_put_frame(evidence, "frame", last->frame);
    pptp_evidence_put_frame(evidence, "closed", connection->closed_in);
    pptp_evidence_put_party(evidence, "sender", last->from);
    pptp_evidence_put_party(evidence, "closer", connection->closed_by);
    return true;
}

bool
pptp_sign_several_messages(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_event *event = evidence->subject.connection->first_sent[end];

        for (; event && event->next_sent; event = event->next_sent) {
            if (event->next_sent->frame != event->frame)
                continue;
            pptp_evidence_put_frame(evidence, "frame", event->frame);
            return true;
        }
    }
    return false;
}

bool
pptp_sign_nmap_probe(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;

    for (unsigned end = 0; end < 2; end++) {
        if (g_strcmp0(connection->implementation[end], "nmap") == 0) {
            pptp_evidence_put(evidence, "address", "%s",
                              address_to_str(evidence->scope, &connection->end[end].address));
            pptp_evidence_cite(evidence, connection->start_request ? connection->start_request->frame : 0);
            return true;
        }
    }
    return false;
}

/* --- Habits -------------------------------------------------------------------------------------------------------------- */

static const char *const habits[PPTP_HABITS] = {
    [PPTP_HABIT_NO_CAPABILITIES] = "framing and bearer capabilities 0 (poptop)",
    [PPTP_HABIT_CHANNELS] = "0 or 65535 channels (Windows; pptp-linux, nmap)",
    [PPTP_HABIT_CORRELATION_ID] = "a GUID as Subaddress (Windows)",
    [PPTP_HABIT_RESULT_0] = "result 0 for success (ADSL modems)",
    [PPTP_HABIT_WINDOW] = "a window of 16384 packets (Windows)",
    [PPTP_HABIT_RESERVED] = "reserved octets that are not 0",
};

/* A habit and the first frame that shows it; 0: nothing does. */
static void
add_habit(struct pptp_evidence *evidence, wmem_strbuf_t *list, uint32_t frame, const char *habit)
{
    if (frame == 0)
        return;
    wmem_strbuf_append_printf(list, "%s%s (frame %u)", wmem_strbuf_get_len(list) > 0 ? ", " : "", habit, frame);
    pptp_evidence_cite(evidence, frame);
}

/* The first message of this code with a Note of this verdict. */
static uint32_t
find_note(const struct pptp_connection *connection, enum pptp_verdict verdict, uint16_t code)
{
    for (const struct pptp_event *event = connection->first_found; event; event = event->next_found) {
        for (const struct pptp_finding *finding = event->findings; finding; finding = finding->next) {
            if (finding->verdict == verdict && finding->severity == PPTP_NOTE && event->kind->code == code)
                return event->frame;
        }
    }
    return 0;
}

static bool
has_call_id_0(const struct pptp_call *call)
{
    return (call->id_known[0] && call->id[0] == 0) || (call->id_known[1] && call->id[1] == 0);
}

/* The first packet of a direction whose numbers begin with 1; 0: none do. */
static uint32_t
first_with_1(const struct pptp_call *call)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = call->tunnel ? call->tunnel->flow[end] : NULL;

        if (flow && flow->sequence && (uint32_t)flow->sequence->first == 1 && !flow->sequence->before)
            return flow->first_frame;
    }
    return 0;
}

static void
add_call_habits(struct pptp_evidence *evidence, wmem_strbuf_t *list)
{
    uint32_t zero = 0, first = 0, disconnect = 0;

    for (const struct pptp_call *call = evidence->subject.connection->first_call; call; call = call->next) {
        zero = zero == 0 && has_call_id_0(call) ? call->setup->frame : zero;
        first = first == 0 ? first_with_1(call) : first;
        if (disconnect == 0 && call->disconnect && call->disconnect->result == PPTP_RESULT_HABIT)
            disconnect = call->disconnect->frame;
    }
    add_habit(evidence, list, zero, "Call ID 0");
    add_habit(evidence, list, first, "a first GRE Sequence Number of 1 (pptp-linux, npppd, Linux)");
    add_habit(evidence, list, disconnect, "Call-Disconnect-Notify with result 0 (Windows)");
}

bool
pptp_sign_habits(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);

    for (unsigned i = 0; i < PPTP_HABITS; i++)
        add_habit(evidence, list, connection->habit_in[i], habits[i]);
    add_habit(evidence, list, find_note(connection, PPTP_WRONG_DIRECTION, PPTP_SET_LINK_INFO),
              "Set-Link-Info from the PAC (Windows)");
    add_habit(evidence, list, find_note(connection, PPTP_CALL_ID_CHANGED, PPTP_CALL_DISCONNECT_NOTIFY),
              "Call-Disconnect-Notify with the receiver's Call ID (Linux NAT, accel-ppp)");
    add_call_habits(evidence, list);
    pptp_evidence_put(evidence, "list", "%s", wmem_strbuf_get_str(list));
    return wmem_strbuf_get_len(list) > 0;
}
