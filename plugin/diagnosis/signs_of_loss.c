/* GRE packets are lost, late or duplicated.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_points.h"
#include "diagnosis/subject_tunnel.h"

/* What can happen to the packets of a flow. */
struct mishap {
    enum pptp_tunnel_verdict verdict;
    uint64_t (*count)(const struct pptp_counts *counts);
    /* Appends what else is known of the packets concerned. */
    void (*detail)(wmem_strbuf_t *text, const struct pptp_flow *flow);
};

static uint64_t
missing(const struct pptp_counts *counts)
{
    return counts->missing;
}

static uint64_t
late(const struct pptp_counts *counts)
{
    return counts->late;
}

static uint64_t
duplicate(const struct pptp_counts *counts)
{
    return counts->duplicate;
}

/* The packet before which most are missing; NULL: none are. */
static const struct pptp_packet *
find_longest_gap(const struct pptp_flow *flow)
{
    const struct pptp_packet *longest = NULL, *packet;

    for (const struct pptp_sequence *sequence = pptp_subject_numbering(flow); sequence; sequence = sequence->before) {
        for (unsigned i = 0; (packet = pptp_tunnel_sequence_in_order(sequence, i)) != NULL; i++) {
            if (pptp_tunnel_missing_before(packet) > (longest ? pptp_tunnel_missing_before(longest) : 0))
                longest = packet;
        }
    }
    return longest;
}

static void
append_gaps(wmem_strbuf_t *text, const struct pptp_flow *flow)
{
    const struct pptp_packet *packet = find_longest_gap(flow);
    struct pptp_counts counts = pptp_subject_flow_counts(flow);

    if (counts.arrived > 0)
        wmem_strbuf_append_printf(text, ", %" PRIu64 " of them not lost but not captured, since they were acknowledged",
                                  counts.arrived);
    if (packet && pptp_tunnel_missing_before(packet) > 1)
        wmem_strbuf_append_printf(text, ", up to %u in a row (before frame %u)", pptp_tunnel_missing_before(packet),
                                  packet->frame);
}

static void
append_lateness(wmem_strbuf_t *text, const struct pptp_flow *flow)
{
    uint32_t count = pptp_subject_flow_counts(flow).late;

    wmem_strbuf_append_printf(text, ", at most %u packet%s behind", flow->farthest_late,
                              flow->farthest_late == 1 ? "" : "s");
    if (count > 1 && flow->overtaken_by_smaller * 2 > count)
        wmem_strbuf_append_printf(text, ", %u of them overtaken by smaller packets", flow->overtaken_by_smaller);
}

static void
append_nothing(wmem_strbuf_t *text _U_, const struct pptp_flow *flow _U_)
{
}

static const struct mishap lost = { PPTP_TUNNEL_LOST, missing, append_gaps },
                           reordered = { PPTP_TUNNEL_OUT_OF_ORDER, late, append_lateness },
                           duplicated = { PPTP_TUNNEL_DUPLICATE, duplicate, append_nothing };

/* What a share is of: copies are among the captured packets, all else among those that were sent. */
static uint64_t
total(const struct mishap *mishap, const struct pptp_counts *counts)
{
    return mishap == &duplicated ? counts->packets : counts->packets - counts->duplicate + counts->missing;
}

/* "5 of 34 from the server (14.71 %)", and the details. */
static void
append_direction(wmem_strbuf_t *text, const struct pptp_evidence *evidence, unsigned end, const struct pptp_flow *flow,
                 const struct mishap *mishap)
{
    struct pptp_counts counts = pptp_subject_flow_counts(flow);
    uint64_t count = mishap->count(&counts), all = total(mishap, &counts);

    wmem_strbuf_append_printf(text, "%s%" PRIu64 " of %" PRIu64 " from %s (%.2f %%)",
                              wmem_strbuf_get_len(text) > 0 ? "; " : "", count, all,
                              pptp_subject_party(evidence->scope, &evidence->subject, end),
                              100.0 * (double)count / (double)all);
    mishap->detail(text, flow);
}

/* More than one packet in two hundred, but never a single one: that is no rate, and two are one only among a hundred.
 * Where packets only change places with the next ones, it takes some, and more than one in fifty. */
static bool
is_many(const struct mishap *mishap, const struct pptp_counts *counts, const struct pptp_flow *flow)
{
    enum { SOME_SWAPS = 5, NEXT_ONES = 2, TWO = 2 };
    uint64_t count = mishap->count(counts);

    if (mishap == &reordered && flow->farthest_late <= NEXT_ONES)
        return count >= SOME_SWAPS && count * 50 > counts->packets;
    return count >= TWO && count * (count == TWO ? 100 : 200) > counts->packets;
}

/* Each packet came twice: no network does that, but two interfaces do. A short flow has too few packets to tell. */
static bool
is_captured_twice(const struct pptp_counts *counts)
{
    return counts->duplicate * 2 == counts->packets;
}

enum extent { FEW, MANY, ANY };

/* Puts the directions in which the mishap has this extent. */
static bool
find(struct pptp_evidence *evidence, const struct mishap *mishap, enum extent extent)
{
    wmem_strbuf_t *text = wmem_strbuf_new(evidence->scope, NULL);

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);
        struct pptp_counts counts = pptp_subject_flow_counts(flow);

        if (!flow || mishap->count(&counts) == 0 || (mishap == &duplicated && is_captured_twice(&counts))
            || (extent != ANY && extent != (is_many(mishap, &counts, flow) ? MANY : FEW)))
            continue;
        append_direction(text, evidence, end, flow, mishap);
        pptp_evidence_cite(evidence, flow->first_with[mishap->verdict]);
    }
    pptp_evidence_put(evidence, "directions", "%s", wmem_strbuf_get_str(text));
    return wmem_strbuf_get_len(text) > 0;
}

/* --- Losses that recur ---------- */

enum { BURST = 3 /* packets */, LEAST_BURSTS = 4 };

/* Gaps of several packets, and how regularly they come. */
struct rhythm {
    uint32_t bursts;
    uint64_t lost;
    const struct pptp_packet *first, *last;
    int64_t shortest, longest;          /* from one to the next, in nanoseconds */
};

static void
add_burst(struct rhythm *rhythm, const struct pptp_packet *packet)
{
    uint32_t missed = pptp_tunnel_missing_before(packet);
    int64_t since = rhythm->last ? packet->when - rhythm->last->when : 0;

    if (missed < BURST)
        return;
    if (rhythm->bursts++ == 0)
        rhythm->first = packet;
    else {
        rhythm->shortest = rhythm->bursts == 2 ? since : MIN(rhythm->shortest, since);
        rhythm->longest = MAX(rhythm->longest, since);
    }
    rhythm->last = packet;
    rhythm->lost += missed;
}

static struct rhythm
collect_bursts(const struct pptp_flow *flow)
{
    const struct pptp_sequence *sequence = pptp_subject_numbering(flow);
    struct rhythm rhythm = { .bursts = 0 };
    const struct pptp_packet *packet;

    for (unsigned i = 0; (packet = pptp_tunnel_sequence_in_order(sequence, i)) != NULL; i++)
        add_burst(&rhythm, packet);
    return rhythm;
}

/* Chance does not lose packets by the clock: no interval differs from another by more than a fifth. */
static bool
is_regular(const struct rhythm *rhythm, uint64_t missing_in_all)
{
    return rhythm->bursts >= LEAST_BURSTS && rhythm->lost * 5 >= missing_in_all * 4
        && rhythm->shortest >= 2 * PPTP_SECOND && rhythm->longest * 5 <= rhythm->shortest * 6;
}

/* Puts how often the losses recur, if they do so regularly. */
static void
put_rhythm(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);
        uint64_t missing_in_all = pptp_subject_flow_counts(flow).missing;
        struct rhythm rhythm = { .bursts = 0 };

        if (missing_in_all >= BURST * LEAST_BURSTS)
            rhythm = collect_bursts(flow);
        if (!is_regular(&rhythm, missing_in_all))
            continue;
        pptp_evidence_put_number(evidence, "bursts", rhythm.bursts);
        pptp_evidence_put_seconds(evidence, "period",
                                  (rhythm.last->when - rhythm.first->when) / (rhythm.bursts - 1));
        return;
    }
}

/* The path lost many packets, but not nearly all: then the smallest of them do not get through either. */
static bool
is_selective(const struct pptp_flow *flow)
{
    enum { SEVERAL = 3 };
    struct pptp_counts counts = pptp_subject_flow_counts(flow);

    return counts.missing >= SEVERAL && counts.missing * 10 >= counts.packets && counts.missing < 3 * counts.packets;
}

/* Only small packets of the end came through. Those that are missing may have been larger; but a path that loses the
 * other end's as well, or only what comes after a pause, does not choose them by their size. */
static void
put_size(struct pptp_evidence *evidence, unsigned end)
{
    enum { LARGE = 500 };   /* octets: paths let smaller packets pass */
    const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);
    struct pptp_counts other = pptp_subject_flow_counts(pptp_subject_flow(&evidence->subject, !end));
    struct pptp_evidence idle = *evidence;

    if (!flow || flow->longest >= LARGE || !is_selective(flow) || other.missing * 10 >= MAX(other.packets, 1)
        || pptp_sign_gre_idle_missing(&idle))
        return;
    pptp_evidence_put_party(evidence, "small", end);
    pptp_evidence_put_number(evidence, "largest", flow->longest);
}

/* --- Interruptions ---------- */

enum { SOME_PACKETS = 5, A_WHILE = 2 /* seconds */ };

/* Times in which nothing of a direction arrived, although its sender went on. */
struct outage {
    uint32_t count;
    uint64_t lost;
    const struct pptp_packet *before, *after;   /* around the longest */
};

static int64_t
span_of(const struct outage *outage)
{
    return outage->count > 0 ? outage->after->when - outage->before->when : 0;
}

static void
add_outage(struct outage *outage, const struct pptp_packet *before, const struct pptp_packet *after)
{
    uint32_t missed = pptp_tunnel_missing_before(after);
    int64_t span = before ? after->when - before->when : 0;

    if (missed < SOME_PACKETS || span < A_WHILE * PPTP_SECOND)
        return;
    outage->lost += missed;
    if (span > span_of(outage)) {
        outage->before = before;
        outage->after = after;
    }
    outage->count++;
}

static struct outage
collect_outages(const struct pptp_flow *flow)
{
    struct outage outage = { .count = 0 };
    const struct pptp_packet *before = NULL, *packet;

    for (const struct pptp_sequence *sequence = pptp_subject_numbering(flow); sequence; sequence = sequence->before) {
        before = NULL;
        for (unsigned i = 0; (packet = pptp_tunnel_sequence_in_order(sequence, i)) != NULL; i++) {
            add_outage(&outage, before, packet);
            before = packet;
        }
    }
    return outage;
}

/* The sender's acknowledgments, which are small, arrived in the meantime: the path was not interrupted. */
static bool
is_heard_meanwhile(const struct pptp_flow *other, const struct outage *outage)
{
    const struct pptp_packet *packet;

    for (const struct pptp_sequence *sequence = other ? other->sequence : NULL; sequence; sequence = sequence->before) {
        for (unsigned i = 0; (packet = pptp_tunnel_sequence_in_order(sequence, i)) != NULL; i++) {
            const struct pptp_packet *by = pptp_tunnel_sequence_acknowledged_by(packet);

            if (by && by->when > outage->before->when + PPTP_SECOND && by->when < outage->after->when)
                return true;
        }
    }
    return false;
}

static void
put_outage(struct pptp_evidence *evidence, unsigned end, const struct outage *outage, uint64_t missing_in_all)
{
    pptp_evidence_put_party(evidence, "sender", end);
    pptp_evidence_put_number(evidence, "lost", pptp_tunnel_missing_before(outage->after));
    pptp_evidence_put_frame(evidence, "frame", outage->before->frame);
    pptp_evidence_put_frame(evidence, "after", outage->after->frame);
    pptp_evidence_put_seconds(evidence, "span", span_of(outage));
    if (outage->count > 1)
        pptp_evidence_put_number(evidence, "times", outage->count);
    if (missing_in_all == outage->lost)
        return;
    pptp_evidence_put_number(evidence, "rest", missing_in_all - outage->lost);
    pptp_evidence_put(evidence, "verb", missing_in_all - outage->lost == 1 ? "is" : "are");
}

/* Large packets vanish, or were refused for their size: then a gap is no interruption. */
static bool
is_about_size(const struct pptp_evidence *evidence)
{
    struct pptp_evidence other = *evidence;

    return pptp_subject_refusal(&evidence->subject, true) || pptp_sign_black_hole(&other);
}

/* Nearly all of the loss is in a few long gaps: the path was interrupted. */
bool
pptp_sign_tunnel_outage(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2 && !pptp_subject_is_part(evidence->subject.tunnel); end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);
        uint64_t missing_in_all = pptp_subject_flow_counts(flow).missing;
        struct outage outage = { .count = 0 };

        if (missing_in_all >= SOME_PACKETS)
            outage = collect_outages(flow);
        if (outage.count == 0 || outage.lost * 5 < missing_in_all * 4
            || is_about_size(evidence) || is_heard_meanwhile(pptp_subject_flow(&evidence->subject, !end), &outage))
            continue;
        put_outage(evidence, end, &outage, missing_in_all);
        put_rhythm(evidence);
        put_size(evidence, end);
        return true;
    }
    return false;
}

/* --- Loss in general ---------- */

enum { ROW = 12 }; /* gaps */

/* Missing packets in long rows of gaps of one packet, each before the next packet that arrived. Chance makes no such
 * row. */
static uint64_t
count_alternate(const struct pptp_flow *flow)
{
    const struct pptp_packet *packet;
    uint64_t count = 0;

    for (const struct pptp_sequence *sequence = pptp_subject_numbering(flow); sequence; sequence = sequence->before) {
        unsigned row = 0;

        for (unsigned i = 0; (packet = pptp_tunnel_sequence_in_order(sequence, i)) != NULL; i++) {
            row = pptp_tunnel_missing_before(packet) == 1 ? row + 1 : 0;
            count += row == ROW ? ROW : row > ROW;
        }
    }
    return count;
}

static void
put_alternate(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);
        uint64_t missing_in_all = pptp_subject_flow_counts(flow).missing;

        if (missing_in_all < ROW || count_alternate(flow) * 5 < missing_in_all * 4)
            continue;
        pptp_evidence_put_party(evidence, "alternate", end);
        return;
    }
}

/* Packets missing, and those of them that are the end of a burst. */
struct tails {
    uint64_t missing;
    uint64_t in_tails;
    uint32_t count;
};

enum { DENSE = 8, SOME_TAILS = 3 };         /* packets, bursts */
#define BURST_SPAN (PPTP_SECOND / 50)
#define PAUSE (PPTP_SECOND / 20)

/* A burst came, then nothing for a while, although what is missing would have followed at once at that rate: it was
 * sent behind the burst, and not all the time. */
static bool
is_tail(const struct pptp_packet *first, const struct pptp_packet *before, const struct pptp_packet *after,
        uint32_t missed)
{
    int64_t burst = before->when - first->when, pause = after->when - before->when;

    return burst >= 0 && burst <= BURST_SPAN && pause >= PAUSE && burst / (DENSE - 1) * missed * 5 < pause;
}

static struct tails
count_tails(const struct pptp_flow *flow)
{
    struct tails tails = { .count = 0 };
    const struct pptp_packet *packet;

    for (const struct pptp_sequence *sequence = pptp_subject_numbering(flow); sequence; sequence = sequence->before) {
        for (unsigned i = 0; (packet = pptp_tunnel_sequence_in_order(sequence, i)) != NULL; i++) {
            uint32_t missed = pptp_tunnel_missing_before(packet);

            tails.missing += missed;
            if (missed == 0 || i < DENSE
                || !is_tail(pptp_tunnel_sequence_in_order(sequence, i - DENSE),
                            pptp_tunnel_sequence_in_order(sequence, i - 1), packet, missed))
                continue;
            tails.in_tails += missed;
            tails.count++;
        }
    }
    return tails;
}

static void
put_tails(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);
        struct tails tails = { .count = 0 };

        if (pptp_subject_flow_counts(flow).missing > SOME_TAILS)
            tails = count_tails(flow);
        if (tails.count < SOME_TAILS || tails.in_tails * 10 < tails.missing * 9)
            continue;
        pptp_evidence_put_count(evidence, "tails", tails.count, "burst");
        pptp_evidence_put_party(evidence, "bursting", end);
        pptp_evidence_put_number(evidence, "least", DENSE);
        return;
    }
}

bool
pptp_sign_tunnel_loss(struct pptp_evidence *evidence)
{
    if (pptp_subject_is_part(evidence->subject.tunnel) || !find(evidence, &lost, MANY))
        return false;
    put_alternate(evidence);
    put_tails(evidence);
    put_rhythm(evidence);
    put_size(evidence, 0);
    put_size(evidence, 1);
    return true;
}

bool
pptp_sign_tunnel_loss_slight(struct pptp_evidence *evidence)
{
    return !pptp_subject_is_part(evidence->subject.tunnel) && find(evidence, &lost, FEW);
}

/* What is missing may be lost, or it may not: the file is not whole. */
bool
pptp_sign_tunnel_not_captured(struct pptp_evidence *evidence)
{
    return pptp_subject_is_part(evidence->subject.tunnel) && find(evidence, &lost, ANY);
}

bool
pptp_sign_tunnel_reordered(struct pptp_evidence *evidence)
{
    return find(evidence, &reordered, MANY);
}

bool
pptp_sign_tunnel_reordered_slightly(struct pptp_evidence *evidence)
{
    return find(evidence, &reordered, FEW);
}

/* Interfaces and mirror ports make two or three of a packet. */
static bool
is_in_loop(const struct pptp_counts *counts)
{
    enum { LEAST = 20, EACH = 5 };

    return counts->duplicate >= LEAST && counts->duplicate < counts->packets
        && counts->packets >= EACH * (counts->packets - counts->duplicate);
}

bool
pptp_sign_tunnel_loop(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);
        struct pptp_counts counts = pptp_subject_flow_counts(flow);

        if (!flow || !is_in_loop(&counts))
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_number(evidence, "times", counts.packets / (counts.packets - counts.duplicate));
        pptp_evidence_put_number(evidence, "copies", counts.duplicate);
        pptp_evidence_put_number(evidence, "count", counts.packets);
        pptp_evidence_put_frame(evidence, "frame", flow->first_with[PPTP_TUNNEL_DUPLICATE]);
        return true;
    }
    return false;
}

bool
pptp_sign_tunnel_duplicates(struct pptp_evidence *evidence)
{
    if (!find(evidence, &duplicated, ANY))
        return false;
    if (!pptp_subject_has_points(&evidence->subject))
        pptp_evidence_put(evidence, "captured", "captured");
    return true;
}

bool
pptp_sign_stateful_loss(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    uint32_t bits = pptp_ppp_link_compression(link, 0).mppe | pptp_ppp_link_compression(link, 1).mppe;

    return bits && !(bits & PPTP_MPPE_STATELESS) && pptp_evidence_put_resets(evidence, 1, false) >= 0;
}
