/* The receive window makes a sender wait (RFC 2637 section 4.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"

enum { SOME_PACKETS = 30 };

#define SHORTEST_DELAY (PPTP_SECOND / 100)

/* The packets that an end sent. */
struct pace {
    uint32_t sent;
    uint32_t held;                      /* sent when an acknowledgment had just made room in a full window */
    const struct pptp_packet *first;    /* of these */
};

/* Returns the average time to an acknowledgment in nanoseconds; 0 if there is none. */
static int64_t
delay_of(const struct pptp_flow *flow)
{
    const struct pptp_span *span = &flow->acknowledged_after;

    return span->count > 0 ? (int64_t)(span->sum / span->count) : 0;
}

/* The packet filled the window, and followed at once on the acknowledgment of the one that had filled its place. */
static bool
was_held(const struct pptp_packet *packet, const struct pptp_packet *before, int64_t delay)
{
    const struct pptp_packet *freed = before ? pptp_tunnel_sequence_acknowledged_by(before) : NULL;

    return freed && packet->in_flight == packet->window && before->position == packet->position - packet->window
        && packet->when >= freed->when && packet->when - freed->when <= delay / 4;
}

static void
count_packet(struct pace *pace, const struct pptp_sequence *sequence, unsigned place, int64_t delay)
{
    const struct pptp_packet *packet = pptp_tunnel_sequence_in_order(sequence, place);
    const struct pptp_packet *before =
        place >= packet->window ? pptp_tunnel_sequence_in_order(sequence, place - packet->window) : NULL;

    if (!packet->window || !packet->both_ways)
        return;
    pace->sent++;
    if (!was_held(packet, before, delay))
        return;
    pace->first = pace->first ? pace->first : packet;
    pace->held++;
}

static struct pace
measure(const struct pptp_flow *flow)
{
    const struct pptp_sequence *sequence = pptp_subject_numbering(flow);
    int64_t delay = delay_of(flow);
    struct pace pace = { .sent = 0 };

    if (delay < SHORTEST_DELAY)
        return pace;
    for (unsigned place = 0; sequence && pptp_tunnel_sequence_in_order(sequence, place); place++)
        count_packet(&pace, sequence, place, delay);
    return pace;
}

bool
pptp_sign_window_limits(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);
        struct pace pace = flow ? measure(flow) : (struct pace){ .sent = 0 };

        if (pace.held < SOME_PACKETS || pace.held * 2 <= pace.sent)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "receiver", !end);
        pptp_evidence_put_count(evidence, "window", pace.first->window, "packet");
        pptp_evidence_put_number(evidence, "held", pace.held);
        pptp_evidence_put_number(evidence, "sent", pace.sent);
        pptp_evidence_put_frame(evidence, "frame", pace.first->frame);
        pptp_evidence_put_seconds(evidence, "delay", delay_of(flow));
        pptp_evidence_put_number(evidence, "rate", pace.first->window * PPTP_SECOND / delay_of(flow));
        return true;
    }
    return false;
}
