/* Compares what one direction acknowledges with what the other has sent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "tunnel/pairing.h"
#include "tunnel/sequence.h"

/* Numbers. An end acknowledges what has just arrived, later only if its acknowledgments are rare. Packets that were not
 * captured lie between a number and its acknowledgment too. */
enum { RECENT = 8, FAR = 1024 };

static enum pptp_fit
fit_of(const struct pptp_flow *acknowledging, const struct pptp_flow *sending)
{
    const struct pptp_sequence *sequence = sending->sequence;
    int32_t ahead;

    if (!acknowledging->acknowledges || !sequence || !pptp_tunnel_sequence_in_order(sequence, 0))
        return PPTP_FIT_UNKNOWN;
    ahead = (int32_t)(acknowledging->acknowledgment - (uint32_t)sequence->highest);
    if (ahead > FAR || ahead < -FAR)
        return PPTP_FIT_IMPOSSIBLE;
    if (ahead > 0)
        return PPTP_FIT_DOUBTFUL;
    return ahead >= -RECENT && sequence->highest + ahead >= sequence->first ? PPTP_FIT_EXACT : PPTP_FIT_UNKNOWN;
}

enum pptp_fit
pptp_tunnel_fit(const struct pptp_flow *one, const struct pptp_flow *other)
{
    enum pptp_fit fit = fit_of(one, other), back = fit_of(other, one);

    if (fit < PPTP_FIT_UNKNOWN || back < PPTP_FIT_UNKNOWN)
        return MIN(fit, back);
    return MAX(fit, back);
}
