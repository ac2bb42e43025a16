/* Keeps the numbers of all control messages in one array, which takes a quarter of the memory of a struct for each.
 *
 * A message's first word tells by a bit 1 << (meaning - PPTP_MAXIMUM_CHANNELS) which numbers follow it, in the order of
 * their meanings.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/numbers.h"

void
pptp_event_keep_numbers(struct pptp_event *event, const struct pptp_message *message)
{
    wmem_array_t *numbers = event->connection->history->numbers;
    uint32_t present = (uint32_t)(message->present >> PPTP_MAXIMUM_CHANNELS);

    if (present == 0)
        return;
    wmem_array_append_one(numbers, present);
    event->numbers = wmem_array_get_count(numbers);
    for (unsigned meaning = PPTP_MAXIMUM_CHANNELS; meaning < PPTP_MEANINGS; meaning++) {
        if (pptp_message_has(message, meaning))
            wmem_array_append_one(numbers, message->value[meaning]);
    }
}

bool
pptp_event_number(const struct pptp_event *event, enum pptp_meaning meaning, uint32_t *number)
{
    unsigned bit = meaning - PPTP_MAXIMUM_CHANNELS;
    uint32_t place = event->numbers, present;

    if (place == 0)
        return false;
    present = *(uint32_t *)wmem_array_index(event->connection->history->numbers, place - 1);
    if (!(present >> bit & 1))
        return false;
    for (unsigned before = 0; before < bit; before++)
        place += present >> before & 1;
    *number = *(uint32_t *)wmem_array_index(event->connection->history->numbers, place);
    return true;
}
