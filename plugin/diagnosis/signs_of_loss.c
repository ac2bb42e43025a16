/* GRE packets are lost, late or duplicated.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"

typedef bool (*loss)(const struct pptp_flow *flow, const struct pptp_counts *counts);

/* One in two hundred. */
static bool
is_many(uint64_t count, const struct pptp_counts *counts)
{
    return count * 200 > counts->packets;
}

static bool
is_missing(const struct pptp_flow *flow _U_, const struct pptp_counts *counts)
{
    return is_many(counts->missing, counts);
}

static bool
is_slightly_missing(const struct pptp_flow *flow, const struct pptp_counts *counts)
{
    return counts->missing > 0 && !is_missing(flow, counts);
}

static bool
is_late(const struct pptp_flow *flow _U_, const struct pptp_counts *counts)
{
    return counts->late > 1 && is_many(counts->late, counts);
}

static bool
is_slightly_late(const struct pptp_flow *flow, const struct pptp_counts *counts)
{
    return counts->late > 0 && !is_late(flow, counts);
}

static bool
is_duplicate(const struct pptp_flow *flow _U_, const struct pptp_counts *counts)
{
    return counts->duplicate > 0;
}

/* The packet before which most are missing; NULL: none are. */
static const struct pptp_packet *
find_longest_gap(const struct pptp_flow *flow)
{
    const struct pptp_packet *longest = NULL, *packet;

    for (const struct pptp_sequence *sequence = flow->sequence; sequence; sequence = sequence->before) {
        for (unsigned i = 0; (packet = pptp_tunnel_sequence_in_order(sequence, i)) != NULL; i++) {
            if (packet->gap - packet->filled > (longest ? longest->gap - longest->filled : 0))
                longest = packet;
        }
    }
    return longest;
}

static void
write_loss(wmem_strbuf_t *text, const struct pptp_subject *subject, unsigned end, const struct pptp_flow *flow,
           const struct pptp_counts *counts, wmem_allocator_t *scope)
{
    uint64_t sent = counts->packets - counts->duplicate + counts->missing;
    const struct pptp_packet *gap = find_longest_gap(flow);

    wmem_strbuf_append_printf(text, "%sfrom %s: %" PRIu64 " of %" PRIu64 " GRE packets missing (%.2f %%)",
        wmem_strbuf_get_len(text) > 0 ? "; " : "", pptp_subject_party(scope, subject, end), counts->missing, sent,
        sent ? 100.0 * counts->missing / sent : 0.0);
    if (gap && gap->gap - gap->filled > 1)
        wmem_strbuf_append_printf(text, ", up to %u in a row (before frame %u)", gap->gap - gap->filled, gap->frame);
    wmem_strbuf_append_printf(text, ", %u late", counts->late);
    if (counts->late > 0)
        wmem_strbuf_append_printf(text, " (%u behind at most)", flow->farthest_late);
    wmem_strbuf_append_printf(text, ", %u duplicate", counts->duplicate);
    if (counts->late > 1 && flow->overtaken_by_smaller * 2 > counts->late)
        wmem_strbuf_append_printf(text, "; small packets overtake large ones (%u of %u)", flow->overtaken_by_smaller,
                                  counts->late);
}

/* Both directions, if either has it. */
static bool
find_loss(struct pptp_evidence *evidence, loss is_found, enum pptp_tunnel_verdict verdict)
{
    const struct pptp_subject *subject = &evidence->subject;
    wmem_strbuf_t *text = wmem_strbuf_new(evidence->scope, NULL);

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(subject, end);
        struct pptp_counts counts = pptp_subject_flow_counts(flow);

        if (!flow || !is_found(flow, &counts))
            continue;
        write_loss(text, subject, end, flow, &counts, evidence->scope);
        pptp_evidence_cite(evidence, flow->first_with[verdict]);
    }
    pptp_evidence_put(evidence, "directions", "%s", wmem_strbuf_get_str(text));
    return wmem_strbuf_get_len(text) > 0;
}

bool
pptp_sign_tunnel_loss(struct pptp_evidence *evidence)
{
    return find_loss(evidence, is_missing, PPTP_TUNNEL_LOST);
}

bool
pptp_sign_tunnel_loss_slight(struct pptp_evidence *evidence)
{
    return find_loss(evidence, is_slightly_missing, PPTP_TUNNEL_LOST);
}

bool
pptp_sign_tunnel_reordered(struct pptp_evidence *evidence)
{
    return find_loss(evidence, is_late, PPTP_TUNNEL_OUT_OF_ORDER);
}

bool
pptp_sign_tunnel_reordered_slightly(struct pptp_evidence *evidence)
{
    return find_loss(evidence, is_slightly_late, PPTP_TUNNEL_OUT_OF_ORDER);
}

bool
pptp_sign_tunnel_duplicates(struct pptp_evidence *evidence)
{
    return find_loss(evidence, is_duplicate, PPTP_TUNNEL_DUPLICATE);
}

bool
pptp_sign_stateful_loss(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    uint32_t bits = pptp_ppp_link_compression(link, 0).mppe | pptp_ppp_link_compression(link, 1).mppe;

    return !(bits & PPTP_MPPE_STATELESS) && pptp_evidence_put_resets(evidence, 1, false);
}
