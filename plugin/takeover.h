/* Takes the place of a built-in dissector in a dissector table, and calls the built-in from there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TAKEOVER_H
#define PPTP_TAKEOVER_H

#include <epan/packet.h>

/* An entry of a dissector table that a wrapper of the built-in dissector takes. Must be static. */
struct pptp_place {
    const char *table;          /* "ip.proto" */
    uint32_t pattern;           /* 47 */
    const char *description;    /* of our handle, where the built-in's description cannot be reused (Wireshark 4.6) */
    /* Written by pptp_takeover_wrap(): */
    uint32_t number;            /* the built-in's, from 1; 0: there is none */
    dissector_handle_t built_in;
    dissector_handle_t ours;
};

/* Replaces the built-in handle wherever it is the default in the table, and in the table's Decode As list, which then
 * offers one entry with the protocol's name: ours.
 *
 * same:  a handle with the built-in's description.
 * other: a handle of the same dissector with a description of its own. Wireshark 4.6 needs it: its tables reject a
 *        second handle with the same description, and cannot forget the first.
 *
 * Returns the handle that now stands in the table. Call this at handoff, after the built-in dissectors have
 * registered. Handles live as long as Wireshark. */
dissector_handle_t pptp_takeover_replace(const char *table, uint32_t pattern, dissector_handle_t built_in,
                                         dissector_handle_t same, dissector_handle_t other);

/* Replaces the built-in handle in the table once more. Decode As and the preferences of ports find a dissector by its
 * description; on Wireshark 4.6 they find the built-in one. Call this whenever a capture is opened or dissected anew:
 * by then, both have been applied. */
void pptp_takeover_sweep(const char *table, dissector_handle_t built_in, dissector_handle_t ours);

/* Replaces the built-in dissector of the place with ours, which belongs to the same protocol and can call the built-in.
 * Does nothing if this Wireshark has no built-in there. Call this at handoff, after the built-in dissectors have
 * registered. */
void pptp_takeover_wrap(struct pptp_place *place, dissector_t dissector);

/* Calls the built-in dissector of the place, and returns what it returns. Adds no layer to the frame: our dissector, of
 * the same protocol, already has one. */
int pptp_takeover_call(const struct pptp_place *place, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);

/* What follows a built-in dissector. more: given to pptp_takeover_call_and(). */
typedef void (*pptp_takeover_finish)(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const void *more);

/* Like pptp_takeover_call(), and then calls finish, also if the built-in dissector throws an exception, as it does
 * where a packet is malformed. */
int pptp_takeover_call_and(const struct pptp_place *place, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                           void *data, pptp_takeover_finish finish, const void *more);

/* Registers the table that keeps the built-in dissectors. owner: the protocol that the table belongs to. */
void pptp_takeover_register(int owner);

#endif
