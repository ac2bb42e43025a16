/* Looks for a call among those that became known shortly before or after another.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/subject_neighbors.h"

enum { MOST_SEARCHED = 100 };           /* calls before, and after */

const struct pptp_call *
pptp_subject_neighbor(const struct pptp_call *call, pptp_choice choose, const void *data)
{
    wmem_array_t *calls = call->connection->history->calls;
    unsigned count = wmem_array_get_count(calls);

    for (unsigned distance = 1; distance <= MOST_SEARCHED; distance++) {
        unsigned sides[2] = { call->number - distance, call->number + distance };

        for (unsigned side = 0; side < 2; side++) {
            const struct pptp_call *other = sides[side] < count ? pptp_list_at(calls, sides[side]) : NULL;

            if (other && choose(other, data))
                return other;
        }
    }
    return NULL;
}
