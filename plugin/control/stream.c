/* Cuts the octets that TCP hands over into control messages.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/conversation.h>
#include <epan/dissectors/packet-tcp.h>
#include <epan/expert.h>
#include <epan/proto_data.h>
#include <wsutil/str_util.h>

#include "control/dissect.h"
#include "control/header.h"
#include "control/progress.h"
#include "control/stream.h"
#include "control/tracking.h"

static int proto_pptp = -1;
static int hf_pptp_passed_over = -1;
static int hf_tcp_pdu_size;             /* TCP's own */
static int ett_pptp_passed_over = -1;

static expert_field ei_pptp_stream_lost_sync = EI_INIT;
static expert_field ei_pptp_segment_several_messages = EI_INIT;

static dissector_handle_t claimed_handle;
static dissector_table_t tcp_ports;

/* Keys of the data attached to a frame. */
enum { CUT, SEVERAL, VERDICTS };

/* State of one direction of an unclaimed TCP connection, written on the first pass only. */
struct flow {
    uint32_t tail_end;              /* TCP sequence number after tail */
    unsigned tail_size;
    uint8_t tail[PPTP_COOKIE_END - 1];  /* last octets of an unclaimed segment, if they may begin a header */
};

struct stream {
    struct flow flow[2];
};

/* What the next octets are: junk, a message, or octets that were shown before. */
enum piece { PASSED_OVER, MESSAGE, SHOWN_BEFORE, PIECES };

/* How a frame's octets are cut into messages. TCP may hand the octets over in several calls. */
struct cut {
    /* in this call */
    struct pptp_control_context context;
    uint32_t sequence;              /* TCP sequence number of the first octet */
    bool one_segment;               /* everything after the first message is in this frame's own segment */
    bool columns_begun;
    /* of the octets being shown now */
    enum piece piece;
    uint32_t piece_sequence;
    /* in the frame so far */
    unsigned messages;
    proto_item *last_item;          /* of the last message */
    bool next_begun;                /* the octets that wait at the end begin a message */
};

/* State is kept on the first pass, of packets that were sent, not of those that an ICMP error quotes. */
static bool
keeps_state(const packet_info *pinfo)
{
    return !PINFO_FD_VISITED(pinfo) && !pinfo->flags.in_error_pkt;
}

static unsigned
direction_of(const packet_info *pinfo)
{
    int order = cmp_address(&pinfo->src, &pinfo->dst);

    return order ? order > 0 : pinfo->srcport > pinfo->destport;
}

/* Returns NULL unless state is kept. */
static struct pptp_control_sender *
sender_of(packet_info *pinfo)
{
    return keeps_state(pinfo) ? pptp_control_tracking_sender(pinfo) : NULL;
}

/* Returns NULL if there is no state and create is false. */
static struct flow *
flow_of(packet_info *pinfo, bool create)
{
    conversation_t *conversation = find_or_create_conversation(pinfo);
    struct stream *stream = conversation_get_proto_data(conversation, proto_pptp);

    if (!stream && create) {
        stream = wmem_new0(wmem_file_scope(), struct stream);
        conversation_add_proto_data(conversation, proto_pptp, stream);
    }
    return stream ? &stream->flow[direction_of(pinfo)] : NULL;
}

static void
show_passed_over(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    unsigned octets = tvb_reported_length(tvb);
    const char *words = wmem_strdup_printf(pinfo->pool, "%u octet%s passed over", octets, plurality(octets, "", "s"));
    proto_item *item = proto_tree_add_item(tree, proto_pptp, tvb, 0, -1, ENC_NA);
    proto_tree *subtree = proto_item_add_subtree(item, ett_pptp_passed_over);

    proto_item_append_text(item, ", %s", words);
    item = proto_tree_add_uint(subtree, hf_pptp_passed_over, tvb, 0, tvb_captured_length(tvb), octets);
    expert_add_info_format(pinfo, item, &ei_pptp_stream_lost_sync,
                           "%s: no PPTP message begins here. The message may have begun in octets that were not"
                           " captured or not reassembled, or the sender is out of step", words);
    pptp_control_dissect_append_info(pinfo, wmem_strdup_printf(pinfo->pool, "[%s]", words));
    pptp_control_tracking_opening(pinfo, tvb);
    pptp_control_tracking_passed_over(pinfo, octets);
}

/* Adds a note to the second message of a segment, or to the first if TCP does not have all of the second yet. Pins
 * this to the frame, because TCP hands over less in later passes. */
static void
note_several_messages(packet_info *pinfo, const struct cut *cut)
{
    p_add_proto_data(wmem_file_scope(), pinfo, proto_pptp, SEVERAL, GUINT_TO_POINTER(cut->messages));
    expert_add_info(pinfo, cut->last_item, &ei_pptp_segment_several_messages);
}

static void
show_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, struct cut *cut)
{
    cut->last_item = pptp_control_dissect_message(tvb, pinfo, tree, &cut->context);
    cut->messages++;
    if (PINFO_FD_VISITED(pinfo)) {
        unsigned noted = GPOINTER_TO_UINT(p_get_proto_data(wmem_file_scope(), pinfo, proto_pptp, SEVERAL));

        if (noted == cut->messages)
            expert_add_info(pinfo, cut->last_item, &ei_pptp_segment_several_messages);
    } else if (cut->messages == 2 && cut->one_segment) {
        note_several_messages(pinfo, cut);
    }
}

static int
dissect_pdu(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    struct cut *cut = data;

    if (cut->piece == SHOWN_BEFORE)
        return tvb_captured_length(tvb);
    if (cut->context.sender)
        pptp_control_progress_show(&cut->context.sender->progress, cut->piece_sequence, tvb_reported_length(tvb));
    /* Octets that wait for more leave the columns to TCP. */
    if (!cut->columns_begun)
        pptp_control_dissect_begin_info(pinfo);
    cut->columns_begun = true;
    if (cut->piece == MESSAGE)
        show_message(tvb, pinfo, tree, cut);
    else
        show_passed_over(tvb, pinfo, tree);
    /* If the message is cut, Wireshark says so. */
    tvb_ensure_bytes_exist(tvb, 0, tvb_reported_length(tvb));
    return tvb_captured_length(tvb);
}

/* Returns the number of octets before the next header. Octets at the end that may begin one wait for the next
 * segment, if TCP can supply it. */
static unsigned
passed_over(const uint8_t *octets, unsigned size, unsigned remaining, bool can_wait)
{
    unsigned next = 1 + pptp_control_header_find(octets + 1, size - 1);

    if (next < size)
        return next;
    return can_wait ? size - pptp_control_header_tail(octets + 1, size - 1) : remaining;
}

/* Returns true if the segment is late and what follows it was handed over before: nothing will be joined to its last
 * octets. Never so if TCP reassembles out of order, because it then hands over in order. First pass only. */
static bool
is_overtaken(packet_info *pinfo)
{
    const struct tcp_analysis *analysis;

    if (PINFO_FD_VISITED(pinfo))
        return false;
    analysis = get_tcp_conversation_data(NULL, pinfo);
    return analysis && analysis->fwd->tcp_analyze_seq_info && !analysis->fwd->ooo_segments
        && analysis->fwd->tcp_analyze_seq_info->nextseqframe != pinfo->num;
}

/* If TCP is to withhold octets that begin no later than the frame's own segment, it hands over everything again with
 * the next segment, including what has been shown. */
static bool
would_show_again(const struct cut *cut)
{
    return cut->context.sender && cut->piece_sequence != cut->sequence
           && pptp_control_progress_held(&cut->context.sender->progress, cut->piece_sequence);
}

/* Makes TCP withhold the octets until it has more: returns length, the result of pdu_length() for that, unless it
 * must not. */
static unsigned
wait_for_rest(packet_info *pinfo, struct cut *cut, const uint8_t *octets, unsigned size, unsigned length)
{
    if (is_overtaken(pinfo) || would_show_again(cut)) {
        cut->piece = PASSED_OVER;
        return size;
    }
    if (cut->context.sender)
        pptp_control_progress_hold(&cut->context.sender->progress, cut->sequence, cut->piece_sequence + size);
    cut->next_begun = size >= PPTP_COOKIE_END / 2 && pptp_control_header_begins(octets, size);
    return length;
}

/* Returns how many of the octets were shown before. */
static unsigned
count_shown(const struct cut *cut)
{
    return cut->context.sender ? pptp_control_progress_shown(&cut->context.sender->progress, cut->piece_sequence) : 0;
}

/* Judges what the octets are. Returns how many of them; 0 asks for one more segment. */
static unsigned
judge(packet_info *pinfo, struct cut *cut, const uint8_t *octets, unsigned size, unsigned remaining)
{
    bool can_wait = pinfo->can_desegment > 0;
    unsigned shown = count_shown(cut), extent;

    cut->piece = SHOWN_BEFORE;
    if (shown > 0)
        return MIN(shown, remaining);
    cut->context.kind = pptp_control_header_certain(octets, size);
    if (can_wait && pptp_control_header_incomplete(octets, size))
        return wait_for_rest(pinfo, cut, octets, size, 0);
    cut->piece = pptp_control_header_begins(octets, size) ? MESSAGE : PASSED_OVER;
    if (cut->piece == PASSED_OVER)
        return passed_over(octets, size, remaining, can_wait);
    extent = pptp_control_message_extent(octets, size, remaining);
    if (!can_wait || extent <= size)
        return extent;
    if (pptp_control_header_is_short(octets, size))
        return size;    /* by its own Length it has ended */
    /* A wrong Length must not make TCP withhold the messages behind it, so each segment is judged anew. */
    return wait_for_rest(pinfo, cut, octets, size, cut->context.kind ? extent : 0);
}

/* How octets that are not a certain message are to be read depends on the octets around them, and TCP hands over less
 * in later passes. So the first pass pins the result to the frame, by sequence number. */
static void
pin_verdict(packet_info *pinfo, const struct cut *cut, unsigned length)
{
    wmem_map_t *verdicts = p_get_proto_data(wmem_file_scope(), pinfo, proto_pptp, VERDICTS);

    if (!verdicts) {
        verdicts = wmem_map_new(wmem_file_scope(), g_direct_hash, g_direct_equal);
        p_add_proto_data(wmem_file_scope(), pinfo, proto_pptp, VERDICTS, verdicts);
    }
    wmem_map_insert(verdicts, GUINT_TO_POINTER(cut->piece_sequence), GUINT_TO_POINTER(length * PIECES + cut->piece));
}

/* Returns the length that the first pass pinned; 0 if it pinned none. */
static unsigned
pinned_verdict(packet_info *pinfo, struct cut *cut)
{
    wmem_map_t *verdicts = p_get_proto_data(wmem_file_scope(), pinfo, proto_pptp, VERDICTS);
    unsigned verdict =
        verdicts ? GPOINTER_TO_UINT(wmem_map_lookup(verdicts, GUINT_TO_POINTER(cut->piece_sequence))) : 0;

    cut->piece = verdict % PIECES;
    return verdict / PIECES;
}

/* For tcp_dissect_pdus(): returns the length of the next piece; 0 asks for one more segment. */
static guint
pdu_length(packet_info *pinfo, tvbuff_t *tvb, int offset, void *data)
{
    struct cut *cut = data;
    unsigned size = tvb_captured_length_remaining(tvb, offset);
    const uint8_t *octets = tvb_get_ptr(tvb, offset, size);
    unsigned length;

    cut->piece_sequence = cut->sequence + offset;
    cut->context.kind = NULL;
    length = PINFO_FD_VISITED(pinfo) ? pinned_verdict(pinfo, cut) : 0;
    if (length != 0)
        return length;
    length = judge(pinfo, cut, octets, size, tvb_reported_length_remaining(tvb, offset));
    if (length != 0 && !PINFO_FD_VISITED(pinfo) && !(cut->piece == MESSAGE && cut->context.kind))
        pin_verdict(pinfo, cut, length);
    return length;
}

static struct cut *
cut_of_frame(packet_info *pinfo)
{
    struct cut *cut = p_get_proto_data(pinfo->pool, pinfo, proto_pptp, CUT);

    if (!cut) {
        cut = wmem_new0(pinfo->pool, struct cut);
        p_add_proto_data(pinfo->pool, pinfo, proto_pptp, CUT, cut);
    }
    return cut;
}

/* tail: how many octets of tvb precede those that TCP hands over. */
static void
dissect_octets(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const struct tcpinfo *tcpinfo, unsigned tail)
{
    struct cut *cut = cut_of_frame(pinfo);

    cut->context.tcpinfo = tcpinfo;
    cut->context.sender = tcpinfo ? sender_of(pinfo) : NULL;
    cut->sequence = tcpinfo ? tcpinfo->seq - tail : 0;
    cut->one_segment = !tcpinfo || LE_SEQ(cut->sequence + tvb_reported_length(tvb), tcpinfo->nxtseq);
    cut->columns_begun = false;
    cut->next_begun = false;
    tcp_dissect_pdus(tvb, pinfo, tree, TRUE, 1, pdu_length, dissect_pdu, cut);
    if (cut->messages == 1 && cut->next_begun && cut->one_segment && !PINFO_FD_VISITED(pinfo))
        note_several_messages(pinfo, cut);
}

static bool
begins_with_header(tvbuff_t *tvb)
{
    unsigned size = MIN(tvb_captured_length(tvb), PPTP_COOKIE_END);
    const uint8_t *octets = tvb_get_ptr(tvb, 0, size);

    return pptp_control_header_plausible(octets, size) || pptp_control_header_is_short(octets, size);
}

/* Returns true if octets of the segment were shown before. Later passes know by the verdict that the first one
 * pinned. */
static bool
was_shown(packet_info *pinfo, const struct pptp_control_sender *sender, uint32_t sequence)
{
    return sender ? pptp_control_progress_shown(&sender->progress, sequence) > 0
                  : p_get_proto_data(wmem_file_scope(), pinfo, proto_pptp, VERDICTS) != NULL;
}

static bool
are_whole_messages(const uint8_t *octets, unsigned size)
{
    for (unsigned length; size > 0; octets += length, size -= length) {
        const struct pptp_kind *kind = pptp_control_header_certain(octets, size);

        if (!kind || kind->length > size)
            return false;
        length = kind->length;
    }
    return true;
}

static void
show_several(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, struct cut *cut)
{
    unsigned size = tvb_captured_length(tvb), length;

    for (unsigned at = 0; at < size; at += length) {
        cut->context.kind = pptp_control_header_certain(tvb_get_ptr(tvb, at, size - at), size - at);
        length = cut->context.kind->length;
        show_message(tvb_new_subset_length(tvb, at, length), pinfo, tree, cut);
    }
}

/* Nearly every segment consists of whole messages, mostly of one: there is nothing to cut, and nothing to remember for
 * other calls in this frame, because TCP makes several only for reassembled octets. Returns false if this one does not,
 * or if somebody asks for the size of each of several messages: only tcp_dissect_pdus() shows it, which takes 1,000
 * instructions a message. */
static bool
dissect_whole_messages(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const struct tcpinfo *tcpinfo)
{
    unsigned size = tvb_captured_length(tvb);
    struct pptp_control_context context = { .tcpinfo = tcpinfo };
    const uint8_t *octets;

    if (size != tvb_reported_length(tvb) || !tcpinfo || tcpinfo->is_reassembled)
        return false;
    octets = tvb_get_ptr(tvb, 0, size);
    context.kind = pptp_control_header_certain(octets, size);
    if (!context.kind || (context.kind->length != size && (proto_field_is_referenced(tree, hf_tcp_pdu_size)
                                                           || !are_whole_messages(octets, size))))
        return false;
    context.sender = sender_of(pinfo);
    if (was_shown(pinfo, context.sender, tcpinfo->seq))
        return false;
    if (context.sender)
        pptp_control_progress_show(&context.sender->progress, tcpinfo->seq, size);
    pptp_control_dissect_begin_info(pinfo);
    if (context.kind->length == size)
        pptp_control_dissect_message(tvb, pinfo, tree, &context);
    else
        show_several(tvb, pinfo, tree, &(struct cut){ .context = context, .one_segment = true });
    return true;
}

/* Returns the tail of the previous segment joined with this one; tvb itself if there is no tail. */
PPTP_RARE static tvbuff_t *
join_tail(tvbuff_t *tvb, packet_info *pinfo, const struct tcpinfo *tcpinfo)
{
    const struct flow *flow = tcpinfo ? flow_of(pinfo, false) : NULL;
    unsigned size = tvb_captured_length(tvb);
    uint8_t *octets;

    if (!flow || flow->tail_size == 0 || flow->tail_end != tcpinfo->seq)
        return tvb;
    octets = wmem_alloc(pinfo->pool, flow->tail_size + size);
    memcpy(octets, flow->tail, flow->tail_size);
    tvb_memcpy(tvb, octets + flow->tail_size, 0, size);
    return tvb_new_child_real_data(tvb, octets, flow->tail_size + size, flow->tail_size + tvb_reported_length(tvb));
}

/* Keeps the last octets of an unclaimed segment if they may begin a header. TCP may offer a segment once for each of
 * its ports; the second time, the tail is already there. */
PPTP_RARE static void
keep_tail(tvbuff_t *joined, packet_info *pinfo, const struct tcpinfo *tcpinfo, unsigned segment_length)
{
    unsigned size = tvb_captured_length(joined);
    unsigned tail = 0;
    struct flow *flow;

    if (!keeps_state(pinfo) || !tcpinfo)
        return;
    if (size == tvb_reported_length(joined))
        tail = pptp_control_header_tail(tvb_get_ptr(joined, 0, size), size);
    flow = flow_of(pinfo, tail > 0);
    if (!flow || flow->tail_end == tcpinfo->seq + segment_length)
        return;
    flow->tail_size = tail;
    flow->tail_end = tcpinfo->seq + segment_length;
    tvb_memcpy(joined, flow->tail, size - tail, tail);
}

/* Dissects claimed streams. */
static int
dissect_claimed(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    tvbuff_t *joined;
    unsigned tail;

    if (dissect_whole_messages(tvb, pinfo, tree, data))
        return tvb_captured_length(tvb);
    joined = begins_with_header(tvb) ? tvb : join_tail(tvb, pinfo, data);
    tail = tvb_reported_length(joined) - tvb_reported_length(tvb);
    if (tail > 0)
        add_new_data_source(pinfo, joined, "PPTP header split in the unclaimed stream");
    dissect_octets(joined, pinfo, tree, data, tail);
    /* TCP does not know about the tail. */
    pinfo->desegment_offset = MAX(pinfo->desegment_offset - (int)tail, 0);
    return tvb_reported_length(tvb);
}

/* Makes TCP call dissect_claimed() for the stream from this frame on. */
static int
claim(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (keeps_state(pinfo)) {
        conversation_set_dissector_from_frame_number(find_or_create_conversation(pinfo), pinfo->num, claimed_handle);
        pptp_control_tracking_claim(pinfo);
    }
    return dissect_claimed(tvb, pinfo, tree, data);
}

/* Returns true if the octets may begin a message: the rest comes later, or was not captured or not reassembled. */
static bool
may_begin_message(tvbuff_t *tvb)
{
    unsigned size = tvb_captured_length(tvb);

    return size < PPTP_COOKIE_END && pptp_control_header_begins(tvb_get_ptr(tvb, 0, size), size);
}

int
pptp_control_dissect_port(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    tvbuff_t *joined;
    unsigned size;

    if (begins_with_header(tvb) || dissector_is_uint_changed(tcp_ports, pinfo->match_uint))
        return claim(tvb, pinfo, tree, data);
    joined = join_tail(tvb, pinfo, data);
    size = tvb_captured_length(joined);
    if (pptp_control_header_find(tvb_get_ptr(joined, 0, size), size) < size)
        return claim(tvb, pinfo, tree, data);
    keep_tail(joined, pinfo, data, tvb_reported_length(tvb));
    if (!may_begin_message(tvb))
        pptp_control_tracking_opening(pinfo, tvb);
    return 0;
}

pptp_bool
pptp_control_dissect_heuristic(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    unsigned size = MIN(tvb_captured_length(tvb), PPTP_HEADER_LENGTH);

    if (!pptp_control_header_certain(tvb_get_ptr(tvb, 0, size), size))
        return FALSE;
    claim(tvb, pinfo, tree, data);
    return TRUE;
}

void
pptp_control_stream_register(int protocol, expert_module_t *expert)
{
    static hf_register_info hf[] = {
        { &hf_pptp_passed_over,
            { "Octets passed over", "pptp.stream.passed_over",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Octets of the stream that belong to no message", HFILL }
        },
    };
    static int *ett[] = {
        &ett_pptp_passed_over,
    };
    static ei_register_info ei[] = {
        { &ei_pptp_stream_lost_sync,
            { "pptp.stream.lost_sync", PI_SEQUENCE, PI_WARN,
              "Octets passed over: no PPTP message begins here", EXPFILL }
        },
        { &ei_pptp_segment_several_messages,
            { "pptp.segment.several_messages", PI_SEQUENCE, PI_NOTE,
              "Several control messages in one TCP segment: Linux's NAT helper reads only the first", EXPFILL }
        },
    };

    proto_pptp = protocol;
    proto_register_field_array(protocol, hf, array_length(hf));
    proto_register_subtree_array(ett, array_length(ett));
    expert_register_field_array(expert, ei, array_length(ei));
    claimed_handle = create_dissector_handle(dissect_claimed, protocol);
    hf_tcp_pdu_size = proto_registrar_get_id_byname("tcp.pdu.size");
    tcp_ports = find_dissector_table("tcp.port");
}
