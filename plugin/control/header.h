/* Finds where control messages begin and end in the octets of a TCP stream (RFC 2637 section 1.4).
 *
 * Each function takes captured octets and their number and reads no further. A header is *plausible* if its Length,
 * PPTP Message Type and Magic Cookie can be those of a message, and *certain* if RFC 2637 defines the message and
 * its Length.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef PPTP_CONTROL_HEADER_H
#define PPTP_CONTROL_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "message.h"

enum { PPTP_COOKIE_END = 8 };       /* Length, PPTP Message Type and Magic Cookie */

/* Returns true if a message can have this Length: at least that of the header, at most that of the longest message. */
bool pptp_control_length_possible(unsigned length);

/* Returns true if the octets begin with a plausible header; false if they are fewer than 8. */
bool pptp_control_header_plausible(const uint8_t *octets, unsigned size);

/* Returns the row of the message whose certain header the octets begin with; NULL if they do not, or are fewer than
 * 12. */
const struct pptp_kind *pptp_control_header_certain(const uint8_t *octets, unsigned size);

/* Returns true if the octets, where a message is due, begin one: the cookie is right, or the cookie is wrong but
 * type and length are those of a control message. Fewer than 8 octets, as a cut packet leaves them, must begin a
 * plausible header. */
bool pptp_control_header_begins(const uint8_t *octets, unsigned size);

/* Returns true if the octets are too few to judge, and more octets could complete a header. */
bool pptp_control_header_incomplete(const uint8_t *octets, unsigned size);

/* Returns true if the cookie is right, but Length says that the message ends within its header. */
bool pptp_control_header_is_short(const uint8_t *octets, unsigned size);

/* Returns the position of the first plausible header; size if there is none. */
unsigned pptp_control_header_find(const uint8_t *octets, unsigned size);

/* Returns how many octets at the end (0 to 7) may begin a plausible header. */
unsigned pptp_control_header_tail(const uint8_t *octets, unsigned size);

/* Returns how many octets the message takes that begins at octets[0] (see pptp_control_header_begins()); at least 1,
 * and more than remaining if the message continues in a later segment.
 *
 * That is Length, if it is the length of the message's type. Any other Length is a lie until the octets confirm it:
 * the message ends where its type says, where the next plausible header begins, or where Length says, whichever fits
 * the octets. size octets are captured of the remaining ones. */
unsigned pptp_control_message_extent(const uint8_t *octets, unsigned size, unsigned remaining);

#endif
