/* What comes back from hosts inside the tunnel is of no use to those that asked: it has another address or a wrong
 * checksum, or is their own packet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "ppp/crossings.h"
#include "ppp/replies.h"

enum { SOME = 2, MANY = 3 };

/* The host is the other end itself. */
static bool
is_end(const struct pptp_evidence *evidence, unsigned end, const struct pptp_host *host)
{
    uint32_t inner = pptp_ppp_negotiation_value(pptp_evidence_asked(evidence, PPTP_IPCP, end), PPTP_OPTION_ADDRESS);

    inner = g_htonl(inner);
    return host->size == 4 && inner != 0 && memcmp(&inner, host->octets, sizeof inner) == 0;
}

bool
pptp_sign_replies_elsewhere(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_misled *misled = pptp_ppp_link_replies(evidence->subject.link, end)->misled;

        if (!misled || misled->replies.count < SOME || misled->is_answered)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_host(evidence, "host", &misled->question.asked);
        pptp_evidence_put_frame(evidence, "asked", misled->question.frame);
        pptp_evidence_put_host(evidence, "replier", &misled->replier);
        pptp_evidence_put_count(evidence, "count", misled->replies.count, "time");
        pptp_evidence_put_frame(evidence, "frame", misled->replies.first.frame);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put(evidence, "reading", "%s",
                          is_end(evidence, !end, &misled->replier)
                              ? "probably translates the source addresses of what it forwards into the tunnel (NAT)"
                              : "or a router behind it probably translates addresses (NAT), or the host that was asked"
                                " has several and replies from the wrong one");
        return true;
    }
    return false;
}

/* Where TCP works, something changed the capture. */
bool
pptp_sign_tcp_checksum_inside(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_replies *replies = pptp_ppp_link_replies(evidence->subject.link, !end);

        if (replies->tcp_wrong.count < MANY || replies->tcp_right > 0
            || pptp_ppp_link_beyond(evidence->subject.link, end)->segments > 2 * replies->tcp_wrong.count)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_count(evidence, "count", replies->tcp_wrong.count, "segment");
        pptp_evidence_put_frame(evidence, "frame", replies->tcp_wrong.first.frame);
        return true;
    }
    return false;
}

/* The end that the packet was sent to first has no other route to its destination. */
bool
pptp_sign_loop_inside(struct pptp_evidence *evidence)
{
    const struct pptp_crossings *crossings = evidence->subject.link->crossings;
    const struct pptp_loop *loop = crossings ? crossings->loop : NULL;
    const struct pptp_crossing *longest;
    unsigned first;

    if (!loop)
        return false;
    longest = &loop->longest;
    first = longest->times % 2 ? longest->by : !longest->by;
    pptp_evidence_put_frame(evidence, "frame", longest->first);
    pptp_evidence_put_host(evidence, "host", &loop->from);
    pptp_evidence_put_host(evidence, "destination", &loop->to);
    pptp_evidence_put_number(evidence, "times", longest->times);
    pptp_evidence_put_number(evidence, "first_ttl", longest->first_ttl);
    pptp_evidence_put_number(evidence, "ttl", longest->ttl);
    pptp_evidence_put_frame(evidence, "last", loop->longest_last);
    if (loop->packets > 1)
        pptp_evidence_put_number(evidence, "packets", loop->packets);
    pptp_evidence_put_parties(evidence, "sender", "other", first);
    return true;
}
