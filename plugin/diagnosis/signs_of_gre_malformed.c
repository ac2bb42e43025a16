/* GRE packets have a header that makes their receiver discard them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"

enum { SOME = 3 };          /* packets */

static const char *const faults[PPTP_HEADER_FAULTS] = {
    [PPTP_HEADER_CHECKSUM] = "the Checksum bit is set, which lengthens the header",
    [PPTP_HEADER_ROUTING] = "the Routing bit is set, which lengthens the header",
    [PPTP_HEADER_PAYLOAD_WITHOUT_SEQUENCE] = "a payload follows, but there is no Sequence Number",
    [PPTP_HEADER_PAYLOAD_LENGTH] = "Payload Length is not the number of octets that follow",
    [PPTP_HEADER_KEY_ABSENT] = "there is no Key, so no Call ID",
    [PPTP_HEADER_VERSION] = "the version is not 1",
    [PPTP_HEADER_PROTOCOL_TYPE] = "the Protocol Type is not 0x880b",
};

/* The most frequent fault of the end's headers; NULL: it has none, or in few packets. Headers of other versions are
 * counted per route. */
static const char *
find_fault(const struct pptp_subject *subject, unsigned end, struct pptp_header_count *most)
{
    const struct pptp_flow *flow = pptp_subject_flow(subject, end);
    const struct pptp_route *route = subject->connection->route[end];
    const struct pptp_header_count *counts[] = { flow ? flow->header_faults : NULL,
                                                 route->header_faults };
    const char *found = NULL;

    *most = (struct pptp_header_count){ .count = 0 };
    for (unsigned i = 0; i < G_N_ELEMENTS(counts) * PPTP_HEADER_FAULTS; i++) {
        const struct pptp_header_count *of = counts[i / PPTP_HEADER_FAULTS];
        unsigned fault = i % PPTP_HEADER_FAULTS;

        if (!of || !faults[fault] || of[fault].count <= most->count)
            continue;
        *most = of[fault];
        found = faults[fault];
    }
    return most->count * 4 > (flow ? flow->packets : 0) ? found : NULL;
}

/* is_heard: whether the other end acknowledged such packets all the same. */
static bool
find_malformed(struct pptp_evidence *evidence, bool is_heard)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);
        struct pptp_header_count most;
        const char *fault = find_fault(&evidence->subject, end, &most);

        if (!fault || most.count < SOME || (flow && flow->heard_up_to > 0) != is_heard)
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_count(evidence, "count", most.count, "GRE packet");
        pptp_evidence_put_frame(evidence, "frame", most.frame);
        pptp_evidence_put(evidence, "fault", "%s", fault);
        return true;
    }
    return false;
}

bool
pptp_sign_gre_malformed(struct pptp_evidence *evidence)
{
    return find_malformed(evidence, false);
}

bool
pptp_sign_gre_malformed_harmlessly(struct pptp_evidence *evidence)
{
    return find_malformed(evidence, true);
}

/* Whether the end's GRE is damaged from a packet on, and the other end acknowledged none of that. */
static bool
is_discarded(const struct pptp_flow *flow)
{
    return flow && flow->ip_damaged >= SOME && !flow->ip_sound_later && flow->heard_up_to < flow->ip_damaged_since;
}

/* Hosts discard a packet whose IP header was changed without its checksum. A network card that fills the checksum in
 * does not begin with that in mid-call. */
bool
pptp_sign_gre_damaged(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);

        if (!is_discarded(flow))
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_number(evidence, "damaged", flow->ip_damaged);
        pptp_evidence_put_number(evidence, "judged", flow->ip_judged);
        pptp_evidence_put_frame(evidence, "frame", flow->ip_damaged_in);
        if (flow->ip_damaged < flow->ip_judged)
            pptp_evidence_put_count(evidence, "sound", flow->ip_judged - flow->ip_damaged, "packet");
        else
            pptp_evidence_put_party(evidence, "source", end);
        return true;
    }
    return false;
}
