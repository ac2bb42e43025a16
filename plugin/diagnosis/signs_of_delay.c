/* The round trip through the tunnel becomes longer: a queue on the way is full, or the path changed. Or it is always
 * longer than TCP's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"

enum {
    STRETCH = 20,           /* packets with a round trip */
    TIMES_SLOWER = 4,
    TIMES_MORE = 2,         /* kbit/s */
    LEAST_FAST = 2,         /* stretches */
    LEAST_SLOW = 3,
};

#define LEAST_EXCESS (PPTP_SECOND * 3 / 20)
#define TCP_WAITS (PPTP_SECOND / 2)
#define SLOW_FOR (5 * PPTP_SECOND)
#define LONGEST_STRETCH (60 * PPTP_SECOND)

/* Packets of a sender that follow each other. */
struct stretch {
    const struct pptp_packet *first;
    const struct pptp_packet *last;
    const struct pptp_packet *quickest;     /* the packet with the shortest round trip */
    int64_t round_trip;                     /* the shortest, in nanoseconds */
    uint64_t octets;
    unsigned samples;                       /* packets with a round trip */
};

/* Stretches of one kind, all together. */
struct stretches {
    unsigned count;
    int64_t time;
    uint64_t octets;
    struct stretch quickest;
};

struct delays {
    int64_t limit;          /* a longer round trip is slow */
    struct stretches fast;
    struct stretches slow;
    const struct pptp_packet *since;        /* first packet of the first slow stretch */
    bool at_end;                            /* the last stretch is slow */
};

/* An end may hold back a bare acknowledgment. What comes with data, TCP inside may have held back (RFC 1122 section
 * 4.2.3.2: for at most half a second). */
static bool
is_held_back(const struct pptp_packet *by, int64_t time)
{
    return !by->has_number || (time >= LEAST_EXCESS && time <= TCP_WAITS);
}

/* Returns how long the packet's round trip took, in nanoseconds; 0: nothing tells. That an acknowledgment was not held
 * back for long shows if it does not cover the sender's next packet. */
static int64_t
round_trip(const struct pptp_packet *packet, const struct pptp_packet *next)
{
    const struct pptp_packet *by = pptp_tunnel_sequence_acknowledged_by(packet);
    int64_t time = by && !pptp_packet_is_elsewhere(packet, by) ? by->when - packet->when : 0;
    bool is_prompt = next && next->when - packet->when <= time / TIMES_SLOWER;

    return by && (is_prompt || !is_held_back(by, time)) ? MAX(time, 0) : 0;
}

static void
extend(struct stretch *stretch, const struct pptp_packet *packet, const struct pptp_packet *next)
{
    int64_t time = round_trip(packet, next);

    stretch->first = stretch->first ? stretch->first : packet;
    stretch->last = packet;
    stretch->octets += packet->length;
    if (time == 0)
        return;
    stretch->samples++;
    if (stretch->quickest && time >= stretch->round_trip)
        return;
    stretch->round_trip = time;
    stretch->quickest = packet;
}

static void
add_to(struct stretches *stretches, const struct stretch *stretch)
{
    if (stretches->count++ == 0 || stretch->round_trip < stretches->quickest.round_trip)
        stretches->quickest = *stretch;
    stretches->time += stretch->last->when - stretch->first->when;
    stretches->octets += stretch->octets;
}

static void
add_stretch(struct delays *delays, const struct stretch *stretch)
{
    int64_t time = stretch->last->when - stretch->first->when;

    if (time < 0 || time > LONGEST_STRETCH)
        return;
    delays->at_end = stretch->round_trip > delays->limit;
    if (delays->at_end && !delays->since)
        delays->since = stretch->first;
    add_to(delays->at_end ? &delays->slow : &delays->fast, stretch);
}

/* Divides a numbering into stretches, and these into fast and slow ones. */
static struct delays
measure(const struct pptp_sequence *sequence, int64_t limit)
{
    struct delays delays = { .limit = limit };
    struct stretch stretch = { .first = NULL };
    const struct pptp_packet *packet, *next = pptp_tunnel_sequence_in_order(sequence, 0);

    for (unsigned i = 1; (packet = next) != NULL; i++) {
        next = pptp_tunnel_sequence_in_order(sequence, i);
        extend(&stretch, packet, next);
        if (stretch.samples < STRETCH)
            continue;
        add_stretch(&delays, &stretch);
        stretch = (struct stretch) { .first = NULL };
    }
    return delays;
}

static bool
has_enough(const struct pptp_sequence *sequence)
{
    return pptp_tunnel_sequence_in_order(sequence, STRETCH * LEAST_SLOW - 1) != NULL;
}

static bool
is_slow_for_a_while(const struct delays *delays)
{
    return delays->fast.count >= LEAST_FAST && delays->slow.count >= LEAST_SLOW && delays->slow.time >= SLOW_FOR;
}

/* In kbit/s. */
static double
rate(const struct stretches *stretches)
{
    return stretches->time > 0 ? (double)stretches->octets * 8e6 / (double)stretches->time : 0;
}

static void
put_delays(struct pptp_evidence *evidence, unsigned end, const struct delays *delays)
{
    pptp_evidence_put_frame(evidence, "frame", delays->since->frame);
    pptp_evidence_put_party(evidence, "sender", end);
    pptp_evidence_put_party(evidence, "receiver", !end);
    pptp_evidence_put_seconds(evidence, "slow", delays->slow.quickest.round_trip);
    pptp_evidence_put_frame(evidence, "quickest", delays->slow.quickest.quickest->frame);
    pptp_evidence_put_seconds(evidence, "span", delays->slow.time);
    pptp_evidence_put_seconds(evidence, "fast", delays->fast.quickest.round_trip);
    pptp_evidence_put_frame(evidence, "usual", delays->fast.quickest.quickest->frame);
    if (delays->at_end)
        pptp_evidence_put(evidence, "end", "still");
    pptp_evidence_put(evidence, rate(&delays->slow) >= TIMES_MORE * rate(&delays->fast) ? "load" : "ordinary", "%.0f",
                      rate(&delays->slow));
}

bool
pptp_sign_tunnel_slower(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);
        const struct pptp_sequence *sequence = flow ? pptp_subject_numbering(flow) : NULL;
        struct delays delays = { .limit = INT64_MAX };

        if (sequence && has_enough(sequence))
            delays = measure(sequence, INT64_MAX);
        if (delays.fast.count == 0)
            continue;
        delays = measure(sequence, MAX(TIMES_SLOWER * delays.fast.quickest.round_trip,
                                       delays.fast.quickest.round_trip + LEAST_EXCESS));
        if (!is_slow_for_a_while(&delays))
            continue;
        put_delays(evidence, end, &delays);
        return true;
    }
    return false;
}

/* --- Always longer than TCP's ---------- */

/* The answer that an end got soonest to one of its first requests on TCP; NULL: none. */
static const struct pptp_event *
quickest_answer(const struct pptp_connection *connection, unsigned end)
{
    enum { FIRST = 100 };       /* messages */
    const struct pptp_event *event = connection->first_sent[end], *quickest = NULL;

    for (unsigned i = 0; i < FIRST && event; i++, event = event->next_sent) {
        if (event->reply && event->reply->when >= event->when
            && (!quickest || event->reply->when - event->when < quickest->when - quickest->request->when))
            quickest = event->reply;
    }
    return quickest;
}

/* Almost all stretches are slow, as the session's first one, too, is where it is set up. */
static bool
is_always_slow(const struct delays *delays)
{
    return delays->slow.count >= LEAST_SLOW && delays->fast.count < LEAST_FAST && delays->slow.time >= SLOW_FOR;
}

bool
pptp_sign_gre_delayed(struct pptp_evidence *evidence)
{
    enum { TIMES_TCP = 8 };
    const struct pptp_connection *connection = evidence->subject.connection;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);
        const struct pptp_sequence *sequence = flow ? pptp_subject_numbering(flow) : NULL;
        const struct pptp_event *answer = sequence && has_enough(sequence) ? quickest_answer(connection, end) : NULL;
        int64_t time = answer ? answer->when - answer->request->when : 0;
        struct delays delays = { .limit = 0 };

        if (answer)
            delays = measure(sequence, MAX(TIMES_TCP * time, 2 * LEAST_EXCESS));
        if (!is_always_slow(&delays))
            continue;
        pptp_evidence_put_parties(evidence, "sender", "receiver", end);
        pptp_evidence_put_seconds(evidence, "slow", delays.slow.quickest.round_trip);
        pptp_evidence_put_frame(evidence, "since", delays.since->frame);
        pptp_evidence_put_frame(evidence, "quickest", delays.slow.quickest.quickest->frame);
        pptp_evidence_put(evidence, "message", "%s", answer->request->kind->name);
        pptp_evidence_put_frame(evidence, "frame", answer->request->frame);
        pptp_evidence_put_seconds(evidence, "time", time);
        return true;
    }
    return false;
}
