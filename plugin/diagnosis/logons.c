/* Says what the authentications of a PPP link came to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/ppptypes.h>

#include "diagnosis/logons.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_neighbors.h"
#include "diagnosis/windows.h"
#include "ppp/eap.h"

enum { PASSWORD_EXPIRED = 648, WRONG_PASSWORD = 691 };  /* of RFC 2759 section 6 */
enum { LATE = 5 };                                      /* seconds */

const struct pptp_authentication *
pptp_diagnosis_logon(const struct pptp_link *link, unsigned authenticator)
{
    const struct pptp_authentication *last = link->authentication;

    while (last && last->authenticator != authenticator)
        last = last->before;
    return last;
}

const struct pptp_authentication *
pptp_diagnosis_logon_outcome(const struct pptp_link *link, unsigned authenticator)
{
    const struct pptp_authentication *last = link->authentication;

    while (last && (last->authenticator != authenticator || last->outcome.frame == 0))
        last = last->before;
    return last;
}

static void
take_first(struct pptp_moment *first, struct pptp_moment moment)
{
    if (moment.frame && (first->frame == 0 || moment.frame < first->frame))
        *first = moment;
}

static void
add(struct pptp_diagnosis_trial *trial, const struct pptp_authentication *authentication)
{
    if (!trial->newest)
        trial->newest = authentication;
    if (!trial->disagreed
        && (authentication->basis == PPTP_BASIS_NOTHING || authentication->basis == PPTP_BASIS_OTHER))
        trial->disagreed = authentication;
    take_first(&trial->first_challenge, authentication->challenge);
    trial->challenges += authentication->challenges;
    if (authentication->protocol == PPTP_PAP) {
        take_first(&trial->first_request, authentication->response);
        trial->requests += authentication->responses;
    }
    take_first(&trial->first, authentication->challenge);
    take_first(&trial->first, authentication->response);
}

struct pptp_diagnosis_trial
pptp_diagnosis_trial(const struct pptp_link *link, unsigned authenticator)
{
    struct pptp_diagnosis_trial trial = { .newest = NULL };
    const struct pptp_authentication *last = link->authentication;

    for (; last && !last->is_over; last = last->before) {
        if (last->authenticator != authenticator)
            continue;
        if (last->outcome.frame)
            break;
        add(&trial, last);
    }
    return trial;
}

bool
pptp_diagnosis_is_of_server(const struct pptp_subject *subject, const struct pptp_authentication *authentication)
{
    return subject->call && subject->call->roles_known && subject->call->direction == PPTP_OUTGOING
           && authentication->authenticator == subject->call->pns;
}

/* --- Failures ------------------- */

bool
pptp_diagnosis_is_about_account(uint32_t error)
{
    return error == 646 || error == 647 || error == 649;
}

bool
pptp_diagnosis_gives_other_reason(uint32_t error)
{
    return pptp_diagnosis_is_about_account(error) || error == PASSWORD_EXPIRED;
}

unsigned
pptp_diagnosis_wrong_size(const struct pptp_authentication *authentication)
{
    unsigned right = pptp_ppp_authentication_value_size(authentication->protocol);

    return authentication->basis == PPTP_BASIS_AGREED && authentication->value_size
                   && authentication->value_size != right
               ? right
               : 0;
}

bool
pptp_diagnosis_is_rejected(const struct pptp_subject *subject, const struct pptp_authentication *authentication)
{
    uint16_t number = authentication->protocol == PPTP_PAP   ? PPP_PAP
                      : authentication->protocol == PPTP_EAP ? PPP_EAP
                                                             : PPP_CHAP;
    const struct pptp_rejected *rejected = pptp_ppp_link_rejected(subject->link, number);

    return rejected && rejected->by != authentication->authenticator;
}

bool
pptp_diagnosis_is_same_user(const struct pptp_authentication *one, const struct pptp_authentication *other)
{
    return one->user.size > 0 && one->user.size == other->user.size
           && memcmp(one->user.octets, other->user.octets, one->user.size) == 0;
}

const struct pptp_authentication *
pptp_diagnosis_earlier_success(const struct pptp_link *link, const struct pptp_authentication *authentication)
{
    const struct pptp_authentication *before = link->furthest < PPTP_STAGE_DATA ? NULL : authentication->before;

    while (before && !(before->authenticator == authentication->authenticator && before->outcome.frame
                       && before->succeeded && pptp_diagnosis_is_same_user(before, authentication)))
        before = before->before;
    return before;
}

bool
pptp_diagnosis_is_failure_explained(const struct pptp_subject *subject,
                                    const struct pptp_authentication *authentication)
{
    const struct pptp_eap *eap = authentication->eap;

    return pptp_diagnosis_is_of_server(subject, authentication) || pptp_diagnosis_wrong_size(authentication)
           || pptp_diagnosis_is_rejected(subject, authentication)
           || (authentication->outcome.frame && pptp_diagnosis_earlier_success(subject->link, authentication))
           || (eap && (eap->senseless_count || eap->no_flags.frame || eap->nak.frame > eap->offer.frame));
}

struct pptp_moment
pptp_diagnosis_last_proof(const struct pptp_authentication *authentication)
{
    const struct pptp_eap *eap = authentication->eap;

    if (!eap)
        return authentication->last_response;
    return eap->last.from != authentication->authenticator ? eap->last.at : (struct pptp_moment){ .frame = 0 };
}

const struct pptp_authentication *
pptp_diagnosis_refused_logon(const struct pptp_subject *subject)
{
    const struct pptp_link *link = subject->link;
    const struct pptp_authentication *last = pptp_diagnosis_windows_advice(pptp_subject_windows_error(subject))
                                                 ? pptp_diagnosis_logon(link, link->terminated_by)
                                                 : NULL;

    if (!last || last->is_over || last->outcome.frame || pptp_diagnosis_last_proof(last).frame == 0
        || (last->eap && last->eap->mschapv2_refusal.frame) || pptp_diagnosis_is_failure_explained(subject, last))
        return NULL;
    return last;
}

int64_t
pptp_diagnosis_waited_for_outcome(const struct pptp_authentication *authentication)
{
    return authentication->response.frame ? authentication->outcome.when - authentication->response.when : 0;
}

bool
pptp_diagnosis_is_late(const struct pptp_authentication *authentication)
{
    return pptp_diagnosis_waited_for_outcome(authentication) >= LATE * PPTP_SECOND
           && authentication->credentials.response != PPTP_DIFFERS
           && !pptp_diagnosis_gives_other_reason(authentication->error);
}

bool
pptp_diagnosis_is_password_wrong(const struct pptp_subject *subject, const struct pptp_authentication *authentication)
{
    return (authentication->error == 0 || authentication->error == WRONG_PASSWORD)
           && authentication->credentials.response != PPTP_MATCHES && !pptp_diagnosis_is_late(authentication)
           && !pptp_diagnosis_is_failure_explained(subject, authentication);
}

/* --- What came before ---------- */

/* A logon that failed, and none that changed the password. */
static bool
is_failure(const struct pptp_authentication *authentication)
{
    return authentication->outcome.frame && !authentication->succeeded && !authentication->changes_password;
}

/* Those of the same link since LCP was last negotiated anew, and since the last success. */
static void
put_failures_of_link(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    const struct pptp_authentication *before = authentication->before, *first = NULL;
    unsigned count = 0;

    for (; before && !before->is_over && is_failure(before); before = before->before) {
        if (before->authenticator != authentication->authenticator)
            continue;
        first = before;
        count++;
    }
    if (count == 0 || authentication->changes_password)
        return;
    pptp_evidence_put_count(evidence, "earlier", count, "time");
    pptp_evidence_put_frame(evidence, "first_rejected", first->outcome.frame);
}

struct right_logon {
    const struct pptp_connection *connection;
    const struct pptp_authentication *authentication;
};

/* The call's server refused the same user before, whose password was wrong then. */
static bool
had_wrong_password(const struct pptp_call *other, const void *data)
{
    const struct right_logon *right = data;
    unsigned server = !other->pns;
    const struct pptp_link *link = pptp_call_link(other);
    const struct pptp_authentication *logon = link ? pptp_diagnosis_logon_outcome(link, server) : NULL;

    return logon && is_failure(logon) && logon->credentials.response == PPTP_DIFFERS
           && logon->outcome.frame < right->authentication->outcome.frame
           && addresses_equal(&other->connection->end[server].address, &right->connection->end[server].address)
           && pptp_diagnosis_is_same_user(logon, right->authentication);
}

void
pptp_evidence_put_failures_before(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    const struct pptp_call *call = evidence->subject.call, *other = NULL;
    struct right_logon right = { .authentication = authentication };

    put_failures_of_link(evidence, authentication);
    if (call && authentication->credentials.response == PPTP_MATCHES
        && !pptp_diagnosis_gives_other_reason(authentication->error)) {
        right.connection = call->connection;
        other = pptp_subject_neighbor(call, had_wrong_password, &right);
    }
    if (!other)
        return;
    pptp_evidence_put_number(evidence, "wrong", other->number);
    pptp_evidence_put_frame(evidence, "wrong_frame",
                            pptp_diagnosis_logon_outcome(other->tunnel->link, !other->pns)->outcome.frame);
}

bool
pptp_diagnosis_is_own_computer(const struct pptp_link *link, const struct pptp_authentication *authentication)
{
    const struct pptp_text *user = &authentication->user;
    const struct pptp_computer *computer = link->computer;
    uint32_t size = computer ? computer->name.size : 0;

    return size > 0 && computer->of != authentication->authenticator && user->size > size
           && !pptp_diagnosis_gives_other_reason(authentication->error) && user->octets[size] == '\\'
           && g_ascii_strncasecmp((const char *)user->octets, (const char *)computer->name.octets, size) == 0;
}

/* --- What came of them ---------- */

bool
pptp_diagnosis_is_stuck(const struct pptp_evidence *evidence, int64_t since, int64_t least)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_link *link = subject->link;

    if (link->furthest > PPTP_STAGE_AUTHENTICATION)
        return false;
    return link->terminated.frame || (subject->call && subject->call->ended_in)
           || pptp_subject_end_time(subject) - since >= least;
}

static const char *
failure_name(enum pptp_authentication_protocol protocol)
{
    return protocol == PPTP_PAP ? "Authenticate-Nak" : protocol == PPTP_EAP ? "EAP Failure" : "Failure";
}

/* "E=691, user name or password not accepted, " */
static const char *
name_error(wmem_allocator_t *scope, uint32_t error)
{
    const char *words = try_val_to_str(error, pptp_diagnosis_windows_errors);

    return wmem_strdup_printf(scope, "E=%u%s%s, ", error, words ? ", " : "", words ? words : "");
}

void
pptp_evidence_put_sequel(struct pptp_evidence *evidence, const struct pptp_authentication *authentication)
{
    const struct pptp_subject *subject = &evidence->subject;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, subject);
    uint32_t error = authentication->error;

    if (authentication->outcome.frame) {
        pptp_evidence_put(evidence, "sequel", "%s then sent %s (%sframe %u)",
                          pptp_subject_party(evidence->scope, subject, authentication->authenticator),
                          failure_name(authentication->protocol),
                          error ? name_error(evidence->scope, error) : "",
                          authentication->outcome.frame);
        pptp_evidence_cite(evidence, authentication->outcome.frame);
    } else if (ending.frame > MAX(authentication->challenge.frame, authentication->response.frame) && ending.end >= 0) {
        pptp_evidence_put(evidence, "sequel", "%s then ended the call: %s (frame %u)",
                          pptp_subject_party(evidence->scope, subject, ending.end), ending.how, ending.frame);
        pptp_evidence_cite(evidence, ending.frame);
    }
}

const char *
pptp_diagnosis_key_provider(const struct pptp_authentication *authentication)
{
    if (authentication->eap)
        return pptp_ppp_eap_has_keys(authentication->method) ? pptp_ppp_eap_method(authentication->method) : NULL;
    return authentication->protocol == PPTP_MSCHAP || authentication->protocol == PPTP_MSCHAPV2
               ? pptp_ppp_authentication_name(authentication->protocol) : NULL;
}
