/* Puts the findings on a message's place in its connection into words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/expert.h>
#include <epan/to_str.h>

#include "calls/call.h"
#include "calls/requests.h"
#include "conformance/clauses.h"
#include "control/messages.h"
#include "control/verdicts.h"
#include "show.h"

static expert_field ei_pptp_unexpected_message_warning = EI_INIT;
static expert_field ei_pptp_unexpected_message_note = EI_INIT;
static expert_field ei_pptp_wrong_direction_warning = EI_INIT;
static expert_field ei_pptp_wrong_direction_note = EI_INIT;
static expert_field ei_pptp_unsolicited_reply_warning = EI_INIT;
static expert_field ei_pptp_unsolicited_reply_chat = EI_INIT;
static expert_field ei_pptp_duplicate_request_warning = EI_INIT;
static expert_field ei_pptp_late_reply_warning = EI_INIT;
static expert_field ei_pptp_late_reply_note = EI_INIT;
static expert_field ei_pptp_echo_identifier_mismatch_warning = EI_INIT;
static expert_field ei_pptp_keepalive_late_note = EI_INIT;
static expert_field ei_pptp_unknown_call_warning = EI_INIT;
static expert_field ei_pptp_unknown_call_chat = EI_INIT;
static expert_field ei_pptp_call_id_in_use_warning = EI_INIT;
static expert_field ei_pptp_call_id_changed_warning = EI_INIT;
static expert_field ei_pptp_call_id_changed_note = EI_INIT;
static expert_field ei_pptp_nat_call_id_note = EI_INIT;
static expert_field ei_pptp_shared_call_id_warning = EI_INIT;
static expert_field ei_pptp_collision_warning = EI_INIT;
static expert_field ei_pptp_version_mismatch_warning = EI_INIT;
static expert_field ei_pptp_call_refused_warning = EI_INIT;
static expert_field ei_pptp_connection_refused_warning = EI_INIT;
static expert_field ei_pptp_after_stop_warning = EI_INIT;
static expert_field ei_pptp_unanswered_warning = EI_INIT;
static expert_field ei_pptp_unanswered_note = EI_INIT;

/* Returns the words of a finding, allocated in pinfo->pool. */
typedef char *(*writer)(packet_info *pinfo, const struct pptp_event *event, const struct pptp_finding *finding);

static char *words(packet_info *pinfo, const char *format, ...) G_GNUC_PRINTF(2, 3);

static char *
words(packet_info *pinfo, const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = wmem_strdup_vprintf(pinfo->pool, format, arguments);
    va_end(arguments);
    return text;
}

static char *
write_unexpected_message(packet_info *pinfo, const struct pptp_event *event, const struct pptp_finding *finding)
{
    const char *state = pptp_state_name(finding->state);

    if (finding->severity == PPTP_NOTE)
        return words(pinfo, "RFC 2637 does not allow %s in state %s; %s", event->kind->name, state, finding->words);
    return words(pinfo, "RFC 2637 does not allow %s in state %s (%s)", event->kind->name, state, finding->words);
}

static char *
write_wrong_direction(packet_info *pinfo, const struct pptp_event *event, const struct pptp_finding *finding)
{
    return words(pinfo, "Only the %s may send %s, but the sender is the %s%s%s",
                 pptp_message_role_name(event->kind->sender), event->kind->name, pptp_message_role_name(event->role),
                 finding->words ? "; " : "", finding->words ? finding->words : "");
}

static char *
write_unsolicited_reply(packet_info *pinfo, const struct pptp_event *event, const struct pptp_finding *finding)
{
    return words(pinfo, "No captured %s was waiting for this reply%s",
                 pptp_control_kind_find(event->kind->answers)->name,
                 finding->severity == PPTP_CHAT ? "; the request may be older than the capture" : "");
}

static char *
write_duplicate_request(packet_info *pinfo, const struct pptp_event *event, const struct pptp_finding *finding)
{
    return words(pinfo, "%s was already sent in frame %u and has no reply yet", event->kind->name,
                 finding->other->frame);
}

static char *
write_late_reply(packet_info *pinfo, const struct pptp_event *event, const struct pptp_finding *finding)
{
    double late = pptp_seconds(event->when - finding->other->when);

    if (finding->severity == PPTP_NOTE)
        return words(pinfo, "The reply took %.3f s, which outgoing calls are allowed (RFC 2637 section 3.2.1)", late);
    return words(pinfo,
                 "The reply took %.3f s; after 60 s without one, the connection must be closed (RFC 2637 section 3)",
                 late);
}

static char *
write_echo_identifier_mismatch(packet_info *pinfo, const struct pptp_event *event _U_,
                               const struct pptp_finding *finding)
{
    return words(pinfo,
                 "The Identifier is not that of the Echo-Request in frame %u; mpd and npppd close the connection"
                 " for this",
                 finding->other->frame);
}

static char *
write_keepalive_late(packet_info *pinfo, const struct pptp_event *event, const struct pptp_finding *finding)
{
    return words(pinfo,
                 "No control message was captured for %.1f s, since frame %u; an Echo-Request was due after 60 s"
                 " (RFC 2637 section 3.1.4)",
                 pptp_seconds(event->when - finding->other->when), finding->other->frame);
}

static char *
write_unknown_call(packet_info *pinfo, const struct pptp_event *event _U_, const struct pptp_finding *finding)
{
    return words(pinfo, "No call of this control connection has Call ID %u%s", finding->number,
                 finding->severity == PPTP_CHAT ? "; the call may be older than the capture" : " in this capture");
}

static char *
write_call_id_in_use(packet_info *pinfo, const struct pptp_event *event _U_, const struct pptp_finding *finding)
{
    return words(pinfo,
                 "Call ID %u still belongs to call %u (frame %u), whose end was not captured; from here on, it"
                 " belongs to the new call",
                 finding->number, finding->other->call->number, finding->other->frame);
}

static char *
write_call_id_changed(packet_info *pinfo, const struct pptp_event *event, const struct pptp_finding *finding)
{
    const struct pptp_call *call = finding->other->call;

    if (finding->severity == PPTP_NOTE)
        return words(pinfo,
                     "%s carries the receiver's Call ID of call %u, not the sender's (RFC 2637 section 2.13); %s",
                     event->kind->name, call->number, finding->words);
    return words(pinfo, "Frame %u announced call %u with Call ID %u, not %u; a device on the path may have altered it",
                 finding->other->frame, call->number, finding->number, finding->named);
}

static char *
write_nat_call_id(packet_info *pinfo, const struct pptp_event *event _U_, const struct pptp_finding *finding)
{
    return words(pinfo, "Call ID %u equals the TCP source port: a Linux NAT (nf_nat_pptp) rewrites it like this",
                 finding->number);
}

static char *
write_shared_call_id(packet_info *pinfo, const struct pptp_event *event _U_, const struct pptp_finding *finding)
{
    const struct pptp_call *call = finding->other->call;

    return words(pinfo,
                 "Call %u (control connection %u, frame %u) between the same addresses also has Call ID %u: a peer, or"
                 " a NAT without a PPTP helper, cannot tell their GRE apart",
                 call->number, call->connection->number, finding->other->frame, finding->number);
}

static char *
write_collision(packet_info *pinfo, const struct pptp_event *event, const struct pptp_finding *finding)
{
    const struct pptp_connection *other = finding->other->connection;
    bool wins = event->from == finding->number;

    return words(pinfo,
                 "Each peer started a control connection to the other (frame %u). %s has the higher address"
                 " and wins; control connection %u must be closed (RFC 2637 section 3.1.3)",
                 finding->other->frame, address_to_str(pinfo->pool, &event->connection->end[finding->number].address),
                 wins ? other->number : event->connection->number);
}

static char *
write_version_mismatch(packet_info *pinfo, const struct pptp_event *event _U_, const struct pptp_finding *finding)
{
    unsigned version = finding->number >> 8, revision = finding->number & 0xff;

    return words(pinfo, "Protocol Version is above %u.%u, which frame %u requested (RFC 2637 section 3.1.2)", version,
                 revision, finding->other->frame);
}

static char *
write_refused(packet_info *pinfo, const struct pptp_event *event, const char *what)
{
    if (!event->request)
        return words(pinfo, "%s was refused; the request was not captured", what);
    return words(pinfo, "%s was refused %.3f s after the request in frame %u", what,
                 pptp_seconds(event->when - event->request->when), event->request->frame);
}

static char *
write_call_refused(packet_info *pinfo, const struct pptp_event *event, const struct pptp_finding *finding _U_)
{
    return write_refused(pinfo, event, words(pinfo, "Call %u", event->call->number));
}

static char *
write_connection_refused(packet_info *pinfo, const struct pptp_event *event, const struct pptp_finding *finding _U_)
{
    return write_refused(pinfo, event, words(pinfo, "Control connection %u", event->connection->number));
}

static char *
write_after_stop(packet_info *pinfo, const struct pptp_event *event, const struct pptp_finding *finding)
{
    return words(pinfo, "%s was sent after the control connection had been stopped (frame %u)", event->kind->name,
                 finding->other->frame);
}

static const struct {
    writer write;
    expert_field *ei[PPTP_SEVERITIES];
    const char *brief;      /* of a Warning, for the Info column (pptp_show_trouble()); NULL: nothing there */
} verdicts[PPTP_VERDICTS] = {
    [PPTP_UNEXPECTED_MESSAGE] = { write_unexpected_message,
        { [PPTP_WARNING] = &ei_pptp_unexpected_message_warning, [PPTP_NOTE] = &ei_pptp_unexpected_message_note },
        "unexpected" },
    [PPTP_WRONG_DIRECTION] = { write_wrong_direction,
        { [PPTP_WARNING] = &ei_pptp_wrong_direction_warning, [PPTP_NOTE] = &ei_pptp_wrong_direction_note },
        "wrong direction" },
    [PPTP_UNSOLICITED_REPLY] = { write_unsolicited_reply,
        { [PPTP_WARNING] = &ei_pptp_unsolicited_reply_warning, [PPTP_CHAT] = &ei_pptp_unsolicited_reply_chat },
        "no request" },
    [PPTP_DUPLICATE_REQUEST] = { write_duplicate_request,
        { [PPTP_WARNING] = &ei_pptp_duplicate_request_warning }, "repeats " },
    [PPTP_LATE_REPLY] = { write_late_reply,
        { [PPTP_WARNING] = &ei_pptp_late_reply_warning, [PPTP_NOTE] = &ei_pptp_late_reply_note }, "late reply" },
    [PPTP_ECHO_IDENTIFIER_MISMATCH] = { write_echo_identifier_mismatch,
        { [PPTP_WARNING] = &ei_pptp_echo_identifier_mismatch_warning }, "Identifier does not match" },
    [PPTP_KEEPALIVE_LATE] = { write_keepalive_late,
        { [PPTP_NOTE] = &ei_pptp_keepalive_late_note }, NULL },
    [PPTP_UNKNOWN_CALL] = { write_unknown_call,
        { [PPTP_WARNING] = &ei_pptp_unknown_call_warning, [PPTP_CHAT] = &ei_pptp_unknown_call_chat }, "unknown call" },
    [PPTP_CALL_ID_IN_USE] = { write_call_id_in_use,
        { [PPTP_WARNING] = &ei_pptp_call_id_in_use_warning }, "Call ID in use since " },
    [PPTP_CALL_ID_CHANGED] = { write_call_id_changed,
        { [PPTP_WARNING] = &ei_pptp_call_id_changed_warning, [PPTP_NOTE] = &ei_pptp_call_id_changed_note },
        "Call ID altered" },
    [PPTP_NAT_CALL_ID] = { write_nat_call_id,
        { [PPTP_NOTE] = &ei_pptp_nat_call_id_note }, NULL },
    [PPTP_SHARED_CALL_ID] = { write_shared_call_id,
        { [PPTP_WARNING] = &ei_pptp_shared_call_id_warning }, "Call ID shared, see " },
    [PPTP_COLLISION] = { write_collision,
        { [PPTP_WARNING] = &ei_pptp_collision_warning }, "collides with " },
    [PPTP_VERSION_MISMATCH] = { write_version_mismatch,
        { [PPTP_WARNING] = &ei_pptp_version_mismatch_warning }, "version mismatch" },
    [PPTP_CALL_REFUSED] = { write_call_refused,
        { [PPTP_WARNING] = &ei_pptp_call_refused_warning }, "refused" },
    [PPTP_CONNECTION_REFUSED] = { write_connection_refused,
        { [PPTP_WARNING] = &ei_pptp_connection_refused_warning }, "refused" },
    [PPTP_AFTER_STOP] = { write_after_stop,
        { [PPTP_WARNING] = &ei_pptp_after_stop_warning }, "after Stop in " },
};

static void
show_unanswered(packet_info *pinfo, proto_item *item, const struct pptp_event *event, enum pptp_severity severity)
{
    const struct pptp_connection *connection = event->connection;
    const char *reply = pptp_control_kind_reply_to(event->kind)->name;
    expert_field *ei = severity == PPTP_NOTE ? &ei_pptp_unanswered_note : &ei_pptp_unanswered_warning;

    if (connection->closed_in)
        expert_add_info_format(pinfo, item, ei, "No %s was captured; frame %u closed the connection", reply,
                               connection->closed_in);
    else
        expert_add_info_format(pinfo, item, ei, "No %s was captured in the remaining %.3f s of the capture", reply,
                               pptp_seconds(connection->history->last_time - event->when));
}

static void
name_clause(packet_info *pinfo, proto_tree *tree, enum pptp_judge judge, unsigned about, const struct pptp_event *event,
            bool mild)
{
    if (tree)
        pptp_conformance_show(pinfo->pool, tree,
                              pptp_conformance_clause(judge, about, event->kind ? event->kind->code : 0, NULL), mild);
}

void
pptp_control_verdicts_show(packet_info *pinfo, proto_tree *tree, proto_item *item, const struct pptp_event *event)
{
    enum pptp_severity severity;

    for (const struct pptp_finding *finding = event->findings; finding; finding = finding->next) {
        expert_field *ei = verdicts[finding->verdict].ei[finding->severity];

        if (pptp_show_words_are_read(tree))
            expert_add_info_format(pinfo, item, ei, "%s", verdicts[finding->verdict].write(pinfo, event, finding));
        else
            expert_add_info(pinfo, item, ei);
        if (finding->severity != PPTP_CHAT)
            name_clause(pinfo, tree, PPTP_BY_VERDICT, finding->verdict, event, finding->severity == PPTP_NOTE);
    }
    if (PINFO_FD_VISITED(pinfo) && pptp_request_unanswered(event, &severity)) {
        show_unanswered(pinfo, item, event, severity);
        name_clause(pinfo, tree, PPTP_BY_SILENCE, 0, event, severity == PPTP_NOTE);
    }
}

/* Returns the name of the code that tells why the peer refused, or NULL if it has none. */
static const char *
refusal_name(const struct pptp_event *event)
{
    const char *error = event->error_known && event->result == PPTP_RESULT_GENERAL_ERROR
        ? pptp_control_code_name(event->kind, PPTP_ERROR, event->error) : NULL;

    return error ? error : pptp_control_code_name(event->kind, PPTP_RESULT, event->result);
}

static bool
is_refusal(enum pptp_verdict verdict)
{
    return verdict == PPTP_CALL_REFUSED || verdict == PPTP_CONNECTION_REFUSED;
}

static void
append_brief(wmem_strbuf_t *line, const struct pptp_event *event, const struct pptp_finding *finding)
{
    const char *reason = is_refusal(finding->verdict) ? refusal_name(event) : NULL;

    if (reason)
        wmem_strbuf_append_printf(line, "[refused: %s] ", reason);
    else if (verdicts[finding->verdict].brief)
        pptp_show_trouble(line, verdicts[finding->verdict].brief, finding->other ? finding->other->frame : 0);
}

void
pptp_control_verdicts_brief(wmem_strbuf_t *line, const packet_info *pinfo, const struct pptp_event *event)
{
    enum pptp_severity severity;

    for (const struct pptp_finding *finding = event->findings; finding; finding = finding->next) {
        if (finding->severity == PPTP_WARNING)
            append_brief(line, event, finding);
    }
    if (PINFO_FD_VISITED(pinfo) && pptp_request_unanswered(event, &severity) && severity == PPTP_WARNING)
        pptp_show_trouble(line, "no reply captured", 0);
}

void
pptp_control_verdicts_register(expert_module_t *expert)
{
    static ei_register_info ei[] = {
        { &ei_pptp_unexpected_message_warning,
            { "pptp.analysis.unexpected_message", PI_SEQUENCE, PI_WARN,
              "RFC 2637's state diagrams do not allow the message here", EXPFILL }
        },
        { &ei_pptp_unexpected_message_note,
            { "pptp.analysis.unexpected_message.habit", PI_SEQUENCE, PI_NOTE,
              "RFC 2637's state diagrams do not allow the message here, but a known implementation sends it", EXPFILL }
        },
        { &ei_pptp_wrong_direction_warning,
            { "pptp.analysis.wrong_direction", PI_PROTOCOL, PI_WARN,
              "A sender with this role may not send the message", EXPFILL }
        },
        { &ei_pptp_wrong_direction_note,
            { "pptp.analysis.wrong_direction.habit", PI_PROTOCOL, PI_NOTE,
              "A sender with this role may not send the message, but known implementations do", EXPFILL }
        },
        { &ei_pptp_unsolicited_reply_warning,
            { "pptp.analysis.unsolicited_reply", PI_SEQUENCE, PI_WARN,
              "A reply without a request", EXPFILL }
        },
        { &ei_pptp_unsolicited_reply_chat,
            { "pptp.analysis.unsolicited_reply.older", PI_SEQUENCE, PI_CHAT,
              "A reply whose request may be older than the capture", EXPFILL }
        },
        { &ei_pptp_duplicate_request_warning,
            { "pptp.analysis.duplicate_request", PI_SEQUENCE, PI_WARN,
              "The same request was already sent and has no reply yet", EXPFILL }
        },
        { &ei_pptp_late_reply_warning,
            { "pptp.analysis.late_reply", PI_SEQUENCE, PI_WARN,
              "The reply took more than 60 seconds", EXPFILL }
        },
        { &ei_pptp_late_reply_note,
            { "pptp.analysis.late_reply.outgoing", PI_SEQUENCE, PI_NOTE,
              "The reply took more than 60 seconds, which outgoing calls are allowed", EXPFILL }
        },
        { &ei_pptp_echo_identifier_mismatch_warning,
            { "pptp.analysis.echo_identifier_mismatch", PI_SEQUENCE, PI_WARN,
              "The Identifier is not that of the Echo-Request", EXPFILL }
        },
        { &ei_pptp_keepalive_late_note,
            { "pptp.analysis.keepalive_late", PI_SEQUENCE, PI_NOTE,
              "No control message was captured for more than 120 seconds", EXPFILL }
        },
        { &ei_pptp_unknown_call_warning,
            { "pptp.analysis.unknown_call", PI_SEQUENCE, PI_WARN,
              "No call has the Call ID", EXPFILL }
        },
        { &ei_pptp_unknown_call_chat,
            { "pptp.analysis.unknown_call.older", PI_SEQUENCE, PI_CHAT,
              "No call has the Call ID, but the call may be older than the capture", EXPFILL }
        },
        { &ei_pptp_call_id_in_use_warning,
            { "pptp.analysis.call_id_in_use", PI_PROTOCOL, PI_WARN,
              "The Call ID still belongs to another call", EXPFILL }
        },
        { &ei_pptp_call_id_changed_warning,
            { "pptp.analysis.call_id_changed", PI_PROTOCOL, PI_WARN,
              "The Call ID is not the one that was announced", EXPFILL }
        },
        { &ei_pptp_call_id_changed_note,
            { "pptp.analysis.call_id_changed.habit", PI_PROTOCOL, PI_NOTE,
              "The Call ID is the receiver's instead of the sender's, but known implementations do this", EXPFILL }
        },
        { &ei_pptp_nat_call_id_note,
            { "pptp.analysis.nat_call_id", PI_PROTOCOL, PI_NOTE,
              "The Call ID equals the TCP source port: a Linux NAT rewrites it like this", EXPFILL }
        },
        { &ei_pptp_shared_call_id_warning,
            { "pptp.analysis.shared_call_id", PI_PROTOCOL, PI_WARN,
              "A call of another connection between the same addresses has the same Call ID", EXPFILL }
        },
        { &ei_pptp_collision_warning,
            { "pptp.analysis.collision", PI_SEQUENCE, PI_WARN,
              "Each peer started a control connection to the other", EXPFILL }
        },
        { &ei_pptp_version_mismatch_warning,
            { "pptp.analysis.version_mismatch", PI_PROTOCOL, PI_WARN,
              "The Protocol Version is above the one requested", EXPFILL }
        },
        { &ei_pptp_call_refused_warning,
            { "pptp.analysis.call_refused", PI_RESPONSE_CODE, PI_WARN,
              "The call was refused", EXPFILL }
        },
        { &ei_pptp_connection_refused_warning,
            { "pptp.analysis.connection_refused", PI_RESPONSE_CODE, PI_WARN,
              "The control connection was refused", EXPFILL }
        },
        { &ei_pptp_after_stop_warning,
            { "pptp.analysis.after_stop", PI_SEQUENCE, PI_WARN,
              "The message was sent after the control connection had been stopped", EXPFILL }
        },
        { &ei_pptp_unanswered_warning,
            { "pptp.analysis.unanswered", PI_SEQUENCE, PI_WARN,
              "No reply was captured", EXPFILL }
        },
        { &ei_pptp_unanswered_note,
            { "pptp.analysis.unanswered.ended", PI_SEQUENCE, PI_NOTE,
              "No reply was captured before the connection was closed or the capture ended", EXPFILL }
        },
    };

    expert_register_field_array(expert, ei, array_length(ei));
}
