/* Recognizes a tunnel's packets whose GRE header has another version or Protocol Type.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/etypes.h>

#include "calls/tunnel.h"
#include "capture.h"
#include "packets.h"
#include "tunnel/foreign.h"
#include "tunnel/tracking.h"

/* Bits of the first two octets */
enum { CHECKSUM_OR_ROUTING = 0xc000, KEY = 0x2000, SEQUENCE = 0x1000, ACKNOWLEDGMENT = 0x0080, VERSION = 0x0007 };

#define ENHANCED 1      /* the version */

static expert_field ei_pptp_tunnel_header_version = EI_INIT;
static expert_field ei_pptp_tunnel_header_protocol_type = EI_INIT;

static wmem_map_t *found;       /* place of a frame in the file -> faults */

static void
begin_capture(void)
{
    found = wmem_map_new(wmem_file_scope(), g_direct_hash, g_direct_equal);
}

static void *
place_of(const packet_info *pinfo)
{
    return GSIZE_TO_POINTER(pinfo->fd->file_off);
}

/* Returns whether the Key is that of a call between the addresses, and tells the length of the payload. */
static bool
is_of_a_call(tvbuff_t *tvb, const packet_info *pinfo, unsigned flags)
{
    unsigned header = 8 + (flags & SEQUENCE ? 4 : 0) + (flags & ACKNOWLEDGMENT ? 4 : 0);
    const struct pptp_flow *flow;

    if (tvb_reported_length(tvb) != header + tvb_get_ntohs(tvb, 4))
        return false;
    flow = pptp_calls_tunnel_flow(pptp_capture_history(), &pinfo->src, &pinfo->dst, tvb_get_ntohs(tvb, 6));
    return flow && flow->announced;
}

static unsigned
judge(tvbuff_t *tvb, const packet_info *pinfo)
{
    unsigned flags, type, faults;

    if (pinfo->flags.in_error_pkt || tvb_captured_length(tvb) < 8)
        return 0;
    flags = tvb_get_ntohs(tvb, 0);
    type = tvb_get_ntohs(tvb, 2);
    if ((flags & (CHECKSUM_OR_ROUTING | KEY)) != KEY || !is_of_a_call(tvb, pinfo, flags))
        return 0;
    faults = (flags & VERSION) != ENHANCED ? 1u << PPTP_HEADER_VERSION : 0;
    return faults | (type != ETHERTYPE_PPP ? 1u << PPTP_HEADER_PROTOCOL_TYPE : 0);
}

unsigned
pptp_tunnel_foreign_faults(tvbuff_t *tvb, const packet_info *pinfo)
{
    unsigned faults;

    if (PINFO_FD_VISITED(pinfo))
        return GPOINTER_TO_UINT(wmem_map_lookup(found, place_of(pinfo)));
    faults = judge(tvb, pinfo);
    if (faults) {
        wmem_map_insert(found, place_of(pinfo), GUINT_TO_POINTER(faults));
        pptp_tunnel_note_route_faults(pinfo, faults);
    }
    return faults;
}

void
pptp_tunnel_foreign_show(packet_info *pinfo, proto_item *item, unsigned faults)
{
    if (faults >> PPTP_HEADER_VERSION & 1)
        expert_add_info(pinfo, item, &ei_pptp_tunnel_header_version);
    if (faults >> PPTP_HEADER_PROTOCOL_TYPE & 1)
        expert_add_info(pinfo, item, &ei_pptp_tunnel_header_protocol_type);
}

void
pptp_tunnel_foreign_register(expert_module_t *expert)
{
    static ei_register_info ei[] = {
        { &ei_pptp_tunnel_header_version,
            { "pptp.tunnel.header.version", PI_PROTOCOL, PI_WARN,
              "The Key is that of a PPTP call, but the version is not 1", EXPFILL }
        },
        { &ei_pptp_tunnel_header_protocol_type,
            { "pptp.tunnel.header.protocol_type", PI_PROTOCOL, PI_WARN,
              "The Key is that of a PPTP call, but the Protocol Type is not 0x880B", EXPFILL }
        },
    };

    register_init_routine(begin_capture);
    expert_register_field_array(expert, ei, array_length(ei));
}
