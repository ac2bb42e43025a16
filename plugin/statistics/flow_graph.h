/* What the ladder needs of Wireshark's Flow Graph, whose header no package for developers holds.
 *
 * libwireshark exports the functions on every version. Inside Wireshark's source tree, its own header counts, and the
 * compiler compares it with what stands here. Elsewhere, this is all: lines are only allocated and freed by Wireshark
 * itself, so that their last members do not matter, and a plugin is bound to a minor version, which does not move the
 * first ones. They were read in the sources of 4.0 and 4.4, and in the machine code of 4.0.17, 4.2.2, 4.4.19 and 4.6.9.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef PPTP_STATISTICS_FLOW_GRAPH_H
#define PPTP_STATISTICS_FLOW_GRAPH_H

#include <stddef.h>

#include <epan/packet.h>
#include <epan/tap.h>

/* A line: an arrow from one address to another. */
struct pptp_flow_line {
    uint32_t frame_number;
    address src_addr;
    uint16_t port_src;
    address dst_addr;
    uint16_t port_dst;
    char *frame_label;              /* on the arrow; Wireshark frees this and the next two with g_free() */
    char *time_str;
    char *comment;                  /* beside the arrow */
    uint16_t conv_num;              /* gives the line its color, unless has_color_filter does */
    unsigned fg_color;              /* 0xRRGGBB */
    unsigned bg_color;
    pptp_bool has_color_filter;
    pptp_bool display;
};

/* All lines. */
struct pptp_flow_lines {
    const char *name;
    pptp_bool any_addr;
    int nconv;
    GQueue *items;                  /* of lines */
};

#if __has_include(<epan/sequence_analysis.h>)
#include <epan/sequence_analysis.h>

#define PPTP_SAME(theirs, ours, member) \
    _Static_assert(offsetof(theirs, member) == offsetof(struct ours, member) \
                       && sizeof ((theirs *)0)->member == sizeof ((struct ours *)0)->member, \
                   "flow_graph.h differs from Wireshark's sequence_analysis.h")
PPTP_SAME(seq_analysis_item_t, pptp_flow_line, frame_number);
PPTP_SAME(seq_analysis_item_t, pptp_flow_line, src_addr);
PPTP_SAME(seq_analysis_item_t, pptp_flow_line, port_src);
PPTP_SAME(seq_analysis_item_t, pptp_flow_line, dst_addr);
PPTP_SAME(seq_analysis_item_t, pptp_flow_line, port_dst);
PPTP_SAME(seq_analysis_item_t, pptp_flow_line, frame_label);
PPTP_SAME(seq_analysis_item_t, pptp_flow_line, comment);
PPTP_SAME(seq_analysis_item_t, pptp_flow_line, conv_num);
PPTP_SAME(seq_analysis_item_t, pptp_flow_line, fg_color);
PPTP_SAME(seq_analysis_item_t, pptp_flow_line, bg_color);
PPTP_SAME(seq_analysis_item_t, pptp_flow_line, has_color_filter);
PPTP_SAME(seq_analysis_item_t, pptp_flow_line, display);
PPTP_SAME(seq_analysis_info_t, pptp_flow_lines, items);
#undef PPTP_SAME

#else
typedef struct pptp_flow_line seq_analysis_item_t;
typedef struct pptp_flow_lines seq_analysis_info_t;

/* Registers a flow type: its name on tshark's command line and in the GUI. tap: NULL for the tap that has the name of
 * the protocol. flags: TL_... */
WS_DLL_PUBLIC void register_seq_analysis(const char *name, const char *ui_name, const int protocol, const char *tap,
                                         unsigned flags, tap_packet_cb packet);

/* Returns a line with the packet's addresses and time, which is in no list yet; NULL if the packet has none. */
WS_DLL_PUBLIC seq_analysis_item_t *sequence_analysis_create_sai_with_addresses(packet_info *pinfo,
                                                                               seq_analysis_info_t *lines);
#endif

#endif
