/* A server rejects everybody who logs on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <stdlib.h>

#include <epan/ppptypes.h>
#include <epan/to_str.h>

#include "diagnosis/facts.h"
#include "diagnosis/logons.h"
#include "diagnosis/signs.h"
#include "ppp/text.h"
#include "radius/exchange.h"

enum { SOME_USERS = 3, USERS_NAMED = 3, WRONG_PASSWORD = 691 };

struct logon {
    const address *server;
    const address *client;
    const struct pptp_authentication *authentication;
};

/* The server rejected the user for no reason that concerns this user only. */
static bool
is_rejected(const struct pptp_subject *subject, const struct pptp_authentication *authentication)
{
    const struct pptp_radius_request *request = pptp_radius_exchange_decisive(authentication->radius);

    return (authentication->error == 0 || authentication->error == WRONG_PASSWORD)
           && !pptp_diagnosis_is_failure_explained(subject, authentication)
           && (!request || request->reply.code == PPTP_RADIUS_REJECT);
}

static void
add_logons(wmem_array_t *logons, const struct pptp_call *call)
{
    const struct pptp_link *link = pptp_call_link(call);
    const struct pptp_authentication *last = link ? link->authentication : NULL;
    struct pptp_subject subject = pptp_subject_of_call(call);
    struct logon logon = { .server = &call->connection->end[!call->pns].address,
                           .client = &call->connection->end[call->pns].address };

    for (; last; last = last->before) {
        if (last->outcome.frame == 0 || last->authenticator == call->pns
            || (!last->succeeded && !is_rejected(&subject, last)))
            continue;
        logon.authentication = last;
        wmem_array_append_one(logons, logon);
    }
}

/* By server, and then by outcome. */
static int
compare_logons(const void *one, const void *other)
{
    const struct logon *left = one, *right = other;
    uint32_t first = left->authentication->outcome.frame, second = right->authentication->outcome.frame;
    int order = cmp_address(left->server, right->server);

    return order ? order : (first > second) - (first < second);
}

/* Returns all logons in order, or NULL if there are none. */
static const struct logon *
sort_logons(const struct pptp_evidence *evidence, unsigned *count)
{
    wmem_array_t *calls = evidence->subject.history->calls;
    wmem_array_t *logons = wmem_array_new(evidence->scope, sizeof(struct logon));

    for (unsigned i = 0; i < wmem_array_get_count(calls); i++)
        add_logons(logons, pptp_list_at(calls, i));
    *count = wmem_array_get_count(logons);
    if (*count == 0)
        return NULL;
    qsort(wmem_array_get_raw(logons), *count, sizeof(struct logon), compare_logons);
    return wmem_array_get_raw(logons);
}

/* Returns how many of a server's logons were rejected since the last that was accepted. */
static unsigned
count_rejected(const struct logon *logons, unsigned count)
{
    unsigned rejected = 0;

    while (rejected < count && !logons[count - 1 - rejected].authentication->succeeded)
        rejected++;
    return rejected;
}

/* Returns the names of the users, each once, or NULL if they are too few. */
static const char *
name_users(wmem_allocator_t *scope, const struct logon *logons, unsigned count)
{
    wmem_map_t *users = wmem_map_new(scope, wmem_str_hash, g_str_equal);
    wmem_strbuf_t *named = wmem_strbuf_new(scope, NULL);

    for (unsigned i = 0; i < count; i++) {
        const char *user = pptp_ppp_text_show(scope, &logons[i].authentication->user);

        if (!logons[i].authentication->has_user || wmem_map_contains(users, user))
            continue;
        if (wmem_map_size(users) < USERS_NAMED)
            wmem_strbuf_append_printf(named, "%s\"%s\"", wmem_map_size(users) ? ", " : "", user);
        wmem_map_insert(users, user, users);
    }
    if (wmem_map_size(users) < SOME_USERS)
        return NULL;
    return wmem_strdup_printf(scope, "%u users (%s%s)", wmem_map_size(users), wmem_strbuf_get_str(named),
                              wmem_map_size(users) > USERS_NAMED ? ", ..." : "");
}

static bool
have_one_client(const struct logon *logons, unsigned count)
{
    unsigned i = 1;

    while (i < count && addresses_equal(logons[i].client, logons->client))
        i++;
    return i >= count;
}

/* One client with several names guesses. before: the last that was accepted; NULL: none was. */
static bool
put_rejected(struct pptp_evidence *evidence, const struct logon *logons, unsigned count, const struct logon *before)
{
    const char *users = have_one_client(logons, count) ? NULL : name_users(evidence->scope, logons, count);

    if (!users)
        return false;
    pptp_evidence_put_address(evidence, "server", logons->server);
    pptp_evidence_put_count(evidence, "count", count, "logon");
    pptp_evidence_put(evidence, "users", "%s", users);
    pptp_evidence_put_frame(evidence, "frame", logons->authentication->outcome.frame);
    pptp_evidence_put_frame(evidence, "last", logons[count - 1].authentication->outcome.frame);
    if (before)
        pptp_evidence_put_frame(evidence, "accepted", before->authentication->outcome.frame);
    return true;
}

bool
pptp_sign_logons_all_rejected(struct pptp_evidence *evidence)
{
    unsigned count, begin = 0;
    const struct logon *logons = sort_logons(evidence, &count);

    for (unsigned i = 1; i <= count; i++) {
        unsigned rejected;

        if (i < count && addresses_equal(logons[i].server, logons[begin].server))
            continue;
        rejected = count_rejected(&logons[begin], i - begin);
        if (rejected >= SOME_USERS
            && put_rejected(evidence, &logons[i - rejected], rejected,
                            rejected < i - begin ? &logons[i - rejected - 1] : NULL))
            return true;
        begin = i;
    }
    return false;
}
