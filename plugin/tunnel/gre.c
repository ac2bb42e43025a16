/* Dissects one GRE packet of a tunnel: the built-in dissector's tree, and in it what the plugin knows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ipproto.h>

#include "calls/tunnel.h"
#include "capture.h"
#include "conformance/clauses.h"
#include "icmp.h"
#include "show.h"
#include "takeover.h"
#include "tap.h"
#include "tunnel/analysis.h"
#include "tunnel/foreign.h"
#include "tunnel/gre.h"
#include "tunnel/tracking.h"
#include "tunnel/verdicts.h"

static struct pptp_place place = { .table = "ip.proto", .pattern = IP_PROTO_GRE, .description = "GRE (with PPTP)" };
static int proto_gre = -1;

/* A packet, and what is known about it. */
struct sight {
    struct pptp_gre gre;
    bool quoted;                        /* by an ICMP error */
    const struct pptp_refusal *error;   /* the error; NULL: it quotes a packet around this one */
    const struct pptp_packet *packet;   /* NULL: nothing is known about it */
    bool has_info;                      /* for the Info column, which somebody reads */
    proto_tree *tree;                   /* NULL: nobody reads PPTP's items */
    const proto_node *before;           /* the last node of the tree before GRE's; NULL: none */
};

/* Returns GRE's subtree among the nodes after one, or the tree itself if GRE has none, as in an invisible tree. */
static proto_tree *
gre_tree(proto_tree *tree, const proto_node *behind)
{
    proto_node *node = pptp_show_find(behind ? behind->next : tree->first_child, proto_gre);

    return node ? node : tree;
}

static void
name_clauses(const packet_info *pinfo, proto_tree *tree, unsigned faults)
{
    for (unsigned fault = 0; fault < PPTP_HEADER_FAULTS; fault++) {
        if (faults >> fault & 1)
            pptp_conformance_show(pinfo->pool, tree, pptp_conformance_clause(PPTP_BY_HEADER, fault, 0, NULL), false);
    }
}

/* Few headers have faults. */
static void
keep_faults(const packet_info *pinfo, proto_tree *tree, const struct sight *sight, unsigned faults)
{
    name_clauses(pinfo, tree, faults);
    if (PINFO_FD_VISITED(pinfo))
        return;
    if (sight->packet)
        pptp_tunnel_note_faults(sight->packet, faults);
    else
        pptp_tunnel_note_route_faults(pinfo, faults);
}

static void
judge(packet_info *pinfo, proto_item *item, const struct sight *sight)
{
    unsigned faults;

    if (sight->quoted) {
        pptp_tunnel_quote_show(pinfo, item, sight->packet, sight->error);
        return;
    }
    faults = pptp_tunnel_header_check(pinfo, item, &sight->gre);
    if (faults)
        keep_faults(pinfo, proto_item_get_subtree(item), sight, faults);
    if (sight->packet)
        pptp_tunnel_verdicts_show(pinfo, item, sight->packet);
}

static void
show(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const struct sight *sight)
{
    proto_item *item = tree ? pptp_tunnel_show(tvb, pinfo, tree, sight->packet) : NULL;
    const char *current = pptp_show_as_pptp(pinfo);

    if (sight->packet && sight->packet->sequence && pptp_show_is_seen(tree))
        pptp_tunnel_show_line(pinfo, proto_tree_get_parent(tree), sight->packet);
    judge(pinfo, item, sight);
    pinfo->current_proto = current;
}

static bool
is_acknowledgment(const struct pptp_gre *gre)
{
    return gre->payload == 0 && gre->has_acknowledgment;
}

/* Wireshark writes "Encapsulated PPP", though an acknowledgment carries none. */
static void
name_acknowledgment(packet_info *pinfo, const struct pptp_gre *gre)
{
    col_add_fstr(pinfo->cinfo, COL_INFO, "Acknowledgment %u", gre->acknowledgment);
    if (gre->has_key)
        col_append_fstr(pinfo->cinfo, COL_INFO, ", Call ID %u", gre->call_id);
}

static void
show_all(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const void *more)
{
    const struct sight *sight = more;

    if (is_acknowledgment(&sight->gre))
        name_acknowledgment(pinfo, &sight->gre);
    if (sight->has_info)
        pptp_tunnel_verdicts_write_info(pinfo, sight->packet);
    show(tvb, pinfo, sight->tree ? gre_tree(tree, sight->before) : NULL, sight);
}

static void
queue(packet_info *pinfo, const struct pptp_packet *packet, unsigned octets)
{
    const struct pptp_flow *flow = packet->sequence->flow;
    const struct pptp_connection *connection = flow->call ? flow->call->connection : NULL;

    pptp_tap_queue(pinfo, (struct pptp_tap){
        .sender = pinfo->src, .receiver = pinfo->dst,
        .connection = connection && !connection->assumed ? connection : NULL,
        .call = flow->call, .tunnel = flow->tunnel, .packet = packet, .octets = octets });
}

static bool
has_info(packet_info *pinfo, const struct sight *sight)
{
    return sight->packet && sight->packet->sequence && !sight->quoted && col_get_writable(pinfo->cinfo, COL_INFO)
        && pptp_tunnel_verdicts_have_info(sight->packet);
}

struct foreign {
    unsigned faults;
    const proto_node *before;           /* as in struct sight */
};

static void
show_foreign(tvbuff_t *tvb _U_, packet_info *pinfo, proto_tree *tree, const void *more)
{
    const struct foreign *foreign = more;
    proto_tree *subtree = tree ? gre_tree(tree, foreign->before) : NULL;
    const char *current = pptp_show_as_pptp(pinfo);

    pptp_tunnel_foreign_show(pinfo, proto_tree_get_parent(subtree), foreign->faults);
    if (subtree)
        name_clauses(pinfo, subtree, foreign->faults);
    pinfo->current_proto = current;
}

/* GRE that is not PPTP's, or a tunnel's packet with a wrong header. */
PPTP_RARE static int
dissect_foreign(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    struct foreign foreign = { .faults = pptp_tunnel_foreign_faults(tvb, pinfo),
                               .before = tree ? tree->last_child : NULL };

    if (!foreign.faults)
        return pptp_takeover_call(&place, tvb, pinfo, tree, data);
    return pptp_takeover_call_and(&place, tvb, pinfo, tree, data, show_foreign, &foreign);
}

/* On the first pass, most packets have nothing for an expert item to say. */
static bool
has_items(const packet_info *pinfo, const struct sight *sight)
{
    return PINFO_FD_VISITED(pinfo) || sight->quoted || !pptp_tunnel_header_is_sound(&sight->gre)
        || (sight->packet && (sight->packet->verdicts || sight->packet->told));
}

static int
dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    struct sight sight;

    if (!pptp_capture_is_wanted())
        return pptp_takeover_call(&place, tvb, pinfo, tree, data);
    if (!pptp_tunnel_header_read(tvb, pinfo, &sight.gre))
        return dissect_foreign(tvb, pinfo, tree, data);
    sight.quoted = pinfo->flags.in_error_pkt;
    sight.error = sight.quoted ? pptp_icmp_take() : NULL;
    sight.packet = pptp_tunnel_track(pinfo, &sight.gre, data, sight.error);
    sight.tree = pptp_show_wanted(tree);
    sight.before = tree ? tree->last_child : NULL;
    sight.has_info = has_info(pinfo, &sight);
    if (sight.packet && !sight.quoted && pptp_tap_is_heard())
        queue(pinfo, sight.packet, tvb_reported_length(tvb));
    if (sight.tree || sight.has_info || is_acknowledgment(&sight.gre))
        return pptp_takeover_call_and(&place, tvb, pinfo, tree, data, show_all, &sight);
    if (has_items(pinfo, &sight))
        show(tvb, pinfo, NULL, &sight);
    return pptp_takeover_call(&place, tvb, pinfo, tree, data);
}

void
pptp_tunnel_gre_register(void)
{
    proto_gre = proto_get_id_by_filter_name("gre");
}

void
pptp_tunnel_gre_handoff(void)
{
    pptp_takeover_wrap(&place, dissect);
}
