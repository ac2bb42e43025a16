/* The control connection's place in Wireshark: TCP port, dissector handles, heuristic.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_PORT_H
#define PPTP_CONTROL_PORT_H

#include <epan/expert.h>
#include <epan/packet.h>

/* Registers everything that control/ shows. Call this once, while Wireshark registers protocols. */
void pptp_control_register(int protocol, expert_module_t *expert);

/* Takes over TCP port 1723 from the built-in dissector. Call this at handoff; later calls do nothing. */
void pptp_control_handoff(void);

#endif
