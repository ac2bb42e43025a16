/* How far one direction of a TCP connection has been shown, so that octets are not shown again.
 *
 * All numbers are TCP sequence numbers and may wrap.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_PROGRESS_H
#define PPTP_CONTROL_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* Starts as all 0. */
struct pptp_control_progress {
    uint32_t shown_from;        /* the last octets shown without a gap between them ... */
    uint32_t shown_to;          /* ... end before this one */
    uint32_t held_from;         /* the octets that TCP had when it was last asked for more ... */
    uint32_t held_to;           /* ... end before this one */
};

/* Returns how many octets from sequence on have been shown before; 0 if that one has not. */
uint32_t pptp_control_progress_shown(const struct pptp_control_progress *progress, uint32_t sequence);

/* Notes octets that are being shown. */
void pptp_control_progress_show(struct pptp_control_progress *progress, uint32_t sequence, uint32_t octets);

/* Returns true if TCP had the octet before this one already when it was last asked for more. If it is asked for more
 * from here on, it hands everything over again. */
bool pptp_control_progress_held(const struct pptp_control_progress *progress, uint32_t sequence);

/* Notes that TCP was asked for more than the octets [from, to). */
void pptp_control_progress_hold(struct pptp_control_progress *progress, uint32_t from, uint32_t to);

#endif
