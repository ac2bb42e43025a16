/* GRE does not get through, in one direction or at all.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "calls/address.h"
#include "calls/transport.h"
#include "diagnosis/beside.h"
#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_transport.h"
#include "diagnosis/subject_tunnel.h"
#include "witness/file.h"

enum { PATIENCE = 90 };     /* seconds: no client waits longer for PPP */
enum { LONGEST_MEMORY = 1800 };     /* seconds: no NAT remembers GRE longer */
enum { IN_STEP = 15 };      /* seconds: both directions end with the call */
enum { SOME = 3 };          /* packets */

#define AN_INSTANT (PPTP_SECOND / 100000)

static uint32_t
lcp_requests(const struct pptp_subject *subject, unsigned end)
{
    return subject->link ? pptp_ppp_link_asked(subject->link, PPTP_LCP, end)->requests : 0;
}

/* The file has no times, only an order: no reply comes within microseconds, nor do packets in a row. */
static bool
is_timeless(const struct pptp_subject *subject, const struct pptp_flow *flow)
{
    const struct pptp_call *call = subject->call;

    return call->setup && call->established->when - call->setup->when < AN_INSTANT
        && pptp_subject_up_for(subject) < AN_INSTANT * flow->packets;
}

static bool
is_asked_often(const struct pptp_subject *subject, unsigned end)
{
    enum { OFTEN = 5 };

    return lcp_requests(subject, end) >= OFTEN;
}

static void
put_time_up(struct pptp_evidence *evidence, const struct pptp_flow *flow)
{
    const struct pptp_subject *subject = &evidence->subject;

    if (is_timeless(subject, flow))
        pptp_evidence_put(evidence, "span", "its time (%.3f s in this file, whose times cannot be right)",
                          pptp_seconds(pptp_subject_up_for(subject)));
    else
        pptp_evidence_put_seconds(evidence, "span", pptp_subject_up_for(subject));
}

/* Only the other end's packets were captured, TCP included: then a lack of GRE proves nothing. */
static bool
is_unseen(const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_transport *transport = subject->connection->transport;

    return transport && transport->end[end].segments == 0 && transport->end[!end].segments > 0;
}

/* The last call of the connection before, between the same hosts, had GRE both ways until it ended, not long ago.
 * Returns whether it had. */
static bool
put_former(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;
    const struct pptp_connection *before = call->connection->served;
    const struct pptp_call *former = before ? before->last_call : NULL;
    const struct pptp_tunnel *tunnel = former ? former->tunnel : NULL;
    const struct pptp_flow *first, *last;

    if (!tunnel || !tunnel->flow[0] || !tunnel->flow[1] || tunnel->flow[0]->heard_up_to == 0
        || tunnel->flow[1]->heard_up_to == 0)
        return false;
    first = tunnel->flow[tunnel->flow[1]->last_time < tunnel->flow[0]->last_time];
    last = tunnel->flow[first == tunnel->flow[0]];
    if (last->last_time > call->established->when || last->last_time - first->last_time > IN_STEP * PPTP_SECOND
        || call->established->when - last->last_time > LONGEST_MEMORY * PPTP_SECOND)
        return false;
    pptp_evidence_put_number(evidence, "former", former->number);
    pptp_evidence_put_frame(evidence, "until", first->last_frame);
    pptp_evidence_put_seconds(evidence, "ago", call->established->when - first->last_time);
    pptp_evidence_put(evidence, "holder", "a NAT between them");
    return true;
}

/* Captured on the other end's link, GRE is not lost on its way there. */
static void
put_loss(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_transport *transport = evidence->subject.connection->transport;

    if (put_former(evidence) || pptp_evidence_put_beside(evidence))
        return;
    pptp_evidence_put_elsewhere(evidence);
    if (transport->end[end].segments == 0 || !pptp_subject_is_captured_at(transport, !end)) {
        pptp_evidence_put_party(evidence, "blocked", end);
        pptp_evidence_put(evidence, "ends", "the ends");
        return;
    }
    pptp_evidence_put_party(evidence, "mute", !end);
    pptp_evidence_put_number(evidence, "near", transport->end[!end].ttl);
    pptp_evidence_put_number(evidence, "far", transport->end[end].ttl);
}

static bool
is_only_from(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_flow *flow = pptp_subject_flow(subject, end);

    if (!pptp_subject_is_established(subject) || !flow || pptp_subject_flow(subject, !end)
        || pptp_subject_refusal(subject, false) || flow->acknowledges || pptp_subject_astray(subject)
        || is_unseen(subject, !end)
        || !(pptp_witness_is_silence_telling(flow, pptp_subject_end_time(subject))
             || (is_asked_often(subject, end) && is_timeless(subject, flow))))
        return false;
    pptp_evidence_put_frame(evidence, "frame", flow->first_frame);
    pptp_evidence_put_frame(evidence, "established", subject->call->established->frame);
    put_time_up(evidence, flow);
    pptp_evidence_put_parties(evidence, "sender", "other", end);
    pptp_evidence_put_count(evidence, "count", flow->packets, "packet");
    pptp_evidence_put_number(evidence, "call_id", flow->call_id);
    if (lcp_requests(subject, end) > 0)
        pptp_evidence_put_count(evidence, "requests", lcp_requests(subject, end), "LCP Configure-Request");
    put_loss(evidence, end);
    return true;
}

/* Hosts behind 464XLAT and DS-Lite have these addresses (RFC 7335). */
static bool
is_translated(const address *host)
{
    const uint8_t *octets = host->type == AT_IPv4 ? host->data : NULL;

    return octets && octets[0] == 192 && octets[1] == 0 && octets[2] == 0 && octets[3] < 8;
}

bool
pptp_sign_gre_translated(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;
    const address *host = pptp_subject_address(&evidence->subject, call->pns);

    if (!is_translated(host) || !is_only_from(evidence, call->pns))
        return false;
    pptp_evidence_put_address(evidence, "address", host);
    return true;
}

/* Addresses that stand for IPv4 hosts behind a NAT64: RFC 6052, and RFC 8215, which leaves the length to the network. A
 * prefix of the network's own looks like any other. */
static const struct nat64 {
    uint8_t octets[12];
    unsigned size;          /* of the part that is known */
    const char *name;
} nat64[] = {
    { { 0x00, 0x64, 0xff, 0x9b }, 12, "64:ff9b::/96, RFC 6052" },
    { { 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01 }, 6, "64:ff9b:1::/48, RFC 8215" },
};

static const struct nat64 *
find_nat64(const address *host)
{
    for (unsigned i = 0; host->type == AT_IPv6 && i < G_N_ELEMENTS(nat64); i++) {
        if (memcmp(host->data, nat64[i].octets, nat64[i].size) == 0)
            return &nat64[i];
    }
    return NULL;
}

/* The end's GRE goes out, and none comes back: in silence, or with an ICMP error. */
static bool
is_unreturned(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_refusal *refusal = pptp_subject_refusal(subject, false);
    const struct pptp_flow *flow = pptp_subject_flow(subject, end);

    if (!refusal)
        return is_only_from(evidence, end);
    if (!flow || refusal->quoted != end || pptp_subject_flow(subject, !end)
        || pptp_subject_had_worked(subject, refusal))
        return false;
    pptp_evidence_put_refusal(evidence, refusal);
    pptp_evidence_put_frame(evidence, "frame", flow->first_frame);
    pptp_evidence_put_frame(evidence, "refused", refusal->first.frame);
    pptp_evidence_put_party(evidence, "sender", end);
    pptp_evidence_put_count(evidence, "count", flow->packets, "packet");
    return true;
}

bool
pptp_sign_gre_nat64(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;
    const address *host = pptp_subject_address(&evidence->subject, !call->pns);
    const struct nat64 *prefix = find_nat64(host);

    if (!prefix || !is_unreturned(evidence, call->pns))
        return false;
    pptp_evidence_put_address(evidence, "server", host);
    pptp_evidence_put(evidence, "prefix", "%s", prefix->name);
    return true;
}

/* What was not captured is no evidence where nothing of that end was, but its GRE would be acknowledged. */
bool
pptp_sign_gre_unheard(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = is_unseen(subject, !end) ? pptp_subject_flow(subject, end) : NULL;

        if (!flow || flow->acknowledges || pptp_subject_flow(subject, !end) || !is_asked_often(subject, end))
            continue;
        pptp_evidence_put_frame(evidence, "frame", flow->first_frame);
        pptp_evidence_put_frame(evidence, "last", flow->last_frame);
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_count(evidence, "count", flow->packets, "GRE packet");
        pptp_evidence_put_count(evidence, "requests", lcp_requests(subject, end), "LCP Configure-Request");
        return true;
    }
    return false;
}

bool
pptp_sign_gre_only_from_pns(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;
    const address *host = pptp_subject_address(&evidence->subject, call->pns);

    if (!is_only_from(evidence, call->pns))
        return false;
    if (pptp_address_is_shared(host))
        pptp_evidence_put_address(evidence, "private", host);
    return true;
}

bool
pptp_sign_gre_only_from_pac(struct pptp_evidence *evidence)
{
    return is_only_from(evidence, !evidence->subject.call->pns);
}

static bool
has_gre(const struct pptp_history *history)
{
    return wmem_array_get_count(history->tunnels) > 0;
}

bool
pptp_sign_gre_none(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;

    if (!pptp_subject_is_established(subject) || subject->tunnel || !has_gre(subject->history)
        || pptp_subject_up_for(subject) < PPTP_SECOND || pptp_subject_astray(subject)
        || is_unseen(subject, 0) || is_unseen(subject, 1))
        return false;
    pptp_evidence_put_frame(evidence, "frame", subject->call->established->frame);
    pptp_evidence_put_seconds(evidence, "span", pptp_subject_up_for(subject));
    return true;
}

static int64_t
up_for(const struct pptp_call *call)
{
    struct pptp_subject subject = pptp_subject_of_call(call);

    return pptp_subject_is_established(&subject) ? pptp_subject_up_for(&subject) : 0;
}

/* The end that asked for the call cleared it, or something closed the connection, before the answer came. */
static bool
is_given_up(const struct pptp_call *call)
{
    uint32_t closed = call->connection->closed_in;

    return (call->clear_request && call->clear_request->frame < call->established->frame)
        || (closed && closed < call->established->frame);
}

bool
pptp_sign_gre_none_in_capture(struct pptp_evidence *evidence)
{
    const struct pptp_history *history = evidence->subject.history;
    const struct pptp_call *first = NULL;
    unsigned established = 0;
    int64_t longest = 0;

    for (unsigned i = 0; !has_gre(history) && i < wmem_array_get_count(history->calls); i++) {
        const struct pptp_call *call = pptp_list_at(history->calls, i);

        if (!call->established || is_given_up(call))
            continue;
        if (established++ == 0)
            first = call;
        longest = MAX(longest, up_for(call));
    }
    if (!first)
        return false;
    pptp_evidence_put_count(evidence, "count", established, "call");
    pptp_evidence_put(evidence, "verb", established == 1 ? "was" : "were");
    pptp_evidence_put_address(evidence, "client", &first->connection->end[first->pns].address);
    pptp_evidence_put_frame(evidence, "frame", first->established->frame);
    if (longest > PATIENCE * PPTP_SECOND) {
        pptp_evidence_put_seconds(evidence, "span", longest);
    } else {
        pptp_evidence_put(evidence, "either", "The capture filter may have excluded GRE; otherwise GRE is blocked on"
                          " the capturing host");
        pptp_evidence_put(evidence, "host", "the capturing host");
    }
    return true;
}

/* The names of the values for the GRE that goes to an end. */
struct direction {
    const char *count, *call_id, *first, *last, *frames;
};

static void
put_direction(struct pptp_evidence *evidence, const struct direction *names, const struct pptp_flow *flow)
{
    if (!flow)
        return;
    pptp_evidence_put_count(evidence, names->count, flow->packets, "packet");
    pptp_evidence_put_number(evidence, names->call_id, flow->call_id);
    pptp_evidence_put_frame(evidence, names->first, flow->first_frame);
    pptp_evidence_put_frame(evidence, names->last, flow->last_frame);
    if (flow->first_frame == flow->last_frame)
        pptp_evidence_put(evidence, names->frames, "frame %u", flow->first_frame);
    else
        pptp_evidence_put(evidence, names->frames, "frames %u to %u", flow->first_frame, flow->last_frame);
}

bool
pptp_sign_tunnel_frames(struct pptp_evidence *evidence)
{
    static const struct direction to_pac = { "to_pac", "pac_id", "first_to_pac", "last_to_pac", "frames_to_pac" },
                                  to_pns = { "to_pns", "pns_id", "first_to_pns", "last_to_pns", "frames_to_pns" };
    const struct pptp_call *call = evidence->subject.call;

    if (!pptp_subject_flow(&evidence->subject, 0) && !pptp_subject_flow(&evidence->subject, 1))
        return false;
    pptp_evidence_put_number(evidence, "call", call->number);
    put_direction(evidence, &to_pac, pptp_subject_flow(&evidence->subject, call->pns));
    put_direction(evidence, &to_pns, pptp_subject_flow(&evidence->subject, !call->pns));
    pptp_evidence_put_parties(evidence, "client", "server", call->pns);
    return true;
}

/* The message of the call's setup in which an end announces a window of 0; NULL: none. */
static const struct pptp_event *
find_closed_window(const struct pptp_call *call)
{
    const struct pptp_event *messages[] = { call->setup, call->setup ? call->setup->reply : NULL, call->established };

    for (unsigned i = 0; i < G_N_ELEMENTS(messages); i++) {
        const struct pptp_flaw *flaw = messages[i] ? messages[i]->flaws : NULL;

        while (flaw && flaw->fault != PPTP_FAULT_WINDOW)
            flaw = flaw->next;
        if (flaw)
            return messages[i];
    }
    return NULL;
}

bool
pptp_sign_window_of_none(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_event *event = pptp_subject_is_established(subject) ? find_closed_window(subject->call) : NULL;
    const struct pptp_flow *heard = event ? pptp_subject_flow(subject, event->from) : NULL;
    const struct pptp_flow *held_back = event ? pptp_subject_flow(subject, !event->from) : NULL;

    if (!heard || heard->packets < SOME || (held_back && held_back->octets > 0)
        || pptp_subject_is_half_captured(subject->connection))
        return false;
    pptp_evidence_put_frame(evidence, "frame", event->frame);
    pptp_evidence_put(evidence, "message", "%s", event->kind->name);
    pptp_evidence_put_parties(evidence, "receiver", "sender", event->from);
    pptp_evidence_put_seconds(evidence, "span", pptp_subject_up_for(subject));
    return true;
}
