/* Dissects a RADIUS packet: the built-in dissector's tree, and in it the packet in a tunnel that it belongs to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_RADIUS_DISSECT_H
#define PPTP_RADIUS_DISSECT_H

#include <epan/packet.h>

/* Takes the place of Wireshark's RADIUS dissector for each UDP port that is RADIUS's, by default or by the user's
 * choice. Call this at handoff, after the built-in dissectors have registered. */
void pptp_radius_handoff(void);

/* Registers the fields under the protocol, PPTP. */
void pptp_radius_register(int protocol);

#endif
