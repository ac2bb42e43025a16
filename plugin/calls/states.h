/* The state diagrams of RFC 2637 section 3 as transition tables.
 *
 * The RFC draws two figures for each: one for either peer. What one peer sends the other receives, so a figure and its
 * counterpart are one table here, of the messages that pass between them: what a capture shows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_STATES_H
#define PPTP_CALLS_STATES_H

#include "message.h"

/* Of a control connection or a call: that of the peer that waits. */
enum pptp_state {
    PPTP_STATE_UNKNOWN,             /* it began before the capture */
    PPTP_IDLE,
    PPTP_WAIT_CTL_REPLY,
    PPTP_ESTABLISHED,
    PPTP_WAIT_STOP_REPLY,
    PPTP_WAIT_REPLY,
    PPTP_WAIT_CONNECT,
    PPTP_WAIT_DISCONNECT
};

/* What a reply's Result Code says; the habit 0 accepts. */
enum pptp_outcome { PPTP_NO_OUTCOME, PPTP_ACCEPTED, PPTP_REFUSED };

struct pptp_diagram;

extern const struct pptp_diagram pptp_connection_diagram;   /* 3.1.1, 3.1.2 */

/* The diagram of a call: 3.2.4 if it is outgoing, 3.2.3 if it is incoming. */
const struct pptp_diagram *pptp_call_diagram(enum pptp_direction direction);

/* Returns true if a message of this code may be sent in the state. Any may in an unknown state. */
bool pptp_diagram_allows(const struct pptp_diagram *diagram, enum pptp_state state, uint16_t code);

/* The state that the message leads to, whether it is expected or not. */
enum pptp_state pptp_diagram_next(const struct pptp_diagram *diagram, enum pptp_state state, uint16_t code,
                                  enum pptp_outcome outcome);

/* The sections of RFC 2637 that the diagram is drawn from: "3.1.1 and 3.1.2". Static. */
const char *pptp_diagram_sections(const struct pptp_diagram *diagram);

/* The RFC's name of a state, NULL of an unknown one. Static. */
const char *pptp_state_name(enum pptp_state state);

#endif
