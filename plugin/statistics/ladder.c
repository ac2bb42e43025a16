/* Draws the ladder of Flow Graph: control messages, steps of PPP, and what is alike summed up in one line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/packet.h>
#include <wsutil/str_util.h>

#include "calls/attempt.h"
#include "control/verdicts.h"
#include "show.h"
#include "statistics/flow_graph.h"
#include "statistics/ladder.h"
#include "tap.h"
#include "tunnel/sequence.h"
#include "tunnel/verdicts.h"

/* Packets of one sender that share a line. Those before the first that lasts end with the next step. */
enum kind { DATA, UNREAD, LCP_ECHOES, ACKNOWLEDGMENTS, ECHO_REQUESTS, ECHO_REPLIES, KINDS };
enum { FIRST_THAT_LASTS = LCP_ECHOES };

/* Text and background, as in the profile's coloring rules, 0xRRGGBB. */
struct colors {
    unsigned text;
    unsigned background;
};

static const struct colors of_trouble = { 0xffffff, 0x8f1d00 }, of_lost_or_late = { 0x101010, 0xf0a830 },
                           of_control = { 0x101820, 0xbbddf5 }, of_negotiation = { 0x181800, 0xf4efa6 },
                           of_acknowledgments = { 0x595959, 0xf0f0f0 }, of_data = { 0x102018, 0xd5eedf },
                           of_tcp = { 0x12272e, 0xe7e6ff };

static const struct {
    const char *one;
    const char *many;
    const struct colors *colors;
} kinds[KINDS] = {
    [DATA] = { "data packet", "data packets", &of_data },
    [UNREAD] = { "packet without PPP", "packets without PPP", &of_data },
    [LCP_ECHOES] = { "LCP Echo packet", "LCP Echo packets", &of_negotiation },
    [ACKNOWLEDGMENTS] = { "acknowledgment", "acknowledgments", &of_acknowledgments },
    [ECHO_REQUESTS] = { "Echo-Request", "Echo-Requests", &of_control },
    [ECHO_REPLIES] = { "Echo-Reply", "Echo-Replies", &of_control },
};

struct run {
    struct pptp_flow_line *line;        /* Wireshark's */
    uint32_t packets;
    uint64_t octets;
    uint32_t last;                      /* frame */
    uint32_t troubled;                  /* packets */
    uint32_t troubled_in;               /* frame of the first of them */
    char *trouble;                      /* its, in brief; NULL: none */
};

struct ladder {
    GHashTable *runs[KINDS];            /* the sender, a flow or an end of a connection -> struct run */
};

/* What was drawn so far: Wireshark's graph -> struct ladder. Wireshark does not tell when it frees a graph's lines, but
 * a graph that is drawn anew has none. Senders live as long as the capture. */
static GHashTable *ladders;

/* A packet on its way into a ladder. */
struct rung {
    struct pptp_flow_graph *graph;
    packet_info *pinfo;
    const struct pptp_tap *tap;
    struct ladder *ladder;
    wmem_strbuf_t *trouble;             /* in brief; empty: none */
};

/* --- Ladders ------------------------------------------------------------------------------------------------------ */

static void
free_run(void *data)
{
    struct run *run = (struct run *)data;

    g_free(run->trouble);
    g_free(run);
}

static void
free_ladder(void *data)
{
    struct ladder *ladder = (struct ladder *)data;

    for (unsigned kind = 0; kind < KINDS; kind++)
        g_hash_table_destroy(ladder->runs[kind]);
    g_free(ladder);
}

static struct ladder *
new_ladder(void)
{
    struct ladder *ladder = g_new(struct ladder, 1);

    for (unsigned kind = 0; kind < KINDS; kind++)
        ladder->runs[kind] = g_hash_table_new_full(NULL, NULL, NULL, free_run);
    return ladder;
}

static struct ladder *
ladder_of(struct pptp_flow_graph *graph)
{
    struct ladder *ladder;

    if (!ladders)
        ladders = g_hash_table_new_full(NULL, NULL, NULL, free_ladder);
    ladder = (struct ladder *)g_hash_table_lookup(ladders, graph);
    if (!ladder || g_queue_is_empty(graph->items)) {
        ladder = new_ladder();
        g_hash_table_insert(ladders, graph, ladder);
    }
    return ladder;
}

static void
forget_ladders(void)
{
    if (ladders)
        g_hash_table_destroy(ladders);
    ladders = NULL;
}

/* --- Lines -------------------------------------------------------------------------------------------------------- */

static void
replace(char **text, char *by)
{
    g_free(*text);
    *text = by;
}

/* Names that peers sent stand in columns, too. */
static char *
readable(packet_info *pinfo, const char *text)
{
    char *valid = g_utf8_make_valid(text, -1);
    char *printable = g_strdup(pptp_show_printable(pinfo->pool, valid));

    g_free(valid);
    return printable;
}

static void
color(struct pptp_flow_line *line, const struct colors *colors)
{
    line->fg_color = colors->text;
    line->bg_color = colors->background;
    line->has_color_filter = true;
}

static uint16_t
conversation_of(const struct pptp_tap *tap)
{
    const struct pptp_connection *connection =
        tap->connection || !tap->attempt ? tap->connection : tap->attempt->connection;

    return connection ? (uint16_t)connection->number : 0;
}

/* As in conversations, Call IDs stand in the ports' place. */
static void
set_ports(struct pptp_flow_line *line, const packet_info *pinfo, const struct pptp_tap *tap)
{
    const struct pptp_flow *flow = tap->packet ? tap->packet->sequence->flow : NULL;

    line->port_src = (uint16_t)pinfo->srcport;
    line->port_dst = (uint16_t)pinfo->destport;
    if (flow) {
        line->port_src = flow->call && flow->call->id_known[!flow->receiver] ? flow->call->id[!flow->receiver] : 0;
        line->port_dst = flow->call_id;
    }
}

/* Returns the new line, which lacks label and comment; NULL if the packet has no addresses. */
static struct pptp_flow_line *
add_line(const struct rung *rung, const struct colors *colors)
{
    const struct pptp_tap *tap = rung->tap;
    struct pptp_flow_line *line =
        pptp_statistics_flow_graph_add(rung->graph, rung->pinfo, &tap->sender, &tap->receiver);

    if (!line)
        return NULL;
    line->conv_num = conversation_of(tap);
    set_ports(line, rung->pinfo, tap);
    color(line, colors);
    return line;
}

/* "CHAP: [authentication failed: 691] Failure (...)". Not every Info column has the trouble in it. */
static char *
comment_of(const struct rung *rung, const char *protocol)
{
    packet_info *pinfo = rung->pinfo;
    const char *trouble = wmem_strbuf_get_str(rung->trouble), *info = col_get_text(pinfo->cinfo, COL_INFO);
    wmem_strbuf_t *comment = wmem_strbuf_new(pinfo->pool, protocol);

    if (*protocol)
        wmem_strbuf_append(comment, ": ");
    if (!info || !strstr(info, trouble))
        wmem_strbuf_append(comment, trouble);
    wmem_strbuf_append(comment, info ? info : "");
    return readable(pinfo, wmem_strbuf_get_str(comment));
}

/* protocol: "" if the Info column names it. */
static void
add_step(const struct rung *rung, const char *label, const char *protocol, const struct colors *colors)
{
    bool is_trouble = wmem_strbuf_get_len(rung->trouble) > 0;
    struct pptp_flow_line *line = add_line(rung, is_trouble ? &of_trouble : colors);

    if (!line)
        return;
    line->frame_label = readable(rung->pinfo, label);
    line->comment = comment_of(rung, protocol);
}

/* --- Runs --------------------------------------------------------------------------------------------------------- */

static struct run *
begin_run(const struct rung *rung, enum kind kind, const void *sender)
{
    struct pptp_flow_line *line = add_line(rung, kinds[kind].colors);
    struct run *run;

    if (!line)
        return NULL;
    run = g_new0(struct run, 1);
    run->line = line;
    g_hash_table_insert(rung->ladder->runs[kind], (void *)sender, run);
    return run;
}

static void
count(struct run *run, const struct rung *rung)
{
    const struct pptp_packet *packet = rung->tap->packet;

    run->packets++;
    run->octets += packet ? packet->length : 0;
    run->last = rung->pinfo->num;
    if (wmem_strbuf_get_len(rung->trouble) == 0)
        return;
    if (run->troubled++ == 0) {
        run->troubled_in = rung->pinfo->num;
        run->trouble = g_strdup(wmem_strbuf_get_str(rung->trouble));
        color(run->line, &of_lost_or_late);
    }
}

/* "[late] in frame 40, trouble in 2 more: 138 data packets, 54291 octets, until frame 332". label: copied. */
static char *
describe(const struct run *run, const char *label)
{
    GString *comment = g_string_new(NULL);

    if (run->troubled)
        g_string_append_printf(comment, "%sin frame %u", run->trouble, run->troubled_in);
    if (run->troubled > 1)
        g_string_append_printf(comment, ", trouble in %u more", run->troubled - 1);
    g_string_append_printf(comment, "%s%s", run->troubled ? ": " : "", label);
    if (run->octets)
        g_string_append_printf(comment, ", %" PRIu64 " octet%s", run->octets, plurality(run->octets, "", "s"));
    if (run->packets > 1)
        g_string_append_printf(comment, ", until frame %u", run->last);
    return g_string_free(comment, FALSE);
}

static void
add_to_run(const struct rung *rung, enum kind kind, const void *sender)
{
    struct run *run = (struct run *)g_hash_table_lookup(rung->ladder->runs[kind], sender);

    if (!run)
        run = begin_run(rung, kind, sender);
    if (!run)
        return;
    count(run, rung);
    replace(&run->line->frame_label,
            g_strdup_printf("%u %s", run->packets, plurality(run->packets, kinds[kind].one, kinds[kind].many)));
    replace(&run->line->comment, describe(run, run->line->frame_label));
}

/* flow: both directions of a tunnel; each may be NULL. */
static void
end_runs(struct ladder *ladder, struct pptp_flow *const flow[2])
{
    for (unsigned kind = 0; kind < FIRST_THAT_LASTS; kind++) {
        for (unsigned end = 0; end < 2; end++)
            g_hash_table_remove(ladder->runs[kind], flow[end]);
    }
}

/* --- Packets ------------------------------------------------------------------------------------------------------ */

/* Keepalives fill long captures. */
static enum kind
kind_of_message(const struct pptp_event *event)
{
    unsigned code = event->kind ? event->kind->code : 0;

    return code == PPTP_ECHO_REQUEST ? ECHO_REQUESTS : code == PPTP_ECHO_REPLY ? ECHO_REPLIES : KINDS;
}

static void
add_message(const struct rung *rung)
{
    const struct pptp_event *event = rung->tap->event;
    enum kind kind = kind_of_message(event);

    pptp_control_verdicts_brief(rung->trouble, rung->pinfo, event);
    if (kind < KINDS && wmem_strbuf_get_len(rung->trouble) == 0) {
        add_to_run(rung, kind, &event->connection->end[event->from]);
        return;
    }
    add_step(rung, event->kind ? event->kind->name : "Other message, or cut short", "", &of_control);
    if (event->call)
        end_runs(rung->ladder, event->call->flow);
}

/* "LCP": as in the column, but shorter. */
static const char *
protocol_of(const struct rung *rung)
{
    const char *protocol = col_get_text(rung->pinfo->cinfo, COL_PROTOCOL);

    if (!protocol)
        return "PPP";
    return g_str_has_prefix(protocol, "PPP ") ? protocol + strlen("PPP ") : protocol;
}

/* "LCP Configuration Request": the Info column without the call and trouble. */
static const char *
name_step(const struct rung *rung, const char *protocol)
{
    packet_info *pinfo = rung->pinfo;
    const struct pptp_flow *flow = rung->tap->packet->sequence->flow;
    const char *info = col_get_text(pinfo->cinfo, COL_INFO);
    wmem_strbuf_t *before = wmem_strbuf_new(pinfo->pool, NULL);

    if (!info)
        return protocol;
    if (pptp_show_names_call(flow->call))
        pptp_show_call_name(pinfo, before, flow->call, pptp_flow_sender(flow));
    wmem_strbuf_append(before, wmem_strbuf_get_str(rung->trouble));
    if (g_str_has_prefix(info, wmem_strbuf_get_str(before)))
        info += wmem_strbuf_get_len(before);
    return wmem_strdup_printf(pinfo->pool, "%s %s", protocol, info);
}

static enum kind
kind_of_packet(const struct pptp_packet *packet)
{
    static const enum kind of_content[] = {
        [PPTP_CONTENT_UNREAD] = UNREAD, [PPTP_CONTENT_STEP] = KINDS, [PPTP_CONTENT_ECHO] = LCP_ECHOES,
        [PPTP_CONTENT_DATA] = DATA
    };

    return !packet->has_number && packet->has_acknowledgment ? ACKNOWLEDGMENTS : of_content[packet->content];
}

static void
add_packet(const struct rung *rung)
{
    const struct pptp_packet *packet = rung->tap->packet;
    const struct pptp_flow *flow = packet->sequence->flow;
    enum kind kind = kind_of_packet(packet);

    pptp_tunnel_verdicts_brief(rung->trouble, packet);
    if (kind < KINDS) {
        add_to_run(rung, kind, flow);
        return;
    }
    add_step(rung, name_step(rung, protocol_of(rung)), protocol_of(rung), &of_negotiation);
    end_runs(rung->ladder, rung->tap->tunnel->flow);
}

/* Returns NULL for a segment that neither opens nor closes TCP. The attempt is known unless the connection is. */
static const char *
name_segment(const struct pptp_tap *tap, uint32_t frame)
{
    const struct pptp_attempt *attempt = tap->attempt;
    const struct pptp_connection *connection = tap->connection;

    if (attempt && attempt->asked.frame == frame)
        return "TCP SYN";
    if (attempt && attempt->answered.frame == frame)
        return "TCP SYN, ACK";
    if ((connection ? connection->closed_in : attempt->closed.frame) == frame)
        return (connection ? connection->reset : attempt->reset) ? "TCP RST" : "TCP FIN";
    return NULL;
}

/* On the first pass, a reply may still come. */
static bool
is_unanswered(const struct pptp_tap *tap)
{
    const struct pptp_attempt *attempt = tap->attempt;

    return !tap->first_time && !attempt->answered.frame && !attempt->closed.frame && !attempt->detour;
}

static const char *
trouble_of_segment(const struct pptp_tap *tap, uint32_t frame)
{
    const struct pptp_connection *connection = tap->connection;

    if (connection)
        return connection->closed_in == frame && connection->closed_without_stop && connection->closing == PPTP_WARNING
                   ? "[closed without Stop-Control-Connection-Request] " : "";
    if (tap->attempt->closed.frame == frame)
        return "[closed before any message] ";
    return tap->attempt->asked.frame == frame && is_unanswered(tap) ? "[unanswered] " : "";
}

static void
add_segment(const struct rung *rung)
{
    const char *name = name_segment(rung->tap, rung->pinfo->num);

    if (!name)
        return;
    wmem_strbuf_append(rung->trouble, trouble_of_segment(rung->tap, rung->pinfo->num));
    add_step(rung, name, "TCP", &of_tcp);
}

static tap_packet_status
packet(void *data, packet_info *pinfo, epan_dissect_t *edt _U_, const void *tapped, tap_flags_t flags _U_)
{
    struct pptp_flow_graph *graph = (struct pptp_flow_graph *)data;
    struct rung rung = { .graph = graph, .pinfo = pinfo, .tap = (const struct pptp_tap *)tapped,
                         .ladder = ladder_of(graph), .trouble = wmem_strbuf_new(pinfo->pool, NULL) };

    if (rung.tap->event)
        add_message(&rung);
    else if (!rung.tap->packet)
        add_segment(&rung);
    else if (pptp_tap_counts(rung.tap))
        add_packet(&rung);
    return TAP_PACKET_REDRAW;
}

void
pptp_statistics_ladder_register(int protocol)
{
    pptp_statistics_flow_graph_register("pptp", "PPTP Flows", protocol, packet);
    register_cleanup_routine(forget_ladders);
}
