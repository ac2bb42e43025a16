/* The six state diagrams of RFC 2637 section 3, and which of their transitions a capture shows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_DIAGRAMS_H
#define PPTP_REPORT_DIAGRAMS_H

#include "report/seen.h"

enum pptp_figure {
    PPTP_FIGURE_ORIGINATOR,     /* section 3.1.1 */
    PPTP_FIGURE_RECEIVER,       /* section 3.1.2 */
    PPTP_FIGURE_PAC_INCOMING,   /* section 3.2.3.1 */
    PPTP_FIGURE_PNS_INCOMING,   /* section 3.2.3.2 */
    PPTP_FIGURE_PAC_OUTGOING,   /* section 3.2.4.1 */
    PPTP_FIGURE_PNS_OUTGOING,   /* section 3.2.4.2 */
    PPTP_FIGURES
};

/* One arrow of a figure. Each figure's arrows stand together. */
struct pptp_transition {
    enum pptp_figure figure;
    const char *from;           /* states, as the figure names them */
    const char *to;
    const char *on;             /* what happens */
};

extern const struct pptp_transition pptp_transitions[];
extern const unsigned pptp_transition_count;

/* How often a transition was seen. */
struct pptp_walked {
    uint32_t count;
    uint32_t frame;             /* of the first; 0: none */
};

/* Returns the section of a figure, as "3.1.1", and whose states it shows. Static. */
const char *pptp_report_figure_section(enum pptp_figure figure);
const char *pptp_report_figure_name(enum pptp_figure figure);

/* Adds the transitions of a connection and its calls to walked, one for each of pptp_transitions. A state that is
 * older than the capture shows no transition. */
void pptp_report_diagrams_walk(struct pptp_walked *walked, const struct pptp_seen *seen,
                               const struct pptp_connection *connection);

#endif
