/* Follows RADIUS accounting and CoA, session by session.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/packet.h>

#include "calls/hash.h"
#include "radius/ends.h"
#include "radius/session.h"

/* The same packet within this time, in nanoseconds, is a copy from another capture point. */
#define COPY (50 * 1000 * 1000)

/* Within this time, the next Accounting-Request of the same type repeats the last, perhaps with another Identifier and
 * Acct-Delay-Time (RFC 2866 section 5.2). Interim ones are at least a minute apart (RFC 2869 section 5.16). */
#define REPETITION (30 * PPTP_SECOND)

enum { START = 1, STOP = 2, INTERIM = 3 };      /* Acct-Status-Type, RFC 2866 section 5.1 */

/* What sessions are found by: a text and, where it is only valid there, the RADIUS client. */
struct label {
    address nas;
    struct pptp_radius_octets text;
    uint32_t port;                      /* NAS-Port; 0: none */
};

/* A request whose reply is awaited. */
struct pending {
    struct pptp_radius_ends ends;
    struct pptp_radius_session *session;
};

static wmem_map_t *sessions;            /* by client and Acct-Session-Id */
static wmem_map_t *users;               /* by client and User-Name: the newest session that was accounted for */
static wmem_map_t *stations;            /* by Calling-Station-Id: the newest */
static wmem_map_t *waiting;             /* by client, User-Name and NAS-Port: struct pptp_radius_tie */
static wmem_map_t *requests;            /* struct pending by its ends */

static unsigned
hash_label(const void *key)
{
    static const address none;
    const struct label *label = key;

    return pptp_hash_addresses(&label->nas, &none, label->port)
           + wmem_strong_hash(label->text.octets, label->text.size);
}

static gboolean
is_same_label(const void *one, const void *other)
{
    const struct label *a = one, *b = other;

    return a->port == b->port && a->text.size == b->text.size && addresses_equal(&a->nas, &b->nas)
           && memcmp(a->text.octets, b->text.octets, a->text.size) == 0;
}

static void *
find(wmem_map_t *map, const struct label *label)
{
    return label->text.size > 0 ? wmem_map_lookup(map, label) : NULL;
}

/* Keeps a copy of the label, unless the map has one. */
static void
put(wmem_map_t *map, const struct label *label, void *value)
{
    const void *known = NULL;
    struct label *kept;

    if (label->text.size == 0)
        return;
    if (wmem_map_lookup_extended(map, label, &known, NULL)) {
        wmem_map_insert(map, known, value);
        return;
    }
    kept = wmem_memdup(wmem_file_scope(), label, sizeof *label);
    copy_address_wmem(wmem_file_scope(), &kept->nas, &label->nas);
    kept->text.octets = wmem_memdup(wmem_file_scope(), label->text.octets, label->text.size);
    wmem_map_insert(map, kept, value);
}

static struct label
name_of(const struct pptp_radius_packet *packet, const address *nas)
{
    return (struct label){ .nas = *nas, .text = packet->session };
}

static struct label
user_of(const struct pptp_radius_packet *packet, const address *nas)
{
    return (struct label){ .nas = *nas, .text = packet->user };
}

static struct label
login_of(const struct pptp_radius_packet *packet, const address *nas)
{
    return (struct label){ .nas = *nas, .text = packet->user, .port = packet->port };
}

/* Returns the session that the packet names, made if it is new; NULL if the packet names none. */
static struct pptp_radius_session *
session_of(const struct pptp_radius_packet *packet, const address *nas)
{
    struct label name = name_of(packet, nas);
    struct pptp_radius_session *session = find(sessions, &name);

    if (session || packet->session.size == 0)
        return session;
    session = wmem_new0(wmem_file_scope(), struct pptp_radius_session);
    put(sessions, &name, session);
    return session;
}

void
pptp_radius_session_ask(const struct pptp_radius_packet *packet, const address *nas, struct pptp_radius_tie *tie)
{
    struct label user = user_of(packet, nas), login = login_of(packet, nas);

    tie->earlier = find(users, &user);
    tie->session = session_of(packet, nas);
    if (tie->session)
        tie->session->is_tied = true;
    else
        put(waiting, &login, tie);
}

/* --- Accounting --------------------------------------------------------------------------------------------------- */

static void
tie_login(const struct pptp_radius_packet *packet, const address *nas, struct pptp_radius_session *session)
{
    struct label login = login_of(packet, nas);
    struct pptp_radius_tie *tie = session->is_tied ? NULL : find(waiting, &login);

    if (!tie || tie->session)
        return;
    tie->session = session;
    session->is_tied = true;
}

/* Of a new session. */
static void
name_station(const struct pptp_radius_packet *packet, struct pptp_radius_session *session)
{
    struct label station = { .text = packet->station };

    session->shares_station = find(stations, &station) != NULL;
    put(stations, &station, session);
}

static void
await(const struct pptp_end *client, const struct pptp_end *server, uint8_t identifier,
      struct pptp_radius_session *session)
{
    struct pptp_radius_ends ends = { *client, *server, identifier };
    struct pending *pending = wmem_map_lookup(requests, &ends);

    if (!pending) {
        pending = wmem_new(wmem_file_scope(), struct pending);
        pending->ends = (struct pptp_radius_ends){ pptp_radius_ends_keep(client), pptp_radius_ends_keep(server),
                                                   identifier };
        wmem_map_insert(requests, &pending->ends, pending);
    }
    pending->session = session;
}

static void
count_unanswered(struct pptp_radius_session *session, uint32_t status, struct pptp_moment now)
{
    bool is_same = session->unanswered > 0 && session->status == status;
    int64_t since = now.when - session->last_unanswered.when;

    if (is_same && since < COPY)
        return;
    if (session->unanswered++ == 0)
        session->first_unanswered = now;
    if (is_same && since < REPETITION)
        session->repeated++;
    session->last_unanswered = now;
    session->status = status;
}

static void
account(const struct pptp_radius_packet *packet, const struct pptp_end *client, const struct pptp_end *server,
        struct pptp_moment now)
{
    bool is_of_session = packet->status >= START && packet->status <= INTERIM;
    struct pptp_radius_session *session = is_of_session ? session_of(packet, &client->address) : NULL;
    struct label user = user_of(packet, &client->address);

    if (!session)
        return;
    if (session->first.frame == 0) {
        session->first = now;
        session->is_begun = packet->status == START;
        name_station(packet, session);
        tie_login(packet, &client->address, session);
        put(users, &user, session);
    }
    if (packet->status == STOP && session->ended.frame == 0) {
        session->ended = now;
        session->cause = packet->cause;
    }
    count_unanswered(session, packet->status, now);
    if (!session->server.port || !addresses_equal(&session->server.address, &server->address))
        copy_address_wmem(wmem_file_scope(), &session->server.address, &server->address);
    session->server.port = server->port;
    await(client, server, packet->identifier, session);
}

/* --- CoA ---------------------------------------------------------------------------------------------------------- */

/* If only the user is named, the newest session is meant. */
static void
change(const struct pptp_radius_packet *packet, const struct pptp_end *client, const struct pptp_end *nas,
       struct pptp_moment now)
{
    struct label name = name_of(packet, &nas->address), user = user_of(packet, &nas->address);
    struct pptp_radius_session *session = find(packet->session.size ? sessions : users,
                                               packet->session.size ? &name : &user);

    if (!session || session->ended.frame)
        return;
    session->change = (struct pptp_radius_change){ .at = now };
    session->change.policy = packet->policy ? wmem_strdup(wmem_file_scope(), packet->policy) : NULL;
    copy_address_wmem(wmem_file_scope(), &session->change.asker, &client->address);
    await(client, nas, packet->identifier, session);
}

static void
reply(const struct pptp_radius_packet *packet, const struct pptp_end *server, const struct pptp_end *client,
      struct pptp_moment now)
{
    struct pptp_radius_ends ends = { *client, *server, packet->identifier };
    const struct pending *pending = wmem_map_lookup(requests, &ends);

    if (!pending)
        return;
    if (packet->code == PPTP_RADIUS_ACCOUNTED) {
        pending->session->unanswered = pending->session->repeated = 0;
    } else if (pending->session->change.replied.frame == 0) {
        pending->session->change.replied = now;
        pending->session->change.is_accepted = packet->code == PPTP_RADIUS_COA_ACK;
    }
}

void
pptp_radius_session_follow(const struct pptp_radius_packet *packet, const struct pptp_end *from,
                           const struct pptp_end *to, struct pptp_moment now)
{
    static const struct {
        uint8_t code;
        void (*follow)(const struct pptp_radius_packet *packet, const struct pptp_end *from, const struct pptp_end *to,
                       struct pptp_moment now);
    } codes[] = { { PPTP_RADIUS_ACCOUNT, account }, { PPTP_RADIUS_ACCOUNTED, reply }, { PPTP_RADIUS_COA, change },
                  { PPTP_RADIUS_COA_ACK, reply }, { PPTP_RADIUS_COA_NAK, reply } };

    for (unsigned i = 0; i < G_N_ELEMENTS(codes); i++) {
        if (codes[i].code == packet->code)
            codes[i].follow(packet, from, to, now);
    }
}

const struct pptp_radius_session *
pptp_radius_session_of_station(const char *station)
{
    struct label label = { .text = { .octets = (const uint8_t *)station, .size = strlen(station) } };
    const struct pptp_radius_session *session = find(stations, &label);

    return session && !session->shares_station ? session : NULL;
}

void
pptp_radius_session_begin(void)
{
    sessions = wmem_map_new(wmem_file_scope(), hash_label, is_same_label);
    users = wmem_map_new(wmem_file_scope(), hash_label, is_same_label);
    stations = wmem_map_new(wmem_file_scope(), hash_label, is_same_label);
    waiting = wmem_map_new(wmem_file_scope(), hash_label, is_same_label);
    requests = pptp_radius_ends_table();
}
