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
            if (packet->gap - packet->filled > (longest ? longest->gap - longest->filled : 0))
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
    if (packet && packet->gap - packet->filled > 1)
        wmem_strbuf_append_printf(text, ", up to %u in a row (before frame %u)", packet->gap - packet->filled,
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

/* "5 of 34 from the server (14.71 %)", and the details. */
static void
append_direction(wmem_strbuf_t *text, const struct pptp_evidence *evidence, unsigned end, const struct pptp_flow *flow,
                 const struct mishap *mishap)
{
    struct pptp_counts counts = pptp_subject_flow_counts(flow);
    uint64_t count = mishap->count(&counts), sent = counts.packets - counts.duplicate + counts.missing;

    wmem_strbuf_append_printf(text, "%s%" PRIu64 " of %" PRIu64 " from %s (%.2f %%)",
                              wmem_strbuf_get_len(text) > 0 ? "; " : "", count, sent,
                              pptp_subject_party(evidence->scope, &evidence->subject, end),
                              sent ? 100.0 * (double)count / (double)sent : 0.0);
    mishap->detail(text, flow);
}

/* More than one packet in two hundred, but never a single one: that is no rate. */
static bool
is_many(const struct mishap *mishap, const struct pptp_counts *counts)
{
    uint64_t count = mishap->count(counts);

    return count > 1 && count * 200 > counts->packets;
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
            || (extent != ANY && extent != (is_many(mishap, &counts) ? MANY : FEW)))
            continue;
        append_direction(text, evidence, end, flow, mishap);
        pptp_evidence_cite(evidence, flow->first_with[mishap->verdict]);
    }
    pptp_evidence_put(evidence, "directions", "%s", wmem_strbuf_get_str(text));
    return wmem_strbuf_get_len(text) > 0;
}

bool
pptp_sign_tunnel_loss(struct pptp_evidence *evidence)
{
    return !pptp_subject_is_part(evidence->subject.tunnel) && find(evidence, &lost, MANY);
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

    return bits && !(bits & PPTP_MPPE_STATELESS) && pptp_evidence_put_resets(evidence, 1, false);
}
