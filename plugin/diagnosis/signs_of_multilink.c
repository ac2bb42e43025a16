/* Multilink packets are missing, an end does not want Multilink, or several calls are one bundle.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"
#include "diagnosis/subject_neighbors.h"

enum { MANY_REQUESTS = 3 };

static const struct pptp_link *
leader_of(const struct pptp_link *link)
{
    return link->leader ? link->leader : link;
}

/* The call between the same hosts carries fragments, too, but is not known to be of the link's bundle. */
static bool
may_share_bundle(const struct pptp_call *call, const void *data)
{
    const struct pptp_subject *subject = data;
    const struct pptp_link *other = pptp_call_link(call);

    return other && other->sent[0].multilink.count + other->sent[1].multilink.count > 0
        && leader_of(other) != leader_of(subject->link)
        && pptp_connection_is_between_same(call->connection, subject->call->connection);
}

/* Where LCP was cut or not captured, links of one bundle look like bundles of their own, each with gaps. */
static bool
is_bundle_uncertain(const struct pptp_subject *subject)
{
    return subject->call && pptp_subject_neighbor(subject->call, may_share_bundle, subject);
}

bool
pptp_sign_multilink_lost(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_tally *both[] = { &pptp_ppp_link_incomplete(link, 0)->lost,
                                        &pptp_ppp_link_incomplete(link, 1)->lost };
    unsigned end = both[1]->count > both[0]->count;
    const struct pptp_tally *lost = both[end];

    if (lost->count == 0 || is_bundle_uncertain(&evidence->subject))
        return false;
    pptp_evidence_put_party(evidence, "sender", end);
    pptp_evidence_put_count(evidence, "count", lost->count, "Multilink packet");
    pptp_evidence_put_frame(evidence, "frame", lost->first.frame);
    if (lost->last.frame != lost->first.frame)
        pptp_evidence_put_frame(evidence, "last", lost->last.frame);
    if (both[!end]->count > 0)
        pptp_evidence_put_number(evidence, "others", both[!end]->count);
    return true;
}

bool
pptp_sign_multilink_rejected(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_evidence_asked(evidence, PPTP_LCP, end);

        if (!pptp_ppp_options_have(&lcp->rejected, PPTP_OPTION_MRRU)
            || !pptp_ppp_options_have(&lcp->first_asked, PPTP_OPTION_MRRU))
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_number(evidence, "mrru", lcp->first_asked.value[PPTP_OPTION_MRRU]);
        pptp_evidence_put_frame(evidence, "frame", lcp->reject.frame);
        return true;
    }
    return false;
}

/* --- Two hosts in one bundle --------------------- */

/* IPCP of the link itself: that of a bundle is its first link's. */
static const struct pptp_negotiation *
own_ipcp(const struct pptp_link *link, unsigned end)
{
    static const struct pptp_negotiation none;

    return link->negotiation[PPTP_IPCP][end] ? link->negotiation[PPTP_IPCP][end] : &none;
}

/* The end that negotiates IPCP over this link, as on the first link of a bundle. */
static unsigned
host_of(const struct pptp_link *link)
{
    return own_ipcp(link, 1)->requests > 0;
}

/* Of a link that was taken for a further one of a bundle: one end negotiates IPCP over it, and the other does not. A
 * link that joins its own bundle has no IPCP of its own. */
static bool
is_joined_wrongly(const struct pptp_link *link)
{
    unsigned host = host_of(link);

    return own_ipcp(link, host)->requests >= MANY_REQUESTS && own_ipcp(link, host)->last.answered.frame == 0
           && own_ipcp(link, host)->acks == 0 && own_ipcp(link, !host)->requests == 0;
}

bool
pptp_sign_multilink_bundle(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    if (!link->leader || is_joined_wrongly(link))
        return false;
    pptp_evidence_put_frame(evidence, "frame", link->leader->first.frame);
    if (link->authentication)
        pptp_evidence_put_text(evidence, "user", &link->authentication->user);
    return true;
}

/* Whether the call's link was taken for one of the bundle that the first call began, which is still up. */
static bool
is_of_bundle(const struct pptp_call *call, const struct pptp_call *first)
{
    const struct pptp_link *link = pptp_call_link(call);
    const struct pptp_link *leader = !link ? NULL : link->leader ? link->leader : link->rival;
    const struct pptp_flow *flow = first->tunnel ? first->tunnel->flow[!first->pns] : NULL;

    return leader && flow && leader == first->tunnel->link && is_joined_wrongly(link)
           && flow->last_time > link->first.when && (first->ended_in == 0 || first->ended_in > link->first.frame);
}

static bool
is_first(const struct pptp_call *other, const void *call)
{
    return is_of_bundle(call, other);
}

static bool
is_joined(const struct pptp_call *other, const void *first)
{
    return is_of_bundle(other, first);
}

static void
put_other(struct pptp_evidence *evidence, const struct pptp_call *other, unsigned host)
{
    pptp_evidence_put_number(evidence, "other", other->number);
    pptp_evidence_put_address(evidence, "host", &other->connection->end[host].address);
}

/* What the server sends over the second link. */
static void
put_shared(struct pptp_evidence *evidence, const struct pptp_tally *multilink)
{
    if (multilink->count == 0)
        return;
    pptp_evidence_put_count(evidence, "count", multilink->count, "Multilink packet");
    pptp_evidence_put_frame(evidence, "since", multilink->first.frame);
}

bool
pptp_sign_multilink_joined_wrongly(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_call *first =
        call && (link->leader || link->rival) ? pptp_subject_neighbor(call, is_first, call) : NULL;
    const struct pptp_negotiation *ipcp;
    unsigned host = host_of(link);

    if (!first)
        return false;
    ipcp = own_ipcp(link, host);
    pptp_evidence_put_frame(evidence, "frame", ipcp->first.frame);
    pptp_evidence_put_count(evidence, "requests", ipcp->requests, "IPCP Configure-Request");
    pptp_evidence_put_parties(evidence, "client", "server", host);
    put_other(evidence, first, host ^ link->is_crossed);
    pptp_evidence_put_frame(evidence, "first", first->tunnel->link->first.frame);
    if (link->authentication)
        pptp_evidence_put_text(evidence, "user", &link->authentication->user);
    put_shared(evidence, &link->sent[!host].multilink);
    return true;
}

bool
pptp_sign_multilink_split(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;
    const struct pptp_sent *sent = evidence->subject.link->sent;
    const struct pptp_call *joined = call && sent[0].multilink.count + sent[1].multilink.count > 0
                                         ? pptp_subject_neighbor(call, is_joined, call)
                                         : NULL;
    const struct pptp_link *link = joined ? joined->tunnel->link : NULL;
    unsigned host = joined ? host_of(link) : 0;

    if (!joined || link->sent[!host].multilink.count == 0)
        return false;
    put_shared(evidence, &link->sent[!host].multilink);
    pptp_evidence_put_party(evidence, "server", !host ^ link->is_crossed);
    put_other(evidence, joined, host);
    return true;
}
