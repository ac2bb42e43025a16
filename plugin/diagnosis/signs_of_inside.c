/* The tunnel works, but hosts beyond its ends do not answer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ipproto.h>

#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"
#include "octets.h"
#include "ppp/doors.h"
#include "ppp/replies.h"
#include "ppp/services.h"

enum { SOME = 4, MANY = 5, QUERIES = 3 };
enum { DNS_OVER_TLS = 853 };        /* port */
enum { A_MOMENT = 3, A_WHILE = 5 }; /* seconds */

/* The first hosts that an end asked in the whole world. */
static const char *
list_world(const struct pptp_evidence *evidence, const struct pptp_beyond *beyond, unsigned *count)
{
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);

    *count = 0;
    for (unsigned i = 0; i < beyond->hosts; i++) {
        if (!pptp_ppp_inner_is_public(&beyond->host[i]))
            continue;
        wmem_strbuf_append_printf(list, "%s%s", *count == 0 ? "" : ", ",
                                  pptp_evidence_show_host(evidence, &beyond->host[i]));
        (*count)++;
    }
    return wmem_strbuf_get_str(list);
}

static const char *
list_hosts(const struct pptp_evidence *evidence, const struct pptp_beyond *beyond)
{
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);

    for (unsigned i = 0; i < beyond->hosts; i++) {
        bool is_last = i + 1 == beyond->hosts && !beyond->has_more_hosts;

        wmem_strbuf_append_printf(list, "%s%s", i == 0 ? "" : is_last ? " and " : ", ",
                                  pptp_evidence_show_host(evidence, &beyond->host[i]));
    }
    if (beyond->has_more_hosts)
        wmem_strbuf_append(list, " and others");
    return wmem_strbuf_get_str(list);
}

static void
put_errors(struct pptp_evidence *evidence, const struct pptp_errors *errors)
{
    struct pptp_refusal refusal = { .version = errors->from.size == 16 ? 6 : 4,
                                    .type = errors->type,
                                    .code = errors->code };

    if (errors->tally.count == 0)
        return;
    pptp_evidence_put_host(evidence, "refuser", &errors->from);
    pptp_evidence_put(evidence, "error", "%s", pptp_refusal_name(evidence->scope, &refusal));
    pptp_evidence_put_count(evidence, "refusals", errors->tally.count, "time");
    pptp_evidence_put_frame(evidence, "refused", errors->tally.first.frame);
}

/* What an end sends in vain: "4 packets". */
static void
put_asked(struct pptp_evidence *evidence, unsigned end, const struct pptp_tally *asked, const char *what)
{
    pptp_evidence_put_parties(evidence, "sender", "other", end);
    pptp_evidence_put_count(evidence, "count", asked->count, what);
}

static const char *
read_silence(const struct pptp_beyond *sent)
{
    if (sent->hosts == 1)
        return "That host may be down, or the other end does not forward packets (IP forwarding, NAT), or there is no"
               " route back to the tunnel's addresses";
    return "The other end probably does not forward packets (IP forwarding, NAT), or those hosts have no route back to"
           " the tunnel's addresses";
}

/* The end's questions to hosts beyond the other end get no answer but so many refusals, while that end sends data. */
static bool
is_deaf_beyond(const struct pptp_link *link, unsigned end, uint32_t refusals)
{
    const struct pptp_beyond *sent = pptp_ppp_link_beyond(link, end), *other = pptp_ppp_link_beyond(link, !end);

    return sent->asked.count >= (sent->hosts == 1 ? MANY : SOME) && other->came <= refusals
           && sent->asked.last.when - sent->asked.first.when >= A_WHILE * PPTP_SECOND
           && link->sent[!end].clear + link->sent[!end].decrypted > 0;
}

/* The errors are as many as half of the questions: they are the answer. */
static bool
is_refused_beyond(const struct pptp_beyond *sent, const struct pptp_told *told)
{
    return told->refused.tally.count * 2 >= sent->asked.count;
}

/* What an ICMP error says of its sender (RFC 792, RFC 1812, RFC 4443). */
static const char *
read_errors(const struct pptp_errors *errors)
{
    static const char forbidden[] = "A firewall there forbids them",
                      no_route[] = "It has no route to that network",
                      no_host[] = "It does not find those hosts: they are down, or not in its network",
                      rejected[] = "A firewall there rejects them, since the port is that of another host";
    static const char *const ipv4[] = { [0] = no_route, [1] = no_host, [3] = rejected, [6] = no_route, [7] = no_host,
                                        [9] = forbidden, [10] = forbidden, [13] = forbidden },
                             *const ipv6[] = { [0] = no_route, [1] = forbidden, [3] = no_host, [4] = rejected,
                                               [5] = "It does not accept the address that they come from",
                                               [6] = "It has a route that rejects them" };
    bool is_ipv6 = errors->from.size == 16;
    const char *const *words = is_ipv6 ? ipv6 : ipv4;
    unsigned count = is_ipv6 ? array_length(ipv6) : array_length(ipv4);
    const char *word = errors->code < count ? words[errors->code] : NULL;

    return word ? word : "A firewall there forbids them, or there is no route to those hosts";
}

static const char *
show_port(struct pptp_evidence *evidence, const struct pptp_ports *ports)
{
    if (ports->differ || ports->port == 0)
        return NULL;
    return wmem_strdup_printf(evidence->scope, "%s port %u", ports->protocol == IP_PROTO_TCP ? "TCP" : "UDP",
                              ports->port);
}

/* The client asked for its outer address inside the tunnel, and got it; nothing comes back to that from beyond. */
bool
pptp_sign_address_of_outside(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    unsigned client = pptp_subject_client(subject);
    const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, client);
    const struct pptp_beyond *sent = pptp_ppp_link_beyond(subject->link, client);
    uint32_t own = pptp_ppp_negotiation_value(ipcp, PPTP_OPTION_ADDRESS);
    const address *outer = subject->connection ? &subject->connection->end[client].address : NULL;

    if (!outer || outer->type != AT_IPv4 || ipcp->agreed.frame == 0 || own != pptp_octets_32(outer->data)
        || ipcp->first_asked.value[PPTP_OPTION_ADDRESS] != own
        || !is_deaf_beyond(subject->link, client, 0))
        return false;
    put_asked(evidence, client, &sent->asked, "packet");
    pptp_evidence_put_ipv4(evidence, "address", own);
    pptp_evidence_put_frame(evidence, "frame", ipcp->agreed.frame);
    pptp_evidence_put_frame(evidence, "first", sent->asked.first.frame);
    return true;
}

bool
pptp_sign_forwarding_refused(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_beyond *sent = pptp_ppp_link_beyond(link, end);
        const struct pptp_tally *resets = &pptp_ppp_link_beyond(link, !end)->resets;
        const struct pptp_told *told = pptp_ppp_link_told(link, !end);
        const char *port = show_port(evidence, &told->refused_ports);

        if (!is_deaf_beyond(link, end, resets->count) || !is_refused_beyond(sent, told))
            continue;
        put_asked(evidence, end, &sent->asked, "packet");
        pptp_evidence_put(evidence, "hosts", "%s", list_hosts(evidence, sent));
        put_errors(evidence, &told->refused);
        pptp_evidence_put_frame(evidence, "frame", sent->asked.first.frame);
        if (port)
            pptp_evidence_put(evidence, "port", "%s", port);
        if (resets->count > 0) {
            pptp_evidence_put_count(evidence, "resets", resets->count, "RST");
            pptp_evidence_put_frame(evidence, "reset", resets->first.frame);
        }
        pptp_evidence_put(evidence, "reading", "%s", read_errors(&told->refused));
        return true;
    }
    return false;
}

bool
pptp_sign_not_forwarded(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_beyond *sent = pptp_ppp_link_beyond(link, end), *other = pptp_ppp_link_beyond(link, !end);
        const struct pptp_told *told = pptp_ppp_link_told(link, !end);
        uint32_t own = pptp_ppp_negotiation_value(pptp_ppp_link_asked(link, PPTP_IPCP, !end), PPTP_OPTION_ADDRESS);

        if (!is_deaf_beyond(link, end, 0) || is_refused_beyond(sent, told)
            || pptp_ppp_link_replies(link, end)->misled)
            continue;
        put_asked(evidence, end, &sent->asked, "packet");
        pptp_evidence_put(evidence, "hosts", "%s", list_hosts(evidence, sent));
        pptp_evidence_put_frame(evidence, "frame", sent->asked.first.frame);
        pptp_evidence_put_ipv4(evidence, "address", own);
        pptp_evidence_put_frame(evidence, "own", other->own.first.frame);
        put_errors(evidence, &told->refused);
        pptp_evidence_put(evidence, "reading", "%s", read_silence(sent));
        return true;
    }
    return false;
}

/* All data from the end could be read, and it was heard after that time. */
static bool
is_read(const struct pptp_subject *subject, unsigned end, int64_t when)
{
    const struct pptp_sent *sent = &subject->link->sent[end];
    const struct pptp_flow *flow = pptp_subject_flow(subject, end);

    return flow && flow->last_time > when && sent->encrypted == sent->decrypted && sent->opaque + sent->compressed == 0;
}

/* Hosts of private networks behind the server answer, and the rest of the world does not. */
bool
pptp_sign_world_not_forwarded(struct pptp_evidence *evidence)
{
    enum { SEVERAL = 2 };
    const struct pptp_link *link = evidence->subject.link;
    unsigned client = pptp_subject_client(&evidence->subject), hosts;
    const struct pptp_beyond *sent = pptp_ppp_link_beyond(link, client), *other = pptp_ppp_link_beyond(link, !client);
    const struct pptp_told *told = pptp_ppp_link_told(link, !client);
    const char *list;

    if (sent->world.count < MANY || other->came_from_world > 0 || other->came == 0
        || sent->world.last.when - sent->world.first.when < A_WHILE * PPTP_SECOND
        || is_refused_beyond(sent, told) || pptp_ppp_link_replies(link, client)->misled
        || !is_read(&evidence->subject, !client, sent->world.last.when))
        return false;
    list = list_world(evidence, sent, &hosts);
    if (hosts < SEVERAL)
        return false;
    put_asked(evidence, client, &sent->world, "packet");
    pptp_evidence_put(evidence, "hosts", "%s", list);
    pptp_evidence_put_frame(evidence, "frame", sent->world.first.frame);
    put_errors(evidence, &told->refused);
    return true;
}

/* Names of NetBIOS are asked for by broadcast, and nobody answers. */
bool
pptp_sign_netbios_unanswered(struct pptp_evidence *evidence)
{
    enum { SOME_QUERIES = 6 };  /* Windows sends three for a name */
    const struct pptp_link *link = evidence->subject.link;
    unsigned client = pptp_subject_client(&evidence->subject);
    const struct pptp_tally *asked = &pptp_ppp_link_services(link, client)->asked[PPTP_SERVICE_NETBIOS];
    const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, client);

    if (asked->count < SOME_QUERIES || asked->last.when - asked->first.when < A_MOMENT * PPTP_SECOND
        || pptp_ppp_link_services(link, !client)->answers[PPTP_SERVICE_NETBIOS] > 0
        || !is_read(&evidence->subject, !client, asked->last.when))
        return false;
    put_asked(evidence, client, asked, "packet");
    pptp_evidence_put_seconds(evidence, "span", asked->last.when - asked->first.when);
    pptp_evidence_put_frame(evidence, "frame", asked->first.frame);
    if (pptp_ppp_options_have(&ipcp->rejected, PPTP_OPTION_WINS_1))
        pptp_evidence_put_frame(evidence, "rejected", ipcp->reject.frame);
    return true;
}

/* A server whose own address inside is not known may have sent all that came back itself. */
static void
put_blocker(struct pptp_evidence *evidence, unsigned blocker, const char *port)
{
    const char *party = pptp_subject_party(evidence->scope, &evidence->subject, blocker);
    const struct pptp_negotiation *ipcp = pptp_ppp_link_asked(evidence->subject.link, PPTP_IPCP, blocker);
    bool is_known = pptp_ppp_negotiation_value(ipcp, PPTP_OPTION_ADDRESS) != 0;

    pptp_evidence_put(evidence, "guess", "A firewall on %s or behind it probably blocks %s%s%s%s", party,
                      port ? port : "TCP", is_known ? "" : ", or ", is_known ? "" : party,
                      is_known ? "" : " forwards nothing: its own address inside was not captured, so what came back"
                                      " may be all its own");
    pptp_evidence_put(evidence, "guess_at", "%s", party);
}

/* TCP connections are opened in vain, although other packets come back. */
bool
pptp_sign_tcp_inside_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_beyond *sent = pptp_ppp_link_beyond(link, end), *other = pptp_ppp_link_beyond(link, !end);
        const struct pptp_told *told = pptp_ppp_link_told(link, !end);

        if (sent->openings.count < MANY || other->segments > 0 || other->own.count + other->came == 0
            || sent->openings.last.when - sent->openings.first.when < A_WHILE * PPTP_SECOND)
            continue;
        put_asked(evidence, end, &sent->openings, "SYN");
        pptp_evidence_put_host(evidence, "host", &sent->opened);
        pptp_evidence_put_frame(evidence, "frame", sent->openings.first.frame);
        put_errors(evidence, &told->refused);
        put_blocker(evidence, !end, show_port(evidence, &sent->opened_ports));
        return true;
    }
    return false;
}

/* Every TCP connection that an end opens is refused with RST. */
static bool
is_refused(struct pptp_evidence *evidence, bool by_several)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_beyond *sent = pptp_ppp_link_beyond(link, end), *other = pptp_ppp_link_beyond(link, !end);

        if (sent->openings.count < MANY || other->resets.count < MANY || other->segments != other->resets.count
            || sent->opens_others != by_several)
            continue;
        put_asked(evidence, end, &sent->openings, "SYN");
        pptp_evidence_put_host(evidence, "host", &sent->opened);
        pptp_evidence_put_frame(evidence, "frame", sent->openings.first.frame);
        pptp_evidence_put_count(evidence, "resets", other->resets.count, "RST");
        pptp_evidence_put_frame(evidence, "reset", other->resets.first.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_tcp_inside_refused(struct pptp_evidence *evidence)
{
    return is_refused(evidence, true);
}

bool
pptp_sign_tcp_inside_refused_by_host(struct pptp_evidence *evidence)
{
    return is_refused(evidence, false);
}

/* The client sends packets of hosts beyond itself, and nothing comes back to them. Questions from its own address would
 * blame the other end. */
bool
pptp_sign_no_way_back(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    unsigned client = pptp_subject_client(&evidence->subject);
    const struct pptp_beyond *sent = pptp_ppp_link_beyond(link, client), *other = pptp_ppp_link_beyond(link, !client);
    uint32_t own = pptp_ppp_negotiation_value(pptp_ppp_link_asked(link, PPTP_IPCP, client), PPTP_OPTION_ADDRESS);

    if (sent->foreign.count < MANY || other->beyond > 0
        || sent->foreign.last.when - sent->foreign.first.when < A_WHILE * PPTP_SECOND
        || (sent->asked.count > sent->foreign.count && other->came == 0)
        || !is_read(&evidence->subject, !client, sent->foreign.last.when))
        return false;
    put_asked(evidence, client, &sent->foreign, "packet");
    pptp_evidence_put_host(evidence, "host", &sent->foreigner);
    pptp_evidence_put_ipv4(evidence, "own", own);
    pptp_evidence_put_frame(evidence, "frame", sent->foreign.first.frame);
    pptp_evidence_put_frame(evidence, "near", other->near.first.frame);
    return true;
}

/* A host asks for a prefix or an address of IPv6, and gets none. */
bool
pptp_sign_ipv6_unconfigured(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_tally *solicited = &pptp_ppp_link_services(link, end)->asked[PPTP_SERVICE_IPV6];
        int64_t span = solicited->last.when - solicited->first.when;

        if (solicited->count < QUERIES || span < A_MOMENT * PPTP_SECOND
            || pptp_ppp_link_services(link, !end)->answers[PPTP_SERVICE_IPV6] > 0
            || !is_read(&evidence->subject, !end, solicited->first.when))
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put_count(evidence, "count", solicited->count, "packet");
        pptp_evidence_put_frame(evidence, "frame", solicited->first.frame);
        pptp_evidence_put_seconds(evidence, "span", span);
        return true;
    }
    return false;
}

/* Knocked at often enough, by a host that the owner of the door answers in other ways. */
static bool
is_shut(const struct pptp_door *door)
{
    return !door->is_answered && door->knocks.count >= MANY && door->other.frame
           && door->knocks.last.when - door->knocks.first.when >= A_MOMENT * PPTP_SECOND
           && door->other.when >= door->knocks.first.when;
}

/* Refused often enough, and never open. */
static bool
refuses(const struct pptp_door *door)
{
    return door->refusals.count >= MANY;
}

/* Such doors of one host, the first that has any. Returns the ports as a list; NULL: there are none. */
static const char *
list_doors(struct pptp_evidence *evidence, const struct pptp_doors *doors,
           bool (*is_such)(const struct pptp_door *door), const struct pptp_door **first)
{
    const char *ports = NULL;

    *first = NULL;
    for (unsigned i = 0; i < doors->count; i++) {
        const struct pptp_door *door = &doors->door[i];

        if (!is_such(door) || (*first && !pptp_ppp_inner_is_same(&door->host, &(*first)->host)))
            continue;
        ports = ports ? wmem_strdup_printf(evidence->scope, "%s and port %u", ports, door->port)
                      : wmem_strdup_printf(evidence->scope, "port %u", door->port);
        *first = *first ? *first : door;
    }
    return ports;
}

bool
pptp_sign_tcp_port_silent(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_door *first;
        const char *ports = list_doors(evidence, pptp_ppp_link_doors(link, end), is_shut, &first);

        if (!ports || pptp_ppp_link_beyond(link, !end)->segments == 0
            || !is_read(&evidence->subject, !end, first->knocks.last.when))
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_host(evidence, "host", &first->host);
        pptp_evidence_put(evidence, "ports", "%s", ports);
        pptp_evidence_put_frame(evidence, "frame", first->knocks.first.frame);
        pptp_evidence_put_seconds(evidence, "span", first->knocks.last.when - first->knocks.first.when);
        pptp_evidence_put_frame(evidence, "other", first->other.frame);
        if (first->port == DNS_OVER_TLS)
            pptp_evidence_put(evidence, "service", "That port is DNS over TLS: a client that insists on it (Android:"
                                                   " Private DNS) cannot resolve names");
        return true;
    }
    return false;
}

/* The refusals look like the other end's own packets, and unlike those of the host that they name. */
static void
put_refuser(struct pptp_evidence *evidence, unsigned end, const struct pptp_door *door)
{
    const struct pptp_beyond *other = pptp_ppp_link_beyond(evidence->subject.link, !end);

    if (other->own.count == 0 || !door->other.frame || door->refusal_ttl == door->other_ttl
        || door->refusal_ttl != other->own_ttl) {
        pptp_evidence_put(evidence, "listener", "that host");
        return;
    }
    pptp_evidence_put_number(evidence, "ttl", door->refusal_ttl);
    pptp_evidence_put_number(evidence, "usual", door->other_ttl);
    pptp_evidence_put_frame(evidence, "usual_in", door->other.frame);
    pptp_evidence_put_party(evidence, "refuser", !end);
}

bool
pptp_sign_tcp_port_refused(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_beyond *other = pptp_ppp_link_beyond(link, !end);
        const struct pptp_door *first;
        const char *ports = list_doors(evidence, pptp_ppp_link_doors(link, end), refuses, &first);

        if (!ports || other->segments == other->resets.count)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_host(evidence, "host", &first->host);
        pptp_evidence_put(evidence, "ports", "%s", ports);
        pptp_evidence_put_frame(evidence, "frame", first->knocks.first.frame);
        pptp_evidence_put_frame(evidence, "refused", first->refusals.first.frame);
        put_refuser(evidence, end, first);
        return true;
    }
    return false;
}

bool
pptp_sign_dhcp_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    unsigned client = pptp_subject_client(&evidence->subject);
    const struct pptp_tally *informs = &pptp_ppp_link_services(link, client)->asked[PPTP_SERVICE_DHCP];

    if (informs->count < QUERIES || pptp_ppp_link_services(link, !client)->answers[PPTP_SERVICE_DHCP] > 0
        || informs->last.when - informs->first.when < A_MOMENT * PPTP_SECOND
        || !is_read(&evidence->subject, !client, informs->last.when))
        return false;
    pptp_evidence_put_party(evidence, "sender", client);
    pptp_evidence_put_count(evidence, "count", informs->count, "packet");
    pptp_evidence_put_seconds(evidence, "span", informs->last.when - informs->first.when);
    pptp_evidence_put_frame(evidence, "frame", informs->first.frame);
    return true;
}

/* A name server that answers with an ICMP error is not silent. */
static void
put_dns_refused(struct pptp_evidence *evidence, const struct pptp_errors *errors, const struct pptp_host *resolver)
{
    enum { PORT_UNREACHABLE = 3, PORT_UNREACHABLE_V6 = 4 };
    bool is_port = errors->code == (errors->from.size == 16 ? PORT_UNREACHABLE_V6 : PORT_UNREACHABLE);

    if (errors->tally.count == 0)
        return;
    put_errors(evidence, errors);
    pptp_evidence_put(evidence, "reading", "%s",
                      !is_port ? "A firewall rejects the queries, or there is no route to the name server"
                      : pptp_ppp_inner_is_same(&errors->from, resolver)
                          ? "No name server runs there, or a firewall rejects the queries"
                          : "A firewall there rejects the queries");
}

/* The name server that IPCP gave, if the end asks another one: a resolver may keep the one that it had before. */
static void
put_given(struct pptp_evidence *evidence, unsigned end, const struct pptp_host *asked)
{
    const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, end);
    uint32_t first = pptp_ppp_negotiation_value(ipcp, PPTP_OPTION_DNS_1);
    uint32_t second = pptp_ppp_negotiation_value(ipcp, PPTP_OPTION_DNS_2);
    uint32_t resolver = pptp_octets_32(asked->octets);

    if (ipcp->agreed.frame == 0 || first == 0 || asked->size != 4 || first == resolver || second == resolver)
        return;
    pptp_evidence_put_ipv4(evidence, "given", first);
    pptp_evidence_put_frame(evidence, "agreed", ipcp->agreed.frame);
}

bool
pptp_sign_dns_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_beyond *sent = pptp_ppp_link_beyond(link, end), *other = pptp_ppp_link_beyond(link, !end);
        const struct pptp_told *told = pptp_ppp_link_told(link, !end);
        int64_t span = sent->queries.last.when - sent->queries.first.when;

        if (sent->queries.count < QUERIES || span < A_MOMENT * PPTP_SECOND || other->answers > 0
            || other->own.count + other->came + told->dns_refused.tally.count == 0)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put(evidence, "count", "%u DNS queries", sent->queries.count);
        pptp_evidence_put_host(evidence, "resolver", &sent->resolver);
        pptp_evidence_put_frame(evidence, "frame", sent->queries.first.frame);
        pptp_evidence_put_seconds(evidence, "span", span);
        put_dns_refused(evidence, &told->dns_refused, &sent->resolver);
        put_given(evidence, end, &sent->resolver);
        return true;
    }
    return false;
}
