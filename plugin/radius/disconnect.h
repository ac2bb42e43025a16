/* Remembers which sessions a server was told to end by RADIUS (RFC 5176 section 2.1).
 *
 * Written on the first pass only; what is returned lives as long as the capture.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_RADIUS_DISCONNECT_H
#define PPTP_RADIUS_DISCONNECT_H

#include "calls/connection.h"
#include "radius/packet.h"

/* A Disconnect-Request. */
struct pptp_radius_disconnect {
    struct pptp_moment at;
    address from;
    address to;
    uint16_t port;                      /* of its sender */
    uint8_t identifier;
    struct pptp_radius_octets user;     /* User-Name; no octets: it names none */
    uint32_t inner;                     /* Framed-IP-Address; 0: it names none */
    struct pptp_moment reply;           /* frame 0: none was captured */
    bool is_refused;                    /* the reply is a Disconnect-NAK */
};

/* Notes a Disconnect-Request, or a reply to one of the last of them. Ignores other packets. */
void pptp_radius_disconnect_follow(const struct pptp_radius_packet *packet, const struct pptp_end *source,
                                   const struct pptp_end *destination, struct pptp_moment now);

/* Returns the last Disconnect-Request that came no later than a time, in nanoseconds since 1970; or, with back, the one
 * so many before it. NULL: there is none. */
const struct pptp_radius_disconnect *pptp_radius_disconnect_before(int64_t when, unsigned back);

/* Forgets the capture before. */
void pptp_radius_disconnect_begin(void);

#endif
