/* Shows what is known of a message beyond its octets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/call.h"
#include "control/analysis.h"
#include "control/verdicts.h"
#include "show.h"
#include "witness/points.h"

static int proto_pptp = -1;
static int hf_pptp_role = -1;
static int hf_pptp_originator = -1;
static int hf_pptp_implementation = -1;
static int hf_pptp_connection_state = -1;
static int hf_pptp_phase = -1;
static int hf_pptp_response_in = -1;
static int hf_pptp_response_to = -1;
static int hf_pptp_response_time = -1;
static int hf_pptp_call_direction = -1;
static int hf_pptp_call_state = -1;
static int hf_pptp_call_pns_call_id = -1;
static int hf_pptp_call_pac_call_id = -1;
static int hf_pptp_call_established_in = -1;
static int hf_pptp_call_ended_in = -1;
static int hf_pptp_call_duration = -1;

static int ett_pptp_connection = -1;
static int ett_pptp_call = -1;

/* Adds a generated item, and its word to the title of the subtree. */
static void
add_word(proto_tree *tree, int hf, tvbuff_t *tvb, const char *word, const char *before)
{
    pptp_show_string(tree, hf, tvb, word);
    proto_item_append_text(proto_tree_get_parent(tree), "%s%s", before, word);
}

/* A fingerprint is no proof. */
static void
add_implementation(proto_tree *tree, tvbuff_t *tvb, const char *implementation)
{
    proto_item *item = pptp_show_string(tree, hf_pptp_implementation, tvb, implementation);

    proto_item_append_text(item, " (judging by its Start-Control-Connection message)");
    proto_item_append_text(proto_tree_get_parent(tree), ", looks like %s", implementation);
}

static void
show_connection(proto_tree *tree, tvbuff_t *tvb, const struct pptp_event *event)
{
    const struct pptp_connection *connection = event->connection;
    proto_item *item = pptp_show_stream(tree, tvb, connection);
    proto_tree *subtree = proto_item_add_subtree(item, ett_pptp_connection);

    if (event->role != PPTP_ANY_ROLE)
        add_word(subtree, hf_pptp_role, tvb, pptp_message_role_name(event->role), ", from the ");
    if (event->originator_known)
        proto_item_set_generated(proto_tree_add_boolean(subtree, hf_pptp_originator, tvb, 0, 0, event->is_originator));
    if (event->implementation)
        add_implementation(subtree, tvb, pptp_implementation_name(event->implementation));
    if (event->connection_state != PPTP_STATE_UNKNOWN)
        add_word(subtree, hf_pptp_connection_state, tvb, pptp_state_name(event->connection_state), ", ");
}

static void
add_call_id(proto_tree *tree, tvbuff_t *tvb, const struct pptp_event *event, unsigned end)
{
    bool pns = end == event->call->pns;
    uint16_t id = event->call_id[end];

    if (!(event->call_id_known >> end & 1) || !event->call->roles_known)
        return;
    pptp_show_number(tree, pns ? hf_pptp_call_pns_call_id : hf_pptp_call_pac_call_id, tvb, id);
    proto_item_append_text(proto_tree_get_parent(tree), ", %s Call ID %u",
                           pptp_message_role_name(pns ? PPTP_PNS : PPTP_PAC), id);
}

/* Later frames are known from the second pass on. */
static void
add_life(proto_tree *tree, tvbuff_t *tvb, const struct pptp_event *event)
{
    const struct pptp_call *call = event->call;

    pptp_show_setup(tree, tvb, call);
    if (call->established)
        pptp_show_number(tree, hf_pptp_call_established_in, tvb, call->established->frame);
    if (call->ended_in)
        pptp_show_number(tree, hf_pptp_call_ended_in, tvb, call->ended_in);
    if (call->ended_in == event->frame && event->call_state == PPTP_IDLE && !call->adopted)
        pptp_show_time(tree, hf_pptp_call_duration, tvb, call->ended_at - call->first.when);
}

static void
show_call(proto_tree *tree, tvbuff_t *tvb, const struct pptp_event *event)
{
    const struct pptp_call *call = event->call;
    proto_tree *subtree = proto_item_add_subtree(pptp_show_call(tree, tvb, call), ett_pptp_call);

    if (call->direction != PPTP_ANY_DIRECTION)
        add_word(subtree, hf_pptp_call_direction, tvb, pptp_message_direction_name(call->direction), ", ");
    add_call_id(subtree, tvb, event, call->pns);
    add_call_id(subtree, tvb, event, !call->pns);
    if (event->call_state != PPTP_STATE_UNKNOWN)
        add_word(subtree, hf_pptp_call_state, tvb, pptp_state_name(event->call_state), ", ");
    add_life(subtree, tvb, event);
}

/* These come before the links of the call, which may name the same frame: Wireshark's packet list draws the first
 * link to a frame, and only these as arrows. */
static void
show_links(proto_tree *tree, tvbuff_t *tvb, const struct pptp_event *event)
{
    if (event->reply)
        pptp_show_number(tree, hf_pptp_response_in, tvb, event->reply->frame);
    if (event->request) {
        pptp_show_number(tree, hf_pptp_response_to, tvb, event->request->frame);
        pptp_show_time(tree, hf_pptp_response_time, tvb, event->when - event->request->when);
    }
}

static void
show_facts(proto_tree *tree, tvbuff_t *tvb, const struct pptp_event *event)
{
    show_connection(tree, tvb, event);
    if (event->phase != PPTP_NO_PHASE)
        pptp_show_string(tree, hf_pptp_phase, tvb, pptp_message_phase_name(event->phase));
    show_links(tree, tvb, event);
    if (event->call)
        show_call(tree, tvb, event);
}

/* A message is shown where it was captured first. */
static void
show_point(proto_tree *tree, tvbuff_t *tvb, const packet_info *pinfo)
{
    uint8_t point = pptp_witness_point_of_link(pinfo);

    if (point != PPTP_NO_POINT)
        pptp_show_point(tree, tvb, point);
}

void
pptp_control_analysis_show(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, proto_item *item,
                           const struct pptp_event *event)
{
    if (proto_field_is_referenced(tree, proto_pptp)) {
        show_facts(tree, tvb, event);
        show_point(tree, tvb, pinfo);
    }
    pptp_control_verdicts_show(pinfo, tree, item, event);
}

void
pptp_control_analysis_register(int protocol)
{
    static hf_register_info hf[] = {
        { &hf_pptp_role,
            { "Role", "pptp.role",
              FT_STRING, BASE_NONE, NULL, 0x0,
              "Role of the sender in its calls: PNS or PAC", HFILL }
        },
        { &hf_pptp_originator,
            { "Originator", "pptp.originator",
              FT_BOOLEAN, BASE_NONE, NULL, 0x0,
              "The sender opened the control connection", HFILL }
        },
        { &hf_pptp_implementation,
            { "Implementation", "pptp.implementation",
              FT_STRING, BASE_NONE, NULL, 0x0,
              "Implementation whose fingerprint the sender has", HFILL }
        },
        { &hf_pptp_connection_state,
            { "State", "pptp.connection.state",
              FT_STRING, BASE_NONE, NULL, 0x0,
              "State of the control connection after this message", HFILL }
        },
        { &hf_pptp_phase,
            { "Phase", "pptp.phase",
              FT_STRING, BASE_NONE, NULL, 0x0,
              "Phase of the tunnel's life: creation, maintenance or deletion", HFILL }
        },
        { &hf_pptp_response_in,
            { "Response in", "pptp.response_in",
              FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE), 0x0,
              "Reply to this message", HFILL }
        },
        { &hf_pptp_response_to,
            { "Response to", "pptp.response_to",
              FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_REQUEST), 0x0,
              "Request that this message answers", HFILL }
        },
        { &hf_pptp_response_time,
            { "Response time", "pptp.response_time",
              FT_RELATIVE_TIME, BASE_NONE, NULL, 0x0,
              "Time since the request that this message answers", HFILL }
        },
        { &hf_pptp_call_direction,
            { "Direction", "pptp.call.direction",
              FT_STRING, BASE_NONE, NULL, 0x0,
              "outgoing: requested by the PNS; incoming: requested by the PAC", HFILL }
        },
        { &hf_pptp_call_state,
            { "State", "pptp.call.state",
              FT_STRING, BASE_NONE, NULL, 0x0,
              "State of the call after this message", HFILL }
        },
        { &hf_pptp_call_pns_call_id,
            { "PNS Call ID", "pptp.call.pns_call_id",
              FT_UINT16, BASE_DEC, NULL, 0x0,
              "Assigned by the PNS; carried by tunnel packets to the PNS", HFILL }
        },
        { &hf_pptp_call_pac_call_id,
            { "PAC Call ID", "pptp.call.pac_call_id",
              FT_UINT16, BASE_DEC, NULL, 0x0,
              "Assigned by the PAC; carried by tunnel packets to the PAC", HFILL }
        },
        { &hf_pptp_call_established_in,
            { "Established in", "pptp.call.established_in",
              FT_FRAMENUM, BASE_NONE, NULL, 0x0,
              "Message that established the call", HFILL }
        },
        { &hf_pptp_call_ended_in,
            { "Ended in", "pptp.call.ended_in",
              FT_FRAMENUM, BASE_NONE, NULL, 0x0,
              "Frame that ended the call or its control connection", HFILL }
        },
        { &hf_pptp_call_duration,
            { "Duration", "pptp.call.duration",
              FT_RELATIVE_TIME, BASE_NONE, NULL, 0x0,
              "Time from the message that created the call to this one, which ends it", HFILL }
        },
    };
    static int *ett[] = {
        &ett_pptp_connection,
        &ett_pptp_call,
    };

    proto_pptp = protocol;
    proto_register_field_array(protocol, hf, array_length(hf));
    proto_register_subtree_array(ett, array_length(ett));
}
