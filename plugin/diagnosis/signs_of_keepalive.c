/* A session ends after a while: echoes get no reply, or an idle timeout or a time limit ends it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/to_str.h>

#include "calls/requests.h"
#include "diagnosis/facts.h"
#include "diagnosis/logons.h"
#include "diagnosis/sessions.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_neighbors.h"
#include "diagnosis/subject_reached.h"
#include "diagnosis/subject_transport.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/text.h"
#include "radius/exchange.h"

enum { LONG_SILENCE = 60, SHORT_IDLE = 30, IDLE = 120, GRE_SILENCE = 10, IGNORED = 20, GIVEN_UP = 10,
       SOME_TIME = 5 };   /* seconds */
enum { MANY_ECHOES = 3, MANY_PACKETS = 5 };

/* The time of the end's last GRE packet in any of the connection's calls; 0: it sent none. */
static int64_t
last_gre(const struct pptp_connection *connection, unsigned end)
{
    return pptp_subject_last_gre(connection, end).when;
}

/* Whether the end that does not reply still sends GRE. */
static void
put_silence(struct pptp_evidence *evidence, unsigned silent, int64_t since, int64_t end)
{
    int64_t gre = last_gre(evidence->subject.connection, silent);

    if (gre > since)
        pptp_evidence_put(evidence, "gre", gre < end ? "until %.3f s before the end" : "even after the end",
                          pptp_seconds(end - gre));
    else if (gre > 0)
        pptp_evidence_put_seconds(evidence, "quiet", end - gre);
}

/* None of the other end's messages was captured, so its replies may have arrived. If the end gives up after a
 * minute, none did. */
static bool
is_one_sided(const struct pptp_connection *connection, unsigned end, int64_t waited)
{
    return pptp_subject_is_half_captured(connection)
           || (!connection->first_sent[!end] && (connection->closed_in == 0 || waited < LONG_SILENCE * PPTP_SECOND));
}

/* TCP did not even deliver it, or the host that received it did not know the connection. */
static bool
is_explained_by_tcp(const struct pptp_connection *connection, unsigned from)
{
    return pptp_subject_is_unacknowledged(connection, from) || pptp_subject_is_restarted(connection);
}

/* How long an end waits at least before it closes for a missing Echo-Reply: less if it says nothing else. */
static int64_t
patience_of(const struct pptp_connection *connection, unsigned from)
{
    bool gives_up = connection->closed_in && connection->closed_without_stop && connection->closed_by == from;

    return (gives_up ? GIVEN_UP : LONG_SILENCE / 2) * PPTP_SECOND;
}

/* The last Echo-Request of the end if the reply to it is missing, or came after the end; NULL: it is not. */
static const struct pptp_event *
find_unanswered(const struct pptp_connection *connection, unsigned from, int64_t end)
{
    const struct pptp_event *echo = connection->echo_request[from];

    return !echo || (echo->reply && echo->reply->when <= end) || pptp_request_is_settled(echo)
                   || is_explained_by_tcp(connection, from) || end - echo->when < patience_of(connection, from)
                   || is_one_sided(connection, from, end - echo->when)
                   || pptp_request_may_be_missing(echo)
               ? NULL : echo;
}

static void
put_unanswered(struct pptp_evidence *evidence, const struct pptp_event *echo, int64_t end)
{
    const struct pptp_connection *connection = evidence->subject.connection;

    pptp_evidence_put_number(evidence, "identifier", echo->identifier);
    pptp_evidence_put_frame(evidence, "frame", echo->frame);
    pptp_evidence_put_party(evidence, "sender", echo->from);
    pptp_evidence_put_seconds(evidence, "span", end - echo->when);
    pptp_evidence_put_frame(evidence, "closed", connection->closed_in);
    if (connection->closed_in)
        pptp_evidence_put_party(evidence, "closer", connection->closed_by);
    pptp_evidence_put_party(evidence, "other", !echo->from);
    if (echo->reply) {
        pptp_evidence_put_frame(evidence, "late", echo->reply->frame);
        pptp_evidence_put_seconds(evidence, "delay", echo->reply->when - echo->when);
        pptp_evidence_put_party(evidence, "slow", !echo->from);
    } else {
        pptp_evidence_put_party(evidence, "mute", !echo->from);
    }
    put_silence(evidence, !echo->from, echo->when, end);
}

/* A minute without an Echo-Reply ends the connection (RFC 2637 section 3.1.4). Some implementations wait less. */
static bool
is_unanswered(struct pptp_evidence *evidence, bool delivered)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    int64_t end = pptp_subject_end_time(&evidence->subject);

    for (unsigned from = 0; from < 2; from++) {
        const struct pptp_event *echo = find_unanswered(connection, from, end);

        if (!echo || pptp_subject_is_delivered(connection, echo) != delivered)
            continue;
        put_unanswered(evidence, echo, end);
        return true;
    }
    return false;
}

bool
pptp_sign_echo_unanswered(struct pptp_evidence *evidence)
{
    return is_unanswered(evidence, false);
}

bool
pptp_sign_echo_ignored(struct pptp_evidence *evidence)
{
    return is_unanswered(evidence, true);
}

bool
pptp_sign_echo_identifier(struct pptp_evidence *evidence)
{
    const struct pptp_finding *finding =
        pptp_evidence_find_verdict(evidence, PPTP_ECHO_IDENTIFIER_MISMATCH, PPTP_WARNING, 0);

    if (finding) {
        pptp_evidence_put_number(evidence, "wanted", finding->other->identifier);
        pptp_evidence_put_frame(evidence, "request", finding->other->frame);
    }
    return finding != NULL;
}

/* The connection's last message before a frame; NULL: none. */
static const struct pptp_event *
last_before(const struct pptp_connection *connection, uint32_t frame)
{
    const struct pptp_event *last = NULL;

    for (unsigned end = 0; end < 2; end++) {
        for (const struct pptp_event *event = connection->first_sent[end]; event && event->frame < frame;
             event = event->next_sent)
            last = !last || event->frame > last->frame ? event : last;
    }
    return last;
}

/* Of a host that does not know the connection: its RST answers the first message after the silence. */
static bool
is_answered_with_reset(const struct pptp_connection *connection)
{
    return pptp_transport_is_reset_unknowing(connection->transport)
        && connection->closed_in == pptp_transport_reset(connection->transport)->segment.moment.frame;
}

/* The last message before the silence in which the connection was forgotten. NULL: there was none, or another cause. */
static const struct pptp_event *
find_last_before_silence(const struct pptp_connection *connection, int64_t *silence)
{
    const struct pptp_transport_reset *reset = pptp_transport_reset(connection->transport);
    bool answered = is_answered_with_reset(connection);
    const struct pptp_event *last =
        answered ? last_before(connection, reset->provoked.moment.frame) : connection->last_event;

    if (!last || (!answered && last->awaits_reply))
        return NULL;
    *silence = (answered ? reset->provoked.moment.when : connection->closed_at) - last->when;
    return *silence < (answered ? SHORT_IDLE : IDLE) * PPTP_SECOND ? NULL : last;
}

/* The connection ends without a message, after a silence in which GRE went on. */
bool
pptp_sign_control_idle(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_transport_reset *reset = pptp_transport_reset(connection->transport);
    int64_t gre = MIN(last_gre(connection, 0), last_gre(connection, 1)), silence = 0;
    const struct pptp_event *last =
        connection->closed_in && !connection->stop_request ? find_last_before_silence(connection, &silence) : NULL;

    if (!last || pptp_subject_is_reset_forged(connection) || pptp_subject_is_restarted(connection)
        || pptp_subject_is_ended_by_ppp(connection) || connection->closed_at - gre > LONG_SILENCE * PPTP_SECOND)
        return false;
    pptp_evidence_put_frame(evidence, "frame", connection->closed_in);
    pptp_evidence_put_party(evidence, "closer", connection->closed_by);
    pptp_evidence_put(evidence, "how", "%s", connection->reset ? "reset" : "closed");
    pptp_evidence_put_frame(evidence, "last", last->frame);
    pptp_evidence_put_seconds(evidence, "span", silence);
    if (!is_answered_with_reset(connection)) {
        pptp_evidence_put_party(evidence, "program", connection->closed_by);
        return true;
    }
    pptp_evidence_put_frame(evidence, "asked", reset->provoked.moment.frame);
    pptp_evidence_put(evidence, "message", "%s",
                      pptp_subject_message_in(connection, !connection->closed_by,
                                              reset->provoked.moment.frame));
    return true;
}

/* The data of an end since a time, until PPP was ended. */
static struct pptp_tally
data_since(const struct pptp_subject *subject, unsigned end, int64_t when)
{
    const struct pptp_moment *terminated = &subject->link->terminated, *last = &subject->link->sent[end].last_data;
    int64_t until = terminated->frame && terminated->when > when ? terminated->when : PPTP_LATEST;
    struct pptp_tally data = { .count = 0 };

    if (last->when > when)
        data = pptp_subject_sent_between(pptp_subject_flow(subject, end), when, until, true);
    if (data.count == 0 && last->when > when && last->when <= until)
        data = (struct pptp_tally){ .count = 1, .first = *last, .last = *last };
    return data;
}

/* A call that ended while a flow of another one fell silent. */
struct falling_silent {
    const struct pptp_flow *flow;
    const struct pptp_call *call;       /* the flow's */
};

static bool
ends_meanwhile(const struct pptp_call *other, const void *data)
{
    enum { AT_ONCE = 3 };   /* seconds */
    const struct falling_silent *silent = data;
    const struct pptp_end *end = silent->call->connection->end, *its = other->connection->end;
    int64_t between = other->ended_at - silent->flow->last_time;

    return other->ended_in && other->connection != silent->call->connection
        && addresses_equal(&its[other->pns].address, &end[silent->call->pns].address)
        && addresses_equal(&its[!other->pns].address, &end[!silent->call->pns].address)
        && MAX(between, -between) <= AT_ONCE * PPTP_SECOND;
}

/* A NAT that does not tell the calls of its clients apart forgets the GRE of all when one of them hangs up. */
static void
put_ended_neighbor(struct pptp_evidence *evidence, unsigned silent)
{
    struct falling_silent falling = { pptp_subject_flow(&evidence->subject, silent), evidence->subject.call };
    const struct pptp_call *other =
        silent == falling.call->pns ? pptp_subject_neighbor(falling.call, ends_meanwhile, &falling) : NULL;

    if (!other)
        return;
    pptp_evidence_put_number(evidence, "neighbor", other->number);
    pptp_evidence_put_frame(evidence, "over", other->ended_in);
    pptp_evidence_put_frame(evidence, "fell", falling.flow->last_frame);
    pptp_evidence_put_address(evidence, "shared", pptp_subject_address(&evidence->subject, silent));
}

/* An end whose control connection goes on is there; otherwise it may be gone. It may also come back when the other has
 * given up. */
static void
put_silent(struct pptp_evidence *evidence, unsigned end, int64_t since)
{
    enum { SOON = 10 };     /* seconds */
    const struct pptp_moment *given_up = &evidence->subject.link->terminated;
    int64_t until = given_up->frame ? given_up->when + SOON * PPTP_SECOND : PPTP_LATEST;
    uint32_t tcp = pptp_subject_message_between(&evidence->subject, end, since + PPTP_SECOND, until);

    if (tcp == 0) {
        pptp_evidence_put(evidence, "to", "%s", "to");
        return;
    }
    pptp_evidence_put_party(evidence, "alive", end);
    pptp_evidence_put_frame(evidence, "tcp", tcp);
    put_ended_neighbor(evidence, end);
}

/* An end that gives up after seconds takes a short interruption for the end. */
static void
put_patience(struct pptp_evidence *evidence, unsigned end, const struct pptp_echoes *echoes)
{
    enum { HASTY = 12 };    /* seconds: many wait for a minute and more */
    const struct pptp_moment *terminated = &evidence->subject.link->terminated;
    int64_t waited = terminated->when - echoes->first.when;

    if (!terminated->frame || evidence->subject.link->terminated_by != end)
        return;
    pptp_evidence_put_frame(evidence, "terminated", terminated->frame);
    pptp_evidence_put_seconds(evidence, "waited", waited);
    if (waited < HASTY * PPTP_SECOND)
        pptp_evidence_put_party(evidence, "hasty", end);
}

/* If nothing from the other end was captured, its replies may have arrived. */
bool
pptp_sign_lcp_echo_unanswered(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_echoes *echoes = pptp_ppp_link_echoes(evidence->subject.link, end);

        if (echoes->unanswered < MANY_ECHOES || !pptp_subject_flow(&evidence->subject, !end)
            || data_since(&evidence->subject, !end, echoes->first.when).count > 0)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_count(evidence, "count", echoes->unanswered, "LCP Echo-Request");
        pptp_evidence_put_frame(evidence, "frame", echoes->first.frame);
        put_patience(evidence, end, echoes);
        put_silent(evidence, !end, echoes->first.when);
        return true;
    }
    return false;
}

/* The end gives up for its Echo-Requests: it says so, or gives no reason. */
static bool
is_terminated_unheard(const struct pptp_link *link, unsigned end)
{
    const struct pptp_echoes *echoes = pptp_ppp_link_echoes(link, end);

    return link->terminated.frame && link->terminated_by == end && echoes->unanswered >= MANY_ECHOES
           && link->terminated.when - echoes->first.when >= IGNORED * PPTP_SECOND
           && (!pptp_ppp_termination_has_reason(&link->terminated_text)
               || pptp_ppp_text_has(&link->terminated_text, "not responding"));
}

/* An end that had answered before is able to. */
static void
put_ability(struct pptp_evidence *evidence, unsigned silent, const struct pptp_tally *data)
{
    const struct pptp_tally *replies = &pptp_ppp_link_echoes(evidence->subject.link, !silent)->replies;

    if (replies->count == 0) {
        pptp_evidence_put_party(evidence, "mute", silent);
        return;
    }
    pptp_evidence_put_frame(evidence, "answered", replies->last.frame);
    pptp_evidence_put_count(evidence, "packets", data->count, "packet");
    pptp_evidence_put_seconds(evidence, "span", data->last.when - data->first.when);
    pptp_evidence_put_party(evidence, "strict", !silent);
}

/* While the server waited for RADIUS, it was asked in vain. */
static void
put_waiting(struct pptp_evidence *evidence, unsigned silent, int64_t since)
{
    const struct pptp_radius_session *session = pptp_diagnosis_session(evidence);

    if (silent == pptp_subject_client(&evidence->subject) || !session || session->repeated == 0
        || session->first_unanswered.when > evidence->subject.link->terminated.when
        || session->last_unanswered.when < since)
        return;
    pptp_evidence_put(evidence, "radius", "RADIUS server %s",
                      address_to_str(evidence->scope, &session->server.address));
    pptp_evidence_put_count(evidence, "accounting", session->unanswered, "Accounting-Request");
    pptp_evidence_put_frame(evidence, "request", session->first_unanswered.frame);
}

/* The other end is there, since its data comes, but it does not answer LCP's Echo-Requests. */
bool
pptp_sign_lcp_echo_ignored(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_echoes *echoes = pptp_ppp_link_echoes(link, end);
        struct pptp_tally data;

        if (!is_terminated_unheard(link, end))
            continue;
        data = data_since(&evidence->subject, !end, echoes->first.when);
        if (data.count == 0)
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_count(evidence, "count", echoes->unanswered, "LCP Echo-Request");
        pptp_evidence_put_frame(evidence, "frame", echoes->first.frame);
        pptp_evidence_put_frame(evidence, "data", data.last.frame);
        pptp_evidence_put_frame(evidence, "terminated", link->terminated.frame);
        put_ability(evidence, !end, &data);
        put_waiting(evidence, !end, echoes->first.when);
        return true;
    }
    return false;
}

/* --- Limits that RADIUS set --------------------------------------------------------------------------------------- */

/* The Access-Accept of the link's last user; NULL: none was captured. */
static const struct pptp_radius_request *
find_accept(const struct pptp_evidence *evidence, unsigned server)
{
    const struct pptp_authentication *last = pptp_diagnosis_logon_outcome(evidence->subject.link, server);
    const struct pptp_radius_request *request = last ? pptp_radius_exchange_decisive(last->radius) : NULL;

    return request && last->succeeded && request->reply.code == PPTP_RADIUS_ACCEPT ? request : NULL;
}

static bool
says_connect_time(const struct pptp_text *text)
{
    return pptp_ppp_text_has(text, "onnect time");
}

static bool
says_idle(const struct pptp_text *text)
{
    return pptp_ppp_text_has(text, "inactive") || pptp_ppp_text_has(text, "idle");
}

/* The server ended the session when a limit was reached. Servers look at their clocks once in a while, and later rather
 * than sooner. */
static bool
is_ended_at_limit(const struct pptp_evidence *evidence, struct pptp_moment since, uint32_t limit)
{
    const struct pptp_link *link = evidence->subject.link;
    int64_t late = link->terminated.when - since.when - limit * PPTP_SECOND;

    return limit > 0 && link->terminated.frame && link->terminated_by != pptp_subject_client(&evidence->subject)
           && since.frame && late > -PPTP_SECOND && late < (SOME_TIME + limit / 20) * PPTP_SECOND;
}

/* The server gives no other reason. */
static bool
is_only_reason(const struct pptp_evidence *evidence, bool (*says)(const struct pptp_text *))
{
    const struct pptp_text *text = &evidence->subject.link->terminated_text;

    return says(text) || (evidence->explained == 0 && !says_connect_time(text) && !says_idle(text));
}

/* The Access-Accept with the Session-Timeout that the session reached; NULL: none. */
static const struct pptp_radius_request *
find_session_limit(const struct pptp_evidence *evidence)
{
    const struct pptp_radius_request *request = find_accept(evidence, !pptp_subject_client(&evidence->subject));

    return request && is_only_reason(evidence, says_connect_time)
                   && is_ended_at_limit(evidence, request->reply.at, request->reply.session_limit)
               ? request
               : NULL;
}

static struct pptp_moment
last_data_of(const struct pptp_link *link)
{
    return link->sent[link->sent[1].last_data.when > link->sent[0].last_data.when].last_data;
}

/* The Access-Accept with the Idle-Timeout that the session reached; NULL: none. */
static const struct pptp_radius_request *
find_idle_limit(const struct pptp_evidence *evidence)
{
    const struct pptp_radius_request *request = find_accept(evidence, !pptp_subject_client(&evidence->subject));

    return request && is_only_reason(evidence, says_idle)
                   && is_ended_at_limit(evidence, last_data_of(evidence->subject.link), request->reply.idle_limit)
               ? request
               : NULL;
}

static void
put_limit(struct pptp_evidence *evidence, const struct pptp_radius_request *request, struct pptp_moment since,
          uint32_t limit)
{
    const struct pptp_link *link = evidence->subject.link;

    pptp_evidence_put(evidence, "radius", "RADIUS server %s",
                      address_to_str(evidence->scope, &request->server.address));
    pptp_evidence_put(evidence, "limit", "%u s", limit);
    pptp_evidence_put_frame(evidence, "accept", request->reply.at.frame);
    pptp_evidence_put_party(evidence, "sender", link->terminated_by);
    pptp_evidence_put_seconds(evidence, "span", link->terminated.when - since.when);
    pptp_evidence_put_frame(evidence, "since", since.frame);
    pptp_evidence_put(evidence, "how", "%s", pptp_subject_ending(evidence->scope, &evidence->subject).how);
    pptp_evidence_put_frame(evidence, "frame", link->terminated.frame);
}

bool
pptp_sign_connect_time_of_radius(struct pptp_evidence *evidence)
{
    const struct pptp_radius_request *request = find_session_limit(evidence);

    if (request)
        put_limit(evidence, request, request->reply.at, request->reply.session_limit);
    return request;
}

bool
pptp_sign_idle_timeout_of_radius(struct pptp_evidence *evidence)
{
    const struct pptp_radius_request *request = find_idle_limit(evidence);

    if (request)
        put_limit(evidence, request, last_data_of(evidence->subject.link), request->reply.idle_limit);
    return request;
}

/* --- Limits that the server tells --------------------------------------------------------------------------------- */

static bool
is_terminated_for(struct pptp_evidence *evidence, bool (*says)(const struct pptp_text *))
{
    const struct pptp_link *link = evidence->subject.link;

    if (link->terminated.frame == 0 || !says(&link->terminated_text))
        return false;
    pptp_evidence_put_party(evidence, "sender", link->terminated_by);
    pptp_evidence_put_text(evidence, "text", &link->terminated_text);
    pptp_evidence_put_frame(evidence, "frame", link->terminated.frame);
    return true;
}

bool
pptp_sign_idle_timeout(struct pptp_evidence *evidence)
{
    return is_terminated_for(evidence, says_idle) && !find_idle_limit(evidence);
}

bool
pptp_sign_connect_time(struct pptp_evidence *evidence)
{
    return is_terminated_for(evidence, says_connect_time) && !find_session_limit(evidence);
}

/* --- Limits that the clock shows ---------------------------------------------------------------------------------- */

/* When the user was accepted, from when on time limits count; without authentication, when the call was established. */
static struct pptp_moment
begin_of(const struct pptp_subject *subject, const char **words)
{
    const struct pptp_authentication *last = subject->link->authentication;
    const struct pptp_event *established = subject->call ? subject->call->established : NULL;

    *words = "the authentication";
    while (last && !(last->outcome.frame && last->succeeded))
        last = last->before;
    if (last)
        return last->outcome;
    *words = "the call was established";
    return established ? (struct pptp_moment){ .frame = established->frame, .when = established->when }
                       : (struct pptp_moment){ .frame = 0 };
}

static void
put_time(struct pptp_evidence *evidence, struct pptp_moment since)
{
    const struct pptp_link *link = evidence->subject.link;

    pptp_evidence_put_frame(evidence, "frame", link->terminated.frame);
    pptp_evidence_put_party(evidence, "sender", link->terminated_by);
    pptp_evidence_put(evidence, "how", "LCP Terminate-Request");
    pptp_evidence_put_frame(evidence, "since", since.frame);
}

/* An end that gives no other reason ends the call a whole number of periods after a moment, to the second. */
static bool
is_ended_on_time(struct pptp_evidence *evidence, struct pptp_moment since, int64_t period)
{
    enum { HARDLY = 1 };    /* seconds */
    const struct pptp_link *link = evidence->subject.link;
    int64_t span = link->terminated.when - since.when + HARDLY * PPTP_SECOND;

    if (evidence->explained > 0 || since.frame == 0 || link->terminated.frame == 0
        || pptp_ppp_termination_has_reason(&link->terminated_text) || span < period * PPTP_SECOND
        || span % (period * PPTP_SECOND) > 2 * HARDLY * PPTP_SECOND)
        return false;
    put_time(evidence, since);
    pptp_evidence_put_count(evidence, "minutes", span / (60 * PPTP_SECOND), "minute");
    return true;
}

/* How long a call lasted until the server ended it without a reason; 0: it did not. */
static int64_t
length_of(const struct pptp_subject *subject)
{
    const struct pptp_link *link = subject->link;
    const char *words;
    struct pptp_moment begin;

    if (!link || link->terminated.frame == 0 || pptp_ppp_termination_has_reason(&link->terminated_text)
        || link->terminated_by == pptp_subject_client(subject)
        || pptp_ppp_link_echoes(link, link->terminated_by)->unanswered >= MANY_ECHOES)
        return 0;
    begin = begin_of(subject, &words);
    return begin.frame ? link->terminated.when - begin.when : 0;
}

/* Another call with the same server lasted as long. Calls that end at the same time may have the same cause. */
static bool
is_as_long(const struct pptp_call *other, const void *data)
{
    enum { A_MINUTE = 60 };
    const struct pptp_subject *subject = data;
    struct pptp_subject twin = pptp_subject_of_call(other);
    int64_t length = length_of(&twin);

    return length > A_MINUTE * PPTP_SECOND && ABS(length - length_of(subject)) < PPTP_SECOND
        && ABS(twin.link->terminated.when - subject->link->terminated.when) > A_MINUTE * PPTP_SECOND
        && addresses_equal(pptp_subject_address(&twin, twin.link->terminated_by),
                           pptp_subject_address(subject, subject->link->terminated_by));
}

/* A limit is a whole number of minutes, or the same for several calls. */
bool
pptp_sign_connect_time_even(struct pptp_evidence *evidence)
{
    enum { FIVE_MINUTES = 300 };    /* seconds */
    const struct pptp_subject *subject = &evidence->subject;
    bool is_candidate = evidence->explained == 0 && subject->call && length_of(subject) > 0;
    bool is_of_client = subject->link->terminated_by == pptp_subject_client(subject);
    const struct pptp_call *twin =
        is_candidate ? pptp_subject_neighbor(subject->call, is_as_long, subject) : NULL;
    const char *words;
    struct pptp_moment begin = begin_of(subject, &words);

    if (is_of_client || !is_ended_on_time(evidence, begin, FIVE_MINUTES)) {
        if (!twin)
            return false;
        put_time(evidence, begin);
        pptp_evidence_put_seconds(evidence, "length", length_of(subject));
    }
    if (twin)
        pptp_evidence_put_number(evidence, "twin", twin->number);
    pptp_evidence_put(evidence, "begin", "%s", words);
    return true;
}

/* A client whose user hangs up seldom does so on the second. */
bool
pptp_sign_idle_timeout_even(struct pptp_evidence *evidence)
{
    enum { FIVE_MINUTES = 300 };    /* seconds */
    const struct pptp_subject *subject = &evidence->subject;

    if (!is_ended_on_time(evidence, pptp_subject_last_data(subject), FIVE_MINUTES))
        return false;
    pptp_evidence_put(evidence, "kind", "%s",
                      subject->link->terminated_by == pptp_subject_client(subject)
                          ? "its own: routers and Windows can hang up when nobody sends anything"
                          : "RADIUS: Idle-Timeout");
    return true;
}

/* What another call of the same ends is compared with. */
struct stop {
    const struct pptp_flow *flow;
    const struct pptp_flow *other;
};

static int64_t
age_of(const struct pptp_flow *flow)
{
    return flow->last_time - flow->first_time;
}

/* GRE from the same end stopped in that call, too, after the same time, as near as the ends' own delays allow. */
static bool
is_stopped_alike(const struct pptp_call *call, const void *data)
{
    const struct stop *stop = data;
    const struct pptp_flow *flow = NULL, *other = NULL;

    for (unsigned end = 0; call->tunnel && end < 2; end++) {
        if (call->tunnel->flow[end] && call->tunnel->flow[end]->route == stop->flow->route) {
            flow = call->tunnel->flow[end];
            other = call->tunnel->flow[!end];
        }
    }
    return flow && other && other->last_time - flow->last_time >= GRE_SILENCE * PPTP_SECOND
        && ABS(age_of(flow) - age_of(stop->flow)) <= MAX(age_of(stop->flow) / 10, PPTP_SECOND / 2);
}

/* NATs and firewalls forget only what is idle. What stops in full flow was cut by something else. */
static void
put_flowing(struct pptp_evidence *evidence, const struct pptp_flow *flow, const struct pptp_flow *other, int64_t lull)
{
    struct stop stop = { flow, other };
    const struct pptp_call *twin =
        evidence->subject.call ? pptp_subject_neighbor(evidence->subject.call, is_stopped_alike, &stop) : NULL;

    pptp_evidence_put_seconds(evidence, "lull", lull);
    if (!twin)
        return;
    pptp_evidence_put_number(evidence, "twin", twin->number);
    pptp_evidence_put_seconds(evidence, "age", age_of(flow));
}

static void
put_suspects(struct pptp_evidence *evidence, unsigned end, uint32_t tcp, bool idle)
{
    const char *sender = pptp_subject_party(evidence->scope, &evidence->subject, end);

    if (tcp)
        pptp_evidence_put(evidence, "suspects", "The control connection of %s still worked (frame %u): %s", sender, tcp,
                          idle ? "a firewall or NAT has probably forgotten the GRE of this call, or the PPP program has"
                                 " ended"
                               : "something on the path has dropped the GRE of this call since, or the PPP program has"
                                 " ended");
    else
        pptp_evidence_put(evidence, "suspects", "%s may be gone, or %s", sender,
                          idle ? "a firewall or NAT may have forgotten the GRE of this call"
                               : "something on the path has dropped the GRE of this call since then");
    pptp_evidence_cite(evidence, tcp);
    if (!idle)
        pptp_evidence_put_party(evidence, "target", end);
}

/* after: what the other end sent since, while the call was up. */
static void
put_stop(struct pptp_evidence *evidence, unsigned end, const struct pptp_flow *flow, const struct pptp_tally *after)
{
    int64_t lull = after->first.when - flow->last_time;
    bool idle = lull > GRE_SILENCE * PPTP_SECOND;

    pptp_evidence_put_parties(evidence, "sender", "other", end);
    pptp_evidence_put_frame(evidence, "frame", flow->last_frame);
    pptp_evidence_put_number(evidence, "count", after->count);
    pptp_evidence_put_seconds(evidence, "span", after->last.when - after->first.when);
    if (idle)
        pptp_evidence_put_seconds(evidence, "quiet", lull);
    else
        put_flowing(evidence, flow, pptp_subject_flow(&evidence->subject, !end), lull);
    put_suspects(evidence, end, pptp_subject_message_between(&evidence->subject, end,
                                                             after->first.when + PPTP_SECOND, PPTP_LATEST),
                 idle);
}

/* Until when GRE of the end is due: until it ends the call, or the call is over. */
static int64_t
due_until(const struct pptp_call *call, unsigned end)
{
    int64_t ended = call && call->ended_in ? call->ended_at : PPTP_LATEST;

    return call ? MIN(ended, pptp_subject_began_to_end(call, end)) : ended;
}

/* An end that acknowledged packets falls silent while the other goes on, although neither PPP nor the call ended. */
static bool
is_stopped(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_flow *flow = pptp_subject_flow(subject, end), *other = pptp_subject_flow(subject, !end);
    const struct pptp_moment *terminated = &subject->link->terminated;
    int64_t until = due_until(subject->call, end);
    struct pptp_tally after;

    if (!flow || !other || !flow->acknowledges
        || MIN(other->last_time, until) - flow->last_time < GRE_SILENCE * PPTP_SECOND
        || (subject->connection && pptp_subject_is_restarted(subject->connection))
        || (terminated->frame && terminated->when < flow->last_time + GRE_SILENCE * PPTP_SECOND))
        return false;
    after = pptp_subject_sent_between(other, flow->last_time, until, false);
    if (after.count < MANY_PACKETS)
        return false;
    put_stop(evidence, end, flow, &after);
    return true;
}

bool
pptp_sign_gre_stopped(struct pptp_evidence *evidence)
{
    return evidence->warnings == 0 && (is_stopped(evidence, 0) || is_stopped(evidence, 1));
}
