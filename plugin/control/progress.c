/* Remembers which octets of a TCP connection were shown and which wait for more.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "control/progress.h"

#define REMEMBERED (UINT32_C(1) << 30) /* octets; of more, the numbers could wrap */

/* Returns how many octets of [from, to) remain from sequence on. */
static uint32_t
rest_of(uint32_t from, uint32_t to, uint32_t sequence)
{
    return sequence - from < to - from ? to - sequence : 0;
}

uint32_t
pptp_control_progress_shown(const struct pptp_control_progress *progress, uint32_t sequence)
{
    return rest_of(progress->shown_from, progress->shown_to, sequence);
}

/* After a gap, what was shown before it is forgotten: a late segment may fill the gap. */
void
pptp_control_progress_show(struct pptp_control_progress *progress, uint32_t sequence, uint32_t octets)
{
    if (sequence != progress->shown_to)
        progress->shown_from = sequence;
    progress->shown_to = sequence + octets;
    if (progress->shown_to - progress->shown_from > REMEMBERED)
        progress->shown_from = progress->shown_to - REMEMBERED;
}

bool
pptp_control_progress_held(const struct pptp_control_progress *progress, uint32_t sequence)
{
    return progress->held_from != progress->held_to
           && sequence - progress->held_from <= progress->held_to - progress->held_from;
}

void
pptp_control_progress_hold(struct pptp_control_progress *progress, uint32_t from, uint32_t to)
{
    progress->held_from = from;
    progress->held_to = to;
}
