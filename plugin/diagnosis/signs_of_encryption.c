/* The ends do not agree on encryption.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>
#include <epan/to_str.h>

#include "diagnosis/facts.h"
#include "diagnosis/logons.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/eap.h"
#include "ppp/text.h"
#include "radius/exchange.h"

enum { MANY_REQUESTS = 3, MANY_ANSWERS = 3 };
enum { A_WHILE = 3 };               /* seconds */
enum { STORM = 5, OFTEN = 10 };     /* times; seconds between two of them, on average */

static void
put_offer(struct pptp_evidence *evidence, const char *name, const struct pptp_options *options)
{
    if (pptp_ppp_options_have(options, PPTP_OPTION_MPPE))
        pptp_evidence_put(evidence, name, "%s",
                          pptp_ppp_compression_name(
                              evidence->scope, (struct pptp_compression){ .mppe = options->value[PPTP_OPTION_MPPE] }));
}

/* Without the bit of a key length, an offer asks for no encryption. */
static bool
wants_keys(const struct pptp_options *options)
{
    return pptp_ppp_options_have(options, PPTP_OPTION_MPPE) && options->value[PPTP_OPTION_MPPE] & PPTP_MPPE_KEYS;
}

static const char *
joint(wmem_strbuf_t *list, bool is_last)
{
    return wmem_strbuf_get_len(list) == 0 ? "" : is_last ? " and " : ", ";
}

/* The names of MPPE's bits, each with its number. */
static const char *
name_bits(wmem_allocator_t *scope, uint32_t bits)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } names[] = { { PPTP_MPPE_STATELESS, "the stateless bit" }, { PPTP_MPPE_128, "the bit of 128-bit keys" },
                  { PPTP_MPPE_56, "the bit of 56-bit keys" },   { PPTP_MPPE_40, "the bit of 40-bit keys" },
                  { PPTP_MPPE_OBSOLETE, "the obsolete bit" },   { PPTP_MPPE_MPPC, "the compression bit" } };
    wmem_strbuf_t *list = wmem_strbuf_new(scope, NULL);

    for (unsigned i = 0; i < array_length(names); i++) {
        bool has = bits & names[i].bit;

        bits &= ~names[i].bit;
        if (has)
            wmem_strbuf_append_printf(list, "%s%s (0x%x)", joint(list, bits == 0), names[i].name, names[i].bit);
    }
    if (bits)
        wmem_strbuf_append_printf(list, "%sunassigned bits (0x%08x)", joint(list, true), bits);
    return wmem_strbuf_get_str(list);
}

/* "40 or 56 bits" */
static const char *
name_lengths(wmem_allocator_t *scope, uint32_t bits)
{
    static const struct {
        uint32_t bit;
        unsigned length;
    } lengths[] = { { PPTP_MPPE_40, 40 }, { PPTP_MPPE_56, 56 }, { PPTP_MPPE_128, 128 } };
    wmem_strbuf_t *list = wmem_strbuf_new(scope, NULL);

    for (unsigned i = 0; i < array_length(lengths); i++) {
        if (bits & lengths[i].bit)
            wmem_strbuf_append_printf(list, "%s%u", wmem_strbuf_get_len(list) ? " or " : "", lengths[i].length);
    }
    wmem_strbuf_append(list, " bits");
    return wmem_strbuf_get_str(list);
}

static bool
is_rejected(const struct pptp_evidence *evidence, unsigned end)
{
    return wants_keys(&pptp_evidence_asked(evidence, PPTP_CCP, end)->rejected)
           && !pptp_ppp_link_compression(evidence->subject.link, end).mppe;
}

/* The bits in which a rejected offer differs from what the other end asks for itself; 0: it asks for no encryption. */
static uint32_t
bits_in_dispute(const struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_options *own = &pptp_evidence_asked(evidence, PPTP_CCP, !end)->asked;

    return wants_keys(own) ? pptp_evidence_asked(evidence, PPTP_CCP, end)->rejected.value[PPTP_OPTION_MPPE]
                                 ^ own->value[PPTP_OPTION_MPPE]
                           : 0;
}

static void
put_rejection(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);

    pptp_evidence_put_parties(evidence, "sender", "other", end);
    pptp_evidence_put_frame(evidence, "frame", ccp->reject.frame);
    put_offer(evidence, "offer", &ccp->rejected);
}

/* Data flowed in spite of it, or the call failed for another reason: nobody insisted on encryption. */
static bool
is_rejection_harmless(const struct pptp_evidence *evidence)
{
    const struct pptp_sent *sent = evidence->subject.link->sent;

    return (sent[0].clear > 0 && sent[1].clear > 0) || pptp_evidence_is_refused(evidence, PPTP_IPCP, 0)
           || pptp_evidence_is_refused(evidence, PPTP_IPCP, 1);
}

static bool
find_rejection(struct pptp_evidence *evidence, bool harmless)
{
    if (is_rejection_harmless(evidence) != harmless)
        return false;
    for (unsigned end = 0; end < 2; end++) {
        if (!is_rejected(evidence, end) || bits_in_dispute(evidence, end))
            continue;
        put_rejection(evidence, end);
        return true;
    }
    return false;
}

bool
pptp_sign_mppe_rejected(struct pptp_evidence *evidence)
{
    return find_rejection(evidence, false);
}

bool
pptp_sign_mppe_not_used(struct pptp_evidence *evidence)
{
    return find_rejection(evidence, true);
}

/* end: that wants these bits; the other one wants others. */
static void
put_dispute(struct pptp_evidence *evidence, unsigned end, uint32_t wanted, uint32_t other)
{
    uint32_t bits = wanted ^ other;

    if (wanted & PPTP_MPPE_KEYS && other & PPTP_MPPE_KEYS && !(wanted & other & PPTP_MPPE_KEYS))
        pptp_evidence_put(evidence, "lengths", "%s asks for keys of %s, %s for keys of %s",
                          pptp_subject_party(evidence->scope, &evidence->subject, end),
                          name_lengths(evidence->scope, wanted),
                          pptp_subject_party(evidence->scope, &evidence->subject, !end),
                          name_lengths(evidence->scope, other));
    pptp_evidence_put(evidence, "bits", "%s", name_bits(evidence->scope, bits));
    if (bits & PPTP_MPPE_MPPC)
        pptp_evidence_put(evidence, "compression", "MPPC");
    if (bits & (PPTP_MPPE_KEYS | PPTP_MPPE_STATELESS))
        pptp_evidence_put(evidence, "mode", "key length and mode (stateless or stateful)");
}

/* Both ends want encryption, but not with the same bits. */
bool
pptp_sign_mppe_bits_rejected(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *own = pptp_evidence_asked(evidence, PPTP_CCP, !end);

        if (!is_rejected(evidence, end) || !bits_in_dispute(evidence, end))
            continue;
        put_rejection(evidence, end);
        put_offer(evidence, "own", &own->asked);
        pptp_evidence_put_frame(evidence, "own_frame", own->last.first.frame);
        put_dispute(evidence, end, pptp_evidence_asked(evidence, PPTP_CCP, end)->rejected.value[PPTP_OPTION_MPPE],
                    own->asked.value[PPTP_OPTION_MPPE]);
        return true;
    }
    return false;
}

static void
put_clear(struct pptp_evidence *evidence, unsigned end, const struct pptp_tally *clear)
{
    pptp_evidence_put_frame(evidence, "frame", clear->first.frame);
    pptp_evidence_put_parties(evidence, "sender", "other", end);
    pptp_evidence_put_count(evidence, "count", clear->count, "packet");
    pptp_evidence_put(
        evidence, "name", "%s",
        pptp_ppp_compression_name(evidence->scope, pptp_ppp_link_compression(evidence->subject.link, !end)));
}

/* A leak, or somebody else's packets. */
bool
pptp_sign_clear_in_spite_of_mppe(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_tally *clear = &pptp_ppp_link_misprotected(evidence->subject.link, end)->clear_in_spite;

        if (clear->count == 0)
            continue;
        put_clear(evidence, end, clear);
        return true;
    }
    return false;
}

/* An end that agreed on MPPE encrypts nothing, for longer than it takes an Ack to reach it. */
bool
pptp_sign_mppe_never_used(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_tally *clear = &pptp_ppp_link_misprotected(link, end)->clear_since_mppe;

        if (link->sent[end].encrypted > 0 || clear->count == 0
            || clear->last.when - clear->first.when < A_WHILE * PPTP_SECOND)
            continue;
        put_clear(evidence, end, clear);
        pptp_evidence_put_frame(evidence, "agreed", pptp_evidence_asked(evidence, PPTP_CCP, !end)->agreed.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_mppe_ccp_rejected(struct pptp_evidence *evidence)
{
    const struct pptp_rejected *rejected = pptp_ppp_link_rejected(evidence->subject.link, PPP_CCP);

    const struct pptp_negotiation *ccp = rejected ? pptp_evidence_asked(evidence, PPTP_CCP, !rejected->by) : NULL;

    if (!rejected || (ccp->requests && !pptp_ppp_options_have(&ccp->asked, PPTP_OPTION_MPPE)))
        return false;
    put_offer(evidence, "offer", &ccp->asked);
    return pptp_evidence_put_rejected(evidence, rejected);
}

static const char *
disagreement(uint32_t asked, uint32_t wanted)
{
    if (!(asked & PPTP_MPPE_KEYS) != !(wanted & PPTP_MPPE_KEYS))
        return "encryption";
    if ((asked ^ wanted) & PPTP_MPPE_STATELESS)
        return "stateless mode";
    return (asked ^ wanted) & PPTP_MPPE_KEYS ? "key length" : "MPPE's options";
}

/* RFC 2548 section 2.4.4. Implementations read the bit that it leaves open, 0x8, as 56 bits or as stateless mode. */
static const struct {
    uint32_t types;
    uint32_t bits;
    const char *names;
} key_types[] = { { 0x2, PPTP_MPPE_40, "40-bit" }, { 0x4, PPTP_MPPE_128, "128-bit" },
                  { 0x6, PPTP_MPPE_40 | PPTP_MPPE_128, "40-bit and 128-bit" } };

/* What RADIUS allows the server, unless that includes a key length that the client offers. */
static void
put_key_types(struct pptp_evidence *evidence, uint32_t offered)
{
    unsigned client = pptp_subject_client(&evidence->subject);
    const struct pptp_authentication *last = pptp_diagnosis_logon_outcome(evidence->subject.link, !client);
    const struct pptp_radius_request *request = last ? pptp_radius_exchange_decisive(last->radius) : NULL;
    uint32_t types = request && request->reply.code == PPTP_RADIUS_ACCEPT ? request->reply.key_types : 0;

    for (unsigned i = 0; i < array_length(key_types); i++) {
        if (types != key_types[i].types || key_types[i].bits & offered)
            continue;
        pptp_evidence_put(evidence, "radius", "RADIUS server %s",
                          address_to_str(evidence->scope, &request->server.address));
        pptp_evidence_put(evidence, "allowed", "%s", key_types[i].names);
        pptp_evidence_put_number(evidence, "types", types);
        pptp_evidence_put_frame(evidence, "accept", request->reply.at.frame);
    }
}

/* The end wants no encryption at all: mppe_rejected tells of it. */
static bool
refuses_keys(const struct pptp_evidence *evidence, unsigned end)
{
    return is_rejected(evidence, !end) && !wants_keys(&pptp_evidence_asked(evidence, PPTP_CCP, end)->asked);
}

bool
pptp_sign_mppe_no_agreement(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);
        uint32_t naks = pptp_ppp_negotiation_answers(ccp).naks;

        if (ccp->agreed.frame || naks == 0 || !pptp_ppp_options_have(&ccp->asked, PPTP_OPTION_MPPE)
            || !pptp_ppp_options_have(&ccp->wanted, PPTP_OPTION_MPPE) || refuses_keys(evidence, end)
            || (naks < MANY_ANSWERS && !evidence->subject.link->terminated.frame
                && !evidence->subject.link->ncp_terminated.frame))
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        put_offer(evidence, "offer", &ccp->asked);
        put_offer(evidence, "wanted", &ccp->wanted);
        pptp_evidence_put(evidence, "about", "%s",
                          disagreement(ccp->asked.value[PPTP_OPTION_MPPE], ccp->wanted.value[PPTP_OPTION_MPPE]));
        put_dispute(evidence, end, ccp->asked.value[PPTP_OPTION_MPPE], ccp->wanted.value[PPTP_OPTION_MPPE]);
        pptp_evidence_put_count(evidence, "naks", naks, "Nak");
        pptp_evidence_put_frame(evidence, "frame", ccp->nak.frame);
        put_key_types(evidence, (end == pptp_subject_client(&evidence->subject) ? &ccp->asked : &ccp->wanted)
                                    ->value[PPTP_OPTION_MPPE]);
        return true;
    }
    return false;
}

/* The authentication would have provided keys, but neither end asks for encryption. */
bool
pptp_sign_mppe_absent(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_authentication *last = link->authentication;

    if (!last || !last->succeeded || !pptp_diagnosis_key_provider(last)
        || pptp_evidence_asked(evidence, PPTP_CCP, 0)->requests
        || pptp_evidence_asked(evidence, PPTP_CCP, 1)->requests || link->sent[0].clear + link->sent[1].clear == 0)
        return false;
    pptp_evidence_put_authentication(evidence, last);
    pptp_evidence_put(evidence, "method", "%s", pptp_diagnosis_key_provider(last));
    pptp_evidence_put_frame(evidence, "frame", pptp_ppp_link_first_clear(link));
    return true;
}

/* CCP was open and in use; then an end asks anew, and waits in vain. */
bool
pptp_sign_ccp_begun_again(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);
        struct pptp_moment encrypted = link->sent[!end].first_encrypted;

        if (ccp->first_ack.frame == 0 || ccp->vain == 0 || encrypted.frame == 0
            || ccp->first_vain.frame < encrypted.frame || ccp->closed.frame
            || pptp_evidence_link_time_since(evidence, ccp->first_vain.when) < A_WHILE * PPTP_SECOND)
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_frame(evidence, "frame", ccp->first_vain.frame);
        if (ccp->vain > 1)
            pptp_evidence_put_frame(evidence, "last", ccp->last.last.frame);
        pptp_evidence_put_frame(evidence, "encrypted", encrypted.frame);
        return true;
    }
    return false;
}

/* An end that closes IP as well is just leaving. */
static bool
is_ccp_closed_alone(const struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    unsigned end = link->ncp_terminated_by;

    return link->ncp_terminated.frame && link->ncp_terminated_protocol == PPTP_CCP
           && link->sent[0].first_encrypted.frame + link->sent[1].first_encrypted.frame > 0
           && pptp_evidence_asked(evidence, PPTP_IPCP, end)->closed.frame == 0
           && pptp_evidence_asked(evidence, PPTP_IPV6CP, end)->closed.frame == 0;
}

/* An end closes CCP in mid-session, and the other then ends the link, without a packet more and not because a user
 * wants it. */
bool
pptp_sign_ccp_ended(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    unsigned end = link->ncp_terminated_by;
    int64_t span = link->terminated.when - link->ncp_terminated.when;

    if (!is_ccp_closed_alone(evidence) || link->terminated.frame < link->ncp_terminated.frame
        || link->terminated_by == end || span > A_WHILE * PPTP_SECOND
        || link->sent[!end].last_data.frame > link->ncp_terminated.frame
        || pptp_ppp_termination_is_signalled(&link->terminated_text))
        return false;
    pptp_evidence_put_party(evidence, "sender", end);
    pptp_evidence_put_party(evidence, "other", !end);
    pptp_evidence_put_frame(evidence, "frame", link->ncp_terminated.frame);
    pptp_evidence_put_reason(evidence, "text", &link->ncp_terminated_text);
    pptp_evidence_put_seconds(evidence, "span", span);
    pptp_evidence_put(evidence, "how", "%s", pptp_subject_ending(evidence->scope, &evidence->subject).how);
    pptp_evidence_put_frame(evidence, "ended", link->terminated.frame);
    return true;
}

/* CCP was open and in use; then an end asks anew, again and again. */
bool
pptp_sign_ccp_storm(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);
        struct pptp_moment encrypted = evidence->subject.link->sent[end].first_encrypted;
        int64_t span = ccp->last_renewed.when - ccp->first_renewed.when;

        if (ccp->renewed < STORM || span > (int64_t)ccp->renewed * OFTEN * PPTP_SECOND || encrypted.frame == 0
            || ccp->first_renewed.frame < encrypted.frame)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_count(evidence, "count", ccp->renewed, "time");
        pptp_evidence_put_seconds(evidence, "span", span);
        pptp_evidence_put_frame(evidence, "frame", ccp->first_renewed.frame);
        pptp_evidence_put_frame(evidence, "last", ccp->last_renewed.frame);
        return true;
    }
    return false;
}

/* The other end rejects all that comes as Multilink: another finding tells of it. */
static bool
is_rejected_as_multilink(const struct pptp_link *link, unsigned end)
{
    const struct pptp_rejected *rejected = pptp_ppp_link_rejected(link, PPP_MP);

    return rejected && rejected->by != end && rejected->count >= MANY_REQUESTS;
}

/* The end says that for it authentication has failed, so CCP never began. */
static bool
is_not_authenticated(const struct pptp_link *link, unsigned end)
{
    return link->terminated.frame && link->terminated_by == end
        && pptp_ppp_text_has(&link->terminated_text, "authenticat");
}

/* The requests get no reply at all. */
bool
pptp_sign_mppe_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);

        if (ccp->requests < MANY_REQUESTS || ccp->acks + ccp->naks + ccp->rejects > 0
            || pptp_ppp_link_rejected(link, PPP_CCP) || is_rejected_as_multilink(link, end)
            || is_not_authenticated(link, !end) || !pptp_ppp_options_have(&ccp->asked, PPTP_OPTION_MPPE)
            || !pptp_subject_flow(&evidence->subject, !end))
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_count(evidence, "count", ccp->requests, "CCP Configure-Request");
        put_offer(evidence, "offer", &ccp->asked);
        pptp_evidence_put_frame(evidence, "frame", ccp->first.frame);
        pptp_evidence_put_frame(evidence, "clear", pptp_ppp_link_first_clear(link));
        return true;
    }
    return false;
}

/* The authentication protocol, if it provides no keys for MPPE; NULL if it does, or if that is unknown. */
static const char *
name_keyless(const struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_authentication *last = link->authentication;

    if (!last)
        return pptp_ppp_link_has_agreed(link, PPTP_LCP) && pptp_ppp_link_is_unauthenticated(link) ? "none" : NULL;
    if (last->protocol == PPTP_EAP)
        return pptp_ppp_eap_has_keys(last->method) ? NULL : pptp_ppp_eap_method(last->method);
    return last->protocol == PPTP_PAP || last->protocol == PPTP_CHAP_MD5 ? pptp_ppp_authentication_name(last->protocol)
                                                                         : NULL;
}

/* Keys of an authenticator that asks RADIUS come from there. The peer derives its own from the password. */
static const char *
find_source_of_keys(const struct pptp_evidence *evidence, unsigned end)
{
    const char *keyless = name_keyless(evidence);

    if (evidence->subject.link->authentication->authenticator == end)
        return "RADIUS, for example, may have sent no MS-MPPE keys";
    return keyless ? wmem_strdup_printf(evidence->scope, "%s gives none", keyless) : NULL;
}

/* pppd says "not available", without a request of CCP, if it has no keys or no MPPE. Returns whether what gives keys is
 * known. */
static bool
put_missing_keys(struct pptp_evidence *evidence, unsigned end, const struct pptp_text *text)
{
    const struct pptp_authentication *last = evidence->subject.link->authentication;
    const char *source;

    if (!pptp_ppp_text_has(text, "not available") || pptp_evidence_asked(evidence, PPTP_CCP, end)->requests > 0 || !last
        || !last->succeeded)
        return false;
    pptp_evidence_put(evidence, "protocol", "%s", pptp_ppp_authentication_name(last->protocol));
    pptp_evidence_put_frame(evidence, "succeeded", last->outcome.frame);
    source = find_source_of_keys(evidence, end);
    if (source)
        pptp_evidence_put(evidence, "source", "%s", source);
    else
        pptp_evidence_put_party(evidence, "lacking", end);
    if (source && last->authenticator != end)
        pptp_evidence_put_party(evidence, "keyless", last->authenticator);
    return !source || last->authenticator != end;
}

/* The server asked for no authentication, so that there is nothing to derive keys from. is_known: what gives keys is
 * known. */
static void
put_no_authentication(struct pptp_evidence *evidence, bool is_known)
{
    const struct pptp_link *link = evidence->subject.link;
    unsigned server = !pptp_subject_client(&evidence->subject);

    if (link->authentication || link->unread_authentication || !pptp_ppp_link_has_agreed(link, PPTP_LCP)
        || !pptp_ppp_link_is_unauthenticated(link)) {
        if (!is_known)
            pptp_evidence_put(evidence, "otherwise", "%s", "otherwise");
        return;
    }
    pptp_evidence_put_party(evidence, "asker", server);
    pptp_evidence_put_party(evidence, "asked", !server);
    pptp_evidence_put_frame(evidence, "lcp", pptp_evidence_asked(evidence, PPTP_LCP, server)->last.first.frame);
}

bool
pptp_sign_mppe_required(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    bool lcp = link->terminated.frame && pptp_ppp_text_has(&link->terminated_text, "MPPE required");

    if (!lcp && !(link->ncp_terminated.frame && pptp_ppp_text_has(&link->ncp_terminated_text, "MPPE required")))
        return false;
    pptp_evidence_put_party(evidence, "sender", lcp ? link->terminated_by : link->ncp_terminated_by);
    pptp_evidence_put_frame(evidence, "frame", lcp ? link->terminated.frame : link->ncp_terminated.frame);
    pptp_evidence_put_text(evidence, "text", lcp ? &link->terminated_text : &link->ncp_terminated_text);
    put_no_authentication(evidence, put_missing_keys(evidence, lcp ? link->terminated_by : link->ncp_terminated_by,
                                                     lcp ? &link->terminated_text : &link->ncp_terminated_text));
    return true;
}

bool
pptp_sign_mppe_without_keys(struct pptp_evidence *evidence)
{
    const char *keyless = name_keyless(evidence);

    for (unsigned end = 0; keyless && end < 2; end++) {
        const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);

        if (!wants_keys(&ccp->asked) && !wants_keys(&ccp->rejected))
            continue;
        pptp_evidence_put(evidence, "protocol", "%s", keyless);
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_frame(evidence, "frame", ccp->first.frame);
        return true;
    }
    return false;
}

static bool
is_carrying_data(const struct pptp_link *link)
{
    return link->sent[0].last_data.frame && link->sent[1].last_data.frame;
}

static bool
find_offered_again(struct pptp_evidence *evidence, bool harmless)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_link_event *events = wmem_array_get_raw(link->events);

    if (is_carrying_data(link) != harmless)
        return false;
    for (unsigned i = 0; i < wmem_array_get_count(link->events); i++) {
        if (!(events[i].verdicts >> PPTP_LINK_ENCRYPTION_OFFERED_AGAIN & 1))
            continue;
        pptp_evidence_put_party(evidence, "sender", events[i].from);
        pptp_evidence_put_frame(evidence, "frame", events[i].packet->frame);
        pptp_evidence_put_frame(evidence, "rejected",
                                pptp_ppp_link_event_number(&events[i], PPTP_LINK_ENCRYPTION_OFFERED_AGAIN));
        return true;
    }
    return false;
}

bool
pptp_sign_mppe_offered_again(struct pptp_evidence *evidence)
{
    return find_offered_again(evidence, false);
}

/* Data flow all the same. */
bool
pptp_sign_mppe_offered_again_harmlessly(struct pptp_evidence *evidence)
{
    return find_offered_again(evidence, true);
}
