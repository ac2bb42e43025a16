/* A number below the highest was either skipped by the packet that came next in order, or it was seen. So the packets in
 * order and those that came late tell all; no list of gaps is kept.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "tunnel/sequence.h"

struct pptp_sequence *
pptp_sequence_new(struct pptp_packets *packets, struct pptp_flow *flow)
{
    struct pptp_sequence *sequence = wmem_new0(packets->scope, struct pptp_sequence);

    sequence->packets = packets;
    sequence->flow = flow;
    sequence->in_order = wmem_array_new(packets->scope, sizeof(uint32_t));
    sequence->acknowledgments = wmem_array_new(packets->scope, sizeof(uint32_t));
    sequence->acknowledged = INT64_MIN;
    sequence->candidate = PPTP_NO_PACKET;
    return sequence;
}

static bool
has_begun(const struct pptp_sequence *sequence)
{
    return wmem_array_get_count(sequence->in_order) > 0;
}

/* The position nearest to the highest that has this number. */
static int64_t
position_of(const struct pptp_sequence *sequence, uint32_t number)
{
    return sequence->highest + (int32_t)(number - (uint32_t)sequence->highest);
}

/* How many of the packets in order are below the position: looked for from the end, where nearly all are that one asks
 * for. */
static unsigned
count_below(const struct pptp_sequence *sequence, int64_t position)
{
    const uint32_t *indices = wmem_array_get_raw(sequence->in_order);
    unsigned to = wmem_array_get_count(sequence->in_order), from = to, step = 1;

    while (from > 0 && pptp_packet_at(sequence->packets, indices[from - 1])->position >= position) {
        to = from - 1;
        from = from > step ? from - step : 0;
        step *= 2;
    }
    while (from < to) {
        unsigned middle = from + (to - from) / 2;

        if (pptp_packet_at(sequence->packets, indices[middle])->position < position)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* The first of the packets in order that is not below the position; PPTP_NO_PACKET: none. */
static uint32_t
in_order_from(const struct pptp_sequence *sequence, int64_t position)
{
    const uint32_t *indices = wmem_array_get_raw(sequence->in_order);
    unsigned below = count_below(sequence, position);

    return below < wmem_array_get_count(sequence->in_order) ? indices[below] : PPTP_NO_PACKET;
}

static uint32_t
late_at(const struct pptp_sequence *sequence, int64_t position)
{
    uint32_t index = sequence->late
        ? GPOINTER_TO_UINT(wmem_map_lookup(sequence->late, GUINT_TO_POINTER((uint32_t)position))) : 0;

    return index && pptp_packet_at(sequence->packets, index - 1)->position == position ? index - 1 : PPTP_NO_PACKET;
}

/* The first packet with the position; PPTP_NO_PACKET: none so far. next: the one in order that is not below it. */
static uint32_t
seen_at(const struct pptp_sequence *sequence, int64_t position, uint32_t next)
{
    if (next != PPTP_NO_PACKET && pptp_packet_at(sequence->packets, next)->position == position)
        return next;
    return late_at(sequence, position);
}

static void
put_in_order(struct pptp_sequence *sequence, struct pptp_packet *packet, uint32_t index)
{
    packet->sequence = sequence;
    sequence->highest = packet->position;
    wmem_array_append_one(sequence->in_order, index);
}

static void
begin(struct pptp_sequence *sequence, uint32_t index)
{
    struct pptp_packet *packet = pptp_packet_at(sequence->packets, index);

    sequence->first = packet->position;
    put_in_order(sequence, packet, index);
}

/* Numbers before the first packet are not missing: the capture may have begun in the middle. */
static void
count_late(struct pptp_sequence *sequence, const struct pptp_packet *packet, uint32_t index)
{
    struct pptp_packet *skipper = pptp_packet_at(sequence->packets, packet->other);

    sequence->late_count++;
    if (!sequence->late)
        sequence->late = wmem_map_new(sequence->packets->scope, g_direct_hash, g_direct_equal);
    wmem_map_insert(sequence->late, GUINT_TO_POINTER((uint32_t)packet->position), GUINT_TO_POINTER(index + 1));
    if (packet->position < sequence->first)
        return;
    sequence->missing--;
    skipper->filled++;
    skipper->other = index;
}

static void
count(struct pptp_sequence *sequence, uint32_t index)
{
    const struct pptp_packet *packet = pptp_packet_at(sequence->packets, index);

    if (pptp_packet_is(packet, PPTP_TUNNEL_DUPLICATE))
        sequence->duplicate_count++;
    else
        count_late(sequence, packet, index);
}

/* The same packet once more, from another interface or doubled on its way. IP numbers its packets; 0 tells nothing. */
static bool
is_copy(const struct pptp_sequence *sequence, const struct pptp_packet *packet, uint32_t seen)
{
    return seen != PPTP_NO_PACKET && packet->ip_id != 0
        && packet->ip_id == pptp_packet_at(sequence->packets, seen)->ip_id;
}

/* A direction begins with 0, or by habit with 1. Whether it does so again, the next packet tells; but a number that was
 * skipped is only late. */
static bool
may_begin_again(const struct pptp_sequence *sequence, const struct pptp_packet *packet, uint32_t seen)
{
    return (uint32_t)packet->position <= 1 && packet->position < sequence->highest
        && (seen != PPTP_NO_PACKET || packet->position < sequence->first)
        && !is_copy(sequence, packet, seen);
}

/* The packet's number is not above the highest. */
static void
look_back(struct pptp_sequence *sequence, struct pptp_packet *packet, uint32_t index)
{
    uint32_t next = in_order_from(sequence, packet->position);
    uint32_t seen = seen_at(sequence, packet->position, next);

    packet->sequence = sequence;
    packet->other = seen != PPTP_NO_PACKET ? seen : next;
    pptp_packet_judge(packet, seen != PPTP_NO_PACKET ? PPTP_TUNNEL_DUPLICATE : PPTP_TUNNEL_OUT_OF_ORDER);
    if (may_begin_again(sequence, packet, seen))
        sequence->candidate = index;
    else
        count(sequence, index);
}

static void
look_ahead(struct pptp_sequence *sequence, struct pptp_packet *packet, uint32_t index)
{
    packet->gap = packet->position - sequence->highest - 1;
    sequence->missing += packet->gap;
    if (packet->gap > 0)
        pptp_packet_judge(packet, PPTP_TUNNEL_LOST);
    put_in_order(sequence, packet, index);
}

static struct pptp_sequence *
begin_again(struct pptp_sequence *before, uint32_t index)
{
    struct pptp_sequence *sequence = pptp_sequence_new(before->packets, before->flow);
    struct pptp_packet *packet = pptp_packet_at(before->packets, index);

    sequence->before = before;
    before->candidate = PPTP_NO_PACKET;
    packet->verdicts &= ~(1u << PPTP_TUNNEL_OUT_OF_ORDER | 1u << PPTP_TUNNEL_DUPLICATE);
    packet->was_due = false;
    packet->other = PPTP_NO_PACKET;
    begin(sequence, index);
    packet->in_flight = 1;
    return sequence;
}

/* The packet shows what the candidate was. */
static struct pptp_sequence *
settle(struct pptp_sequence *sequence, struct pptp_packet *packet)
{
    uint32_t candidate = sequence->candidate;
    uint32_t number = packet->position, due = pptp_packet_at(sequence->packets, candidate)->position + 1;
    int64_t position = position_of(sequence, number);

    if (number == due
        && !is_copy(sequence, packet, seen_at(sequence, position, in_order_from(sequence, position)))) {
        pptp_packet_judge(packet, PPTP_TUNNEL_RESTART);
        packet->other = candidate;
        return begin_again(sequence, candidate);
    }
    count(sequence, candidate);
    sequence->candidate = PPTP_NO_PACKET;
    return sequence;
}

static uint32_t
in_flight(const struct pptp_sequence *sequence)
{
    return sequence->highest - MAX(sequence->acknowledged, sequence->first - 1);
}

struct pptp_sequence *
pptp_sequence_add(struct pptp_sequence *sequence, uint32_t index)
{
    struct pptp_packet *packet = pptp_packet_at(sequence->packets, index);

    if (sequence->candidate != PPTP_NO_PACKET)
        sequence = settle(sequence, packet);
    packet->was_due = has_begun(sequence);
    if (!packet->was_due) {
        begin(sequence, index);
    } else {
        packet->expected = sequence->highest + 1;
        packet->position = position_of(sequence, packet->position);
        if (packet->position > sequence->highest)
            look_ahead(sequence, packet, index);
        else
            look_back(sequence, packet, index);
    }
    packet->in_flight = in_flight(sequence);
    return sequence;
}

/* It belongs to the numbering before this one, whose acknowledgments may still be on their way. */
static bool
was_sent_before(const struct pptp_sequence *sequence, uint32_t number)
{
    const struct pptp_sequence *before = sequence->before;

    return before && position_of(before, number) <= before->highest;
}

/* More than ever before is acknowledged. */
static void
acknowledge_more(struct pptp_sequence *sequence, struct pptp_packet *packet, uint32_t index, int64_t position)
{
    if (position <= sequence->highest)
        packet->acknowledged = seen_at(sequence, position, in_order_from(sequence, position));
    sequence->acknowledged = MIN(position, sequence->highest);
    wmem_array_append_one(sequence->acknowledgments, index);
}

void
pptp_sequence_acknowledge(struct pptp_sequence *sequence, uint32_t index)
{
    struct pptp_packet *packet = pptp_packet_at(sequence->packets, index);
    int64_t position = position_of(sequence, packet->acknowledgment);
    bool unseen = !has_begun(sequence) || position > sequence->highest;

    if (unseen && was_sent_before(sequence, packet->acknowledgment))
        return;
    if (unseen)
        pptp_packet_judge(packet, PPTP_TUNNEL_ACK_UNSEEN);
    if (!has_begun(sequence))
        return;
    if (MIN(position, sequence->highest) > sequence->acknowledged)
        acknowledge_more(sequence, packet, index, position);
    else if (position < sequence->acknowledged)
        pptp_packet_judge(packet, PPTP_TUNNEL_ACK_BACKWARDS);
}

static bool
acknowledges(const struct pptp_packet *acknowledgment, const struct pptp_packet *packet)
{
    return acknowledgment->frame > packet->frame
        && (int32_t)(acknowledgment->acknowledgment - (uint32_t)packet->position) >= 0;
}

const struct pptp_packet *
pptp_sequence_acknowledged_by(const struct pptp_packet *packet)
{
    const struct pptp_sequence *sequence = packet->sequence;
    const uint32_t *indices = wmem_array_get_raw(sequence->acknowledgments);
    unsigned count = wmem_array_get_count(sequence->acknowledgments), from = 0, to = count;

    while (from < to) {
        unsigned middle = from + (to - from) / 2;

        if (acknowledges(pptp_packet_at(sequence->packets, indices[middle]), packet))
            to = middle;
        else
            from = middle + 1;
    }
    return from < count ? pptp_packet_at(sequence->packets, indices[from]) : NULL;
}

struct pptp_counts
pptp_sequence_counts(const struct pptp_sequence *sequence)
{
    struct pptp_counts counts = { 0, sequence->missing, sequence->late_count, sequence->duplicate_count };

    if (sequence->candidate != PPTP_NO_PACKET) {
        const struct pptp_packet *candidate = pptp_packet_at(sequence->packets, sequence->candidate);

        counts.duplicate += pptp_packet_is(candidate, PPTP_TUNNEL_DUPLICATE);
        counts.late += pptp_packet_is(candidate, PPTP_TUNNEL_OUT_OF_ORDER);
        counts.missing -= pptp_packet_is(candidate, PPTP_TUNNEL_OUT_OF_ORDER) && candidate->position >= sequence->first;
    }
    counts.packets = wmem_array_get_count(sequence->in_order) + counts.late + counts.duplicate;
    return counts;
}
