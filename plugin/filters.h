/* Conversation Filters in the GUI's context menu: all packets of a control connection, or of a call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_FILTERS_H
#define PPTP_FILTERS_H

/* Adds both filters. Call this once, while protocols are registered. */
void pptp_filters_register(void);

#endif
