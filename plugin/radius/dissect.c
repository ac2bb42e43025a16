/* Dissects a RADIUS packet, and links it to the Response in a tunnel that it is about.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/exceptions.h>

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

static void
show(tvbuff_t *tvb, proto_tree *tree, const struct pptp_radius_request *request)
{
    if (request->response && request->response->at.frame)
        pptp_show_number(tree, hf_pptp_auth_response_in, tvb, request->response->at.frame);
}

/* A malformed packet throws an exception through the built-in dissector. */
static int
dissect_linked(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data,
               const struct pptp_radius_request *request)
{
    const proto_node *before = tree->last_child;
    volatile int length = 0;

    TRY {
        length = pptp_takeover_call(&place, tvb, pinfo, tree, data);
    }
    FINALLY {
        show(tvb, last_subtree(tree, before), request);
    }
    ENDTRY;
    return length;
}

static int
dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    const struct pptp_radius_request *request = NULL;

    if (pptp_capture_is_wanted() && !pinfo->flags.in_error_pkt)
        request = pptp_radius_track(tvb, pinfo);
    if (request && tree)
        return dissect_linked(tvb, pinfo, tree, data, request);
    return pptp_takeover_call(&place, tvb, pinfo, tree, data);
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
