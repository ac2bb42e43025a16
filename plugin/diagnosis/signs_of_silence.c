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

/* One end's side of a call's tunnel. */
struct side {
    const address *server;
    const address *client;
    const struct pptp_flow *flow;       /* from that end */
    const struct pptp_event *message;   /* its last on the control connection; NULL: none */
    bool is_silent;                     /* the other end went on, this one did not */
};

/* Those of one server, in the order of their last packets. */
struct sides {
    const struct side *side;
    unsigned count;
};

/* Packets that the other end sent after this one's last. */
static bool
is_silent(const struct pptp_link *link, const struct pptp_flow *flow, const struct pptp_flow *back)
{
    struct pptp_moment next;

    return back && back->last_time - flow->last_time >= A_WHILE * PPTP_SECOND && flow->acknowledges
           && !(link && link->terminated.frame && link->terminated.when < flow->last_time + A_WHILE * PPTP_SECOND)
           && pptp_subject_sent_after(back, flow->last_time, &next) >= SOME_PACKETS;
}

static void
add_side(wmem_array_t *sides, const struct pptp_call *call, bool of_client)
{
    struct pptp_subject subject = pptp_subject_of_call(call);
    unsigned client = pptp_subject_client(&subject), end = of_client ? client : !client;
    const struct pptp_flow *flow = call->tunnel ? pptp_subject_flow(&subject, end) : NULL;
    struct side side = { .server = pptp_subject_address(&subject, !client),
                         .client = pptp_subject_address(&subject, client), .flow = flow,
                         .message = call->connection->last_sent[end] };

    if (!flow)
        return;
    side.is_silent = is_silent(subject.link, flow, pptp_subject_flow(&subject, !end));
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

/* Returns how many sides fall silent together, the last of them at the end: those of at least two clients. */
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

/* Returns the last ones that fell silent together; count 0: none did. Another one that sends something later, although
 * it had begun before, or soon after, tells that nothing common to all failed. */
static struct sides
find_together(const struct sides *sides)
{
    int64_t begun = PPTP_LATEST;        /* when the first of those with a later end did */

    for (unsigned count = sides->count; count > 0; count--) {
        const struct pptp_flow *last = sides->side[count - 1].flow;
        unsigned together =
            begun - last->last_time > A_WHILE * PPTP_SECOND ? count_together(sides->side, count) : 0;

        if (together > 0)
            return (struct sides){ .side = &sides->side[count - together], .count = together };
        begun = MIN(begun, last->first_time);
    }
    return (struct sides){ .count = 0 };
}

/* A control message that came later. */
static const struct pptp_event *
find_later(const struct sides *sides)
{
    for (unsigned i = 0; i < sides->count; i++) {
        const struct side *side = &sides->side[i];

        if (side->message && side->message->when > side->flow->last_time + A_MOMENT * PPTP_SECOND)
            return side->message;
    }
    return NULL;
}

static void
put_reading(struct pptp_evidence *evidence, const struct sides *sides, bool of_clients)
{
    const struct pptp_event *later = find_later(sides);
    const char *failed = of_clients ? "what all of them share on the way to the server failed then, which is the"
                                      " server's own line or uplink if they are in different places"
                                    : "it, or what all of them share on the way to it, failed then";

    if (!later) {
        pptp_evidence_put(evidence, "reading", "Nothing else came from %s later, either: %s",
                          of_clients ? "them" : "it", failed);
        return;
    }
    pptp_evidence_put(evidence, "reading", "Control messages still came from %s (frame %u), so only GRE failed: a"
                                           " firewall or NAT in front of %s is likelier than the %s",
                      of_clients ? "there" : "it", later->frame, of_clients ? "the server" : "it",
                      of_clients ? "clients" : "server");
    pptp_evidence_cite(evidence, later->frame);
}

/* The first of all sides of that server that begins afterwards. */
static void
put_return(struct pptp_evidence *evidence, const struct sides *all, int64_t when)
{
    const struct side *first = NULL;

    for (unsigned i = 0; i < all->count; i++) {
        const struct side *side = &all->side[i];

        if (side->flow->first_time > when && (!first || side->flow->first_time < first->flow->first_time))
            first = side;
    }
    if (!first)
        return;
    pptp_evidence_put_frame(evidence, "again", first->flow->first_frame);
    pptp_evidence_put_seconds(evidence, "outage", first->flow->first_time - when);
}

static void
put_together(struct pptp_evidence *evidence, const struct sides *sides, bool of_clients)
{
    const struct side *last = &sides->side[sides->count - 1];
    const address **clients = wmem_alloc_array(evidence->scope, const address *, sides->count);

    pptp_evidence_put_frame(evidence, "frame", sides->side->flow->last_frame);
    pptp_evidence_put_frame(evidence, "last", last->flow->last_frame);
    evidence->among = wmem_map_new(evidence->scope, g_direct_hash, g_direct_equal);
    for (unsigned i = 0; i < sides->count; i++) {
        const struct pptp_call *call = sides->side[i].flow->call;

        clients[i] = sides->side[i].client;
        wmem_map_insert(evidence->among, call->connection, (void *)call);
    }
    pptp_evidence_put_count(evidence, "count", sides->count, "call");
    pptp_evidence_put_addresses(evidence, "clients", clients, sides->count);
    pptp_evidence_put_address(evidence, "server", last->server);
    pptp_evidence_put_seconds(evidence, "span", last->flow->last_time - sides->side->flow->last_time);
    put_reading(evidence, sides, of_clients);
}

/* Returns the sides of all calls, in order. */
static struct sides
sort_sides(const struct pptp_evidence *evidence, bool of_clients)
{
    wmem_array_t *calls = evidence->subject.history->calls;
    wmem_array_t *sides = wmem_array_new(evidence->scope, sizeof(struct side));
    unsigned count;

    for (unsigned i = 0; i < wmem_array_get_count(calls); i++)
        add_side(sides, pptp_list_at(calls, i), of_clients);
    count = wmem_array_get_count(sides);
    if (count > 1)
        qsort(wmem_array_get_raw(sides), count, sizeof(struct side), compare_sides);
    return (struct sides){ .side = wmem_array_get_raw(sides), .count = count };
}

static bool
find_silence(struct pptp_evidence *evidence, bool of_clients)
{
    struct sides all = sort_sides(evidence, of_clients), of_server = { .side = all.side };

    for (unsigned i = 1; i <= all.count; i++) {
        struct sides together;

        of_server.count++;
        if (i < all.count && addresses_equal(all.side[i].server, of_server.side->server))
            continue;
        together = find_together(&of_server);
        if (together.count > 0) {
            put_together(evidence, &together, of_clients);
            put_return(evidence, &of_server, together.side[together.count - 1].flow->last_time);
            return true;
        }
        of_server = (struct sides){ .side = all.side + i };
    }
    return false;
}

bool
pptp_sign_server_silent(struct pptp_evidence *evidence)
{
    return find_silence(evidence, false);
}

bool
pptp_sign_clients_silent(struct pptp_evidence *evidence)
{
    return find_silence(evidence, true);
}
