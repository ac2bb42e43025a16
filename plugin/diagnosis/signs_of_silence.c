/* All calls of a server fall silent at once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <stdlib.h>

#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"

enum { AT_ONCE = 2, A_MOMENT = 5, A_WHILE = 10 };   /* seconds */
enum { SOME_PACKETS = 3 };

/* The server's side of a call's tunnel. */
struct side {
    const address *server;
    const address *client;
    const struct pptp_flow *flow;       /* from the server */
    const struct pptp_event *message;   /* the server's last on the control connection; NULL: none */
    bool is_silent;                     /* the client went on, the server did not */
};

/* Packets that the client sent after the server's last. */
static bool
is_silent(const struct pptp_link *link, const struct pptp_flow *flow, const struct pptp_flow *back)
{
    struct pptp_moment next;

    return back && back->last_time - flow->last_time >= A_WHILE * PPTP_SECOND && flow->acknowledges
           && !(link && link->terminated.frame && link->terminated.when < flow->last_time + A_WHILE * PPTP_SECOND)
           && pptp_subject_sent_after(back, flow->last_time, &next) >= SOME_PACKETS;
}

static void
add_side(wmem_array_t *sides, const struct pptp_call *call)
{
    struct pptp_subject subject = pptp_subject_of_call(call);
    unsigned client = pptp_subject_client(&subject);
    const struct pptp_flow *flow = call->tunnel ? pptp_subject_flow(&subject, !client) : NULL;
    struct side side = { .server = pptp_subject_address(&subject, !client),
                         .client = pptp_subject_address(&subject, client), .flow = flow,
                         .message = call->connection->last_sent[!client] };

    if (!flow)
        return;
    side.is_silent = is_silent(subject.link, flow, pptp_subject_flow(&subject, client));
    wmem_array_append_one(sides, side);
}

/* By server, and then by the time of its last packet. */
static int
compare_sides(const void *one, const void *other)
{
    const struct side *left = one, *right = other;
    int order = cmp_address(left->server, right->server);

    return order ? order : (left->flow->last_time > right->flow->last_time)
                               - (left->flow->last_time < right->flow->last_time);
}

/* Returns how many of a server's sides fall silent together, the last of them at the end: those of at least two
 * clients. A server that sends later, in another call, did not fail. 0: it did not. */
static unsigned
count_together(const struct side *sides, unsigned count)
{
    const struct side *last = &sides[count - 1];
    unsigned together = 0;
    bool has_others = false;

    for (const struct side *side = last; together < count && side->is_silent
                                         && last->flow->last_time - side->flow->last_time <= AT_ONCE * PPTP_SECOND;
         side--) {
        has_others |= !addresses_equal(side->client, last->client);
        together++;
    }
    return has_others ? together : 0;
}

/* A control message that came later. */
static const struct pptp_event *
find_later(const struct side *sides, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (sides[i].message && sides[i].message->when > sides[i].flow->last_time + A_MOMENT * PPTP_SECOND)
            return sides[i].message;
    }
    return NULL;
}

static void
put_reading(struct pptp_evidence *evidence, const struct pptp_event *later)
{
    if (!later) {
        pptp_evidence_put(evidence, "reading", "%s", "Nothing else came from it later, either: it, or what all of them"
                                                     " share on the way to it, failed then");
        return;
    }
    pptp_evidence_put(evidence, "reading", "Control messages still came from it (frame %u), so only GRE failed: a"
                                           " firewall or NAT in front of it is likelier than the server", later->frame);
    pptp_evidence_cite(evidence, later->frame);
}

static void
put_together(struct pptp_evidence *evidence, const struct side *sides, unsigned count)
{
    const struct side *last = &sides[count - 1];
    const address **clients = wmem_alloc_array(evidence->scope, const address *, count);

    pptp_evidence_put_frame(evidence, "frame", sides->flow->last_frame);
    pptp_evidence_put_frame(evidence, "last", last->flow->last_frame);
    for (unsigned i = 0; i < count; i++)
        clients[i] = sides[i].client;
    pptp_evidence_put_count(evidence, "count", count, "call");
    pptp_evidence_put_addresses(evidence, "clients", clients, count);
    pptp_evidence_put_address(evidence, "server", last->server);
    pptp_evidence_put_seconds(evidence, "span", last->flow->last_time - sides->flow->last_time);
    put_reading(evidence, find_later(sides, count));
}

/* Returns the sides of all calls, in order, or NULL if there are none. */
static struct side *
sort_sides(const struct pptp_evidence *evidence, unsigned *count)
{
    wmem_array_t *calls = evidence->subject.history->calls;
    wmem_array_t *sides = wmem_array_new(evidence->scope, sizeof(struct side));

    for (unsigned i = 0; i < wmem_array_get_count(calls); i++)
        add_side(sides, pptp_list_at(calls, i));
    *count = wmem_array_get_count(sides);
    if (*count == 0)
        return NULL;
    qsort(wmem_array_get_raw(sides), *count, sizeof(struct side), compare_sides);
    return wmem_array_get_raw(sides);
}

bool
pptp_sign_server_silent(struct pptp_evidence *evidence)
{
    unsigned count, begin = 0;
    const struct side *sides = sort_sides(evidence, &count);

    for (unsigned i = 1; i <= count; i++) {
        unsigned together;

        if (i < count && addresses_equal(sides[i].server, sides[begin].server))
            continue;
        together = count_together(&sides[begin], i - begin);
        if (together > 0) {
            put_together(evidence, &sides[i - together], together);
            return true;
        }
        begin = i;
    }
    return false;
}
