/* Follows the RADIUS packets of a capture that concern the authentication of PPP, once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_RADIUS_TRACKING_H
#define PPTP_RADIUS_TRACKING_H

#include <epan/packet.h>

#include "radius/exchange.h"

/* A host that asked RADIUS to authenticate users of PPP. */
struct pptp_radius_client {
    address address;
    struct pptp_radius_request *first;  /* its first request, and its last */
    struct pptp_radius_request *last;
};

/* Follows a RADIUS packet on the first pass. Returns, on any pass, the request that it is or replies to; NULL if it
 * carries nothing that a PPP peer sent. */
const struct pptp_radius_request *pptp_radius_track(tvbuff_t *tvb, packet_info *pinfo);

/* Notes that an ICMP error quotes a UDP packet from end[0] to end[1]. */
void pptp_radius_tracking_refused(const packet_info *pinfo, const struct pptp_end end[2],
                                  const struct pptp_refusal *refusal);

/* Returns the host with this address; NULL if it asked nothing. */
const struct pptp_radius_client *pptp_radius_tracking_client(const address *client);

/* Returns whether the capture has cut an Access-Request, so that nobody knows what it is about. */
bool pptp_radius_tracking_lacks_request(void);

/* Makes Wireshark forget what it followed with each capture. protocol: PPTP's. */
void pptp_radius_tracking_register(int protocol);

#endif
