/* Shows one control message: its tree, its line in the Info column, its analysis.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "control/analysis.h"
#include "control/dissect.h"
#include "control/summary.h"
#include "control/verdicts.h"
#include "control/walk.h"
#include "show.h"
#include "tap.h"

static int proto_pptp = -1;
static int ett_pptp = -1;

void
pptp_control_dissect_begin_info(packet_info *pinfo)
{
    if (!pinfo->cinfo)
        return;     /* nobody reads columns */
    col_set_str(pinfo->cinfo, COL_PROTOCOL, "PPTP");
    col_clear(pinfo->cinfo, COL_INFO);
}

/* Wireshark would cut a longer column, perhaps inside a character. */
void
pptp_control_dissect_append_info(packet_info *pinfo, const char *text)
{
    static const char separator[] = "; ";
    const char *info = col_get_text(pinfo->cinfo, COL_INFO);

    if (info && strlen(info) + strlen(separator) + strlen(text) < COL_MAX_INFO_LEN)
        col_append_sep_str(pinfo->cinfo, COL_INFO, separator, text);
}

static void
put_title(packet_info *pinfo, proto_item *item, const struct pptp_message *message)
{
    wmem_strbuf_t *title = wmem_strbuf_new(pinfo->pool, NULL);

    pptp_control_summary_write(title, message, PPTP_INFO_RFC);
    proto_item_append_text(item, ", %s", pptp_show_cut(pinfo->pool, wmem_strbuf_get_str(title), PPTP_SHOW_LABEL));
}

/* Network Monitor's style has its words only. event: NULL if nothing is known of the message. */
static void
put_info(packet_info *pinfo, const struct pptp_message *message, const struct pptp_event *event)
{
    enum pptp_info_style style = pptp_preferences_info_style();
    wmem_strbuf_t *line = wmem_strbuf_new(pinfo->pool, NULL);

    if (event && style == PPTP_INFO_RFC) {
        if (pptp_show_names_call(event->call))
            pptp_show_call_name(pinfo, line, event->call, event->role);
        pptp_control_verdicts_brief(line, pinfo, event);
    }
    pptp_control_summary_write(line, message, style);
    pptp_control_dissect_append_info(pinfo, wmem_strbuf_get_str(line));
}

static void
queue(packet_info *pinfo, const struct pptp_event *event, unsigned octets)
{
    pptp_tap_queue(pinfo, (struct pptp_tap){
        .sender = pinfo->src, .receiver = pinfo->dst, .connection = event->connection, .call = event->call,
        .event = event, .octets = octets });
}

static const struct pptp_event *
event_of(packet_info *pinfo, const struct pptp_control_context *context, const struct pptp_message *message)
{
    if (context->sender)
        return pptp_control_tracking_follow(pinfo, context->sender, context->tcpinfo, message);
    return PINFO_FD_VISITED(pinfo) && !pinfo->flags.in_error_pkt && context->tcpinfo
        ? pptp_control_tracking_event(pinfo, context->event) : NULL;
}

proto_item *
pptp_control_dissect_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *whole, struct pptp_control_context *context)
{
    proto_tree *tree = pptp_show_wanted(whole);
    proto_item *item = tree ? proto_tree_add_item(tree, proto_pptp, tvb, 0, -1, ENC_NA) : NULL;
    proto_tree *subtree = tree ? proto_item_add_subtree(item, ett_pptp) : NULL;
    bool title_read = pptp_show_is_seen(tree);
    bool info_read = col_get_writable(pinfo->cinfo, COL_INFO);
    struct pptp_message message = { .kind = context->kind };
    const struct pptp_event *event;

    pptp_control_walk(tvb, pinfo, subtree, title_read || info_read, &message);
    context->event = event = event_of(pinfo, context, &message);
    if (title_read)
        put_title(pinfo, item, &message);
    if (info_read)
        put_info(pinfo, &message, event);
    if (item && tvb_captured_length(tvb) < tvb_reported_length(tvb))
        proto_item_append_text(item, ", cut to %u of %u octets", tvb_captured_length(tvb), tvb_reported_length(tvb));
    if (event && pptp_tap_is_heard())
        queue(pinfo, event, tvb_reported_length(tvb));
    if (event && (tree || event->findings || PINFO_FD_VISITED(pinfo)))
        pptp_control_analysis_show(tvb, pinfo, subtree, item, event);
    return item;
}

void
pptp_control_dissect_register(int protocol)
{
    static int *ett[] = {
        &ett_pptp,
    };

    proto_pptp = protocol;
    proto_register_subtree_array(ett, array_length(ett));
}
