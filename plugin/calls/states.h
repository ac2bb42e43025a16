/* The state diagrams of RFC 2637 section 3.
 *
 * The RFC draws each diagram twice, once for each peer. What one peer sends, the other receives, so a figure and its
 * counterpart become one table of the messages that pass between them, which is what a capture shows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_STATES_H
#define PPTP_CALLS_STATES_H

#include "message.h"

/* State of a control connection or a call: that of the peer that waits. */
enum pptp_state {
    PPTP_STATE_UNKNOWN,             /* its beginning was not captured */
    PPTP_IDLE,
    PPTP_WAIT_CTL_REPLY,
    PPTP_ESTABLISHED,
    PPTP_WAIT_STOP_REPLY,
    PPTP_WAIT_REPLY,
    PPTP_WAIT_CONNECT,
    PPTP_WAIT_DISCONNECT
};

/* What a reply's Result Code says. 0, a habit, means success. */
enum pptp_outcome { PPTP_NO_OUTCOME, PPTP_ACCEPTED, PPTP_REFUSED };

struct pptp_diagram;

extern const struct pptp_diagram pptp_connection_diagram;   /* 3.1.1, 3.1.2 */

/* Returns the diagram of a call: 3.2.4 for an outgoing call, 3.2.3 for an incoming one. */
const struct pptp_diagram *pptp_call_diagram(enum pptp_direction direction);

/* Returns true if a message of this code may be sent in the state. In an unknown state, every message may. */
bool pptp_diagram_allows(const struct pptp_diagram *diagram, enum pptp_state state, uint16_t code);

/* Returns the state that the message leads to, whether or not it is allowed. outcome: of a reply. */
enum pptp_state pptp_diagram_next(const struct pptp_diagram *diagram, enum pptp_state state, uint16_t code,
                                  enum pptp_outcome outcome);

/* Returns the sections of RFC 2637 that hold the diagram: "sections 3.1.1 and 3.1.2". Static. */
const char *pptp_diagram_sections(const struct pptp_diagram *diagram);

/* Returns RFC 2637's name of a state; NULL if it is unknown. Static. */
const char *pptp_state_name(enum pptp_state state);

#endif
