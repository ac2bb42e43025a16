/* Judges the Sequence and Acknowledgment Numbers of one direction of a tunnel. It keeps the packets that came in order
 * and those that came late, but no list of gaps: a number below the highest was either seen, or skipped by the next
 * packet in order.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "tunnel/sequence.h"

enum { A_FEW = 16, A_TURN = 4096, MILLIONS = 1 << 24 };     /* sequence numbers */

struct pptp_sequence *
pptp_tunnel_sequence_new(struct pptp_packets *packets, struct pptp_flow *flow)
{
    struct pptp_sequence *sequence = wmem_new0(packets->scope, struct pptp_sequence);

    sequence->numbering = sequence;
    sequence->packets = packets;
    sequence->flow = flow;
    sequence->acknowledged = INT64_MIN;
    sequence->candidate.packet = PPTP_NO_PACKET;
    return sequence;
}

const struct pptp_trouble *
pptp_tunnel_trouble(const struct pptp_packet *packet)
{
    return pptp_packets_trouble(packet->sequence->packets, packet);
}

const struct pptp_packet *
pptp_tunnel_other(const struct pptp_packet *packet)
{
    return pptp_packet_at(packet->sequence->packets, pptp_tunnel_trouble(packet)->other);
}

static bool
has_begun(const struct pptp_sequence *sequence)
{
    return sequence->in_order.count > 0;
}

/* Each packet adds a row or two, and wmem_array_append() copies a row with memcpy(). A flood has many flows with one
 * packet each. */
static void
append(const struct pptp_sequence *sequence, struct pptp_rows *rows, uint32_t row)
{
    enum { FIRST_ROWS = 4 };

    if (rows->count == rows->room) {
        rows->room = MAX(2 * rows->room, FIRST_ROWS);
        rows->row = wmem_realloc(sequence->packets->scope, rows->row, rows->room * sizeof row);
    }
    rows->row[rows->count++] = row;
}

/* Returns the position with this number that is nearest to the highest one. */
static int64_t
position_of(const struct pptp_sequence *sequence, uint32_t number)
{
    return sequence->highest + (int32_t)(number - (uint32_t)sequence->highest);
}

/* Returns how many of the packets in order are below the position. Searches from the end, near which nearly all
 * positions are that callers ask for. */
static unsigned
count_below(const struct pptp_sequence *sequence, int64_t position)
{
    const uint32_t *rows = sequence->in_order.row;
    unsigned to = sequence->in_order.count, from = to, step = 1;

    while (from > 0 && pptp_packet_at(sequence->packets, rows[from - 1])->position >= position) {
        to = from - 1;
        from = from > step ? from - step : 0;
        step *= 2;
    }
    while (from < to) {
        unsigned middle = from + (to - from) / 2;

        if (pptp_packet_at(sequence->packets, rows[middle])->position < position)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* Returns the first packet in order that is not below the position, or PPTP_NO_PACKET. */
static uint32_t
in_order_from(const struct pptp_sequence *sequence, int64_t position)
{
    unsigned below = count_below(sequence, position);

    return below < sequence->in_order.count ? sequence->in_order.row[below] : PPTP_NO_PACKET;
}

static uint32_t
late_at(const struct pptp_sequence *sequence, int64_t position)
{
    uint32_t row = sequence->late
        ? GPOINTER_TO_UINT(wmem_map_lookup(sequence->late, GUINT_TO_POINTER((uint32_t)position))) : 0;

    return row && pptp_packet_at(sequence->packets, row - 1)->position == position ? row - 1 : PPTP_NO_PACKET;
}

/* Returns the first packet with the position, or PPTP_NO_PACKET. next: the first in order that is not below it. */
static uint32_t
seen_at(const struct pptp_sequence *sequence, int64_t position, uint32_t next)
{
    if (next != PPTP_NO_PACKET && pptp_packet_at(sequence->packets, next)->position == position)
        return next;
    return late_at(sequence, position);
}

/* The packet may have been captured after its acknowledgment. */
static void
see(struct pptp_sequence *sequence, const struct pptp_packet *packet)
{
    if (sequence->unseen && wmem_map_remove(sequence->unseen, GUINT_TO_POINTER((uint32_t)packet->position)))
        sequence->packets->unseen--;
}

static void
put_in_order(struct pptp_sequence *sequence, struct pptp_packet *packet, uint32_t row)
{
    see(sequence, packet);
    sequence->highest = packet->position;
    append(sequence, &sequence->in_order, row);
}

static void
begin(struct pptp_sequence *sequence, uint32_t row)
{
    struct pptp_packet *packet = pptp_packet_at(sequence->packets, row);

    packet->sequence = sequence;
    sequence->first = packet->position;
    put_in_order(sequence, packet, row);
}

/* Numbers before the first packet do not count as missing: the capture may have started in the middle. */
static void
count_late(struct pptp_sequence *sequence, const struct pptp_packet *packet, uint32_t row)
{
    struct pptp_packet *skipper = pptp_packet_at(sequence->packets, pptp_tunnel_trouble(packet)->other);
    struct pptp_trouble *gap;

    see(sequence, packet);
    sequence->late_count++;
    if (!sequence->late)
        sequence->late = wmem_map_new(sequence->packets->scope, g_direct_hash, g_direct_equal);
    wmem_map_insert(sequence->late, GUINT_TO_POINTER((uint32_t)packet->position), GUINT_TO_POINTER(row + 1));
    if (packet->position < sequence->first)
        return;
    sequence->missing--;
    gap = pptp_packets_make_trouble(sequence->packets, skipper);
    gap->filled++;
    gap->other = row;
}

static void
count(struct pptp_sequence *sequence, uint32_t row)
{
    const struct pptp_packet *packet = pptp_packet_at(sequence->packets, row);

    if (pptp_packet_is(packet, PPTP_TUNNEL_DUPLICATE))
        sequence->duplicate_count++;
    else
        count_late(sequence, packet, row);
}

static bool
is_copy(const struct pptp_sequence *sequence, const struct pptp_packet *packet, uint32_t seen)
{
    return seen != PPTP_NO_PACKET && pptp_packet_is_copy(packet, pptp_packet_at(sequence->packets, seen));
}

/* Bursts of loss take hundreds of numbers in a row. A step of more than 4096, a full turn of MPPE's Coherency Count,
 * takes more than one packet to be believed. */
static bool
is_far(const struct pptp_sequence *sequence, int64_t position)
{
    return position - sequence->highest > A_TURN || sequence->highest - position > A_TURN;
}

/* A direction begins with 0, or by habit with 1. A number that was skipped is only late. */
static bool
is_beginning(const struct pptp_sequence *sequence, const struct pptp_packet *packet, uint32_t seen)
{
    return (uint32_t)packet->position <= 1 && packet->position < sequence->highest
        && (seen != PPTP_NO_PACKET || packet->position < sequence->first);
}

/* The packet may be the first of a numbering that begins again, or that goes on elsewhere. The next packet tells. */
static void
make_candidate(struct pptp_sequence *sequence, uint32_t row)
{
    sequence->candidate.packet = row;
    sequence->candidate.copies = 0;
    sequence->candidate.acknowledgment = PPTP_NO_PACKET;
}

/* Call this before the packet changes what is due. */
static struct pptp_trouble *
trouble(struct pptp_sequence *sequence, struct pptp_packet *packet)
{
    struct pptp_trouble *made = pptp_packets_make_trouble(sequence->packets, packet);

    made->expected = (uint32_t)sequence->highest + 1;
    return made;
}

/* Places a packet whose number is not above the highest. */
PPTP_RARE static void
look_back(struct pptp_sequence *sequence, struct pptp_packet *packet, uint32_t row)
{
    uint32_t next = in_order_from(sequence, packet->position);
    uint32_t seen = seen_at(sequence, packet->position, next);

    trouble(sequence, packet)->other = seen != PPTP_NO_PACKET ? seen : next;
    pptp_packet_judge(packet, seen != PPTP_NO_PACKET ? PPTP_TUNNEL_DUPLICATE
                              : is_far(sequence, packet->position) ? PPTP_TUNNEL_STRAY : PPTP_TUNNEL_OUT_OF_ORDER);
    if (!is_copy(sequence, packet, seen)
        && (is_beginning(sequence, packet, seen) || is_far(sequence, packet->position)))
        make_candidate(sequence, row);
    else
        count(sequence, row);
}

static void
skip(struct pptp_sequence *sequence, struct pptp_packet *packet, uint32_t row)
{
    uint32_t gap = packet->position - sequence->highest - 1;

    if (gap > 0)
        trouble(sequence, packet)->gap = gap;
    sequence->missing += gap;
    put_in_order(sequence, packet, row);
}

static void
look_ahead(struct pptp_sequence *sequence, struct pptp_packet *packet, uint32_t row)
{
    if (is_far(sequence, packet->position)) {
        trouble(sequence, packet);
        pptp_packet_judge(packet, PPTP_TUNNEL_STRAY);
        make_candidate(sequence, row);
        return;
    }
    if (packet->position > sequence->highest + 1)
        pptp_packet_judge(packet, PPTP_TUNNEL_LOST);
    skip(sequence, packet, row);
}

/* Judged by the old numbering, the packet looked late, duplicate or stray, and many packets seemed to be in flight. */
static void
forget_old_verdicts(struct pptp_packet *packet)
{
    packet->verdicts &= ~(1u << PPTP_TUNNEL_OUT_OF_ORDER | 1u << PPTP_TUNNEL_DUPLICATE | 1u << PPTP_TUNNEL_STRAY
                          | 1u << PPTP_TUNNEL_WINDOW_EXCEEDED);
    packet->trouble = 0;
}

/* next: the packet that shows it. */
static struct pptp_sequence *
begin_again(struct pptp_sequence *before, struct pptp_packet *candidate, struct pptp_packet *next)
{
    struct pptp_sequence *sequence = pptp_tunnel_sequence_new(before->packets, before->flow);

    sequence->before = before;
    sequence->point = before->point;
    sequence->duplicate_count = before->candidate.copies;
    forget_old_verdicts(candidate);
    candidate->was_due = false;
    candidate->in_flight = 1;
    begin(sequence, before->candidate.packet);
    pptp_packet_judge(next, PPTP_TUNNEL_RESTART);
    return sequence;
}

static uint32_t
in_flight(const struct pptp_sequence *sequence)
{
    int64_t packets = sequence->highest - MAX(sequence->acknowledged, sequence->first - 1);

    return MIN(packets, UINT32_MAX);
}

/* next: the packet that shows it. */
static void
jump(struct pptp_sequence *sequence, struct pptp_packet *candidate, struct pptp_packet *next)
{
    sequence->duplicate_count += sequence->candidate.copies;
    forget_old_verdicts(candidate);
    skip(sequence, candidate, sequence->candidate.packet);
    candidate->in_flight = in_flight(sequence);
    pptp_packet_judge(next, PPTP_TUNNEL_LOST);
    pptp_packet_judge(next, PPTP_TUNNEL_JUMP);
}

/* A stray stays out of all counts, and so do its copies. */
static void
go_on(struct pptp_sequence *sequence)
{
    if (pptp_packet_is(pptp_packet_at(sequence->packets, sequence->candidate.packet), PPTP_TUNNEL_STRAY))
        return;
    count(sequence, sequence->candidate.packet);
    sequence->duplicate_count += sequence->candidate.copies;
}

/* Returns the highest packet up to the position, or PPTP_NO_PACKET. Considers a late packet only if it has this
 * position. */
static uint32_t
seen_up_to(const struct pptp_sequence *sequence, int64_t position)
{
    unsigned count = count_below(sequence, position + 1);
    uint32_t late = late_at(sequence, position);

    if (late != PPTP_NO_PACKET)
        return late;
    return count > 0 ? sequence->in_order.row[count - 1] : PPTP_NO_PACKET;
}

/* Returns true if the position lies where packets were captured, but its own packet was not. reached: the highest one
 * up to there that was. */
static bool
is_unseen(const struct pptp_sequence *sequence, int64_t position, int64_t reached)
{
    return position >= sequence->first && reached != position;
}

/* The acknowledged packet arrived, although it has not been captured so far. */
PPTP_RARE static void
remember_unseen(struct pptp_sequence *sequence, struct pptp_packet *acknowledgment)
{
    void *number = GUINT_TO_POINTER(acknowledgment->acknowledgment);

    pptp_packet_judge(acknowledgment, PPTP_TUNNEL_ACK_UNSEEN);
    if (!sequence->unseen)
        sequence->unseen = wmem_map_new(sequence->packets->scope, g_direct_hash, g_direct_equal);
    if (!wmem_map_contains(sequence->unseen, number)) {
        wmem_map_insert(sequence->unseen, number, sequence);
        sequence->packets->unseen++;
    }
}

/* An acknowledgment that waited for its candidate stands for those that came meanwhile, which reach less. */
static bool
stands_for_later(struct pptp_rows *acknowledgments, uint32_t row)
{
    uint32_t place = acknowledgments->count;

    while (place > 0 && acknowledgments->row[place - 1] > row)
        acknowledgments->row[--place] = row;
    return place < acknowledgments->count;
}

/* What lies far before the first packet reaches none, not even a late one. before: the highest position that was
 * acknowledged when the packet came. */
static void
acknowledge(struct pptp_sequence *sequence, struct pptp_packet *packet, uint32_t row, int64_t before)
{
    int64_t position = position_of(sequence, packet->acknowledgment);
    int64_t acknowledged = MIN(position, sequence->highest);
    uint32_t up_to = seen_up_to(sequence, position);
    int64_t reached = up_to != PPTP_NO_PACKET ? pptp_packet_at(sequence->packets, up_to)->position : INT64_MIN;

    if (is_unseen(sequence, position, reached))
        remember_unseen(sequence, packet);
    if (acknowledged > sequence->acknowledged) {
        if (reached > sequence->acknowledged)
            packet->acknowledged = up_to;
        if (position >= sequence->first - A_TURN && !stands_for_later(&sequence->acknowledgments, row))
            append(sequence, &sequence->acknowledgments, row);
        sequence->acknowledged = acknowledged;
    } else if (position < before) {
        pptp_packet_judge(packet, PPTP_TUNNEL_ACK_BACKWARDS);
    }
}

/* The packet's number is the candidate's next, or far from the old place a few more: some may be lost there too. */
static bool
follows(const struct pptp_sequence *sequence, const struct pptp_packet *candidate, const struct pptp_packet *packet)
{
    int64_t position = position_of(sequence, packet->position);
    uint32_t step = (uint32_t)packet->position - (uint32_t)candidate->position;

    return step >= 1 && step <= (is_far(sequence, candidate->position) ? A_FEW : 1)
        && !is_copy(sequence, packet, seen_at(sequence, position, in_order_from(sequence, position)));
}

/* A place that a single packet shows is no better than the candidate's, and nobody misses millions of packets: in both
 * cases the sender began to number elsewhere. */
static bool
is_jump(const struct pptp_sequence *sequence, const struct pptp_packet *candidate)
{
    return candidate->position > sequence->highest && candidate->position - sequence->highest <= MILLIONS
        && sequence->in_order.count > 1;
}

/* Acknowledgments of a stray's number tell nothing. */
static void
acknowledge_candidate(struct pptp_sequence *sequence, const struct pptp_packet *candidate, uint32_t row, int64_t before)
{
    if (row != PPTP_NO_PACKET && !pptp_packet_is(candidate, PPTP_TUNNEL_STRAY))
        acknowledge(sequence, pptp_packet_at(sequence->packets, row), row, before);
}

/* Decides, by the packet after the candidate, what the candidate was. Returns the current numbering. */
PPTP_RARE static struct pptp_sequence *
settle(struct pptp_sequence *sequence, struct pptp_packet *packet)
{
    struct pptp_packet *candidate = pptp_packet_at(sequence->packets, sequence->candidate.packet);
    struct pptp_sequence *current = sequence;

    if (!follows(sequence, candidate, packet))
        go_on(sequence);
    else if (is_jump(sequence, candidate))
        jump(sequence, candidate, packet);
    else
        current = begin_again(sequence, candidate, packet);
    sequence->candidate.packet = PPTP_NO_PACKET;
    acknowledge_candidate(current, candidate, sequence->candidate.acknowledgment,
                          current == sequence ? sequence->candidate.acknowledged : current->acknowledged);
    return current;
}

static void
expect(struct pptp_sequence *sequence, struct pptp_packet *packet)
{
    packet->sequence = sequence;
    packet->was_due = true;
}

/* Returns true if the packet is a copy of the candidate, which decides nothing. */
static bool
is_copy_of_candidate(struct pptp_sequence *sequence, struct pptp_packet *packet)
{
    uint32_t candidate = sequence->candidate.packet;

    if (candidate == PPTP_NO_PACKET || !is_copy(sequence, packet, candidate)
        || (uint32_t)packet->position != (uint32_t)pptp_packet_at(sequence->packets, candidate)->position)
        return false;
    packet->sequence = sequence;
    pptp_packets_make_trouble(sequence->packets, packet)->other = candidate;
    pptp_packet_judge(packet, PPTP_TUNNEL_DUPLICATE);
    sequence->candidate.copies++;
    return true;
}

static void
place(struct pptp_sequence *sequence, struct pptp_packet *packet, uint32_t row)
{
    expect(sequence, packet);
    packet->position = position_of(sequence, packet->position);
    if (packet->position > sequence->highest)
        look_ahead(sequence, packet, row);
    else
        look_back(sequence, packet, row);
}

struct pptp_sequence *
pptp_tunnel_sequence_add(struct pptp_sequence *sequence, uint32_t row)
{
    struct pptp_packet *packet = pptp_packet_at(sequence->packets, row);

    if (is_copy_of_candidate(sequence, packet))
        return sequence;
    if (sequence->candidate.packet != PPTP_NO_PACKET)
        sequence = settle(sequence, packet);
    if (has_begun(sequence))
        place(sequence, packet, row);
    else
        begin(sequence, row);
    packet->in_flight = in_flight(sequence);
    return sequence;
}

/* Returns true if the number belongs to the previous numbering, whose acknowledgments may still be on their way. */
static bool
was_sent_before(const struct pptp_sequence *sequence, uint32_t number)
{
    const struct pptp_sequence *before = sequence->before;

    return before && position_of(before, number) <= before->highest;
}

/* Returns true if the packet acknowledges the candidate. The first such acknowledgment waits until the candidate is
 * decided; further ones add nothing. */
static bool
waits(struct pptp_sequence *sequence, const struct pptp_packet *packet, uint32_t row)
{
    uint32_t candidate = sequence->candidate.packet;

    if (candidate == PPTP_NO_PACKET
        || packet->acknowledgment != (uint32_t)pptp_packet_at(sequence->packets, candidate)->position)
        return false;
    if (sequence->candidate.acknowledgment == PPTP_NO_PACKET) {
        sequence->candidate.acknowledgment = row;
        sequence->candidate.acknowledged = sequence->acknowledged;
    }
    return true;
}

void
pptp_tunnel_sequence_acknowledge(struct pptp_sequence *sequence, uint32_t row)
{
    struct pptp_packet *packet = pptp_packet_at(sequence->packets, row);
    int64_t position = position_of(sequence, packet->acknowledgment);

    if (has_begun(sequence) && (waits(sequence, packet, row)
                                || (position > sequence->highest && was_sent_before(sequence, packet->acknowledgment))))
        return;
    if (!has_begun(sequence) || (position > sequence->highest && is_far(sequence, position)))
        pptp_packet_judge(packet, PPTP_TUNNEL_ACK_UNSEEN);
    else
        acknowledge(sequence, packet, row, sequence->acknowledged);
}

static const struct pptp_packet *
acknowledging(const struct pptp_sequence *sequence, unsigned place)
{
    return pptp_packet_at(sequence->packets, sequence->acknowledgments.row[place]);
}

/* Returns the position up to which an acknowledgment reaches: if it is the first to acknowledge a packet, not far above
 * that packet's. */
static int64_t
acknowledged_up_to(const struct pptp_sequence *sequence, const struct pptp_packet *acknowledgment)
{
    int64_t reached;

    if (acknowledgment->acknowledged == PPTP_NO_PACKET)
        return position_of(sequence, acknowledgment->acknowledgment);
    reached = pptp_packet_at(sequence->packets, acknowledgment->acknowledged)->position;
    return reached + (uint32_t)(acknowledgment->acknowledgment - (uint32_t)reached);
}

/* Copies of a packet with which the numbering begins again were added to the numbering before. */
static const struct pptp_packet *
original_of(const struct pptp_packet *packet)
{
    while (pptp_packet_is(packet, PPTP_TUNNEL_DUPLICATE))
        packet = pptp_tunnel_other(packet);
    return packet;
}

const struct pptp_packet *
pptp_tunnel_sequence_acknowledged_by(const struct pptp_packet *packet)
{
    const struct pptp_packet *original = original_of(packet);
    const struct pptp_sequence *sequence = original->sequence;
    uint32_t from = 0, count = sequence->acknowledgments.count, to = count;

    if (pptp_packet_is(original, PPTP_TUNNEL_STRAY))
        return NULL;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;

        if (acknowledging(sequence, middle)->frame > packet->frame
            && acknowledged_up_to(sequence, acknowledging(sequence, middle)) >= original->position)
            to = middle;
        else
            from = middle + 1;
    }
    return from < count ? acknowledging(sequence, from) : NULL;
}

const struct pptp_packet *
pptp_tunnel_sequence_confirmed_by(const struct pptp_packet *packet)
{
    const struct pptp_packet *by = pptp_tunnel_sequence_acknowledged_by(packet);

    return by && by->acknowledgment == (uint32_t)packet->position ? by : NULL;
}

static struct pptp_counts
count_candidate(const struct pptp_sequence *sequence, struct pptp_counts counts)
{
    const struct pptp_packet *candidate = pptp_packet_at(sequence->packets, sequence->candidate.packet);
    bool late = pptp_packet_is(candidate, PPTP_TUNNEL_OUT_OF_ORDER);

    if (pptp_packet_is(candidate, PPTP_TUNNEL_STRAY))
        return counts;
    counts.late += late;
    counts.duplicate += !late + sequence->candidate.copies;
    return counts;
}

const struct pptp_packet *
pptp_tunnel_sequence_in_order(const struct pptp_sequence *sequence, unsigned place)
{
    if (place >= sequence->in_order.count)
        return NULL;
    return pptp_packet_at(sequence->packets, sequence->in_order.row[place]);
}

const struct pptp_packet *
pptp_tunnel_sequence_previous(const struct pptp_packet *packet)
{
    unsigned below = count_below(packet->sequence, packet->position);

    return below > 0 ? pptp_tunnel_sequence_in_order(packet->sequence, below - 1) : NULL;
}

const struct pptp_packet *
pptp_tunnel_sequence_find(const struct pptp_sequence *sequence, uint32_t number)
{
    int64_t position = position_of(sequence, number);
    uint32_t row = has_begun(sequence) ? seen_at(sequence, position, in_order_from(sequence, position))
                                       : PPTP_NO_PACKET;

    return row != PPTP_NO_PACKET ? pptp_packet_at(sequence->packets, row) : NULL;
}

struct visit {
    const struct pptp_sequence *sequence;
    pptp_packet_visitor visit;
    void *data;
};

static void
visit_late(void *number _U_, void *row, void *data)
{
    const struct visit *visit = data;

    visit->visit(pptp_packet_at(visit->sequence->packets, GPOINTER_TO_UINT(row) - 1), visit->data);
}

void
pptp_tunnel_sequence_visit(const struct pptp_sequence *sequence, pptp_packet_visitor visit, void *data)
{
    struct visit late = { sequence, visit, data };
    const struct pptp_packet *packet;

    for (unsigned i = 0; (packet = pptp_tunnel_sequence_in_order(sequence, i)) != NULL; i++)
        visit(packet, data);
    if (sequence->late)
        wmem_map_foreach(sequence->late, visit_late, &late);
}

struct arrivals {
    const struct pptp_sequence *sequence;
    uint64_t count;
};

/* What was acknowledged above the highest is not missing. */
static void
count_arrival(void *number, void *value _U_, void *data)
{
    struct arrivals *arrivals = data;

    arrivals->count += position_of(arrivals->sequence, GPOINTER_TO_UINT(number)) < arrivals->sequence->highest;
}

static uint64_t
count_arrived(const struct pptp_sequence *sequence)
{
    struct arrivals arrivals = { sequence, 0 };

    if (sequence->unseen)
        wmem_map_foreach(sequence->unseen, count_arrival, &arrivals);
    return arrivals.count;
}

bool
pptp_tunnel_sequence_continues(const struct pptp_sequence *sequence, const struct pptp_sequence *other)
{
    enum { MOST_SKIPPED = 1000 };

    return sequence->first > other->highest && sequence->first <= other->highest + MOST_SKIPPED;
}

struct pptp_counts
pptp_tunnel_sequence_counts(const struct pptp_sequence *sequence)
{
    struct pptp_counts counts = { .missing = sequence->missing, .arrived = count_arrived(sequence),
                                  .late = sequence->late_count, .duplicate = sequence->duplicate_count };

    if (sequence->candidate.packet != PPTP_NO_PACKET)
        counts = count_candidate(sequence, counts);
    if (has_begun(sequence))
        counts.packets = sequence->in_order.count + counts.late + counts.duplicate;
    return counts;
}
