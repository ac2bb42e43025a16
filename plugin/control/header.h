/* Where in the octets of a TCP stream a control message begins and ends (RFC 2637 section 1.4).
 *
 * All functions take octets as captured and their number, and read no further; nothing here knows tvbuffs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_HEADER_H
#define PPTP_CONTROL_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "message.h"

enum { PPTP_COOKIE_END = 8 };       /* Length, PPTP Message Type and Magic Cookie */

/* A Length that a message can have: at least the header, at most the longest message of RFC 2637. */
bool pptp_control_length_possible(unsigned length);

/* Length, PPTP Message Type and Magic Cookie are those of a PPTP message. Needs 8 octets, else false. */
bool pptp_control_header_plausible(const uint8_t *octets, unsigned size);

/* A plausible header, and a control message that RFC 2637 knows, with its length. Needs 12 octets, else false. */
bool pptp_control_header_certain(const uint8_t *octets, unsigned size);

/* The octets are one such message, from the first to the last. */
bool pptp_control_message_is_whole(const uint8_t *octets, unsigned size);

/* The octets, where a message is expected, begin one: its cookie is right, or, under a wrong cookie, type and
 * length are exactly those of a control message. Of fewer than 8 octets, as a cut packet leaves them: they begin
 * a plausible header. */
bool pptp_control_header_begins(const uint8_t *octets, unsigned size);

/* Too few octets to judge a header that more octets could complete. */
bool pptp_control_header_incomplete(const uint8_t *octets, unsigned size);

/* Position of the first plausible header; size if there is none. */
unsigned pptp_control_header_find(const uint8_t *octets, unsigned size);

/* How many octets at the end (0 to 7) may be the beginning of a plausible header. */
unsigned pptp_control_header_tail(const uint8_t *octets, unsigned size);

/* How many octets the message takes whose header begins at octets[0] (see pptp_control_header_begins()).
 *
 * Its Length, when that is the length of its type. Any other Length is a lie until the octets confirm it: then the
 * message ends where a message of its type would, where the next plausible header begins, or where Length says,
 * whichever the octets bear out. `size` octets are captured of the `remaining` that there are; the answer may be
 * larger when the message goes on. Never less than 1. */
unsigned pptp_control_message_extent(const uint8_t *octets, unsigned size, unsigned remaining);

#endif
