/* Stores a capture's GRE packets in blocks, so that rows never move.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "packets.h"

struct pptp_packets *
pptp_packets_new(wmem_allocator_t *scope)
{
    struct pptp_packets *packets = wmem_new0(scope, struct pptp_packets);

    packets->scope = scope;
    packets->blocks = wmem_array_new(scope, sizeof(struct pptp_packet *));
    return packets;
}

struct pptp_packet *
pptp_packets_append(struct pptp_packets *packets)
{
    if (packets->count % PPTP_PACKETS_BLOCK == 0) {
        struct pptp_packet *block = wmem_alloc_array(packets->scope, struct pptp_packet, PPTP_PACKETS_BLOCK);

        wmem_array_append_one(packets->blocks, block);
        packets->block = wmem_array_get_raw(packets->blocks);
    }
    return pptp_packet_at(packets, packets->count++);
}

static struct pptp_trouble *
trouble_of(const struct pptp_packets *packets, const struct pptp_packet *packet)
{
    return (struct pptp_trouble *)wmem_array_get_raw(packets->troubles) + packet->trouble - 1;
}

const struct pptp_trouble *
pptp_packets_trouble(const struct pptp_packets *packets, const struct pptp_packet *packet)
{
    static const struct pptp_trouble none = { .other = PPTP_NO_PACKET };

    return packet->trouble ? trouble_of(packets, packet) : &none;
}

struct pptp_trouble *
pptp_packets_make_trouble(struct pptp_packets *packets, struct pptp_packet *packet)
{
    struct pptp_trouble trouble = { .expected = (uint32_t)packet->position, .other = PPTP_NO_PACKET };

    if (packet->trouble)
        return trouble_of(packets, packet);
    if (!packets->troubles)
        packets->troubles = wmem_array_new(packets->scope, sizeof trouble);
    wmem_array_append_one(packets->troubles, trouble);
    packet->trouble = wmem_array_get_count(packets->troubles);
    return trouble_of(packets, packet);
}

uint32_t
pptp_packets_find(const struct pptp_packets *packets, uint32_t frame, unsigned layer)
{
    uint32_t from = 0, to = packets->count;

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;

        if (pptp_packet_is_before(pptp_packet_at(packets, middle), frame, layer))
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

const void *
pptp_packets_last_until(wmem_array_t *array, size_t size, const struct pptp_packet *packet)
{
    const char *structs = wmem_array_get_raw(array);
    unsigned from = 0, to = wmem_array_get_count(array);

    while (from < to) {
        unsigned middle = from + (to - from) / 2;
        const struct pptp_packet *about = *(const struct pptp_packet *const *)(structs + middle * size);

        if (about == packet || pptp_packet_is_before(about, packet->frame, packet->layer))
            from = middle + 1;
        else
            to = middle;
    }
    return from > 0 ? structs + (from - 1) * size : NULL;
}
