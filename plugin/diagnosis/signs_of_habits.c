/* Implementations do odd things that do no harm.
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

/* frame: the first that shows the habit; 0: none does. */
static void
tell(const struct pptp_connection *connection, uint32_t frame, const char *habit, pptp_habit_visitor visit, void *data)
{
    if (frame > 0)
        visit(habit, implementation_in(connection, frame), frame, data);
}

/* The frame of the first message of this type that has a Note with this verdict; 0: there is none. */
static uint32_t
find_note(const struct pptp_connection *connection, enum pptp_verdict verdict, uint16_t code)
{
    for (const struct pptp_event *event = connection->first_found; event; event = event->findings->next_found) {
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

        if (flow && (uint32_t)flow->sequence->first == 1 && !flow->sequence->before
            && !lacks_request(call, end))
            return flow->first_frame;
    }
    return 0;
}

static void
visit_call_habits(const struct pptp_connection *connection, pptp_habit_visitor visit, void *data)
{
    uint32_t zero = 0, first = 0, disconnect = 0;

    for (const struct pptp_call *call = connection->first_call; call; call = call->next) {
        zero = zero == 0 && has_call_id_0(call) ? call->first.frame : zero;
        first = first == 0 ? first_with_1(call) : first;
        if (disconnect == 0 && call->disconnect && call->disconnect->result == PPTP_RESULT_HABIT)
            disconnect = call->disconnect->frame;
    }
    tell(connection, zero, "Call ID 0", visit, data);
    tell(connection, first, "a first GRE Sequence Number of 1", visit, data);
    tell(connection, disconnect, "Call-Disconnect-Notify with Result Code 0", visit, data);
}

void
pptp_sign_visit_habits(const struct pptp_connection *connection, pptp_habit_visitor visit, void *data)
{
    for (unsigned i = 0; i < PPTP_HABITS; i++)
        tell(connection, connection->habit_in[i], habits[i], visit, data);
    tell(connection, find_note(connection, PPTP_WRONG_DIRECTION, PPTP_SET_LINK_INFO), "Set-Link-Info from the PAC",
         visit, data);
    tell(connection, find_note(connection, PPTP_CALL_ID_CHANGED, PPTP_CALL_DISCONNECT_NOTIFY),
         "Call-Disconnect-Notify with the receiver's Call ID", visit, data);
    visit_call_habits(connection, visit, data);
}

struct listing {
    struct pptp_evidence *evidence;
    wmem_strbuf_t *list;
};

static void
list_habit(const char *habit, const char *implementation, uint32_t frame, void *data)
{
    struct listing *listing = data;

    wmem_strbuf_append_printf(listing->list, "%s%s (frame %u%s%s)", wmem_strbuf_get_len(listing->list) > 0 ? ", " : "",
                              habit, frame, implementation ? ", " : "", implementation ? implementation : "");
    pptp_evidence_cite(listing->evidence, frame);
}

bool
pptp_sign_habits(struct pptp_evidence *evidence)
{
    struct listing listing = { evidence, wmem_strbuf_new(evidence->scope, NULL) };

    pptp_sign_visit_habits(evidence->subject.connection, list_habit, &listing);
    pptp_evidence_put(evidence, "list", "%s", wmem_strbuf_get_str(listing.list));
    return wmem_strbuf_get_len(listing.list) > 0;
}
