/* Holds the state diagrams of RFC 2637 section 3 as tables.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stddef.h>

#include "calls/states.h"

/* The arrows of one message: the states that they leave, and the state that they lead to. If they lead to two
 * states, the reply's Result Code decides; if to none, they return to the state they leave. */
struct arrow {
    unsigned leaves;                /* states, a bit for each */
    enum pptp_state leads_to;
    enum pptp_state refused_to;
};

struct pptp_diagram {
    const char *sections;
    struct arrow arrows[PPTP_CODES];
};

#define IN(state) (1u << PPTP_ ## state)
#define IN_ANY_STATE (~0u)

/* The figures of RFC 2637 contradict its text in two places; the table follows the text. In 3.1.1, the arrow from
 * wait_stop_reply to idle receives a Stop-Control-Connection-Reply, not a Request. In 3.1.2, the arrow from
 * established to idle receives a Stop-Control-Connection-Request, not a Start. The arrow of 3.1.1 from
 * wait_ctl_reply to wait_stop_reply (version not OK) first receives a Reply, which establishes the connection here;
 * its arrow "collision" has no message. */
const struct pptp_diagram pptp_connection_diagram = {
    .sections = "sections 3.1.1 and 3.1.2",
    .arrows = {
        [PPTP_START_REQUEST] = { .leaves = IN(IDLE), .leads_to = PPTP_WAIT_CTL_REPLY },
        [PPTP_START_REPLY] = { .leaves = IN(WAIT_CTL_REPLY), .leads_to = PPTP_ESTABLISHED, .refused_to = PPTP_IDLE },
        [PPTP_STOP_REQUEST] = { .leaves = IN(ESTABLISHED), .leads_to = PPTP_WAIT_STOP_REPLY },
        /* General Error: not closed (2.4). */
        [PPTP_STOP_REPLY] = { .leaves = IN(WAIT_STOP_REPLY), .leads_to = PPTP_IDLE, .refused_to = PPTP_ESTABLISHED },
        /* Echoes and calls need an established connection (2.1, 2.5, 3.1.4); the figures have no arrows for them. */
        [PPTP_ECHO_REQUEST] = { .leaves = IN(ESTABLISHED) },
        [PPTP_ECHO_REPLY] = { .leaves = IN(ESTABLISHED) },
        [PPTP_OUTGOING_CALL_REQUEST] = { .leaves = IN(ESTABLISHED) },
        [PPTP_OUTGOING_CALL_REPLY] = { .leaves = IN(ESTABLISHED) },
        [PPTP_INCOMING_CALL_REQUEST] = { .leaves = IN(ESTABLISHED) },
        [PPTP_INCOMING_CALL_REPLY] = { .leaves = IN(ESTABLISHED) },
        [PPTP_INCOMING_CALL_CONNECTED] = { .leaves = IN(ESTABLISHED) },
        [PPTP_CALL_CLEAR_REQUEST] = { .leaves = IN(ESTABLISHED) },
        [PPTP_CALL_DISCONNECT_NOTIFY] = { .leaves = IN(ESTABLISHED) },
        [PPTP_WAN_ERROR_NOTIFY] = { .leaves = IN(ESTABLISHED) },
        [PPTP_SET_LINK_INFO] = { .leaves = IN(ESTABLISHED) },
    }
};

/* The PAC's wait_cs_ans (3.2.4.1) is the PNS's wait_reply (3.2.4.2). The PAC's arrows to idle that receive a
 * Call-Clear-Request and send a Call-Disconnect-Notify pass through the PNS's wait_disconnect. The figures let
 * Call-Clear-Request leave wait_reply and established only; section 2.12 allows it in any state. The messages of
 * 2.14 and 2.15 have no arrows; they belong to an established call. */
static const struct pptp_diagram outgoing_call = {
    .sections = "section 3.2.4",
    .arrows = {
        [PPTP_OUTGOING_CALL_REQUEST] = { .leaves = IN(IDLE), .leads_to = PPTP_WAIT_REPLY },
        [PPTP_OUTGOING_CALL_REPLY] = { .leaves = IN(WAIT_REPLY), .leads_to = PPTP_ESTABLISHED,
                                       .refused_to = PPTP_IDLE },
        /* Belongs to incoming calls, but shows that the call is up. */
        [PPTP_INCOMING_CALL_CONNECTED] = { .leads_to = PPTP_ESTABLISHED },
        [PPTP_CALL_CLEAR_REQUEST] = { .leaves = IN_ANY_STATE, .leads_to = PPTP_WAIT_DISCONNECT },
        [PPTP_CALL_DISCONNECT_NOTIFY] = { .leaves = IN(ESTABLISHED) | IN(WAIT_DISCONNECT), .leads_to = PPTP_IDLE },
        [PPTP_WAN_ERROR_NOTIFY] = { .leaves = IN(ESTABLISHED) },
        [PPTP_SET_LINK_INFO] = { .leaves = IN(ESTABLISHED) },
    }
};

/* The PAC's arrow from wait_reply to established (3.2.3.1) receives an Incoming-Call-Reply and sends an
 * Incoming-Call-Connected; between the two lies the PNS's wait_connect (3.2.3.2). An abort leaves the PAC's
 * wait_reply with a Call-Disconnect-Notify. The text of 3.2.3 lets the PAC receive an Outgoing-Call-Reply; 3.2.3.1
 * and both figures say Incoming-Call-Reply. For 2.12, 2.14 and 2.15, see outgoing_call. */
static const struct pptp_diagram incoming_call = {
    .sections = "section 3.2.3",
    .arrows = {
        [PPTP_INCOMING_CALL_REQUEST] = { .leaves = IN(IDLE), .leads_to = PPTP_WAIT_REPLY },
        [PPTP_INCOMING_CALL_REPLY] = { .leaves = IN(WAIT_REPLY), .leads_to = PPTP_WAIT_CONNECT,
                                       .refused_to = PPTP_IDLE },
        [PPTP_INCOMING_CALL_CONNECTED] = { .leaves = IN(WAIT_CONNECT), .leads_to = PPTP_ESTABLISHED },
        [PPTP_CALL_CLEAR_REQUEST] = { .leaves = IN_ANY_STATE, .leads_to = PPTP_WAIT_DISCONNECT },
        [PPTP_CALL_DISCONNECT_NOTIFY] = { .leaves = IN(WAIT_REPLY) | IN(WAIT_CONNECT) | IN(ESTABLISHED)
                                                    | IN(WAIT_DISCONNECT), .leads_to = PPTP_IDLE },
        [PPTP_WAN_ERROR_NOTIFY] = { .leaves = IN(ESTABLISHED) },
        [PPTP_SET_LINK_INFO] = { .leaves = IN(ESTABLISHED) },
    }
};

const struct pptp_diagram *
pptp_call_diagram(enum pptp_direction direction)
{
    return direction == PPTP_INCOMING ? &incoming_call : &outgoing_call;
}

bool
pptp_diagram_allows(const struct pptp_diagram *diagram, enum pptp_state state, uint16_t code)
{
    return state == PPTP_STATE_UNKNOWN || diagram->arrows[code].leaves & (1u << state);
}

enum pptp_state
pptp_diagram_next(const struct pptp_diagram *diagram, enum pptp_state state, uint16_t code, enum pptp_outcome outcome)
{
    const struct arrow *arrow = &diagram->arrows[code];

    if (arrow->refused_to)
        return outcome == PPTP_ACCEPTED ? arrow->leads_to : outcome == PPTP_REFUSED ? arrow->refused_to : state;
    if (arrow->leads_to)
        return arrow->leads_to;
    /* Messages that do not change the state show it if they are allowed in one state only. */
    return state == PPTP_STATE_UNKNOWN && arrow->leaves == IN(ESTABLISHED) ? PPTP_ESTABLISHED : state;
}

const char *
pptp_diagram_sections(const struct pptp_diagram *diagram)
{
    return diagram->sections;
}

const char *
pptp_state_name(enum pptp_state state)
{
    static const char *const names[] = {
        [PPTP_IDLE] = "idle",
        [PPTP_WAIT_CTL_REPLY] = "wait_ctl_reply",
        [PPTP_ESTABLISHED] = "established",
        [PPTP_WAIT_STOP_REPLY] = "wait_stop_reply",
        [PPTP_WAIT_REPLY] = "wait_reply",
        [PPTP_WAIT_CONNECT] = "wait_connect",
        [PPTP_WAIT_DISCONNECT] = "wait_disconnect"
    };

    return names[state];
}
