/* Watches every TCP segment for the end of a control connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/expert.h>
#include <epan/to_str.h>

#include "conformance/clauses.h"
#include "control/closing.h"
#include "control/tracking.h"
#include "show.h"
#include "tap.h"

static int proto_tcp = -1;

static expert_field ei_pptp_closed_without_stop_warning = EI_INIT;
static expert_field ei_pptp_closed_without_stop_note = EI_INIT;

/* Returns TCP's item, to which the closing belongs; the whole tree if there is no such item, because nobody looks. */
static proto_item *
tcp_item(proto_tree *tree)
{
    proto_node *node = tree ? pptp_show_find(tree->first_child, proto_tcp) : NULL;

    return node ? node : tree;
}

static const char *
closing_words(packet_info *pinfo, const struct pptp_connection *connection)
{
    const address *end = &connection->end[connection->closed_by].address;
    const char *role = pptp_message_role_name(connection->closed_by_role);
    const char *who = *role ? wmem_strdup_printf(pinfo->pool, " (%s)", role) : "";
    const char *known = pptp_implementation_known_for(PPTP_CLOSES_WITHOUT_STOP, 0, PPTP_STATE_UNKNOWN);

    return wmem_strdup_printf(pinfo->pool,
                              "%s%s closed control connection %u without a Stop-Control-Connection-Request%s%s",
                              address_to_str(pinfo->pool, end), who, connection->number,
                              connection->closing == PPTP_WARNING ? " while a call was established" : "; ",
                              connection->closing == PPTP_WARNING ? "" : known);
}

/* The current protocol of a postdissector is the frame. */
PPTP_RARE static void
show_closing(packet_info *pinfo, proto_tree *tree, const struct pptp_connection *connection)
{
    const char *current = pptp_show_as_pptp(pinfo);
    expert_field *ei =
        connection->closing == PPTP_WARNING ? &ei_pptp_closed_without_stop_warning : &ei_pptp_closed_without_stop_note;

    expert_add_info_format(pinfo, tcp_item(tree), ei, "%s", closing_words(pinfo, connection));
    if (tree)
        pptp_conformance_show(pinfo->pool, proto_item_get_subtree(tcp_item(tree)),
                              pptp_conformance_clause(PPTP_BY_CLOSING, 0, 0, NULL), false);
    pinfo->current_proto = current;
}

/* Queues the segment; its messages are queued when they are dissected. */
static void
queue(packet_info *pinfo, const struct pptp_tcp *tcp)
{
    pptp_tap_queue(pinfo, (struct pptp_tap){
        .sender = pinfo->src, .receiver = pinfo->dst, .connection = tcp->connection, .attempt = tcp->attempt });
}

void
pptp_control_closing_watch(packet_info *pinfo, proto_tree *tree)
{
    struct pptp_tcp tcp = pptp_control_tracking_segment(pinfo);

    if (tcp.connection && tcp.connection->closed_in == pinfo->num && tcp.connection->closed_without_stop)
        show_closing(pinfo, tree, tcp.connection);
    if ((tcp.attempt || tcp.connection) && pptp_tap_is_heard())
        queue(pinfo, &tcp);
}

void
pptp_control_closing_register(expert_module_t *expert)
{
    static ei_register_info ei[] = {
        { &ei_pptp_closed_without_stop_warning,
            { "pptp.analysis.closed_without_stop", PI_SEQUENCE, PI_WARN,
              "TCP closed without a Stop-Control-Connection-Request while a call was established", EXPFILL }
        },
        { &ei_pptp_closed_without_stop_note,
            { "pptp.analysis.closed_without_stop.habit", PI_SEQUENCE, PI_NOTE,
              "TCP closed without a Stop-Control-Connection-Request while no call was established", EXPFILL }
        },
    };

    proto_tcp = proto_get_id_by_filter_name("tcp");
    expert_register_field_array(expert, ei, array_length(ei));
}
