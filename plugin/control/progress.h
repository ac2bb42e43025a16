/* How far one direction of a TCP connection has been shown, so that octets that TCP hands over again are not.
 *
 * All numbers are TCP sequence numbers and may wrap.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_PROGRESS_H
#define PPTP_CONTROL_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* All 0 at first. */
struct pptp_control_progress {
    uint32_t shown_from;        /* the last octets shown without a gap between them ... */
    uint32_t shown_to;          /* ... end before this one */
    uint32_t held_from;         /* the octets that TCP had when it was last asked for more ... */
    uint32_t held_to;           /* ... end before this one */
};

/* Returns how many octets from this one on have been shown before; 0 if it has not. */
uint32_t pptp_control_progress_shown(const struct pptp_control_progress *progress, uint32_t sequence);

/* Call this for octets that are being shown. */
void pptp_control_progress_show(struct pptp_control_progress *progress, uint32_t sequence, uint32_t octets);

/* Returns true if TCP already had this octet, or the one before it, when it was asked for more: it hands everything over
 * again if it is asked for more from here on. */
bool pptp_control_progress_held(const struct pptp_control_progress *progress, uint32_t sequence);

/* Call this when TCP is asked for more than the octets [from, to). */
void pptp_control_progress_hold(struct pptp_control_progress *progress, uint32_t from, uint32_t to);

#endif
