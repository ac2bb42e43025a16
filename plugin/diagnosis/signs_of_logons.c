/* Many logons fail, a user logs on twice, or a later logon of a session fails.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/to_str.h>

#include "diagnosis/facts.h"
#include "diagnosis/logons.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_neighbors.h"
#include "diagnosis/subject_points.h"
#include "diagnosis/subject_reached.h"
#include "diagnosis/subject_transport.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/text.h"

enum { SOME = 3, MANY_FAILURES = 5, MANY_USERS = 3, USERS_NAMED = 3 };
/* Seconds: from an event to its effect; between logons. */
enum { AT_ONCE = 3, GUESSING = 4, A_WHILE = 30, SELDOM = 60, SOON = 180 };

/* --- Password guessing -------------------------------------------------------------------------------------------- */

/* The logons from one address to one server. */
struct logons {
    const struct pptp_connection *connection;   /* the first between them */
    const address *client;
    const address *server;
    uint32_t failures;
    uint32_t successes;
    struct pptp_moment first;           /* failure */
    struct pptp_moment last;
    struct pptp_moment success;         /* the last; frame 0: none */
    const struct pptp_text *accepted;   /* its user */
    wmem_map_t *users;                  /* of failures: names, each once */
    wmem_strbuf_t *named;               /* the first of them */
};

static struct logons *
logons_of(wmem_allocator_t *scope, wmem_map_t *all, const struct pptp_call *call)
{
    const address *client = &call->connection->end[call->pns].address;
    const address *server = &call->connection->end[!call->pns].address;
    const char *key = wmem_strdup_printf(scope, "%s %s", address_to_str(scope, client), address_to_str(scope, server));
    struct logons *logons = wmem_map_lookup(all, key);

    if (logons)
        return logons;
    logons = wmem_new0(scope, struct logons);
    logons->connection = call->connection;
    logons->client = client;
    logons->server = server;
    logons->users = wmem_map_new(scope, wmem_str_hash, g_str_equal);
    logons->named = wmem_strbuf_new(scope, NULL);
    wmem_map_insert(all, key, logons);
    return logons;
}

static void
name_user(wmem_allocator_t *scope, struct logons *logons, const struct pptp_authentication *failed)
{
    const char *user = pptp_ppp_text_show(scope, &failed->user);
    unsigned named = wmem_map_size(logons->users);

    if (!failed->has_user || wmem_map_contains(logons->users, user))
        return;
    wmem_map_insert(logons->users, user, logons);
    if (named < USERS_NAMED)
        wmem_strbuf_append_printf(logons->named, "%s\"%s\"", named ? ", " : "", user);
}

static void
count_success(struct logons *logons, const struct pptp_authentication *authentication)
{
    logons->successes++;
    if (authentication->outcome.frame < logons->success.frame)
        return;
    logons->success = authentication->outcome;
    logons->accepted = &authentication->user;
}

static void
count_failure(wmem_allocator_t *scope, struct logons *logons, const struct pptp_authentication *authentication)
{
    struct pptp_moment outcome = authentication->outcome;

    logons->failures++;
    if (logons->first.frame == 0 || outcome.frame < logons->first.frame)
        logons->first = outcome;
    if (outcome.frame > logons->last.frame)
        logons->last = outcome;
    name_user(scope, logons, authentication);
}

static void
count_call(wmem_allocator_t *scope, wmem_map_t *all, const struct pptp_call *call)
{
    const struct pptp_link *link = pptp_call_link(call);
    const struct pptp_authentication *last = link ? link->authentication : NULL;
    struct pptp_subject subject = pptp_subject_of_call(call);

    for (; last; last = last->before) {
        if (last->outcome.frame == 0 || last->authenticator == call->pns)
            continue;
        if (last->succeeded)
            count_success(logons_of(scope, all, call), last);
        else if (pptp_diagnosis_is_password_wrong(&subject, last))
            count_failure(scope, logons_of(scope, all, call), last);
    }
}

static bool
are_many(const struct logons *logons)
{
    int64_t span = logons->last.when - logons->first.when;

    return logons->failures >= MANY_FAILURES && logons->failures > logons->successes
           && span <= (int64_t)logons->failures * SELDOM * PPTP_SECOND;
}

/* Of the addresses with many failures, the one with the most. others: how many there are besides. */
static const struct logons *
find_worst(wmem_allocator_t *scope, wmem_map_t *all, unsigned *others)
{
    const struct logons *worst = NULL;
    unsigned count = 0;
    wmem_list_t *keys = wmem_map_get_keys(scope, all);

    for (wmem_list_frame_t *at = wmem_list_head(keys); at; at = wmem_list_frame_next(at)) {
        const struct logons *logons = wmem_map_lookup(all, wmem_list_frame_data(at));

        if (!are_many(logons))
            continue;
        count++;
        if (!worst || logons->failures > worst->failures
            || (logons->failures == worst->failures && logons->first.frame < worst->first.frame))
            worst = logons;
    }
    *others = count - (worst != NULL);
    return worst;
}

static void
put_users(struct pptp_evidence *evidence, const struct logons *logons)
{
    unsigned users = wmem_map_size(logons->users);
    const char *named = wmem_strbuf_get_str(logons->named);

    if (users == 0)
        pptp_evidence_put(evidence, "users", "%s", "users whose names were not captured");
    else if (users == 1)
        pptp_evidence_put(evidence, "users", "user %s", named);
    else
        pptp_evidence_put(evidence, "users", "%u users (%s%s)", users, named, users > USERS_NAMED ? ", ..." : "");
}

static void
put_logons(struct pptp_evidence *evidence, const struct logons *logons, unsigned others)
{
    int64_t span = logons->last.when - logons->first.when;
    bool guessing = wmem_map_size(logons->users) >= MANY_USERS
        || span <= (int64_t)logons->failures * GUESSING * PPTP_SECOND;

    pptp_evidence_put_count(evidence, "count", logons->failures, "failed logon");
    put_users(evidence, logons);
    pptp_evidence_put_address(evidence, "address", logons->client);
    pptp_evidence_put_address(evidence, "server", logons->server);
    pptp_evidence_put_seconds(evidence, "span", span);
    pptp_evidence_put_frame(evidence, "frame", logons->first.frame);
    pptp_evidence_put_frame(evidence, "last", logons->last.frame);
    if (others)
        pptp_evidence_put_count(evidence, "others", others, "other pair");
    pptp_evidence_put(evidence, "reading", "%s", guessing
        ? "Somebody is probably guessing passwords, or a client redials with a wrong one"
        : "A client probably redials with a wrong password, or somebody is guessing passwords");
    if (logons->success.frame > logons->first.frame) {
        pptp_evidence_put_frame(evidence, "success", logons->success.frame);
        pptp_evidence_put(evidence, "accepted", "user \"%s\"", pptp_ppp_text_show(evidence->scope, logons->accepted));
    }
}

bool
pptp_sign_password_guessing(struct pptp_evidence *evidence)
{
    wmem_array_t *calls = evidence->subject.history->calls;
    wmem_map_t *all = wmem_map_new(evidence->scope, wmem_str_hash, g_str_equal);
    const struct logons *worst;
    unsigned others;

    for (unsigned i = 0; i < wmem_array_get_count(calls); i++)
        count_call(evidence->scope, all, pptp_list_at(calls, i));
    worst = find_worst(evidence->scope, all, &others);
    if (!worst)
        return false;
    put_logons(evidence, worst, others);
    evidence->between = worst->connection;
    return true;
}

/* --- A second session of the same user ---------------------------------------------------------------------------- */

/* The logon with this outcome. */
static const struct pptp_authentication *
logon_at(const struct pptp_link *link, uint32_t frame)
{
    const struct pptp_authentication *last = link->authentication;

    while (last && last->outcome.frame != frame)
        last = last->before;
    return last;
}

/* It began when the earlier had succeeded: the two are not one session that was captured at two points. */
static bool
is_later(const struct pptp_authentication *later, const struct pptp_authentication *earlier)
{
    return later && earlier && (later->challenge.frame == 0 || later->challenge.when > earlier->outcome.when);
}

static const char *
name_place(wmem_allocator_t *scope, const struct pptp_subject *subject, const struct pptp_call *again)
{
    const address *here = pptp_subject_address(subject, subject->call->pns);
    const address *there = again ? &again->connection->end[again->pns].address : NULL;

    if (!there)
        return "elsewhere";
    return addresses_equal(here, there) ? "the same address" : address_to_str(scope, there);
}

/* The user logs on again in another session than this one. */
static bool
is_again(const struct pptp_subject *subject, const struct pptp_authentication *earlier)
{
    const struct pptp_link *link = subject->link;

    return link->again && !(link->again->call && pptp_subject_is_same_session(subject->call, link->again->call))
           && is_later(logon_at(link->again->link, link->again_at.frame), earlier);
}

/* The end was silent when the user came again, and the other's packets had been in vain for a while. */
static uint32_t
count_in_vain(const struct pptp_subject *subject, unsigned silent, int64_t again)
{
    const struct pptp_flow *from = pptp_subject_flow(subject, silent), *to = pptp_subject_flow(subject, !silent);
    const struct pptp_moment *ended = &subject->link->terminated;
    struct pptp_moment first = { .frame = 0 };
    uint32_t count;

    if (!from || !to || from->last_time > again || again - from->last_time > SOON * PPTP_SECOND
        || pptp_subject_end_time(subject) < again || (ended->frame && ended->when < again))
        return 0;
    count = pptp_subject_sent_after(to, from->last_time, &first);
    return count > 0 && to->last_time - first.when >= AT_ONCE * PPTP_SECOND ? count : 0;
}

/* The call in which the user of this one logged on again; NULL: none did. */
static const struct pptp_call *
find_again(const struct pptp_subject *subject)
{
    const struct pptp_link *link = subject->link;
    const struct pptp_authentication *earlier =
        link ? pptp_diagnosis_logon_outcome(link, !subject->call->pns) : NULL;

    return earlier && is_again(subject, earlier) ? link->again->call : NULL;
}

static bool
has_moved(const struct pptp_subject *subject, const struct pptp_call *again)
{
    return !addresses_equal(&again->connection->end[again->pns].address,
                            &subject->connection->end[subject->call->pns].address);
}

static void
put_again(struct pptp_evidence *evidence, const struct pptp_call *again)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_link *link = subject->link;
    const struct pptp_flow *last = pptp_subject_flow(subject, subject->call->pns);
    bool moved = has_moved(subject, again);

    pptp_evidence_put_parties(evidence, "client", "server", subject->call->pns);
    pptp_evidence_put_frame(evidence, "last", last->last_frame);
    pptp_evidence_put_seconds(evidence, "span", link->again_at.when - last->last_time);
    pptp_evidence_put(evidence, "user", "%s",
                      pptp_ppp_text_show(evidence->scope,
                                         &pptp_diagnosis_logon_outcome(link, !subject->call->pns)->user));
    pptp_evidence_put(evidence, "place", "%s", name_place(evidence->scope, subject, again));
    pptp_evidence_put_frame(evidence, "frame", link->again_at.frame);
    pptp_evidence_put_number(evidence, "other_call", again->number);
    pptp_evidence_put(evidence, "reading", "%s", moved
                      ? "Its address has probably changed: another network, or a new address from its provider"
                      : "It was probably restarted, or cut off for a while");
    pptp_evidence_put(evidence, "cause", "%s", moved ? "a change of network" : "a crash, a restart or an interruption");
}

bool
pptp_sign_client_came_again(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_call *again = find_again(subject);
    uint32_t count = again ? count_in_vain(subject, subject->call->pns, subject->link->again_at.when) : 0;

    if (count < SOME)
        return false;
    put_again(evidence, again);
    pptp_evidence_put_count(evidence, "count", count, "packet");
    return true;
}

/* Nobody ended the session, but nothing more of it came when the user logged on again. */
static bool
is_abandoned(const struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    struct pptp_moment last = pptp_subject_last_packet(subject->connection, subject->call);
    int64_t again = subject->link->again_at.when;
    struct pptp_ending ending;

    if (last.when >= again || again - last.when > SOON * PPTP_SECOND
        || subject->history->last_time - last.when < A_WHILE * PPTP_SECOND)
        return false;
    ending = pptp_subject_ending(evidence->scope, subject);
    return pptp_subject_is_still_up(subject, &ending);
}

/* From another address. */
bool
pptp_sign_client_left(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_call *again = find_again(subject);

    if (!again || evidence->explained > 0 || !has_moved(subject, again)
        || !pptp_subject_flow(subject, subject->call->pns) || !is_abandoned(evidence))
        return false;
    put_again(evidence, again);
    return true;
}

static const address *
user_address(const struct pptp_call *call)
{
    return &call->connection->end[pptp_subject_user(call)].address;
}

/* The one who was thrown out logs on again, and throws the other out. */
static void
put_turns(struct pptp_evidence *evidence, const struct pptp_call *other)
{
    const struct pptp_link *link = other ? pptp_subject_of_call(other).link : NULL;
    const struct pptp_call *call = evidence->subject.call, *back = link && link->again ? link->again->call : NULL;

    if (!back || addresses_equal(user_address(call), user_address(other))
        || !addresses_equal(user_address(call), user_address(back)))
        return;
    pptp_evidence_put_address(evidence, "returning", user_address(call));
    pptp_evidence_put_frame(evidence, "back", link->again_at.frame);
}

bool
pptp_sign_same_user(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_link *link = subject->link;
    const struct pptp_authentication *earlier = link ? pptp_diagnosis_logon_outcome(link, !subject->call->pns) : NULL;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, subject);
    int64_t span;

    if (!link || !is_again(subject, earlier) || ending.frame <= link->again_at.frame
        || ending.end != (int)!subject->call->pns)
        return false;
    span = (link->terminated.frame ? link->terminated.when : pptp_subject_end_time(subject)) - link->again_at.when;
    if (span > AT_ONCE * PPTP_SECOND)
        return false;
    pptp_evidence_put_party(evidence, "server", ending.end);
    pptp_evidence_put(evidence, "user", "%s", pptp_ppp_text_show(evidence->scope, &earlier->user));
    pptp_evidence_put(evidence, "place", "%s", name_place(evidence->scope, subject, link->again->call));
    if (link->again->call)
        pptp_evidence_put_number(evidence, "other_call", link->again->call->number);
    pptp_evidence_put_frame(evidence, "again", link->again_at.frame);
    pptp_evidence_put_seconds(evidence, "span", span);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "frame", ending.frame);
    put_turns(evidence, link->again->call);
    return true;
}

/* A call that its server ended. */
struct ended_call {
    const struct pptp_call *call;
    const struct pptp_authentication *logon;
    int64_t when;
};

/* Another user dialed from the same address just before. */
static bool
is_rival(const struct pptp_call *other, const void *data)
{
    const struct ended_call *ended = data;
    const struct pptp_link *link = pptp_call_link(other);
    const struct pptp_authentication *logon = link ? pptp_diagnosis_logon_outcome(link, !other->pns) : NULL;
    int64_t before = other->established ? ended->when - other->established->when : -1;

    return logon && logon->succeeded && logon->has_user && before >= 0 && before <= AT_ONCE * PPTP_SECOND
           && other->connection != ended->call->connection
           && addresses_equal(user_address(other), user_address(ended->call))
           && !pptp_diagnosis_is_same_user(logon, ended->logon)
           && !pptp_subject_is_same_session(ended->call, other);
}

/* Clients behind one address throw each other out. */
bool
pptp_sign_address_replaced(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_link *link = subject->link;
    const struct pptp_call *call = subject->call, *rival;
    struct ended_call ended = { .call = call };
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, subject);

    ended.logon = link ? pptp_diagnosis_logon_outcome(link, !call->pns) : NULL;
    if (!ended.logon || !ended.logon->succeeded || !ended.logon->has_user || ending.frame == 0
        || ending.end != (int)!call->pns || !pptp_subject_has_data(subject))
        return false;
    ended.when = link->terminated.frame == ending.frame ? link->terminated.when : call->ended_at;
    rival = pptp_subject_neighbor(call, is_rival, &ended);
    if (!rival)
        return false;
    pptp_evidence_put_party(evidence, "server", ending.end);
    pptp_evidence_put_address(evidence, "address", user_address(call));
    pptp_evidence_put(evidence, "user", "%s", pptp_ppp_text_show(evidence->scope, &ended.logon->user));
    pptp_evidence_put(evidence, "rival", "%s", pptp_ppp_text_show(evidence->scope,
        &pptp_diagnosis_logon_outcome(rival->tunnel->link, !rival->pns)->user));
    pptp_evidence_put_number(evidence, "other_call", rival->number);
    pptp_evidence_put_frame(evidence, "dialed", rival->established->frame);
    pptp_evidence_put_seconds(evidence, "span", ended.when - rival->established->when);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "frame", ending.frame);
    return true;
}

/* The last logon of one of the link's ends is refused, although an earlier one succeeded; NULL: none is. */
static const struct pptp_authentication *
find_later_refusal(const struct pptp_link *link)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_authentication *last = pptp_diagnosis_logon_outcome(link, end);

        if (last && !last->succeeded && pptp_diagnosis_earlier_success(link, last))
            return last;
    }
    return NULL;
}

bool
pptp_sign_auth_failed_again(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_later_refusal(evidence->subject.link), *before;
    const char *meaning;
    struct pptp_text message;

    if (!last)
        return false;
    before = pptp_diagnosis_earlier_success(evidence->subject.link, last);
    message = pptp_ppp_text_line(evidence->scope, last->message);
    meaning = pptp_diagnosis_gives_other_reason(last->error)
                  ? try_val_to_str(last->error, pptp_authentication_errors) : NULL;
    pptp_evidence_put_frame(evidence, "frame", last->outcome.frame);
    pptp_evidence_put_authentication(evidence, last);
    if (last->error)
        pptp_evidence_put_number(evidence, "error", last->error);
    pptp_evidence_put_frame(evidence, "succeeded", before->outcome.frame);
    pptp_evidence_put_seconds(evidence, "span", last->outcome.when - before->outcome.when);
    pptp_evidence_put_text(evidence, "message", &message);
    if (meaning)
        pptp_evidence_put(evidence, "meaning", "%s", meaning);
    else
        pptp_evidence_put(evidence, "changed", "%s", "the account was probably blocked, or its password changed");
    return true;
}
