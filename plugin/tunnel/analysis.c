/* Shows a packet's place in its tunnel as generated fields: the call, the sender, gaps, acknowledgments, the window.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/to_str.h>

#include "calls/call.h"
#include "calls/tunnel.h"
#include "ppp/analysis.h"
#include "show.h"
#include "tunnel/analysis.h"
#include "tunnel/points.h"
#include "tunnel/tracking.h"
#include "witness/points.h"

static int proto_pptp = -1;
static int hf_pptp_tunnel = -1;
static int hf_pptp_tunnel_index = -1;
static int hf_pptp_tunnel_sender = -1;
static int hf_pptp_tunnel_call_id_assigned_by = -1;
static int hf_pptp_tunnel_expected_sequence = -1;
static int hf_pptp_tunnel_gap = -1;
static int hf_pptp_tunnel_gap_filled_in = -1;
static int hf_pptp_tunnel_gap_filled_in_number = -1;
static int hf_pptp_tunnel_acks_frame = -1;
static int hf_pptp_tunnel_acks_frame_number = -1;
static int hf_pptp_tunnel_ack_rtt = -1;
static int hf_pptp_tunnel_acked_in = -1;
static int hf_pptp_tunnel_acked_in_number = -1;
static int hf_pptp_tunnel_in_flight = -1;
static int hf_pptp_tunnel_window = -1;
static int hf_pptp_tunnel_copy_of = -1;
static int hf_pptp_tunnel_copy_of_number = -1;

static int ett_pptp_tunnel = -1;

static bool
is_link_to(const proto_node *node, uint32_t frame)
{
    field_info *info = PNODE_FINFO(node);

    return info && info->hfinfo->type == FT_FRAMENUM && fvalue_get_uinteger(PPTP_ITEM_VALUE(info)) == frame;
}

/* Returns true if the node, a sibling after it, or a node below them links to the frame. */
static bool
have_link_to(const proto_node *node, uint32_t frame)
{
    for (; node; node = node->next) {
        if (is_link_to(node, frame) || have_link_to(node->first_child, frame))
            return true;
    }
    return false;
}

/* Adds a link to a frame. If a tree has several links to one frame, Wireshark's packet list draws only the first, as
 * an arrow, a check mark or a dot. The tunnel's links come before those of the protocols inside it, whose arrows
 * readers want. So if one of these links to the same frame, ours becomes a plain number. */
static proto_item *
show_frame(proto_tree *tree, int link, int number, tvbuff_t *tvb, uint32_t frame)
{
    const proto_node *gre = tree->parent;

    return pptp_show_number(tree, gre && have_link_to(gre->next, frame) ? number : link, tvb, frame);
}

/* The Call ID in the packet is the receiver's, though readers often take it for the sender's. */
static void
show_peers(proto_tree *tree, tvbuff_t *tvb, const struct pptp_flow *flow)
{
    proto_item *item;

    if (!flow->call->roles_known)
        return;
    pptp_show_string(tree, hf_pptp_tunnel_sender, tvb, pptp_message_role_name(pptp_flow_sender(flow)));
    item = pptp_show_string(tree, hf_pptp_tunnel_call_id_assigned_by, tvb,
                            pptp_message_role_name(pptp_flow_receiver(flow)));
    proto_item_append_text(item, ", the receiver");
}

static void
show_call(proto_tree *tree, tvbuff_t *tvb, const struct pptp_flow *flow)
{
    const struct pptp_call *call = flow->call;

    if (!call->connection->assumed)
        pptp_show_stream(tree, tvb, call->connection);
    pptp_show_call(tree, tvb, call);
    pptp_show_setup(tree, tvb, call);
    show_peers(tree, tvb, flow);
}

/* What fills the gap comes later, and is known from the second pass on. */
static void
show_gap(proto_tree *tree, tvbuff_t *tvb, const struct pptp_packet *packet)
{
    const struct pptp_trouble *trouble = pptp_tunnel_trouble(packet);
    proto_item *item;

    pptp_show_number(tree, hf_pptp_tunnel_gap, tvb, trouble->gap);
    if (trouble->filled == 0)
        return;
    item = show_frame(tree, hf_pptp_tunnel_gap_filled_in, hf_pptp_tunnel_gap_filled_in_number, tvb,
                      pptp_tunnel_other(packet)->frame);
    proto_item_append_text(item, " (%u of %u)", trouble->filled, trouble->gap);
}

static void
show_acknowledgment(proto_tree *tree, tvbuff_t *tvb, const struct pptp_packet *packet)
{
    const struct pptp_packet *acknowledgment = pptp_tunnel_sequence_acknowledged_by(packet);

    if (acknowledgment)
        show_frame(tree, hf_pptp_tunnel_acked_in, hf_pptp_tunnel_acked_in_number, tvb, acknowledgment->frame);
}

static void
show_number(proto_tree *tree, tvbuff_t *tvb, const struct pptp_packet *packet)
{
    if (packet->was_due)
        pptp_show_number(tree, hf_pptp_tunnel_expected_sequence, tvb, pptp_tunnel_due(packet));
    if (pptp_tunnel_trouble(packet)->gap > 0)
        show_gap(tree, tvb, packet);
    if (proto_field_is_referenced(tree, hf_pptp_tunnel_acked_in) && !pptp_packet_is(packet, PPTP_TUNNEL_DUPLICATE))
        show_acknowledgment(tree, tvb, packet);
}

static void
show_flight(proto_tree *tree, tvbuff_t *tvb, const struct pptp_packet *packet)
{
    proto_item *item;

    if (pptp_packet_is(packet, PPTP_TUNNEL_DUPLICATE) || pptp_packet_is(packet, PPTP_TUNNEL_STRAY))
        return;
    pptp_show_number(tree, hf_pptp_tunnel_in_flight, tvb, packet->in_flight);
    item = pptp_show_number(tree, hf_pptp_tunnel_window, tvb, packet->window);
    if (packet->window == 0)
        proto_item_append_text(item, " (none announced)");
}

static void
show_acknowledged(proto_tree *tree, tvbuff_t *tvb, const struct pptp_packet *packet)
{
    const struct pptp_packet *acknowledged = pptp_packet_at(packet->sequence->packets, packet->acknowledged);

    show_frame(tree, hf_pptp_tunnel_acks_frame, hf_pptp_tunnel_acks_frame_number, tvb, acknowledged->frame);
    /* If the acknowledged packet was not captured, the time since an earlier one means nothing. */
    if ((uint32_t)acknowledged->position == packet->acknowledgment)
        pptp_show_time(tree, hf_pptp_tunnel_ack_rtt, tvb, packet->when - acknowledged->when);
}

/* The capture points of packets that came before the proof are known from the second pass on. */
static void
show_point(proto_tree *tree, tvbuff_t *tvb, const struct pptp_packet *packet)
{
    uint8_t point = pptp_tunnel_points_number(packet->sequence->flow, packet->sequence->point);
    const struct pptp_packet *copied = packet->has_number ? pptp_tunnel_points_copied(packet) : NULL;

    if (point != PPTP_NO_POINT)
        pptp_show_point(tree, tvb, point);
    if (copied)
        show_frame(tree, hf_pptp_tunnel_copy_of, hf_pptp_tunnel_copy_of_number, tvb, copied->frame);
}

static void
show_facts(packet_info *pinfo, proto_tree *tree, tvbuff_t *tvb, const struct pptp_packet *packet)
{
    const struct pptp_flow *flow = packet->sequence->flow;

    if (flow->tunnel)
        pptp_show_number(tree, hf_pptp_tunnel_index, tvb, flow->tunnel->number);
    if (flow->call)
        show_call(tree, tvb, flow);
    if (packet->quoted)
        return;
    show_point(tree, tvb, packet);
    if (packet->has_number)
        show_number(tree, tvb, packet);
    if (packet->has_number && packet->both_ways)
        show_flight(tree, tvb, packet);
    if (packet->acknowledged != PPTP_NO_PACKET)
        show_acknowledged(tree, tvb, packet);
    if (flow->tunnel && flow->tunnel->link)
        pptp_ppp_analysis_show(pinfo, tree, tvb, flow->tunnel->link, packet, flow->call);
}

static void
write_title(proto_item *item, const struct pptp_packet *packet)
{
    const struct pptp_flow *flow = packet && packet->sequence ? packet->sequence->flow : NULL;

    if (!flow || !flow->call)
        proto_item_append_text(item, ": no call");
    else if (flow->call->roles_known)
        proto_item_append_text(item, ": call %u, from the %s", flow->call->number,
                               pptp_message_role_name(pptp_flow_sender(flow)));
    else
        proto_item_append_text(item, ": call %u", flow->call->number);
}

void
pptp_tunnel_show_line(packet_info *pinfo, proto_item *gre, const struct pptp_packet *packet)
{
    const struct pptp_flow *flow = packet->sequence->flow;
    wmem_strbuf_t *line = wmem_strbuf_new(pinfo->pool, NULL);

    if (flow->call)
        pptp_show_write_number(line, ", Call: ", flow->call->number);
    if (flow->call && flow->call->roles_known) {
        wmem_strbuf_append(line, ", From: ");
        wmem_strbuf_append(line, pptp_message_role_name(pptp_flow_sender(flow)));
    }
    if (packet->has_number)
        pptp_show_write_number(line, ", Seq: ", packet->position);
    if (packet->has_acknowledgment)
        pptp_show_write_number(line, ", Ack: ", packet->acknowledgment);
    proto_item_append_text(gre, "%s", wmem_strbuf_get_str(line));
}

proto_item *
pptp_tunnel_show(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const struct pptp_packet *packet)
{
    proto_item *item = tree;
    proto_tree *subtree = tree;

    if (!proto_field_is_referenced(tree, proto_pptp))
        return proto_tree_get_parent(tree);
    if (proto_field_is_referenced(tree, hf_pptp_tunnel)) {
        item = proto_tree_add_item(tree, hf_pptp_tunnel, tvb, 0, 0, ENC_NA);
        subtree = proto_item_add_subtree(item, ett_pptp_tunnel);
        proto_item_set_generated(item);
        write_title(item, packet);
    }
    if (packet && packet->sequence)
        show_facts(pinfo, subtree, tvb, packet);
    return item;
}

void
pptp_tunnel_analysis_register(int protocol)
{
    static hf_register_info hf[] = {
        { &hf_pptp_tunnel,
            { "PPTP tunnel", "pptp.tunnel",
              FT_NONE, BASE_NONE, NULL, 0x0,
              "A GRE packet that carries PPP (RFC 2637 section 4)", HFILL }
        },
        { &hf_pptp_tunnel_index,
            { "Tunnel", "pptp.tunnel.index",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Number of the tunnel in this capture, from 0", HFILL }
        },
        { &hf_pptp_tunnel_sender,
            { "Sender", "pptp.tunnel.sender",
              FT_STRING, BASE_NONE, NULL, 0x0,
              "Role of the sender in the call: PNS or PAC", HFILL }
        },
        { &hf_pptp_tunnel_call_id_assigned_by,
            { "Call ID assigned by", "pptp.tunnel.call_id_assigned_by",
              FT_STRING, BASE_NONE, NULL, 0x0,
              "Peer that assigned the Call ID in the packet: always the receiver", HFILL }
        },
        { &hf_pptp_tunnel_expected_sequence,
            { "Expected Sequence Number", "pptp.tunnel.expected_sequence",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Sequence Number that was due: the highest so far in this direction plus 1", HFILL }
        },
        { &hf_pptp_tunnel_gap,
            { "Gap", "pptp.tunnel.gap",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Sequence Numbers skipped just before this packet", HFILL }
        },
        { &hf_pptp_tunnel_gap_filled_in,
            { "Gap filled in", "pptp.tunnel.gap_filled_in",
              FT_FRAMENUM, BASE_NONE, NULL, 0x0,
              "Last late packet that filled part of this gap", HFILL }
        },
        { &hf_pptp_tunnel_gap_filled_in_number,
            { "Gap filled in", "pptp.tunnel.gap_filled_in",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Last late packet that filled part of this gap", HFILL }
        },
        { &hf_pptp_tunnel_acks_frame,
            { "Acknowledges", "pptp.tunnel.acks_frame",
              FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_ACK), 0x0,
              "Packet with the highest Sequence Number that this one is the first to acknowledge", HFILL }
        },
        { &hf_pptp_tunnel_acks_frame_number,
            { "Acknowledges", "pptp.tunnel.acks_frame",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Packet with the highest Sequence Number that this one is the first to acknowledge", HFILL }
        },
        { &hf_pptp_tunnel_ack_rtt,
            { "Time to acknowledge", "pptp.tunnel.ack_rtt",
              FT_RELATIVE_TIME, BASE_NONE, NULL, 0x0,
              "Time from the packet that this one is the first to acknowledge", HFILL }
        },
        { &hf_pptp_tunnel_acked_in,
            { "Acknowledged in", "pptp.tunnel.acked_in",
              FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_ACK), 0x0,
              "First packet that acknowledges this one or a later one", HFILL }
        },
        { &hf_pptp_tunnel_acked_in_number,
            { "Acknowledged in", "pptp.tunnel.acked_in",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "First packet that acknowledges this one or a later one", HFILL }
        },
        { &hf_pptp_tunnel_in_flight,
            { "Packets in flight", "pptp.tunnel.in_flight",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Packets of this direction not yet acknowledged, lost ones included", HFILL }
        },
        { &hf_pptp_tunnel_window,
            { "Window of the receiver", "pptp.tunnel.window",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Packets that the receiver announced it can buffer; 0 if it announced none", HFILL }
        },
        { &hf_pptp_tunnel_copy_of,
            { "Copy of", "pptp.tunnel.copy_of",
              FT_FRAMENUM, BASE_NONE, NULL, 0x0,
              "The same packet, captured before at another capture point", HFILL }
        },
        { &hf_pptp_tunnel_copy_of_number,
            { "Copy of", "pptp.tunnel.copy_of",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "The same packet, captured before at another capture point", HFILL }
        },
    };
    static int *ett[] = {
        &ett_pptp_tunnel,
    };

    proto_pptp = protocol;
    proto_register_field_array(protocol, hf, array_length(hf));
    proto_register_subtree_array(ett, array_length(ett));
}
