/* Fills the GUI's and tshark's tables of conversations and endpoints.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/conversation_table.h>

#include "statistics/conversations.h"
#include "tap.h"
#include "tunnel/sequence.h"

#define FILTERS (CONV_FT_ANY_PORT + 1)

/* The fields that filters name, by CONV_FT_..., of IPv4 and of IPv6. */
static const char *const addresses[FILTERS][2] = {
    [CONV_FT_SRC_ADDRESS] = { "ip.src", "ipv6.src" },
    [CONV_FT_DST_ADDRESS] = { "ip.dst", "ipv6.dst" },
    [CONV_FT_ANY_ADDRESS] = { "ip.addr", "ipv6.addr" }
};

static const char *const ports[FILTERS] = {
    [CONV_FT_SRC_PORT] = "tcp.srcport", [CONV_FT_DST_PORT] = "tcp.dstport", [CONV_FT_ANY_PORT] = "tcp.port"
};

static const char *
name_of(const address *at, conv_filter_type_e type)
{
    const char *name = addresses[type][at->type == AT_IPv6];

    return name && (at->type == AT_IPv4 || at->type == AT_IPv6) ? name : CONV_FILTER_INVALID;
}

/* Wireshark appends "==" and an address to the name. What tells a row from others of the same addresses therefore
 * goes before the name. The result is valid until the next call for the type. */
static const char *
narrowed(const char *term, const address *at, conv_filter_type_e type)
{
    static char filters[FILTERS][64];
    const char *name = name_of(at, type);

    if (strcmp(name, CONV_FILTER_INVALID) == 0)
        return name;
    snprintf(filters[type], sizeof filters[type], "%s && %s", term, name);
    return filters[type];
}

static const char *
control_conversation_filter(conv_item_t *item, conv_filter_type_e type)
{
    char term[32];

    if (ports[type])
        return ports[type];
    snprintf(term, sizeof term, "tcp.stream == %u", item->conv_id);
    return narrowed(term, &item->src_address, type);
}

static const char *
tunnel_conversation_filter(conv_item_t *item, conv_filter_type_e type)
{
    char term[48] = "pptp.tunnel";

    if (item->conv_id != CONV_ID_UNSET)
        snprintf(term, sizeof term, "pptp.tunnel.index == %u", item->conv_id);
    return narrowed(term, &item->src_address, type);
}

static const char *
control_endpoint_filter(endpoint_item_t *item, conv_filter_type_e type)
{
    return ports[type] ? ports[type] : name_of(&item->myaddress, type);
}

static const char *
tunnel_endpoint_filter(endpoint_item_t *item, conv_filter_type_e type)
{
    return narrowed("pptp.tunnel", &item->myaddress, type);
}

static ct_dissector_info_t control_conversation = { control_conversation_filter };
static ct_dissector_info_t tunnel_conversation = { tunnel_conversation_filter };
static et_dissector_info_t control_endpoint = { control_endpoint_filter };
static et_dissector_info_t tunnel_endpoint = { tunnel_endpoint_filter };

static uint32_t
port_of(const struct pptp_event *event, unsigned end)
{
    return event->connection->end[end].port;
}

/* The conv_id of a row of type TCP must be its stream: the GUI follows and graphs that stream, and crashes if there
 * is none. */
static void
add_message(conv_hash_t *table, packet_info *pinfo, const struct pptp_tap *tap)
{
    const struct pptp_event *event = tap->event;

    add_conversation_table_data_with_conv_id(table, &tap->sender, &tap->receiver, port_of(event, event->from),
                                             port_of(event, !event->from), event->connection->tcp_stream, 1,
                                             (int)tap->octets, &pinfo->rel_ts, &pinfo->abs_ts, &control_conversation,
                                             CONVERSATION_TCP);
}

/* The Call ID that an end assigned; 0 if it is unknown. A tunnel is one row, so that of one whose Call IDs were not all
 * announced before its first packet has none. */
static uint32_t
call_id(const struct pptp_flow *flow, unsigned end)
{
    const struct pptp_call *call = flow->call;

    return call && call->setup && call->id_known[end] ? call->id[end] : 0;
}

/* The number of the tunnel tells it from others that had the same Call IDs. */
static void
add_packet(conv_hash_t *table, packet_info *pinfo, const struct pptp_tap *tap)
{
    const struct pptp_flow *flow = tap->packet->sequence->flow;

    add_conversation_table_data_with_conv_id(table, &tap->sender, &tap->receiver, call_id(flow, !flow->receiver),
                                             call_id(flow, flow->receiver),
                                             flow->tunnel ? flow->tunnel->number : CONV_ID_UNSET, 1, (int)tap->octets,
                                             &pinfo->rel_ts, &pinfo->abs_ts, &tunnel_conversation, CONVERSATION_NONE);
}

static tap_packet_status
conversation(void *data, packet_info *pinfo, epan_dissect_t *edt _U_, const void *tapped, tap_flags_t flags)
{
    const struct pptp_tap *tap = (const struct pptp_tap *)tapped;
    conv_hash_t *table = (conv_hash_t *)data;

    table->flags = flags;
    if (!pptp_tap_counts(tap))
        return TAP_PACKET_DONT_REDRAW;
    if (tap->event)
        add_message(table, pinfo, tap);
    else
        add_packet(table, pinfo, tap);
    return TAP_PACKET_REDRAW;
}

/* Only address and port tell endpoints apart, and a Linux NAT uses TCP ports as Call IDs. So all tunnels of an
 * address are one endpoint, with port 0. */
static void
add_endpoints(conv_hash_t *table, const struct pptp_tap *tap)
{
    const struct pptp_event *event = tap->event;
    et_dissector_info_t *about = event ? &control_endpoint : &tunnel_endpoint;
    endpoint_type type = event ? ENDPOINT_TCP : ENDPOINT_NONE;

    add_endpoint_table_data(table, &tap->sender, event ? port_of(event, event->from) : 0, true, 1, (int)tap->octets,
                            about, type);
    add_endpoint_table_data(table, &tap->receiver, event ? port_of(event, !event->from) : 0, false, 1, (int)tap->octets,
                            about, type);
}

static tap_packet_status
endpoint(void *data, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped, tap_flags_t flags)
{
    const struct pptp_tap *tap = (const struct pptp_tap *)tapped;
    conv_hash_t *table = (conv_hash_t *)data;

    table->flags = flags;
    if (!pptp_tap_counts(tap))
        return TAP_PACKET_DONT_REDRAW;
    add_endpoints(table, tap);
    return TAP_PACKET_REDRAW;
}

void
pptp_statistics_conversations_register(int protocol)
{
    register_conversation_table(protocol, false, conversation, endpoint);
}
