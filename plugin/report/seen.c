/* Adds up what the report of conformance needs of all packets and connections.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/call.h"
#include "report/seen.h"
#include "tunnel/sequence.h"
#include "tunnel/tracking.h"
#include "tunnel/verdicts.h"

#define LONGEST 1532            /* octets of user data in a GRE packet (section 1.4) */

struct pptp_seen {
    GHashTable *sent;           /* connection -> struct pptp_seen_packets[2] */
    GHashTable *collisions;     /* connection -> struct pptp_collision */
    GHashTable *rivals;         /* connection -> connection */
    GHashTable *openings; /* numbering -> struct opening */
};

/* A sender's window after its beginning, as section 4.2.3 has it grow. */
struct opening {
    unsigned size;
    int64_t full; /* how many packets must be acknowledged before it grows again */
};

/* --- Packets of the tunnels ---------- */

static void
count(struct pptp_header_count *counted, uint32_t frame)
{
    if (counted->count++ == 0)
        counted->frame = frame;
}

static void
keep(GArray **frames, uint32_t frame)
{
    if (!*frames)
        *frames = g_array_new(FALSE, FALSE, sizeof frame);
    g_array_append_val(*frames, frame);
}

static void
free_frames(GArray *frames)
{
    if (frames)
        g_array_free(frames, TRUE);
}

/* Frees what both ends sent. */
static void
free_sent(gpointer data)
{
    struct pptp_seen_packets *sent = data;

    for (unsigned end = 0; end < 2; end++) {
        free_frames(sent[end].too_long);
        free_frames(sent[end].hasty);
        free_frames(sent[end].opened_fast);
    }
    g_free(sent);
}

static struct pptp_seen_packets *
sent_in(struct pptp_seen *seen, const struct pptp_connection *connection)
{
    struct pptp_seen_packets *sent = g_hash_table_lookup(seen->sent, connection);

    if (!sent) {
        sent = g_new0(struct pptp_seen_packets, 2);
        g_hash_table_insert(seen->sent, (void *)connection, sent);
    }
    return sent;
}

/* What a packet's verdicts are about is its call, except that it has none. */
static unsigned
verdicts_that_count(const struct pptp_packet *packet)
{
    return packet->sequence->flow->call ? packet->verdicts : packet->verdicts & 1u << PPTP_TUNNEL_NO_CALL;
}

static unsigned
half_of(unsigned window)
{
    return (window + 1) / 2;
}

/* Section 4.2.1: before anything is acknowledged, a sender sends half of the receiver's window, at least one packet.
 * What was sent before the capture is not known. */
static bool
is_hasty(const struct pptp_packet *packet)
{
    const struct pptp_sequence *sequence = packet->sequence;
    const struct pptp_call *call = sequence->flow->call;
    bool nothing_acknowledged = packet->in_flight == packet->position - sequence->first + 1;

    return packet->has_number && packet->window > 0 && call && call->setup && !sequence->before && nothing_acknowledged
           && packet->in_flight > half_of(packet->window);
}

/* Returns the window that the sender of a packet had, if no time-out closed it: the widest that it can have been. */
static unsigned
window_at(struct pptp_seen *seen, const struct pptp_packet *packet, int64_t acknowledged)
{
    struct opening *opening = g_hash_table_lookup(seen->openings, packet->sequence);

    if (!opening) {
        opening = g_new(struct opening, 1);
        *opening = (struct opening){ half_of(packet->window), half_of(packet->window) };
        g_hash_table_insert(seen->openings, packet->sequence, opening);
    }
    while (opening->size < packet->window && opening->full <= acknowledged)
        opening->full += ++opening->size;
    return opening->size;
}

/* Packets beyond the whole window break section 4.2.1, those before any acknowledgment too. */
static void
count_opening(struct pptp_seen *seen, struct pptp_seen_packets *sent, const struct pptp_packet *packet)
{
    const struct pptp_sequence *sequence = packet->sequence;
    const struct pptp_call *call = sequence->flow->call;
    int64_t acknowledged = packet->position - sequence->first + 1 - packet->in_flight;
    unsigned window;

    if (!packet->has_number || packet->window == 0 || !packet->both_ways || !call || !call->setup || sequence->before
        || acknowledged <= 0)
        return;
    window = window_at(seen, packet, acknowledged);
    sent->opening++;
    if (packet->in_flight > window && packet->in_flight <= packet->window)
        keep(&sent->opened_fast, packet->frame);
}

static void
count_packet(struct pptp_seen_packets *sent, const struct pptp_packet *packet)
{
    sent->packets++;
    sent->numbered += packet->has_number;
    if (packet->length > LONGEST)
        keep(&sent->too_long, packet->frame);
    if (is_hasty(packet))
        keep(&sent->hasty, packet->frame);
    for (unsigned rest = verdicts_that_count(packet), verdict = 0; rest; rest >>= 1, verdict++) {
        if (rest & 1)
            count(pptp_tunnel_verdict_is_mild(packet, verdict) ? &sent->mild[verdict] : &sent->worst[verdict],
                  packet->frame);
    }
}

static const struct pptp_connection *
connection_of(const struct pptp_flow *flow)
{
    const struct pptp_connection *connection = flow->call ? flow->call->connection : NULL;

    return connection && !connection->assumed ? connection : flow->route->connection;
}

static void
add_packet(struct pptp_seen *seen, const struct pptp_packet *packet)
{
    const struct pptp_route *route;
    const struct pptp_connection *connection;
    struct pptp_seen_packets *sent;

    if (!packet->sequence || packet->is_copy || packet->quoted || packet->dropped)
        return;
    route = packet->sequence->flow->route;
    connection = connection_of(packet->sequence->flow);
    if (!connection)
        return;
    sent = &sent_in(seen, connection)[!addresses_equal(&connection->end[0].address, &route->sender)];
    count_packet(sent, packet);
    count_opening(seen, sent, packet);
}

/* --- Connections beside each other ---------- */

static void
add_collision(struct pptp_seen *seen, const struct pptp_collision *collision, const struct pptp_connection *connection)
{
    struct pptp_collision *copy = g_new(struct pptp_collision, 1);

    *copy = *collision;
    g_hash_table_replace(seen->collisions, (void *)connection, copy);
}

static void
find_collision(struct pptp_seen *seen, const struct pptp_connection *connection)
{
    const struct pptp_finding *finding = connection->start_request ? connection->start_request->findings : NULL;
    struct pptp_collision collision;
    bool wins;

    while (finding && finding->verdict != PPTP_COLLISION)
        finding = finding->next;
    if (!finding)
        return;
    wins = connection->start_request->from == finding->number;
    collision = (struct pptp_collision){
        .won = wins ? connection : finding->other->connection, .lost = wins ? finding->other->connection : connection,
        .winner = finding->number, .second = connection->start_request };
    add_collision(seen, &collision, collision.won);
    add_collision(seen, &collision, collision.lost);
}

static bool
was_established(const struct pptp_connection *connection)
{
    return connection->start_request && connection->start_request->reply
        && connection->start_request->reply->outcome == PPTP_ACCEPTED;
}

/* Returns whether the connection, which was established, was up at that time, as far as the capture shows. */
static bool
was_up(const struct pptp_connection *connection, int64_t when)
{
    return !(connection->stop_reply && connection->stop_reply->when <= when)
        && !(connection->closed_in && connection->closed_at <= when);
}

static void
compare(struct pptp_seen *seen, const struct pptp_history *history)
{
    GHashTable *last = g_hash_table_new(NULL, NULL);        /* route -> connection */

    for (unsigned i = 0; i < wmem_array_get_count(history->connections); i++) {
        struct pptp_connection *connection = pptp_list_at(history->connections, i);
        struct pptp_connection *before = g_hash_table_lookup(last, connection->route[0]);

        find_collision(seen, connection);
        if (!was_established(connection))
            continue;
        if (before && was_up(before, connection->start_request->when))
            g_hash_table_insert(seen->rivals, connection, before);
        g_hash_table_insert(last, connection->route[0], connection);
    }
    g_hash_table_destroy(last);
}

struct pptp_seen *
pptp_report_seen_new(const struct pptp_history *history)
{
    struct pptp_seen *seen = g_new0(struct pptp_seen, 1);
    const struct pptp_packets *packets = pptp_tunnel_packets();

    seen->sent = g_hash_table_new_full(NULL, NULL, NULL, free_sent);
    seen->collisions = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    seen->rivals = g_hash_table_new(NULL, NULL);
    seen->openings = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    for (uint32_t row = 0; row < packets->count; row++)
        add_packet(seen, pptp_packet_at(packets, row));
    compare(seen, history);
    return seen;
}

void
pptp_report_seen_free(struct pptp_seen *seen)
{
    if (!seen)
        return;
    g_hash_table_destroy(seen->sent);
    g_hash_table_destroy(seen->collisions);
    g_hash_table_destroy(seen->rivals);
    g_hash_table_destroy(seen->openings);
    g_free(seen);
}

/* --- Questions ---------- */

const struct pptp_seen_packets *
pptp_report_seen_packets(const struct pptp_seen *seen, const struct pptp_connection *connection)
{
    return g_hash_table_lookup(seen->sent, connection);
}

const struct pptp_collision *
pptp_report_seen_collision(const struct pptp_seen *seen, const struct pptp_connection *connection)
{
    return g_hash_table_lookup(seen->collisions, connection);
}

const struct pptp_connection *
pptp_report_seen_rival(const struct pptp_seen *seen, const struct pptp_connection *connection)
{
    return g_hash_table_lookup(seen->rivals, connection);
}
