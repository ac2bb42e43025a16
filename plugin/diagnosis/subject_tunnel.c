/* What the tunnel of a subject shows: its flows, their losses, the ICMP errors about them, and GRE that may be its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/subject_tunnel.h"
#include "tunnel/points.h"
#include "witness/file.h"

enum { MOST_SEARCHED = 100 };       /* tunnels */

const struct pptp_flow *
pptp_subject_flow(const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_flow *flow = subject->tunnel ? subject->tunnel->flow[!end] : NULL;

    return flow && flow->packets > 0 ? flow : NULL;
}

const struct pptp_sequence *
pptp_subject_numbering(const struct pptp_flow *flow)
{
    return pptp_tunnel_points_sequence(flow, pptp_tunnel_points_last(flow));
}

struct pptp_counts
pptp_subject_flow_counts(const struct pptp_flow *flow)
{
    struct pptp_counts sum = { .packets = 0 };

    for (const struct pptp_sequence *sequence = flow ? pptp_subject_numbering(flow) : NULL; sequence;
         sequence = sequence->before) {
        struct pptp_counts counts = pptp_tunnel_sequence_counts(sequence);

        sum.packets += counts.packets;
        sum.missing += counts.missing;
        sum.arrived += counts.arrived;
        sum.late += counts.late;
        sum.duplicate += counts.duplicate;
    }
    return sum;
}

static bool
has_negotiation(const struct pptp_link *link)
{
    for (unsigned end = 0; end < 2; end++) {
        for (unsigned protocol = 0; protocol < PPTP_CONTROL_PROTOCOLS; protocol++) {
            if (link->negotiation[protocol][end])
                return true;
        }
    }
    return link->authentication != NULL;
}

/* In a call that was set up in the capture, every direction begins with 0 or 1. */
static bool
begins_late(const struct pptp_flow *flow)
{
    const struct pptp_sequence *sequence = flow && flow->call && flow->call->setup ? flow->sequence : NULL;

    while (sequence && sequence->before)
        sequence = sequence->before;
    return sequence && sequence->first > 1;
}

bool
pptp_subject_is_filtered(const struct pptp_tunnel *tunnel)
{
    const struct pptp_link *link = tunnel->link;

    return link && link->sent[0].clear + link->sent[1].clear > 0 && !has_negotiation(link)
        && pptp_witness_file()->bare_acknowledgments == 0
        && (begins_late(tunnel->flow[0]) || begins_late(tunnel->flow[1]) || pptp_witness_lacks_packets());
}

bool
pptp_subject_is_part(const struct pptp_tunnel *tunnel)
{
    return pptp_witness_lacks_packets() || pptp_subject_is_filtered(tunnel);
}

bool
pptp_subject_is_established(const struct pptp_subject *subject)
{
    return subject->call && subject->call->established;
}

int64_t
pptp_subject_up_for(const struct pptp_subject *subject)
{
    return pptp_subject_end_time(subject) - subject->call->established->when;
}

static bool
is_too_big(const struct pptp_refusal *refusal)
{
    return refusal->version == 4 ? refusal->type == 3 && refusal->code == 4 : refusal->type == 2;
}

/* After its end a call accepts no more GRE. Data after the error shows that GRE gets through. */
bool
pptp_subject_is_refusal_vain(const struct pptp_subject *subject, const struct pptp_refusal *refusal)
{
    const struct pptp_link *link = subject->link;

    if (subject->call && subject->call->ended_in && refusal->first.when > subject->call->ended_at)
        return true;
    return link && ((link->terminated.frame && refusal->first.when > link->terminated.when)
                    || link->sent[refusal->quoted].last_data.when > refusal->first.when);
}

const struct pptp_refusal *
pptp_subject_refusal(const struct pptp_subject *subject, bool too_big)
{
    const struct pptp_refusal *refusal = subject->tunnel ? subject->tunnel->refusals : NULL;

    while (refusal && (is_too_big(refusal) != too_big || (!too_big && pptp_subject_is_refusal_vain(subject, refusal))))
        refusal = refusal->next;
    return refusal;
}

/* The flow goes to an end of the call, with the Call ID of that end. */
static bool
is_stray(const struct pptp_call *call, const struct pptp_flow *flow)
{
    for (unsigned end = 0; flow && end < 2; end++) {
        if (call->id_known[end] && call->id[end] == flow->call_id
            && addresses_equal(&call->connection->end[end].address, &flow->route->receiver))
            return true;
    }
    return false;
}

const struct pptp_tunnel *
pptp_subject_astray(const struct pptp_subject *subject)
{
    const struct pptp_history *history = subject->history;
    const struct pptp_connection *connection = subject->connection;
    unsigned count = MIN(wmem_array_get_count(history->tunnels), MOST_SEARCHED);

    for (unsigned end = 0; end < 2; end++) {
        if (connection->route[end]->half)
            return connection->route[end]->half;
    }
    for (unsigned i = 0; i < count; i++) {
        const struct pptp_tunnel *tunnel = pptp_list_at(history->tunnels, i);

        if (!tunnel->call && (is_stray(subject->call, tunnel->flow[0]) || is_stray(subject->call, tunnel->flow[1])))
            return tunnel;
    }
    return NULL;
}
