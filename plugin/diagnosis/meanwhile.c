/* What a server does for others while it does not answer a client, and where that client goes instead.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/to_str.h>

#include "diagnosis/meanwhile.h"
#include "diagnosis/subject_tunnel.h"

enum { MOST_SEARCHED = 100 };   /* sessions */
enum { A_MOMENT = 1, A_WHILE = 30, A_MINUTE = 60, SOON = 120 };     /* seconds */

/* Whether a member of a list began after a time. */
typedef bool (*is_later)(const void *member, int64_t when);

/* Returns the number of the first member of a list, in order of time, that began after a time. */
static unsigned
find_first(wmem_array_t *list, is_later began_later, int64_t when)
{
    unsigned low = 0, high = wmem_array_get_count(list);

    while (low < high) {
        unsigned middle = low + (high - low) / 2;

        if (began_later(pptp_list_at(list, middle), when))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static bool
is_later_connection(const void *member, int64_t when)
{
    const struct pptp_connection *connection = member;

    return connection->first_sent[0] && connection->first_sent[0]->when > when;
}

/* Returns the number of the first connection whose first message came after a time. */
static unsigned
first_since(wmem_array_t *connections, int64_t when)
{
    return find_first(connections, is_later_connection, when);
}

static bool
is_later_attempt(const void *member, int64_t when)
{
    const struct pptp_attempt *attempt = member;

    return attempt->asked.when > when;
}

/* Returns the first packet after a time; NULL: none. */
static const struct pptp_packet *
first_packet_since(const struct pptp_flow *flow, int64_t when)
{
    const struct pptp_sequence *sequence = flow->last_time > when ? pptp_subject_numbering(flow) : NULL;
    uint32_t low = 0, high = sequence ? flow->packets : 0;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct pptp_packet *packet = pptp_tunnel_sequence_in_order(sequence, middle);

        if (!packet || packet->when > when)
            high = middle;
        else
            low = middle + 1;
    }
    return sequence ? pptp_tunnel_sequence_in_order(sequence, low) : NULL;
}

/* Returns the frame in which GRE of an end came between two times; 0: none did. */
static uint32_t
find_gre(const struct pptp_connection *connection, unsigned end, int64_t from, int64_t until)
{
    const struct pptp_call *call = connection->last_call;
    const struct pptp_flow *flow = call ? call->flow[!end] : NULL;
    const struct pptp_packet *packet =
        flow && flow->packets > 0 && flow->first_time < until ? first_packet_since(flow, from) : NULL;

    return packet && packet->when <= until ? packet->frame : 0;
}

/* Returns the start reply that came between two times; NULL: none did. */
static const struct pptp_event *
find_reply(const struct pptp_connection *connection, int64_t from, int64_t until)
{
    const struct pptp_event *reply = connection->start_request ? connection->start_request->reply : NULL;

    return reply && reply->when > from && reply->when <= until ? reply : NULL;
}

/* The server accepted the client itself, later. */
static const struct pptp_event *
find_served_later(const struct pptp_history *history, const struct pptp_attempt *attempt, int64_t until)
{
    const struct pptp_connection *connection = pptp_attempt_newest_connection(history, attempt);

    return connection ? find_reply(connection, attempt->asked_last.when, until) : NULL;
}

/* No service starts within a moment. */
bool
pptp_evidence_put_served_soon(struct pptp_evidence *evidence, const struct pptp_attempt *attempt)
{
    int64_t asked = attempt->asked_last.when;
    const struct pptp_event *served =
        find_served_later(evidence->subject.history, attempt, asked + SOON * PPTP_SECOND);
    int64_t later = served ? served->when - asked : 0;

    if (later < A_MOMENT * PPTP_SECOND)
        return false;
    pptp_evidence_put_seconds(evidence, "later", later);
    pptp_evidence_put_frame(evidence, "served", served->frame);
    return true;
}

static void
put_dropper(struct pptp_evidence *evidence, const struct pptp_attempt *attempt, bool accepts, bool is_shared)
{
    const struct pptp_event *served = find_served_later(evidence->subject.history, attempt, PPTP_LATEST);
    const char *limit = accepts ? "a limit on the rate of new connections"
                                : "a full table of connections (Linux: nf_conntrack), or a limit for new ones";

    if (is_shared)
        pptp_evidence_put(evidence, "dropper", "a limit on the rate of new connections; or, if several hosts behind a"
                          " NAT have that address, their TCP timestamps, which are inconsistent (Linux before 4.12"
                          " with net.ipv4.tcp_tw_recycle)");
    else if (served)
        pptp_evidence_put(evidence, "dropper", "%s: later it served %s, too (frame %u)", limit,
                          address_to_str(evidence->scope, &attempt->client->address), served->frame);
    else
        pptp_evidence_put(evidence, "dropper", "%s, or a rule against %s", limit,
                          address_to_str(evidence->scope, &attempt->client->address));
    pptp_evidence_cite(evidence, served ? served->frame : 0);
}

/* A refusal takes no time: then GRE soon after it counts, too. */
static bool
put_neighbor(struct pptp_evidence *evidence, const struct pptp_attempt *attempt,
             const struct pptp_connection *connection)
{
    unsigned server = addresses_equal(&connection->end[1].address, &attempt->server->address) ? 1 : 0;
    int64_t from = attempt->asked.when, until = attempt->asked_last.when;
    const struct pptp_event *reply;
    uint32_t gre;

    if (!addresses_equal(&connection->end[server].address, &attempt->server->address))
        return false;
    reply = find_reply(connection, from, until);
    gre = reply ? 0 : find_gre(connection, server, from, until + (attempt->reset ? A_WHILE : A_MOMENT) * PPTP_SECOND);
    if (!reply && !gre)
        return false;
    pptp_evidence_put(evidence, "did", reply ? "accepted a control connection of" : "sent GRE to");
    pptp_evidence_put_address(evidence, "neighbor", &connection->end[!server].address);
    pptp_evidence_put_frame(evidence, "busy", reply ? reply->frame : gre);
    put_dropper(evidence, attempt, reply,
                reply && addresses_equal(&connection->end[!server].address, &attempt->client->address));
    return true;
}

bool
pptp_evidence_put_meanwhile(struct pptp_evidence *evidence, const struct pptp_attempt *attempt)
{
    wmem_array_t *connections = evidence->subject.history->connections;
    unsigned end = first_since(connections, attempt->asked_last.when);

    for (unsigned i = 1; i <= MIN(end, MOST_SEARCHED); i++) {
        if (put_neighbor(evidence, attempt, pptp_list_at(connections, end - i)))
            return true;
    }
    return false;
}

/* Returns the server's reply to a client whose SYN was captured; NULL: none. */
static const struct pptp_event *
find_accepted(const struct pptp_connection *connection, const address *server)
{
    const struct pptp_event *request = connection->start_request, *reply = request ? request->reply : NULL;
    bool is_there = reply && addresses_equal(&connection->end[reply->from].address, server);

    return is_there && connection->attempt && connection->attempt->requests > 0 ? reply : NULL;
}

bool
pptp_evidence_put_ecn(struct pptp_evidence *evidence, const struct pptp_attempt *attempt)
{
    wmem_array_t *connections = evidence->subject.history->connections;
    unsigned begin = first_since(connections, attempt->asked.when), count = wmem_array_get_count(connections);
    const struct pptp_event *plain = NULL;

    for (unsigned i = begin - MIN(begin, MOST_SEARCHED); i < MIN(count, begin + MOST_SEARCHED); i++) {
        const struct pptp_connection *connection = pptp_list_at(connections, i);
        const struct pptp_event *reply = find_accepted(connection, &attempt->server->address);

        if (reply && connection->attempt->asked_for_ecn)
            return false;
        if (reply && !plain)
            plain = reply;
    }
    if (!plain || !attempt->asked_for_ecn)
        return false;
    pptp_evidence_put_address(evidence, "ecn", &attempt->client->address);
    pptp_evidence_put_address(evidence, "plain_client", &plain->connection->end[!plain->from].address);
    pptp_evidence_put_frame(evidence, "plain", plain->frame);
    return true;
}

/* The control connections with a server that are open at a time. */
struct crowd {
    unsigned open;
    const address *holder;              /* the client of the newest without a call; NULL: each has one */
    unsigned held;                      /* without a call, by the holder */
};

static void
count_open(struct crowd *crowd, const struct pptp_connection *connection, const address *server, int64_t when)
{
    const struct pptp_event *request = connection->start_request, *reply = request ? request->reply : NULL;
    const address *client = reply ? &connection->end[!reply->from].address : NULL;

    if (!reply || reply->outcome != PPTP_ACCEPTED || (connection->closed_in && connection->closed_at <= when)
        || !addresses_equal(&connection->end[reply->from].address, server))
        return;
    crowd->open++;
    if (connection->had_call)
        return;
    if (!crowd->holder)
        crowd->holder = client;
    crowd->held += addresses_equal(crowd->holder, client);
}

/* The server's reply that accepted another client soon after a time; NULL: none did. */
static const struct pptp_event *
find_other_served(wmem_array_t *connections, const address *server, const address *client, int64_t when)
{
    unsigned begin = first_since(connections, when), count = wmem_array_get_count(connections);

    for (unsigned i = begin; i < MIN(count, begin + MOST_SEARCHED); i++) {
        const struct pptp_connection *connection = pptp_list_at(connections, i);
        const struct pptp_event *reply = find_reply(connection, when, when + A_MINUTE * PPTP_SECOND);

        if (reply && reply->outcome == PPTP_ACCEPTED && addresses_equal(&connection->end[reply->from].address, server)
            && !addresses_equal(&connection->end[!reply->from].address, client))
            return reply;
    }
    return NULL;
}

static struct crowd
count_crowd(wmem_array_t *connections, const address *server, int64_t when)
{
    unsigned end = first_since(connections, when);
    struct crowd crowd = { .open = 0 };

    for (unsigned i = 1; i <= MIN(end, MOST_SEARCHED); i++)
        count_open(&crowd, pptp_list_at(connections, end - i), server, when);
    return crowd;
}

/* other: a client that the server let in while as many were open as when it turned this one away; NULL: there is none.
 * A limit would have turned it away, too. */
static void
put_reason(struct pptp_evidence *evidence, const struct crowd *crowd, const struct pptp_event *other)
{
    const char *reason = ", so it speaks PPTP: a limit of sessions or connections, or an address filter, is the likely"
                         " reason";

    if (other) {
        reason = wmem_strdup_printf(evidence->scope, ", and soon after it accepted %s (frame %u): an address filter is"
                                    " more likely than a limit of sessions",
                                    address_to_str(evidence->scope, &other->connection->end[!other->from].address),
                                    other->frame);
        pptp_evidence_cite(evidence, other->frame);
        pptp_evidence_put(evidence, "filter", "its address filters (Linux: hosts.allow, hosts.deny of TCP wrappers)");
    }
    pptp_evidence_put(evidence, "crowd", "At that time, %u other control connection%s with it %s open%s", crowd->open,
                      crowd->open == 1 ? "" : "s", crowd->open == 1 ? "was" : "were", reason);
}

bool
pptp_evidence_put_crowd(struct pptp_evidence *evidence, const address *server, const address *client, int64_t when,
                        bool later)
{
    enum { SEVERAL = 3 };
    wmem_array_t *connections = evidence->subject.history->connections;
    struct crowd crowd = count_crowd(connections, server, when);
    const struct pptp_event *other;

    if (crowd.held >= SEVERAL) {
        pptp_evidence_put_address(evidence, "holder", crowd.holder);
        pptp_evidence_put(evidence, "crowd", "At that time, %u other control connections with it were open, %u of them"
                          " of %s without a call: they may use up its limit of sessions", crowd.open, crowd.held,
                          address_to_str(evidence->scope, crowd.holder));
    } else if (crowd.open > 0 && !later) {
        other = find_other_served(connections, server, client, when);
        if (other && count_crowd(connections, server, other->request->when - 1).open < crowd.open)
            other = NULL;
        put_reason(evidence, &crowd, other);
    }
    return crowd.open > 0;
}

const struct pptp_connection *
pptp_diagnosis_mute_server(const struct pptp_history *history, const struct pptp_attempt *attempt)
{
    unsigned begin = first_since(history->connections, attempt->asked.when);
    unsigned count = wmem_array_get_count(history->connections);
    const struct pptp_connection *half = NULL;

    for (unsigned i = begin - MIN(begin, MOST_SEARCHED); i < MIN(count, begin + MOST_SEARCHED); i++) {
        const struct pptp_connection *connection = pptp_list_at(history->connections, i);
        int server = pptp_connection_end_at(connection, &attempt->server->address);

        if (server < 0)
            continue;
        if (connection->first_sent[server])
            return NULL;
        if (pptp_subject_is_half_captured(connection))
            half = connection;
    }
    return half;
}

/* Returns the name of the value for the place at which the client was served; NULL: it is not this client. */
static const char *
name_place(const struct pptp_attempt *attempt, const struct pptp_connection *connection, unsigned client)
{
    const address *here = &attempt->client->address, *there = &connection->end[client].address;

    if (addresses_equal(here, there))
        return addresses_equal(&attempt->server->address, &connection->end[!client].address) ? NULL : "place";
    return here->type == AT_IPv6 && there->type == AT_IPv4 ? "place_of_ipv4" : NULL;
}

void
pptp_evidence_put_other_place(struct pptp_evidence *evidence, const struct pptp_attempt *attempt)
{
    wmem_array_t *connections = evidence->subject.history->connections;
    unsigned begin = first_since(connections, attempt->asked_last.when), count = wmem_array_get_count(connections);

    for (unsigned i = begin; i < MIN(count, begin + MOST_SEARCHED); i++) {
        const struct pptp_connection *connection = pptp_list_at(connections, i);
        const struct pptp_event *request = connection->start_request, *reply = request ? request->reply : NULL;
        const char *place = reply && reply->outcome == PPTP_ACCEPTED
                                ? name_place(attempt, connection, request->from) : NULL;

        if (!place || reply->when - attempt->asked_last.when > SOON * PPTP_SECOND)
            continue;
        pptp_evidence_put_address(evidence, place, &connection->end[!request->from].address);
        pptp_evidence_put_seconds(evidence, "later", reply->when - attempt->asked_last.when);
        pptp_evidence_put_frame(evidence, "served", reply->frame);
        return;
    }
}

const struct pptp_connection *
pptp_diagnosis_freed(const struct pptp_history *history, const address *server, int64_t when)
{
    unsigned end = first_since(history->connections, when);

    for (unsigned i = 1; i <= MIN(end, MOST_SEARCHED); i++) {
        const struct pptp_connection *connection = pptp_list_at(history->connections, end - i);

        if (connection->had_call && connection->closed_in && connection->closed_at <= when
            && when - connection->closed_at <= 2 * A_MOMENT * PPTP_SECOND
            && (addresses_equal(&connection->end[0].address, server)
                || addresses_equal(&connection->end[1].address, server)))
            return connection;
    }
    return NULL;
}

void
pptp_evidence_put_afterwards(struct pptp_evidence *evidence, const address *server, int64_t when, bool refused_first)
{
    wmem_array_t *attempts = evidence->subject.history->attempts;
    const struct pptp_attempt *refused = NULL, *accepted = NULL;
    unsigned first = find_first(attempts, is_later_attempt, when);
    unsigned end = MIN(wmem_array_get_count(attempts), first + MOST_SEARCHED);

    for (unsigned i = first; i < end && !accepted; i++) {
        const struct pptp_attempt *attempt = pptp_list_at(attempts, i);

        if (!addresses_equal(&attempt->server->address, server))
            continue;
        if (attempt->answered.frame)
            accepted = attempt;
        else if (!refused && attempt->reset && !attempt->closed_by_client)
            refused = attempt;
    }
    pptp_evidence_put_frame(evidence, "refused", refused ? refused->closed.frame : 0);
    if (refused || !refused_first)
        pptp_evidence_put_frame(evidence, "accepted", accepted ? accepted->answered.frame : 0);
}
