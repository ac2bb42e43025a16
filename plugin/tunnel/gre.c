/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include <epan/exceptions.h>
#include <epan/ipproto.h>

#include "tunnel/analysis.h"
#include "tunnel/gre.h"
#include "tunnel/ip.h"
#include "tunnel/tracking.h"
#include "tunnel/verdicts.h"

static protocol_t *pptp;
static int proto_gre = -1;

/* GRE's tree among what was added behind a node; what is added to if it is not there, as in a tree that nobody sees. */
static proto_tree *
gre_tree(proto_tree *tree, const proto_node *behind)
{
    proto_node *node = behind ? behind->next : tree->first_child;

    while (node && !(PNODE_FINFO(node) && PNODE_FINFO(node)->hfinfo->id == proto_gre))
        node = node->next;
    return node ? node : tree;
}

static void
show(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const struct pptp_gre *gre,
     const struct pptp_packet *packet)
{
    proto_item *item = tree ? pptp_tunnel_show(tvb, tree, packet) : NULL;

    if (pinfo->flags.in_error_pkt) {
        pptp_tunnel_quote_show(pinfo, item, packet);
        return;
    }
    pptp_gre_check(pinfo, item, gre);
    if (packet)
        pptp_tunnel_verdicts_show(pinfo, item, packet);
}

static int
dissect_with_tree(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data, const struct pptp_gre *gre,
                  const struct pptp_packet *packet)
{
    const proto_node *before = tree->last_child;
    volatile int length = 0;

    TRY {
        length = pptp_ip_built_in(IP_PROTO_GRE, tvb, pinfo, tree, data);
    }
    FINALLY {
        show(tvb, pinfo, gre_tree(tree, before), gre, packet);
    }
    ENDTRY;
    return length;
}

static int
dissect_without_tree(tvbuff_t *tvb, packet_info *pinfo, void *data, const struct pptp_gre *gre,
                     const struct pptp_packet *packet)
{
    show(tvb, pinfo, NULL, gre, packet);
    return pptp_ip_built_in(IP_PROTO_GRE, tvb, pinfo, NULL, data);
}

/* Wireshark calls it "Encapsulated PPP", as if there were some. */
static void
name_acknowledgment(packet_info *pinfo, const struct pptp_gre *gre)
{
    if (gre->payload == 0 && gre->has_acknowledgment && gre->has_key)
        col_add_fstr(pinfo->cinfo, COL_INFO, "Acknowledgment %u, Call ID %u", gre->acknowledgment, gre->call_id);
}

int
pptp_gre_dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    struct pptp_gre gre;
    const struct pptp_packet *packet;
    int length;

    if (!proto_is_protocol_enabled(pptp) || !pptp_gre_read(tvb, &gre))
        return pptp_ip_built_in(IP_PROTO_GRE, tvb, pinfo, tree, data);
    packet = pptp_tunnel_track(pinfo, &gre, data);
    length = tree ? dissect_with_tree(tvb, pinfo, tree, data, &gre, packet)
                  : dissect_without_tree(tvb, pinfo, data, &gre, packet);
    name_acknowledgment(pinfo, &gre);
    return length;
}

void
pptp_gre_register(int protocol)
{
    pptp = find_protocol_by_id(protocol);
    proto_gre = proto_get_id_by_filter_name("gre");
}
