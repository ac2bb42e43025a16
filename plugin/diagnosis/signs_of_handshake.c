/* TCP's handshake fails although the SYN of the client arrives somewhere.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/to_str.h>

#include "diagnosis/signs.h"

#define SOONEST_REPETITION (9 * PPTP_SECOND / 10)   /* after a second at the earliest; what comes before it is a copy */

static const struct pptp_transport_end *
end_of(const struct pptp_attempt *attempt, bool server)
{
    return &attempt->transport->end[server == (attempt->server_end == 1)];
}

/* The end sent SYNs only. */
static bool
is_opening(const struct pptp_transport_end *end)
{
    return end->last.moment.frame && end->last.flags & PPTP_TCP_SYN;
}

static void
put_parties(struct pptp_evidence *evidence, const struct pptp_attempt *attempt)
{
    pptp_evidence_put_address(evidence, "server", &attempt->server.address);
    pptp_evidence_put_address(evidence, "client", &attempt->client.address);
}

bool
pptp_sign_tcp_half_open(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;
    const struct pptp_transport_end *client = end_of(attempt, false), *server = end_of(attempt, true);
    int64_t span = server->last.moment.when - attempt->answered.when;

    if (attempt->answered.frame == 0 || attempt->carried_data || !is_opening(client) || !is_opening(server)
        || span < SOONEST_REPETITION
        || (attempt->transport->resets > 0 && attempt->transport->reset_by != attempt->server_end))
        return false;
    put_parties(evidence, attempt);
    pptp_evidence_put_frame(evidence, "frame", attempt->asked.frame);
    pptp_evidence_put_frame(evidence, "answer", attempt->answered.frame);
    pptp_evidence_put_frame(evidence, "last", server->last.moment.frame);
    pptp_evidence_put_seconds(evidence, "span", span);
    pptp_evidence_put_count(evidence, "count", server->segments, "time");
    if (client->last.moment.when - attempt->asked.when < SOONEST_REPETITION)
        pptp_evidence_put_address(evidence, "flooder", &attempt->client.address);
    else
        pptp_evidence_put_frame(evidence, "again", client->last.moment.frame);
    return true;
}

/* In a private network of 256 addresses, which the other address is in, too. */
static bool
is_neighbor(const address *one, const address *other)
{
    const uint8_t *octets = one->data;
    bool is_private = one->type == AT_IPv4 && (octets[0] == 10 || (octets[0] == 172 && octets[1] >> 4 == 1)
                                               || (octets[0] == 192 && octets[1] == 168));

    return is_private && other->type == AT_IPv4 && memcmp(octets, other->data, 3) == 0;
}

bool
pptp_sign_tcp_answered_elsewhere(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;
    const struct pptp_detour *detour = &attempt->detour;
    bool is_inside;

    if (detour->answered.frame == 0 || attempt->answered.frame || !is_opening(end_of(attempt, false)))
        return false;
    is_inside = is_neighbor(&detour->from, &attempt->client.address);
    put_parties(evidence, attempt);
    pptp_evidence_put_frame(evidence, "frame", attempt->asked.frame);
    pptp_evidence_put_frame(evidence, "answer", detour->answered.frame);
    pptp_evidence_put_address(evidence, "address", &detour->from);
    pptp_evidence_put_address(evidence, is_inside ? "inside" : "outside", &detour->from);
    if (detour->transport->resets > 0)
        pptp_evidence_put_frame(evidence, "reset", detour->transport->reset.moment.frame);
    return true;
}
