/* Counts control messages, Result Codes and Error Codes, by sender.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/packet.h>
#include <epan/stat_tap_ui.h>

#include "control/messages.h"
#include "statistics/counts.h"
#include "tap.h"

enum { MESSAGES, RESULTS, ERRORS, TABLES };
enum { NAME, FROM_PNS, FROM_PAC, FROM_UNKNOWN, TOTAL, COLUMNS };

static const char *const titles[TABLES] = {
    [MESSAGES] = "Messages",
    [RESULTS] = "Result Codes",
    [ERRORS] = "Error Codes of General Error"
};

static const unsigned column_of[] = {
    [PPTP_ANY_ROLE] = FROM_UNKNOWN, [PPTP_PNS] = FROM_PNS, [PPTP_PAC] = FROM_PAC
};

/* Adds a row. name: static. key: finds the row again. */
static unsigned
add_row(stat_tap_table *table, const char *name, unsigned key)
{
    stat_tap_table_item_type items[COLUMNS] = {
        [NAME] = { .type = TABLE_ITEM_STRING, .value.string_value = name, .user_data.uint_value = key }
    };
    unsigned row = table->num_elements;

    for (unsigned column = NAME + 1; column < COLUMNS; column++)
        items[column].type = TABLE_ITEM_UINT;
    stat_tap_init_table_row(table, row, COLUMNS, items);
    return row;
}

/* Every message has a row, in the order of the message table; the last row is for everything else. */
static void
add_messages(stat_tap_table *table)
{
    const struct pptp_kind *kind;

    for (uint16_t code = 1; (kind = pptp_control_kind_find(code)) != NULL; code++)
        add_row(table, kind->name, code);
    add_row(table, "Other message, or cut short", 0);
}

static void
reset(stat_tap_table *table)
{
    for (unsigned row = 0; row < table->num_elements; row++) {
        for (unsigned column = NAME + 1; column < COLUMNS; column++)
            stat_tap_get_field_data(table, row, column)->value.uint_value = 0;
    }
}

static void
init(stat_tap_table_ui *statistics)
{
    for (unsigned i = 0; i < TABLES; i++) {
        stat_tap_table *table = stat_tap_find_table(statistics, titles[i]);

        if (table) {
            reset(table);
            continue;
        }
        table = stat_tap_init_table(titles[i], COLUMNS, 0, NULL);
        stat_tap_add_table(statistics, table);
        if (i == MESSAGES)
            add_messages(table);
    }
}

static void
count(stat_tap_table *table, unsigned row, enum pptp_role role)
{
    stat_tap_get_field_data(table, row, column_of[role])->value.uint_value++;
    stat_tap_get_field_data(table, row, TOTAL)->value.uint_value++;
}

/* Interned, because a table may live as long as the program, and there are few codes. */
static const char *
row_name(const struct pptp_kind *kind, enum pptp_meaning meaning, uint8_t code)
{
    const char *name = pptp_control_code_name(kind, meaning, code);
    char words[128];

    if (name)
        snprintf(words, sizeof words, "%s: %s", kind->name, name);
    else
        snprintf(words, sizeof words, "%s: Unknown (%u)", kind->name, code);
    return g_intern_string(words);
}

/* The row of a message's code, added when the code is first seen. */
static unsigned
row_of(stat_tap_table *table, const struct pptp_kind *kind, enum pptp_meaning meaning, uint8_t code)
{
    unsigned key = (unsigned)kind->code << 8 | code;

    for (unsigned row = 0; row < table->num_elements; row++) {
        if (stat_tap_get_field_data(table, row, NAME)->user_data.uint_value == key)
            return row;
    }
    return add_row(table, row_name(kind, meaning, code), key);
}

/* Call-Disconnect-Notify's Result Code has a meaning of its own. */
static enum pptp_meaning
result_meaning(const struct pptp_event *event)
{
    return event->outcome == PPTP_NO_OUTCOME ? PPTP_DISCONNECT_RESULT : PPTP_RESULT;
}

static void
count_codes(GArray *tables, const struct pptp_event *event)
{
    stat_tap_table *results = g_array_index(tables, stat_tap_table *, RESULTS);
    stat_tap_table *errors = g_array_index(tables, stat_tap_table *, ERRORS);

    if (event->result_known)
        count(results, row_of(results, event->kind, result_meaning(event), event->result), event->role);
    if (event->error_known && event->result == PPTP_RESULT_GENERAL_ERROR)
        count(errors, row_of(errors, event->kind, PPTP_ERROR, event->error), event->role);
}

static tap_packet_status
packet(void *data, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped, tap_flags_t flags _U_)
{
    GArray *tables = ((const stat_data_t *)data)->stat_tap_data->tables;
    const struct pptp_event *event = ((const struct pptp_tap *)tapped)->event;
    stat_tap_table *messages;

    /* sharkd goes on to call what a request registered that it then refused, although another request of it has freed
     * the tables, which all requests share. */
    if (!event || tables->len < TABLES)
        return TAP_PACKET_DONT_REDRAW;
    messages = g_array_index(tables, stat_tap_table *, MESSAGES);
    count(messages, event->kind ? event->kind->code - 1u : messages->num_elements - 1, event->role);
    if (event->kind)
        count_codes(tables, event);
    return TAP_PACKET_REDRAW;
}

static stat_tap_table_item columns[COLUMNS] = {
    [NAME] = { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Message or code", "%-66s" },
    [FROM_PNS] = { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "From PNS", "%8u" },
    [FROM_PAC] = { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "From PAC", "%8u" },
    [FROM_UNKNOWN] = { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Role unknown", "%12u" },
    [TOTAL] = { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Total", "%8u" }
};

static tap_param parameters[] = {
    { PARAM_FILTER, "filter", "Filter", NULL, true }
};

static stat_tap_table_ui statistics = {
    .group = REGISTER_PACKET_STAT_GROUP_UNSORTED,
    .title = "PPTP Messages and Results",
    .tap_name = "pptp",
    .cli_string = "pptp,stat",
    .stat_tap_init_cb = init,
    .packet_func = packet,
    .stat_tap_reset_table_cb = reset,
    .nfields = COLUMNS,
    .fields = columns,
    .nparams = array_length(parameters),
    .params = parameters
};

/* tshark does not free the tables, and nothing can reach them once the plugin is unloaded. */
static void
clean_up(void)
{
    if (!statistics.tables)
        return;
    free_stat_tables(&statistics);
    g_array_free(statistics.tables, true);
    statistics.tables = NULL;
}

void
pptp_statistics_counts_register(void)
{
    register_stat_tap_table_ui(&statistics);
    register_shutdown_routine(clean_up);
}
