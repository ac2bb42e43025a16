/* A server closes the control connections of several clients at once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <stdlib.h>

#include "diagnosis/meanwhile.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"

#define AT_ONCE PPTP_SECOND

/* A control connection that the server closed without a word. */
struct closing {
    const struct pptp_connection *connection;
    const address *server;
    const address *client;
};

static void
add_closing(wmem_array_t *closings, const struct pptp_connection *connection)
{
    struct pptp_subject subject = pptp_subject_of_connection(connection);
    unsigned client = pptp_subject_client(&subject);
    struct closing closing = { .connection = connection, .server = pptp_subject_address(&subject, !client),
                               .client = pptp_subject_address(&subject, client) };

    if (connection->closed_without_stop && connection->closing == PPTP_WARNING && connection->closed_by != client
        && !pptp_subject_is_ended_by_ppp(connection))
        wmem_array_append_one(closings, closing);
}

/* By server, and then by time. */
static int
compare_closings(const void *one, const void *other)
{
    const struct closing *left = one, *right = other;
    int64_t first = left->connection->closed_at, second = right->connection->closed_at;
    int order = cmp_address(left->server, right->server);

    return order ? order : (first > second) - (first < second);
}

static bool
are_together(const struct closing *one, const struct closing *other)
{
    return addresses_equal(one->server, other->server)
        && other->connection->closed_at - one->connection->closed_at <= AT_ONCE;
}

/* Returns how many closings from this one on are together, and of two clients at least; 0: none. */
static unsigned
count_together(const struct closing *closings, unsigned count)
{
    unsigned together = 1;
    bool has_others = false;

    while (together < count && are_together(&closings[0], &closings[together])) {
        has_others |= !addresses_equal(closings[0].client, closings[together].client);
        together++;
    }
    return has_others ? together : 0;
}

static void
put_closings(struct pptp_evidence *evidence, const struct closing *closings, unsigned count)
{
    const address **clients = wmem_alloc_array(evidence->scope, const address *, count);
    const struct closing *last = &closings[count - 1];

    pptp_evidence_put_frame(evidence, "frame", closings->connection->closed_in);
    pptp_evidence_put_frame(evidence, "last", last->connection->closed_in);
    evidence->among = wmem_map_new(evidence->scope, g_direct_hash, g_direct_equal);
    for (unsigned i = 0; i < count; i++) {
        clients[i] = closings[i].client;
        wmem_map_insert(evidence->among, closings[i].connection, (void *)closings[i].connection);
    }
    pptp_evidence_put_count(evidence, "count", count, "control connection");
    pptp_evidence_put_addresses(evidence, "clients", clients, count);
    pptp_evidence_put_address(evidence, "server", last->server);
    pptp_evidence_put_seconds(evidence, "span", last->connection->closed_at - closings->connection->closed_at);
    pptp_evidence_put_afterwards(evidence, last->server, last->connection->closed_at, false);
}

bool
pptp_sign_server_broke_down(struct pptp_evidence *evidence)
{
    wmem_array_t *connections = evidence->subject.history->connections;
    wmem_array_t *found = wmem_array_new(evidence->scope, sizeof(struct closing));
    const struct closing *closings;
    unsigned together = 0, count;

    for (unsigned i = 0; i < wmem_array_get_count(connections); i++)
        add_closing(found, pptp_list_at(connections, i));
    count = wmem_array_get_count(found);
    closings = wmem_array_get_raw(found);
    if (count > 1)
        qsort(wmem_array_get_raw(found), count, sizeof(struct closing), compare_closings);
    for (unsigned i = 0; i < count && together == 0; i++) {
        together = count_together(&closings[i], count - i);
        if (together > 0)
            put_closings(evidence, &closings[i], together);
    }
    return together > 0;
}
