/* Follows the GRE packets of a capture: each joins its flow, its call's tunnel and that tunnel's PPP link, once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/packet.h>
#include <epan/dissectors/packet-ip.h>

#include "calls/tunnel.h"
#include "capture.h"
#include "checksum.h"
#include "ppp/beside.h"
#include "ppp/link.h"
#include "ppp/multilink.h"
#include "tunnel/logons.h"
#include "tunnel/pairing.h"
#include "tunnel/points.h"
#include "tunnel/tracking.h"
#include "witness/file.h"
#include "witness/points.h"

/* The capture's packets: written on the first pass only, in the order of frames. */
static struct pptp_packets *packets;
static uint32_t last;           /* row that was asked for last: the next is nearly always the one after it */
static int64_t last_offset;     /* of the frame with the last packet, in the file */

static void
begin_capture(void)
{
    packets = pptp_packets_new(wmem_file_scope());
    pptp_witness_begin(packets);
    pptp_witness_points_begin();
    pptp_tunnel_points_begin();
    pptp_tunnel_logons_begin();
    pptp_ppp_multilink_begin(wmem_file_scope());
    pptp_ppp_beside_begin(wmem_file_scope());
    last = 0;
    last_offset = -1;
}

PPTP_RARE static struct pptp_flow *
begin_flow(const packet_info *pinfo, uint16_t call_id)
{
    struct pptp_history *history = pptp_capture_history();

    return pptp_flow_new(history, pptp_route_between(history, &pinfo->src, &pinfo->dst), call_id, NULL);
}

/* Returns the packet's flow, creating it for its first packet. A quoted packet creates none, and may have none. */
static struct pptp_flow *
flow_of(const packet_info *pinfo, const struct pptp_gre *gre)
{
    struct pptp_flow *flow = pptp_calls_tunnel_flow(pptp_capture_history(), &pinfo->src, &pinfo->dst, gre->call_id);

    if (!flow && !pinfo->flags.in_error_pkt)
        flow = begin_flow(pinfo, gre->call_id);
    if (flow && !flow->sequence)
        flow->sequence = pptp_tunnel_sequence_new(packets, flow);
    return flow;
}

/* If tshark's read filter drops a frame, the next frame gets its number. */
static void
drop_packets_before(const packet_info *pinfo)
{
    if (pinfo->fd->file_off == last_offset)
        return;
    last_offset = pinfo->fd->file_off;
    for (uint32_t i = packets->count; i > 0 && pptp_packet_at(packets, i - 1)->frame == pinfo->num
         && !pptp_packet_at(packets, i - 1)->dropped; i--)
        pptp_packet_at(packets, i - 1)->dropped = true;
}

/* Returns the header of IPv4 around the packet; NULL if there is none. */
static const ws_ip4 *
ip4_of(void *ip)
{
    return WS_IP4_PTR(ip);
}

/* Returns the TTL or the hop limit; 0: none. */
static uint8_t
ttl_of(void *ip)
{
    const ws_ip4 *ip4 = ip4_of(ip);
    const ws_ip6 *ip6 = WS_IP6_PTR(ip);

    return ip4 ? ip4->ip_ttl : ip6 ? ip6->ip6_hop : 0;
}

/* RFC 791 section 3.1. Only the sender of an IPv6 packet cuts it (RFC 8200 section 4.5). */
static bool
may_be_cut(const ws_ip4 *ip)
{
    enum { DONT_FRAGMENT = 0x4000 };

    return ip && !(ip->ip_off & DONT_FRAGMENT);
}

static struct pptp_packet *
append(const packet_info *pinfo, const struct pptp_gre *gre, void *ip)
{
    int64_t when = pptp_capture_time(pinfo);
    uint16_t digest = gre->has_number ? pptp_tunnel_points_digest(gre) : 0;
    uint8_t vantage = pptp_witness_vantage(pinfo, ttl_of(ip), when);
    const ws_ip4 *ip4 = ip4_of(ip);
    struct pptp_packet *packet;

    drop_packets_before(pinfo);
    last = packets->count;
    packet = pptp_packets_append(packets);
    *packet = (struct pptp_packet){
        .when = when,
        .position = gre->number,
        .frame = pinfo->num,
        .acknowledgment = gre->acknowledgment,
        .acknowledged = PPTP_NO_PACKET,
        .length = MIN(gre->payload, UINT16_MAX),
        .ip_id = ip4 ? ip4->ip_id : 0,
        .layer = pinfo->curr_layer_num,
        .digest = digest,
        .vantage = vantage,
        .point = PPTP_NO_POINT,
        .has_number = gre->has_number,
        .has_acknowledgment = gre->has_acknowledgment,
        .quoted = pinfo->flags.in_error_pkt,
        .may_be_cut = may_be_cut(ip4)
    };
    return packet;
}

/* RFC 791 section 3.1, for a header without options. A reassembled packet has none. */
PPTP_RARE static bool
is_damaged(const ws_ip4 *ip)
{
    enum { SOURCE = 12, DESTINATION = 16 };
    uint8_t header[] = { 0x45, ip->ip_tos, ip->ip_len >> 8 & 0xff, ip->ip_len & 0xff, ip->ip_id >> 8, ip->ip_id & 0xff,
                         ip->ip_off >> 8, ip->ip_off & 0xff, ip->ip_ttl, ip->ip_proto, ip->ip_sum >> 8,
                         ip->ip_sum & 0xff, [DESTINATION + 3] = 0 };

    memcpy(header + SOURCE, ip->ip_src.data, 4);
    memcpy(header + DESTINATION, ip->ip_dst.data, 4);
    return !pptp_checksum_is_right_of_ip(header, sizeof header);
}

/* A checksum of 0 is filled in by a network card behind the capture point. */
static void
judge_ip(struct pptp_flow *flow, const struct pptp_packet *packet, const ws_ip4 *ip)
{
    enum { FIRST_ONES = 20, FRAGMENT = 0x3fff };

    if (flow->packets > FIRST_ONES || !ip || ip->ip_sum == 0 || ip->ip_off & FRAGMENT)
        return;
    flow->ip_judged++;
    if (!is_damaged(ip)) {
        flow->ip_sound_later |= flow->ip_damaged > 0;
    } else if (flow->ip_damaged++ == 0) {
        flow->ip_damaged_in = packet->frame;
        flow->ip_damaged_since = packet->when;
    }
}

PPTP_RARE static void
remember_first(struct pptp_flow *flow, const struct pptp_packet *packet)
{
    for (unsigned verdict = 0; verdict < G_N_ELEMENTS(flow->first_with); verdict++) {
        if (pptp_packet_is(packet, verdict) && flow->first_with[verdict] == 0)
            flow->first_with[verdict] = packet->frame;
    }
}

/* Small packets overtake large ones if a device on the way uses parallel links, or queues packets by size. */
PPTP_RARE static void
count_late(struct pptp_flow *flow, const struct pptp_packet *packet)
{
    uint32_t late = (uint32_t)MIN(packet->sequence->highest - packet->position, UINT32_MAX);

    flow->farthest_late = MAX(flow->farthest_late, late);
    flow->overtaken_by_smaller += pptp_tunnel_other(packet)->length < packet->length;
}

static void
count_packet(struct pptp_flow *flow, const struct pptp_packet *packet)
{
    if (flow->packets++ == 0) {
        flow->began_earlier = pptp_packet_is_of_mid_life(packet);
        flow->first_frame = packet->frame;
        flow->first_time = packet->when;
        flow->vantage = packet->vantage;
    }
    flow->octets += packet->length;
    flow->last_time = packet->when;
    flow->last_frame = packet->frame;
    flow->acknowledges |= packet->has_acknowledgment;
    if (packet->has_acknowledgment)
        flow->acknowledgment = packet->acknowledgment;
    flow->route->carries_gre = true;
}

/* Returns true if packets of the flow came before the call was announced, or before the capture. A flow that was not
 * announced has packets. */
static bool
continues(const struct pptp_flow *flow)
{
    return flow->call->adopted || (flow->older && !flow->older->announced);
}

/* Gives the verdicts that depend on the packet's call. */
static void
judge_by_call(struct pptp_packet *packet, const struct pptp_flow *flow)
{
    packet->window = flow->call->window[flow->receiver];
    if (flow->call->ended_in)
        pptp_packet_judge(packet, PPTP_TUNNEL_AFTER_END);
    if (!packet->has_number)
        return;
    if (!packet->was_due && packet->position != 0 && packet->sequence->point == 0 && !continues(flow))
        pptp_packet_judge(packet, PPTP_TUNNEL_FIRST_SEQUENCE);
    if (packet->both_ways && packet->window && packet->in_flight > packet->window
        && !pptp_packet_is(packet, PPTP_TUNNEL_DUPLICATE))
        pptp_packet_judge(packet, PPTP_TUNNEL_WINDOW_EXCEEDED);
}

PPTP_RARE static void
follow_quote(struct pptp_packet *packet, struct pptp_flow *flow, const struct pptp_refusal *error)
{
    struct pptp_history *history = pptp_capture_history();
    struct pptp_moment moment = { .frame = packet->frame, .when = packet->when };
    struct pptp_tunnel *tunnel;

    if (!flow)
        return;
    tunnel = pptp_calls_tunnel_of(history, flow, pptp_tunnel_fit);
    packet->sequence = flow->sequence;
    if (error && tunnel)
        pptp_calls_tunnel_refuse(history, tunnel, moment,
                                 &(struct pptp_refusal){ .sender = error->sender,
                                                         .version = error->version,
                                                         .type = error->type,
                                                         .code = error->code,
                                                         .mtu = error->mtu,
                                                         .quoted = !flow->receiver });
}

/* Messages that were captured would tell of the flow's call. */
static bool
is_control_captured(const struct pptp_flow *flow)
{
    return flow->route->connection && flow->route->connection->start_captured && !flow->began_earlier;
}

/* Adds the time from a packet to its acknowledgment. */
static void
measure(struct pptp_flow *flow, const struct pptp_packet *packet, const struct pptp_packet *acknowledgment)
{
    struct pptp_span *times = &flow->acknowledged_after;
    int64_t trip = MAX(acknowledgment->when - packet->when, 0);

    times->least = times->count == 0 ? trip : MIN(times->least, trip);
    times->most = MAX(times->most, trip);
    times->sum += (double)trip;
    times->count++;
    flow->longest_acknowledged = MAX(flow->longest_acknowledged, packet->length);
}

/* Returns true if IP reassembled the packet. For IPv4, ip is then the last fragment's header. */
static bool
came_in_fragments(const packet_info *pinfo, const ws_ip4 *ip)
{
    enum { MORE_FRAGMENTS_AND_OFFSET = 0x3fff };

    return ip ? ip->ip_off & MORE_FRAGMENTS_AND_OFFSET : proto_is_frame_protocol(pinfo->layers, "ipv6.fraghdr");
}

static void
measure_length(struct pptp_flow *flow, const struct pptp_packet *packet, bool fragmented)
{
    flow->longest = MAX(flow->longest, packet->length);
    if (fragmented && flow->fragmented++ == 0)
        flow->first_fragmented = packet->frame;
}

/* Times are taken at the capture point that saw the acknowledged packets first, which is nearest to their sender. */
static void
acknowledge(struct pptp_flow *other, struct pptp_packet *acknowledgment, uint32_t row, bool again)
{
    struct pptp_sequence *sequence;
    const struct pptp_packet *packet;

    if (!other->sequence)
        other->sequence = pptp_tunnel_sequence_new(packets, other);
    sequence = pptp_tunnel_points_acknowledged(other, acknowledgment, again);
    if (!sequence)
        return;
    pptp_tunnel_sequence_acknowledge(sequence, row);
    if (acknowledgment->acknowledged == PPTP_NO_PACKET || sequence->point > 0)
        return;
    packet = pptp_packet_at(packets, acknowledgment->acknowledged);
    other->heard_up_to = MAX(other->heard_up_to, packet->when);
    other->heard_at = acknowledgment->when;
    if ((uint32_t)packet->position == acknowledgment->acknowledgment)
        measure(other, packet, acknowledgment);
}

/* Returns true if the PPP packet is new, which a copy is not. Another IP packet that repeats a Sequence Number may
 * start the numbering over, and is new. */
static bool
is_news(const struct pptp_packet *packet)
{
    return !pptp_packet_is(packet, PPTP_TUNNEL_DUPLICATE)
        || (packet->sequence->candidate.packet == last && packet->ip_id != 0);
}

static void
follow_payload(struct pptp_packet *packet, const struct pptp_flow *flow, const struct pptp_gre *gre,
               const struct pptp_packet *original)
{
    struct pptp_tunnel *tunnel = flow->tunnel;
    unsigned length = gre->fragment ? MAX(gre->payload, gre->payload_length) : gre->payload;

    if (!gre->octets || !tunnel)
        return;
    if (!tunnel->link)
        tunnel->link = pptp_ppp_link_new(wmem_file_scope());
    if (!original && !is_news(packet))
        original = pptp_tunnel_other(packet);
    if (original) {
        packet->content = original->content;
        pptp_ppp_link_follow_copy(tunnel->link, !flow->receiver, packet, original, gre->octets, gre->captured, length);
        return;
    }
    packet->told = pptp_ppp_link_follow(tunnel->link, !flow->receiver, packet, gre->octets, gre->captured, length);
    if (packet->told)
        pptp_tunnel_logons_follow(tunnel, packet, &flow->route->sender);
}

/* Every packet that contradicts the control messages; of others, the first of each direction. */
static bool
is_unannounced(const struct pptp_packet *packet, const struct pptp_flow *flow)
{
    bool contradicts = !flow->call && flow->tunnel && packet->control_captured;

    return contradicts || (!flow->announced && flow->packets == 1 && !(flow->call && flow->call->setup));
}

static void
follow(struct pptp_packet *packet, struct pptp_flow *flow, const struct pptp_gre *gre)
{
    struct pptp_flow *other = pptp_tunnel_points_opposite(flow);
    struct pptp_arrival arrival = pptp_tunnel_points_enter(flow, other, packet);

    if (!arrival.again)
        count_packet(flow, packet);
    pptp_calls_tunnel_of(pptp_capture_history(), flow, pptp_tunnel_fit);
    if (packet->has_acknowledgment)
        pptp_calls_tunnel_reconsider(flow, pptp_tunnel_fit);
    other = pptp_tunnel_points_opposite(flow);
    packet->sequence = arrival.sequence;
    packet->both_ways = other != NULL;
    packet->control_captured = is_control_captured(flow);
    if (packet->has_number && !flow->mixed)
        pptp_tunnel_points_add(flow, other, arrival, last);
    if (packet->has_number && pptp_tunnel_points_is_early(flow))
        pptp_tunnel_points_look_beyond(flow, packet, gre);
    packet->point = pptp_tunnel_points_number(flow, packet->sequence->point);
    if (!arrival.original && packet->sequence->point > 0)
        arrival.original = pptp_tunnel_points_copied(packet);
    packet->is_copy |= arrival.again;
    if (packet->verdicts)
        remember_first(flow, packet);
    if (pptp_packet_is(packet, PPTP_TUNNEL_OUT_OF_ORDER))
        count_late(flow, packet);
    if (packet->has_acknowledgment && other && !flow->mixed && !other->mixed)
        acknowledge(other, packet, last, arrival.again || packet->sequence->point > 0);
    if (flow->call)
        judge_by_call(packet, flow);
    if (!arrival.again && is_unannounced(packet, flow))
        pptp_packet_judge(packet, PPTP_TUNNEL_NO_CALL);
    pptp_witness_see_gre(packet, arrival.again);
    follow_payload(packet, flow, gre, arrival.original);
}

/* Returns true if the row is the packet being dissected. Wireshark counts the layers of a frame modulo 256. */
static bool
is_here(const packet_info *pinfo, uint32_t row)
{
    const struct pptp_packet *packet;

    if (row >= packets->count)
        return false;
    packet = pptp_packet_at(packets, row);
    return packet->frame == pinfo->num && packet->layer == pinfo->curr_layer_num
        && packet->quoted == pinfo->flags.in_error_pkt && !packet->dropped;
}

static const struct pptp_packet *
find(const packet_info *pinfo)
{
    last = is_here(pinfo, last + 1) ? last + 1 : pptp_packets_find(packets, pinfo->num, pinfo->curr_layer_num);
    return is_here(pinfo, last) ? pptp_packet_at(packets, last) : NULL;
}

const struct pptp_packet *
pptp_tunnel_track(packet_info *pinfo, const struct pptp_gre *gre, void *ip, const struct pptp_refusal *error)
{
    struct pptp_packet *packet;
    struct pptp_flow *flow;

    if (!gre->has_key)
        return NULL;
    if (PINFO_FD_VISITED(pinfo))
        return find(pinfo);
    flow = flow_of(pinfo, gre);
    packet = append(pinfo, gre, ip);
    pptp_witness_see_frame(pinfo, packet->when);
    if (packet->quoted) {
        follow_quote(packet, flow, error);
    } else {
        follow(packet, flow, gre);
        measure_length(flow, packet, gre->fragment || came_in_fragments(pinfo, ip4_of(ip)));
        judge_ip(flow, packet, ip4_of(ip));
    }
    return packet;
}

static void
note_faults(struct pptp_header_count **counts, unsigned faults, uint32_t frame)
{
    if (!*counts)
        *counts = wmem_alloc0_array(wmem_file_scope(), struct pptp_header_count, PPTP_HEADER_FAULTS);
    for (unsigned fault = 0; fault < PPTP_HEADER_FAULTS; fault++) {
        if (faults >> fault & 1 && (*counts)[fault].count++ == 0)
            (*counts)[fault].frame = frame;
    }
}

void
pptp_tunnel_note_faults(const struct pptp_packet *packet, unsigned faults)
{
    note_faults(&packet->sequence->flow->header_faults, faults, packet->frame);
}

void
pptp_tunnel_note_route_faults(const packet_info *pinfo, unsigned faults)
{
    struct pptp_route *route = pptp_route_find(pptp_capture_history(), &pinfo->src, &pinfo->dst);

    if (route && route->connection)
        note_faults(&route->header_faults, faults, pinfo->num);
}

const struct pptp_packets *
pptp_tunnel_packets(void)
{
    return packets;
}

/* Packets of one frame are nested, so the one that was asked for last is the innermost. */
const struct pptp_packet *
pptp_tunnel_around(const packet_info *pinfo, unsigned layers)
{
    const struct pptp_packet *packet = last < packets->count ? pptp_packet_at(packets, last) : NULL;

    if (!packet || packet->frame != pinfo->num || packet->quoted || packet->dropped || !packet->sequence)
        return NULL;
    return (uint8_t)(pinfo->curr_layer_num - packet->layer) == layers ? packet : NULL;
}

const struct pptp_call *
pptp_tunnel_call(const packet_info *pinfo)
{
    uint32_t first = pptp_packets_find(packets, pinfo->num, 0);
    const struct pptp_packet *packet = first < packets->count ? pptp_packet_at(packets, first) : NULL;

    return packet && packet->frame == pinfo->num && packet->sequence ? packet->sequence->flow->call : NULL;
}

/* When the flow's call ended, or else the capture. */
static int64_t
end_of(const struct pptp_flow *flow)
{
    return flow->call && flow->call->ended_in ? flow->call->ended_at : pptp_capture_history()->last_time;
}

bool
pptp_tunnel_is_one_way(const packet_info *pinfo, const struct pptp_packet *packet)
{
    const struct pptp_flow *flow = packet->sequence->flow;
    const struct pptp_flow *other = pptp_tunnel_points_opposite(flow);
    const struct pptp_route *back;

    if (!PINFO_FD_VISITED(pinfo) || packet->frame != flow->first_frame
        || !pptp_witness_is_silence_telling(flow, end_of(flow)))
        return false;
    back = pptp_route_find(pptp_capture_history(), &flow->route->receiver, &flow->route->sender);
    if (flow->call && flow->call->setup)
        return other && other->packets == 0 && !back->half;
    return !(other && other->packets > 0) && !back->carries_gre;
}

void
pptp_tunnel_tracking_register(void)
{
    register_init_routine(begin_capture);
}
