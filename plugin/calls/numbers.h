/* Numbers of control messages that nothing but a comparison with others needs: PPTP_MAXIMUM_CHANNELS and those after it
 * (message.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_NUMBERS_H
#define PPTP_CALLS_NUMBERS_H

#include "calls/connection.h"

/* Keeps the numbers of a message for its event, in the history of the event's connection. Call this at most once. */
void pptp_event_keep_numbers(struct pptp_event *event, const struct pptp_message *message);

/* Returns true if the event keeps the number of this meaning, and sets it. event: no Echo-Request or Echo-Reply. */
bool pptp_event_number(const struct pptp_event *event, enum pptp_meaning meaning, uint32_t *number);

#endif
