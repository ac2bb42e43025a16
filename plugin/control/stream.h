/* Dissects a TCP stream: cuts it into control messages (RFC 2637 section 1.4).
 *
 * The first plausible header claims a TCP connection. Wireshark remembers the claim as the conversation's dissector, so
 * which dissector it calls shows whether the stream is claimed, in every pass and without a look-up.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_STREAM_H
#define PPTP_CONTROL_STREAM_H

#include <epan/expert.h>
#include <epan/packet.h>

#include "compat.h"

/* The dissector of the port. Claims the stream if the octets hold a plausible header, or if the user chose PPTP for
 * the port (Decode As, or the preference pptp.tcp.port); otherwise returns 0. data: TCP's struct tcpinfo. */
int pptp_control_dissect_port(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);

/* The heuristic for TCP streams that no other dissector takes. Claims the stream if the octets begin with a certain
 * header (control/header.h). */
pptp_bool pptp_control_dissect_heuristic(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);

void pptp_control_stream_register(int protocol, expert_module_t *expert);

#endif
