/* Keeps the lists of a history.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/history.h"

uint32_t
pptp_list_append(wmem_array_t *list, void *member)
{
    wmem_array_append_one(list, member);
    return wmem_array_get_count(list) - 1;
}
