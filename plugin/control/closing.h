/* Shows on a TCP segment that it closes a control connection without a Stop-Control-Connection-Request.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_CLOSING_H
#define PPTP_CONTROL_CLOSING_H

#include <epan/expert.h>

/* Registers a postdissector that wants no fields: it runs for every frame but forces no tree. */
void pptp_control_closing_register(int protocol, expert_module_t *expert);

#endif
