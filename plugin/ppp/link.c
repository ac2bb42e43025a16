/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include <epan/ppptypes.h>

#include "ppp/decryption.h"
#include "ppp/link.h"

enum { DEFAULT_MRU = 1500 };            /* RFC 1661 section 6.1 */
enum { TCP_AND_IPV4 = 40 };             /* octets of both headers without options */
enum { LONGEST_NAME = 255 };            /* that pppd had room for (CVE-2020-8597) */
enum { MOST_REJECTED = 32 };            /* that are told apart; further ones only count */

/* One packet, and what it tells. */
struct news {
    struct pptp_link *link;
    unsigned from;
    const struct pptp_packet *packet;
    uint16_t protocol;
    const uint8_t *octets;              /* behind PPP's own header */
    unsigned size;                      /* of them captured */
    unsigned length;                    /* of them there were */
    struct pptp_link_event event;
};

/* One packet of a control protocol (RFC 1661 section 5). */
struct control {
    enum pptp_control_protocol protocol;
    uint8_t code;
    uint8_t identifier;
    const uint8_t *octets;              /* behind Length */
    unsigned size;
};

static const char *const stages[] = { "", "LCP", "Auth", "CCP", "IPCP", "Data", "Closed" };

const char *
pptp_ppp_stage_name(enum pptp_stage stage)
{
    return stages[stage];
}

struct pptp_link *
pptp_ppp_link_new(wmem_allocator_t *scope)
{
    struct pptp_link *link = wmem_new0(scope, struct pptp_link);

    link->scope = scope;
    link->events = wmem_array_new(scope, sizeof(struct pptp_link_event));
    return link;
}

static struct pptp_moment
now(const struct news *news)
{
    return (struct pptp_moment){ .frame = news->packet->frame, .when = news->packet->when };
}

static void
mark(struct pptp_moment *first, const struct news *news)
{
    if (first->frame == 0)
        *first = now(news);
}

static void
judge(struct news *news, enum pptp_link_verdict verdict, uint32_t number)
{
    news->event.verdicts |= 1u << verdict;
    news->event.number[verdict] = number;
}

/* Its end sent it before it took part in LCP, which began anew: it was on its way, or overtaken. */
static bool
is_from_before(const struct news *news)
{
    const struct pptp_negotiation *lcp = news->link->negotiation[PPTP_LCP][news->from];

    return news->link->is_behind[news->from] || (lcp && pptp_ppp_negotiation_is_newer(lcp, news->packet));
}

static void
advance(struct news *news, enum pptp_stage stage)
{
    struct pptp_link *link = news->link;

    if (stage != PPTP_STAGE_CLOSED && is_from_before(news))
        return;
    link->stage = MAX(link->stage, stage);
    if (stage != PPTP_STAGE_CLOSED)
        link->furthest = MAX(link->furthest, stage);
}

static struct pptp_text
keep(const struct news *news, const uint8_t *octets, unsigned size)
{
    return (struct pptp_text){ .octets = wmem_memdup(news->link->scope, octets, size), .size = size };
}

static struct pptp_negotiation *
negotiation_of(struct pptp_link *link, enum pptp_control_protocol protocol, unsigned end)
{
    struct pptp_negotiation **negotiation = &link->negotiation[protocol][end];

    if (!*negotiation)
        *negotiation = wmem_new0(link->scope, struct pptp_negotiation);
    return *negotiation;
}

const struct pptp_negotiation *
pptp_ppp_link_asked(const struct pptp_link *link, enum pptp_control_protocol protocol, unsigned end)
{
    static const struct pptp_negotiation none;

    return link->negotiation[protocol][end] ? link->negotiation[protocol][end] : &none;
}

uint32_t
pptp_ppp_link_mru(const struct pptp_link *link, unsigned end)
{
    const struct pptp_negotiation *lcp = pptp_ppp_link_asked(link, PPTP_LCP, end);
    bool announced = lcp->agreed.frame && pptp_ppp_options_have(&lcp->options, PPTP_OPTION_MRU);

    return announced ? lcp->options.value[PPTP_OPTION_MRU] : DEFAULT_MRU;
}

uint32_t
pptp_ppp_link_first_clear(const struct pptp_link *link)
{
    uint32_t one = link->sent[0].first_clear.frame, other = link->sent[1].first_clear.frame;

    return one && other ? MIN(one, other) : one + other;
}

struct pptp_compression
pptp_ppp_link_compression(const struct pptp_link *link, unsigned end)
{
    const struct pptp_negotiation *ccp = pptp_ppp_link_asked(link, PPTP_CCP, end);
    struct pptp_compression compression = { 0, 0 };

    if (ccp->agreed.frame == 0)
        return compression;
    if (pptp_ppp_options_have(&ccp->options, PPTP_OPTION_MPPE))
        compression.mppe = ccp->options.value[PPTP_OPTION_MPPE];
    if (pptp_ppp_options_have(&ccp->options, PPTP_OPTION_COMPRESSION))
        compression.type = ccp->options.value[PPTP_OPTION_COMPRESSION];
    return compression;
}

/* --- Control protocols ---------------------------------------------------------------------------------------- */

/* What was agreed on is no longer. Behind LCP, the next request repeats none of before. */
static void
forget_agreement(struct pptp_negotiation *negotiation, unsigned protocol)
{
    negotiation->agreed.frame = 0;
    if (protocol != PPTP_LCP)
        negotiation->last.first.frame = 0;
}

/* LCP is negotiated anew (RFC 1661 section 3.4). */
static void
begin_anew(struct pptp_link *link)
{
    for (unsigned protocol = 0; protocol < PPTP_CONTROL_PROTOCOLS; protocol++) {
        for (unsigned end = 0; end < 2; end++) {
            if (link->negotiation[protocol][end])
                forget_agreement(link->negotiation[protocol][end], protocol);
        }
    }
    for (struct pptp_authentication *last = link->authentication; last && !last->is_over; last = last->before)
        last->is_over = true;
    link->stage = PPTP_STAGE_LCP;
    link->terminated.frame = 0;
    link->is_behind[0] = link->is_behind[1] = true;
}

static bool
is_offered_again(const struct pptp_negotiation *ccp, const struct pptp_options *options)
{
    return pptp_ppp_options_have(options, PPTP_OPTION_MPPE) && options->value[PPTP_OPTION_MPPE] == 0
           && pptp_ppp_options_have(&ccp->rejected, PPTP_OPTION_MPPE);
}

/* Unless the capture cut the packet. */
static void
judge_length(struct news *news)
{
    if (news->size == news->length)
        judge(news, PPTP_LINK_LENGTH, 0);
}

static void
read_options(struct news *news, const struct control *control, struct pptp_options *options)
{
    if (!pptp_ppp_options_read(control->protocol, control->octets, control->size, options))
        judge_length(news);
}

static void
follow_request(struct news *news, const struct control *control)
{
    struct pptp_negotiation *negotiation = negotiation_of(news->link, control->protocol, news->from);
    struct pptp_options options = { .present = 0 };

    read_options(news, control, &options);
    if (control->protocol == PPTP_CCP && is_offered_again(negotiation, &options))
        judge(news, PPTP_LINK_ENCRYPTION_OFFERED_AGAIN, negotiation->reject.frame);
    if (pptp_ppp_negotiation_ask(negotiation, news->packet, control->identifier, &options))
        judge(news, PPTP_LINK_REPEATED, negotiation->last.answered.frame);
    else if (control->protocol == PPTP_LCP && negotiation->last.first.frame == news->packet->frame
             && news->link->stage > PPTP_STAGE_LCP)
        begin_anew(news->link);
}

static void
follow_answer(struct news *news, const struct control *control)
{
    struct pptp_negotiation *negotiation = negotiation_of(news->link, control->protocol, !news->from);
    struct pptp_options options = { .present = 0 };

    read_options(news, control, &options);
    if (pptp_ppp_negotiation_answer(negotiation, news->packet, control->code, control->identifier, &options)
        && control->code == PPTP_CONFIGURE_REJECT && control->protocol == PPTP_CCP
        && pptp_ppp_options_have(&options, PPTP_OPTION_MPPE))
        judge(news, PPTP_LINK_ENCRYPTION_REJECTED, 0);
}

static void
follow_terminate(struct news *news, const struct control *control)
{
    struct pptp_link *link = news->link;

    judge(news, PPTP_LINK_TERMINATED, control->protocol);
    news->event.text = keep(news, control->octets, control->size);
    if (control->protocol == PPTP_LCP) {
        if (link->terminated.frame == 0) {
            link->terminated_by = news->from;
            link->terminated_text = news->event.text;
        }
        mark(&link->terminated, news);
        advance(news, PPTP_STAGE_CLOSED);
    } else if (link->ncp_terminated.frame == 0) {
        link->ncp_terminated = now(news);
        link->ncp_terminated_protocol = control->protocol;
        link->ncp_terminated_by = news->from;
        link->ncp_terminated_text = news->event.text;
    }
}

static struct pptp_rejected *
rejected_of(struct pptp_link *link, unsigned by, uint16_t protocol)
{
    struct pptp_rejected *rejected = link->rejected;

    while (rejected && !(rejected->by == by && rejected->protocol == protocol))
        rejected = rejected->next;
    if (rejected || link->rejected_count == MOST_REJECTED)
        return rejected;
    rejected = wmem_new0(link->scope, struct pptp_rejected);
    rejected->by = by;
    rejected->protocol = protocol;
    rejected->next = link->rejected;
    link->rejected = rejected;
    link->rejected_count++;
    return rejected;
}

static void
follow_protocol_reject(struct news *news, const struct control *control)
{
    struct pptp_rejected *rejected;

    if (control->size < 2) {
        judge_length(news);
        return;
    }
    judge(news, PPTP_LINK_PROTOCOL_REJECTED, control->octets[0] << 8 | control->octets[1]);
    rejected = rejected_of(news->link, news->from, control->octets[0] << 8 | control->octets[1]);
    if (rejected) {
        rejected->count++;
        mark(&rejected->first, news);
    }
}

static void
follow_reset_request(struct news *news, const struct control *control _U_)
{
    struct pptp_sent *sent = &news->link->sent[news->from];

    sent->resets++;
    mark(&sent->first_reset, news);
    mark(&sent->open_reset, news);
    judge(news, PPTP_LINK_RESET, 0);
}

static void
follow_reset_ack(struct news *news, const struct control *control _U_)
{
    struct pptp_sent *asked = &news->link->sent[!news->from];

    if (asked->open_reset.frame)
        asked->reset_wait += news->packet->when - asked->open_reset.when;
    asked->open_reset.frame = 0;
}

static void
follow_echo_request(struct news *news, const struct control *control _U_)
{
    struct pptp_sent *sent = &news->link->sent[news->from];

    if (sent->echo_requests++ == 0)
        sent->echo = now(news);
}

static void
follow_echo_reply(struct news *news, const struct control *control _U_)
{
    news->link->sent[!news->from].echo_requests = 0;
}

#define ANY_PROTOCOL (-1)

static const struct {
    uint8_t code;
    int protocol;
    void (*follow)(struct news *news, const struct control *control);
} codes[] = {
    { PPTP_CONFIGURE_REQUEST, ANY_PROTOCOL, follow_request },
    { PPTP_CONFIGURE_ACK, ANY_PROTOCOL, follow_answer },
    { PPTP_CONFIGURE_NAK, ANY_PROTOCOL, follow_answer },
    { PPTP_CONFIGURE_REJECT, ANY_PROTOCOL, follow_answer },
    { PPTP_TERMINATE_REQUEST, ANY_PROTOCOL, follow_terminate },
    { PPTP_PROTOCOL_REJECT, PPTP_LCP, follow_protocol_reject },
    { PPTP_ECHO_REQUEST_CODE, PPTP_LCP, follow_echo_request },
    { PPTP_ECHO_REPLY_CODE, PPTP_LCP, follow_echo_reply },
    { PPTP_RESET_REQUEST, PPTP_CCP, follow_reset_request },
    { PPTP_RESET_ACK, PPTP_CCP, follow_reset_ack },
};

/* Code, Identifier, Length and what is behind them: of LCP and its like, of PAP, CHAP and EAP. A Length that lies is told, and
 * the packet read to its end. */
static bool
read_control(struct news *news, struct control *control)
{
    unsigned length = news->size >= 4 ? news->octets[2] << 8 | news->octets[3] : 0;

    if (length < 4 || length > news->length) {
        if (news->size >= 4 || news->size == news->length)
            judge(news, PPTP_LINK_LENGTH, 0);
        length = news->size;
    }
    if (news->size < 4)
        return false;
    control->code = news->octets[0];
    control->identifier = news->octets[1];
    control->octets = news->octets + 4;
    control->size = MIN(length, news->size) - 4;
    return true;
}

static void
follow_control(struct news *news, unsigned protocol)
{
    static const enum pptp_stage reached[] = {
        [PPTP_LCP] = PPTP_STAGE_LCP, [PPTP_CCP] = PPTP_STAGE_CCP,
        [PPTP_IPCP] = PPTP_STAGE_IPCP, [PPTP_IPV6CP] = PPTP_STAGE_IPCP
    };
    struct control control = { .protocol = protocol };

    if (!read_control(news, &control))
        return;
    for (unsigned i = 0; i < array_length(codes); i++) {
        if (codes[i].code == control.code && (codes[i].protocol == ANY_PROTOCOL || codes[i].protocol == (int)protocol))
            codes[i].follow(news, &control);
    }
    if (protocol == PPTP_LCP && control.code <= PPTP_CONFIGURE_REJECT)
        news->link->is_behind[news->from] = false;
    advance(news, reached[protocol]);
    news->event.shows_compression = protocol == PPTP_CCP;
}

/* --- Authentication -------------------------------------------------------------------------------------------- */

static enum pptp_authentication_protocol
asked_by(const struct pptp_link *link, unsigned end)
{
    const struct pptp_negotiation *lcp = pptp_ppp_link_asked(link, PPTP_LCP, end);
    const struct pptp_options *options = lcp->agreed.frame ? &lcp->options : &lcp->asked;

    return pptp_ppp_options_have(options, PPTP_OPTION_AUTHENTICATION)
               ? pptp_ppp_authentication_asked(options->value[PPTP_OPTION_AUTHENTICATION])
               : PPTP_AUTHENTICATION_UNKNOWN;
}

static void
judge_authentication(struct news *news, const struct pptp_authentication *authentication)
{
    enum pptp_authentication_part part = news->event.part;

    if (part == PPTP_OUTCOME && !authentication->succeeded) {
        judge(news, PPTP_LINK_AUTHENTICATION_FAILED, authentication->error);
        news->event.text = authentication->message;
    }
    if (part == PPTP_RESPONSE && authentication->credentials.response == PPTP_DIFFERS)
        judge(news, PPTP_LINK_WRONG_PASSWORD, 0);
    if (part == PPTP_OUTCOME && authentication->credentials.success == PPTP_DIFFERS)
        judge(news, PPTP_LINK_WRONG_SERVER, 0);
    if (part == PPTP_RESPONSE && authentication->protocol == PPTP_PAP)
        judge(news, PPTP_LINK_PASSWORD_IN_CLEAR, 0);
    if (part == PPTP_RESPONSE && authentication->has_lm_response)
        judge(news, PPTP_LINK_LM_RESPONSE, 0);
    if (part != PPTP_OUTCOME && authentication->last_name_size > LONGEST_NAME)
        judge(news, PPTP_LINK_EAP_NAME, authentication->last_name_size);
}

static void
follow_authentication(struct news *news, unsigned unused _U_)
{
    struct pptp_link *link = news->link;
    struct control control = { .code = 0 };
    struct pptp_credentials_packet credentials = { .protocol = news->protocol, .from = news->from };
    bool whole = true;

    if (!read_control(news, &control))
        return;
    credentials.code = control.code;
    credentials.identifier = control.identifier;
    credentials.octets = control.octets;
    credentials.size = control.size;
    for (unsigned end = 0; end < 2; end++)
        credentials.asked[end] = asked_by(link, end);
    news->event.part =
        pptp_ppp_authentication_follow(link->scope, &link->authentication, news->packet, &credentials, &whole);
    if (!whole)
        judge_length(news);
    advance(news, PPTP_STAGE_AUTHENTICATION);
    if (news->event.part == PPTP_NO_PART)
        return;
    news->event.authentication = link->authentication;
    news->event.protocol = link->authentication->protocol;
    news->event.user = link->authentication->user;
    judge_authentication(news, link->authentication);
}

/* --- Data -------------------------------------------------------------------------------------------------------- */

static void
count_data(struct news *news)
{
    struct pptp_sent *sent = &news->link->sent[news->from];

    sent->last_data = now(news);
    advance(news, PPTP_STAGE_DATA);
}

static void
follow_clear(struct news *news, unsigned protocol)
{
    struct pptp_sent *sent = &news->link->sent[news->from];

    if (sent->clear++ == 0) {
        sent->first_clear = now(news);
        if (news->link->sent[!news->from].clear == 0)
            judge(news, PPTP_LINK_CLEAR_DATA, 0);
    }
    news->link->clear[protocol]++;
    count_data(news);
}

/* The Maximum Segment Size that a SYN announces (RFC 9293 section 3.7.1); 0: it is none, or announces none. */
static unsigned
mss_of(const uint8_t *ip, unsigned size)
{
    unsigned header = size >= 20 ? (ip[0] & 15) * 4 : 0, end, at;

    if (header < 20 || ip[0] >> 4 != 4 || ip[9] != 6 || ((ip[6] & 0x1f) | ip[7]) != 0 || size < header + 20
        || !(ip[header + 13] & 0x02))
        return 0;
    end = MIN(header + (ip[header + 12] >> 4) * 4, size);
    for (at = header + 20; at + 1 < end && ip[at] != 0; at += ip[at] == 1 ? 1 : ip[at + 1]) {
        if (ip[at] == 2 && ip[at + 1] == 4 && at + 4 <= end)
            return ip[at + 2] << 8 | ip[at + 3];
        if (ip[at] != 1 && ip[at + 1] < 2)
            return 0;
    }
    return 0;
}

/* What is sent to the end that announces it goes through the tunnel to that end. */
static void
judge_mss(struct news *news, const uint8_t *ip, unsigned size)
{
    struct pptp_sent *sent = &news->link->sent[news->from];
    unsigned mss = mss_of(ip, size);

    if (mss + TCP_AND_IPV4 <= pptp_ppp_link_mru(news->link, news->from))
        return;
    judge(news, PPTP_LINK_MSS, mss);
    if (mss > sent->mss) {
        sent->mss = mss;
        sent->mss_at = now(news);
    }
}

static void
follow_ipv4(struct news *news, unsigned protocol)
{
    follow_clear(news, protocol);
    judge_mss(news, news->octets, news->size);
}

/* Takes a number of octets off the front. */
static void
pass(struct news *news, unsigned octets)
{
    news->octets += octets;
    news->size -= octets;
    news->length -= octets;
}

/* Address and Control, unless they are compressed (RFC 1661 section 6.6), and Protocol, of one octet if that is (6.5). No
 * protocol is 0xff, so that it is an Address, even where the capture cut what follows. */
static bool
read_protocol(struct news *news)
{
    if (news->size >= 2 && news->octets[0] == 0xff && news->octets[1] == 0x03)
        pass(news, 2);
    if (news->size >= 1 && news->octets[0] & 1 && news->octets[0] != 0xff) {
        news->protocol = news->octets[0];
        pass(news, 1);
        return true;
    }
    if (news->size < 2)
        return false;
    news->protocol = news->octets[0] << 8 | news->octets[1];
    pass(news, 2);
    return true;
}

/* What is opened is PPP once more. */
static void
look_into(struct news *news, const struct pptp_opening *opening)
{
    struct news inside = { .octets = opening->octets, .size = opening->captured, .length = opening->length };

    if (read_protocol(&inside) && inside.protocol == PPP_IP)
        judge_mss(news, inside.octets, inside.size);
}

static void
count_opening(struct news *news, const struct pptp_opening *opening)
{
    struct pptp_sent *sent = &news->link->sent[news->from];

    if (opening->result == PPTP_OPENED) {
        sent->opened++;
        look_into(news, opening);
    }
    if (opening->result == PPTP_SEALED_GARBAGE) {
        sent->garbage++;
        mark(&sent->first_garbage, news);
    }
}

/* What compresses only: anybody can read it. */
static bool
is_without_keys(struct pptp_compression compression)
{
    return !(compression.mppe & PPTP_MPPE_KEYS) && (compression.type || compression.mppe & PPTP_MPPE_MPPC);
}

/* 0x00fd is taken for MPPE's unless something else is agreed on: CCP, or its options, may not be captured. Nobody sends it before
 * CCP is open (RFC 1962 section 2.1), so it tells of an acknowledgment too. */
static void
follow_compressed(struct news *news, unsigned unused _U_)
{
    struct pptp_link *link = news->link;
    struct pptp_sent *sent = &link->sent[news->from];
    struct pptp_negotiation *ccp = negotiation_of(link, PPTP_CCP, !news->from);
    const struct pptp_opening *opening;

    pptp_ppp_negotiation_prove(ccp, news->packet);
    opening = pptp_ppp_opening_follow(link, news->from, news->packet, NULL, news->octets, news->size, news->length);
    if (is_without_keys(pptp_ppp_link_compression(link, !news->from))) {
        sent->compressed++;
    } else {
        sent->encrypted++;
        mark(&sent->first_encrypted, news);
    }
    count_data(news);
    if (opening)
        count_opening(news, opening);
}

/* --- All packets ------------------------------------------------------------------------------------------------- */

static const struct {
    uint16_t protocol;
    void (*follow)(struct news *news, unsigned what);
    unsigned what;
} protocols[] = {
    { PPP_COMP, follow_compressed, 0 },
    { PPP_IP, follow_ipv4, PPTP_CLEAR_IPV4 },
    { PPP_VJC_COMP, follow_clear, PPTP_CLEAR_VJ },
    { PPP_VJC_UNCOMP, follow_clear, PPTP_CLEAR_VJ },
    { PPP_IPV6, follow_clear, PPTP_CLEAR_IPV6 },
    { PPP_LCP, follow_control, PPTP_LCP },
    { PPP_CCP, follow_control, PPTP_CCP },
    { PPP_IPCP, follow_control, PPTP_IPCP },
    { PPP_IPV6CP, follow_control, PPTP_IPV6CP },
    { PPP_PAP, follow_authentication, 0 },
    { PPP_CHAP, follow_authentication, 0 },
    { PPP_EAP, follow_authentication, 0 },
};

static void
follow_protocol(struct news *news)
{
    for (unsigned i = 0; i < array_length(protocols); i++) {
        if (protocols[i].protocol == news->protocol) {
            protocols[i].follow(news, protocols[i].what);
            return;
        }
    }
    if (news->protocol < PPP_IPCP)
        follow_clear(news, PPTP_CLEAR_OTHER);
}

/* The length of what the other end must be ready to receive. */
static void
check_length(struct news *news)
{
    struct pptp_sent *sent = &news->link->sent[news->from];

    sent->longest = MAX(sent->longest, news->length);
    if (news->length <= pptp_ppp_link_mru(news->link, !news->from))
        return;
    judge(news, PPTP_LINK_MRU_EXCEEDED, news->length);
    if (sent->too_long++ == 0)
        sent->first_too_long = now(news);
}

static bool
told(const struct news *news, enum pptp_stage before)
{
    return news->event.verdicts || news->event.authentication || news->event.shows_compression
        || news->link->stage != before;
}

bool
pptp_ppp_link_follow(struct pptp_link *link, unsigned from, const struct pptp_packet *packet, const uint8_t *octets,
                     unsigned captured, unsigned length)
{
    struct news news = { .link = link, .from = from, .packet = packet, .octets = octets, .size = captured,
                         .length = length, .event = { .packet = packet, .from = from } };
    enum pptp_stage before = link->stage;

    if (!read_protocol(&news))
        return false;
    mark(&link->first, &news);
    check_length(&news);
    follow_protocol(&news);
    if (!told(&news, before))
        return false;
    news.event.stage = link->stage;
    for (unsigned end = 0; end < 2; end++)
        news.event.compression[end] = pptp_ppp_link_compression(link, end);
    wmem_array_append_one(link->events, news.event);
    return true;
}

void
pptp_ppp_link_follow_copy(struct pptp_link *link, unsigned from, const struct pptp_packet *packet,
                          const struct pptp_packet *copied, const uint8_t *octets, unsigned captured, unsigned length)
{
    struct news copy = { .octets = octets, .size = captured, .length = length };

    if (read_protocol(&copy) && copy.protocol == PPP_COMP)
        pptp_ppp_opening_follow(link, from, packet, copied, copy.octets, copy.size, copy.length);
}

bool
pptp_ppp_link_has_agreed(const struct pptp_link *link, enum pptp_control_protocol protocol)
{
    return pptp_ppp_link_asked(link, protocol, 0)->agreed.frame && pptp_ppp_link_asked(link, protocol, 1)->agreed.frame;
}

bool
pptp_ppp_link_is_unauthenticated(const struct pptp_link *link)
{
    return !pptp_ppp_options_have(&pptp_ppp_link_asked(link, PPTP_LCP, 0)->asked, PPTP_OPTION_AUTHENTICATION)
           && !pptp_ppp_options_have(&pptp_ppp_link_asked(link, PPTP_LCP, 1)->asked, PPTP_OPTION_AUTHENTICATION);
}

const struct pptp_rejected *
pptp_ppp_link_rejected(const struct pptp_link *link, uint16_t protocol)
{
    const struct pptp_rejected *rejected = link->rejected;

    while (rejected && rejected->protocol != protocol)
        rejected = rejected->next;
    return rejected;
}

const struct pptp_link_event *
pptp_ppp_link_event_at(const struct pptp_link *link, const struct pptp_packet *packet)
{
    return pptp_packets_last_until(link->events, sizeof(struct pptp_link_event), packet);
}
