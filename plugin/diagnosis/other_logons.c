/* Compares a logon that a server refused with those that it accepted.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/ppptypes.h>

#include "diagnosis/logons.h"
#include "diagnosis/other_logons.h"
#include "diagnosis/subject_neighbors.h"
#include "diagnosis/subject_transport.h"

struct search;

/* logon: of the other call, with an outcome. */
typedef bool (*fitting)(const struct search *search, const struct pptp_call *other,
                        const struct pptp_authentication *logon);

struct search {
    wmem_allocator_t *scope;
    const struct pptp_call *call;
    const struct pptp_authentication *logon;    /* that the others are compared with */
    const address *place;                       /* NULL: of no matter */
    fitting fits;
};

static const struct pptp_authentication *
logon_of(const struct pptp_call *call)
{
    const struct pptp_link *link = pptp_call_link(call);

    return link ? pptp_diagnosis_logon_outcome(link, !call->pns) : NULL;
}

static const address *
place_of(const struct pptp_call *call)
{
    return &call->connection->end[call->pns].address;
}

static bool
is_found(const struct pptp_call *other, const void *data)
{
    const struct search *search = data;
    const struct pptp_authentication *logon = logon_of(other);
    const struct pptp_call *call = search->call;

    return logon
           && addresses_equal(&other->connection->end[!other->pns].address, &call->connection->end[!call->pns].address)
           && (!search->place || addresses_equal(place_of(other), search->place)) && search->fits(search, other, logon);
}

/* place: where the other logon has to come from; NULL: from anywhere. Returns NULL if there is none. */
static const struct pptp_call *
find(const struct pptp_evidence *evidence, const struct pptp_authentication *logon, const address *place, fitting fits)
{
    struct search search = { .scope = evidence->scope, .call = evidence->subject.call, .logon = logon, .place = place,
                             .fits = fits };

    return search.call ? pptp_subject_neighbor(search.call, is_found, &search) : NULL;
}

/* --- What fits ---------- */

static bool
is_same_accepted(const struct search *search, const struct pptp_authentication *logon)
{
    return logon->succeeded && pptp_diagnosis_is_same_user(logon, search->logon);
}

static bool
is_before(const struct search *search, const struct pptp_call *other, const struct pptp_authentication *logon)
{
    (void)other;
    return is_same_accepted(search, logon) && logon->outcome.when < search->logon->outcome.when;
}

static bool
is_after(const struct search *search, const struct pptp_call *other, const struct pptp_authentication *logon)
{
    (void)other;
    return is_same_accepted(search, logon) && logon->outcome.when > search->logon->outcome.when;
}

static bool
is_of_another_user(const struct search *search, const struct pptp_call *other,
                   const struct pptp_authentication *logon)
{
    (void)other;
    return logon->succeeded && logon->has_user && !pptp_diagnosis_is_same_user(logon, search->logon);
}

static bool
is_mschap(const struct pptp_authentication *logon)
{
    return logon->protocol == PPTP_MSCHAP || logon->protocol == PPTP_MSCHAPV2;
}

static bool
is_by_pap(const struct search *search, const struct pptp_call *other, const struct pptp_authentication *logon)
{
    (void)other;
    return is_same_accepted(search, logon) && logon->protocol == PPTP_PAP;
}

static bool
is_same_by_mschap(const struct search *search, const struct pptp_call *other, const struct pptp_authentication *logon)
{
    (void)other;
    return is_same_accepted(search, logon) && is_mschap(logon);
}

static bool
is_by_mschap(const struct search *search, const struct pptp_call *other, const struct pptp_authentication *logon)
{
    (void)search, (void)other;
    return logon->succeeded && is_mschap(logon);
}

static bool
is_refused_mschap(const struct search *search, const struct pptp_call *other,
                  const struct pptp_authentication *logon)
{
    (void)other;
    return !logon->succeeded && is_mschap(logon) && !pptp_diagnosis_gives_other_reason(logon->error)
           && pptp_diagnosis_is_same_user(logon, search->logon);
}

/* It was still up when the logon was refused. */
static bool
is_up(const struct search *search, const struct pptp_call *other, const struct pptp_authentication *logon)
{
    uint32_t frame = search->logon->outcome.frame;
    const struct pptp_link *link = pptp_call_link(other);

    return is_same_accepted(search, logon) && logon->outcome.frame < frame
           && (other->ended_in == 0 || other->ended_in > frame)
           && (link->terminated.frame == 0 || link->terminated.frame > frame);
}

/* --- Forms of a name ---------- */

/* The name without a domain before or behind it. */
static const char *
plain_name(wmem_allocator_t *scope, const struct pptp_authentication *logon)
{
    const char *name = pptp_ppp_text_show(scope, &logon->user), *behind = strpbrk(name, "\\/");
    const char *plain = behind ? behind + 1 : name, *at = strchr(plain, '@');

    return at ? wmem_strndup(scope, plain, (size_t)(at - plain)) : plain;
}

static bool
is_plain_name_same(const struct search *search, const struct pptp_authentication *logon)
{
    return g_ascii_strcasecmp(plain_name(search->scope, logon), plain_name(search->scope, search->logon)) == 0;
}

static bool
is_other_form(const struct search *search, const struct pptp_call *other, const struct pptp_authentication *logon)
{
    enum { SOON = 600 };        /* seconds */
    int64_t later = logon->outcome.when - search->logon->outcome.when;

    (void)other;
    return logon->succeeded && later > 0 && later < SOON * PPTP_SECOND
           && !pptp_diagnosis_is_same_user(search->logon, logon) && is_plain_name_same(search, logon);
}

static bool
is_known(const struct search *search, const struct pptp_call *other, const struct pptp_authentication *logon)
{
    (void)other;
    return logon->succeeded && logon->credentials.response == PPTP_MATCHES
           && logon->outcome.when > search->logon->outcome.when && is_plain_name_same(search, logon);
}

void
pptp_evidence_put_other_form(struct pptp_evidence *evidence, const struct pptp_authentication *refused)
{
    const struct pptp_call *call = evidence->subject.call, *other = NULL;
    const struct pptp_authentication *logon;
    const char *form;
    bool cased;

    if (call && refused->has_user)
        other = find(evidence, refused, place_of(call), is_other_form);
    if (!other)
        return;
    logon = logon_of(other);
    form = pptp_ppp_text_show(evidence->scope, &logon->user);
    cased = g_ascii_strcasecmp(form, pptp_ppp_text_show(evidence->scope, &refused->user)) == 0;
    pptp_evidence_put_seconds(evidence, "form_later", logon->outcome.when - refused->outcome.when);
    pptp_evidence_put(evidence, cased ? "cased" : "form", "%s", form);
    pptp_evidence_put_frame(evidence, "form_accepted", logon->outcome.frame);
}

/* --- What it tells ---------- */

bool
pptp_evidence_is_password_known(const struct pptp_evidence *evidence, const struct pptp_authentication *refused)
{
    return find(evidence, refused, NULL, is_known) != NULL;
}

bool
pptp_evidence_suits_mschap(const struct pptp_evidence *evidence, const struct pptp_authentication *refused)
{
    return find(evidence, refused, NULL, is_by_mschap) != NULL;
}

struct pptp_moment
pptp_evidence_refused_mschap(const struct pptp_evidence *evidence, const struct pptp_authentication *accepted)
{
    const struct pptp_call *other = find(evidence, accepted, NULL, is_refused_mschap);

    return other ? logon_of(other)->outcome : (struct pptp_moment){ .frame = 0 };
}

/* The other session was silent for some time, and the capture holds what it sent before. */
static void
put_left(struct pptp_evidence *evidence, const struct pptp_call *other, int64_t now)
{
    enum { DEAD = 30 };     /* seconds: servers ask in that time whether a silent client is there */
    struct pptp_moment last = pptp_subject_last_gre_until(other->connection, pptp_subject_user(other), now);

    if (last.frame && now - last.when >= DEAD * PPTP_SECOND)
        pptp_evidence_put_frame(evidence, "left", last.frame);
}

static bool
put_session(struct pptp_evidence *evidence, const struct pptp_authentication *refused)
{
    const struct pptp_call *other = find(evidence, refused, NULL, is_up);

    if (!other)
        return false;
    put_left(evidence, other, refused->outcome.when);
    pptp_evidence_put_number(evidence, "session", other->number);
    pptp_evidence_put_address(evidence, "elsewhere", place_of(other));
    pptp_evidence_put_frame(evidence, "since", logon_of(other)->outcome.frame);
    return true;
}

/* Who was let in after that, too, mistyped the password. */
static void
put_before(struct pptp_evidence *evidence, const struct pptp_authentication *refused)
{
    const address *place = place_of(evidence->subject.call);
    const struct pptp_call *other = find(evidence, refused, place, is_before);
    const struct pptp_authentication *logon;
    bool is_same;

    if (!other || find(evidence, refused, place, is_after))
        return;
    logon = logon_of(other);
    is_same = logon->credentials.response == PPTP_MATCHES && refused->credentials.response == PPTP_MATCHES;
    pptp_evidence_put_seconds(evidence, "before_ago", refused->outcome.when - logon->outcome.when);
    pptp_evidence_put_frame(evidence, "before", logon->outcome.frame);
    pptp_evidence_put(evidence, "before_reading", "%s",
                      is_same ? "the same password was sent, so something changed at the server since (the password,"
                                " the account, a limit)"
                              : "the password or the account at the server has changed since, or another password is"
                                " sent");
}

/* An account that works at one address, before and after, and not at another, where others work. */
static void
put_bound(struct pptp_evidence *evidence, const struct pptp_authentication *refused)
{
    const address *place = place_of(evidence->subject.call);
    const struct pptp_call *before = find(evidence, refused, NULL, is_before), *after, *other;

    if (!before || addresses_equal(place_of(before), place) || find(evidence, refused, place, is_after))
        return;
    after = find(evidence, refused, place_of(before), is_after);
    other = find(evidence, refused, place, is_of_another_user);
    if (!after || !other)
        return;
    pptp_evidence_put_address(evidence, "bound_to", place_of(before));
    pptp_evidence_put_frame(evidence, "bound", logon_of(before)->outcome.frame);
    pptp_evidence_put_frame(evidence, "bound_again", logon_of(after)->outcome.frame);
    pptp_evidence_put_frame(evidence, "bound_other", logon_of(other)->outcome.frame);
    pptp_evidence_put(evidence, "bound_reading",
                      "the account is probably bound to an address (a caller ID, a policy)%s",
                      refused->credentials.response == PPTP_MATCHES ? "" : ", unless another password was sent here");
}

/* PAP shows the server the password itself, which it can compare with any hash. */
static void
put_pap(struct pptp_evidence *evidence, const struct pptp_authentication *refused)
{
    const struct pptp_call *other = is_mschap(refused) ? find(evidence, refused, NULL, is_by_pap) : NULL;

    if (!other || find(evidence, refused, NULL, is_same_by_mschap))
        return;
    pptp_evidence_put_frame(evidence, "pap", logon_of(other)->outcome.frame);
}

void
pptp_evidence_put_other_logons(struct pptp_evidence *evidence, const struct pptp_authentication *refused)
{
    if (!evidence->subject.call || pptp_diagnosis_gives_other_reason(refused->error))
        return;
    if (!put_session(evidence, refused))
        put_before(evidence, refused);
    put_bound(evidence, refused);
    put_pap(evidence, refused);
}
