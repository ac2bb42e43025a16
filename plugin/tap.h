/* Wireshark's tap "pptp": what statistics and reports learn about each packet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TAP_H
#define PPTP_TAP_H

#include <epan/packet.h>

#include "calls/tunnel.h"
#include "packets.h"

/* A control message, a tunnel's packet, or a TCP segment of a control connection. All that it points to lives as long
 * as the capture; what later packets tell is in it once all packets have been read. */
struct pptp_tap {
    address sender;                             /* outside any tunnel; lives as long as the packet is dissected */
    address receiver;
    const struct pptp_connection *connection;   /* NULL: none, as for a tunnel without a call */
    const struct pptp_call *call;               /* NULL: none */
    const struct pptp_event *event;             /* of a control message, else NULL */
    const struct pptp_tunnel *tunnel;           /* of a tunnel's packet that belongs to one, else NULL */
    const struct pptp_packet *packet;           /* the tunnel's packet; set if tunnel is */
    const struct pptp_attempt *attempt;         /* of a TCP segment, else NULL */
    unsigned octets;                            /* of the message, or of GRE; 0 for a TCP segment */
    bool first_time;                            /* the first pass: what comes later is not known */
};

/* Returns whether the packet is one that counts: several capture points may have captured it, but it was sent once. */
static inline bool
pptp_tap_counts(const struct pptp_tap *tap)
{
    return tap->event || (tap->packet && !tap->packet->is_copy);
}

/* Returns true if anybody listens. */
bool pptp_tap_is_heard(void);

/* Queues a packet for the listeners. tap is copied, the addresses in it are not. */
void pptp_tap_queue(packet_info *pinfo, struct pptp_tap tap);

/* Registers the tap. */
void pptp_tap_register(void);

#endif
