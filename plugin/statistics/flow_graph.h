/* Wireshark's Flow Graph: the lines that it draws.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_STATISTICS_FLOW_GRAPH_H
#define PPTP_STATISTICS_FLOW_GRAPH_H

#include <epan/packet.h>
#include <epan/tap.h>

/* The first members of Wireshark's seq_analysis_item_t: an arrow from one address to another. */
struct pptp_flow_line {
    uint32_t frame_number;
    address src_addr;
    uint16_t port_src;
    address dst_addr;
    uint16_t port_dst;
    char *frame_label;              /* on the arrow; Wireshark frees this and the next two with g_free() */
    char *time_str;
    char *comment;                  /* beside the arrow */
    uint16_t conv_num;              /* gives the line its color, unless has_color_filter is set */
    unsigned fg_color;              /* 0xRRGGBB */
    unsigned bg_color;
    pptp_bool has_color_filter;
    pptp_bool display;
};

/* The first members of Wireshark's seq_analysis_info_t: a graph. */
struct pptp_flow_graph {
    const char *name;
    pptp_bool any_addr;
    int nconv;
    GQueue *items;                  /* of struct pptp_flow_line */
};

/* Adds a line of this packet to the graph and returns it; returns NULL if there is no address. The addresses are
 * copied. The line lacks label and comment, which must not stay NULL. */
struct pptp_flow_line *pptp_statistics_flow_graph_add(struct pptp_flow_graph *graph, packet_info *pinfo,
                                                      const address *sender, const address *receiver);

/* Registers a flow type that listens to the tap of the protocol's name and reads columns. name: for tshark; title: for
 * people; both static. packet: gets a struct pptp_flow_graph. */
void pptp_statistics_flow_graph_register(const char *name, const char *title, int protocol, tap_packet_cb packet);

#endif
