/* The ends do not agree on how to authenticate, or do something else than what LCP agreed on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/facts.h"
#include "diagnosis/logons.h"
#include "diagnosis/other_logons.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/text.h"

enum { A_WHILE = 3, SOME_TIME = 5 };            /* seconds */

/* --- What LCP agreed on ------------------------------------------------------------------------------------------- */

/* The end whose LCP Configure-Request got no reply, and was repeated after the authentication began; -1: none. */
static int
waits_for_lcp(const struct pptp_evidence *evidence, const struct pptp_moment *since)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);

        if (lcp->requests > 1 && lcp->agreed.frame == 0 && lcp->last.answered.frame == 0
            && lcp->last.last.frame > since->frame)
            return end;
    }
    return -1;
}

bool
pptp_sign_auth_before_lcp(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        struct pptp_diagnosis_trial trial = pptp_diagnosis_trial(evidence->subject.link, end);
        int waiting = trial.newest && trial.challenges ? waits_for_lcp(evidence, &trial.first) : -1;
        const struct pptp_asking *request;

        if (waiting < 0 || trial.newest->basis != PPTP_BASIS_NOT_OPEN)
            continue;
        request = &pptp_evidence_asked(evidence, PPTP_LCP, waiting)->last;
        pptp_evidence_put_authentication(evidence, trial.newest);
        pptp_evidence_put_count(evidence, "challenges", trial.challenges,
                                trial.newest->protocol == PPTP_EAP ? "EAP Request" : "CHAP Challenge");
        pptp_evidence_put_frame(evidence, "frame", trial.first.frame);
        pptp_evidence_put_parties(evidence, "waiting", "silent", waiting);
        pptp_evidence_put_frame(evidence, "request", request->first.frame);
        pptp_evidence_put_frame(evidence, "last", request->last.frame);
        return true;
    }
    return false;
}

/* What the ends sent without an agreement. The Challenges may be the agreed ones, which the client leaves unanswered:
 * only its password was not agreed on. */
static void
put_trial(struct pptp_evidence *evidence, const struct pptp_diagnosis_trial *trial)
{
    bool is_agreed = trial->disagreed->protocol == PPTP_PAP && trial->disagreed->option;

    if (trial->challenges) {
        pptp_evidence_put_count(evidence, is_agreed ? "unanswered" : "challenges", trial->challenges,
                                trial->newest->protocol == PPTP_EAP ? "EAP Request" : "CHAP Challenge");
        pptp_evidence_put_frame(evidence, "challenge", trial->first_challenge.frame);
    }
    if (trial->requests) {
        pptp_evidence_put_count(evidence, "requests", trial->requests, "PAP Authenticate-Request");
        pptp_evidence_put_frame(evidence, "request", trial->first_request.frame);
    }
    pptp_evidence_put(evidence, "both", "%s", trial->challenges && trial->requests && !is_agreed ? ", while" : "");
}

/* Returns what LCP had not agreed on, unless an end went over to what it had; NULL: nothing. What comes after the end
 * of the link does not matter. */
static const struct pptp_authentication *
find_disagreed(const struct pptp_link *link, const struct pptp_diagnosis_trial *trial)
{
    bool is_past = trial->newest && trial->newest != trial->disagreed && trial->newest->response.frame;
    bool is_late = link->terminated.frame && link->terminated.frame < trial->first.frame;

    return is_past || is_late ? NULL : trial->disagreed;
}

bool
pptp_sign_auth_not_agreed(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        struct pptp_diagnosis_trial trial = pptp_diagnosis_trial(evidence->subject.link, end);
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);
        const struct pptp_authentication *disagreed = find_disagreed(evidence->subject.link, &trial);

        if (!disagreed || !pptp_diagnosis_is_stuck(evidence, trial.first.when, SOME_TIME * PPTP_SECOND))
            continue;
        pptp_evidence_put_frame(evidence, "frame", trial.first.frame);
        pptp_evidence_put_parties(evidence, "server", "client", end);
        pptp_evidence_put(evidence, "agreed", "%s%s", disagreed->option ? "on " : "without authentication",
                          disagreed->option ? pptp_ppp_authentication_option_name(evidence->scope, disagreed->option)
                                            : "");
        pptp_evidence_put_frame(evidence, "acknowledged", lcp->agreed.frame);
        put_trial(evidence, &trial);
        pptp_evidence_put_sequel(evidence, disagreed);
        return true;
    }
    return false;
}

/* The octets are the ones of another protocol's Value. */
static const char *
name_size(unsigned size)
{
    return size == PPTP_MD5_VALUE ? "CHAP-MD5" : size == PPTP_MSCHAP_VALUE ? "MS-CHAP or MS-CHAPv2" : NULL;
}

bool
pptp_sign_auth_value_size(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_authentication *last = pptp_diagnosis_logon(evidence->subject.link, end);
        unsigned right = last ? pptp_diagnosis_wrong_size(last) : 0;

        if (!right || last->succeeded)
            continue;
        pptp_evidence_put_frame(evidence, "frame", last->response.frame);
        pptp_evidence_put_authentication(evidence, last);
        pptp_evidence_put_count(evidence, "octets", last->value_size, "octet");
        pptp_evidence_put_number(evidence, "right", right);
        if (name_size(last->value_size))
            pptp_evidence_put(evidence, "other", "%s", name_size(last->value_size));
        if (last->error)
            pptp_evidence_put_number(evidence, "error", last->error);
        pptp_evidence_put_sequel(evidence, last);
        return true;
    }
    return false;
}

static const char *
asked_name(wmem_allocator_t *scope, const struct pptp_options *options)
{
    return pptp_ppp_options_have(options, PPTP_OPTION_AUTHENTICATION)
               ? pptp_ppp_authentication_option_name(scope, options->value[PPTP_OPTION_AUTHENTICATION])
               : "";
}

static bool
has_authentication(const struct pptp_options *options)
{
    return pptp_ppp_options_have(options, PPTP_OPTION_AUTHENTICATION);
}

/* The end agreed with the other, or its last request asks for what the other wants, or for something that the other did
 * not refuse so far. */
static bool
has_given_way(const struct pptp_negotiation *lcp)
{
    uint32_t last = lcp->asked.value[PPTP_OPTION_AUTHENTICATION];
    bool is_refused = lcp->last.answer == PPTP_CONFIGURE_NAK || lcp->last.answer == PPTP_CONFIGURE_REJECT;

    if (lcp->agreed.frame && has_authentication(&lcp->options))
        return true;
    if (!has_authentication(&lcp->asked))
        return false;
    return (has_authentication(&lcp->wanted) && lcp->wanted.value[PPTP_OPTION_AUTHENTICATION] == last)
           || (!is_refused && lcp->first_asked.value[PPTP_OPTION_AUTHENTICATION] != last);
}

/* No other request followed the refusal, although the call ended or there was time for one. */
static bool
was_the_last_word(const struct pptp_evidence *evidence, const struct pptp_negotiation *lcp)
{
    const struct pptp_subject *subject = &evidence->subject;

    if (subject->link->terminated.frame)
        return subject->link->furthest < PPTP_STAGE_DATA;
    return lcp->agreed.frame == 0 && ((subject->call && subject->call->ended_in)
        || pptp_subject_end_time(subject) - lcp->last.last.when >= A_WHILE * PPTP_SECOND);
}

/* The client asked the server to authenticate, the server refused, and the client ended the call before it had
 * authenticated itself. */
static bool
is_server_refusing(const struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    unsigned client = pptp_subject_client(subject);
    const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, client);
    const struct pptp_authentication *logon = pptp_diagnosis_logon(subject->link, !client);
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, subject);

    return subject->call && subject->call->roles_known && subject->call->direction != PPTP_INCOMING
           && subject->link->furthest <= PPTP_STAGE_AUTHENTICATION && ending.end == (int)client
           && ending.frame > lcp->reject.frame && !(logon && logon->response.frame)
           && !pptp_diagnosis_logon(subject->link, client)
           && pptp_ppp_options_have(&lcp->rejected, PPTP_OPTION_AUTHENTICATION);
}

bool
pptp_sign_auth_of_server_refused(struct pptp_evidence *evidence)
{
    unsigned client = pptp_subject_client(&evidence->subject);
    const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, client);
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);

    if (!is_server_refusing(evidence))
        return false;
    pptp_evidence_put_frame(evidence, "frame", lcp->reject.frame);
    pptp_evidence_put_parties(evidence, "client", "server", client);
    pptp_evidence_put(evidence, "asked", "%s", asked_name(evidence->scope, &lcp->rejected));
    if (pptp_ppp_options_have(&lcp->first_asked, PPTP_OPTION_AUTHENTICATION))
        pptp_evidence_put_frame(evidence, "request", lcp->first.frame);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "ended", ending.frame);
    return true;
}

/* The end that asks is the one that users log on to. */
static bool
is_at_server(const struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_call *call = evidence->subject.call;

    return call && call->roles_known && end != pptp_subject_user(call);
}

bool
pptp_sign_auth_no_common(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);
        bool refused = pptp_ppp_options_have(&lcp->rejected, PPTP_OPTION_AUTHENTICATION);
        bool other = pptp_ppp_options_have(&lcp->wanted, PPTP_OPTION_AUTHENTICATION);

        const struct pptp_options *asked = refused ? &lcp->rejected : &lcp->asked;

        if (evidence->subject.link->authentication || (!refused && !other) || !*asked_name(evidence->scope, asked)
            || !was_the_last_word(evidence, lcp) || has_given_way(lcp)
            || (end == pptp_subject_client(&evidence->subject) && is_server_refusing(evidence)))
            continue;
        pptp_evidence_put_parties(evidence, "server", "client", end);
        pptp_evidence_put(evidence, "asked", "%s", asked_name(evidence->scope, asked));
        if (other)
            pptp_evidence_put(evidence, "wanted", "%s", asked_name(evidence->scope, &lcp->wanted));
        if (other || !is_at_server(evidence, end) || lcp->rejected.present != 1u << PPTP_OPTION_AUTHENTICATION)
            pptp_evidence_put(evidence, "both", "both ends");
        else
            pptp_evidence_put_party(evidence, "mute", !end);
        pptp_evidence_put_frame(evidence, "frame", other ? lcp->nak.frame : lcp->reject.frame);
        return true;
    }
    return false;
}

/* --- Agreed on, but never begun ----------------------------------------------------------------------------------- */

/* An authentication that LCP agreed on, and of which nothing was captured. */
struct unbegun {
    int authenticator;                  /* the end that asked for it; -1: there is none */
    uint32_t option;
    struct pptp_moment open;            /* when LCP was open */
    int64_t waited;                     /* until the end of the link */
};

static struct unbegun
find_unbegun(const struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    struct unbegun unbegun = { .authenticator = -1 };
    bool is_there = pptp_subject_flow(&evidence->subject, 0) && pptp_subject_flow(&evidence->subject, 1)
                    && !pptp_subject_is_part(evidence->subject.tunnel);

    if (!is_there || link->furthest > PPTP_STAGE_LCP || link->authentication || link->unread_authentication
        || !pptp_ppp_link_has_agreed(link, PPTP_LCP))
        return unbegun;
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);

        if (lcp->agreed.frame > unbegun.open.frame)
            unbegun.open = lcp->agreed;
        if (!has_authentication(&lcp->options))
            continue;
        unbegun.authenticator = end;
        unbegun.option = lcp->options.value[PPTP_OPTION_AUTHENTICATION];
    }
    unbegun.waited = pptp_evidence_link_time_since(evidence, unbegun.open.when);
    return unbegun;
}

static void
put_unbegun(struct pptp_evidence *evidence, const struct unbegun *unbegun)
{
    pptp_evidence_put(evidence, "protocol", "%s",
                      pptp_ppp_authentication_option_name(evidence->scope, unbegun->option));
    pptp_evidence_put_party(evidence, "client", !unbegun->authenticator);
    pptp_evidence_put_frame(evidence, "frame", unbegun->open.frame);
    pptp_evidence_put_seconds(evidence, "span", unbegun->waited);
}

/* Who sends the first packet: with PAP, who has the password (RFC 1334 section 2), else who wants to see it. */
static void
put_opening(struct pptp_evidence *evidence, const struct unbegun *unbegun)
{
    enum pptp_authentication_protocol protocol = pptp_ppp_authentication_asked(unbegun->option);
    unsigned beginner = protocol == PPTP_PAP ? !unbegun->authenticator : unbegun->authenticator;
    const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, beginner);

    pptp_evidence_put(evidence, "opening", "%s",
                      protocol == PPTP_PAP ? "Authenticate-Request" : protocol == PPTP_EAP ? "EAP Request"
                                                                                             : "Challenge");
    pptp_evidence_put_party(evidence, "beginner", beginner);
    if (flow->last_time > unbegun->open.when + PPTP_SECOND)
        pptp_evidence_put_frame(evidence, "later", flow->last_frame);
    else
        pptp_evidence_put(evidence, "or", "%s", "its PPP hangs, or its GRE no longer gets through");
}

static void
put_end(struct pptp_evidence *evidence)
{
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);

    if (ending.frame == 0)
        return;
    if (ending.end >= 0)
        pptp_evidence_put_party(evidence, "ender", ending.end);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "ended", ending.frame);
}

/* The end that must begin does not. An error number in the Terminate-Request tells no more than that. */
bool
pptp_sign_auth_not_begun(struct pptp_evidence *evidence)
{
    struct unbegun unbegun = find_unbegun(evidence);
    uint32_t error;

    if (unbegun.authenticator < 0 || unbegun.waited < SOME_TIME * PPTP_SECOND
        || pptp_ppp_authentication_asked(unbegun.option) == PPTP_AUTHENTICATION_UNKNOWN
        || (evidence->warnings > 0
            && !pptp_ppp_termination_is_windows(&evidence->subject.link->terminated_text, &error)))
        return false;
    put_unbegun(evidence, &unbegun);
    put_opening(evidence, &unbegun);
    put_end(evidence);
    return true;
}

/* The end that wants proof of an identity ends the call before it got any, and at once: nothing can be missing. */
bool
pptp_sign_auth_ended_before(struct pptp_evidence *evidence)
{
    struct unbegun unbegun = find_unbegun(evidence);
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);

    if (evidence->warnings > 0 || unbegun.authenticator < 0 || unbegun.waited >= SOME_TIME * PPTP_SECOND
        || ending.frame < unbegun.open.frame || ending.end != unbegun.authenticator)
        return false;
    put_unbegun(evidence, &unbegun);
    put_end(evidence);
    return true;
}

/* Returns the frame of the first Challenge with which the authenticator asks; 0: none was captured. */
static uint32_t
first_request_of(const struct pptp_link *link, unsigned authenticator)
{
    uint32_t first = 0;

    for (const struct pptp_authentication *last = link->authentication; last; last = last->before) {
        if (last->authenticator == authenticator && last->challenge.frame)
            first = last->challenge.frame;
    }
    return first;
}

/* --- Both ends authenticate --------------------------------------------------------------------------------------- */

static const char *
name_of_server(wmem_allocator_t *scope, const struct pptp_authentication *proof)
{
    if (!proof->has_user)
        return "could not be read in full";
    if (proof->user.size == 0)
        return "has an empty name";
    return wmem_strdup_printf(scope, "has the name \"%s\"", pptp_ppp_text_show(scope, &proof->user));
}

static void
put_proof_of_server(struct pptp_evidence *evidence, const struct pptp_authentication *proof)
{
    if (proof->response.frame == 0) {
        pptp_evidence_put(evidence, "proof", "%s", "no Response to it was captured");
        return;
    }
    pptp_evidence_put(evidence, "proof", "the Response (frame %u) %s", proof->response.frame,
                      name_of_server(evidence->scope, proof));
    pptp_evidence_cite(evidence, proof->response.frame);
}

bool
pptp_sign_auth_of_server(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    unsigned client = pptp_subject_client(subject);
    const struct pptp_authentication *proof = pptp_diagnosis_logon(subject->link, client);
    const struct pptp_authentication *logon = pptp_diagnosis_logon_outcome(subject->link, !client);

    if (!proof || proof->succeeded || !pptp_diagnosis_is_of_server(subject, proof)
        || first_request_of(subject->link, client) == 0
        || !pptp_diagnosis_is_stuck(evidence, proof->challenge.when, SOME_TIME * PPTP_SECOND))
        return false;
    pptp_evidence_put_parties(evidence, "client", "server", client);
    pptp_evidence_put(evidence, "protocol", "%s", pptp_ppp_authentication_name(proof->protocol));
    pptp_evidence_put_frame(evidence, "frame", first_request_of(subject->link, client));
    put_proof_of_server(evidence, proof);
    pptp_evidence_put_sequel(evidence, proof);
    if (logon && logon->succeeded) {
        pptp_evidence_put(evidence, "accepted", "accepted user \"%s\"",
                          pptp_ppp_text_show(evidence->scope, &logon->user));
        pptp_evidence_put_frame(evidence, "accepted_in", logon->outcome.frame);
    }
    return true;
}

/* --- Downgrades --------------------------------------------------------------------------------------------------- */

static enum pptp_authentication_protocol
protocol_in(const struct pptp_options *options)
{
    return pptp_ppp_options_have(options, PPTP_OPTION_AUTHENTICATION)
               ? pptp_ppp_authentication_asked(options->value[PPTP_OPTION_AUTHENTICATION])
               : PPTP_AUTHENTICATION_UNKNOWN;
}

/* The server refused the same user where the stronger protocol was used. */
static void
put_stronger(struct pptp_evidence *evidence, const struct pptp_authentication *weaker)
{
    if (weaker && weaker->succeeded && weaker->protocol == PPTP_PAP)
        pptp_evidence_put_frame(evidence, "stronger", pptp_evidence_refused_mschap(evidence, weaker).frame);
}

bool
pptp_sign_auth_downgraded(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);
        enum pptp_authentication_protocol first = protocol_in(&lcp->first_asked), last = protocol_in(&lcp->options);
        unsigned strength = pptp_ppp_authentication_strength(last);

        if (lcp->agreed.frame == 0 || strength == 0 || pptp_ppp_authentication_strength(first) <= strength)
            continue;
        pptp_evidence_put_parties(evidence, "server", "client", end);
        pptp_evidence_put(evidence, "first", "%s", pptp_ppp_authentication_name(first));
        pptp_evidence_put(evidence, "last", "%s", pptp_ppp_authentication_name(last));
        pptp_evidence_put_frame(evidence, "asked", lcp->first.frame);
        pptp_evidence_put_frame(evidence, "refused", lcp->nak.frame ? lcp->nak.frame : lcp->reject.frame);
        pptp_evidence_put_frame(evidence, "frame", lcp->agreed.frame);
        if (last == PPTP_PAP || last == PPTP_CHAP_MD5)
            pptp_evidence_put(evidence, "lost", "%s", last == PPTP_PAP
                ? "PAP sends the password in the clear, and MPPE gets no keys from it"
                : "MPPE gets no keys from CHAP-MD5");
        put_stronger(evidence, pptp_diagnosis_logon_outcome(evidence->subject.link, end));
        return true;
    }
    return false;
}
