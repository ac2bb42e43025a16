/* Dissects PPP's protocol 0x003D in a tunnel: Multilink's header, with Wireshark's own fields, and the packet inside.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/exceptions.h>
#include <epan/packet.h>
#include <epan/ppptypes.h>

#include "calls/tunnel.h"
#include "ppp/multilink.h"
#include "show.h"
#include "takeover.h"
#include "tunnel/multilink.h"
#include "tunnel/tracking.h"

/* The number of Wireshark's layers from GRE, or from Multilink, down to what PPP carries. */
enum { LAYERS_BELOW = 2 };

/* Wireshark's own fields of Multilink. */
enum field { ITEM, FLAGS, FIRST, LAST, NUMBER, SHORT_NUMBER, PAYLOAD, FRAGMENTS, FRAGMENT, COUNT, LENGTH, JOINED_IN,
             FIELDS };

static const char *const names[FIELDS] = {
    [ITEM] = "mp", [FLAGS] = "mp.frag", [FIRST] = "mp.first", [LAST] = "mp.last", [NUMBER] = "mp.seq",
    [SHORT_NUMBER] = "mp.sseq", [PAYLOAD] = "mp.payload", [FRAGMENTS] = "mp.fragments", [FRAGMENT] = "mp.fragment",
    [COUNT] = "mp.fragment.count", [LENGTH] = "mp.reassembled.length", [JOINED_IN] = "mp.reassembled.in"
};
static int hf[FIELDS];
static int ett_multilink = -1;

static struct pptp_place place = {
    .table = "ppp.protocol", .pattern = PPP_MP, .description = "PPP Multilink (with PPTP)"
};
static dissector_handle_t ppp;

/* The packet inside Multilink that is being dissected. */
static struct {
    struct pptp_carried carried;        /* packet NULL: none */
    uint8_t layer;                      /* Multilink's */
} inside;

static struct pptp_carried
carried_by_gre(const packet_info *pinfo)
{
    struct pptp_carried carried = { .packet = pptp_tunnel_around(pinfo, LAYERS_BELOW) };
    const struct pptp_flow *flow = carried.packet ? carried.packet->sequence->flow : NULL;

    if (!flow || !flow->tunnel)
        return carried;
    carried.link = flow->tunnel->link;
    carried.from = !flow->receiver;
    return carried;
}

static bool
is_inside(const packet_info *pinfo)
{
    return inside.carried.packet && (uint8_t)(pinfo->curr_layer_num - inside.layer) == LAYERS_BELOW;
}

struct pptp_carried
pptp_tunnel_carried(const packet_info *pinfo)
{
    return is_inside(pinfo) ? inside.carried : carried_by_gre(pinfo);
}

const struct pptp_packet *
pptp_tunnel_carried_packet(const packet_info *pinfo)
{
    return is_inside(pinfo) ? inside.carried.packet : pptp_tunnel_around(pinfo, LAYERS_BELOW);
}

/* --- Fields ------------------------------------------------------------------------------------------------------- */

static uint32_t
number_at(tvbuff_t *tvb, enum pptp_multilink_header header)
{
    return header == PPTP_MULTILINK_SHORT ? tvb_get_ntohs(tvb, 0) & 0x0fff : tvb_get_ntoh24(tvb, 1);
}

static void
show_header(proto_tree *tree, tvbuff_t *tvb, const struct pptp_multilink *multilink)
{
    proto_item *item;

    proto_tree_add_item(tree, hf[FIRST], tvb, 0, 1, ENC_BIG_ENDIAN);
    proto_tree_add_item(tree, hf[LAST], tvb, 0, 1, ENC_BIG_ENDIAN);
    if (multilink->header == PPTP_MULTILINK_SHORT)
        item = proto_tree_add_item(tree, hf[SHORT_NUMBER], tvb, 0, 2, ENC_BIG_ENDIAN);
    else
        item = proto_tree_add_item(tree, hf[NUMBER], tvb, 1, 3, ENC_BIG_ENDIAN);
    if (multilink->is_guess)
        proto_item_append_text(item, " (LCP was not captured: a guess by what follows)");
}

static void
show_joined(proto_tree *tree, tvbuff_t *tvb, const struct pptp_multilink *multilink)
{
    const struct pptp_joined *joined = multilink->joined;
    proto_tree *subtree;
    proto_item *item;

    if (!multilink->completes) {
        pptp_show_number(tree, hf[JOINED_IN], tvb, joined->completed_by->frame);
        return;
    }
    item = proto_tree_add_item(tree, hf[FRAGMENTS], tvb, 0, -1, ENC_NA);
    proto_item_set_generated(item);
    proto_item_append_text(item, " (%u octets in %u fragments)", joined->length, joined->count);
    subtree = proto_item_add_subtree(item, ett_multilink);
    for (unsigned i = 0; i < joined->count; i++)
        pptp_show_number(subtree, hf[FRAGMENT], tvb, joined->frames[i]);
    pptp_show_number(subtree, hf[COUNT], tvb, joined->count);
    pptp_show_number(subtree, hf[LENGTH], tvb, joined->length);
}

static void
show(proto_tree *tree, tvbuff_t *tvb, const struct pptp_multilink *multilink)
{
    proto_item *item = proto_tree_add_item(tree, hf[ITEM], tvb, 0, multilink->header, ENC_NA);
    proto_tree *subtree = proto_item_add_subtree(item, ett_multilink);

    proto_item_append_text(item, ", number %u", number_at(tvb, multilink->header));
    show_header(subtree, tvb, multilink);
    if (multilink->joined)
        show_joined(subtree, tvb, multilink);
}

/* A fragment of a packet that is shown elsewhere, or nowhere, which is known once all packets have been read. */
static void
describe_fragment(packet_info *pinfo, tvbuff_t *tvb, const struct pptp_multilink *multilink)
{
    uint32_t number = number_at(tvb, multilink->header);

    col_set_str(pinfo->cinfo, COL_PROTOCOL, "PPP MP");
    if (multilink->joined)
        col_add_fstr(pinfo->cinfo, COL_INFO, "Fragment %u [reassembled in frame %u]", number,
                     multilink->joined->completed_by->frame);
    else
        col_add_fstr(pinfo->cinfo, COL_INFO, "Fragment %u%s", number,
                     PINFO_FD_VISITED(pinfo) ? " [not reassembled]" : "");
}

/* --- Dissection --------------------------------------------------------------------------------------------------- */

static void
dissect_inside(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, struct pptp_carried carried)
{
    inside.carried = carried;
    inside.layer = pinfo->curr_layer_num;
    TRY {
        call_dissector(ppp, tvb, pinfo, tree);
    }
    FINALLY {
        inside.carried.packet = NULL;
    }
    ENDTRY;
}

/* Returns the packet inside; NULL if this is a fragment that completes none. */
static tvbuff_t *
find_inside(tvbuff_t *tvb, packet_info *pinfo, const struct pptp_multilink *multilink)
{
    const uint8_t whole = PPTP_MULTILINK_BEGINS | PPTP_MULTILINK_ENDS;
    tvbuff_t *joined;

    if ((*tvb_get_ptr(tvb, 0, 1) & whole) == whole)
        return tvb_new_subset_remaining(tvb, multilink->header);
    if (!multilink->completes)
        return NULL;
    joined = tvb_new_child_real_data(tvb, multilink->joined->octets, multilink->joined->captured,
                                     multilink->joined->length);
    add_new_data_source(pinfo, joined, "Reassembled Multilink");
    return joined;
}

static int
dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    struct pptp_carried carried = carried_by_gre(pinfo);
    struct pptp_multilink multilink;
    tvbuff_t *packet;

    if (!carried.link || !pptp_ppp_multilink_at(carried.link, carried.from, carried.packet, &multilink)
        || tvb_captured_length(tvb) < (unsigned)multilink.header)
        return pptp_takeover_call(&place, tvb, pinfo, tree, data);
    if (tree)
        show(tree, tvb, &multilink);
    packet = find_inside(tvb, pinfo, &multilink);
    if (packet) {
        carried.link = multilink.link;
        carried.from = multilink.from;
        dissect_inside(packet, pinfo, tree, carried);
        return tvb_captured_length(tvb);
    }
    describe_fragment(pinfo, tvb, &multilink);
    if (tree)
        proto_tree_add_item(tree, hf[PAYLOAD], tvb, multilink.header, -1, ENC_NA);
    return tvb_captured_length(tvb);
}

static bool
find_fields(void)
{
    for (unsigned i = 0; i < FIELDS; i++) {
        hf[i] = proto_registrar_get_id_byname(names[i]);
        if (hf[i] == -1)
            return false;
    }
    return true;
}

void
pptp_tunnel_multilink_register(void)
{
    static int *ett[] = { &ett_multilink };

    proto_register_subtree_array(ett, array_length(ett));
}

void
pptp_tunnel_multilink_handoff(void)
{
    ppp = find_dissector("ppp");
    if (ppp && find_fields())
        pptp_takeover_wrap(&place, dissect);
}
