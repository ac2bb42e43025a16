/* Gives tunnel/sequence.c a direction's packets and the other's acknowledgments, and counts in the end what must have
 * come of them, by looking at every packet again for every other one.
 *
 * An input is a row of steps: an octet that says what (below), and the octets that belong to it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "fuzz/target.h"
#include "tunnel/sequence.h"

enum { MOST_PACKETS = 1500 };

struct direction {
    struct pptp_packets *packets;
    struct pptp_sequence *sequence;     /* the current numbering */
    uint32_t number;                    /* the last one */
    uint16_t ip_id;
};

/* The next number, by bits 1 to 3 of a step. */
static uint32_t
next_number(const struct direction *direction, unsigned how, struct fuzz_input *input)
{
    switch (how) {
    case 0: return direction->number + 1;
    case 1: return direction->number;
    case 2: return direction->number + (uint32_t)fuzz_take(input, 1);
    case 3: return direction->number - (uint32_t)fuzz_take(input, 1);
    case 4: return direction->number + (uint32_t)fuzz_take(input, 2);
    case 5: return direction->number - (uint32_t)fuzz_take(input, 2);
    case 6: return (uint32_t)fuzz_take(input, 1) & 3;
    default: return (uint32_t)fuzz_take(input, 4);
    }
}

/* Bit 0: the packet acknowledges. Bit 4: its IP Identification is the one before. */
static void
step(struct direction *direction, struct fuzz_input *input)
{
    unsigned what = (unsigned)fuzz_take(input, 1);
    uint32_t number = next_number(direction, what >> 1 & 7, input), row = direction->packets->count;
    struct pptp_packet packet = {
        .frame = row + 1, .acknowledged = PPTP_NO_PACKET, .has_number = !(what & 1)
    };

    packet.ip_id = what & 16 ? direction->ip_id : ++direction->ip_id;
    *(packet.has_number ? &direction->number : &packet.acknowledgment) = number;
    packet.position = packet.has_number ? number : 0;
    *pptp_packets_append(direction->packets) = packet;
    if (packet.has_number)
        direction->sequence = pptp_tunnel_sequence_add(direction->sequence, row);
    else
        pptp_tunnel_sequence_acknowledge(direction->sequence, row);
}

static const struct pptp_packet *
packet_at(const struct pptp_sequence *sequence, uint32_t row)
{
    return pptp_packet_at(sequence->packets, row);
}

static const struct pptp_packet *
original_of(const struct pptp_packet *packet)
{
    while (pptp_packet_is(packet, PPTP_TUNNEL_DUPLICATE)) {
        const struct pptp_packet *other = pptp_tunnel_other(packet);

        fuzz_expect(other->frame < packet->frame, "a duplicate comes after its original");
        fuzz_expect((uint32_t)other->position == (uint32_t)packet->position, "a duplicate has its original's number");
        packet = other;
    }
    return packet;
}

/* Returns the numbering that counts the packet; NULL: none does. A duplicate counts where its original does. */
static const struct pptp_sequence *
numbering_of(const struct pptp_packet *packet)
{
    packet = original_of(packet);
    return packet->has_number && !pptp_packet_is(packet, PPTP_TUNNEL_STRAY) ? packet->sequence : NULL;
}

/* Returns whether the numbering has an original before the row with the position. */
static bool
was_seen(const struct pptp_sequence *sequence, int64_t position, uint32_t before)
{
    for (uint32_t row = 0; row < before; row++) {
        const struct pptp_packet *packet = packet_at(sequence, row);

        if (packet->position == position && !pptp_packet_is(packet, PPTP_TUNNEL_DUPLICATE)
            && numbering_of(packet) == sequence)
            return true;
    }
    return false;
}

struct pptp_bounds {
    int64_t first;
    int64_t highest;
};

static void
count_packet(const struct pptp_sequence *sequence, uint32_t row, struct pptp_counts *counts, struct pptp_bounds *bounds)
{
    const struct pptp_packet *packet = packet_at(sequence, row);
    bool is_first = counts->packets++ == 0, is_duplicate = pptp_packet_is(packet, PPTP_TUNNEL_DUPLICATE);
    bool is_late = pptp_packet_is(packet, PPTP_TUNNEL_OUT_OF_ORDER);

    counts->duplicate += is_duplicate;
    counts->late += is_late;
    if (is_first)
        bounds->first = bounds->highest = packet->position;
    if (is_duplicate)
        return;
    fuzz_expect(!was_seen(sequence, packet->position, row), "a number that was seen is a duplicate");
    fuzz_expect(is_late == (packet->position < bounds->highest), "a number below the highest is late");
    if (packet->position > bounds->highest) {
        fuzz_expect(pptp_tunnel_trouble(packet)->gap == packet->position - bounds->highest - 1,
                    "a gap is what was skipped");
        counts->missing += pptp_tunnel_trouble(packet)->gap;
    }
    counts->missing -= is_late && packet->position > bounds->first;
    bounds->highest = MAX(bounds->highest, packet->position);
}

static void
check_numbering(const struct pptp_sequence *sequence)
{
    struct pptp_counts counts = pptp_tunnel_sequence_counts(sequence), expected = { 0 };
    struct pptp_bounds bounds = { 0 };

    for (uint32_t row = 0; row < sequence->packets->count; row++) {
        if (packet_at(sequence, row)->has_number && numbering_of(packet_at(sequence, row)) == sequence)
            count_packet(sequence, row, &expected, &bounds);
    }
    fuzz_expect(counts.packets == expected.packets, "packets");
    fuzz_expect(counts.duplicate == expected.duplicate, "duplicates");
    fuzz_expect(counts.late == expected.late, "late packets");
    fuzz_expect(counts.missing == expected.missing, "missing packets");
    fuzz_expect(counts.arrived <= counts.missing, "what arrived was missing");
}

/* Returns the position nearest to the highest one in order when the row came. */
static int64_t
acknowledged_up_to(const struct pptp_sequence *numbering, uint32_t row)
{
    int64_t highest = numbering->first;

    for (uint32_t i = 0; i < numbering->in_order.count && numbering->in_order.row[i] < row; i++)
        highest = packet_at(numbering, numbering->in_order.row[i])->position;
    return highest + (int32_t)(packet_at(numbering, row)->acknowledgment - (uint32_t)highest);
}

/* Returns the first acknowledgment that counts, and that reaches the packet. None reaches what no numbering
 * counts. */
static const struct pptp_packet *
first_acknowledgment(const struct pptp_packet *packet)
{
    const struct pptp_sequence *numbering = numbering_of(packet);
    int64_t position = numbering ? original_of(packet)->position : 0;

    for (uint32_t i = 0; numbering && i < numbering->acknowledgments.count; i++) {
        const struct pptp_packet *by = packet_at(numbering, numbering->acknowledgments.row[i]);

        if (by->frame > packet->frame && acknowledged_up_to(numbering, numbering->acknowledgments.row[i]) >= position)
            return by;
    }
    return NULL;
}

static void
check_acknowledgments(const struct pptp_packets *packets)
{
    for (uint32_t row = 0; row < packets->count; row++) {
        const struct pptp_packet *packet = pptp_packet_at(packets, row);

        if (packet->has_number)
            fuzz_expect(pptp_tunnel_sequence_acknowledged_by(packet) == first_acknowledgment(packet),
                        "acknowledged by");
        else if (packet->acknowledged != PPTP_NO_PACKET)
            fuzz_expect(packet->acknowledged < row, "acknowledged before it came");
    }
}

void
fuzz_sequence(const uint8_t *octets, size_t size)
{
    struct fuzz_input input = { octets, octets + size };
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_SIMPLE);
    struct direction direction = { .packets = pptp_packets_new(scope) };

    direction.sequence = pptp_tunnel_sequence_new(direction.packets, NULL);
    while (input.at < input.end && direction.packets->count < MOST_PACKETS)
        step(&direction, &input);
    for (const struct pptp_sequence *sequence = direction.sequence; sequence; sequence = sequence->before)
        check_numbering(sequence);
    check_acknowledgments(direction.packets);
    wmem_destroy_allocator(scope);
}
