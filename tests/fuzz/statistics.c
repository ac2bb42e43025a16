/* Has the plugin's statistics listen, as a user interface does.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/conversation_table.h>
#include <epan/proto.h>
#include <epan/srt_table.h>
#include <epan/stat_tap_ui.h>
#include <epan/stats_tree_priv.h>
#include <epan/tap.h>

#include "fuzz/statistics.h"
#include "fuzz/target.h"

static const char name[] = "pptp";

/* data: it begins with what the listener's functions take. */
static void
listen_to(void *data, tap_reset_cb reset, tap_packet_cb packet, tap_draw_cb draw)
{
    GString *error = register_tap_listener(name, data, NULL, 0, reset, packet, draw, NULL);

    if (error)
        fuzz_fail("no such tap", error->str);
}

static void
reset_table(void *data)
{
    reset_stat_table(((stat_data_t *)data)->stat_tap_data);
}

static pptp_callback_bool
start_table(const void *key _U_, void *value, void *unused _U_)
{
    stat_tap_table_ui *table = value;
    stat_data_t *data = g_new0(stat_data_t, 1);

    if (strcmp(table->tap_name, name) != 0)
        return FALSE;
    data->stat_tap_data = table;
    table->stat_tap_init_cb(table);
    listen_to(data, reset_table, table->packet_func, NULL);
    return FALSE;
}

static void
reset_conversations(void *data)
{
    reset_conversation_table_data(data);
}

static void
reset_endpoints(void *data)
{
    reset_endpoint_table_data(data);
}

/* A user may turn each row into a filter. */
static void
filter_conversations(void *data)
{
    GArray *rows = ((conv_hash_t *)data)->conv_array;

    for (unsigned i = 0; rows && i < rows->len; i++)
        g_free(get_conversation_filter(&g_array_index(rows, conv_item_t, i), CONV_DIR_A_TO_FROM_B));
}

static void
filter_endpoints(void *data)
{
    GArray *rows = ((conv_hash_t *)data)->conv_array;

    for (unsigned i = 0; rows && i < rows->len; i++)
        g_free(get_endpoint_filter(&g_array_index(rows, endpoint_item_t, i)));
}

static void
start_conversations(void)
{
    register_ct_t *table = get_conversation_by_proto_id(proto_get_id_by_filter_name(name));

    listen_to(g_new0(conv_hash_t, 1), reset_conversations, get_conversation_packet_func(table), filter_conversations);
    listen_to(g_new0(conv_hash_t, 1), reset_endpoints, get_endpoint_packet_func(table), filter_endpoints);
}

static void
reset_times(void *data)
{
    reset_srt_table(((srt_data_t *)data)->srt_array);
}

static void
start_times(void)
{
    register_srt_t *table = get_srt_table_by_name(name);
    srt_data_t *data = g_new0(srt_data_t, 1);

    data->srt_array = g_array_new(FALSE, TRUE, sizeof(srt_stat_table *));
    srt_table_dissector_init(table, data->srt_array);
    listen_to(data, reset_times, get_srt_packet_func(table), NULL);
}

static void
start_tree(void)
{
    stats_tree *tree = stats_tree_new(stats_tree_get_cfg_by_abbr("pptp_tree"), NULL, NULL);

    listen_to(tree, stats_tree_reinit, stats_tree_packet, NULL);
}

void
fuzz_statistics_start(void)
{
    stat_tap_iterate_tables(start_table, NULL);
    start_conversations();
    start_times();
    start_tree();
}
