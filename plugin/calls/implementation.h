/* Implementations of PPTP: how their messages look, and what they do differently from RFC 2637.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_IMPLEMENTATION_H
#define PPTP_CALLS_IMPLEMENTATION_H

#include "calls/states.h"

/* Unusual but harmless values, which are often mistaken for the cause of a failure. */
enum pptp_habit {
    PPTP_HABIT_NO_CAPABILITIES,         /* Framing and Bearer Capabilities 0 */
    PPTP_HABIT_CHANNELS,                /* Maximum Channels 0 or 65535 */
    PPTP_HABIT_CORRELATION_ID,          /* a GUID as Subaddress */
    PPTP_HABIT_RESULT_0,                /* Result Code 0 for success */
    PPTP_HABIT_WINDOW,                  /* a window of 16384 packets */
    PPTP_HABIT_RESERVED,                /* reserved octets that are not 0 */
    PPTP_HABITS
};

/* What RFC 2637 forbids but a widespread implementation does. */
enum pptp_deviation {
    PPTP_SENDS_IN_STATE,                /* sends a message in a state that does not allow it */
    PPTP_SENDS_IN_OTHER_ROLE,           /* sends a message that is the other role's */
    PPTP_NAMES_RECEIVERS_CALL_ID,       /* puts the receiver's Call ID where its own belongs */
    PPTP_SWAPS_RECEIVERS_CALL_ID,       /* the same, with the octets swapped */
    PPTP_CLOSES_INSTEAD,                /* closes TCP instead of replying, or without waiting for the reply */
    PPTP_CLOSES_WITHOUT_STOP,           /* closes TCP without a Stop-Control-Connection-Request */
    PPTP_FILLS_RESERVED0,
    PPTP_SENDS_VALUE_0                  /* sends 0 for a code that begins at 1 */
};

/* Returns a number for the implementation that a Start-Control-Connection message looks like; 0: unknown. A fingerprint
 * is no proof: anyone may send what another sends. */
uint8_t pptp_implementation_of(const struct pptp_message *message);

/* Returns the lower-case name of the implementation with this number, which pptp_implementation_of() returned; NULL for
 * 0. Several numbers may have one name. Static. */
const char *pptp_implementation_name(uint8_t number);

/* Returns the habits that the message shows: a bit 1 << habit for each. */
unsigned pptp_implementation_habits(const struct pptp_message *message);

/* Returns who is known to deviate like this, as a clause ("Windows does this"); NULL if nobody is. Static.
 * code: the message; 0 if it does not matter. state: of the connection or call; PPTP_STATE_UNKNOWN if it does not
 * matter. */
const char *pptp_implementation_known_for(enum pptp_deviation deviation, uint16_t code, enum pptp_state state);

#endif
