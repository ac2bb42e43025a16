/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include <epan/to_str.h>
#include <wsutil/str_util.h>

#include "calls/refusal.h"
#include "calls/tunnel.h"
#include "ppp/verdicts.h"
#include "tunnel/tracking.h"
#include "tunnel/verdicts.h"

#define IN_FLIGHT PPTP_SECOND       /* packets may cross the message that ends their call for so long */

static expert_field ei_pptp_tunnel_lost = EI_INIT;
static expert_field ei_pptp_tunnel_out_of_order = EI_INIT;
static expert_field ei_pptp_tunnel_duplicate = EI_INIT;
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
static expert_field ei_pptp_tunnel_icmp_error = EI_INIT;

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

static const struct pptp_packet *
other_of(const struct pptp_packet *packet)
{
    return pptp_packet_at(packet->sequence->packets, packet->other);
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

static void
show_lost(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    if (packet->gap == 1)
        expert_add_info_format(pinfo, item, ei, "Sequence Number %u was skipped: lost, late, or not captured",
                               packet->expected);
    else
        expert_add_info_format(pinfo, item, ei, "%u Sequence Numbers (%u to %u) were skipped: lost, late, or not captured",
                               packet->gap, packet->expected, number_of(packet) - 1);
}

static void
show_out_of_order(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    const struct pptp_packet *other = other_of(packet);

    if (packet->position < packet->sequence->first)
        expert_add_info_format(pinfo, item, ei, "Sequence Number %u is late: it is below %u, the first captured (frame %u)",
                               number_of(packet), number_of(other), other->frame);
    else
        expert_add_info_format(pinfo, item, ei, "Sequence Number %u is late: frame %u skipped it %.6f s ago. A receiver that"
                               " does not reorder discards it (RFC 2637 section 4.3)",
                               number_of(packet), other->frame, pptp_seconds(packet->when - other->when));
}

static void
show_duplicate(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    const struct pptp_packet *first = other_of(packet);
    bool copy = pptp_packet_is_copy(packet, first);

    expert_add_info_format(pinfo, item, ei, "Sequence Number %u was in frame %u before%s", number_of(packet), first->frame,
                           copy ? ": the same IP packet, captured twice or doubled on its way" : "");
}

static void
show_restart(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    struct pptp_counts before = pptp_tunnel_sequence_counts(packet->sequence->before);

    expert_add_info_format(pinfo, item, ei, "The numbering began again in frame %u. Before: %u packets, %" PRIu64
                           " missing, %u late, %u duplicate", other_of(packet)->frame, before.packets,
                           before.missing, before.late, before.duplicate);
}

static void
show_ack_unseen(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    expert_add_info_format(pinfo, item, ei, "Acknowledges Sequence Number %u, which was not captured from %s so far",
                           packet->acknowledgment, receiver_of(pinfo, flow_of(packet)));
}

static void
show_ack_backwards(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    expert_add_info_format(pinfo, item, ei, "Acknowledgment Number %u is lower than one before: the packet is late, or its"
                           " sender counts backwards", packet->acknowledgment);
}

/* How many are in flight, a field tells: without the number, reports gather all such packets in one line. */
static void
show_window_exceeded(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    expert_add_info_format(pinfo, item, ei, "More packets in flight than the %u that %s announced to buffer (RFC 2637"
                           " section 4.2); Windows ignores the window", packet->window,
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
        expert_add_info_format(pinfo, item, ei, "The first Sequence Number is 1, not 0 (RFC 2637 section 4.1): pptp-linux,"
                               " npppd and Linux begin so");
    else
        expert_add_info_format(pinfo, item, ei, "The first Sequence Number captured in call %u is %u, not 0: packets before"
                               " it were lost or not captured", flow_of(packet)->call->number, number_of(packet));
}

static void
show_no_call(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    const struct pptp_flow *flow = flow_of(packet);
    const char *why = packet->control_captured
        ? ": a NAT that rewrites the control connection but not GRE, or the reverse, does this"
        : ": the message that did may be older than the capture";

    expert_add_info_format(pinfo, item, ei, "%s was not seen to announce Call ID %u to %s%s",
                           address_to_str(pinfo->pool, &flow->route->receiver), flow->call_id,
                           address_to_str(pinfo->pool, &flow->route->sender), why);
}

static void
show_after_end(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    const struct pptp_call *call = flow_of(packet)->call;

    expert_add_info_format(pinfo, item, ei, "%.6f s after call %u ended (frame %u)",
                           pptp_seconds(packet->when - call->ended_at), call->number, call->ended_in);
}

static void
show_one_way(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet)
{
    const struct pptp_flow *flow = flow_of(packet);
    const char *why = flow->acknowledges
        ? "Its acknowledgments show that some arrived: only one direction was captured"
        : "GRE (IP protocol 47) is probably blocked on its way there or back";

    expert_add_info_format(pinfo, item, ei, "Only %s sent GRE%s (%u packet%s in %.1f s); none from %s was captured. %s",
                           sender_of(pinfo, flow), flow->call ? " in this call" : "", flow->packets,
                           plurality(flow->packets, "", "s"), pptp_seconds(flow->last_time - flow->first_time),
                           receiver_of(pinfo, flow), why);
}

static bool
may_be_announced_before(const struct pptp_packet *packet)
{
    return !packet->control_captured;
}

static bool
was_in_flight(const struct pptp_packet *packet)
{
    return packet->when - flow_of(packet)->call->ended_at <= IN_FLIGHT;
}

static const struct {
    void (*show)(packet_info *pinfo, proto_item *item, expert_field *ei, const struct pptp_packet *packet);
    expert_field *ei;
    bool (*is_mild)(const struct pptp_packet *packet);      /* NULL: never */
    expert_field *mild;
} verdicts[PPTP_TUNNEL_VERDICTS] = {
    [PPTP_TUNNEL_LOST] = { show_lost, &ei_pptp_tunnel_lost, NULL, NULL },
    [PPTP_TUNNEL_OUT_OF_ORDER] = { show_out_of_order, &ei_pptp_tunnel_out_of_order, NULL, NULL },
    [PPTP_TUNNEL_DUPLICATE] = { show_duplicate, &ei_pptp_tunnel_duplicate, NULL, NULL },
    [PPTP_TUNNEL_RESTART] = { show_restart, &ei_pptp_tunnel_restart, NULL, NULL },
    [PPTP_TUNNEL_ACK_UNSEEN] = { show_ack_unseen, &ei_pptp_tunnel_ack_unseen, NULL, NULL },
    [PPTP_TUNNEL_ACK_BACKWARDS] = { show_ack_backwards, &ei_pptp_tunnel_ack_backwards, NULL, NULL },
    [PPTP_TUNNEL_WINDOW_EXCEEDED] = { show_window_exceeded, &ei_pptp_tunnel_window_exceeded, NULL, NULL },
    [PPTP_TUNNEL_FIRST_SEQUENCE] = { show_first_sequence, &ei_pptp_tunnel_first_sequence,
                                     begins_with_one, &ei_pptp_tunnel_first_sequence_one },
    [PPTP_TUNNEL_NO_CALL] = { show_no_call, &ei_pptp_tunnel_no_call,
                              may_be_announced_before, &ei_pptp_tunnel_no_call_older },
    [PPTP_TUNNEL_AFTER_END] = { show_after_end, &ei_pptp_tunnel_after_end,
                                was_in_flight, &ei_pptp_tunnel_after_end_in_flight },
    [PPTP_TUNNEL_ONE_WAY] = { show_one_way, &ei_pptp_tunnel_one_way, NULL, NULL },
};

static void
show_verdict(packet_info *pinfo, proto_item *item, const struct pptp_packet *packet, enum pptp_tunnel_verdict verdict)
{
    bool mild = verdicts[verdict].is_mild && verdicts[verdict].is_mild(packet);

    verdicts[verdict].show(pinfo, item, mild ? verdicts[verdict].mild : verdicts[verdict].ei, packet);
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
    if (packet->told && flow_of(packet)->tunnel && flow_of(packet)->tunnel->link)
        pptp_ppp_verdicts_show(pinfo, item, flow_of(packet)->tunnel->link, packet, flow_of(packet)->call);
}

void
pptp_tunnel_quote_show(packet_info *pinfo, proto_item *item, const struct pptp_packet *packet,
                       const struct pptp_refusal *error)
{
    const struct pptp_call *call = packet && packet->sequence ? flow_of(packet)->call : NULL;

    if (!error)
        return;
    /* Reports leave out what stands in a quote, but this is about the message around it. */
    pinfo->flags.in_error_pkt = FALSE;
    expert_add_info_format(pinfo, item, &ei_pptp_tunnel_icmp_error, "%s answered GRE%s with ICMP %s: %s",
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
            { "pptp.tunnel.lost", PI_SEQUENCE, PI_WARN,
              "Sequence Numbers were skipped: lost, late, or not captured", EXPFILL }
        },
        { &ei_pptp_tunnel_out_of_order,
            { "pptp.tunnel.out_of_order", PI_SEQUENCE, PI_WARN,
              "The packet is late: a higher Sequence Number came before", EXPFILL }
        },
        { &ei_pptp_tunnel_duplicate,
            { "pptp.tunnel.duplicate", PI_SEQUENCE, PI_NOTE,
              "The Sequence Number was seen before", EXPFILL }
        },
        { &ei_pptp_tunnel_restart,
            { "pptp.tunnel.restart", PI_SEQUENCE, PI_NOTE,
              "The numbering began again with the packet before", EXPFILL }
        },
        { &ei_pptp_tunnel_ack_unseen,
            { "pptp.tunnel.ack_unseen", PI_SEQUENCE, PI_WARN,
              "Acknowledges a packet that was not captured so far", EXPFILL }
        },
        { &ei_pptp_tunnel_ack_backwards,
            { "pptp.tunnel.ack_backwards", PI_SEQUENCE, PI_NOTE,
              "Acknowledges less than a packet before", EXPFILL }
        },
        { &ei_pptp_tunnel_window_exceeded,
            { "pptp.tunnel.window_exceeded", PI_SEQUENCE, PI_NOTE,
              "More packets in flight than the receiver announced to buffer; Windows ignores the window", EXPFILL }
        },
        { &ei_pptp_tunnel_first_sequence,
            { "pptp.tunnel.first_sequence", PI_SEQUENCE, PI_WARN,
              "The first Sequence Number captured in a call is not 0", EXPFILL }
        },
        { &ei_pptp_tunnel_first_sequence_one,
            { "pptp.tunnel.first_sequence.one", PI_SEQUENCE, PI_NOTE,
              "The first Sequence Number is 1, as pptp-linux, npppd and Linux begin", EXPFILL }
        },
        { &ei_pptp_tunnel_no_call,
            { "pptp.tunnel.no_call", PI_SEQUENCE, PI_WARN,
              "The Call ID is of no call, though the capture holds the peers' control connection from its beginning", EXPFILL }
        },
        { &ei_pptp_tunnel_no_call_older,
            { "pptp.tunnel.no_call.older", PI_SEQUENCE, PI_CHAT,
              "The Call ID is of no call: its announcement may be older than the capture", EXPFILL }
        },
        { &ei_pptp_tunnel_after_end,
            { "pptp.tunnel.after_end", PI_SEQUENCE, PI_WARN,
              "Long after the call ended", EXPFILL }
        },
        { &ei_pptp_tunnel_after_end_in_flight,
            { "pptp.tunnel.after_end.in_flight", PI_SEQUENCE, PI_CHAT,
              "After the call ended: still on its way", EXPFILL }
        },
        { &ei_pptp_tunnel_one_way,
            { "pptp.tunnel.one_way", PI_SEQUENCE, PI_WARN,
              "GRE was captured in one direction only", EXPFILL }
        },
        { &ei_pptp_tunnel_icmp_error,
            { "pptp.tunnel.icmp_error", PI_RESPONSE_CODE, PI_WARN,
              "An ICMP error quotes the tunnel's GRE", EXPFILL }
        },
    };

    expert_register_field_array(expert, ei, array_length(ei));
}
