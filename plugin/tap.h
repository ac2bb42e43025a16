/* What statistics and reports are told of each packet: Wireshark's tap "pptp".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TAP_H
#define PPTP_TAP_H

#include <epan/packet.h>

#include "calls/tunnel.h"

/* A control message, a tunnel's packet, or a TCP segment that opens or closes a control connection. All that it names is as
 * long-lived as the capture; what a later packet tells is in it when all packets are read. */
struct pptp_tap {
    address sender;                             /* outside of any tunnel; as long-lived as the packet is dissected */
    address receiver;
    const struct pptp_connection *connection;   /* NULL: none, as of a tunnel without a call */
    const struct pptp_call *call;               /* NULL: none */
    const struct pptp_event *event;             /* of a control message; else NULL */
    const struct pptp_tunnel *tunnel;           /* of a tunnel's packet that names one; else NULL */
    const struct pptp_packet *packet;           /* the same; NULL of any other */
    const struct pptp_attempt *attempt;         /* of a TCP segment; else NULL */
    unsigned octets;                            /* of the message, of GRE, or of TCP's payload */
    bool first_time;                            /* the packet is read for the first time: what comes later is not known */
};

/* Does anybody listen? */
bool pptp_tap_is_heard(void);

/* Queues a packet for the taps. tap is copied, the addresses in it are not. */
void pptp_tap_queue(packet_info *pinfo, struct pptp_tap tap);

void pptp_tap_register(void);

#endif
