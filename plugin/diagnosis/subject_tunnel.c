/* What the tunnel of a subject shows: its flows, their losses, the ICMP errors about them, and GRE that may be its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/subject_tunnel.h"
#include "tunnel/points.h"
#include "tunnel/sequence.h"
#include "witness/file.h"

enum { MOST_SEARCHED = 100 };       /* tunnels */

const struct pptp_flow *
pptp_subject_flow(const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_flow *flow = subject->tunnel ? subject->tunnel->flow[!end] : NULL;

    return flow && flow->packets > 0 ? flow : NULL;
}

const struct pptp_flow *
pptp_subject_first_flow(const struct pptp_tunnel *tunnel)
{
    return tunnel->flow[1] ? tunnel->flow[1] : tunnel->flow[0];
}

const struct pptp_sequence *
pptp_subject_numbering(const struct pptp_flow *flow)
{
    return pptp_tunnel_points_sequence(flow, pptp_tunnel_points_last(flow));
}

const struct pptp_packet *
pptp_subject_packet(const struct pptp_subject *subject, unsigned end, uint32_t frame)
{
    const struct pptp_flow *flow = pptp_subject_flow(subject, end);
    const struct pptp_packets *packets = flow && flow->sequence ? flow->sequence->packets : NULL;

    for (uint32_t row = packets ? pptp_packets_find(packets, frame, 0) : 0; packets && row < packets->count; row++) {
        const struct pptp_packet *packet = pptp_packet_at(packets, row);

        if (packet->frame > frame)
            break;
        if (packet->sequence && packet->sequence->flow == flow)
            return packet;
    }
    return NULL;
}

struct pptp_counts
pptp_subject_flow_counts(const struct pptp_flow *flow)
{
    struct pptp_counts sum = { .packets = 0 };

    for (const struct pptp_sequence *sequence = flow ? pptp_subject_numbering(flow) : NULL; sequence;
         sequence = sequence->before) {
        struct pptp_counts counts = pptp_tunnel_sequence_counts(sequence);

        sum.packets += counts.packets;
        sum.missing += counts.missing;
        sum.arrived += counts.arrived;
        sum.late += counts.late;
        sum.duplicate += counts.duplicate;
    }
    return sum;
}

static bool
has_negotiation(const struct pptp_link *link)
{
    for (unsigned end = 0; end < 2; end++) {
        for (unsigned protocol = 0; protocol < PPTP_CONTROL_PROTOCOLS; protocol++) {
            if (link->negotiation[protocol][end])
                return true;
        }
    }
    return link->authentication != NULL;
}

/* In a call that was set up in the capture, every direction begins with 0 or 1, but for a sender that chose a number
 * shortly before they wrap. */
static bool
begins_late(const struct pptp_flow *flow)
{
    const struct pptp_sequence *sequence = flow && flow->call && flow->call->setup ? flow->sequence : NULL;

    while (sequence && sequence->before)
        sequence = sequence->before;
    return sequence && (int32_t)(uint32_t)sequence->first > 1;
}

bool
pptp_subject_is_filtered(const struct pptp_tunnel *tunnel)
{
    const struct pptp_link *link = tunnel->link;

    return link && link->sent[0].clear + link->sent[1].clear > 0 && !has_negotiation(link)
        && pptp_witness_file()->bare_acknowledgments == 0
        && (begins_late(tunnel->flow[0]) || begins_late(tunnel->flow[1]) || pptp_witness_lacks_packets());
}

bool
pptp_subject_is_part(const struct pptp_tunnel *tunnel)
{
    return pptp_witness_lacks_packets() || pptp_subject_is_filtered(tunnel);
}

bool
pptp_subject_is_established(const struct pptp_subject *subject)
{
    return subject->call && subject->call->established;
}

int64_t
pptp_subject_up_for(const struct pptp_subject *subject)
{
    return pptp_subject_end_time(subject) - subject->call->established->when;
}

/* It says nothing against GRE, only against the size of its packets. */
static bool
is_about_size(const struct pptp_refusal *refusal)
{
    enum pptp_refusal_kind kind = pptp_refusal_kind(refusal);

    return kind == PPTP_REFUSAL_TOO_BIG || kind == PPTP_REFUSAL_FRAGMENTS_LOST;
}

static bool
is_refused(const struct pptp_subject *subject, const struct pptp_refusal *refusal)
{
    return !is_about_size(refusal) && pptp_refusal_kind(refusal) != PPTP_REFUSAL_OVERLOADED
        && !pptp_subject_is_refusal_vain(subject, refusal);
}

int64_t
pptp_subject_began_to_end(const struct pptp_call *call, unsigned end)
{
    unsigned by;
    struct pptp_moment first = pptp_call_begun_to_end(call, &by);

    return first.frame != 0 && by == end ? first.when : INT64_MAX;
}

/* After its end a call accepts no more GRE, nor does an end that is about to end it: it closes its socket first. */
static bool
is_closing(const struct pptp_call *call, unsigned end, int64_t when)
{
    return (call->ended_in && when > call->ended_at) || pptp_subject_began_to_end(call, end) < when + PPTP_SECOND;
}

static bool
is_before(struct pptp_moment moment, const struct pptp_refusal *refusal)
{
    return moment.frame && moment.when < refusal->first.when;
}

bool
pptp_subject_is_refusal_vain(const struct pptp_subject *subject, const struct pptp_refusal *refusal)
{
    const struct pptp_link *link = subject->link;
    const struct pptp_flow *flow = pptp_subject_flow(subject, refusal->quoted);

    if (subject->call && is_closing(subject->call, !refusal->quoted, refusal->first.when))
        return true;
    if (flow && flow->heard_up_to > refusal->last.when)
        return true;
    return link && (is_before(link->terminated, refusal) || is_before(link->terminated_unseen, refusal)
                    || link->sent[!refusal->quoted].last_data.when > refusal->last.when);
}

const struct pptp_refusal *
pptp_subject_refusal(const struct pptp_subject *subject, bool about_size)
{
    const struct pptp_refusal *refusal = subject->tunnel ? subject->tunnel->refusals : NULL;

    while (refusal && !(about_size ? is_about_size(refusal) : is_refused(subject, refusal)))
        refusal = refusal->next;
    return refusal;
}

uint32_t
pptp_subject_sent_after(const struct pptp_flow *flow, int64_t when, struct pptp_moment *first)
{
    const struct pptp_packet *packet;
    uint32_t count = 0;

    for (unsigned i = 0; (packet = pptp_tunnel_sequence_in_order(flow->sequence, i)) != NULL; i++) {
        if (packet->when > when && count++ == 0)
            *first = (struct pptp_moment){ .frame = packet->frame, .when = packet->when };
    }
    return count;
}

struct span {
    int64_t after;
    int64_t until;
    bool data;
    struct pptp_tally sent;
};

static void
tally_packet(const struct pptp_packet *packet, void *data)
{
    struct span *span = data;
    struct pptp_moment moment = { .frame = packet->frame, .when = packet->when };

    if (packet->when <= span->after || packet->when > span->until
        || (span->data && packet->content != PPTP_CONTENT_DATA))
        return;
    if (span->sent.count++ == 0 || moment.when < span->sent.first.when)
        span->sent.first = moment;
    if (span->sent.last.frame == 0 || moment.when >= span->sent.last.when)
        span->sent.last = moment;
}

struct pptp_tally
pptp_subject_sent_between(const struct pptp_flow *flow, int64_t after, int64_t until, bool data)
{
    struct span span = { .after = after, .until = until, .data = data };
    const struct pptp_sequence *sequence = flow && flow->last_time > after ? pptp_subject_numbering(flow) : NULL;

    for (; sequence; sequence = sequence->before)
        pptp_tunnel_sequence_visit(sequence, tally_packet, &span);
    return span.sent;
}

/* Its sender had received more packets than an end sends that receives none. */
static bool
is_from_mid_life(const struct pptp_flow *flow)
{
    return flow && flow->began_earlier && flow->acknowledges;
}

bool
pptp_subject_had_worked(const struct pptp_subject *subject, const struct pptp_refusal *refusal)
{
    const struct pptp_sent *sent = subject->link ? &subject->link->sent[!refusal->quoted] : NULL;

    return refusal->worked || is_from_mid_life(pptp_subject_flow(subject, 0))
        || is_from_mid_life(pptp_subject_flow(subject, 1))
        || (sent && (is_before(sent->first_clear, refusal) || is_before(sent->first_encrypted, refusal)));
}

const struct pptp_refusal *
pptp_subject_refusal_later(const struct pptp_subject *subject)
{
    const struct pptp_refusal *refusal = subject->tunnel ? subject->tunnel->refusals : NULL;

    while (refusal && !(pptp_subject_had_worked(subject, refusal) && is_refused(subject, refusal)))
        refusal = refusal->next;
    return refusal;
}

/* The flow goes to an end of the call, with the Call ID of that end. */
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

/* The flow comes from an end of the call, with the Call ID of the other end, to which no GRE of the call goes:
 * something gave it to another host. */
static bool
is_misdelivered(const struct pptp_call *call, const struct pptp_flow *flow)
{
    for (unsigned end = 0; flow && end < 2; end++) {
        if (call->id_known[end] && call->id[end] == flow->call_id && !(call->tunnel && call->tunnel->flow[end])
            && addresses_equal(&call->connection->end[!end].address, &flow->route->sender))
            return true;
    }
    return false;
}

/* No GRE of the call was captured, but while it was up this flow began between its ends. */
static bool
is_in_its_place(const struct pptp_subject *subject, const struct pptp_flow *flow)
{
    struct pptp_route *const *route = subject->connection->route;
    const struct pptp_call *call = subject->call;

    return flow && !subject->tunnel && (flow->route == route[0] || flow->route == route[1]) && call->established
        && !flow->began_earlier && flow->first_time >= call->established->when
        && flow->first_time <= pptp_subject_end_time(subject);
}

const struct pptp_tunnel *
pptp_subject_astray(const struct pptp_subject *subject)
{
    const struct pptp_history *history = subject->history;
    const struct pptp_connection *connection = subject->connection;
    unsigned count = MIN(wmem_array_get_count(history->tunnels), MOST_SEARCHED);
    const struct pptp_tunnel *likely = NULL;

    for (unsigned end = 0; end < 2; end++) {
        if (connection->route[end]->half)
            return connection->route[end]->half;
    }
    for (unsigned i = 0; i < count; i++) {
        const struct pptp_tunnel *tunnel = pptp_list_at(history->tunnels, i);

        for (unsigned end = 0; !tunnel->call && end < 2; end++) {
            if (is_stray(subject->call, tunnel->flow[end]) || is_misdelivered(subject->call, tunnel->flow[end]))
                return tunnel;
            if (!likely && is_in_its_place(subject, tunnel->flow[end]))
                likely = tunnel;
        }
    }
    return likely;
}

const struct pptp_tunnel *
pptp_subject_elsewhere(const struct pptp_subject *subject)
{
    const struct pptp_tunnel *tunnel = pptp_subject_is_established(subject) ? pptp_subject_astray(subject) : NULL;
    const struct pptp_flow *flow = !tunnel ? NULL : tunnel->flow[0] ? tunnel->flow[0] : tunnel->flow[1];
    const struct pptp_end *end = flow ? subject->connection->end : NULL;

    return flow
            && (!(addresses_equal(&end[0].address, &flow->route->sender)
                  || addresses_equal(&end[1].address, &flow->route->sender))
                || !(addresses_equal(&end[0].address, &flow->route->receiver)
                     || addresses_equal(&end[1].address, &flow->route->receiver)))
        ? tunnel : NULL;
}

/* The receiver of the flow sent all of the tunnel's GRE, or its sender received all of that, while the flow lasted. */
static bool
is_other_half(const struct pptp_tunnel *tunnel, const struct pptp_flow *flow)
{
    const struct pptp_flow *only = tunnel->flow[0] ? tunnel->flow[0] : tunnel->flow[1];

    return tunnel->call && only && !(tunnel->flow[0] && tunnel->flow[1])
        && (addresses_equal(&only->route->sender, &flow->route->receiver)
            || addresses_equal(&only->route->receiver, &flow->route->sender))
        && only->first_time <= flow->last_time && flow->first_time <= only->last_time;
}

/* Another sender's flow to the same receiver goes on with a flow's numbers after its last packet. Both have the same
 * Call ID. */
static bool
continues(const struct pptp_flow *other, const struct pptp_flow *flow)
{
    return other->packets > 1
        && addresses_equal(&other->route->receiver, &flow->route->receiver)
        && !addresses_equal(&other->route->sender, &flow->route->sender) && other->first_time > flow->last_time
        && pptp_tunnel_sequence_continues(other->sequence, flow->sequence);
}

/* forward: the flow that continues this one; otherwise the one that this one continues. */
static const struct pptp_flow *
find_neighbor(const struct pptp_subject *subject, const struct pptp_flow *flow, bool forward)
{
    wmem_array_t *tunnels = subject->history->tunnels;
    unsigned count = MIN(wmem_array_get_count(tunnels), MOST_SEARCHED);

    for (unsigned i = 0; i < count; i++) {
        const struct pptp_tunnel *tunnel = pptp_list_at(tunnels, i);

        for (unsigned end = 0; end < 2; end++) {
            const struct pptp_flow *other = tunnel->flow[end];

            if (other && other->call_id == flow->call_id && other != flow
                && (forward ? continues(other, flow) : continues(flow, other)))
                return other;
        }
    }
    return NULL;
}

const struct pptp_flow *
pptp_subject_continuation(const struct pptp_subject *subject, const struct pptp_flow *flow)
{
    return find_neighbor(subject, flow, true);
}

const struct pptp_flow *
pptp_subject_continued(const struct pptp_subject *subject, const struct pptp_flow *flow)
{
    return subject->tunnel->number < MOST_SEARCHED ? find_neighbor(subject, flow, false) : NULL;
}

bool
pptp_subject_is_answered_in_call(const struct pptp_subject *subject, const struct pptp_flow *flow)
{
    const struct pptp_history *history = subject->history;
    unsigned count = subject->call ? 0 : MIN(wmem_array_get_count(history->tunnels), MOST_SEARCHED);

    for (unsigned i = 0; i < count; i++) {
        if (is_other_half(pptp_list_at(history->tunnels, i), flow))
            return true;
    }
    return false;
}
