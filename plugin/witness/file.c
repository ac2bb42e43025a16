/* Keeps what the capture file proves about itself.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/event.h"
#include "witness/file.h"

static struct pptp_witness_file file;

void
pptp_witness_begin(const struct pptp_packets *packets)
{
    file = (struct pptp_witness_file){ .packets = packets };
}

static void
see_length(const packet_info *pinfo)
{
    const frame_data *frame = pinfo->fd;

    if (frame->cap_len >= frame->pkt_len)
        return;
    if (file.cut++ == 0)
        file.first_cut = pinfo->num;
    file.longest_cut = MAX(file.longest_cut, frame->cap_len);
}

static void
see_time(const packet_info *pinfo, int64_t when)
{
    if (when < file.last_time) {
        if (file.early++ == 0)
            file.first_early = pinfo->num;
        file.most_early = MAX(file.most_early, file.last_time - when);
    }
    file.last_time = when;
}

void
pptp_witness_see_frame(const packet_info *pinfo, int64_t when)
{
    if (file.last_frame == pinfo->num)
        return;
    file.last_frame = pinfo->num;
    file.frames++;
    see_length(pinfo);
    see_time(pinfo, when);
}

void
pptp_witness_see_gre(const struct pptp_packet *packet, bool is_copy)
{
    file.gre++;
    if (is_copy && file.copies++ == 0)
        file.first_copy = packet->frame;
    file.bare_acknowledgments += packet->has_acknowledgment && !packet->has_number;
    if (pptp_packet_is(packet, PPTP_TUNNEL_ACK_UNSEEN) && file.first_unseen == 0)
        file.first_unseen = packet->frame;
}

void
pptp_witness_see_stream(const packet_info *pinfo, bool lacked, bool lacks)
{
    if (lacks && !lacked && file.streams == 0)
        file.first_stream = pinfo->num;
    file.streams += (uint32_t)lacks - (uint32_t)lacked;
}

const struct pptp_witness_file *
pptp_witness_file(void)
{
    return &file;
}

bool
pptp_witness_is_silence_telling(const struct pptp_flow *flow, int64_t until)
{
    return flow->packets >= 2 && until - flow->first_time >= PPTP_SECOND;
}

bool
pptp_witness_lacks_packets(void)
{
    return file.streams > 0 || (file.packets && file.packets->unseen > 0);
}
