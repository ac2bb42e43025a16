/* Offers the Conversation Filters of a packet: its control connection, and its call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/packet.h>
#include <epan/conversation_filter.h>

#include "calls/call.h"
#include "control/tracking.h"
#include "filters.h"
#include "tunnel/tracking.h"

/* Returns the call of the frame's first message or tunnel packet, or NULL if none is known. */
static const struct pptp_call *
call_of(packet_info *pinfo)
{
    const struct pptp_event *event = pptp_control_tracking_first(pinfo);

    return event ? event->call : pptp_tunnel_call(pinfo);
}

static const struct pptp_connection *
connection_of(packet_info *pinfo)
{
    const struct pptp_event *event = pptp_control_tracking_first(pinfo);
    const struct pptp_call *call = call_of(pinfo);

    if (event)
        return event->connection;
    return call && !call->connection->assumed ? call->connection : NULL;
}

static pptp_bool
has_connection(packet_info *pinfo PPTP_FILTER_DATA)
{
    return connection_of(pinfo) != NULL;
}

static char *
connection_filter(packet_info *pinfo PPTP_FILTER_DATA)
{
    return g_strdup_printf("pptp.stream == %u", connection_of(pinfo)->number);
}

static pptp_bool
has_call(packet_info *pinfo PPTP_FILTER_DATA)
{
    return call_of(pinfo) != NULL;
}

static char *
call_filter(packet_info *pinfo PPTP_FILTER_DATA)
{
    return g_strdup_printf("pptp.call == %u", call_of(pinfo)->number);
}

void
pptp_filters_register(void)
{
    register_conversation_filter("pptp", "PPTP control connection", has_connection, connection_filter
                                 PPTP_NO_FILTER_DATA);
    register_conversation_filter("pptp", "PPTP call", has_call, call_filter PPTP_NO_FILTER_DATA);
}
