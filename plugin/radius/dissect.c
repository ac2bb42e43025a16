/* Dissects a RADIUS packet, and links it to the Response in a tunnel that it is about.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "capture.h"
#include "radius/dissect.h"
#include "radius/tracking.h"
#include "show.h"
#include "takeover.h"

static struct pptp_place place = {
    .table = "udp.port", .pattern = 1812, .description = "RADIUS (with PPTP)"          /* RFC 2865 section 3 */
};
static int hf_pptp_auth_response_in = -1;

static proto_tree *
last_subtree(proto_tree *tree, const proto_node *before)
{
    return tree->last_child && tree->last_child != before ? tree->last_child : tree;
}

struct sight {
    const struct pptp_radius_request *request;
    const proto_node *before;           /* the last node of the tree before RADIUS's; NULL: none */
};

static void
show(tvbuff_t *tvb, packet_info *pinfo _U_, proto_tree *tree, const void *more)
{
    const struct sight *sight = more;
    const struct pptp_radius_response *response = sight->request->response;

    if (response && response->at.frame)
        pptp_show_number(last_subtree(tree, sight->before), hf_pptp_auth_response_in, tvb, response->at.frame);
}

static int
dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    struct sight sight = { .request = NULL };

    if (pptp_capture_is_wanted() && !pinfo->flags.in_error_pkt)
        sight.request = pptp_radius_track(tvb, pinfo);
    if (!sight.request || !tree)
        return pptp_takeover_call(&place, tvb, pinfo, tree, data);
    sight.before = tree->last_child;
    return pptp_takeover_call_and(&place, tvb, pinfo, tree, data, show, &sight);
}

static void
sweep_ports(void)
{
    pptp_takeover_sweep(place.table, place.built_in, place.ours);
}

void
pptp_radius_handoff(void)
{
    pptp_takeover_wrap(&place, dissect);
    if (place.built_in)
        register_init_routine(sweep_ports);
}

void
pptp_radius_register(int protocol)
{
    static hf_register_info hf[] = {
        { &hf_pptp_auth_response_in,
          { "Response in", "pptp.auth.response_in", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_NONE), 0x0,
            "In RADIUS: the tunnel packet with the Response that the Access-Request carries", HFILL } },
    };

    proto_register_field_array(protocol, hf, array_length(hf));
    pptp_radius_tracking_register(protocol);
}
