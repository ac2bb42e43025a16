/* An end that was idle for a while receives nothing until it sends again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"
#include "diagnosis/subject_transport.h"
#include "diagnosis/subject_tunnel.h"

enum { IDLE = 30, A_MOMENT = 2 };       /* seconds: as long as no NAT forgets; of packets in vain, and of an answer */
enum { SOME = 3, TWICE = 2 };           /* packets, in all; times, or packets in one pause */

/* The other end heard nothing after it had been idle, and then came back. */
struct silence {
    int64_t idle;                       /* nanoseconds before the first packet in vain */
    uint32_t count;                     /* of these packets */
    const struct pptp_packet *first, *last, *back;
};

/* A packet in vain soon after the other end was heard shows another trouble. Moves place behind what was sent before
 * the end came back. */
static bool
read_silence(const struct pptp_sequence *sent, unsigned *place, const struct pptp_packet *left, struct silence *silence)
{
    int64_t heard = left->when;
    bool is_early = false;
    const struct pptp_packet *packet;

    for (; (packet = pptp_tunnel_sequence_in_order(sent, *place)) && packet->when < silence->back->when; (*place)++) {
        const struct pptp_packet *by = pptp_tunnel_sequence_acknowledged_by(packet);

        if (by && by->when < silence->back->when) {
            heard = MAX(heard, by->when);
            continue;
        }
        is_early |= packet->when - heard < IDLE * PPTP_SECOND;
        if (silence->count++ == 0)
            silence->first = packet;
        silence->last = packet;
        silence->idle = silence->first->when - heard;
    }
    return !is_early && silence->count >= TWICE && silence->last->when - silence->first->when >= A_MOMENT * PPTP_SECOND
           && heard < silence->first->when;
}

/* The next packet to the end that came back is acknowledged at once, and until then none of those in vain was. */
static bool
is_heard_again(const struct pptp_sequence *sent, unsigned place, const struct silence *silence)
{
    const struct pptp_packet *next = pptp_tunnel_sequence_in_order(sent, place);
    const struct pptp_packet *by = next ? pptp_tunnel_sequence_acknowledged_by(next) : NULL;

    return by && by->when - next->when < A_MOMENT * PPTP_SECOND
           && by == pptp_tunnel_sequence_acknowledged_by(silence->first);
}

/* An end that acknowledges only with data of its own leaves much unacknowledged while it has none. */
static bool
acknowledges_alone(const struct pptp_sequence *sent)
{
    const struct pptp_packet *packet, *by;
    unsigned count = 0;

    for (unsigned i = 0; count < SOME && (packet = pptp_tunnel_sequence_in_order(sent, i)); i++) {
        by = pptp_tunnel_sequence_acknowledged_by(packet);
        count += by && !by->has_number;
    }
    return count >= SOME;
}

/* All silences: how many there are, and their packets. */
struct silences {
    uint32_t times, count;
    int64_t idle;                       /* the shortest of all */
    struct silence first;
};

static struct silences
find_silences(const struct pptp_sequence *sent, const struct pptp_sequence *received)
{
    const struct pptp_packet *left = pptp_tunnel_sequence_in_order(received, 0), *back;
    struct silences found = { .times = 0 };
    unsigned place = 0;

    for (unsigned i = 1; (back = pptp_tunnel_sequence_in_order(received, i)) != NULL; left = back, i++) {
        struct silence silence = { .back = back };

        if (back->when - left->when < IDLE * PPTP_SECOND || !read_silence(sent, &place, left, &silence)
            || !is_heard_again(sent, place, &silence))
            continue;
        if (found.times++ == 0)
            found = (struct silences){ .times = 1, .idle = silence.idle, .first = silence };
        found.idle = MIN(found.idle, silence.idle);
        found.count += silence.count;
    }
    return found;
}

/* The end of which a message came meanwhile was there, and so was the path to it. */
static void
put_suspect(struct pptp_evidence *evidence, unsigned end, const struct silence *silence)
{
    uint32_t tcp = pptp_subject_message_between(&evidence->subject, end, silence->first->when, silence->last->when);

    if (tcp)
        pptp_evidence_put_frame(evidence, "tcp", tcp);
    else
        pptp_evidence_put_party(evidence, "suspect", end);
}

bool
pptp_sign_gre_idle_forgotten(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *to = pptp_subject_flow(&evidence->subject, end);
        const struct pptp_flow *from = pptp_subject_flow(&evidence->subject, !end);
        struct silences found;

        if (!to || !from || !acknowledges_alone(to->sequence))
            continue;
        found = find_silences(to->sequence, from->sequence);
        if (found.count < SOME)
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        if (found.times > 1)
            pptp_evidence_put_count(evidence, "times", found.times, "time");
        pptp_evidence_put_seconds(evidence, "idle", found.idle);
        pptp_evidence_put_count(evidence, "count", found.first.count, "packet");
        pptp_evidence_put_frame(evidence, "frame", found.first.first->frame);
        pptp_evidence_put_frame(evidence, "last", found.first.last->frame);
        pptp_evidence_put_frame(evidence, "back", found.first.back->frame);
        put_suspect(evidence, !end, &found.first);
        return true;
    }
    return false;
}

/* --- Beyond the end that forgets ---------------------------------------------------------------------------------- */

/* What is missing in the pauses of the end to which it was sent. */
struct holes {
    uint32_t times;
    uint64_t missing;
    int64_t idle;                       /* the shortest pause with a hole, in nanoseconds */
    int64_t reached;                    /* the longest time into a pause at which a packet still came */
    const struct pptp_packet *back, *next;      /* of the first hole: what ends the pause, and what comes then */
};

/* Notes what came between two packets of the other end. Moves place behind that. Returns the next packet. */
static const struct pptp_packet *
read_pause(const struct pptp_sequence *sent, unsigned *place, const struct pptp_packet *left, int64_t until,
           struct holes *holes)
{
    const struct pptp_packet *packet;

    for (; (packet = pptp_tunnel_sequence_in_order(sent, *place)) && packet->when < until; (*place)++)
        holes->reached = MAX(holes->reached, packet->when - left->when);
    return packet;
}

static void
add_hole(struct holes *holes, const struct pptp_packet *left, const struct pptp_packet *back,
         const struct pptp_packet *next)
{
    if (holes->times++ == 0)
        *holes = (struct holes){ .times = 1, .idle = back->when - left->when, .reached = holes->reached, .back = back,
                                 .next = next };
    holes->idle = MIN(holes->idle, back->when - left->when);
    holes->missing += pptp_tunnel_missing_before(next);
}

static struct holes
find_holes(const struct pptp_sequence *sent, const struct pptp_sequence *received)
{
    const struct pptp_packet *left = pptp_tunnel_sequence_in_order(received, 0), *back;
    struct holes holes = { .times = 0 };
    unsigned place = 0;

    for (unsigned i = 1; (back = pptp_tunnel_sequence_in_order(received, i)) != NULL; left = back, i++) {
        const struct pptp_packet *next = read_pause(sent, &place, left, back->when, &holes);

        if (back->when - left->when >= IDLE * PPTP_SECOND && next && pptp_tunnel_missing_before(next) > 0
            && next->when - back->when < A_MOMENT * PPTP_SECOND)
            add_hole(&holes, left, back, next);
    }
    return holes;
}

/* Nearly all that is missing is missing there, and nothing came as late in a pause as what is missing. */
static bool
is_forgotten(const struct holes *holes, uint64_t missing)
{
    return holes->times >= TWICE && holes->missing >= SOME && holes->missing * 10 >= missing * 9
           && holes->reached < holes->idle;
}

/* What a router or the receiver says of lost packets tells more. */
static bool
has_other_reason(const struct pptp_evidence *evidence)
{
    struct pptp_evidence other = *evidence;

    return pptp_subject_refusal(&evidence->subject, true) || pptp_sign_fragments_lost(&other);
}

bool
pptp_sign_gre_idle_missing(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *to = pptp_subject_flow(&evidence->subject, end);
        const struct pptp_flow *from = pptp_subject_flow(&evidence->subject, !end);
        struct pptp_counts counts = pptp_subject_flow_counts(to);
        struct holes holes;

        if (!to || !from || counts.missing == 0 || counts.arrived > 0)
            continue;
        holes = find_holes(to->sequence, from->sequence);
        if (!is_forgotten(&holes, counts.missing) || has_other_reason(evidence))
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_count(evidence, "times", holes.times, "time");
        pptp_evidence_put_seconds(evidence, "idle", holes.idle);
        pptp_evidence_put_count(evidence, "count", holes.missing, "packet");
        pptp_evidence_put_frame(evidence, "back", holes.back->frame);
        pptp_evidence_put_frame(evidence, "frame", holes.next->frame);
        return true;
    }
    return false;
}
