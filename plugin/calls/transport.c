/* Follows the TCP segments of a control connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "calls/transport.h"

#define LONGEST_TRIP (5 * PPTP_SECOND)
#define SOONEST_REPETITION (PPTP_SECOND / 10)   /* what comes earlier is a copy from another interface */

enum { MANY_REPETITIONS = 2 }; /* an end that repeats so often got no acknowledgment: it gives up */

/* Sequence numbers wrap. */
static bool
is_after(uint32_t sequence, uint32_t other)
{
    return (int32_t)(sequence - other) > 0;
}

static uint32_t
end_of(const struct pptp_segment *segment)
{
    return segment->sequence + segment->size + (segment->flags & PPTP_TCP_FIN);
}

/* A SYN counts as an octet, too. */
static uint32_t
next_after(const struct pptp_segment *segment)
{
    return end_of(segment) + ((segment->flags & PPTP_TCP_SYN) != 0);
}

/* Octets that the end sent before this one and that were not captured. */
static void
note_missing(struct pptp_transport_end *from, uint32_t next)
{
    uint32_t due = next_after(&from->last);

    if (from->last.moment.frame == 0 || !is_after(next, due))
        return;
    if (from->missing == from->missing_end)
        from->missing = due;
    from->missing_end = next;
}

/* A segment captured late, or sent again. */
static void
fill_missing(struct pptp_transport_end *from, const struct pptp_segment *segment)
{
    uint32_t end = end_of(segment);

    if (from->missing == from->missing_end || is_after(segment->sequence, from->missing)
        || !is_after(end, from->missing))
        return;
    from->missing = is_after(end, from->missing_end) ? from->missing_end : end;
}

const struct pptp_transport_trouble *
pptp_transport_trouble(const struct pptp_transport_end *end)
{
    static const struct pptp_transport_trouble none;

    return end && end->trouble ? end->trouble : &none;
}

const struct pptp_transport_reset *
pptp_transport_reset(const struct pptp_transport *transport)
{
    static const struct pptp_transport_reset none;

    return transport && transport->reset ? transport->reset : &none;
}

static struct pptp_transport_trouble *
make_trouble(wmem_allocator_t *scope, struct pptp_transport_end *end)
{
    if (!end->trouble)
        end->trouble = wmem_new0(scope, struct pptp_transport_trouble);
    return end->trouble;
}

bool
pptp_transport_lacks_segments(const struct pptp_transport *transport)
{
    if (pptp_transport_reset(transport)->unprovoked && !pptp_transport_is_reset_from_elsewhere(transport))
        return true;
    for (unsigned i = 0; transport && i < 2; i++) {
        const struct pptp_transport_end *end = &transport->end[i];

        if (end->missing != end->missing_end && is_after(end->acknowledged, end->missing))
            return true;
    }
    return false;
}

uint32_t
pptp_transport_gap(const struct pptp_transport *transport, unsigned end)
{
    const struct pptp_transport_end *from = transport ? &transport->end[end] : NULL;

    return from && from->missing != from->missing_end && !is_after(from->acknowledged, from->missing)
               ? from->missing_end - from->missing : 0;
}

/* An RST without an acknowledgment bears the Acknowledgment Number of the segment that it answers
 * (RFC 9293 section 3.10.7.1). */
static bool
answers_unseen(const struct pptp_transport_end *from, const struct pptp_segment *reset)
{
    return !(reset->flags & PPTP_TCP_ACK) && pptp_transport_trouble(from)->repetitions < MANY_REPETITIONS
           && from->segments > 0
           && from->acknowledged != 0 && reset->sequence == next_after(&from->last)
           && is_after(reset->sequence, from->acknowledged);
}

/* An acknowledgment of some octets leaves the others waiting. */
static void
follow_acknowledgment(struct pptp_transport_end *other, const struct pptp_segment *segment)
{
    if (!(segment->flags & PPTP_TCP_ACK) || other->waiting.moment.frame == 0
        || !is_after(segment->acknowledgment, other->waiting.sequence))
        return;
    other->waiting.moment.frame = other->beyond = 0;
    if (other->trouble)
        other->trouble->repetitions = other->trouble->damaged = other->trouble->unheard.frame = 0;
    if (!is_after(end_of(&other->last), segment->acknowledgment))
        return;
    other->waiting = other->last;
    other->waiting.sequence = segment->acknowledgment;
}

static void
follow_reset(wmem_allocator_t *scope, struct pptp_transport *transport, unsigned end,
             const struct pptp_segment *segment)
{
    if (transport->reset) {
        transport->reset->count++;
        return;
    }
    transport->reset = wmem_new(scope, struct pptp_transport_reset);
    *transport->reset = (struct pptp_transport_reset){
        .segment = *segment, .count = 1, .by = end, .unprovoked = answers_unseen(&transport->end[end], segment),
        .provoked = transport->end[!end].last
    };
    follow_acknowledgment(&transport->end[!end], segment);
}

/* That end did not reset the connection if it goes on. */
static void
follow_end_of_reset(struct pptp_transport_reset *reset, unsigned end, const struct pptp_segment *segment)
{
    if (end == reset->by && reset->went_on.frame == 0 && segment->size > 0
        && !is_after(reset->segment.sequence, segment->sequence))
        reset->went_on = segment->moment;
}

static void
follow_missing(struct pptp_transport_end *from, struct pptp_transport_end *other, const struct pptp_segment *segment)
{
    fill_missing(from, segment);
    note_missing(from, segment->sequence);
    if (!(segment->flags & PPTP_TCP_ACK))
        return;
    note_missing(other, segment->acknowledgment);
    other->acknowledged = segment->acknowledgment;
}

/* A segment that comes much later and does not acknowledge the other end's waiting one: that end lives. */
static void
follow_deafness(struct pptp_transport_end *other, const struct pptp_segment *segment)
{
    if (other->trouble && other->trouble->repetitions > 0 && segment->flags & PPTP_TCP_ACK
        && segment->moment.when - other->waiting.moment.when > LONGEST_TRIP)
        other->trouble->unheard = segment->moment;
}

static void
note_repetition(struct pptp_transport_trouble *trouble, const struct pptp_segment *segment)
{
    trouble->repetitions++;
    trouble->damaged += segment->checksum == PPTP_CHECKSUM_WRONG;
    trouble->repeated = segment->moment;
    if (trouble->repeated_first == 0)
        trouble->repeated_first = segment->moment.frame;
}

static void
follow_octets(wmem_allocator_t *scope, struct pptp_transport_end *from, const struct pptp_segment *segment,
              int64_t quiet)
{
    const struct pptp_moment *before = &from->last.moment;

    if (from->waiting.moment.frame == 0) {
        if (before->frame > 0 && !is_after(end_of(segment), end_of(&from->last)))
            return;     /* sent again although it was acknowledged */
        from->waiting = *segment;
        from->quiet = quiet;
    } else if (!is_after(segment->sequence, from->waiting.sequence)
               && segment->moment.when - before->when > SOONEST_REPETITION) {
        note_repetition(make_trouble(scope, from), segment);
    } else if (is_after(segment->sequence, from->waiting.sequence)) {
        from->beyond = segment->moment.frame;
    }
}

/* The acknowledgment of its SYN did not reach the end, or is ignored there. */
static void
follow_syn(wmem_allocator_t *scope, struct pptp_transport_end *from, const struct pptp_transport_end *other,
           const struct pptp_segment *segment)
{
    if (from->segments == 0 || other->segments == 0 || other->last.flags & PPTP_TCP_SYN
        || segment->moment.when - from->last.moment.when <= SOONEST_REPETITION)
        return;
    if (make_trouble(scope, from)->syns_again++ == 0)
        from->trouble->syn_again = segment->moment;
}

/* The answer of an end that still holds an older connection between the same ports. */
static bool
is_stale(const struct pptp_transport_end *other, const struct pptp_segment *segment)
{
    return (segment->flags & (PPTP_TCP_ACK | PPTP_TCP_SYN)) == PPTP_TCP_ACK && segment->size == 0
        && (other->last.flags & (PPTP_TCP_ACK | PPTP_TCP_SYN)) == PPTP_TCP_SYN
        && segment->acknowledgment != next_after(&other->last);
}

static void
note_header(struct pptp_transport_end *from, const struct pptp_segment *segment)
{
    if (from->segments++ == 0) {
        from->ttl = segment->ttl;
        from->vantage = segment->vantage;
    }
    from->ttl_varies |= segment->ttl != from->ttl;
    from->vantage_varies |= segment->vantage != from->vantage;
    from->is_sound |= segment->checksum == PPTP_CHECKSUM_RIGHT;
    from->is_unsound |= segment->checksum == PPTP_CHECKSUM_WRONG;
}

bool
pptp_transport_wants_checksum(const struct pptp_transport_end *end)
{
    return end->segments == 0 || end->waiting.moment.frame != 0 || end->last.flags & PPTP_TCP_SYN;
}

void
pptp_transport_follow(wmem_allocator_t *scope, struct pptp_transport *transport, unsigned end,
                      const struct pptp_segment *segment)
{
    struct pptp_transport_end *from = &transport->end[end];
    int64_t quiet = transport->last ? segment->moment.when - transport->last : 0;

    if (segment->flags & PPTP_TCP_RST) {
        follow_reset(scope, transport, end, segment);
        return;
    }
    if (transport->reset)
        follow_end_of_reset(transport->reset, end, segment);
    else
        transport->quiet = quiet;
    if (segment->flags & PPTP_TCP_SYN)
        follow_syn(scope, from, &transport->end[!end], segment);
    if (from->segments == 0 && is_stale(&transport->end[!end], segment)) {
        if (make_trouble(scope, from)->stales++ == 0)
            from->trouble->stale = segment->moment;
        return;
    }
    note_header(from, segment);
    follow_missing(from, &transport->end[!end], segment);
    follow_acknowledgment(&transport->end[!end], segment);
    follow_deafness(&transport->end[!end], segment);
    if (segment->size > 0 || segment->flags & PPTP_TCP_FIN)
        follow_octets(scope, from, segment, quiet);
    from->closed |= (segment->flags & PPTP_TCP_FIN) != 0;
    transport->last = segment->moment.when;
    if (from->last.moment.frame == 0 || !is_after(end_of(&from->last), end_of(segment)))
        from->last = *segment;
}

bool
pptp_transport_is_next(const struct pptp_transport *transport, unsigned end, const struct pptp_segment *segment)
{
    const struct pptp_transport_end *from = &transport->end[end], *other = &transport->end[!end];

    return segment->flags & PPTP_TCP_ACK && from->last.moment.frame && other->last.moment.frame
        && (segment->sequence == next_after(&from->last) || segment->sequence == from->last.sequence)
        && !is_after(other->acknowledged, segment->acknowledgment)
        && !is_after(segment->acknowledgment, next_after(&other->last));
}

void
pptp_transport_open(wmem_allocator_t *scope, struct pptp_transport_end *end, uint32_t frame, const uint8_t *octets,
                    unsigned captured, uint32_t size)
{
    if (end->opening || end->has_message || captured == 0)
        return;
    end->opening = wmem_new0(scope, struct pptp_opening);
    end->opening->frame = frame;
    end->opening->size = size;
    end->opening->count = MIN(captured, PPTP_OPENING);
    memcpy(end->opening->octets, octets, end->opening->count);
}

bool
pptp_transport_has_opening(const struct pptp_transport *transport)
{
    return transport->end[0].opening || transport->end[1].opening;
}

bool
pptp_transport_is_reset_by(const struct pptp_transport *transport, unsigned end)
{
    return transport && transport->reset && transport->reset->by == end;
}

bool
pptp_transport_is_reset_from_elsewhere(const struct pptp_transport *transport)
{
    const struct pptp_transport_reset *reset = transport->reset;
    const struct pptp_transport_end *from = reset ? &transport->end[reset->by] : NULL;

    return from && from->segments > 0 && !from->ttl_varies && reset->segment.ttl != from->ttl;
}

bool
pptp_transport_is_reset_forged(const struct pptp_transport *transport)
{
    return transport
        && (pptp_transport_reset(transport)->went_on.frame || pptp_transport_is_reset_from_elsewhere(transport));
}

bool
pptp_transport_is_reset_unknowing(const struct pptp_transport *transport)
{
    const struct pptp_transport_reset *reset = transport ? transport->reset : NULL;

    return reset && !(reset->segment.flags & PPTP_TCP_ACK)
        && !transport->end[0].closed && !transport->end[1].closed && reset->provoked.moment.frame
        && reset->segment.moment.when - reset->provoked.moment.when < LONGEST_TRIP
        && transport->end[reset->by].segments > 0 && !pptp_transport_is_reset_forged(transport);
}
