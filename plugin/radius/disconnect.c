/* Remembers which sessions a server was told to end by RADIUS (RFC 5176 section 2.1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/packet.h>

#include "radius/disconnect.h"

enum { MOST_WAITING = 16 };             /* Disconnect-Requests among which the one of a reply is looked for */

static wmem_array_t *disconnects;       /* struct pptp_radius_disconnect, in order */

static struct pptp_radius_disconnect *
at(unsigned i)
{
    return wmem_array_index(disconnects, i);
}

static void
add(const struct pptp_radius_packet *packet, const struct pptp_end *source, const struct pptp_end *destination,
    struct pptp_moment now)
{
    const uint8_t *octets = packet->framed_address.octets;
    struct pptp_radius_disconnect disconnect = { .at = now, .port = source->port, .identifier = packet->identifier };

    copy_address_wmem(wmem_file_scope(), &disconnect.from, &source->address);
    copy_address_wmem(wmem_file_scope(), &disconnect.to, &destination->address);
    if (octets)
        disconnect.inner = (uint32_t)octets[0] << 24 | octets[1] << 16 | octets[2] << 8 | octets[3];
    if (packet->user.octets)
        disconnect.user = (struct pptp_radius_octets){
            .octets = wmem_memdup(wmem_file_scope(), packet->user.octets, packet->user.size), .size = packet->user.size
        };
    wmem_array_append_one(disconnects, disconnect);
}

static void
answer(const struct pptp_radius_packet *packet, const struct pptp_end *source, const struct pptp_end *destination,
       struct pptp_moment now)
{
    unsigned count = wmem_array_get_count(disconnects);

    for (unsigned back = 1; back <= MIN(count, MOST_WAITING); back++) {
        struct pptp_radius_disconnect *disconnect = at(count - back);

        if (disconnect->reply.frame || disconnect->identifier != packet->identifier
            || disconnect->port != destination->port || !addresses_equal(&disconnect->from, &destination->address)
            || !addresses_equal(&disconnect->to, &source->address))
            continue;
        disconnect->reply = now;
        disconnect->is_refused = packet->code == PPTP_RADIUS_DISCONNECT_NAK;
        return;
    }
}

void
pptp_radius_disconnect_follow(const struct pptp_radius_packet *packet, const struct pptp_end *source,
                              const struct pptp_end *destination, struct pptp_moment now)
{
    if (packet->code == PPTP_RADIUS_DISCONNECT)
        add(packet, source, destination, now);
    if (packet->code == PPTP_RADIUS_DISCONNECT_ACK || packet->code == PPTP_RADIUS_DISCONNECT_NAK)
        answer(packet, source, destination, now);
}

const struct pptp_radius_disconnect *
pptp_radius_disconnect_before(int64_t when, unsigned back)
{
    unsigned low = 0, high = wmem_array_get_count(disconnects);

    while (low < high) {
        unsigned middle = low + (high - low) / 2;

        if (at(middle)->at.when <= when)
            low = middle + 1;
        else
            high = middle;
    }
    return low > back ? at(low - 1 - back) : NULL;
}

void
pptp_radius_disconnect_begin(void)
{
    disconnects = wmem_array_new(wmem_file_scope(), sizeof(struct pptp_radius_disconnect));
}
