/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include "capture.h"
#include "control/tracking.h"

/* Of tcp_analysis' conversation_completeness: those of tcp.completeness, which packet-tcp.h does not name. */
enum { TCP_SYN = 0x01, TCP_SYN_ACK = 0x02, TCP_FIN = 0x10, TCP_RST = 0x20 };

/* A TCP connection that carries PPTP. */
struct tracked {
    struct pptp_end end[2];
    const struct tcp_analysis *tcp;         /* Wireshark's; as long-lived as the capture */
    struct pptp_connection *connection;     /* NULL: no message so far */
};

/* Of the capture; written on the first pass only. */
static wmem_map_t *tracked_by_ends;     /* the newest between the same ports has taken the place of older ones */
static wmem_array_t *events;            /* pointers, in the order of their frames, which is that of the first pass */
static unsigned event_count;            /* of them */
static int64_t last_offset;             /* in the file, of the frame that holds the last event */
static struct tracked *last;            /* nearly always the one that is asked for next; NULL: none */
static uint32_t last_frame;             /* in which it was asked for */

static guint
hash_ends(gconstpointer key)
{
    const struct pptp_end *end = key;

    return add_address_to_hash(end[0].port, &end[0].address) + add_address_to_hash(end[1].port, &end[1].address);
}

static bool
same_end(const struct pptp_end *one, const struct pptp_end *other)
{
    return one->port == other->port && addresses_equal(&one->address, &other->address);
}

static gboolean
same_ends(gconstpointer a, gconstpointer b)
{
    const struct pptp_end *one = a, *other = b;

    return (same_end(&one[0], &other[0]) && same_end(&one[1], &other[1]))
        || (same_end(&one[0], &other[1]) && same_end(&one[1], &other[0]));
}

static void
begin_capture(void)
{
    tracked_by_ends = wmem_map_new(wmem_file_scope(), hash_ends, same_ends);
    events = wmem_array_new(wmem_file_scope(), sizeof(struct pptp_event *));
    event_count = 0;
    last_offset = -1;
    last = NULL;
    last_frame = 0;
}

/* A third of what Wireshark's conversation look-up costs, or less. */
static struct tracked *
find_tracked(const packet_info *pinfo)
{
    struct pptp_end end[2] = {
        { .address = pinfo->src, .port = pinfo->srcport },
        { .address = pinfo->dst, .port = pinfo->destport }
    };

    if (wmem_map_size(tracked_by_ends) == 0)
        return NULL;
    if (!last || !same_ends(last->end, end))
        last = wmem_map_lookup(tracked_by_ends, end);
    last_frame = pinfo->num;
    return last;
}

/* The end that sent the packet. */
static unsigned
sender(const struct tracked *tracked, const packet_info *pinfo)
{
    struct pptp_end end = { .address = pinfo->src, .port = pinfo->srcport };

    if (tracked->end[0].port != tracked->end[1].port)
        return tracked->end[0].port != end.port;
    return !same_end(&tracked->end[0], &end);
}

void
pptp_tracking_claim(packet_info *pinfo)
{
    const struct tcp_analysis *tcp = get_tcp_conversation_data(NULL, pinfo);
    struct tracked *tracked = find_tracked(pinfo);

    if (!tcp || (tracked && tracked->tcp == tcp))
        return;
    tracked = wmem_new0(wmem_file_scope(), struct tracked);
    tracked->tcp = tcp;
    copy_address_wmem(wmem_file_scope(), &tracked->end[0].address, &pinfo->src);
    copy_address_wmem(wmem_file_scope(), &tracked->end[1].address, &pinfo->dst);
    tracked->end[0].port = pinfo->srcport;
    tracked->end[1].port = pinfo->destport;
    wmem_map_insert(tracked_by_ends, tracked->end, tracked);
    last = tracked;
}

static struct pptp_event *
follow(packet_info *pinfo, struct tracked *tracked, const struct tcpinfo *tcpinfo, const struct pptp_message *message)
{
    struct pptp_sighting sighting = {
        .frame = pinfo->num, .when = pptp_capture_time(pinfo), .from = sender(tracked, pinfo),
        .end = tcpinfo->nxtseq, .acknowledged = tcpinfo->lastackseq
    };

    if (!tracked->connection)
        tracked->connection = pptp_connection_new(pptp_capture_history(), tracked->end,
            (tracked->tcp->conversation_completeness & (TCP_SYN | TCP_SYN_ACK)) != 0);
    return pptp_follow(tracked->connection, &sighting, message);
}

static const struct pptp_event *
event_at(unsigned i)
{
    return *(const struct pptp_event **)wmem_array_index(events, i);
}

/* A frame that tshark's read filter drops leaves its number to the next frame. */
static void
drop_events_before(const packet_info *pinfo)
{
    if (pinfo->fd->file_off == last_offset)
        return;
    last_offset = pinfo->fd->file_off;
    while (event_count > 0 && event_at(event_count - 1)->frame == pinfo->num)
        event_count--;
}

static void
pin(const packet_info *pinfo, struct pptp_event *event)
{
    drop_events_before(pinfo);
    if (event_count == wmem_array_get_count(events))
        wmem_array_append_one(events, event);
    else
        *(struct pptp_event **)wmem_array_index(events, event_count) = event;
    event_count++;
}

static const struct pptp_event *
pinned(const packet_info *pinfo, const struct pptp_event *before)
{
    if (!before)
        return pptp_tracking_first(pinfo);
    return before->next_sent && before->next_sent->frame == pinfo->num ? before->next_sent : NULL;
}

const struct pptp_event *
pptp_tracking_event(packet_info *pinfo, const struct tcpinfo *tcpinfo, const struct pptp_message *message,
                    const struct pptp_event *before)
{
    struct tracked *tracked;
    struct pptp_event *event;

    if (pinfo->flags.in_error_pkt || !tcpinfo)
        return NULL;
    if (PINFO_FD_VISITED(pinfo))
        return pinned(pinfo, before);
    tracked = find_tracked(pinfo);
    if (!tracked)
        return NULL;
    event = follow(pinfo, tracked, tcpinfo, message);
    pin(pinfo, event);
    return event;
}

const struct pptp_event *
pptp_tracking_first(const packet_info *pinfo)
{
    unsigned from = 0, to = event_count;

    while (from < to) {
        unsigned middle = from + (to - from) / 2;

        if (event_at(middle)->frame < pinfo->num)
            from = middle + 1;
        else
            to = middle;
    }
    return from < event_count && event_at(from)->frame == pinfo->num ? event_at(from) : NULL;
}

const struct pptp_connection *
pptp_tracking_closed(const packet_info *pinfo)
{
    struct tracked *tracked = pinfo->ptype != PT_TCP ? NULL : pinfo->num == last_frame ? last : find_tracked(pinfo);
    struct pptp_connection *connection = tracked ? tracked->connection : NULL;

    if (!PINFO_FD_VISITED(pinfo)) {
        pptp_capture_history()->last_time = pptp_capture_time(pinfo);
        if (connection && tracked->tcp->conversation_completeness & (TCP_FIN | TCP_RST))
            pptp_connection_close(connection, sender(tracked, pinfo), pinfo->num, pptp_capture_time(pinfo));
    }
    return connection && connection->closed_in == pinfo->num ? connection : NULL;
}

void
pptp_tracking_register(void)
{
    register_init_routine(begin_capture);
}
