/* How a call ended.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/sessions.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_reached.h"
#include "diagnosis/subject_transport.h"
#include "diagnosis/subject_tunnel.h"
#include "diagnosis/windows.h"
#include "ppp/text.h"

/* The end that was asked for a proof left without one. */
static void
put_challenge(struct pptp_evidence *evidence, const struct pptp_link *link)
{
    const struct pptp_authentication *last = link->authentication;

    if (last && last->challenge.frame && last->responses == 0 && last->outcome.frame == 0
        && last->authenticator != link->terminated_by)
        pptp_evidence_put_frame(evidence, "challenge", last->challenge.frame);
}

enum { NOBODY_TO_ASK = 703 };   /* an error of Windows */

/* pppd says so if a signal told it to end: its user's, or that of a program which dials for him. Once PPP is up,
 * that is how a session ends. */
static bool
is_signalled(const struct pptp_subject *subject)
{
    const struct pptp_link *link = subject->link;

    return subject->call && link && link->terminated.frame && link->terminated_by == pptp_subject_client(subject)
        && pptp_ppp_termination_is_signalled(&link->terminated_text) && !pptp_subject_is_ppp_up(subject);
}

/* For how long the user had waited for data, in nanoseconds; 0: they flowed. */
static int64_t
waited_for_data(const struct pptp_subject *subject)
{
    const struct pptp_event *established = subject->call ? subject->call->established : NULL;

    return established && !pptp_subject_has_data(subject) ? subject->link->terminated.when - established->when : 0;
}

/* Who waited for long had a reason to give up. */
static bool
is_cancelled(const struct pptp_subject *subject, bool soon)
{
    enum { A_WHILE = 10 };      /* seconds */

    return (pptp_subject_windows_error(subject) == PPTP_WINDOWS_CANCELLED || is_signalled(subject))
        && (waited_for_data(subject) < A_WHILE * PPTP_SECOND) == soon;
}

static bool
is_complete(const struct pptp_flow *flow)
{
    return flow && pptp_subject_flow_counts(flow).missing == 0;
}

/* The capture holds the whole session, so what it does not hold did not happen. */
static bool
is_whole(const struct pptp_subject *subject)
{
    return subject->call && subject->connection->start_captured && subject->call->established && !subject->call->adopted
        && !pptp_subject_is_half_captured(subject->connection) && is_complete(pptp_subject_flow(subject, 0))
        && is_complete(pptp_subject_flow(subject, 1)) && !pptp_subject_is_part(subject->tunnel);
}

/* How far a session without data had come. */
static void
put_progress(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;

    if (pptp_subject_has_data(subject))
        return;
    pptp_evidence_put(evidence, "stage", "%s", pptp_subject_stage(evidence->scope, subject, is_whole(subject)));
    pptp_evidence_put(evidence, "unseen", "%s", pptp_subject_unseen(evidence->scope, subject));
}

static bool
find_cancelled(struct pptp_evidence *evidence, bool soon)
{
    const struct pptp_subject *subject = &evidence->subject;

    if (!is_cancelled(subject, soon))
        return false;
    pptp_evidence_put_party(evidence, "sender", subject->link->terminated_by);
    pptp_evidence_put_frame(evidence, "frame", subject->link->terminated.frame);
    pptp_evidence_put(evidence, "how", "%s",
                      is_signalled(subject) ? "pppd's \"User request\""
                                            : "Windows error 631, disconnected by the user");
    pptp_evidence_put_seconds(evidence, "span", waited_for_data(subject));
    put_progress(evidence);
    return true;
}

bool
pptp_sign_user_cancelled(struct pptp_evidence *evidence)
{
    return find_cancelled(evidence, true);
}

bool
pptp_sign_user_gave_up(struct pptp_evidence *evidence)
{
    return find_cancelled(evidence, false);
}

bool
pptp_sign_windows_error(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    uint32_t error = pptp_subject_windows_error(&evidence->subject);
    const char *meaning;

    if (error == 0 || error == PPTP_WINDOWS_CANCELLED)
        return false;
    meaning = try_val_to_str(error, pptp_diagnosis_windows_errors);
    pptp_evidence_put_number(evidence, "error", error);
    if (meaning)
        pptp_evidence_put(evidence, "meaning", "%s", meaning);
    pptp_evidence_put_party(evidence, "sender", link->terminated_by);
    pptp_evidence_put_frame(evidence, "frame", link->terminated.frame);
    put_challenge(evidence, link);
    if (error == NOBODY_TO_ASK)
        pptp_evidence_put_party(evidence, "unattended", link->terminated_by);
    else if (pptp_diagnosis_windows_advice(error))
        pptp_evidence_put(evidence, "advice", "%s", pptp_diagnosis_windows_advice(error));
    else
        pptp_evidence_put(evidence, "error_of", "error");
    return true;
}

bool
pptp_sign_ended(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, subject);

    if (ending.frame == 0)
        return false;
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "frame", ending.frame);
    if (ending.end >= 0)
        pptp_evidence_put_party(evidence, "ender", ending.end);
    if (subject->call->ended_in > ending.frame)
        pptp_evidence_put_frame(evidence, "end_frame", subject->call->ended_in);
    return true;
}

/* pppd says "User request" if a signal told it to end. A link of a bundle may be dropped for little use (RFC 2125). */
static const char *
read_text(const struct pptp_text *text, bool is_one_of_many)
{
    if (is_one_of_many && !pptp_ppp_termination_has_reason(text))
        return "It gives no reason: a rule that drops links with little use (BAP, Windows: bandwidth settings of the"
               " policy), an administrator, or a limit may be behind it";
    if (!pptp_ppp_termination_has_reason(text))
        return "It gives no reason: an administrator, a limit, or RADIUS (a Disconnect-Request) may be behind it";
    if (pptp_ppp_termination_is_signalled(text))
        return "pppd says that when a signal ends it: an administrator, a limit, or RADIUS (a Disconnect-Request) may"
               " be behind it";
    return "That text is the reason it gives";
}

/* The end came when it was announced. NULL: it was not, or came at another time. */
static const char *
read_announcement(const struct pptp_evidence *evidence)
{
    enum { ABOUT = 5 };         /* seconds */
    const struct pptp_link *link = evidence->subject.link;
    int64_t early = link->announced.when + (int64_t)link->announced_seconds * PPTP_SECOND - link->terminated.when;

    if (link->announced.frame == 0 || link->announced_by != link->terminated_by || link->announced_seconds == UINT32_MAX
        || ABS(early) > ABOUT * PPTP_SECOND)
        return NULL;
    return wmem_strdup_printf(evidence->scope,
                              "It had announced that (LCP Time-Remaining, %u s, frame %u): a time limit",
                              link->announced_seconds, link->announced.frame);
}

static const char *
read_reason(struct pptp_evidence *evidence)
{
    const struct pptp_text *text = &evidence->subject.link->terminated_text;
    const char *cause = pptp_evidence_terminate_cause(evidence), *announcement = read_announcement(evidence);
    bool is_given = pptp_ppp_termination_has_reason(text) && !pptp_ppp_termination_is_signalled(text);

    if (announcement)
        return announcement;
    if (!cause)
        return read_text(text, evidence->subject.link->leader);
    return wmem_strdup_printf(evidence->scope, "%s %s",
                              is_given ? "That text is the reason it gives, and" : "It gives the client no reason, but",
                              cause);
}

/* A session that was in use, and that neither the user nor another finding ends. */
bool
pptp_sign_ended_by_server(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_link *link = subject->link;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, subject);
    unsigned server = !pptp_subject_client(subject);
    struct pptp_moment last;

    if (evidence->explained > 0 || !link || link->terminated.frame == 0 || link->terminated.frame != ending.frame
        || link->terminated_by != server || server == pptp_subject_user(subject->call)
        || !pptp_subject_has_data(subject))
        return false;
    last = pptp_subject_last_data(subject);
    pptp_evidence_put_frame(evidence, "frame", ending.frame);
    pptp_evidence_put_party(evidence, "sender", server);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put(evidence, "what", "%s", link->leader ? "this link of its Multilink bundle" : "the session");
    pptp_evidence_put_seconds(evidence, "span", link->terminated.when - last.when);
    pptp_evidence_put_frame(evidence, "last", last.frame);
    pptp_evidence_put(evidence, "reading", "%s", read_reason(evidence));
    return true;
}

/* A session that nobody ended may be over all the same, if nothing of it comes any more. */
static void
put_silence(struct pptp_evidence *evidence)
{
    enum { A_MINUTE = 60 };
    struct pptp_moment last = pptp_subject_last_packet(evidence->subject.connection, evidence->subject.call);
    int64_t silence = evidence->subject.history->last_time - last.when;

    if (last.frame == 0 || silence < A_MINUTE * PPTP_SECOND) {
        pptp_evidence_put(evidence, "up", "up");
        return;
    }
    pptp_evidence_put(evidence, "end", "end");
    pptp_evidence_put_frame(evidence, "last", last.frame);
    pptp_evidence_put_seconds(evidence, "silence", silence);
}

bool
pptp_sign_still_up(struct pptp_evidence *evidence)
{
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);

    if (!pptp_subject_is_still_up(&evidence->subject, &ending))
        return false;
    pptp_evidence_put_frame(evidence, "frame", evidence->subject.call->established->frame);
    put_silence(evidence);
    return true;
}

/* --- An end that no other finding explains ---------- */

static bool
put_ending(struct pptp_evidence *evidence)
{
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);
    const char *unseen = pptp_subject_unseen(evidence->scope, &evidence->subject);

    if (ending.frame == 0)
        return false;
    pptp_evidence_put_frame(evidence, "frame", ending.frame);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    if (ending.end >= 0)
        pptp_evidence_put_party(evidence, "ender", ending.end);
    if (*unseen)
        pptp_evidence_put(evidence, "unseen", "%s", unseen);
    return true;
}

static bool
is_unexplained(struct pptp_evidence *evidence, bool in_whole)
{
    const struct pptp_subject *subject = &evidence->subject;

    if (evidence->explained > 0 || pptp_subject_has_data(subject) || !put_ending(evidence))
        return false;
    pptp_evidence_put(evidence, "stage", "%s", pptp_subject_stage(evidence->scope, subject, in_whole));
    return true;
}

bool
pptp_sign_unexplained(struct pptp_evidence *evidence)
{
    return is_whole(&evidence->subject) && !pptp_subject_is_ppp_up(&evidence->subject)
        && !is_cancelled(&evidence->subject, true) && is_unexplained(evidence, true);
}

bool
pptp_sign_unexplained_in_part(struct pptp_evidence *evidence)
{
    return is_unexplained(evidence, false);
}

bool
pptp_sign_unexplained_tunnel(struct pptp_evidence *evidence)
{
    return evidence->subject.link && is_unexplained(evidence, false);
}

bool
pptp_sign_unexplained_connection(struct pptp_evidence *evidence)
{
    return evidence->explained == 0 && !evidence->subject.connection->first_call && put_ending(evidence);
}

/* The call between the two of which only GRE could be read, if it was up before the connection closed; NULL: none. */
static const struct pptp_call *
find_call(const struct pptp_subject *subject)
{
    const struct pptp_attempt *attempt = subject->attempt;
    const struct pptp_route *route =
        pptp_route_find(subject->history, &attempt->client->address, &attempt->server->address);
    const struct pptp_call *call = route->assumed ? route->assumed->adopted : NULL;

    return attempt->carried_data && call && call->first.when <= attempt->closed.when ? call : NULL;
}

bool
pptp_sign_unexplained_attempt(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;
    const struct pptp_call *call = find_call(&evidence->subject);

    if (evidence->explained > 0 || !put_ending(evidence))
        return false;
    pptp_evidence_put(evidence, "message", "%s",
                      attempt->carried_data ? "carried octets that were not captured, and ended"
                                            : "ended with no control message captured");
    if (!attempt->carried_data && !pptp_transport_lacks_segments(attempt->transport))
        pptp_evidence_put(evidence, "probe", "Somebody may have tested whether the port is open");
    if (call)
        pptp_evidence_put_number(evidence, "call", call->number);
    else
        pptp_evidence_put_party(evidence, "client", 0);
    return true;
}
