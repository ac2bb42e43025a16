/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include <epan/packet.h>
#include <epan/conversation_filter.h>

#include "calls/call.h"
#include "control/filters.h"
#include "control/tracking.h"

static pptp_bool
has_connection(packet_info *pinfo PPTP_FILTER_DATA)
{
    return pptp_tracking_first(pinfo) != NULL;
}

static char *
connection_filter(packet_info *pinfo PPTP_FILTER_DATA)
{
    return g_strdup_printf("pptp.stream == %u", pptp_tracking_first(pinfo)->connection->index);
}

static pptp_bool
has_call(packet_info *pinfo PPTP_FILTER_DATA)
{
    const struct pptp_event *event = pptp_tracking_first(pinfo);

    return event && event->call;
}

static char *
call_filter(packet_info *pinfo PPTP_FILTER_DATA)
{
    return g_strdup_printf("pptp.call == %u", pptp_tracking_first(pinfo)->call->index);
}

void
pptp_filters_register(void)
{
    register_conversation_filter("pptp", "PPTP control connection", has_connection, connection_filter
                                 PPTP_NO_FILTER_DATA);
    register_conversation_filter("pptp", "PPTP call", has_call, call_filter PPTP_NO_FILTER_DATA);
}
