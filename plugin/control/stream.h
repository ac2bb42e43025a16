/* A TCP stream cut into control messages (RFC 2637 section 1.4).
 *
 * A TCP connection is claimed from the first plausible header on. Wireshark's own conversation dissector remembers
 * it, so the dissector that is called tells whether the stream is claimed, in every pass and without a look-up.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_STREAM_H
#define PPTP_CONTROL_STREAM_H

#include <epan/expert.h>
#include <epan/packet.h>

#include "compat.h"

/* The dissector of the port: claims the stream if these octets hold a plausible header or the user chose PPTP for
 * the port (Decode As, or the preference pptp.tcp.port); answers 0 otherwise. data is TCP's struct tcpinfo. */
int pptp_control_dissect_port(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);

/* Of any TCP stream that no port's dissector takes: claims it if the octets begin with a control message that
 * RFC 2637 knows, with its length. */
pptp_bool pptp_control_dissect_heuristic(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);

void pptp_control_stream_register(int protocol, expert_module_t *expert);

#endif
