/* A host or a router refuses GRE with an ICMP error.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/transport.h"
#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"
#include "witness/points.h"

/* The host that opened the control connection, or the one that was dialed, refuses GRE, and sends none. A host that was
 * dialed and says Port unreachable has a firewall. */
static void
put_refuser(struct pptp_evidence *evidence, const struct pptp_refusal *refusal)
{
    const struct pptp_subject *subject = &evidence->subject;
    unsigned end = !refusal->quoted;
    bool is_end = pptp_subject_is_established(subject) && !pptp_subject_flow(subject, end)
                  && addresses_equal(&refusal->sender, pptp_subject_address(subject, end));

    if (is_end && end == pptp_subject_client(subject)) {
        pptp_evidence_put_party(evidence, "other", end);
        pptp_evidence_put_address(evidence, "proxy", &refusal->sender);
    } else if (is_end && pptp_refusal_kind(refusal) == PPTP_REFUSAL_NOT_ACCEPTED && !pptp_refusal_is_of_port(refusal)) {
        pptp_evidence_put_address(evidence, "taker", &refusal->sender);
        pptp_evidence_put(evidence, "over", "%s", refusal->version == 6 ? " over IPv6" : "");
        if (refusal->version == 6)
            pptp_evidence_put_party(evidence, "server", end);
        return;
    }
    pptp_evidence_put(evidence, "ends", "the ends");
}

/* What an ICMP error says of the tunnel. */
enum reading {
    REFUSES_GRE,        /* a host or a firewall says no to GRE */
    REFUSES_ITS_OWN,    /* so does an address from which GRE of the same call comes */
    ENDS_OF_TTL,        /* its sender gave GRE a TTL that ends on the way */
    DOES_NOT_ARRIVE
};

static bool
refuses_its_own(const struct pptp_subject *subject, const struct pptp_refusal *refusal)
{
    const struct pptp_flow *back = pptp_subject_flow(subject, !refusal->quoted);

    return pptp_refusal_kind(refusal) == PPTP_REFUSAL_NOT_ACCEPTED && back
           && addresses_equal(&back->route->sender, &refusal->sender);
}

/* The TTL of the refused packets where they were captured. usual: of its sender's TCP; 0: not known. */
static uint8_t
ttl_of_refused(const struct pptp_subject *subject, const struct pptp_refusal *refusal, uint8_t *usual)
{
    const struct pptp_transport *transport = subject->connection ? subject->connection->transport : NULL;
    const struct pptp_flow *flow = pptp_subject_flow(subject, refusal->quoted);

    *usual = transport ? transport->end[refusal->quoted].ttl : 0;
    return flow ? pptp_witness_ttl(flow->vantage) : 0;
}

static enum reading
read_refusal(const struct pptp_subject *subject, const struct pptp_refusal *refusal)
{
    enum { HOPS = 16 };     /* more than TCP and GRE of one host differ by on their ways */
    enum pptp_refusal_kind kind = pptp_refusal_kind(refusal);
    uint8_t usual, ttl = ttl_of_refused(subject, refusal, &usual);

    if (refuses_its_own(subject, refusal))
        return REFUSES_ITS_OWN;
    if (kind == PPTP_REFUSAL_NOT_ACCEPTED || kind == PPTP_REFUSAL_FILTERED)
        return REFUSES_GRE;
    return kind == PPTP_REFUSAL_LOOPED && ttl > 0 && usual > ttl + HOPS ? ENDS_OF_TTL : DOES_NOT_ARRIVE;
}

static const struct pptp_refusal *
find_refusal(struct pptp_evidence *evidence, enum reading reading)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_refusal *refusal = pptp_subject_refusal(subject, false);

    if (!refusal || pptp_subject_had_worked(subject, refusal) || pptp_subject_elsewhere(subject)
        || read_refusal(subject, refusal) != reading)
        return NULL;
    pptp_evidence_put_tunnel_refusal(evidence, refusal);
    return refusal;
}

static bool
is_refused(struct pptp_evidence *evidence, enum reading reading)
{
    const struct pptp_refusal *refusal = find_refusal(evidence, reading);

    if (refusal)
        put_refuser(evidence, refusal);
    return refusal != NULL;
}

/* A firewall is one reading of each: what comes in and what a host sends itself pass different rules. */
bool
pptp_sign_gre_icmp(struct pptp_evidence *evidence)
{
    return is_refused(evidence, REFUSES_GRE);
}

bool
pptp_sign_gre_icmp_of_its_own(struct pptp_evidence *evidence)
{
    const struct pptp_refusal *refusal = find_refusal(evidence, REFUSES_ITS_OWN);

    if (!refusal)
        return false;
    pptp_evidence_put_address(evidence, pptp_refusal_is_of_port(refusal) ? "rejecter" : "nat", &refusal->sender);
    pptp_evidence_put_party(evidence, "other", !refusal->quoted);
    pptp_evidence_put_frame(evidence, "own", pptp_subject_flow(&evidence->subject, !refusal->quoted)->first_frame);
    return true;
}

bool
pptp_sign_gre_icmp_unreachable(struct pptp_evidence *evidence)
{
    return is_refused(evidence, DOES_NOT_ARRIVE);
}

bool
pptp_sign_gre_ttl(struct pptp_evidence *evidence)
{
    const struct pptp_refusal *refusal = find_refusal(evidence, ENDS_OF_TTL);
    uint8_t usual;

    if (!refusal)
        return false;
    pptp_evidence_put_number(evidence, "ttl", ttl_of_refused(&evidence->subject, refusal, &usual));
    pptp_evidence_put_number(evidence, "usual", usual);
    return true;
}

/* Whether GRE could not reach its receiver for a while, and then could again. */
static bool
is_passing(const struct pptp_subject *subject, const struct pptp_refusal *refusal)
{
    const struct pptp_flow *refused = pptp_subject_flow(subject, refusal->quoted);

    return pptp_refusal_kind(refusal) == PPTP_REFUSAL_UNREACHABLE && pptp_subject_had_worked(subject, refusal)
        && refusal->last.when - refusal->first.when >= PPTP_SECOND
        && refused && refused->heard_up_to > refusal->last.when
        && pptp_subject_sent_between(pptp_subject_flow(subject, !refusal->quoted), refusal->first.when,
                                     refusal->last.when, false).count == 0;
}

bool
pptp_sign_gre_icmp_for_a_while(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_refusal *refusal = subject->tunnel->refusals;

    while (refusal && !is_passing(subject, refusal))
        refusal = refusal->next;
    if (!refusal)
        return false;
    pptp_evidence_put_tunnel_refusal(evidence, refusal);
    pptp_evidence_put_party(evidence, "other", !refusal->quoted);
    pptp_evidence_put_frame(evidence, "last", refusal->last.frame);
    pptp_evidence_put_seconds(evidence, "span", refusal->last.when - refusal->first.when);
    return true;
}
