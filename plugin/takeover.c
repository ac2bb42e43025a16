/* Replaces built-in dissectors for good. Wireshark has no function for that: dissector_change_uint() makes a Decode As
 * entry, which is undone when the profile changes. But the list of a table's Decode As handles is the live one, and a
 * handle that is in it already is added without a check for duplicates.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/exceptions.h>

#include "takeover.h"

#define BUILT_INS "pptp.built_in"

/* Indexed by the place's number. Calling through a table can leave out the layer, which calling a handle cannot. */
static dissector_table_t built_ins;
static uint32_t built_in_count;

/* The list's head belongs to the table and must stay, so a node is dropped by copying its successor into it. */
static void
drop_from_list(GSList *list, const void *handle)
{
    GSList *node = g_slist_find(list, handle);

    if (!node || !node->next)
        return;     /* never: the tables of ports and protocols hold hundreds of handles, sorted by description */
    node->data = node->next->data;
    node->next = g_slist_delete_link(node->next, node->next);
}

/* The numbers of a table for which it has a handle. */
struct numbers {
    dissector_handle_t handle;
    GArray *numbers;
};

static void
collect_number(const char *table _U_, ftenum_t type _U_, void *key, void *entry, void *data)
{
    struct numbers *numbers = data;
    uint32_t number = GPOINTER_TO_UINT(key);

    if (dtbl_entry_get_handle(entry) == numbers->handle)
        g_array_append_val(numbers->numbers, number);
}

/* A table must not be changed while it is walked through. */
static void
set_wherever(const char *table, dissector_handle_t built_in, dissector_handle_t ours,
             void (*set)(const char *table, const uint32_t number, dissector_handle_t handle))
{
    struct numbers numbers = { .handle = built_in, .numbers = g_array_new(FALSE, FALSE, sizeof(uint32_t)) };

    dissector_table_foreach(table, collect_number, &numbers);
    for (unsigned i = 0; i < numbers.numbers->len; i++)
        set(table, g_array_index(numbers.numbers, uint32_t, i), ours);
    g_array_free(numbers.numbers, TRUE);
}

void
pptp_takeover_sweep(const char *table, dissector_handle_t built_in, dissector_handle_t ours)
{
    set_wherever(table, built_in, ours, dissector_change_uint);
}

dissector_handle_t
pptp_takeover_replace(const char *table, uint32_t pattern, dissector_handle_t built_in, dissector_handle_t same,
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
    set_wherever(table, built_in, ours, dissector_add_uint);
    return ours;
}

void
pptp_takeover_wrap(struct pptp_place *place, dissector_t dissector)
{
    dissector_handle_t built_in = dissector_get_default_uint_handle(place->table, place->pattern);
    int owner = built_in ? dissector_handle_get_protocol_index(built_in) : -1;

    if (owner == -1)
        return;
    place->number = ++built_in_count;
    place->built_in = built_in;
    dissector_add_uint(BUILT_INS, place->number, built_in);
    place->ours = pptp_takeover_replace(
        place->table, place->pattern, built_in, create_dissector_handle(dissector, owner),
        create_dissector_handle_with_name_and_description(dissector, owner, NULL, place->description));
}

int
pptp_takeover_call(const struct pptp_place *place, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    return PPTP_TRY_UINT(built_ins, place->number, tvb, pinfo, tree, FALSE, data);
}

int
pptp_takeover_call_and(const struct pptp_place *place, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data,
                       pptp_takeover_finish finish, const void *more)
{
    volatile int length = 0;

    TRY {
        length = pptp_takeover_call(place, tvb, pinfo, tree, data);
    }
    FINALLY {
        finish(tvb, pinfo, tree, more);
    }
    ENDTRY;
    return length;
}

void
pptp_takeover_register(int owner)
{
    built_ins = register_dissector_table(BUILT_INS, "Built-in dissectors that PPTP calls", owner, FT_UINT32, BASE_DEC);
}
