/* Writes the expert items pptp.tunnel.*: what is wrong, or worth a note, about a packet's place in its tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/to_str.h>
#include <wsutil/str_util.h>

#include "calls/refusal.h"
#include "calls/tunnel.h"
#include "conformance/clauses.h"
#include "ppp/verdicts.h"
#include "show.h"
#include "tunnel/tracking.h"
#include "tunnel/verdicts.h"

#define IN_FLIGHT PPTP_SECOND       /* how long packets may be on their way after the message that ends their call */

static expert_field ei_pptp_tunnel_lost = EI_INIT;
static expert_field ei_pptp_tunnel_out_of_order = EI_INIT;
static expert_field ei_pptp_tunnel_duplicate = EI_INIT;
static expert_field ei_pptp_tunnel_stray = EI_INIT;
static expert_field ei_pptp_tunnel_restart = EI_INIT;
static expert_field ei_pptp_tunnel_ack_unseen = EI_INIT;
static expert_field ei_pptp_tunnel_ack_backwards = EI_INIT;
static expert_field ei_pptp_tunnel_window_exceeded = EI_INIT;
static expert_field ei_pptp_tunnel_first_sequence = EI_INIT;
static expert_field ei_pptp_tunnel_first_sequence_one = EI_INIT;
static expert_field ei_pptp_tunnel_no_call = EI_INIT;
static expert_field ei_pptp_tunnel_no_call_older = EI_INIT;
static expert_field ei_pptp_tunnel_after_end = EI_INIT;
static expert_field ei_pptp_tunnel_after_end_in_flight = EI_INIT;
static expert_field ei_pptp_tunnel_one_way = EI_INIT;
static expert_field ei_pptp_tunnel_one_way_half_captured = EI_INIT;
static expert_field ei_pptp_tunnel_icmp_error = EI_INIT;
static expert_field ei_pptp_tunnel_icmp_error_closing = EI_INIT;

static const struct pptp_flow *
flow_of(const struct pptp_packet *packet)
{
    return packet->sequence->flow;
}

static uint32_t
number_of(const struct pptp_packet *packet)
{
    return packet->position;
}

static const char *
sender_of(packet_info *pinfo, const struct pptp_flow *flow)
{
    if (!flow->call || !flow->call->setup)
        return address_to_str(pinfo->pool, &flow->route->sender);
    return wmem_strdup_printf(pinfo->pool, "the %s", pptp_message_role_name(pptp_flow_sender(flow)));
}

static const char *
receiver_of(packet_info *pinfo, const struct pptp_flow *flow)
{
    if (!flow->call || !flow->call->setup)
        return address_to_str(pinfo->pool, &flow->route->receiver);
    return wmem_strdup_printf(pinfo->pool, "the %s", pptp_message_role_name(pptp_flow_receiver(flow)));
}

/* A jump is proven by the packet after it. */
static void
show_lost(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    bool jump = pptp_packet_is(packet, PPTP_TUNNEL_JUMP);
    const struct pptp_packet *behind = jump ? pptp_tunnel_sequence_previous(packet) : packet;
    const struct pptp_trouble *trouble = pptp_tunnel_trouble(behind);
    const char *where = jump ? wmem_strdup_printf(pinfo->pool, " before frame %u", behind->frame) : "";

    if (trouble->gap == 1)
        expert_add_info_format(pinfo, item, ei, "Previous packet not captured%s (Sequence Number %u)", where,
                               trouble->expected);
    else
        expert_add_info_format(pinfo, item, ei, "%u previous packets not captured%s (Sequence Numbers %u to %u)",
                               trouble->gap, where, trouble->expected, number_of(behind) - 1);
}

static void
show_out_of_order(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    const struct pptp_packet *other = pptp_tunnel_other(packet);

    if (packet->position < packet->sequence->first)
        expert_add_info_format(pinfo, item, ei, "Sequence Number %u is late: the first one captured was %u"
                               " (frame %u)", number_of(packet), number_of(other), other->frame);
    else
        expert_add_info_format(pinfo, item, ei, "Sequence Number %u is late: frame %u skipped it %.6f s ago. A"
                               " receiver that does not reorder packets discards it (RFC 2637 section 4.3)",
                               number_of(packet), other->frame, pptp_seconds(packet->when - other->when));
}

static void
show_duplicate(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    const struct pptp_packet *first = pptp_tunnel_other(packet);
    bool copy = pptp_packet_is_copy(packet, first);

    expert_add_info_format(pinfo, item, ei, "Sequence Number %u was already in frame %u%s", number_of(packet),
                           first->frame, copy ? ": the same IP packet, captured twice or duplicated on its way" : "");
}

static void
show_stray(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    expert_add_info_format(pinfo, item, ei, "Sequence Number %u is far from %u, the number due, and the next packet"
                           " does not follow it. No count or analysis uses it", number_of(packet),
                           pptp_tunnel_trouble(packet)->expected);
}

static void
show_restart(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    struct pptp_counts before = pptp_tunnel_sequence_counts(packet->sequence->before);

    expert_add_info_format(pinfo, item, ei, "The numbering started over in frame %u. Before that: %u packet%s, %" PRIu64
                           " missing, %u late, %u duplicate",
                           pptp_tunnel_sequence_previous(packet)->frame, before.packets,
                           plurality(before.packets, "", "s"), before.missing, before.late, before.duplicate);
}

static void
show_ack_unseen(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    expert_add_info_format(pinfo, item, ei, "The packet acknowledges Sequence Number %u, which has not been captured"
                           " from %s", packet->acknowledgment, receiver_of(pinfo, flow_of(packet)));
}

static void
show_ack_backwards(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    expert_add_info_format(pinfo, item, ei, "Acknowledgment Number %u is lower than an earlier one: the packet is late,"
                           " or its sender counts backwards", packet->acknowledgment);
}

/* A field tells how many are in flight: without the number, reports count all such packets in one line. */
static void
show_window_exceeded(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    expert_add_info_format(pinfo, item, ei, "More packets are in flight than the %u that %s announced it can buffer"
                           " (RFC 2637 section 4.2). Many implementations ignore this window", packet->window,
                           receiver_of(pinfo, flow_of(packet)));
}

static bool
begins_with_one(const struct pptp_packet *packet)
{
    return number_of(packet) == 1;
}

static void
show_first_sequence(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    if (begins_with_one(packet))
        expert_add_info_format(pinfo, item, ei, "The first Sequence Number is 1, not 0 (RFC 2637 section 4.1): a habit"
                               " of pptp-linux, npppd and Linux, unless number 0 is missing");
    else
        expert_add_info_format(pinfo, item, ei, "The first Sequence Number captured in call %u is %u, not 0: earlier"
                               " packets were lost or not captured", flow_of(packet)->call->number, number_of(packet));
}

static void
show_no_call(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    const struct pptp_flow *flow = flow_of(packet);
    const char *why = packet->control_captured
        ? "a NAT that rewrites the control connection but not GRE, or the reverse, causes this"
        : "the announcement may be older than the capture";

    expert_add_info_format(pinfo, item, ei, "No captured message from %s announces Call ID %u to %s: %s",
                           address_to_str(pinfo->pool, &flow->route->receiver), flow->call_id,
                           address_to_str(pinfo->pool, &flow->route->sender), why);
}

static void
show_after_end(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    const struct pptp_call *call = flow_of(packet)->call;

    expert_add_info_format(pinfo, item, ei, "The packet came %.6f s after call %u ended (frame %u)",
                           pptp_seconds(packet->when - call->ended_at), call->number, call->ended_in);
}

/* Two packets came at least: before that, silence tells nothing. */
static void
show_one_way(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    const struct pptp_flow *flow = flow_of(packet);
    const char *sender = sender_of(pinfo, flow), *receiver = receiver_of(pinfo, flow);
    const char *why = flow->acknowledges
        ? wmem_strdup_printf(pinfo->pool, "It acknowledges packets from %s, which were not captured", receiver)
        : wmem_strdup_printf(pinfo->pool, "GRE (IP protocol 47) is probably blocked on its way to %s or back",
                             receiver);

    expert_add_info_format(pinfo, item, ei, "Only GRE from %s was captured%s (%u packets in %.1f s), none from %s. %s",
                           sender, flow->call ? " in this call" : "", flow->packets,
                           pptp_seconds(flow->last_time - flow->first_time), receiver, why);
}

static bool
may_be_announced_before(const struct pptp_packet *packet)
{
    return !packet->control_captured;
}

/* What it acknowledges was not captured. */
static bool
acknowledges(const struct pptp_packet *packet)
{
    return flow_of(packet)->acknowledges;
}

static bool
was_in_flight(const struct pptp_packet *packet)
{
    return packet->when - flow_of(packet)->call->ended_at <= IN_FLIGHT;
}

/* A jump is told with the packet before it too, but that one was shown when nothing proved it. */
static uint32_t
count_lost(const struct pptp_packet *packet)
{
    return pptp_tunnel_trouble(pptp_packet_is(packet, PPTP_TUNNEL_JUMP) ? pptp_tunnel_sequence_previous(packet)
                                                                        : packet)->gap;
}

static uint32_t
other_frame(const struct pptp_packet *packet)
{
    return pptp_tunnel_other(packet)->frame;
}

static const struct {
    /* NULL: it only adds to another verdict. */
    void (*show)(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet);
    expert_field *ei;
    bool (*is_mild)(const struct pptp_packet *packet);      /* NULL: never */
    expert_field *mild;
    bool of_call;           /* void when the packet turns out to be of no call after all */
    const char *brief;      /* of what is not mild, for the Info column (pptp_show_trouble()); NULL: nothing there */
    uint32_t (*number)(const struct pptp_packet *packet);   /* of brief; NULL: none */
} verdicts[PPTP_TUNNEL_VERDICTS] = {
    [PPTP_TUNNEL_LOST] = { .show = show_lost, .ei = &ei_pptp_tunnel_lost,
        .brief = "previous packets not captured: ", .number = count_lost },
    [PPTP_TUNNEL_OUT_OF_ORDER] = { .show = show_out_of_order, .ei = &ei_pptp_tunnel_out_of_order,
        .brief = "late" },
    [PPTP_TUNNEL_DUPLICATE] = { .show = show_duplicate, .ei = &ei_pptp_tunnel_duplicate,
        .brief = "duplicate of ", .number = other_frame },
    [PPTP_TUNNEL_STRAY] = { .show = show_stray, .ei = &ei_pptp_tunnel_stray,
        .brief = "stray Sequence Number" },
    [PPTP_TUNNEL_RESTART] = { .show = show_restart, .ei = &ei_pptp_tunnel_restart,
        .brief = "numbering started over" },
    [PPTP_TUNNEL_ACK_UNSEEN] = { .show = show_ack_unseen, .ei = &ei_pptp_tunnel_ack_unseen,
        .brief = "acknowledges a packet not captured" },
    [PPTP_TUNNEL_ACK_BACKWARDS] = { .show = show_ack_backwards, .ei = &ei_pptp_tunnel_ack_backwards },
    [PPTP_TUNNEL_WINDOW_EXCEEDED] = { .show = show_window_exceeded, .ei = &ei_pptp_tunnel_window_exceeded,
        .of_call = true },
    [PPTP_TUNNEL_FIRST_SEQUENCE] = { .show = show_first_sequence, .ei = &ei_pptp_tunnel_first_sequence,
        .is_mild = begins_with_one, .mild = &ei_pptp_tunnel_first_sequence_one, .of_call = true },
    [PPTP_TUNNEL_NO_CALL] = { .show = show_no_call, .ei = &ei_pptp_tunnel_no_call,
        .is_mild = may_be_announced_before, .mild = &ei_pptp_tunnel_no_call_older, .brief = "no call" },
    [PPTP_TUNNEL_AFTER_END] = { .show = show_after_end, .ei = &ei_pptp_tunnel_after_end,
        .is_mild = was_in_flight, .mild = &ei_pptp_tunnel_after_end_in_flight, .of_call = true,
        .brief = "after the call ended" },
    [PPTP_TUNNEL_ONE_WAY] = { .show = show_one_way, .ei = &ei_pptp_tunnel_one_way,
        .is_mild = acknowledges, .mild = &ei_pptp_tunnel_one_way_half_captured },
};

static bool
holds(const struct pptp_packet *packet, enum pptp_tunnel_verdict verdict)
{
    return !verdicts[verdict].of_call || flow_of(packet)->call;
}

bool
pptp_tunnel_verdict_is_mild(const struct pptp_packet *packet, enum pptp_tunnel_verdict verdict)
{
    return verdicts[verdict].is_mild && verdicts[verdict].is_mild(packet);
}

static void
show_verdict(packet_info *pinfo, proto_item *item, const struct pptp_packet *packet, enum pptp_tunnel_verdict verdict)
{
    bool counts = holds(packet, verdict), mild = counts && pptp_tunnel_verdict_is_mild(packet, verdict);

    if (!counts || !verdicts[verdict].show)
        return;
    verdicts[verdict].show(pinfo, item, mild ? verdicts[verdict].mild : verdicts[verdict].ei, packet);
    if (item)
        pptp_conformance_show(pinfo->pool, proto_item_get_subtree(item),
                              pptp_conformance_clause(PPTP_BY_TUNNEL, verdict, 0, NULL), mild);
}

static const struct pptp_link *
told_link(const struct pptp_packet *packet)
{
    return packet->told && flow_of(packet)->tunnel ? flow_of(packet)->tunnel->link : NULL;
}

void
pptp_tunnel_verdicts_show(packet_info *pinfo, proto_item *item, const struct pptp_packet *packet)
{
    for (unsigned rest = packet->verdicts, verdict = 0; rest; rest >>= 1, verdict++) {
        if (rest & 1)
            show_verdict(pinfo, item, packet, verdict);
    }
    if (pptp_tunnel_is_one_way(pinfo, packet))
        show_verdict(pinfo, item, packet, PPTP_TUNNEL_ONE_WAY);
    if (told_link(packet))
        pptp_ppp_verdicts_show(pinfo, item, told_link(packet), packet, flow_of(packet)->call);
}

bool
pptp_tunnel_verdicts_have_info(const struct pptp_packet *packet)
{
    return packet->verdicts || packet->told || pptp_show_names_call(flow_of(packet)->call);
}

static void
append_brief(wmem_strbuf_t *line, const struct pptp_packet *packet, enum pptp_tunnel_verdict verdict)
{
    if (verdicts[verdict].brief && holds(packet, verdict) && !pptp_tunnel_verdict_is_mild(packet, verdict))
        pptp_show_trouble(line, verdicts[verdict].brief,
                          verdicts[verdict].number ? verdicts[verdict].number(packet) : 0);
}

void
pptp_tunnel_verdicts_brief(wmem_strbuf_t *line, const struct pptp_packet *packet)
{
    for (unsigned rest = packet->verdicts, verdict = 0; rest; rest >>= 1, verdict++) {
        if (rest & 1)
            append_brief(line, packet, verdict);
    }
    if (told_link(packet))
        pptp_ppp_verdicts_brief(line, told_link(packet), packet);
}

const char *
pptp_tunnel_verdicts_name_call(packet_info *pinfo, const struct pptp_packet *packet)
{
    const struct pptp_call *call = packet && packet->sequence ? flow_of(packet)->call : NULL;
    wmem_strbuf_t *name;

    if (!pptp_show_names_call(call) || packet->frame != pinfo->num || packet->quoted || packet->verdicts
        || packet->told || pptp_show_call_is_named(pinfo))
        return "";
    name = wmem_strbuf_new(pinfo->pool, NULL);
    pptp_show_call_name(pinfo, name, call, pptp_flow_sender(flow_of(packet)));
    return wmem_strbuf_get_str(name);
}

void
pptp_tunnel_verdicts_write_info(packet_info *pinfo, const struct pptp_packet *packet)
{
    const struct pptp_flow *flow = flow_of(packet);
    bool names_call = pptp_show_names_call(flow->call) && !pptp_show_call_is_named(pinfo);
    wmem_strbuf_t *line;

    if (!names_call && !packet->verdicts && !packet->told)
        return;
    line = wmem_strbuf_new(pinfo->pool, NULL);
    if (names_call)
        pptp_show_call_name(pinfo, line, flow->call, pptp_flow_sender(flow));
    pptp_tunnel_verdicts_brief(line, packet);
    if (wmem_strbuf_get_len(line) > 0)
        col_prepend_fence_fstr(pinfo->cinfo, COL_INFO, "%s", wmem_strbuf_get_str(line));
}

/* An end that hangs up, or heard of it, may close its socket for GRE before the last packets come. */
static bool
is_closing(const struct pptp_call *call, uint32_t frame)
{
    const struct pptp_link *link = call->tunnel ? call->tunnel->link : NULL;
    unsigned by;
    uint32_t ends[] = { call->ended_in, pptp_call_begun_to_end(call, &by).frame, link ? link->terminated.frame : 0,
                        link ? link->terminated_unseen.frame : 0 };

    for (unsigned i = 0; i < G_N_ELEMENTS(ends); i++) {
        if (ends[i] != 0 && ends[i] < frame)
            return true;
    }
    return false;
}

void
pptp_tunnel_quote_show(packet_info *pinfo, proto_item *item, const struct pptp_packet *packet,
                       const struct pptp_refusal *error)
{
    const struct pptp_call *call = packet && packet->sequence ? flow_of(packet)->call : NULL;
    expert_field *ei = call && is_closing(call, pinfo->num) ? &ei_pptp_tunnel_icmp_error_closing
                                                            : &ei_pptp_tunnel_icmp_error;

    if (!error)
        return;
    /* Reports leave out items of quoted packets, but this one is about the ICMP message around the quote. */
    pinfo->flags.in_error_pkt = FALSE;
    expert_add_info_format(pinfo, item, ei, "%s answered GRE%s with ICMP %s: %s",
                           address_to_str(pinfo->pool, &error->sender),
                           call ? wmem_strdup_printf(pinfo->pool, " of call %u", call->number) : "",
                           pptp_refusal_name(pinfo->pool, error), pptp_refusal_meaning(error));
    pinfo->flags.in_error_pkt = TRUE;
}

void
pptp_tunnel_verdicts_register(expert_module_t *expert)
{
    static ei_register_info ei[] = {
        { &ei_pptp_tunnel_lost,
            { "pptp.tunnel.lost", PI_SEQUENCE, PI_NOTE,
              "Previous packets not captured: Sequence Numbers were skipped", EXPFILL }
        },
        { &ei_pptp_tunnel_out_of_order,
            { "pptp.tunnel.out_of_order", PI_SEQUENCE, PI_WARN,
              "The packet is late: a higher Sequence Number came first", EXPFILL }
        },
        { &ei_pptp_tunnel_duplicate,
            { "pptp.tunnel.duplicate", PI_SEQUENCE, PI_NOTE,
              "The Sequence Number was seen before", EXPFILL }
        },
        { &ei_pptp_tunnel_stray,
            { "pptp.tunnel.stray", PI_SEQUENCE, PI_NOTE,
              "The Sequence Number fits nothing around it; no count or analysis uses it", EXPFILL }
        },
        { &ei_pptp_tunnel_restart,
            { "pptp.tunnel.restart", PI_SEQUENCE, PI_NOTE,
              "The numbering started over with the previous packet", EXPFILL }
        },
        { &ei_pptp_tunnel_ack_unseen,
            { "pptp.tunnel.ack_unseen", PI_SEQUENCE, PI_NOTE,
              "The packet acknowledges a Sequence Number that was not captured", EXPFILL }
        },
        { &ei_pptp_tunnel_ack_backwards,
            { "pptp.tunnel.ack_backwards", PI_SEQUENCE, PI_NOTE,
              "The packet acknowledges less than an earlier one", EXPFILL }
        },
        { &ei_pptp_tunnel_window_exceeded,
            { "pptp.tunnel.window_exceeded", PI_SEQUENCE, PI_NOTE,
              "More packets are in flight than the receiver announced it can buffer", EXPFILL }
        },
        { &ei_pptp_tunnel_first_sequence,
            { "pptp.tunnel.first_sequence", PI_SEQUENCE, PI_NOTE,
              "The first Sequence Number captured in the call is neither 0 nor 1", EXPFILL }
        },
        { &ei_pptp_tunnel_first_sequence_one,
            { "pptp.tunnel.first_sequence.one", PI_SEQUENCE, PI_CHAT,
              "The first Sequence Number in the call is 1, a habit of pptp-linux, npppd and Linux", EXPFILL }
        },
        { &ei_pptp_tunnel_no_call,
            { "pptp.tunnel.no_call", PI_SEQUENCE, PI_WARN,
              "No control message announced the Call ID", EXPFILL }
        },
        { &ei_pptp_tunnel_no_call_older,
            { "pptp.tunnel.no_call.older", PI_SEQUENCE, PI_CHAT,
              "No control message announced the Call ID, but the announcement may be older than the capture", EXPFILL }
        },
        { &ei_pptp_tunnel_after_end,
            { "pptp.tunnel.after_end", PI_SEQUENCE, PI_WARN,
              "The packet follows the end of its call by more than a second", EXPFILL }
        },
        { &ei_pptp_tunnel_after_end_in_flight,
            { "pptp.tunnel.after_end.in_flight", PI_SEQUENCE, PI_CHAT,
              "The packet follows the end of its call by at most a second: it was still in flight", EXPFILL }
        },
        { &ei_pptp_tunnel_one_way,
            { "pptp.tunnel.one_way", PI_SEQUENCE, PI_WARN,
              "Only one direction was captured", EXPFILL }
        },
        { &ei_pptp_tunnel_one_way_half_captured,
            { "pptp.tunnel.one_way.half_captured", PI_SEQUENCE, PI_NOTE,
              "GRE was captured in one direction only; that direction acknowledges the other", EXPFILL }
        },
        { &ei_pptp_tunnel_icmp_error,
            { "pptp.tunnel.icmp_error", PI_RESPONSE_CODE, PI_WARN,
              "An ICMP error quotes the tunnel's GRE: its sender does not accept or forward it", EXPFILL }
        },
        { &ei_pptp_tunnel_icmp_error_closing,
            { "pptp.tunnel.icmp_error.closing", PI_RESPONSE_CODE, PI_CHAT,
              "An ICMP error quotes GRE of a call that an end had begun to end", EXPFILL }
        },
    };

    expert_register_field_array(expert, ei, array_length(ei));
}
