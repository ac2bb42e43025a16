/* Oddities of implementations that do no harm.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "control/messages.h"
#include "diagnosis/signs.h"

static const char *const habits[PPTP_HABITS] = {
    [PPTP_HABIT_NO_CAPABILITIES] = "framing and bearer capabilities 0 (poptop)",
    [PPTP_HABIT_CHANNELS] = "0 or 65535 channels (Windows; pptp-linux, nmap)",
    [PPTP_HABIT_CORRELATION_ID] = "a GUID as Subaddress (Windows)",
    [PPTP_HABIT_RESULT_0] = "result 0 for success (ADSL modems)",
    [PPTP_HABIT_WINDOW] = "a window of 16384 packets (Windows)",
    [PPTP_HABIT_RESERVED] = "reserved octets that are not 0",
};

/* A habit and the first frame that shows it; 0: nothing does. */
static void
add_habit(struct pptp_evidence *evidence, wmem_strbuf_t *list, uint32_t frame, const char *habit)
{
    if (frame == 0)
        return;
    wmem_strbuf_append_printf(list, "%s%s (frame %u)", wmem_strbuf_get_len(list) > 0 ? ", " : "", habit, frame);
    pptp_evidence_cite(evidence, frame);
}

/* The first message of this code with a Note of this verdict. */
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

/* The first packet of a direction whose numbers begin with 1; 0: none do. */
static uint32_t
first_with_1(const struct pptp_call *call)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = call->tunnel ? call->tunnel->flow[end] : NULL;

        if (flow && flow->sequence && (uint32_t)flow->sequence->first == 1 && !flow->sequence->before)
            return flow->first_frame;
    }
    return 0;
}

static void
add_call_habits(struct pptp_evidence *evidence, wmem_strbuf_t *list)
{
    uint32_t zero = 0, first = 0, disconnect = 0;

    for (const struct pptp_call *call = evidence->subject.connection->first_call; call; call = call->next) {
        zero = zero == 0 && has_call_id_0(call) ? call->setup->frame : zero;
        first = first == 0 ? first_with_1(call) : first;
        if (disconnect == 0 && call->disconnect && call->disconnect->result == PPTP_RESULT_HABIT)
            disconnect = call->disconnect->frame;
    }
    add_habit(evidence, list, zero, "Call ID 0");
    add_habit(evidence, list, first, "a first GRE Sequence Number of 1 (pptp-linux, npppd, Linux)");
    add_habit(evidence, list, disconnect, "Call-Disconnect-Notify with result 0 (Windows)");
}

bool
pptp_sign_habits(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);

    for (unsigned i = 0; i < PPTP_HABITS; i++)
        add_habit(evidence, list, connection->habit_in[i], habits[i]);
    add_habit(evidence, list, find_note(connection, PPTP_WRONG_DIRECTION, PPTP_SET_LINK_INFO),
              "Set-Link-Info from the PAC (Windows)");
    add_habit(evidence, list, find_note(connection, PPTP_CALL_ID_CHANGED, PPTP_CALL_DISCONNECT_NOTIFY),
              "Call-Disconnect-Notify with the receiver's Call ID (Linux NAT, accel-ppp)");
    add_call_habits(evidence, list);
    pptp_evidence_put(evidence, "list", "%s", wmem_strbuf_get_str(list));
    return wmem_strbuf_get_len(list) > 0;
}
