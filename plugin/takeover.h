/* Taking a built-in dissector's place in a dissector table.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TAKEOVER_H
#define PPTP_TAKEOVER_H

#include <epan/packet.h>

/* Puts our handle where the built-in's stands in the table: for the pattern (a port, a protocol number) and in
 * the table's Decode As list, so that one entry of the protocol's name is offered and it is ours.
 *
 * same:  a handle with the built-in's description.
 * other: a handle of the same dissector with a description of its own, for Wireshark 4.6, whose tables refuse a
 *        second handle of one description and cannot forget the first.
 *
 * Answers the handle that now stands in the table. To be called at handoff, when the built-ins' handoffs are
 * done. Handles live as long as Wireshark. */
dissector_handle_t pptp_takeover(const char *table, uint32_t pattern, dissector_handle_t built_in,
                                 dissector_handle_t same, dissector_handle_t other);

#endif
