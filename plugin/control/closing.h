/* The closing of a control connection's TCP connection, which is seen on segments that carry no message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_CLOSING_H
#define PPTP_CONTROL_CLOSING_H

#include <epan/expert.h>

/* Registers a postdissector without wanted fields: it runs for every frame and forces no tree. */
void pptp_control_closing_register(int protocol, expert_module_t *expert);

#endif
