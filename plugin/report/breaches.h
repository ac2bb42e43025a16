/* Names, beside the packets that break them, the clauses of RFC 2637 that only the report judges.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_BREACHES_H
#define PPTP_REPORT_BREACHES_H

#include <epan/packet.h>

/* protocol: PPTP. */
void pptp_report_breaches_register(int protocol);

/* Adds the clauses that the frame breaks. Call this for every frame, after its dissection. It costs something only
 * where somebody asks for pptp.conformance, in a pass after the first: what breaks a clause may show long after the
 * packet. tree: NULL if nobody looks. */
void pptp_report_breaches_watch(packet_info *pinfo, proto_tree *tree);

#endif
