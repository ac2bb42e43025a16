/* Oddities of implementations that do no harm.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "control/messages.h"
#include "diagnosis/signs.h"
#include "ppp/state.h"

static const char *const habits[PPTP_HABITS] = {
    [PPTP_HABIT_NO_CAPABILITIES] = "Framing and Bearer Capabilities 0",
    [PPTP_HABIT_CHANNELS] = "Maximum Channels 0 or 65535",
    [PPTP_HABIT_CORRELATION_ID] = "a GUID as Subaddress",
    [PPTP_HABIT_RESULT_0] = "Result Code 0 for success",
    [PPTP_HABIT_WINDOW] = "a Receive Window Size of 16384",
    [PPTP_HABIT_RESERVED] = "reserved octets other than 0",
};

/* What the sender of the frame's first message looks like; NULL: no fingerprint matches. */
static const char *
implementation_in(const struct pptp_connection *connection, uint32_t frame)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_event *event = connection->first_sent[end];

        while (event && event->frame < frame)
            event = event->next_sent;
        if (event && event->frame == frame)
            return connection->implementation[end];
    }
    return NULL;
}

/* A habit and the first frame that shows it (0: none does). */
static void
add_habit(struct pptp_evidence *evidence, wmem_strbuf_t *list, uint32_t frame, const char *habit)
{
    const char *implementation;

    if (frame == 0)
        return;
    implementation = implementation_in(evidence->subject.connection, frame);
    wmem_strbuf_append_printf(list, "%s%s (frame %u%s%s)", wmem_strbuf_get_len(list) > 0 ? ", " : "", habit, frame,
                              implementation ? ", " : "", implementation ? implementation : "");
    pptp_evidence_cite(evidence, frame);
}

/* The frame of the first message of this type that has a Note with this verdict; 0: there is none. */
static uint32_t
find_note(const struct pptp_connection *connection, enum pptp_verdict verdict, uint16_t code)
{
    for (const struct pptp_event *event = connection->first_found; event; event = event->next_found) {
        for (const struct pptp_finding *finding = event->findings; finding; finding = finding->next) {
            if (finding->verdict == verdict && finding->severity == PPTP_NOTE && event->kind->code == code)
                return event->frame;
        }
    }
    return 0;
}

static bool
has_call_id_0(const struct pptp_call *call)
{
    return (call->id_known[0] && call->id[0] == 0) || (call->id_known[1] && call->id[1] == 0);
}

/* An end negotiates LCP without a Configure-Request: its packet with number 0 was probably that, and not captured. */
static bool
lacks_request(const struct pptp_call *call, unsigned receiver)
{
    const struct pptp_link *link = call->tunnel->link;

    return link && link->negotiation[PPTP_LCP][receiver] && link->negotiation[PPTP_LCP][receiver]->acks > 0
           && pptp_ppp_link_asked(link, PPTP_LCP, !receiver)->requests == 0;
}

/* The frame of the first packet of a direction that is numbered from 1; 0: none is. */
static uint32_t
first_with_1(const struct pptp_call *call)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = call->tunnel ? call->tunnel->flow[end] : NULL;

        if (flow && flow->sequence && (uint32_t)flow->sequence->first == 1 && !flow->sequence->before
            && !lacks_request(call, end))
            return flow->first_frame;
    }
    return 0;
}

static void
add_call_habits(struct pptp_evidence *evidence, wmem_strbuf_t *list)
{
    uint32_t zero = 0, first = 0, disconnect = 0;

    for (const struct pptp_call *call = evidence->subject.connection->first_call; call; call = call->next) {
        zero = zero == 0 && has_call_id_0(call) ? call->first.frame : zero;
        first = first == 0 ? first_with_1(call) : first;
        if (disconnect == 0 && call->disconnect && call->disconnect->result == PPTP_RESULT_HABIT)
            disconnect = call->disconnect->frame;
    }
    add_habit(evidence, list, zero, "Call ID 0");
    add_habit(evidence, list, first, "a first GRE Sequence Number of 1");
    add_habit(evidence, list, disconnect, "Call-Disconnect-Notify with Result Code 0");
}

bool
pptp_sign_habits(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);

    for (unsigned i = 0; i < PPTP_HABITS; i++)
        add_habit(evidence, list, connection->habit_in[i], habits[i]);
    add_habit(evidence, list, find_note(connection, PPTP_WRONG_DIRECTION, PPTP_SET_LINK_INFO),
              "Set-Link-Info from the PAC");
    add_habit(evidence, list, find_note(connection, PPTP_CALL_ID_CHANGED, PPTP_CALL_DISCONNECT_NOTIFY),
              "Call-Disconnect-Notify with the receiver's Call ID");
    add_call_habits(evidence, list);
    pptp_evidence_put(evidence, "list", "%s", wmem_strbuf_get_str(list));
    return wmem_strbuf_get_len(list) > 0;
}
