/* What GRE tells of a call, or of a tunnel without one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/to_str.h>

#include "diagnosis/signs.h"

enum { A_WHILE = 3, SETTLING = 5, LONG_SILENCE = 10 };      /* seconds */
enum { MANY_PACKETS = 5, MOST_SEARCHED = 100 };             /* packets, calls */

static bool
is_established(const struct pptp_subject *subject)
{
    return subject->call && subject->call->established;
}

/* How long the call was up while the capture ran. */
static int64_t
up_for(const struct pptp_subject *subject)
{
    return pptp_subject_end_time(subject) - subject->call->established->when;
}

static uint32_t
lcp_requests(const struct pptp_subject *subject, unsigned end)
{
    return subject->link ? pptp_ppp_link_asked(subject->link, PPTP_LCP, end)->requests : 0;
}

/* --- GRE that does not get through ----------------------------------------------------------------------------------------- */

static bool
is_too_big(const struct pptp_refusal *refusal)
{
    return refusal->version == 4 ? refusal->type == 3 && refusal->code == 4 : refusal->type == 2;
}

/* After the end there is nobody who takes GRE, and data that came after it show that it gets through. */
static bool
tells_nothing(const struct pptp_subject *subject, const struct pptp_refusal *refusal)
{
    const struct pptp_link *link = subject->link;

    if (subject->call && subject->call->ended_in && refusal->first.when > subject->call->ended_at)
        return true;
    return link && ((link->terminated.frame && refusal->first.when > link->terminated.when)
                    || link->sent[refusal->quoted].last_data.when > refusal->first.when);
}

static const struct pptp_refusal *
find_refusal(const struct pptp_subject *subject, bool too_big)
{
    const struct pptp_refusal *refusal = subject->tunnel ? subject->tunnel->refusals : NULL;

    while (refusal && (is_too_big(refusal) != too_big || (!too_big && tells_nothing(subject, refusal))))
        refusal = refusal->next;
    return refusal;
}

static bool
put_refusal(struct pptp_evidence *evidence, const struct pptp_refusal *refusal)
{
    if (!pptp_evidence_put_refusal(evidence, refusal))
        return false;
    pptp_evidence_put_frame(evidence, "frame", refusal->first.frame);
    pptp_evidence_put_party(evidence, "sender", refusal->quoted);
    if (refusal->count > 1)
        pptp_evidence_put_number(evidence, "times", refusal->count);
    return true;
}

bool
pptp_sign_gre_icmp(struct pptp_evidence *evidence)
{
    return put_refusal(evidence, find_refusal(&evidence->subject, false));
}

bool
pptp_sign_mtu_icmp(struct pptp_evidence *evidence)
{
    return put_refusal(evidence, find_refusal(&evidence->subject, true));
}

/* The client's own address refuses what the server sends: there a NAT has nobody to give it to. */
static const struct pptp_refusal *
find_refusal_of_client(const struct pptp_subject *subject)
{
    const struct pptp_call *call = subject->call;
    const struct pptp_refusal *refusal = find_refusal(subject, false);

    while (refusal && !(refusal->quoted == !call->pns && !tells_nothing(subject, refusal)
                        && addresses_equal(&refusal->sender, &call->connection->end[call->pns].address)))
        refusal = refusal->next;
    return refusal;
}

/* Of a host behind a NAT nothing is known of what the NAT makes of its Call ID (RFC 1918). */
static bool
is_private(const address *host)
{
    const uint8_t *octets = host->data;

    return host->type != AT_IPv4 || octets[0] == 10 || (octets[0] == 172 && octets[1] >> 4 == 1)
        || (octets[0] == 192 && octets[1] == 168);
}

/* The server's answers come as far as the client's address, but the client goes on asking. */
static bool
is_deaf(const struct pptp_subject *subject)
{
    const struct pptp_call *call = subject->call;

    return subject->link && subject->link->furthest == PPTP_STAGE_LCP
           && pptp_ppp_link_asked(subject->link, PPTP_LCP, call->pns)->worst.repeats_answered > 1
           && !is_private(&call->connection->end[call->pns].address);
}

bool
pptp_sign_linux_nat_helper(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;
    const struct pptp_end *client = &call->connection->end[call->pns];
    const struct pptp_refusal *refusal = find_refusal_of_client(&evidence->subject);

    if (call->id[call->pns] == client->port
        || !(refusal || pptp_event_has(call->setup, PPTP_SHARED_CALL_ID) || is_deaf(&evidence->subject)))
        return false;
    pptp_evidence_put(evidence, "address", "%s", address_to_str(evidence->scope, &client->address));
    pptp_evidence_put_number(evidence, "call_id", call->id[call->pns]);
    pptp_evidence_put_number(evidence, "port", client->port);
    pptp_evidence_put_frame(evidence, "frame", call->setup->frame);
    pptp_evidence_cite(evidence, refusal ? refusal->first.frame : 0);
    return true;
}

/* GRE with the end's Call ID that goes to its address, or comes from where GRE to the other end would come from. */
static bool
is_stray(const struct pptp_call *call, const struct pptp_flow *flow)
{
    for (unsigned end = 0; flow && end < 2; end++) {
        if (call->id_known[end] && call->id[end] == flow->call_id
            && addresses_equal(&call->connection->end[end].address, &flow->route->receiver))
            return true;
    }
    return false;
}

/* The tunnel without a call in which the call's GRE, or some of it, seems to go: a NAT altered its Call ID or an address. NULL: none.
 * Only some tunnels are asked: there may be very many. */
static const struct pptp_tunnel *
find_astray(const struct pptp_subject *subject)
{
    const struct pptp_history *history = subject->history;
    const struct pptp_connection *connection = subject->connection;
    unsigned count = MIN(wmem_array_get_count(history->tunnels), MOST_SEARCHED);

    for (unsigned end = 0; end < 2; end++) {
        if (connection->route[end]->half)
            return connection->route[end]->half;
    }
    for (unsigned i = 0; i < count; i++) {
        const struct pptp_tunnel *tunnel = pptp_list_at(history->tunnels, i);

        if (!tunnel->call && (is_stray(subject->call, tunnel->flow[0]) || is_stray(subject->call, tunnel->flow[1])))
            return tunnel;
    }
    return NULL;
}

static bool
is_only_from(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_flow *flow = pptp_subject_flow(subject, end);

    if (!is_established(subject) || !flow || pptp_subject_flow(subject, !end) || find_refusal(subject, false)
        || flow->acknowledges || up_for(subject) < PPTP_SECOND || find_astray(subject)
        || (flow->last_time - flow->first_time < A_WHILE * PPTP_SECOND && flow->packets < 2))
        return false;
    pptp_evidence_put_frame(evidence, "frame", flow->first_frame);
    pptp_evidence_put_frame(evidence, "established", subject->call->established->frame);
    pptp_evidence_put_seconds(evidence, "span", up_for(subject));
    pptp_evidence_put_party(evidence, "sender", end);
    pptp_evidence_put_party(evidence, "other", !end);
    pptp_evidence_put_count(evidence, "count", flow->packets, "packet");
    pptp_evidence_put_number(evidence, "call_id", flow->call_id);
    if (lcp_requests(subject, end) > 0)
        pptp_evidence_put_number(evidence, "requests", lcp_requests(subject, end));
    return true;
}

bool
pptp_sign_gre_only_from_pns(struct pptp_evidence *evidence)
{
    return is_only_from(evidence, evidence->subject.call->pns);
}

bool
pptp_sign_gre_only_from_pac(struct pptp_evidence *evidence)
{
    return is_only_from(evidence, !evidence->subject.call->pns);
}

/* Acknowledgments prove that the other direction arrived. */
bool
pptp_sign_gre_half_captured(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);

        if (!flow || pptp_subject_flow(&evidence->subject, !end) || !flow->acknowledges)
            continue;
        pptp_evidence_put_frame(evidence, "frame", flow->first_frame);
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        return true;
    }
    return false;
}

static bool
carries_none(struct pptp_evidence *evidence, bool anywhere)
{
    const struct pptp_subject *subject = &evidence->subject;

    if (!is_established(subject) || subject->tunnel || (wmem_array_get_count(subject->history->tunnels) > 0) != anywhere
        || up_for(subject) < PPTP_SECOND || find_astray(subject))
        return false;
    pptp_evidence_put_frame(evidence, "frame", subject->call->established->frame);
    pptp_evidence_put_seconds(evidence, "span", up_for(subject));
    return true;
}

bool
pptp_sign_gre_none(struct pptp_evidence *evidence)
{
    return carries_none(evidence, true);
}

bool
pptp_sign_gre_none_in_capture(struct pptp_evidence *evidence)
{
    return carries_none(evidence, false);
}

/* PPP's process does not start: the server takes the call back at once, and sends no GRE or hardly any. */
bool
pptp_sign_server_ended_at_once(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_call *call = subject->call;
    unsigned server = !call->pns;
    const struct pptp_flow *flow = pptp_subject_flow(subject, server);
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, subject);

    if (!is_established(subject) || call->ended_in == 0 || ending.end != (int)server || find_refusal(subject, false)
        || up_for(subject) > A_WHILE * PPTP_SECOND || (flow && flow->packets > 1)
        || (subject->link && subject->link->furthest > PPTP_STAGE_LCP))
        return false;
    pptp_evidence_put_frame(evidence, "frame", ending.frame);
    pptp_evidence_put_frame(evidence, "established", call->established->frame);
    pptp_evidence_put_party(evidence, "server", server);
    pptp_evidence_put_seconds(evidence, "span", up_for(subject));
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put(evidence, "gre", "%s",
                      flow ? "after one GRE packet" : "without sending one GRE packet that was captured");
    return true;
}

/* The packets with a number that came after a time. */
static uint32_t
count_after(const struct pptp_flow *flow, int64_t when)
{
    const struct pptp_packet *packet;
    uint32_t count = 0;

    for (unsigned i = 0; flow->sequence && (packet = pptp_tunnel_sequence_in_order(flow->sequence, i)) != NULL; i++)
        count += packet->when > when;
    return count;
}

/* One end, which acknowledged packets before, falls silent while the other goes on, though nobody has ended PPP. */
static bool
is_stopped(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_flow *flow = pptp_subject_flow(subject, end), *other = pptp_subject_flow(subject, !end);
    const struct pptp_moment *terminated = &subject->link->terminated;

    if (!flow || !other || !flow->acknowledges || other->last_time - flow->last_time < LONG_SILENCE * PPTP_SECOND
        || (terminated->frame && terminated->when < flow->last_time + LONG_SILENCE * PPTP_SECOND)
        || count_after(other, flow->last_time) < MANY_PACKETS)
        return false;
    pptp_evidence_put_party(evidence, "sender", end);
    pptp_evidence_put_party(evidence, "other", !end);
    pptp_evidence_put_frame(evidence, "frame", flow->last_frame);
    pptp_evidence_put_number(evidence, "count", count_after(other, flow->last_time));
    pptp_evidence_put_seconds(evidence, "span", other->last_time - flow->last_time);
    return true;
}

bool
pptp_sign_gre_stopped(struct pptp_evidence *evidence)
{
    return evidence->warnings == 0 && (is_stopped(evidence, 0) || is_stopped(evidence, 1));
}

/* --- NAT ------------------------------------------------------------------------------------------------------------------- */

static const struct pptp_flow *
first_flow(const struct pptp_tunnel *tunnel)
{
    return tunnel->flow[1] ? tunnel->flow[1] : tunnel->flow[0];
}

static void
put_flow(struct pptp_evidence *evidence, const struct pptp_flow *flow)
{
    pptp_evidence_put_number(evidence, "call_id", flow->call_id);
    pptp_evidence_put(evidence, "from", "%s", address_to_str(evidence->scope, &flow->route->sender));
    pptp_evidence_put(evidence, "to", "%s", address_to_str(evidence->scope, &flow->route->receiver));
    pptp_evidence_put_count(evidence, "count", flow->packets, "packet");
    pptp_evidence_put_frame(evidence, "frame", flow->first_frame);
}

static void
put_announced(struct pptp_evidence *evidence, const struct pptp_call *call)
{
    if (!call)
        return;
    if (call->id_known[call->pns])
        pptp_evidence_put_number(evidence, "pns_id", call->id[call->pns]);
    if (call->id_known[!call->pns])
        pptp_evidence_put_number(evidence, "pac_id", call->id[!call->pns]);
    pptp_evidence_put_frame(evidence, "setup", call->setup->frame);
}

/* The call itself, which would seem healthy. */
bool
pptp_sign_gre_astray(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_tunnel *tunnel = is_established(subject) && !pptp_subject_is_half_captured(subject->connection)
                                               && !(pptp_subject_flow(subject, 0) && pptp_subject_flow(subject, 1))
                                           ? find_astray(subject)
                                           : NULL;

    if (!tunnel)
        return false;
    put_flow(evidence, first_flow(tunnel));
    pptp_evidence_put_number(evidence, "call", subject->call->number);
    if (pptp_subject_flow(subject, 0) || pptp_subject_flow(subject, 1))
        pptp_evidence_put_party(evidence, "missing", pptp_subject_flow(subject, 0) ? 1 : 0);
    return true;
}

/* The message that announced it may not have been captured. */
static bool
may_be_announced(const struct pptp_connection *connection, const struct pptp_flow *flow)
{
    const struct pptp_call *call = connection->last_call;
    unsigned receiver = addresses_equal(&connection->end[1].address, &flow->route->receiver);

    return !connection->start_captured || pptp_subject_is_half_captured(connection) || !call
           || !call->id_known[receiver];
}

bool
pptp_sign_gre_unknown_call_id(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = evidence->subject.tunnel->flow[end];
        const struct pptp_connection *connection = flow ? flow->route->connection : NULL;

        if (!flow || flow->packets == 0 || !connection || may_be_announced(connection, flow))
            continue;
        put_flow(evidence, flow);
        put_announced(evidence, connection->last_call);
        return true;
    }
    return false;
}

/* The call whose Call ID and one of whose addresses are the flow's. Only some are asked: there may be very many of both. */
static const struct pptp_call *
find_by_other_address(const struct pptp_history *history, const struct pptp_flow *flow)
{
    unsigned count = MIN(wmem_array_get_count(history->calls), MOST_SEARCHED);

    for (unsigned i = 0; i < count; i++) {
        const struct pptp_call *call = pptp_list_at(history->calls, i);

        for (unsigned end = 0; end < 2; end++) {
            const struct pptp_end *to = &call->connection->end[end], *from = &call->connection->end[!end];

            if (call->id_known[end] && call->id[end] == flow->call_id
                && addresses_equal(&to->address, &flow->route->receiver)
                    != addresses_equal(&from->address, &flow->route->sender))
                return call;
        }
    }
    return NULL;
}

bool
pptp_sign_gre_other_address(struct pptp_evidence *evidence)
{
    const struct pptp_tunnel *tunnel = evidence->subject.tunnel;
    const struct pptp_flow *flow = first_flow(tunnel);
    const struct pptp_call *call = tunnel->number < MOST_SEARCHED && !flow->route->connection
        ? find_by_other_address(evidence->subject.history, flow) : NULL;

    if (!call)
        return false;
    put_flow(evidence, flow);
    pptp_evidence_put(evidence, "one", "%s", address_to_str(evidence->scope, &call->connection->end[0].address));
    pptp_evidence_put(evidence, "other", "%s", address_to_str(evidence->scope, &call->connection->end[1].address));
    pptp_evidence_put_number(evidence, "call", call->number);
    pptp_evidence_put_frame(evidence, "setup", call->setup->frame);
    return true;
}

/* The next call between the same addresses that was established while this one was up. */
static const struct pptp_call *
find_successor(const struct pptp_subject *subject)
{
    const struct pptp_history *history = subject->history;
    const struct pptp_call *call = subject->call;
    unsigned last = MIN(wmem_array_get_count(history->calls), call->number + MOST_SEARCHED);

    for (unsigned i = call->number + 1; i < last; i++) {
        const struct pptp_call *next = pptp_list_at(history->calls, i);

        if (next->established && next->tunnel && next->established->when < pptp_subject_end_time(subject)
            && (next->connection->route[0] == call->connection->route[0]
                || next->connection->route[0] == call->connection->route[1]))
            return next;
    }
    return NULL;
}

/* The client misses what does not come: it goes on sending, or ends the call without a word of PPP, which would be answered. */
static bool
is_missed(const struct pptp_subject *subject, const struct pptp_flow *flow)
{
    const struct pptp_flow *mine = pptp_subject_flow(subject, subject->call->pns);

    return subject->call->ended_in || (mine && mine->last_time > flow->last_time + PPTP_SECOND);
}

/* GRE to the client ends when another call gets its own, though the call is not cleared. */
bool
pptp_sign_call_displaced(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_flow *flow = is_established(subject) ? pptp_subject_flow(subject, !subject->call->pns) : NULL;
    const struct pptp_call *next = flow ? find_successor(subject) : NULL;
    const struct pptp_flow *other = next ? next->tunnel->flow[next->pns] : NULL;

    if (!other || other->packets == 0 || !is_missed(subject, flow) || flow->first_time > next->established->when
        || flow->last_time < next->established->when - SETTLING * PPTP_SECOND
        || flow->last_time > next->established->when + SETTLING * PPTP_SECOND
        || pptp_subject_end_time(subject) < flow->last_time + SETTLING * PPTP_SECOND
        || other->last_time < flow->last_time + SETTLING * PPTP_SECOND)
        return false;
    pptp_evidence_put_number(evidence, "call", subject->call->number);
    pptp_evidence_put_number(evidence, "other", next->number);
    pptp_evidence_put_frame(evidence, "frame", next->established->frame);
    pptp_evidence_put_party(evidence, "client", subject->call->pns);
    pptp_evidence_put_seconds(evidence, "span", pptp_subject_end_time(subject) - flow->last_time);
    return true;
}

/* --- Loss and length --------------------------------------------------------------------------------------------------------- */

typedef bool (*loss)(const struct pptp_flow *flow, const struct pptp_counts *counts);

/* One in two hundred. */
static bool
is_many(uint64_t count, const struct pptp_counts *counts)
{
    return count * 200 > counts->packets;
}

static bool
is_missing(const struct pptp_flow *flow _U_, const struct pptp_counts *counts)
{
    return is_many(counts->missing, counts);
}

static bool
is_slightly_missing(const struct pptp_flow *flow, const struct pptp_counts *counts)
{
    return counts->missing > 0 && !is_missing(flow, counts);
}

static bool
is_late(const struct pptp_flow *flow _U_, const struct pptp_counts *counts)
{
    return counts->late > 1 && is_many(counts->late, counts);
}

static bool
is_slightly_late(const struct pptp_flow *flow, const struct pptp_counts *counts)
{
    return counts->late > 0 && !is_late(flow, counts);
}

static bool
is_duplicate(const struct pptp_flow *flow _U_, const struct pptp_counts *counts)
{
    return counts->duplicate > 0;
}

/* The packet before which most are missing; NULL: none are. */
static const struct pptp_packet *
find_longest_gap(const struct pptp_flow *flow)
{
    const struct pptp_packet *longest = NULL, *packet;

    for (const struct pptp_sequence *sequence = flow->sequence; sequence; sequence = sequence->before) {
        for (unsigned i = 0; (packet = pptp_tunnel_sequence_in_order(sequence, i)) != NULL; i++) {
            if (packet->gap - packet->filled > (longest ? longest->gap - longest->filled : 0))
                longest = packet;
        }
    }
    return longest;
}

static void
write_loss(wmem_strbuf_t *text, const struct pptp_subject *subject, unsigned end, const struct pptp_flow *flow,
           const struct pptp_counts *counts, wmem_allocator_t *scope)
{
    uint64_t sent = counts->packets - counts->duplicate + counts->missing;
    const struct pptp_packet *gap = find_longest_gap(flow);

    wmem_strbuf_append_printf(text, "%sfrom %s: %" PRIu64 " of %" PRIu64 " GRE packets missing (%.2f %%)",
        wmem_strbuf_get_len(text) > 0 ? "; " : "", pptp_subject_party(scope, subject, end), counts->missing, sent,
        sent ? 100.0 * counts->missing / sent : 0.0);
    if (gap && gap->gap - gap->filled > 1)
        wmem_strbuf_append_printf(text, ", up to %u in a row (before frame %u)", gap->gap - gap->filled, gap->frame);
    wmem_strbuf_append_printf(text, ", %u late", counts->late);
    if (counts->late > 0)
        wmem_strbuf_append_printf(text, " (%u behind at most)", flow->farthest_late);
    wmem_strbuf_append_printf(text, ", %u duplicate", counts->duplicate);
    if (counts->late > 1 && flow->overtaken_by_smaller * 2 > counts->late)
        wmem_strbuf_append_printf(text, "; small packets overtake large ones (%u of %u)", flow->overtaken_by_smaller,
                                  counts->late);
}

/* Both directions, if either has it. */
static bool
find_loss(struct pptp_evidence *evidence, loss is_found, enum pptp_tunnel_verdict verdict)
{
    const struct pptp_subject *subject = &evidence->subject;
    wmem_strbuf_t *text = wmem_strbuf_new(evidence->scope, NULL);

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(subject, end);
        struct pptp_counts counts = pptp_subject_flow_counts(flow);

        if (!flow || !is_found(flow, &counts))
            continue;
        write_loss(text, subject, end, flow, &counts, evidence->scope);
        pptp_evidence_cite(evidence, flow->first_with[verdict]);
    }
    pptp_evidence_put(evidence, "directions", "%s", wmem_strbuf_get_str(text));
    return wmem_strbuf_get_len(text) > 0;
}

bool
pptp_sign_tunnel_loss(struct pptp_evidence *evidence)
{
    return find_loss(evidence, is_missing, PPTP_TUNNEL_LOST);
}

bool
pptp_sign_tunnel_loss_slight(struct pptp_evidence *evidence)
{
    return find_loss(evidence, is_slightly_missing, PPTP_TUNNEL_LOST);
}

bool
pptp_sign_tunnel_reordered(struct pptp_evidence *evidence)
{
    return find_loss(evidence, is_late, PPTP_TUNNEL_OUT_OF_ORDER);
}

bool
pptp_sign_tunnel_reordered_slightly(struct pptp_evidence *evidence)
{
    return find_loss(evidence, is_slightly_late, PPTP_TUNNEL_OUT_OF_ORDER);
}

bool
pptp_sign_tunnel_duplicates(struct pptp_evidence *evidence)
{
    return find_loss(evidence, is_duplicate, PPTP_TUNNEL_DUPLICATE);
}

bool
pptp_sign_fragmented(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);

        if (!flow || flow->fragmented == 0)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_frame(evidence, "frame", flow->first_fragmented);
        pptp_evidence_put_number(evidence, "count", flow->fragmented);
        pptp_evidence_put_number(evidence, "packets", flow->packets);
        pptp_evidence_put(evidence, "share", "%.0f %%", 100.0 * flow->fragmented / flow->packets);
        pptp_evidence_put_number(evidence, "octets", flow->longest);
        return true;
    }
    return false;
}

/* --- Which GRE is the call's ----------------------------------------------------------------------------------------------- */

bool
pptp_sign_tunnel_frames(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;
    const struct pptp_flow *to_pns = pptp_subject_flow(&evidence->subject, !call->pns);
    const struct pptp_flow *to_pac = pptp_subject_flow(&evidence->subject, call->pns);

    if (!to_pns && !to_pac)
        return false;
    pptp_evidence_put_number(evidence, "call", call->number);
    if (to_pac) {
        pptp_evidence_put_count(evidence, "to_pac", to_pac->packets, "packet");
        pptp_evidence_put_number(evidence, "pac_id", to_pac->call_id);
        pptp_evidence_put_frame(evidence, "first_to_pac", to_pac->first_frame);
        pptp_evidence_put_frame(evidence, "last_to_pac", to_pac->last_frame);
    }
    if (to_pns) {
        pptp_evidence_put_count(evidence, "to_pns", to_pns->packets, "packet");
        pptp_evidence_put_number(evidence, "pns_id", to_pns->call_id);
        pptp_evidence_put_frame(evidence, "first_to_pns", to_pns->first_frame);
        pptp_evidence_put_frame(evidence, "last_to_pns", to_pns->last_frame);
    }
    pptp_evidence_put_party(evidence, "client", call->pns);
    pptp_evidence_put_party(evidence, "server", !call->pns);
    return true;
}

bool
pptp_sign_ended(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, subject);

    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "frame", ending.frame);
    if (ending.end >= 0)
        pptp_evidence_put_party(evidence, "ender", ending.end);
    if (subject->call->ended_in > ending.frame && ending.frame > 0) {
        pptp_evidence_put_frame(evidence, "end_frame", subject->call->ended_in);
    }
    return true;
}
