/* Adds lines to Wireshark's Flow Graph, whose header no package for developers holds.
 *
 * libwireshark exports the functions on every version. Inside Wireshark's source tree, its own header counts, and the
 * compiler compares it with ours. Elsewhere, ours is all. That is safe: Wireshark itself allocates and frees the lines,
 * so that members behind ours do not matter, and a plugin only loads in the minor version that it was built for, within
 * which Wireshark keeps its structures as they are. The layout was read in the source of 4.0 and in the machine code of
 * 4.0.17, 4.2.2, 4.4.19 and 4.6.9.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include <stddef.h>

#include <epan/packet.h>
#include <epan/tap.h>

#include "statistics/flow_graph.h"

#if __has_include(<epan/sequence_analysis.h>)
#include <epan/sequence_analysis.h>

#define SAME(theirs, ours, member) \
    _Static_assert(offsetof(theirs, member) == offsetof(struct ours, member) \
                       && sizeof ((theirs *)0)->member == sizeof ((struct ours *)0)->member, \
                   "flow_graph.h differs from Wireshark's sequence_analysis.h in " #member)
SAME(seq_analysis_item_t, pptp_flow_line, frame_number);
SAME(seq_analysis_item_t, pptp_flow_line, src_addr);
SAME(seq_analysis_item_t, pptp_flow_line, port_src);
SAME(seq_analysis_item_t, pptp_flow_line, dst_addr);
SAME(seq_analysis_item_t, pptp_flow_line, port_dst);
SAME(seq_analysis_item_t, pptp_flow_line, frame_label);
SAME(seq_analysis_item_t, pptp_flow_line, time_str);
SAME(seq_analysis_item_t, pptp_flow_line, comment);
SAME(seq_analysis_item_t, pptp_flow_line, conv_num);
SAME(seq_analysis_item_t, pptp_flow_line, fg_color);
SAME(seq_analysis_item_t, pptp_flow_line, bg_color);
SAME(seq_analysis_item_t, pptp_flow_line, has_color_filter);
SAME(seq_analysis_item_t, pptp_flow_line, display);
SAME(seq_analysis_info_t, pptp_flow_graph, items);
#else
typedef struct pptp_flow_line seq_analysis_item_t;
typedef struct pptp_flow_graph seq_analysis_info_t;

WS_DLL_PUBLIC void register_seq_analysis(const char *name, const char *ui_name, const int proto_id,
                                         const char *tap_listener, unsigned tap_flags, tap_packet_cb tap_func);
WS_DLL_PUBLIC seq_analysis_item_t *sequence_analysis_create_sai_with_addresses(packet_info *pinfo,
                                                                               seq_analysis_info_t *sainfo);
#endif

/* The packet's own addresses may be those of IP inside the tunnel. */
static seq_analysis_item_t *
line_between(seq_analysis_info_t *graph, packet_info *pinfo, const address *sender, const address *receiver)
{
    address inner[] = { pinfo->src, pinfo->dst, pinfo->net_src, pinfo->net_dst };
    seq_analysis_item_t *line;

    pinfo->src = pinfo->net_src = *sender;
    pinfo->dst = pinfo->net_dst = *receiver;
    line = sequence_analysis_create_sai_with_addresses(pinfo, graph);
    pinfo->src = inner[0];
    pinfo->dst = inner[1];
    pinfo->net_src = inner[2];
    pinfo->net_dst = inner[3];
    return line;
}

struct pptp_flow_line *
pptp_statistics_flow_graph_add(struct pptp_flow_graph *graph, packet_info *pinfo, const address *sender,
                               const address *receiver)
{
    struct pptp_flow_line *line =
        (struct pptp_flow_line *)line_between((seq_analysis_info_t *)graph, pinfo, sender, receiver);

    if (!line)
        return NULL;
    line->frame_number = pinfo->num;
    line->display = true;
    g_queue_push_tail(graph->items, line);
    return line;
}

void
pptp_statistics_flow_graph_register(const char *name, const char *title, int protocol, tap_packet_cb packet)
{
    register_seq_analysis(name, title, protocol, NULL, TL_REQUIRES_COLUMNS, packet);
}
