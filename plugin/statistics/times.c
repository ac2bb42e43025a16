/* Measures the response times of requests.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/srt_table.h>

#include "control/messages.h"
#include "statistics/times.h"
#include "tap.h"

/* A row for each Control Message Type, because a row's index becomes its filter. Wireshark hides rows without times. */
static void
init(struct register_srt *times _U_, GArray *tables)
{
    srt_stat_table *table = init_srt_table("PPTP Requests", NULL, tables, PPTP_CODES, "Request",
                                           "pptp.control_message_type", NULL);
    const struct pptp_kind *kind;

    for (uint16_t code = 1; (kind = pptp_control_kind_find(code)) != NULL; code++)
        init_srt_table_row(table, code, kind->name);
}

/* The tap reports the reply, which knows its request. */
static tap_packet_status
packet(void *data, packet_info *pinfo, epan_dissect_t *edt _U_, const void *tapped, tap_flags_t flags _U_)
{
    GArray *tables = ((const srt_data_t *)data)->srt_array;
    const struct pptp_event *event = ((const struct pptp_tap *)tapped)->event;
    const struct pptp_event *request = event ? event->request : NULL;
    nstime_t asked;

    if (!request)
        return TAP_PACKET_DONT_REDRAW;
    asked.secs = (time_t)(request->when / PPTP_SECOND);
    asked.nsecs = (int)(request->when % PPTP_SECOND);
    add_srt_table_data(g_array_index(tables, srt_stat_table *, 0), request->kind->code, &asked, pinfo);
    return TAP_PACKET_REDRAW;
}

void
pptp_statistics_times_register(int protocol)
{
    register_srt_table(protocol, NULL, 1, packet, init, NULL);
}
