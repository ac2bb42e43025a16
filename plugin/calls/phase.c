/* Tells the phase of a tunnel's life that a message belongs to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/index.h"
#include "calls/phase.h"

/* Both ACCMs before LCP has negotiated others, and after LCP went down. */
#define INITIAL_ACCMS UINT64_MAX

/* The key of ACCMs that the sender has sent for a call; an unknown call is told from others by its Call ID. The
 * entry of the initial ACCMs means that the sender has sent others: LCP was up. */
static struct pptp_key
link_key(const struct pptp_event *event, const struct pptp_message *message, uint64_t accms)
{
    enum pptp_entry other = event->from == 0 ? PPTP_ENTRY_LINK_TO_1 : PPTP_ENTRY_LINK_TO_0;

    if (event->call)
        return pptp_key(event->call->number, PPTP_ENTRY_LINK, event->from, accms);
    return pptp_key(event->connection->number, other, message->value[PPTP_PEER_CALL_ID], accms);
}

/* Returns true if an Echo-Request was sent since the call was established, or if the call is older than the capture. */
static bool
in_mid_life(const struct pptp_event *event)
{
    if (!event->connection->start_captured)
        return true;
    return event->call && event->call->established && event->connection->echo_requests > event->call->echo_requests;
}

static enum pptp_phase
link_phase(const struct pptp_event *event, const struct pptp_message *message)
{
    struct pptp_history *history = event->connection->history;
    uint64_t accms = (uint64_t)message->value[PPTP_SEND_ACCM] << 32 | message->value[PPTP_RECEIVE_ACCM];
    struct pptp_key key = link_key(event, message, accms);
    bool sent_before = pptp_index_get(history, key) != NULL;

    if (accms == INITIAL_ACCMS)
        return in_mid_life(event) || sent_before ? PPTP_DELETION : PPTP_CREATION;
    if (!sent_before) {
        pptp_index_put(history, key, history);
        pptp_index_put(history, link_key(event, message, INITIAL_ACCMS), history);
    }
    if (!in_mid_life(event))
        return PPTP_CREATION;
    return sent_before ? PPTP_DELETION : PPTP_MAINTENANCE;
}

enum pptp_phase
pptp_phase_of(const struct pptp_event *event, const struct pptp_message *message)
{
    if (event->kind->phase != PPTP_PHASE_BY_HISTORY)
        return event->kind->phase;
    if (!pptp_message_has(message, PPTP_RECEIVE_ACCM))
        return PPTP_NO_PHASE;
    return link_phase(event, message);
}
