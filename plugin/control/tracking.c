/* Keeps the TCP connections of a capture and the events of its frames.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/address.h"
#include "calls/hash.h"
#include "capture.h"
#include "control/header.h"
#include "control/segment.h"
#include "control/tracking.h"
#include "witness/file.h"
#include "witness/points.h"

/* Bits of conversation_completeness in TCP's analysis, which packet-tcp.h does not name (field tcp.completeness). */
enum { TCP_SYN = 0x01, TCP_SYN_ACK = 0x02, TCP_DATA = 0x08 };
enum { SYN_ACK = PPTP_TCP_SYN | PPTP_TCP_ACK, CLOSING = PPTP_TCP_FIN | PPTP_TCP_RST };

static int proto_icmp = -1;
static int proto_icmpv6 = -1;

/* The FIN or RST of a connection of which nothing was captured before it. */
struct closing {
    struct pptp_moment moment;              /* frame 0: none */
    uint8_t end;
    bool reset;
};

/* A TCP connection that carries PPTP or uses its port. */
struct pptp_tracked {
    struct pptp_end end[2];
    const struct tcp_analysis *tcp;         /* Wireshark's; lives as long as the capture */
    struct pptp_control_sender sender[2];
    struct pptp_tracked *older;                  /* previous one between the same ports; NULL: none */
    struct pptp_tracked *much_older;             /* one of those before it, chosen so that a search takes few steps */
    uint32_t age;                           /* how many are older */
    uint32_t first_frame;
    int64_t followed;                       /* place in the file of the segment that the transport followed last */
    struct pptp_transport transport;        /* what its segments show */
    struct pptp_attempt *attempt;           /* NULL: the handshake was not captured */
    struct pptp_connection *connection;     /* NULL: no message so far */
    struct closing closing;
    uint8_t completeness;                   /* TCP's conversation_completeness so far */
    uint8_t flags;                          /* of the segment that the transport followed last */
    bool is_no_attempt;                     /* its SYN-ACK answers a SYN to another address, or it was not opened to
                                               PPTP's port */
    bool lacks_segments;                    /* see pptp_transport_lacks_segments() */
};

_Static_assert(sizeof(struct pptp_tracked) <= 456, "a flood has one for each connection: no octet to spare");

/* State of the capture, written on the first pass only. */
static wmem_map_t *tracked_by_ends;     /* the newest one between the same ports */
static struct pptp_event **events;      /* in the order of frames */
static unsigned event_count;
static unsigned event_room;
static bool microsoft_seen;             /* a sender has announced Microsoft as its vendor */
static int64_t last_offset;             /* in the file: the frame of the last event */
static struct pptp_tracked *last;            /* the one found last, and most likely next; NULL: none */
static int64_t last_found;              /* in the file: the frame in which it was found */

/* Both directions have the same hash. */
static guint
hash_ends(gconstpointer key)
{
    const struct pptp_end *end = key;

    unsigned first = end[0].port < end[1].port
        || (end[0].port == end[1].port && cmp_address(&end[0].address, &end[1].address) < 0) ? 0 : 1;

    return pptp_hash_addresses(&end[first].address, &end[!first].address,
                               (uint32_t)end[first].port << 16 | end[!first].port);
}

static gboolean
same_ends(gconstpointer a, gconstpointer b)
{
    const struct pptp_end *one = a, *other = b;

    return (pptp_end_is_same(&one[0], &other[0]) && pptp_end_is_same(&one[1], &other[1]))
        || (pptp_end_is_same(&one[0], &other[1]) && pptp_end_is_same(&one[1], &other[0]));
}

static void
begin_capture(void)
{
    tracked_by_ends = wmem_map_new(wmem_file_scope(), hash_ends, same_ends);
    events = NULL;
    event_count = event_room = 0;
    microsoft_seen = false;
    last_offset = -1;
    last = NULL;
    last_found = -1;
}

static struct pptp_tracked *
look_up(const packet_info *pinfo)
{
    struct pptp_end end[2] = {
        { .address = pinfo->src, .port = pinfo->srcport },
        { .address = pinfo->dst, .port = pinfo->destport }
    };

    return wmem_map_size(tracked_by_ends) ? wmem_map_lookup(tracked_by_ends, end) : NULL;
}

/* Returns the end that sent the packet, if it passes between the two ends. */
static unsigned
sender(const struct pptp_tracked *tracked, const packet_info *pinfo)
{
    const struct pptp_end *end = tracked->end;

    if (end[0].port != end[1].port)
        return end[0].port != pinfo->srcport;
    return !pptp_address_is_same(&end[0].address, &pinfo->src);
}

static bool
exchanges(const struct pptp_tracked *tracked, const packet_info *pinfo)
{
    unsigned end = sender(tracked, pinfo);
    const struct pptp_end *from = &tracked->end[end], *to = &tracked->end[!end];

    return from->port == pinfo->srcport && to->port == pinfo->destport
        && pptp_address_is_same(&from->address, &pinfo->src) && pptp_address_is_same(&to->address, &pinfo->dst);
}

/* Each steps back over as many as the two before it together, or over one: any search takes logarithmically many steps
 * (Myers, "An applicative random-access stack", 1983). */
static void
link_older(struct pptp_tracked *tracked, struct pptp_tracked *older)
{
    struct pptp_tracked *far = older ? older->much_older : NULL, *farther = far ? far->much_older : NULL;

    tracked->older = older;
    tracked->much_older = farther && older->age - far->age == far->age - farther->age ? farther : older;
    tracked->age = older ? older->age + 1 : 0;
}

/* Returns the one that was the newest in the frame; the oldest if all are newer than the frame. */
static struct pptp_tracked *
newest_until(struct pptp_tracked *tracked, uint32_t frame)
{
    while (tracked->older && tracked->first_frame > frame)
        tracked = tracked->much_older->first_frame > frame ? tracked->much_older : tracked->older;
    return tracked;
}

/* Costs at most a third of Wireshark's look-up of a conversation. */
static struct pptp_tracked *
find_tracked(const packet_info *pinfo)
{
    if (!last || !exchanges(last, pinfo) || PINFO_FD_VISITED(pinfo))
        last = look_up(pinfo);
    if (last)
        last = newest_until(last, pinfo->num);
    last_found = pinfo->fd->file_off;
    return last;
}

PPTP_RARE static struct pptp_tracked *
track(packet_info *pinfo, const struct tcp_analysis *tcp)
{
    struct pptp_tracked *tracked = wmem_new0(wmem_file_scope(), struct pptp_tracked);
    const struct pptp_route *route = pptp_route_between(pptp_capture_history(), &pinfo->src, &pinfo->dst);
    unsigned from = pptp_route_end(pptp_capture_history(), &pinfo->src, &pinfo->dst);

    tracked->tcp = tcp;
    for (unsigned end = 0; end < 2; end++)
        tracked->sender[end] = (struct pptp_control_sender){ .tracked = tracked, .end = end };
    tracked->first_frame = pinfo->num;
    tracked->end[from] = (struct pptp_end){ .address = route->sender, .port = pinfo->srcport };
    tracked->end[!from] = (struct pptp_end){ .address = route->receiver, .port = pinfo->destport };
    link_older(tracked, wmem_map_insert(tracked_by_ends, tracked->end, tracked));
    last = tracked;
    return tracked;
}

/* At a SYN, Wireshark begins another TCP connection. But if the other end ignores the SYN and sends the next segment of
 * the open connection, that goes on. */
static bool
goes_on(const struct pptp_tracked *tracked, const packet_info *pinfo)
{
    struct pptp_segment segment;
    unsigned end = sender(tracked, pinfo);

    return !PINFO_FD_VISITED(pinfo) && tracked->connection && !tracked->connection->closed_in
        && pptp_transport_trouble(&tracked->transport.end[!end])->syns_again > 0
        && pptp_transport_trouble(&tracked->transport.end[end])->syns_again == 0
        && pptp_control_segment_read(pinfo, false, &segment)
        && segment.sequence == tracked->transport.end[end].last.sequence + tracked->transport.end[end].last.size;
}

/* Its handshake was captured. */
static bool
is_opened(const struct tcp_analysis *tcp)
{
    return tcp->conversation_completeness & (TCP_SYN | TCP_SYN_ACK);
}

/* For a segment after a FIN, Wireshark 4.4 makes another connection: without a handshake, it is the one from before. */
void
pptp_control_tracking_claim(packet_info *pinfo)
{
    const struct tcp_analysis *tcp = get_tcp_conversation_data(NULL, pinfo);
    struct pptp_tracked *tracked = find_tracked(pinfo);

    if (!tcp || (tracked && (tracked->tcp == tcp || !is_opened(tcp))))
        return;
    if (!tracked || !goes_on(tracked, pinfo)) {
        track(pinfo, tcp);
        return;
    }
    tracked->tcp = tcp;         /* which counts its sequence numbers anew */
    for (unsigned end = 0; end < 2; end++)
        memset(&tracked->sender[end].progress, 0, sizeof tracked->sender[end].progress);
}

/* The end of the connection was captured before its first message. */
PPTP_RARE static void
begin_closed(const struct pptp_tracked *tracked)
{
    const struct pptp_attempt *attempt = tracked->attempt;
    const struct closing *closing = &tracked->closing;

    if (attempt && attempt->closed.frame)
        pptp_connection_close(tracked->connection, attempt->server_end ^ attempt->closed_by_client, attempt->closed,
                              attempt->reset);
    else if (closing->moment.frame)
        pptp_connection_close(tracked->connection, closing->end, closing->moment, closing->reset);
}

PPTP_RARE static void
begin_connection(struct pptp_tracked *tracked, unsigned from)
{
    bool start_captured = is_opened(tracked->tcp);

    tracked->connection = pptp_connection_new(pptp_capture_history(), tracked->end, start_captured);
    tracked->connection->tcp_stream = tracked->tcp->stream;
    tracked->connection->attempt = tracked->attempt;
    tracked->connection->transport = &tracked->transport;
    if (tracked->attempt)
        tracked->attempt->connection = tracked->connection;
    if (!start_captured)
        pptp_connection_find_moved(tracked->connection, from);
    begin_closed(tracked);
}

struct pptp_control_sender *
pptp_control_tracking_sender(const packet_info *pinfo)
{
    struct pptp_tracked *tracked = find_tracked(pinfo);

    return tracked ? &tracked->sender[sender(tracked, pinfo)] : NULL;
}

static void
note_vendor(struct pptp_control_sender *from, const struct pptp_sighting *sighting, const struct pptp_message *message)
{
    const char *vendor = message->text[PPTP_VENDOR_NAME];

    if (!vendor || from->microsoft_since != 0 || !g_str_has_prefix(vendor, "Microsoft"))
        return;
    from->microsoft_since = sighting->frame;
    microsoft_seen = true;
}

bool
pptp_control_tracking_sender_is_microsoft(const packet_info *pinfo)
{
    const struct pptp_control_sender *from = microsoft_seen ? pptp_control_tracking_sender(pinfo) : NULL;

    return from && from->microsoft_since != 0 && from->microsoft_since <= pinfo->num;
}

static struct pptp_event *
follow(struct pptp_control_sender *from, const struct pptp_sighting *sighting, const struct pptp_message *message)
{
    struct pptp_tracked *tracked = from->tracked;

    if (!tracked->connection)
        begin_connection(tracked, from->end);
    note_vendor(from, sighting, message);
    tracked->transport.end[from->end].has_message |= message->kind != NULL;
    return pptp_follow(tracked->connection, sighting, message);
}

/* A frame that a read filter (tshark -R) drops leaves its number to the next frame. */
static void
drop_events_before(const packet_info *pinfo)
{
    if (pinfo->fd->file_off == last_offset)
        return;
    last_offset = pinfo->fd->file_off;
    while (event_count > 0 && events[event_count - 1]->frame == pinfo->num)
        event_count--;
}

static void
pin(const packet_info *pinfo, struct pptp_event *event)
{
    enum { FIRST_EVENTS = 64 };

    drop_events_before(pinfo);
    if (event_count == event_room) {
        event_room = MAX(2 * event_room, FIRST_EVENTS);
        events = wmem_realloc(wmem_file_scope(), events, event_room * sizeof *events);
    }
    events[event_count++] = event;
}

PPTP_RARE static void
note_impossible_length(struct pptp_connection *connection, const struct pptp_sighting *sighting, uint16_t length)
{
    struct pptp_impossible *impossible = &connection->impossible;

    if (impossible->count++ == 0) {
        impossible->frame = sighting->frame;
        impossible->from = sighting->from;
    }
    for (unsigned i = 0; i < impossible->lengths; i++) {
        if (impossible->length[i] == length)
            return;
    }
    if (impossible->lengths < G_N_ELEMENTS(impossible->length))
        impossible->length[impossible->lengths++] = length;
}

/* A segment is followed once: before its first message, which it may prove to have no request in the capture, or once
 * TCP has dissected it. */
static bool
is_followed(const struct pptp_tracked *tracked, const packet_info *pinfo)
{
    return tracked->followed == pinfo->fd->file_off;
}

/* Sets segment and returns true, unless it is unknown. */
static bool
follow_transport(struct pptp_tracked *tracked, unsigned end, const packet_info *pinfo, struct pptp_segment *segment)
{
    const struct pptp_transport_end *from = &tracked->transport.end[end];
    bool lacks;

    tracked->flags = 0;
    if (!pptp_control_segment_read(pinfo, pptp_transport_wants_checksum(from), segment))
        return false;
    tracked->followed = pinfo->fd->file_off;
    tracked->flags = segment->flags;
    segment->vantage = pptp_witness_vantage_of_link(pinfo, segment->moment.when);
    pptp_transport_follow(wmem_file_scope(), &tracked->transport, end, segment);
    lacks = pptp_transport_lacks_segments(&tracked->transport);
    pptp_witness_see_stream(pinfo, tracked->lacks_segments, lacks);
    tracked->lacks_segments = lacks;
    return true;
}

const struct pptp_event *
pptp_control_tracking_follow(packet_info *pinfo, struct pptp_control_sender *from, const struct tcpinfo *tcpinfo,
                             const struct pptp_message *message)
{
    struct pptp_segment segment;
    struct pptp_sighting sighting = {
        .frame = pinfo->num, .when = pptp_capture_time(pinfo), .from = from->end, .end = tcpinfo->nxtseq,
        .acknowledged = tcpinfo->lastackseq,
        .is_malformed =
            pptp_message_has(message, PPTP_LENGTH) && !pptp_control_length_possible(message->value[PPTP_LENGTH])
    };
    struct pptp_event *event;

    if (!is_followed(from->tracked, pinfo))
        follow_transport(from->tracked, from->end, pinfo, &segment);
    event = follow(from, &sighting, message);
    if (sighting.is_malformed)
        note_impossible_length(from->tracked->connection, &sighting, message->value[PPTP_LENGTH]);
    pin(pinfo, event);
    return event;
}

const struct pptp_event *
pptp_control_tracking_event(const packet_info *pinfo, const struct pptp_event *before)
{
    if (!before)
        return pptp_control_tracking_first(pinfo);
    return before->next_sent && before->next_sent->frame == pinfo->num ? before->next_sent : NULL;
}

const struct pptp_event *
pptp_control_tracking_first(const packet_info *pinfo)
{
    unsigned from = 0, to = event_count;

    while (from < to) {
        unsigned middle = from + (to - from) / 2;

        if (events[middle]->frame < pinfo->num)
            from = middle + 1;
        else
            to = middle;
    }
    return from < event_count && events[from]->frame == pinfo->num ? events[from] : NULL;
}

void
pptp_control_tracking_opening(const packet_info *pinfo, tvbuff_t *tvb)
{
    struct pptp_tracked *tracked = PINFO_FD_VISITED(pinfo) || pinfo->flags.in_error_pkt ? NULL : find_tracked(pinfo);
    unsigned captured = MIN(tvb_captured_length(tvb), PPTP_OPENING);

    if (tracked)
        pptp_transport_open(wmem_file_scope(), &tracked->transport.end[sender(tracked, pinfo)], pinfo->num,
                            tvb_get_ptr(tvb, 0, captured), captured, tvb_reported_length(tvb));
}

void
pptp_control_tracking_passed_over(const packet_info *pinfo, unsigned octets)
{
    struct pptp_tracked *tracked = PINFO_FD_VISITED(pinfo) || pinfo->flags.in_error_pkt ? NULL : find_tracked(pinfo);

    if (!tracked || !tracked->connection)
        return;
    if (tracked->connection->passed_over == 0)
        tracked->connection->passed_over_in = pinfo->num;
    tracked->connection->passed_over += octets;
}

/* Returns true if the segment belongs to this TCP connection: it is still open, or the segment changed its
 * completeness. */
static bool
is_continued(const struct pptp_tracked *tracked)
{
    return (tracked->connection && !tracked->connection->closed_in)
        || tracked->completeness != tracked->tcp->conversation_completeness;
}

static struct pptp_moment
moment_of(const packet_info *pinfo)
{
    return (struct pptp_moment){ .frame = pinfo->num, .when = pptp_capture_time(pinfo) };
}

/* Returns the attempt whose SYN the segment answers, although the SYN went to another address; NULL if it is none. */
PPTP_RARE static struct pptp_attempt *
find_detoured(const packet_info *pinfo)
{
    const struct pptp_end client = { .address = pinfo->dst, .port = pinfo->destport };
    struct pptp_attempt *attempt = pinfo->srcport == PPTP_TCP_PORT
                                       ? pptp_attempt_asking(pptp_capture_history(), &client) : NULL;
    struct pptp_segment segment;

    if (!attempt || pptp_address_is_same(&attempt->server->address, &pinfo->src)
        || !pptp_control_segment_read(pinfo, false, &segment) || (segment.flags & SYN_ACK) != SYN_ACK)
        return NULL;
    return segment.acknowledgment == attempt->transport->end[!attempt->server_end].last.sequence + 1 ? attempt : NULL;
}

static struct pptp_tracked *
track_detour(packet_info *pinfo, const struct tcp_analysis *tcp, struct pptp_attempt *attempt)
{
    struct pptp_tracked *tracked = track(pinfo, tcp);
    struct pptp_detour detour = { .answered = moment_of(pinfo), .from = tracked->end[sender(tracked, pinfo)].address,
                                  .transport = &tracked->transport };

    tracked->is_no_attempt = true;
    if (!attempt->detour)
        attempt->detour = wmem_memdup(wmem_file_scope(), &detour, sizeof detour);
    return tracked;
}

static bool
is_closing(const packet_info *pinfo)
{
    struct pptp_segment segment;

    return pptp_control_segment_read(pinfo, false, &segment) && segment.flags & CLOSING;
}

/* Connections on PPTP's port are followed from TCP's handshake on, or from its end, which messages may follow, all
 * others from their first message on: until then, a new one between the same ports is none of the one before it. */
static struct pptp_tracked *
tracked_segment(packet_info *pinfo)
{
    bool well_known = pinfo->destport == PPTP_TCP_PORT || pinfo->srcport == PPTP_TCP_PORT;
    struct pptp_tracked *tracked = pinfo->fd->file_off == last_found ? last : find_tracked(pinfo);
    const struct tcp_analysis *tcp;
    struct pptp_attempt *detoured;

    if ((!well_known && !tracked) || PINFO_FD_VISITED(pinfo) || (tracked && is_continued(tracked)))
        return tracked;
    tcp = get_tcp_conversation_data(NULL, pinfo);
    if (!tcp || (tracked && tracked->tcp == tcp))
        return tracked;
    if (!well_known)
        return is_opened(tcp) ? NULL : tracked;
    detoured = find_detoured(pinfo);
    if (detoured)
        return track_detour(pinfo, tcp, detoured);
    return is_opened(tcp) || (!tracked && is_closing(pinfo)) ? track(pinfo, tcp) : tracked;
}

/* Begins an attempt, unless the segment shows that a host opened the connection from PPTP's port, to another one. */
static void
begin_attempt(struct pptp_tracked *tracked, const packet_info *pinfo, const struct pptp_segment *segment)
{
    bool is_told = segment && segment->flags & PPTP_TCP_SYN;
    unsigned server = is_told ? sender(tracked, pinfo) ^ ((segment->flags & PPTP_TCP_ACK) == 0)
                              : tracked->end[0].port != PPTP_TCP_PORT;

    if (is_told && tracked->end[server].port != PPTP_TCP_PORT && tracked->end[!server].port == PPTP_TCP_PORT) {
        tracked->is_no_attempt = true;
        return;
    }
    tracked->attempt = pptp_attempt_new(pptp_capture_history(), &tracked->end[!server], &tracked->end[server]);
    tracked->attempt->transport = &tracked->transport;
    tracked->attempt->server_end = server;
}

/* Returns whether the segment is a SYN without an ACK. NULL: it is unknown, or carries a message. */
static bool
is_request(const struct pptp_segment *segment)
{
    return segment && (segment->flags & (PPTP_TCP_SYN | PPTP_TCP_ACK)) == PPTP_TCP_SYN;
}

/* Returns whether the SYN is a copy of the first one, captured at another place, maybe by another clock. A SYN that is
 * sent again comes a second later, with another Identification, and never after its answer. */
static bool
is_copied(struct pptp_attempt *attempt, const packet_info *pinfo, const struct pptp_segment *segment,
          struct pptp_moment moment)
{
    uint8_t vantage = pptp_witness_vantage(pinfo, segment ? segment->ttl : 0, moment.when);
    uint16_t ip_id = segment ? segment->ip_id : 0;

    if (attempt->requests == 0) {
        attempt->asked_at = vantage;
        attempt->ip_id = ip_id;
    }
    if (attempt->requests == 0 || pptp_witness_is_same_place(attempt->asked_at, vantage)
        || !(ABS(moment.when - attempt->asked.when) < PPTP_SECOND / 2 || attempt->answered.frame
             || (ip_id && ip_id == attempt->ip_id)))
        return false;
    attempt->asked_again_at = vantage;
    attempt->asked_again = moment.when;
    if (pptp_witness_ttl(vantage) > pptp_witness_ttl(attempt->asked_at))
        pptp_witness_prove(vantage, attempt->asked_at);
    else
        pptp_witness_prove(attempt->asked_at, vantage);
    return true;
}

static void
follow_request(struct pptp_attempt *attempt, const packet_info *pinfo, const struct pptp_segment *segment,
               struct pptp_moment moment)
{
    if (is_copied(attempt, pinfo, segment, moment) || attempt->answered.frame)
        return;
    attempt->asked_for_ecn = segment && (segment->flags & PPTP_TCP_ECN) == PPTP_TCP_ECN
        && (attempt->requests == 0 || attempt->asked_for_ecn);
    if (attempt->requests++ == 0) {
        attempt->asked = moment;
        pptp_attempt_ask(pptp_capture_history(), attempt);
    }
    attempt->asked_last = moment;
}

/* added: bits of completeness that this segment set. */
static void
follow_opening(struct pptp_attempt *attempt, const packet_info *pinfo, const struct pptp_segment *segment,
               unsigned completeness, unsigned added)
{
    struct pptp_moment moment = moment_of(pinfo);

    if (completeness == TCP_SYN || is_request(segment))
        follow_request(attempt, pinfo, segment, moment);
    if (added & TCP_SYN_ACK)
        attempt->answered = moment;
    attempt->carried_data |= (completeness & TCP_DATA) != 0;
}

/* The client resets an older connection, whose numbers the server sent. */
static bool
is_for_older(const struct pptp_tracked *tracked, unsigned end)
{
    return tracked->attempt->answered.frame == 0 && pptp_transport_trouble(&tracked->transport.end[!end])->stales > 0;
}

static void
close_attempt(struct pptp_tracked *tracked, unsigned end, struct pptp_moment moment, bool reset)
{
    struct pptp_attempt *attempt = tracked->attempt;

    if (attempt->closed.frame || is_for_older(tracked, end))
        return;
    attempt->closed = moment;
    attempt->closed_by_client = tracked->end[end].port == attempt->client->port;
    attempt->reset = reset;
}

/* Follows a FIN or an RST. */
static void
follow_closing(struct pptp_tracked *tracked, unsigned end, struct pptp_moment moment)
{
    bool reset = (tracked->flags & PPTP_TCP_FIN) == 0;

    if (tracked->connection)
        pptp_connection_close(tracked->connection, end, moment, reset);
    else if (tracked->attempt)
        close_attempt(tracked, end, moment, reset);
    else if (tracked->closing.moment.frame == 0)
        tracked->closing = (struct closing){ .moment = moment, .end = end, .reset = reset };
}

/* Most segments neither open nor close a connection. */
static bool
is_of_interest(const struct pptp_tracked *tracked, const struct pptp_segment *segment)
{
    unsigned completeness = tracked->tcp->conversation_completeness;

    return completeness != tracked->completeness || completeness == TCP_SYN || tracked->flags & CLOSING
        || is_request(segment);
}

/* A quoted segment belongs to another connection than the addresses of the ICMP error suggest. */
static bool
is_quoted(const packet_info *pinfo)
{
    return wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_icmp))
        || wmem_list_find(pinfo->layers, GINT_TO_POINTER(proto_icmpv6));
}

PPTP_RARE static void
follow_handshake(struct pptp_tracked *tracked, packet_info *pinfo, const struct pptp_segment *segment)
{
    unsigned completeness = tracked->tcp->conversation_completeness;

    if (!tracked->attempt && !tracked->connection && !tracked->is_no_attempt && is_opened(tracked->tcp))
        begin_attempt(tracked, pinfo, segment);
    if (tracked->attempt)
        follow_opening(tracked->attempt, pinfo, segment, completeness, completeness & ~tracked->completeness);
    /* After another SYN, an end resets what it does not know of, and begins a connection of its own. */
    if (tracked->flags & CLOSING && get_tcp_conversation_data(NULL, pinfo) == tracked->tcp)
        follow_closing(tracked, sender(tracked, pinfo), moment_of(pinfo));
    tracked->completeness = completeness;
}

static void
follow_segment(struct pptp_tracked *tracked, packet_info *pinfo)
{
    struct pptp_segment segment;
    const struct pptp_segment *known = NULL;

    if (!is_followed(tracked, pinfo) && follow_transport(tracked, sender(tracked, pinfo), pinfo, &segment))
        known = &segment;
    if (is_of_interest(tracked, known))
        follow_handshake(tracked, pinfo, known);
}

/* A segment that was followed has told its vantage. */
static void
see(const struct pptp_tracked *tracked, const packet_info *pinfo)
{
    int64_t when = pptp_capture_history()->last_time;

    pptp_witness_see_frame(pinfo, when);
    if (!is_followed(tracked, pinfo))
        pptp_witness_vantage_of_link(pinfo, when);
}

struct pptp_tcp
pptp_control_tracking_segment(packet_info *pinfo)
{
    struct pptp_tracked *tracked = pinfo->ptype == PT_TCP ? tracked_segment(pinfo) : NULL;

    if (!PINFO_FD_VISITED(pinfo))
        pptp_capture_history()->last_time = pptp_capture_time(pinfo);
    if (!tracked)
        return (struct pptp_tcp){ .attempt = NULL };
    /* A segment whose message was followed is none that ICMP quotes. */
    if (!PINFO_FD_VISITED(pinfo) && (is_followed(tracked, pinfo) || !is_quoted(pinfo)))
        follow_segment(tracked, pinfo);
    if (!PINFO_FD_VISITED(pinfo) && (tracked->attempt || tracked->connection))
        see(tracked, pinfo);
    return (struct pptp_tcp){ .attempt = tracked->attempt, .connection = tracked->connection };
}

void
pptp_control_tracking_refused(const packet_info *pinfo, const struct pptp_end end[2],
                              const struct pptp_refusal *refusal)
{
    struct pptp_tracked *tracked = PINFO_FD_VISITED(pinfo) ? NULL : wmem_map_lookup(tracked_by_ends, end);
    struct pptp_refusal now = *refusal;

    if (!tracked || !tracked->attempt)
        return;
    now.first = moment_of(pinfo);
    pptp_attempt_refuse(pptp_capture_history(), tracked->attempt, &now);
}

void
pptp_control_tracking_register(void)
{
    proto_icmp = proto_get_id_by_filter_name("icmp");
    proto_icmpv6 = proto_get_id_by_filter_name("icmpv6");
    register_init_routine(begin_capture);
}
