/* Takes the place of a built-in dissector in a dissector table, and calls the built-in from there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TAKEOVER_H
#define PPTP_TAKEOVER_H

#include <stdbool.h>

#include <epan/packet.h>

/* An entry of a dissector table. Static: the takeover keeps its number in it. */
struct pptp_place {
    const char *table;          /* "ip.proto" */
    uint32_t pattern;           /* 47 */
    const char *description;    /* of our handle, where the built-in's description cannot be reused (Wireshark 4.6) */
    uint32_t number;            /* of the built-in among those that ours replaced, from 1; 0: none was replaced */
};

/* Replaces the built-in handle, for the pattern and in the table's Decode As list, so that the list offers one entry of
 * the protocol's name, which is ours.
 *
 * same:  a handle with the built-in's description.
 * other: a handle of the same dissector with a description of its own, for Wireshark 4.6, whose tables reject a second
 *        handle of one description and cannot forget the first.
 *
 * Returns the handle that now stands in the table. Call this at handoff, after the built-in dissectors have registered.
 * Handles live as long as Wireshark. */
dissector_handle_t pptp_takeover_replace(const char *table, uint32_t pattern, dissector_handle_t built_in,
                                         dissector_handle_t same, dissector_handle_t other);

/* Replaces the built-in dissector of the place by ours, which belongs to the built-in's protocol and can call the
 * built-in. Returns false, and changes nothing, if this Wireshark has no built-in there. Call this at handoff, after the
 * built-in dissectors have registered. */
bool pptp_takeover_wrap(struct pptp_place *place, dissector_t dissector);

/* Calls the built-in dissector that ours replaced, and returns what it returns. Adds no layer to the frame: ours, of the
 * same protocol, is one already. */
int pptp_takeover_call(const struct pptp_place *place, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);

/* Registers the table that keeps the built-in dissectors. owner: its protocol. */
void pptp_takeover_register(int owner);

#endif
