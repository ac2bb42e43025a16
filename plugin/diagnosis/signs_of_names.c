/* The name server that clients are told to use does not resolve names.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"
#include "octets.h"
#include "ppp/names.h"

enum { MANY = 3 };
enum { SERVER_FAILURE = 2, REFUSED = 5 }; /* RFC 1035 section 4.1.1 */

/* All replies of DNS are errors, and the first has this code. */
static bool
find_failures(struct pptp_evidence *evidence, uint8_t code)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_names *names = pptp_ppp_link_names(evidence->subject.link, end);

        if (names->failures.count < MANY || names->count > 0 || !names->names_differ || names->failure != code)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_host(evidence, "resolver", &names->resolver);
        pptp_evidence_put(evidence, "count", "%u DNS queries", names->failures.count);
        pptp_evidence_put_frame(evidence, "frame", names->failures.first.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_dns_query_refused(struct pptp_evidence *evidence)
{
    return find_failures(evidence, REFUSED);
}

bool
pptp_sign_dns_server_failure(struct pptp_evidence *evidence)
{
    return find_failures(evidence, SERVER_FAILURE);
}

/* Programs ask for these everywhere, and so does who looks for the name of an address. */
static bool
is_asked_anywhere(const char *name)
{
    return g_ascii_strncasecmp(name, "wpad", 4) == 0 || g_ascii_strncasecmp(name, "isatap", 6) == 0
           || g_str_has_suffix(name, ".arpa") || *name == '\0';
}

/* The name that was asked for most often, and does not exist; NULL: none was asked for often. */
static const struct pptp_denied *
find_denied(const struct pptp_names *names)
{
    enum { A_MOMENT = 3 };      /* seconds */
    const struct pptp_denied *found = NULL;

    for (unsigned i = 0; names->denied && i < PPTP_DENIED; i++) {
        const struct pptp_denied *denied = &names->denied[i];
        const struct pptp_tally *tally = &denied->replies;

        if (tally->count < MANY || tally->last.when - tally->first.when < A_MOMENT * PPTP_SECOND
            || is_asked_anywhere(denied->name) || (found && found->replies.count >= tally->count))
            continue;
        found = denied;
    }
    return found;
}

/* dot: where the suffix begins; NULL: there is none. */
static void
put_suffix(struct pptp_evidence *evidence, const char *dot)
{
    pptp_evidence_put(evidence, "suffix", "%s", dot ? dot + 1 : "");
}

bool
pptp_sign_name_unknown(struct pptp_evidence *evidence)
{
    unsigned client = pptp_subject_client(&evidence->subject);
    const struct pptp_names *names = pptp_ppp_link_names(evidence->subject.link, client);
    const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, client);
    const struct pptp_denied *denied = find_denied(names);
    uint32_t resolver = denied && denied->resolver.size == 4 ? pptp_octets_32(denied->resolver.octets) : 0;

    if (!denied)
        return false;
    pptp_evidence_put_parties(evidence, "sender", "other", client);
    pptp_evidence_put_host(evidence, "resolver", &denied->resolver);
    pptp_evidence_put_count(evidence, "count", denied->replies.count, "time");
    pptp_evidence_put(evidence, "name", "%s", denied->name);
    pptp_evidence_put_frame(evidence, "frame", denied->replies.first.frame);
    if (resolver && (resolver == pptp_ppp_negotiation_value(ipcp, PPTP_OPTION_DNS_1)
                     || resolver == pptp_ppp_negotiation_value(ipcp, PPTP_OPTION_DNS_2)))
        pptp_evidence_put_frame(evidence, "agreed", ipcp->agreed.frame);
    if (names->resolved > 0)
        pptp_evidence_put_count(evidence, "resolved", names->resolved, "name");
    if (denied->sibling) {
        pptp_evidence_put(evidence, "sibling", "%s", denied->sibling);
        put_suffix(evidence, strchr(denied->sibling, '.'));
        pptp_evidence_put_frame(evidence, "exists", denied->resolved.frame);
    } else {
        pptp_evidence_put_party(evidence, "network_of", !client);
    }
    return true;
}

/* --- Addresses of name servers ------------------- */

/* Why the server cannot be reached through the tunnel; NULL: it can. 0 means that there is none, or no address. */
static const char *
find_fault(uint32_t server, uint32_t client)
{
    if (server == 0)
        return NULL;
    if (server >> 24 == 127)
        return "which is a loopback address: every host asks itself there";
    if (server == client)
        return "which is the client's own address";
    if (server >> 16 == 0xa9fe)
        return "which is link-local (RFC 3927): nothing routes it into a tunnel or out of it";
    if (server >> 24 == 0 || server >> 28 >= 14)
        return "which no host may have";
    return NULL;
}

/* The other name server that IPCP gave, if any, is of use. */
static bool
has_another(const struct pptp_negotiation *asked, unsigned option, uint32_t client)
{
    uint32_t server = pptp_ppp_negotiation_value(asked, option);

    return server != 0 && !find_fault(server, client);
}

static bool
find_unusable(struct pptp_evidence *evidence, bool is_alone)
{
    unsigned client = pptp_subject_client(&evidence->subject);
    const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, PPTP_IPCP, client);
    uint32_t own = pptp_ppp_negotiation_value(asked, PPTP_OPTION_ADDRESS);

    if (!asked->agreed.frame)
        return false;
    for (unsigned option = PPTP_OPTION_DNS_1; option <= PPTP_OPTION_DNS_2; option++) {
        uint32_t server = pptp_ppp_negotiation_value(asked, option);
        const char *why = find_fault(server, own);
        bool is_spare = has_another(asked, PPTP_OPTION_DNS_1 + PPTP_OPTION_DNS_2 - option, own)
                        || pptp_ppp_link_names(evidence->subject.link, client)->count > 0;

        if (!why || is_spare == is_alone)
            continue;
        pptp_evidence_put(evidence, "address", "%s",
                          pptp_ppp_option_value(evidence->scope, PPTP_IPCP, option, server));
        pptp_evidence_put_frame(evidence, "frame", asked->agreed.frame);
        pptp_evidence_put(evidence, "why", "%s", why);
        return true;
    }
    return false;
}

bool
pptp_sign_dns_unusable(struct pptp_evidence *evidence)
{
    return find_unusable(evidence, true);
}

bool
pptp_sign_dns_odd(struct pptp_evidence *evidence)
{
    return find_unusable(evidence, false);
}
