/* Feeds tunnel/sequence.c with the packets of a direction and prints the verdicts, for tests/test_sequence.py.
 *
 *   data NUMBER IP-ID      a packet of the direction
 *   ack NUMBER             one of the other direction, which acknowledges
 *
 * Every line is a frame, a second after the one before; its verdicts are printed at once. At the end all frames are
 * printed again, with what later ones told of them, and then the counts of every numbering.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <stdio.h>
#include <string.h>

#include "tunnel/sequence.h"

static const char *const verdicts[] = {
    [PPTP_TUNNEL_LOST] = "lost", [PPTP_TUNNEL_OUT_OF_ORDER] = "late", [PPTP_TUNNEL_DUPLICATE] = "duplicate",
    [PPTP_TUNNEL_STRAY] = "stray", [PPTP_TUNNEL_JUMP] = "jump", [PPTP_TUNNEL_RESTART] = "restart",
    [PPTP_TUNNEL_ACK_UNSEEN] = "unseen", [PPTP_TUNNEL_ACK_BACKWARDS] = "backwards"
};

static struct pptp_packets *packets;
static struct pptp_sequence *sequence;

static void
print_frame(const char *name, uint32_t index)
{
    if (index != PPTP_NO_PACKET)
        printf(" %s=%u", name, pptp_packet_at(packets, index)->frame);
}

static void
print_number(const struct pptp_packet *packet)
{
    const struct pptp_packet *acknowledgment = pptp_tunnel_sequence_acknowledged_by(packet);
    const struct pptp_trouble *trouble = pptp_packets_trouble(packets, packet);

    if (packet->was_due)
        printf(" expected=%u", pptp_tunnel_due(packet));
    printf(" gap=%u filled=%u in_flight=%u", trouble->gap, trouble->filled, packet->in_flight);
    if (acknowledgment)
        printf(" acked_in=%u", acknowledgment->frame);
}

static void
print_packet(const struct pptp_packet *packet)
{
    printf("frame=%u verdicts=", packet->frame);
    for (unsigned i = 0; i < G_N_ELEMENTS(verdicts); i++) {
        if (pptp_packet_is(packet, i))
            printf("%s,", verdicts[i]);
    }
    if (packet->has_number)
        print_number(packet);
    print_frame("other", pptp_packets_trouble(packets, packet)->other);
    print_frame("acknowledged", packet->acknowledged);
    putchar('\n');
}

/* A capture may have a hundred thousand numberings: too many for a recursion. */
static void
print_counts(const struct pptp_sequence *newest)
{
    GPtrArray *numberings = g_ptr_array_new();

    for (const struct pptp_sequence *numbering = newest; numbering; numbering = numbering->before)
        g_ptr_array_add(numberings, (gpointer)numbering);
    for (unsigned i = numberings->len; i > 0; i--) {
        struct pptp_counts counts = pptp_tunnel_sequence_counts(g_ptr_array_index(numberings, i - 1));

        printf("packets=%u missing=%" PRIu64 " late=%u duplicate=%u arrived=%" PRIu64 "\n", counts.packets,
               counts.missing, counts.late, counts.duplicate, counts.arrived);
    }
    g_ptr_array_free(numberings, TRUE);
}

static void
follow(const char *kind, uint32_t number, uint16_t ip_id)
{
    struct pptp_packet packet = {
        .frame = packets->count + 1, .when = packets->count * INT64_C(1000000000), .ip_id = ip_id,
        .acknowledged = PPTP_NO_PACKET, .has_number = strcmp(kind, "data") == 0
    };

    if (packet.has_number)
        packet.position = number;
    else
        packet.acknowledgment = number;
    *pptp_packets_append(packets) = packet;
    if (packet.has_number)
        sequence = pptp_tunnel_sequence_add(sequence, packets->count - 1);
    else
        pptp_tunnel_sequence_acknowledge(sequence, packets->count - 1);
    print_packet(pptp_packet_at(packets, packets->count - 1));
}

int
main(void)
{
    wmem_allocator_t *scope;
    char kind[5];
    uint32_t number;
    uint16_t ip_id = 0;

    wmem_init();
    scope = wmem_allocator_new(WMEM_ALLOCATOR_BLOCK);
    packets = pptp_packets_new(scope);
    sequence = pptp_tunnel_sequence_new(packets, NULL);
    while (scanf("%4s %" SCNu32, kind, &number) == 2) {
        if (strcmp(kind, "data") == 0 && scanf("%" SCNu16, &ip_id) != 1)
            return 1;
        follow(kind, number, ip_id);
    }
    for (uint32_t i = 0; i < packets->count; i++)
        print_packet(pptp_packet_at(packets, i));
    print_counts(sequence);
    wmem_destroy_allocator(scope);
    wmem_cleanup();
    return 0;
}
