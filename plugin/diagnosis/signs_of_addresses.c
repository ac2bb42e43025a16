/* IPCP fails and gives no address or no IPv4 at all, or its addresses lead nowhere or change.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/ppptypes.h>
#include <epan/to_str.h>

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_points.h"
#include "diagnosis/subject_reached.h"
#include "diagnosis/subject_transport.h"
#include "diagnosis/subject_tunnel.h"

enum { MANY_REQUESTS = 3 };
enum { A_MOMENT = 5, A_WHILE = 10 };    /* seconds */

/* Windows ends PPP with its error: on a client, the adapter for IP may be what is missing. */
static bool
is_client_of_windows(const struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_link *link = evidence->subject.link;
    uint32_t error = 0;

    return end == pptp_subject_client(&evidence->subject) && link->terminated.frame && link->terminated_by == end
           && pptp_ppp_termination_is_windows(&link->terminated_text, &error);
}

bool
pptp_sign_ipcp_rejected(struct pptp_evidence *evidence)
{
    const struct pptp_rejected *ipv4 = pptp_ppp_link_rejected(evidence->subject.link, PPP_IPCP),
                               *ipv6 = pptp_ppp_link_rejected(evidence->subject.link, PPP_IPV6CP);

    if (!pptp_evidence_put_rejected(evidence, ipv4))
        return false;
    if (ipv6) {
        pptp_evidence_put_party(evidence, "refuser", ipv6->by);
        pptp_evidence_put_frame(evidence, "ipv6", ipv6->first.frame);
    }
    if (is_client_of_windows(evidence, ipv4->by))
        pptp_evidence_put(evidence, "adapter", "WAN Miniport (IP)");
    return true;
}

static bool
has_no_address(const struct pptp_options *options)
{
    return pptp_ppp_options_have(options, PPTP_OPTION_ADDRESS) && options->value[PPTP_OPTION_ADDRESS] == 0;
}

static void
put_no_address(struct pptp_evidence *evidence, unsigned end, const char *answer, struct pptp_moment moment)
{
    pptp_evidence_put_parties(evidence, "sender", "other", end);
    pptp_evidence_put_frame(evidence, "asked", pptp_evidence_asked(evidence, PPTP_IPCP, end)->first.frame);
    pptp_evidence_put_frame(evidence, "frame", moment.frame);
    pptp_evidence_put(evidence, "answer", "%s", answer);
}

/* 0.0.0.0 asks to be given an address (RFC 1332 section 3.3). */
static bool
lacks_address(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, end);

    if (has_no_address(&ipcp->rejected))
        put_no_address(evidence, end, "rejected the option", ipcp->address_rejected);
    else if (ipcp->agreed.frame && has_no_address(&ipcp->options))
        put_no_address(evidence, end, "acknowledged 0.0.0.0", ipcp->agreed);
    else if (evidence->warnings == 0 && ipcp->requests >= MANY_REQUESTS && has_no_address(&ipcp->asked)
             && ipcp->last.answered.frame == 0 && pptp_subject_flow(&evidence->subject, !end))
        put_no_address(evidence, end, "left the last request unanswered in this capture", ipcp->last.last);
    else if (!ipcp->agreed.frame && has_no_address(&ipcp->wanted))
        put_no_address(evidence, end, "proposed 0.0.0.0 in return", ipcp->nak);
    else
        return false;
    return true;
}

/* The client assigns no addresses. */
static bool
is_server(const struct pptp_subject *subject, unsigned end)
{
    return subject->call && end != pptp_subject_client(subject);
}

static void
put_no_address_of_other(struct pptp_evidence *evidence, unsigned other)
{
    const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, other);

    if (has_no_address(&ipcp->first_asked) && !ipcp->options.value[PPTP_OPTION_ADDRESS])
        pptp_evidence_put_frame(evidence, "own", ipcp->first.frame);
}

bool
pptp_sign_address_never_assigned(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        if (is_server(&evidence->subject, end) || !lacks_address(evidence, end))
            continue;
        put_no_address_of_other(evidence, !end);
        return true;
    }
    return false;
}

bool
pptp_sign_address_of_server(struct pptp_evidence *evidence)
{
    unsigned server = !pptp_subject_client(&evidence->subject);

    return is_server(&evidence->subject, server) && !pptp_subject_has_data(&evidence->subject)
        && has_no_address(&pptp_evidence_asked(evidence, PPTP_IPCP, server)->asked) && lacks_address(evidence, server);
}

/* The names of the name servers among the options. */
static const char *
name_servers(const struct pptp_options *options)
{
    bool dns = options->present & (1u << PPTP_OPTION_DNS_1 | 1u << PPTP_OPTION_DNS_2);
    bool wins = options->present & (1u << PPTP_OPTION_WINS_1 | 1u << PPTP_OPTION_WINS_2);

    return dns && wins ? "DNS and WINS" : dns ? "DNS" : wins ? "WINS" : NULL;
}

static bool
is_ipcp_given_up(const struct pptp_link *link)
{
    return link->ncp_terminated.frame && link->ncp_terminated_protocol == PPTP_IPCP
           && link->furthest < PPTP_STAGE_DATA;
}

/* Who asks for servers and is given none, neither then nor for a later request. Without IPCP names do not matter. */
bool
pptp_sign_dns_rejected(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, end);
        const char *servers = name_servers(&ipcp->rejected);

        if (!servers || ipcp->agreed.frame == 0 || is_ipcp_given_up(evidence->subject.link)
            || name_servers(&ipcp->options))
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put(evidence, "servers", "%s", servers);
        pptp_evidence_put_frame(evidence, "frame", ipcp->reject.frame);
        return true;
    }
    return false;
}

static bool
gives_none(const struct pptp_options *options, enum pptp_option option)
{
    return !pptp_ppp_options_have(options, option) || options->value[option] == 0;
}

/* 0.0.0.0 asks for an address (RFC 1877 section 1.1). An end that has none should reject the option, not acknowledge
 * it. */
bool
pptp_sign_dns_zero(struct pptp_evidence *evidence)
{
    unsigned client = pptp_subject_client(&evidence->subject);
    const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, client);
    const struct pptp_options *given = &ipcp->options;

    if (ipcp->agreed.frame == 0 || !gives_none(given, PPTP_OPTION_DNS_1) || !gives_none(given, PPTP_OPTION_DNS_2)
        || !(pptp_ppp_options_have(given, PPTP_OPTION_DNS_1) || pptp_ppp_options_have(given, PPTP_OPTION_DNS_2)))
        return false;
    pptp_evidence_put_parties(evidence, "sender", "other", client);
    pptp_evidence_put_frame(evidence, "frame", ipcp->agreed.frame);
    return true;
}

static bool
find_vj_rejected_again(struct pptp_evidence *evidence, bool is_in_use)
{
    if (pptp_subject_has_data(&evidence->subject) != is_in_use)
        return false;
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, end);

        if (!(ipcp->rejected_again >> PPTP_OPTION_VJ & 1))
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_count(evidence, "count", ipcp->rejects_again, "Reject");
        pptp_evidence_put_frame(evidence, "frame", ipcp->again.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_vj_rejected_again(struct pptp_evidence *evidence)
{
    return find_vj_rejected_again(evidence, false);
}

/* IPCP opened in the end. */
bool
pptp_sign_vj_rejected_again_at_first(struct pptp_evidence *evidence)
{
    return find_vj_rejected_again(evidence, true);
}

/* An end insists on its own address. */
static void
put_fixed_address(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, end);

        if (ipcp->agreed.frame || !pptp_ppp_options_have(&ipcp->wanted, PPTP_OPTION_ADDRESS)
            || !pptp_ppp_options_have(&ipcp->asked, PPTP_OPTION_ADDRESS)
            || ipcp->asked.value[PPTP_OPTION_ADDRESS] == ipcp->wanted.value[PPTP_OPTION_ADDRESS])
            continue;
        pptp_evidence_put_ipv4(evidence, "fixed", ipcp->asked.value[PPTP_OPTION_ADDRESS]);
        pptp_evidence_put_party(evidence, "holder", end);
        return;
    }
}

/* An end that gives up says so, and one without an address is another finding. */
bool
pptp_sign_ipcp_no_agreement(struct pptp_evidence *evidence)
{
    if (is_ipcp_given_up(evidence->subject.link)
        || has_no_address(&pptp_evidence_asked(evidence, PPTP_IPCP, 0)->wanted)
        || has_no_address(&pptp_evidence_asked(evidence, PPTP_IPCP, 1)->wanted)
        || !pptp_evidence_put_disagreement(evidence, PPTP_IPCP))
        return false;
    put_fixed_address(evidence);
    return true;
}

/* The end's own address that the other end refused: by another one, or by a reject of the option. */
static bool
put_disputed_address(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, end);
    uint32_t own = ipcp->refused_address, wanted = ipcp->wanted.value[PPTP_OPTION_ADDRESS];
    bool by_nak = pptp_ppp_options_have(&ipcp->wanted, PPTP_OPTION_ADDRESS);

    if (own == 0)
        return false;
    pptp_evidence_put_parties(evidence, "owner", "opponent", end);
    pptp_evidence_put_ipv4(evidence, "own", own);
    if (by_nak)
        pptp_evidence_put(evidence, "wanted", "%s in its place",
                          pptp_ppp_option_value(evidence->scope, PPTP_IPCP, PPTP_OPTION_ADDRESS, wanted));
    else
        pptp_evidence_put(evidence, "wanted", "none");
    pptp_evidence_put_frame(evidence, "disputed", by_nak ? ipcp->nak.frame : ipcp->reject.frame);
    return true;
}

/* The end asked again for the address that the other end had refused, or asked no more, until the link was ended. */
bool
pptp_sign_address_disputed(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, end);

        if (is_ipcp_given_up(link) || ipcp->agreed.frame || link->terminated.frame < ipcp->nak.frame
            || !pptp_ppp_options_have(&ipcp->wanted, PPTP_OPTION_ADDRESS) || has_no_address(&ipcp->wanted)
            || !pptp_ppp_options_have(&ipcp->asked, PPTP_OPTION_ADDRESS)
            || ipcp->asked.value[PPTP_OPTION_ADDRESS] != ipcp->refused_address || !put_disputed_address(evidence, end))
            continue;
        pptp_evidence_put_party(evidence, "sender", link->terminated_by);
        pptp_evidence_put(evidence, "how", "%s", pptp_subject_ending(evidence->scope, &evidence->subject).how);
        pptp_evidence_put_frame(evidence, "frame", link->terminated.frame);
        return true;
    }
    return false;
}

static bool
is_left_out(const struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, end);
    struct pptp_moment terminated = evidence->subject.link->terminated;

    /* Who gives IPCP up has words of its own. */
    return !is_ipcp_given_up(evidence->subject.link) && ipcp->agreed.frame && !ipcp->options.is_cut
        && !pptp_ppp_options_have(&ipcp->options, PPTP_OPTION_ADDRESS) && ipcp->refused_address
        && terminated.frame > ipcp->agreed.frame
        && terminated.when - ipcp->agreed.when <= A_WHILE * PPTP_SECOND;
}

/* An end whose address was refused asks for none at last. pppd then ends the link; many others live with it. */
bool
pptp_sign_ipcp_address_left_out(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, end);

        if (!is_left_out(evidence, end) || pptp_subject_has_data(&evidence->subject)
            || !put_disputed_address(evidence, end))
            continue;
        pptp_evidence_put_frame(evidence, "frame", ipcp->agreed.frame);
        pptp_evidence_put_seconds(evidence, "span", link->terminated.when - ipcp->agreed.when);
        pptp_evidence_put_party(evidence, "sender", link->terminated_by);
        pptp_evidence_put(evidence, "how", "%s", pptp_subject_ending(evidence->scope, &evidence->subject).how);
        pptp_evidence_put_frame(evidence, "ended", link->terminated.frame);
        return true;
    }
    return false;
}

/* The address that the other end acknowledged before an end gave IPCP up; 0: none. */
static uint32_t
acknowledged_address(const struct pptp_link *link, const struct pptp_negotiation *ipcp)
{
    return ipcp->agreed.frame && ipcp->agreed.frame < link->ncp_terminated.frame
                   && pptp_ppp_options_have(&ipcp->options, PPTP_OPTION_ADDRESS)
               ? ipcp->options.value[PPTP_OPTION_ADDRESS] : 0;
}

/* Both ends have an address, and the one that gives up had acknowledged that of the other. pppd's secrets name the
 * addresses that a user may have. */
static void
put_given_address(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    unsigned owner = !link->ncp_terminated_by;
    const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, owner);
    uint32_t given = acknowledged_address(link, ipcp);

    if (given == 0 || acknowledged_address(link, pptp_evidence_asked(evidence, PPTP_IPCP, !owner)) == 0) {
        pptp_evidence_put(evidence, "addresses", "addresses to assign");
        return;
    }
    pptp_evidence_put_ipv4(evidence, "given", given);
    pptp_evidence_put_frame(evidence, "agreed", ipcp->agreed.frame);
    pptp_evidence_put_party(evidence, "holder", owner);
    if (pptp_ppp_text_has(&link->ncp_terminated_text, "Unauthorized remote IP address"))
        pptp_evidence_put(evidence, "secrets", "chap-secrets or pap-secrets");
    else
        pptp_evidence_put(evidence, "log", "log");
}

static bool
find_terminated(struct pptp_evidence *evidence, bool is_disputed)
{
    const struct pptp_link *link = evidence->subject.link;
    bool refused = pptp_evidence_asked(evidence, PPTP_IPCP, 0)->refused_address
                   || pptp_evidence_asked(evidence, PPTP_IPCP, 1)->refused_address;

    if (!is_ipcp_given_up(link) || refused != is_disputed)
        return false;
    pptp_evidence_put_party(evidence, "sender", link->ncp_terminated_by);
    pptp_evidence_put_reason(evidence, "text", &link->ncp_terminated_text);
    pptp_evidence_put_frame(evidence, "frame", link->ncp_terminated.frame);
    for (unsigned end = 0; end < 2; end++) {
        if (put_disputed_address(evidence, end))
            break;
    }
    put_given_address(evidence);
    return true;
}

bool
pptp_sign_ipcp_terminated(struct pptp_evidence *evidence)
{
    return find_terminated(evidence, false);
}

/* The end has an address of its own, which the other one does not accept. */
bool
pptp_sign_ipcp_address_disputed(struct pptp_evidence *evidence)
{
    return find_terminated(evidence, true);
}

bool
pptp_sign_ipcp_only_ipv6(struct pptp_evidence *evidence)
{
    const struct pptp_negotiation *one = pptp_evidence_asked(evidence, PPTP_IPCP, 0),
                                  *other = pptp_evidence_asked(evidence, PPTP_IPCP, 1);

    if (!pptp_ppp_link_has_agreed(evidence->subject.link, PPTP_IPV6CP) || one->requests + other->requests > 0)
        return false;
    pptp_evidence_put_frame(evidence, "frame", pptp_evidence_asked(evidence, PPTP_IPV6CP, 0)->agreed.frame);
    return true;
}

/* "::211:22ff:fe33:4455", as the lower half of an address is written. */
static const char *
show_identifier(const struct pptp_evidence *evidence, const struct pptp_options *options)
{
    uint32_t halves[] = { 0, 0, g_htonl(options->value[PPTP_OPTION_IDENTIFIER_HIGH]),
                          g_htonl(options->value[PPTP_OPTION_IDENTIFIER_LOW]) };
    address shown = ADDRESS_INIT(AT_IPv6, sizeof halves, halves);

    return address_to_str(evidence->scope, &shown);
}

/* The ends of a link need two Interface Identifiers (RFC 5072 section 4.1). */
bool
pptp_sign_ipv6_no_agreement(struct pptp_evidence *evidence)
{
    const struct pptp_options *one = &pptp_evidence_asked(evidence, PPTP_IPV6CP, 0)->asked,
                              *other = &pptp_evidence_asked(evidence, PPTP_IPV6CP, 1)->asked;
    bool is_same = pptp_ppp_options_have(one, PPTP_OPTION_IDENTIFIER_HIGH)
                   && pptp_ppp_options_have(other, PPTP_OPTION_IDENTIFIER_HIGH)
                   && one->value[PPTP_OPTION_IDENTIFIER_HIGH] == other->value[PPTP_OPTION_IDENTIFIER_HIGH]
                   && one->value[PPTP_OPTION_IDENTIFIER_LOW] == other->value[PPTP_OPTION_IDENTIFIER_LOW];

    if (!pptp_evidence_put_disagreement(evidence, PPTP_IPV6CP))
        return false;
    if (is_same)
        pptp_evidence_put(evidence, "identifier", "%s", show_identifier(evidence, one));
    return true;
}

/* --- A tunnel through itself --------------------- */

/* In host byte order; 0: none was agreed on. */
static uint32_t
agreed_address(const struct pptp_negotiation *asked)
{
    return asked->agreed.frame ? pptp_ppp_negotiation_value(asked, PPTP_OPTION_ADDRESS) : 0;
}

static uint32_t
outer_address(const struct pptp_subject *subject, unsigned end)
{
    const address *outer = pptp_subject_address(subject, end);
    uint32_t number = 0;

    if (outer->type == AT_IPv4)
        memcpy(&number, outer->data, sizeof number);
    return g_ntohl(number);
}

/* The end's GRE stops when IPCP opens, while the other end goes on. */
static bool
falls_mute(const struct pptp_subject *subject, unsigned end, int64_t opened)
{
    const struct pptp_flow *flow = pptp_subject_flow(subject, end), *other = pptp_subject_flow(subject, !end);

    return flow && other && flow->last_time < opened + A_MOMENT * PPTP_SECOND
        && other->last_time > flow->last_time + A_WHILE * PPTP_SECOND;
}

/* An end whose packets to the other end's outer address go into the tunnel, which leads to that address. */
bool
pptp_sign_tunnel_in_itself(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, PPTP_IPCP, end);
        uint32_t inner = agreed_address(asked);

        if (inner == 0 || inner != outer_address(subject, end) || !falls_mute(subject, !end, asked->agreed.when))
            continue;
        pptp_evidence_put_frame(evidence, "frame", asked->agreed.frame);
        pptp_evidence_put_parties(evidence, "owner", "other", end);
        pptp_evidence_put_ipv4(evidence, "address", inner);
        pptp_evidence_put_frame(evidence, "last", pptp_subject_flow(subject, !end)->last_frame);
        return true;
    }
    return false;
}

/* The end's TCP falls silent, too: it does not even acknowledge. */
bool
pptp_sign_tunnel_swallowed(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, PPTP_IPCP, end);
        const struct pptp_segment *waiting;

        if (!asked->agreed.frame || !falls_mute(subject, !end, asked->agreed.when) || !subject->connection
            || pptp_ppp_negotiation_value(asked, PPTP_OPTION_ADDRESS) == outer_address(subject, end)
            || subject->link->sent[!end].asking.count > 0 || !pptp_subject_is_unacknowledged(subject->connection, end))
            continue;
        waiting = &subject->connection->transport->end[end].waiting;
        pptp_evidence_put_frame(evidence, "frame", asked->agreed.frame);
        pptp_evidence_put_parties(evidence, "owner", "other", end);
        pptp_evidence_put_frame(evidence, "last", pptp_subject_flow(subject, !end)->last_frame);
        pptp_evidence_put(evidence, "message", "%s",
                          pptp_subject_message_in(subject->connection, end, waiting->moment.frame));
        pptp_evidence_put_frame(evidence, "waiting", waiting->moment.frame);
        return true;
    }
    return false;
}

/* --- Addresses that lead nowhere ----------------- */

enum { FEW = 5, ONE_IN = 3 }; /* packets of data that ask for an answer */

/* Why an address of the client's cannot work; NULL: it can. other: that of the other end. */
static const char *
find_fault(uint32_t inner, uint32_t other)
{
    if (inner == other)
        return "which the server has there, too";
    if (inner >> 16 == 0xa9fe)
        return "which a host gives itself if DHCP gives it none (RFC 3927): the server's own DHCP probably failed, and"
               " such an address is not routed";
    if (inner >= 0xfffffffe)
        return "which in RADIUS is no address, but tells the server to choose one, or to let the client choose (RFC"
               " 2865 section 5.8)";
    if (inner >> 24 == 127 || inner >> 24 == 0 || inner >> 28 >= 14)
        return "which no host may have";
    return NULL;
}

/* The other end sends the client less than a third of what the client sends it. */
static bool
is_hardly_answered(const struct pptp_link *link, unsigned client)
{
    return link->sent[!client].asking.count * ONE_IN <= link->sent[client].asking.count;
}

static bool
find_unusable(struct pptp_evidence *evidence, bool is_harmful)
{
    unsigned client = pptp_subject_client(&evidence->subject);
    const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, PPTP_IPCP, client);
    const struct pptp_negotiation *other = pptp_evidence_asked(evidence, PPTP_IPCP, !client);
    uint32_t inner = agreed_address(asked);
    const char *why = inner ? find_fault(inner, pptp_ppp_negotiation_value(other, PPTP_OPTION_ADDRESS)) : NULL;

    if (!why || is_hardly_answered(evidence->subject.link, client) != is_harmful)
        return false;
    pptp_evidence_put_frame(evidence, "frame", asked->agreed.frame);
    pptp_evidence_put_ipv4(evidence, "address", inner);
    pptp_evidence_put(evidence, "why", "%s", why);
    return true;
}

bool
pptp_sign_address_unusable(struct pptp_evidence *evidence)
{
    return find_unusable(evidence, true);
}

bool
pptp_sign_address_odd(struct pptp_evidence *evidence)
{
    return find_unusable(evidence, false);
}

/* The network of the client's LAN is that of the tunnel, but not of the server's outer address, as in a laboratory. */
static bool
find_overlap(struct pptp_evidence *evidence, bool is_harmful)
{
    const struct pptp_subject *subject = &evidence->subject;
    unsigned client = pptp_subject_client(subject);
    const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, PPTP_IPCP, client);
    uint32_t inner = agreed_address(asked);
    uint32_t host = outer_address(subject, client);

    if (inner == 0 || inner == host || host == 0 || inner >> 8 != host >> 8
        || outer_address(subject, !client) >> 8 == host >> 8 || (is_harmful && !pptp_subject_flow(subject, client))
        || (subject->link->sent[client].asking.count < FEW) != is_harmful)
        return false;
    pptp_evidence_put_frame(evidence, "frame", asked->agreed.frame);
    pptp_evidence_put_ipv4(evidence, "address", inner);
    pptp_evidence_put_ipv4(evidence, "host", host);
    pptp_evidence_put(evidence, "network", "%u.%u.%u", host >> 24, host >> 16 & 0xff, host >> 8 & 0xff);
    return true;
}

bool
pptp_sign_address_overlaps(struct pptp_evidence *evidence)
{
    return find_overlap(evidence, true);
}

bool
pptp_sign_address_overlaps_harmlessly(struct pptp_evidence *evidence)
{
    return find_overlap(evidence, false);
}

/* --- Another address in mid-session -- */

/* Data had passed in either direction. */
static bool
was_in_use(const struct pptp_link *link, struct pptp_moment when)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_moment *data = &link->sent[end].asking.first;

        if (data->frame && data->frame < when.frame)
            return true;
    }
    return false;
}

bool
pptp_sign_ipcp_address_changed(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_readdressed *addresses = &pptp_evidence_asked(evidence, PPTP_IPCP, end)->readdressed;

        if (addresses->from == 0 || link->leader || !was_in_use(link, addresses->to_since))
            continue;
        pptp_evidence_put_frame(evidence, "frame", addresses->to_since.frame);
        pptp_evidence_put_frame(evidence, "since", addresses->from_since.frame);
        pptp_evidence_put_party(evidence, "owner", end);
        pptp_evidence_put_ipv4(evidence, "from", addresses->from);
        pptp_evidence_put_ipv4(evidence, "to", addresses->to);
        pptp_evidence_put_seconds(evidence, "span", addresses->to_since.when - addresses->from_since.when);
        return true;
    }
    return false;
}
