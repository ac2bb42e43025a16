/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include <epan/ipproto.h>

#include "icmp.h"
#include "takeover.h"
#include "tunnel/analysis.h"
#include "tunnel/gre.h"
#include "tunnel/header.h"
#include "tunnel/ip.h"
#include "tunnel/tracking.h"
#include "tunnel/verdicts.h"

static const struct {
    uint32_t protocol;
    dissector_t dissector;
    const char *description;        /* where the built-in's cannot be had */
} wrapped[] = {
    { IP_PROTO_GRE, pptp_tunnel_gre_dissect, "GRE (with PPTP)" },
    { IP_PROTO_ICMP, pptp_icmp_dissect, "ICMP (with PPTP)" },
    { IP_PROTO_ICMPV6, pptp_icmpv6_dissect, "ICMPv6 (with PPTP)" },
};

/* By IP protocol. A call through a table can leave the layer out, which a call of a handle cannot. */
static dissector_table_t built_ins;

int
pptp_tunnel_ip_built_in(uint32_t protocol, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    return PPTP_TRY_UINT(built_ins, protocol, tvb, pinfo, tree, FALSE, data);
}

void
pptp_tunnel_register(int protocol, expert_module_t *expert)
{
    built_ins = register_dissector_table("pptp.built_in", "IP protocols that PPTP looks into", protocol, FT_UINT8,
                                         BASE_DEC);
    pptp_tunnel_tracking_register();
    pptp_tunnel_gre_register(protocol);
    pptp_tunnel_gre_header_register(expert);
    pptp_tunnel_analysis_register(protocol);
    pptp_tunnel_verdicts_register(expert);
}

static void
wrap(uint32_t protocol, dissector_t dissector, const char *description)
{
    dissector_handle_t built_in = dissector_get_default_uint_handle("ip.proto", protocol);
    int owner = built_in ? dissector_handle_get_protocol_index(built_in) : -1;

    if (owner == -1)
        return;
    dissector_add_uint("pptp.built_in", protocol, built_in);
    pptp_takeover("ip.proto", protocol, built_in, create_dissector_handle(dissector, owner),
                  create_dissector_handle_with_name_and_description(dissector, owner, NULL, description));
}

void
pptp_tunnel_handoff(void)
{
    for (unsigned i = 0; i < array_length(wrapped); i++)
        wrap(wrapped[i].protocol, wrapped[i].dissector, wrapped[i].description);
}
