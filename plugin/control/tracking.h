/* Tells calls/ of the messages that are seen, once, and keeps its answers at their frames.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_TRACKING_H
#define PPTP_CONTROL_TRACKING_H

#include <epan/dissectors/packet-tcp.h>
#include <epan/packet.h>

#include "calls/attempt.h"
#include "calls/follow.h"
#include "control/progress.h"

/* The packet's TCP connection carries PPTP from this frame on. Said on the first pass, as often as one likes. */
void pptp_control_tracking_claim(packet_info *pinfo);

/* Returns how far the packet's direction has been shown, to read and to write on the first pass; NULL if the connection is
 * not followed. */
struct pptp_control_progress *pptp_control_tracking_progress(const packet_info *pinfo);

/* Returns true if a message before this packet announced that its sender's vendor begins with "Microsoft". */
bool pptp_control_tracking_sender_is_microsoft(const packet_info *pinfo);

/* What is known of a message; NULL if nothing is, as of one that an ICMP error quotes. On the first pass it is followed.
 * tcpinfo: of its segment. before: the event of the message before it in this frame, NULL if it is the first. */
const struct pptp_event *pptp_control_tracking_event(packet_info *pinfo, const struct tcpinfo *tcpinfo,
                                                     const struct pptp_message *message,
                                                     const struct pptp_event *before);

/* The event of the frame's first message; NULL if it has none. */
const struct pptp_event *pptp_control_tracking_first(const packet_info *pinfo);

/* So many octets of the packet begin no message. */
void pptp_control_tracking_passed_over(const packet_info *pinfo, unsigned octets);

/* What TCP carries PPTP, or is on its port. */
struct pptp_tcp {
    const struct pptp_attempt *attempt;         /* NULL: its opening was not captured */
    const struct pptp_connection *connection;   /* NULL: no message so far */
};

/* The frame's TCP connection, of neither if it is not PPTP's, or if an ICMP error quotes it. On the first pass it is
 * followed. To be asked for every frame, when all of it has been dissected. */
struct pptp_tcp pptp_control_tracking_segment(packet_info *pinfo);

/* An ICMP error quotes a TCP segment from its first end to its second. refusal: what and whose; copied. Of nobody's who tries to
 * connect: ignored, as on later passes. */
void pptp_control_tracking_refused(const packet_info *pinfo, const struct pptp_end end[2],
                                   const struct pptp_refusal *refusal);

void pptp_control_tracking_register(void);

#endif
