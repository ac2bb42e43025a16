/* Whether packets are encrypted, and whether the other end can read them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>

#include "diagnosis/signs.h"
#include "ppp/eap.h"
#include "show.h"

enum { SOME_TIME = 5 };               /* seconds */
enum { MANY_REQUESTS = 3, MANY_ANSWERS = 3, MANY_RESETS = 5, MUCH_DATA = 5 };

static void
put_offer(struct pptp_evidence *evidence, const char *name, const struct pptp_options *options)
{
    if (pptp_ppp_options_have(options, PPTP_OPTION_MPPE))
        pptp_evidence_put(evidence, name, "%s",
                          pptp_ppp_compression_name(
                              evidence->scope, (struct pptp_compression){ .mppe = options->value[PPTP_OPTION_MPPE] }));
}

bool
pptp_sign_mppe_rejected(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);

        if (!pptp_ppp_options_have(&ccp->rejected, PPTP_OPTION_MPPE)
            || pptp_ppp_link_compression(evidence->subject.link, end).mppe)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put_frame(evidence, "frame", ccp->reject.frame);
        put_offer(evidence, "offer", &ccp->rejected);
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

bool
pptp_sign_mppe_no_agreement(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);

        if (ccp->agreed.frame || ccp->naks == 0 || !pptp_ppp_options_have(&ccp->asked, PPTP_OPTION_MPPE)
            || !pptp_ppp_options_have(&ccp->wanted, PPTP_OPTION_MPPE)
            || (ccp->naks < MANY_ANSWERS && !evidence->subject.link->terminated.frame
                && !evidence->subject.link->ncp_terminated.frame))
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        put_offer(evidence, "offer", &ccp->asked);
        put_offer(evidence, "wanted", &ccp->wanted);
        pptp_evidence_put(evidence, "about", "%s",
                          disagreement(ccp->asked.value[PPTP_OPTION_MPPE], ccp->wanted.value[PPTP_OPTION_MPPE]));
        pptp_evidence_put_number(evidence, "naks", ccp->naks);
        pptp_evidence_put_frame(evidence, "frame", ccp->nak.frame);
        return true;
    }
    return false;
}

static bool
is_ms_chap(const struct pptp_authentication *authentication)
{
    return authentication->protocol == PPTP_MSCHAP || authentication->protocol == PPTP_MSCHAPV2;
}

/* MS-CHAP would have made keys, but nobody asks for encryption. */
bool
pptp_sign_mppe_absent(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_authentication *last = link->authentication;
    const struct pptp_sent *sent = &link->sent[link->sent[0].clear == 0];

    if (!last || !last->succeeded || !is_ms_chap(last) || pptp_evidence_asked(evidence, PPTP_CCP, 0)->requests
        || pptp_evidence_asked(evidence, PPTP_CCP, 1)->requests || sent->clear == 0)
        return false;
    pptp_evidence_put_authentication(evidence, last);
    pptp_evidence_put_frame(evidence, "frame", sent->first_clear.frame);
    return true;
}

/* Asked for in vain, and not even refused. */
bool
pptp_sign_mppe_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);

        if (ccp->requests < MANY_REQUESTS || ccp->acks + ccp->naks + ccp->rejects > 0
            || pptp_ppp_link_rejected(link, PPP_CCP) || !pptp_ppp_options_have(&ccp->asked, PPTP_OPTION_MPPE)
            || !pptp_subject_flow(&evidence->subject, !end))
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put_number(evidence, "count", ccp->requests);
        put_offer(evidence, "offer", &ccp->asked);
        pptp_evidence_put_frame(evidence, "frame", ccp->first.frame);
        pptp_evidence_put_frame(evidence, "clear", pptp_ppp_link_first_clear(link));
        return true;
    }
    return false;
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
    return true;
}

/* What authenticated the ends and makes no keys; NULL if it made some, or nobody knows. */
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

bool
pptp_sign_mppe_without_keys(struct pptp_evidence *evidence)
{
    const char *keyless = name_keyless(evidence);

    for (unsigned end = 0; keyless && end < 2; end++) {
        const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);

        if (!pptp_ppp_options_have(&ccp->asked, PPTP_OPTION_MPPE)
            && !pptp_ppp_options_have(&ccp->rejected, PPTP_OPTION_MPPE))
            continue;
        pptp_evidence_put(evidence, "protocol", "%s", keyless);
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_frame(evidence, "frame", ccp->first.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_mppe_offered_again(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_link_event *events = wmem_array_get_raw(link->events);

    for (unsigned i = 0; i < wmem_array_get_count(link->events); i++) {
        if (!(events[i].verdicts >> PPTP_LINK_ENCRYPTION_OFFERED_AGAIN & 1))
            continue;
        pptp_evidence_put_party(evidence, "sender", events[i].from);
        pptp_evidence_put_frame(evidence, "frame", events[i].packet->frame);
        pptp_evidence_put_frame(evidence, "rejected", events[i].number[PPTP_LINK_ENCRYPTION_OFFERED_AGAIN]);
        return true;
    }
    return false;
}

/* --- Keys ------------------------------------------------------------------------------------------------------------------- */

/* A protocol that nobody sends on purpose: none of the names Wireshark knows, or one that makes no sense behind MPPE. */
static bool
is_garbage(uint16_t protocol)
{
    return !pptp_show_field_value_name("ppp.protocol", protocol);
}

/* The other end's encrypted packets turn into garbage. */
bool
pptp_sign_mppe_garbage(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);
    const struct pptp_rejected *oldest = NULL;
    uint32_t count = 0;

    for (const struct pptp_rejected *rejected = link->rejected; rejected; rejected = rejected->next) {
        const struct pptp_sent *sent = &link->sent[!rejected->by];

        if (sent->first_encrypted.frame == 0 || rejected->first.frame < sent->first_encrypted.frame
            || !is_garbage(rejected->protocol))
            continue;
        wmem_strbuf_append_printf(list, "%s0x%04x", count > 0 ? ", " : "", rejected->protocol);
        count += rejected->count;
        oldest = rejected;
    }
    if (count < 2)
        return false;
    pptp_evidence_put_rejected(evidence, oldest);
    pptp_evidence_put_number(evidence, "count", count);
    pptp_evidence_put(evidence, "list", "%s", wmem_strbuf_get_str(list));
    return true;
}

/* The user proved to know the password, but not all that is encrypted follows from it. */
bool
pptp_sign_mppe_other_keys(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sent *sent = &link->sent[end];

        if (sent->garbage == 0 || sent->decrypted > 0)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put_count(evidence, "count", sent->garbage, "packet");
        pptp_evidence_put_frame(evidence, "frame", sent->first_garbage.frame);
        if (link->sent[!end].decrypted > 0)
            pptp_evidence_put_number(evidence, "opened", link->sent[!end].decrypted);
        return true;
    }
    return false;
}

/* Each packet that comes before the Reset-Ack asks for one more. Who cannot decrypt at all asks for one nearly with each packet; who
 * asks more rarely loses packets behind the capture point. */
enum { RESETS_FOR_ONE = 10, PACKETS_FOR_A_RESET = 4 };

static bool
is_storm(const struct pptp_sent *sent, const struct pptp_sent *other, const struct pptp_counts *counts)
{
    return sent->resets > RESETS_FOR_ONE * (counts->missing + counts->late)
        && sent->resets * PACKETS_FOR_A_RESET >= other->encrypted;
}

/* The end that waited longer is told of, where both qualify. */
static bool
find_resets(struct pptp_evidence *evidence, uint32_t least, bool as_storm)
{
    const struct pptp_sent *both = evidence->subject.link->sent;
    unsigned first = both[1].reset_wait > both[0].reset_wait;

    for (unsigned i = 0; i < 2; i++) {
        unsigned end = first ^ i;
        const struct pptp_sent *sent = &both[end];
        struct pptp_counts counts = pptp_subject_flow_counts(pptp_subject_flow(&evidence->subject, !end));

        if (sent->resets < least || is_storm(sent, &both[!end], &counts) != as_storm)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_number(evidence, "count", sent->resets);
        pptp_evidence_put_number(evidence, "missing", counts.missing);
        pptp_evidence_put(evidence, "lost", counts.missing + counts.late ? "only %" PRIu64 " are" : "no packet is",
                          counts.missing + counts.late);
        pptp_evidence_put_seconds(evidence, "span", sent->reset_wait);
        pptp_evidence_put_frame(evidence, "frame", sent->first_reset.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_mppe_resets(struct pptp_evidence *evidence)
{
    return find_resets(evidence, MANY_RESETS, true);
}

bool
pptp_sign_stateful_loss(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    uint32_t bits = pptp_ppp_link_compression(link, 0).mppe | pptp_ppp_link_compression(link, 1).mppe;

    return !(bits & PPTP_MPPE_STATELESS) && find_resets(evidence, 1, false);
}

bool
pptp_sign_data_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sent *sent = &link->sent[end], *other = &link->sent[!end];

        if (sent->encrypted < MUCH_DATA || other->encrypted + other->clear + other->compressed > 0
            || !pptp_subject_flow(&evidence->subject, !end)
            || sent->last_data.when - sent->first_encrypted.when < SOME_TIME * PPTP_SECOND)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put_number(evidence, "count", sent->encrypted);
        pptp_evidence_put_frame(evidence, "frame", sent->first_encrypted.frame);
        return true;
    }
    return false;
}

/* --- In the clear, or nearly ----------------------------------------------------------------------------------------- */

static void
add_count(wmem_strbuf_t *list, uint32_t count, const char *what)
{
    if (count > 0)
        wmem_strbuf_append_printf(list, "%s%u %s", wmem_strbuf_get_len(list) > 0 ? ", " : "", count, what);
}

bool
pptp_sign_clear_data(struct pptp_evidence *evidence)
{
    static const char *const names[] = {
        [PPTP_CLEAR_IPV4] = "IPv4", [PPTP_CLEAR_IPV6] = "IPv6", [PPTP_CLEAR_VJ] = "Van Jacobson TCP/IP",
        [PPTP_CLEAR_OTHER] = "other"
    };
    const struct pptp_link *link = evidence->subject.link;
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);

    for (unsigned i = 0; i < PPTP_CLEAR_PROTOCOLS; i++)
        add_count(list, link->clear[i], names[i]);
    add_count(list, link->sent[0].compressed + link->sent[1].compressed, "compressed");
    if (wmem_strbuf_get_len(list) == 0)
        return false;
    pptp_evidence_put(evidence, "list", "%s", wmem_strbuf_get_str(list));
    pptp_evidence_put_frame(evidence, "frame", pptp_ppp_link_first_clear(link));
    return true;
}

static bool
is_weakly_encrypted(struct pptp_evidence *evidence, uint32_t bit)
{
    for (unsigned end = 0; end < 2; end++) {
        uint32_t bits = pptp_ppp_link_compression(evidence->subject.link, end).mppe & PPTP_MPPE_KEYS;

        if (bits != bit)
            continue;
        pptp_evidence_put_frame(evidence, "frame", pptp_evidence_asked(evidence, PPTP_CCP, end)->agreed.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_mppe_40(struct pptp_evidence *evidence)
{
    return is_weakly_encrypted(evidence, PPTP_MPPE_40);
}

bool
pptp_sign_mppe_56(struct pptp_evidence *evidence)
{
    return is_weakly_encrypted(evidence, PPTP_MPPE_56);
}
