/* One protocol of a link fails, and takes the link with it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_reached.h"
#include "ppp/text.h"
#include "show.h"

enum { AT_ONCE = 2 }; /* seconds */

bool
pptp_sign_protocol_refused(struct pptp_evidence *evidence)
{
    static const enum pptp_control_protocol needed[] = { PPTP_LCP, PPTP_IPCP };

    for (unsigned i = 0; i < array_length(needed); i++) {
        for (unsigned end = 0; end < 2; end++) {
            const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, needed[i], end);

            if (!pptp_evidence_is_refused(evidence, needed[i], end))
                continue;
            pptp_evidence_put_frame(evidence, "frame", asked->refused.frame);
            pptp_evidence_put_parties(evidence, "sender", "other", end);
            pptp_evidence_put(evidence, "protocol", "%s", pptp_ppp_control_protocol_name(needed[i]));
            pptp_evidence_put(evidence, "answer", "%s",
                              asked->refused_with == PPTP_TERMINATE_ACK ? "Terminate-Ack" : "Code-Reject");
            pptp_evidence_put_frame(evidence, "asked", asked->last.last.frame);
            pptp_evidence_put_frame(evidence, "own", pptp_evidence_asked(evidence, needed[i], !end)->first.frame);
            return true;
        }
    }
    return false;
}

/* How a protocol ended: who ended it, when, and by which packet. */
struct failure {
    unsigned by;
    struct pptp_moment at;
    const char *how;
    const char *verb;
};

/* A Terminate-Request or Protocol-Reject of the protocol; the later one. Returns false if there is none. */
static bool
find_failure(const struct pptp_evidence *evidence, enum pptp_control_protocol protocol, uint16_t number,
             struct failure *failure)
{
    const struct pptp_rejected *rejected = pptp_ppp_link_rejected(evidence->subject.link, number);

    *failure = (struct failure){ .how = NULL };
    if (rejected)
        *failure = (struct failure){ rejected->by, rejected->first, "LCP Protocol-Reject", "rejected" };
    for (unsigned end = 0; end < 2; end++) {
        struct pptp_moment closed = pptp_evidence_asked(evidence, protocol, end)->closed;

        if (closed.frame > failure->at.frame)
            *failure = (struct failure){ end, closed, "Terminate-Request", "ended" };
    }
    return failure->how != NULL;
}

/* IPv4 was on its way, or up, and nobody ended it. */
static bool
is_ipv4_well(const struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ipcp = pptp_evidence_asked(evidence, PPTP_IPCP, end);

        if (ipcp->closed.frame || pptp_evidence_is_refused(evidence, PPTP_IPCP, end))
            return false;
    }
    return (pptp_evidence_asked(evidence, PPTP_IPCP, 0)->acks > 0
            || pptp_evidence_asked(evidence, PPTP_IPCP, 1)->acks > 0)
           && !pptp_ppp_link_rejected(evidence->subject.link, PPP_IPCP);
}

/* The end of the link followed from that of the protocol: at once, without another reason, and not as an end that
 * closes one protocol after the other. */
static bool
ended_the_link(const struct pptp_evidence *evidence, const struct failure *failure)
{
    const struct pptp_link *link = evidence->subject.link;
    bool is_closing = failure->by == link->terminated_by && failure->verb[0] == 'e';

    return link->terminated.frame > failure->at.frame && !is_closing
           && link->terminated.when - failure->at.when <= AT_ONCE * PPTP_SECOND
           && !pptp_ppp_termination_is_signalled(&link->terminated_text)
           && !pptp_ppp_text_has(&link->terminated_text, "MPPE")
           && (link->terminated_text.size == 0 || pptp_ppp_termination_has_reason(&link->terminated_text));
}

/* The findings of encryption tell that. */
static bool
is_about_mppe(const struct pptp_evidence *evidence, enum pptp_control_protocol protocol)
{
    return protocol == PPTP_CCP && !pptp_ppp_link_has_agreed(evidence->subject.link, PPTP_CCP)
           && (pptp_ppp_options_have(&pptp_evidence_asked(evidence, PPTP_CCP, 0)->asked, PPTP_OPTION_MPPE)
               || pptp_ppp_options_have(&pptp_evidence_asked(evidence, PPTP_CCP, 1)->asked, PPTP_OPTION_MPPE));
}

bool
pptp_sign_protocol_ended_link(struct pptp_evidence *evidence)
{
    static const struct {
        enum pptp_control_protocol protocol;
        uint16_t number;
        const char *option;     /* of pppd, which turns it off */
    } optional[] = { { PPTP_IPV6CP, PPP_IPV6CP, "noipv6" }, { PPTP_CCP, PPP_CCP, "noccp" } };
    const struct pptp_link *link = evidence->subject.link;
    struct failure failure;

    for (unsigned i = 0; i < array_length(optional); i++) {
        if (!is_ipv4_well(evidence) || is_about_mppe(evidence, optional[i].protocol)
            || !find_failure(evidence, optional[i].protocol, optional[i].number, &failure)
            || !ended_the_link(evidence, &failure))
            continue;
        pptp_evidence_put_frame(evidence, "frame", failure.at.frame);
        pptp_evidence_put_party(evidence, "sender", failure.by);
        pptp_evidence_put(evidence, "verb", "%s", failure.verb);
        pptp_evidence_put(evidence, "protocol", "%s", pptp_ppp_control_protocol_name(optional[i].protocol));
        pptp_evidence_put(evidence, "how", "%s", failure.how);
        pptp_evidence_put(evidence, "option", "%s", optional[i].option);
        pptp_evidence_put_party(evidence, "ender", link->terminated_by);
        pptp_evidence_put_seconds(evidence, "span", link->terminated.when - failure.at.when);
        pptp_evidence_put_frame(evidence, "ended", link->terminated.frame);
        return true;
    }
    return false;
}

/* A control protocol that no other finding is about, such as ECP. */
static bool
is_other_control(uint16_t protocol)
{
    return protocol >= 0x8000 && protocol < 0xc000 && protocol != PPP_IPCP && protocol != PPP_IPV6CP
        && protocol != PPP_CCP;
}

/* What an end asked for was rejected, and it left before data passed. */
bool
pptp_sign_protocol_missed(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_rejected *rejected = link->rejected;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);
    const char *name;

    while (rejected && !is_other_control(rejected->protocol))
        rejected = rejected->next;
    if (!rejected || evidence->warnings > 0 || ending.end != !rejected->by || pptp_subject_has_data(&evidence->subject)
        || link->terminated.frame != ending.frame || link->terminated.frame < rejected->first.frame
        || link->terminated.when - rejected->first.when > AT_ONCE * PPTP_SECOND)
        return false;
    name = pptp_show_field_value_name("ppp.protocol", rejected->protocol);
    pptp_evidence_put_frame(evidence, "frame", rejected->first.frame);
    pptp_evidence_put_parties(evidence, "sender", "ender", rejected->by);
    pptp_evidence_put(evidence, "protocol", "%s", name ? name : "a control protocol");
    pptp_evidence_put(evidence, "number", "0x%04x", rejected->protocol);
    pptp_evidence_put_seconds(evidence, "span", link->terminated.when - rejected->first.when);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "ended", ending.frame);
    return true;
}

/* --- What an end sends, although the other did not agree to receive it ---- */

enum { FEW_PROTOCOLS = 4 }; /* packets that decrypt to garbage name many */

static const struct unasked {
    uint16_t number;                    /* PPP's */
    enum pptp_control_protocol protocol;
    int option;                         /* -1: the whole protocol */
    const char *loss;
    const char *advice;
} unasked[] = {
#define UNASKED_VJ "So all that it compresses is lost: TCP stalls, while pings and UDP pass", \
        "Turn Van Jacobson compression off on the end that sends it (pppd: novj), and update its PPP"
    { PPP_VJC_COMP, PPTP_IPCP, PPTP_OPTION_VJ, UNASKED_VJ },
    { PPP_VJC_UNCOMP, PPTP_IPCP, PPTP_OPTION_VJ, UNASKED_VJ },
    { PPP_IPV6, PPTP_IPV6CP, -1, "So its IPv6 is lost",
      "Turn IPv6 off for the tunnel on the end that sends it (pppd: noipv6), or on for both" },
};

/* The protocol must have been settled before: an option of a request that was acknowledged without it, or a whole
 * protocol that is not open. */
static bool
is_unasked(const struct pptp_evidence *evidence, const struct unasked *row, const struct pptp_rejected *rejected)
{
    const struct pptp_negotiation *asked = pptp_evidence_asked(evidence, row->protocol, rejected->by);

    if (row->number != rejected->protocol || rejected->count < 2)
        return false;
    if (row->option < 0)
        return asked->acks == 0 && pptp_evidence_asked(evidence, row->protocol, !rejected->by)->acks == 0;
    return asked->agreed.frame && asked->agreed.frame < rejected->first.frame && !asked->options.is_cut
           && !pptp_ppp_options_have(&asked->options, row->option);
}

static const struct unasked *
find_unasked(const struct pptp_evidence *evidence, const struct pptp_rejected *rejected)
{
    for (unsigned i = 0; i < array_length(unasked); i++) {
        if (is_unasked(evidence, &unasked[i], rejected))
            return &unasked[i];
    }
    return NULL;
}

static void
put_agreement(struct pptp_evidence *evidence, const struct unasked *row, unsigned receiver)
{
    const char *protocol = pptp_ppp_control_protocol_name(row->protocol);

    if (row->option < 0) {
        pptp_evidence_put(evidence, "basis", "%s is not open", protocol);
        return;
    }
    pptp_evidence_put(evidence, "basis", "%s did not ask for it in %s",
                      pptp_subject_party(evidence->scope, &evidence->subject, receiver), protocol);
    pptp_evidence_put_frame(evidence, "agreed", pptp_evidence_asked(evidence, row->protocol, receiver)->agreed.frame);
}

bool
pptp_sign_protocol_not_agreed(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_rejected *rejected = link->rejected;
    const struct unasked *row;
    const char *name;

    while (rejected && !find_unasked(evidence, rejected))
        rejected = rejected->next;
    if (!rejected || link->rejected_count > FEW_PROTOCOLS)
        return false;
    row = find_unasked(evidence, rejected);
    name = pptp_show_field_value_name("ppp.protocol", rejected->protocol);
    pptp_evidence_put_frame(evidence, "frame", rejected->first.frame);
    pptp_evidence_put_party(evidence, "sender", !rejected->by);
    pptp_evidence_put_party(evidence, "other", rejected->by);
    pptp_evidence_put(evidence, "protocol", "%s", name ? name : "a protocol");
    pptp_evidence_put(evidence, "number", "0x%04x", rejected->protocol);
    pptp_evidence_put_count(evidence, "times", rejected->count, "time");
    put_agreement(evidence, row, rejected->by);
    pptp_evidence_put(evidence, "loss", "%s", row->loss);
    pptp_evidence_put(evidence, "advice", "%s", row->advice);
    return true;
}

/* --- What an end agreed to receive, and rejects ---- */

/* What an end promises to receive, because the other asked for it or because it asked itself, and what follows if it
 * does not. */
static const struct promise {
    uint16_t number;                    /* PPP's */
    enum pptp_control_protocol protocol;
    int option;                         /* -1: the whole protocol */
    uint32_t value;                     /* of the option; 0: any */
    unsigned least;                     /* rejects: a single one may be of a packet that overtook the agreement */
    const char *loss;
    const char *advice;
} promises[] = {
#define LOGON "So the logon cannot succeed", \
        "Let the server ask for another authentication (MS-CHAPv2), or enable this one on the client"
#define NO_VJ "So all that the other end compresses is lost: TCP stalls, while pings and UDP pass", \
        "Turn Van Jacobson compression off on either end (pppd: novj), and update the end that rejects it"
#define NO_NETWORK "So all that is sent in it is lost", "Look in the PPP log of that end, and update its PPP"
    { PPP_PAP, PPTP_LCP, PPTP_OPTION_AUTHENTICATION, PPP_PAP, 1, LOGON },
    { PPP_CHAP, PPTP_LCP, PPTP_OPTION_AUTHENTICATION, PPP_CHAP, 1, LOGON },
    { PPP_EAP, PPTP_LCP, PPTP_OPTION_AUTHENTICATION, PPP_EAP, 1, LOGON },
    { PPP_VJC_COMP, PPTP_IPCP, PPTP_OPTION_VJ, PPP_VJC_COMP, 2, NO_VJ },
    { PPP_VJC_UNCOMP, PPTP_IPCP, PPTP_OPTION_VJ, PPP_VJC_COMP, 2, NO_VJ },
    { PPP_MP, PPTP_LCP, PPTP_OPTION_MRRU, 0, 2, "So all that is sent as Multilink is lost",
      "Turn Multilink off on both ends (pppd: nomp)" },
    { PPP_IP, PPTP_IPCP, -1, 0, 2, NO_NETWORK },
    { PPP_IPV6, PPTP_IPV6CP, -1, 0, 2, NO_NETWORK },
};

static const struct promise *
find_promise(const struct pptp_rejected *rejected)
{
    for (unsigned i = 0; i < array_length(promises); i++) {
        if (promises[i].number == rejected->protocol && rejected->count >= promises[i].least)
            return &promises[i];
    }
    return NULL;
}

/* The value of the option begins with PPP's number: two octets in IPCP, three in LCP's authentication. */
static bool
has_promised(const struct promise *promise, const struct pptp_options *options)
{
    uint32_t value;

    if (promise->option < 0)
        return true;
    value = options->value[promise->option];
    return pptp_ppp_options_have(options, promise->option)
           && (promise->value == 0 || promise->value == value || promise->value == value >> 8);
}

/* Authentication is for the end that asks the other; all else for the end that asks. */
static const struct pptp_negotiation *
find_request(const struct pptp_evidence *evidence, const struct promise *promise, const struct pptp_rejected *rejected)
{
    bool is_own = promise->option != PPTP_OPTION_AUTHENTICATION;

    return pptp_evidence_asked(evidence, promise->protocol, is_own ? rejected->by : !rejected->by);
}

/* The promise that the packet breaks; NULL: none. What LCP agreed on for authentication may not be in the capture. */
static const struct promise *
find_broken(const struct pptp_evidence *evidence, const struct pptp_rejected *rejected)
{
    const struct promise *promise = find_promise(rejected);
    const struct pptp_negotiation *asked = promise ? find_request(evidence, promise, rejected) : NULL;

    if (!promise)
        return NULL;
    if (asked->agreed.frame == 0)
        return promise->value >= PPP_PAP && asked->requests == 0 ? promise : NULL;
    return asked->agreed.frame < rejected->first.frame && has_promised(promise, &asked->options) ? promise : NULL;
}

static void
put_basis(struct pptp_evidence *evidence, const struct promise *promise, const struct pptp_negotiation *asked)
{
    if (asked->agreed.frame == 0)
        return;
    pptp_evidence_put(evidence, "basis", "%s",
                      promise->option < 0         ? "which it had agreed on itself"
                      : promise->value >= PPP_PAP ? "which it had acknowledged in LCP"
                                                  : "which it had requested itself and been granted");
    pptp_evidence_put_frame(evidence, "agreed", asked->agreed.frame);
}

bool
pptp_sign_protocol_disowned(struct pptp_evidence *evidence)
{
    const struct pptp_rejected *rejected = evidence->subject.link->rejected;
    const struct promise *promise;
    const char *name;

    while (rejected && !find_broken(evidence, rejected))
        rejected = rejected->next;
    if (!rejected)
        return false;
    promise = find_broken(evidence, rejected);
    name = pptp_show_field_value_name("ppp.protocol", rejected->protocol);
    pptp_evidence_put_frame(evidence, "frame", rejected->first.frame);
    pptp_evidence_put_party(evidence, "sender", rejected->by);
    pptp_evidence_put(evidence, "protocol", "%s", name ? name : "a protocol");
    pptp_evidence_put(evidence, "number", "0x%04x", rejected->protocol);
    if (rejected->count > 1)
        pptp_evidence_put_count(evidence, "times", rejected->count, "time");
    put_basis(evidence, promise, find_request(evidence, promise, rejected));
    pptp_evidence_put(evidence, "loss", "%s", promise->loss);
    pptp_evidence_put(evidence, "advice", "%s", promise->advice);
    return true;
}
