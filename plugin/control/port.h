/* The control connection's place in Wireshark: its port, its handles, its heuristic.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_PORT_H
#define PPTP_CONTROL_PORT_H

#include <epan/expert.h>
#include <epan/packet.h>

/* Registers all that control/ shows on the protocol. Once, while protocols are registered. */
void pptp_control_register(int protocol, expert_module_t *expert);

/* Takes TCP port 1723 over from the built-in dissector. To be called at handoff; later calls do nothing. */
void pptp_control_handoff(void);

#endif
