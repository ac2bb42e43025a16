/* Passes each message to calls/ once, on the first pass, and keeps its event for later passes.
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

/* Call this on the first pass when the packet's TCP connection carries PPTP from this frame on. More calls do no
 * harm. */
void pptp_control_tracking_claim(packet_info *pinfo);

/* An end of a TCP connection that is followed. */
struct pptp_control_sender {
    struct pptp_tracked *tracked;               /* the connection */
    struct pptp_control_progress progress;      /* of what it sends */
    uint32_t microsoft_since;                   /* frame in which it announced Microsoft as its vendor; 0: none */
    unsigned end;                               /* 0 or 1 */
};

/* Returns the end that sent the packet; NULL if its connection is not followed. First pass only. */
struct pptp_control_sender *pptp_control_tracking_sender(const packet_info *pinfo);

/* Returns true if a message before this packet announced that its sender's vendor begins with "Microsoft". */
bool pptp_control_tracking_sender_is_microsoft(const packet_info *pinfo);

/* Follows a message on the first pass. Returns its event.
 * sender: of the segment, which tcpinfo describes. */
const struct pptp_event *pptp_control_tracking_follow(packet_info *pinfo, struct pptp_control_sender *sender,
                                                      const struct tcpinfo *tcpinfo,
                                                      const struct pptp_message *message);

/* Returns the event of a message on a later pass; NULL if it has none.
 * before: event of the previous message in this frame; NULL if this is the first. */
const struct pptp_event *pptp_control_tracking_event(const packet_info *pinfo, const struct pptp_event *before);

/* Returns the event of the frame's first message; NULL if there is none. */
const struct pptp_event *pptp_control_tracking_first(const packet_info *pinfo);

/* Keeps the octets, which belong to no message, if they are the first that the sender of the packet sent. */
void pptp_control_tracking_opening(const packet_info *pinfo, tvbuff_t *tvb);

/* Counts octets of the packet that belong to no message. */
void pptp_control_tracking_passed_over(const packet_info *pinfo, unsigned octets);

/* What is known of a TCP connection that carries PPTP or uses its port. */
struct pptp_tcp {
    const struct pptp_attempt *attempt;         /* NULL: the handshake was not captured */
    const struct pptp_connection *connection;   /* NULL: no message so far */
};

/* Returns what is known of the frame's TCP connection: nothing if it is not PPTP's, or if an ICMP error quotes it.
 * On the first pass, this follows the segment. Call this for every frame, once all of it has been dissected. */
struct pptp_tcp pptp_control_tracking_segment(packet_info *pinfo);

/* Notes an ICMP error that quotes a TCP segment from end[0] to end[1]. refusal: the error and its sender; copied. Does
 * nothing if the segment belongs to no attempt to connect, or on later passes. */
void pptp_control_tracking_refused(const packet_info *pinfo, const struct pptp_end end[2],
                                   const struct pptp_refusal *refusal);

void pptp_control_tracking_register(void);

#endif
