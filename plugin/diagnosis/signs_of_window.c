/* The receive window makes a sender wait (RFC 2637 section 4.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"

enum { MANY = 10 };

#define AT_ONCE (PPTP_SECOND / 50)
#define LONGEST_GAP PPTP_SECOND         /* of a sender that has something to send */

/* How an end sends. */
struct pace {
    int64_t round_trip;                 /* nanoseconds from here to the sender and back, on average; 0: unknown */
    int64_t active;                     /* nanoseconds in which it had something to send */
    uint32_t stops;                     /* times it filled the window and waited for an acknowledgment */
    int64_t waited;                     /* nanoseconds, in all */
    const struct pptp_packet *first;    /* with which it filled the window; NULL: none */
};

static int64_t
average(const struct pptp_flow *flow)
{
    const struct pptp_span *span = flow ? &flow->acknowledged_after : NULL;

    return span && span->count > 0 ? (int64_t)(span->sum / span->count) : 0;
}

static bool
fills_window(const struct pptp_packet *packet, const struct pptp_packet *oldest)
{
    return packet->both_ways && packet->in_flight == packet->window
        && oldest->position == packet->position - packet->window + 1;
}

/* Returns whether the packet filled the window, and the next one followed on the acknowledgment of the oldest on its
 * way: at once where the capture was taken at the sender, after a round trip at the receiver. */
static bool
is_stop(const struct pace *pace, const struct pptp_packet *packet, const struct pptp_packet *oldest,
        const struct pptp_packet *next)
{
    const struct pptp_packet *freed =
        oldest && fills_window(packet, oldest) ? pptp_tunnel_sequence_acknowledged_by(oldest) : NULL;

    return freed && freed->when >= packet->when && next->when >= freed->when
        && next->when - freed->when <= 3 * pace->round_trip + AT_ONCE;
}

static void
count_gap(struct pace *pace, const struct pptp_sequence *sequence, unsigned place)
{
    const struct pptp_packet *packet = pptp_tunnel_sequence_in_order(sequence, place);
    const struct pptp_packet *next = pptp_tunnel_sequence_in_order(sequence, place + 1);
    const struct pptp_packet *oldest = packet->window > 0 && place + 1 >= packet->window
                                           ? pptp_tunnel_sequence_in_order(sequence, place + 1 - packet->window)
                                           : NULL;
    int64_t gap = CLAMP(next->when - packet->when, 0, LONGEST_GAP);

    pace->active += gap;
    if (!is_stop(pace, packet, oldest, next))
        return;
    pace->stops++;
    pace->waited += gap;
    pace->first = pace->first ? pace->first : packet;
}

static struct pace
measure(const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_flow *flow = pptp_subject_flow(subject, end);
    const struct pptp_sequence *sequence = flow ? pptp_subject_numbering(flow) : NULL;
    struct pace pace = { .round_trip = average(pptp_subject_flow(subject, !end)) };

    for (unsigned place = 0; sequence && pptp_tunnel_sequence_in_order(sequence, place + 1); place++)
        count_gap(&pace, sequence, place);
    return pace;
}

bool
pptp_sign_window_limits(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        struct pace pace = measure(&evidence->subject, end);

        if (pace.stops < MANY || pace.waited < PPTP_SECOND || pace.waited * 2 <= pace.active)
            continue;
        pptp_evidence_put_parties(evidence, "sender", "receiver", end);
        pptp_evidence_put_count(evidence, "window", pace.first->window, "packet");
        pptp_evidence_put_count(evidence, "times", pace.stops, "time");
        pptp_evidence_put_frame(evidence, "frame", pace.first->frame);
        pptp_evidence_put_seconds(evidence, "waited", pace.waited);
        pptp_evidence_put_seconds(evidence, "active", pace.active);
        return true;
    }
    return false;
}
