/* TCP's handshake fails although the SYN of the client arrives somewhere.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "calls/address.h"
#include "compat.h"

#include <string.h>

#include <epan/to_str.h>

#include "calls/hash.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_transport.h"

#define SOONEST_REPETITION (9 * PPTP_SECOND / 10)   /* after a second at the earliest; what comes before it is a copy */

static const struct pptp_transport_end *
end_of(const struct pptp_attempt *attempt, bool server)
{
    return &attempt->transport->end[server == (attempt->server_end == 1)];
}

/* The end sent SYNs only. */
static bool
is_opening(const struct pptp_transport_end *end)
{
    return end->last.moment.frame && end->last.flags & PPTP_TCP_SYN;
}

static void
put_parties(struct pptp_evidence *evidence, const struct pptp_attempt *attempt)
{
    pptp_evidence_put_address(evidence, "server", &attempt->server->address);
    pptp_evidence_put_address(evidence, "client", &attempt->client->address);
}

/* Why the SYN-ACK is in vain. Where its checksum is wrong, nothing needs to be lost. */
static void
put_vain(struct pptp_evidence *evidence, const struct pptp_attempt *attempt)
{
    const struct pptp_transport_end *client = end_of(attempt, false);

    if (pptp_subject_is_unsound(attempt->transport, attempt->server_end)) {
        pptp_evidence_put_address(evidence, "offloader", &attempt->server->address);
        if (!pptp_subject_is_captured_at(attempt->transport, !attempt->server_end))
            pptp_evidence_put(evidence, "lost", "the SYN-ACK is lost on its way");
        return;
    }
    pptp_evidence_put_address(evidence, "answerer", &attempt->server->address);
    if (client->last.moment.when - attempt->asked.when < SOONEST_REPETITION)
        pptp_evidence_put_address(evidence, "flooder", &attempt->client->address);
    else
        pptp_evidence_put_frame(evidence, "again", client->last.moment.frame);
}

bool
pptp_sign_tcp_half_open(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;
    const struct pptp_transport_end *client = end_of(attempt, false), *server = end_of(attempt, true);
    int64_t span = server->last.moment.when - attempt->answered.when;

    if (attempt->answered.frame == 0 || attempt->carried_data || !is_opening(client) || !is_opening(server)
        || span < SOONEST_REPETITION
        || pptp_transport_is_reset_by(attempt->transport, !attempt->server_end))
        return false;
    put_parties(evidence, attempt);
    pptp_evidence_put_frame(evidence, "frame", attempt->asked.frame);
    pptp_evidence_put_frame(evidence, "answer", attempt->answered.frame);
    pptp_evidence_put_frame(evidence, "last", server->last.moment.frame);
    pptp_evidence_put_seconds(evidence, "span", span);
    pptp_evidence_put_count(evidence, "count", server->segments, "time");
    put_vain(evidence, attempt);
    return true;
}

/* --- Floods -------------------- */

enum { SOME_CLIENTS = 50 };

/* SYNs to a server with which nobody went on. */
struct flood {
    const struct pptp_attempt *first, *last;
    unsigned count;
    unsigned answered;
    GHashTable *clients;
};

/* One SYN only: a client that wants a connection repeats it, and a scanner resets it. */
static bool
is_abandoned(const struct pptp_attempt *attempt)
{
    return attempt->requests == 1 && end_of(attempt, false)->segments == 1 && !attempt->connection
        && !attempt->closed.frame && !attempt->refusal && !attempt->detour;
}

static guint
hash_address(const void *key)
{
    const address *host = key;

    return (guint)pptp_hash_octets(host->data, (unsigned)host->len);
}

static gboolean
is_address(const void *one, const void *other)
{
    return addresses_equal(one, other);
}

static void
free_flood(void *data)
{
    struct flood *flood = data;

    g_hash_table_destroy(flood->clients);
    g_free(flood);
}

static void
add_to_flood(GHashTable *floods, const struct pptp_attempt *attempt)
{
    struct flood *flood = g_hash_table_lookup(floods, &attempt->server->address);

    if (!flood) {
        flood = g_new0(struct flood, 1);
        flood->first = attempt;
        flood->clients = g_hash_table_new(hash_address, is_address);
        g_hash_table_insert(floods, (void *)&attempt->server->address, flood);
    }
    flood->last = attempt;
    flood->count++;
    flood->answered += attempt->answered.frame != 0;
    g_hash_table_add(flood->clients, (void *)&attempt->client->address);
}

/* At least one a second; who scans the Internet comes rarely. */
static bool
is_flood(const struct flood *flood)
{
    return g_hash_table_size(flood->clients) >= SOME_CLIENTS
        && flood->last->asked.when - flood->first->asked.when <= flood->count * PPTP_SECOND;
}

static const struct flood *
find_flood(GHashTable *floods)
{
    const struct flood *most = NULL;
    GHashTableIter servers;
    void *flood;

    g_hash_table_iter_init(&servers, floods);
    while (g_hash_table_iter_next(&servers, NULL, &flood)) {
        if (is_flood(flood) && (!most || ((struct flood *)flood)->count > most->count))
            most = flood;
    }
    return most;
}

bool
pptp_sign_syn_flood(struct pptp_evidence *evidence)
{
    wmem_array_t *attempts = evidence->subject.history->attempts;
    GHashTable *floods = g_hash_table_new_full(hash_address, is_address, NULL, free_flood);
    const struct flood *flood;
    bool found;

    for (unsigned i = 0; i < wmem_array_get_count(attempts); i++) {
        const struct pptp_attempt *attempt = pptp_list_at(attempts, i);

        if (is_abandoned(attempt))
            add_to_flood(floods, attempt);
    }
    flood = find_flood(floods);
    found = flood != NULL;
    if (found) {
        pptp_evidence_put(evidence, "server", "%s", address_to_str(evidence->scope, &flood->first->server->address));
        pptp_evidence_put_count(evidence, "count", flood->count, "SYN");
        pptp_evidence_put_number(evidence, "clients", g_hash_table_size(flood->clients));
        pptp_evidence_put_seconds(evidence, "span", flood->last->asked.when - flood->first->asked.when);
        pptp_evidence_put_frame(evidence, "frame", flood->first->asked.frame);
        pptp_evidence_put_frame(evidence, "last", flood->last->asked.frame);
        pptp_evidence_put_number(evidence, "answered", flood->answered);
    }
    g_hash_table_destroy(floods);
    return found;
}

/* In a private network of 256 addresses, which the other address is in, too. */
static bool
is_neighbor(const address *one, const address *other)
{
    return pptp_address_is_private(one) && other->type == AT_IPv4 && memcmp(one->data, other->data, 3) == 0;
}

bool
pptp_sign_tcp_answered_elsewhere(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;
    const struct pptp_detour *detour = attempt->detour;
    bool is_inside;

    if (!detour || attempt->answered.frame || !is_opening(end_of(attempt, false)))
        return false;
    is_inside = is_neighbor(&detour->from, &attempt->client->address);
    put_parties(evidence, attempt);
    pptp_evidence_put_frame(evidence, "frame", attempt->asked.frame);
    pptp_evidence_put_frame(evidence, "answer", detour->answered.frame);
    pptp_evidence_put_address(evidence, "address", &detour->from);
    pptp_evidence_put_address(evidence, is_inside ? "inside" : "outside", &detour->from);
    if (pptp_transport_reset(detour->transport)->count > 0)
        pptp_evidence_put_frame(evidence, "reset", pptp_transport_reset(detour->transport)->segment.moment.frame);
    return true;
}
