/* Wireshark has no call to replace a dissector for good: dissector_change_uint() is a user's Decode As, undone when
 * the profile changes. A table's list of Decode As handles is the live one, though, and a handle already in it is
 * added without a check for duplicates.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "takeover.h"

/* The list's head belongs to the table and must stay: a node is dropped by copying its successor down. */
static void
drop_from_list(GSList *list, const void *handle)
{
    GSList *node = g_slist_find(list, handle);

    if (!node || !node->next)
        return;     /* never: the tables of ports and protocols hold hundreds of handles, in order of description */
    node->data = node->next->data;
    node->next = g_slist_delete_link(node->next, node->next);
}

dissector_handle_t
pptp_takeover(const char *table, uint32_t pattern, dissector_handle_t built_in, dissector_handle_t same,
              dissector_handle_t other)
{
    dissector_table_t decode_as = find_dissector_table(table);
    GSList *handles = dissector_table_get_dissector_handles(decode_as);
    GSList *node = g_slist_find(handles, built_in);
    dissector_handle_t ours = same;

    if (node)
        node->data = same;
    if (dissector_table_get_dissector_handle(decode_as, dissector_handle_get_description(built_in)) == built_in) {
        drop_from_list(handles, same);
        ours = other;
    }
    dissector_add_uint(table, pattern, ours);
    return ours;
}
