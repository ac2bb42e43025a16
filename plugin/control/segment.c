/* Wraps the dissector of TCP to read the headers of each segment.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/packet.h>
#include <epan/dissectors/packet-ip.h>
#include <epan/ipproto.h>

#include "capture.h"
#include "control/segment.h"
#include "takeover.h"

enum { LEAST_HEADER = 20, FLAGS = 0xff };     /* octets, bits */

static struct pptp_place tcp = { .table = "ip.proto", .pattern = IP_PROTO_TCP, .description = "TCP (with PPTP)" };

static struct pptp_segment here;        /* read last */
static uint32_t ports;                  /* its source and destination port */

/* RFC 9293 section 3.1. */
static void
read_header(tvbuff_t *tvb, const packet_info *pinfo, const ws_ip4 *ip)
{
    unsigned header = (tvb_get_ntohs(tvb, 12) >> 12) * 4, length = tvb_reported_length(tvb);

    ports = tvb_get_ntohl(tvb, 0);
    here = (struct pptp_segment){
        .moment = { .frame = pinfo->num, .when = pptp_capture_time(pinfo) },
        .sequence = tvb_get_ntohl(tvb, 4),
        .acknowledgment = tvb_get_ntohl(tvb, 8),
        .size = length > header ? length - header : 0,
        .window = tvb_get_ntohs(tvb, 14),
        .ip_id = ip ? ip->ip_id : 0,
        .ttl = ip ? ip->ip_ttl : 0,
        .flags = tvb_get_ntohs(tvb, 12) & FLAGS
    };
}

static int
dissect_tcp(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (!PINFO_FD_VISITED(pinfo) && !pinfo->flags.in_error_pkt) {
        here.moment.frame = 0;
        if (tvb_bytes_exist(tvb, 0, LEAST_HEADER))
            read_header(tvb, pinfo, WS_IP4_PTR(data));
    }
    return pptp_takeover_call(&tcp, tvb, pinfo, tree, data);
}

const struct pptp_segment *
pptp_control_segment_of(const packet_info *pinfo)
{
    return here.moment.frame == pinfo->num && ports == (pinfo->srcport << 16 | pinfo->destport) ? &here : NULL;
}

void
pptp_control_segment_handoff(void)
{
    pptp_takeover_wrap(&tcp, dissect_tcp);
}
