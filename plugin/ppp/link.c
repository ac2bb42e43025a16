/* Sends each packet of a link to the file that follows its protocol, and keeps an event of what it told.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>

#include "ppp/beside.h"
#include "ppp/chap.h"
#include "ppp/control.h"
#include "ppp/data.h"
#include "ppp/eap.h"
#include "ppp/framing.h"
#include "ppp/link.h"
#include "ppp/multilink.h"
#include "ppp/pap.h"

enum { LONGEST_NAME = 255 };            /* octets that pppd had room for (CVE-2020-8597) */

/* --- Authentication ----------------------------------------------------------------------------------------------- */

enum { PAP, CHAP, EAP };

static enum pptp_authentication_part (*const readers[])(struct pptp_authentication_packet *packet) = {
    [PAP] = pptp_ppp_pap_follow, [CHAP] = pptp_ppp_chap_follow, [EAP] = pptp_ppp_eap_follow
};

/* Whether the packet is the one that may prove that the authenticator knows the password. */
static bool
may_prove(const struct pptp_news *news, const struct pptp_authentication *authentication)
{
    return news->event.part == (authentication->eap ? PPTP_PROOF : PPTP_OUTCOME);
}

/* What LCP agreed on. A Response is judged with its Challenge, but PAP has none. */
static void
judge_agreement(struct pptp_news *news, const struct pptp_authentication *authentication)
{
    bool begins = news->event.part == PPTP_CHALLENGE || authentication->protocol == PPTP_PAP;
    unsigned size = pptp_ppp_authentication_value_size(authentication->protocol);

    if (begins && news->event.part != PPTP_OUTCOME
        && (authentication->basis == PPTP_BASIS_NOTHING || authentication->basis == PPTP_BASIS_OTHER))
        pptp_ppp_news_judge(news, PPTP_LINK_NOT_AGREED, authentication->option);
    if (news->event.part == PPTP_RESPONSE && size && authentication->value_size && authentication->value_size != size)
        pptp_ppp_news_judge(news, PPTP_LINK_VALUE_SIZE, authentication->value_size);
    if (may_prove(news, authentication) && authentication->lacks_proof)
        pptp_ppp_news_judge(news, PPTP_LINK_NO_PROOF, 0);
}

static void
judge_eap(struct pptp_news *news, const struct pptp_authentication *authentication)
{
    const struct pptp_eap *eap = authentication->eap;

    if (!eap || news->event.part == PPTP_OUTCOME)
        return;
    if (pptp_ppp_eap_is_senseless(&eap->last))
        pptp_ppp_news_judge(news, PPTP_LINK_EAP_TYPE, eap->last.type);
    if (eap->no_flags.frame == news->packet->frame)
        pptp_ppp_news_judge(news, PPTP_LINK_EAP_FLAGS, 0);
    if (authentication->last_name_size > LONGEST_NAME)
        pptp_ppp_news_judge(news, PPTP_LINK_EAP_NAME, authentication->last_name_size);
}

static void
judge_authentication(struct pptp_news *news, const struct pptp_authentication *authentication)
{
    enum pptp_authentication_part part = news->event.part;

    if (part == PPTP_OUTCOME && !authentication->succeeded) {
        pptp_ppp_news_judge(news, PPTP_LINK_AUTHENTICATION_FAILED, authentication->error);
        news->event.text = authentication->message;
    }
    if (part == PPTP_RESPONSE && authentication->credentials.response == PPTP_DIFFERS)
        pptp_ppp_news_judge(news, PPTP_LINK_WRONG_PASSWORD, 0);
    if (may_prove(news, authentication) && authentication->credentials.success == PPTP_DIFFERS)
        pptp_ppp_news_judge(news, PPTP_LINK_WRONG_SERVER, 0);
    if (part == PPTP_RESPONSE && authentication->protocol == PPTP_PAP)
        pptp_ppp_news_judge(news, PPTP_LINK_PASSWORD_IN_CLEAR, 0);
    if (part == PPTP_RESPONSE && authentication->has_lm_response)
        pptp_ppp_news_judge(news, PPTP_LINK_LM_RESPONSE, 0);
    judge_agreement(news, authentication);
    judge_eap(news, authentication);
}

static bool
is_waiting_for_ack(const struct pptp_negotiation *lcp)
{
    return lcp->requests > 0 && lcp->agreed.frame == 0;
}

/* Of an authentication that the end asks for with this packet. */
static enum pptp_authentication_basis
basis_of(const struct pptp_news *news, unsigned authenticator)
{
    const struct pptp_negotiation *lcp = pptp_ppp_link_asked(news->link, PPTP_LCP, authenticator);
    const struct pptp_negotiation *other = pptp_ppp_link_asked(news->link, PPTP_LCP, !authenticator);

    if (is_waiting_for_ack(lcp) || is_waiting_for_ack(other))
        return PPTP_BASIS_NOT_OPEN;
    if (lcp->agreed.frame == 0)
        return PPTP_BASIS_UNKNOWN;
    if (!pptp_ppp_options_have(&lcp->options, PPTP_OPTION_AUTHENTICATION))
        return lcp->options.is_cut ? PPTP_BASIS_UNKNOWN : PPTP_BASIS_NOTHING;
    return lcp->options.value[PPTP_OPTION_AUTHENTICATION] >> 8 == news->protocol ? PPTP_BASIS_AGREED
                                                                                 : PPTP_BASIS_OTHER;
}

static struct pptp_authentication_packet
authentication_packet(struct pptp_news *news, const struct pptp_control_packet *control)
{
    struct pptp_authentication_packet packet = {
        .scope = news->link->scope, .newest = &news->link->authentication,
        .keyed = &news->link->keyed, .packet = news->packet,
        .protocol = news->protocol, .from = news->from, .code = control->code, .identifier = control->identifier,
        .octets = control->octets, .size = control->size, .length = control->length
    };

    for (unsigned end = 0; end < 2; end++) {
        packet.asked[end] = pptp_ppp_negotiation_value(pptp_ppp_link_asked(news->link, PPTP_LCP, end),
                                                       PPTP_OPTION_AUTHENTICATION);
        packet.basis[end] = basis_of(news, end);
    }
    return packet;
}

static void
follow_authentication(struct pptp_news *news, unsigned protocol)
{
    struct pptp_control_packet control;
    struct pptp_authentication_packet packet;

    if (!pptp_ppp_news_read_control(news, &control))
        return;
    packet = authentication_packet(news, &control);
    news->event.part = readers[protocol](&packet);
    if (packet.is_malformed)
        pptp_ppp_news_judge_length(news);
    pptp_ppp_news_advance(news, PPTP_STAGE_AUTHENTICATION);
    if (news->event.part == PPTP_NO_PART)
        return;
    news->event.authentication = news->link->authentication;
    news->event.protocol = news->link->authentication->protocol;
    news->event.user = news->link->authentication->user;
    news->event.method = news->link->authentication->method;
    judge_authentication(news, news->link->authentication);
}

/* --- All packets -------------------------------------------------------------------------------------------------- */

/* Data that has no protocol of its own, or a protocol without a control protocol, has a number below this (RFC 1661
 * section 2). */
enum { FIRST_CONTROL_PROTOCOL = 0x8000 };

static void follow_protocol(struct pptp_news *news);

static bool
told(const struct pptp_news *news, enum pptp_stage before)
{
    return news->event.verdicts || news->event.authentication || news->event.shows_compression
           || news->link->stage != before;
}

static const uint32_t *
keep_numbers(const struct pptp_news *news)
{
    uint32_t numbers[PPTP_LINK_VERDICTS];
    unsigned count = 0;

    for (unsigned verdict = 0; verdict < PPTP_LINK_VERDICTS; verdict++) {
        if (news->event.verdicts >> verdict & 1)
            numbers[count++] = news->numbers[verdict];
    }
    return count > 0 ? wmem_memdup(news->link->scope, numbers, count * sizeof *numbers) : NULL;
}

PPTP_RARE static void
keep_event(struct pptp_news *news)
{
    news->event.numbers = keep_numbers(news);
    news->event.stage = news->link->stage;
    for (unsigned end = 0; end < 2; end++)
        news->event.compression[end] = pptp_ppp_link_compression(news->link, end);
    wmem_array_append_one(news->link->events, news->event);
}

/* What the bundle's first link knows is that of all. Another link that carried the packet tells it, too. */
static void
follow_inside(struct pptp_news *news, struct pptp_news *inside)
{
    enum pptp_stage before = inside->link->stage;

    follow_protocol(inside);
    if (inside->link != news->link && told(inside, before))
        keep_event(inside);
    news->content = inside->content;
    news->has_result = inside->has_result;
    news->event = inside->event;
    news->event.from = news->from;
}

static void
follow_multilink(struct pptp_news *news, unsigned unused _U_)
{
    struct pptp_news inside;

    pptp_ppp_news_tally(&news->link->sent[news->from].multilink, news);
    if (pptp_ppp_multilink_follow(news, &inside))
        follow_inside(news, &inside);
    if (news->link->leader)
        pptp_ppp_news_advance(news, MIN(news->link->leader->stage, PPTP_STAGE_DATA));
}

static const struct {
    uint16_t protocol;
    void (*follow)(struct pptp_news *news, unsigned what);
    unsigned what;
} protocols[] = {
    { PPP_COMP, pptp_ppp_data_follow_compressed, 0 },
    { PPP_IP, pptp_ppp_data_follow_ipv4, PPTP_CLEAR_IPV4 },
    { PPP_VJC_COMP, pptp_ppp_data_follow_clear, PPTP_CLEAR_VJ },
    { PPP_VJC_UNCOMP, pptp_ppp_data_follow_clear, PPTP_CLEAR_VJ },
    { PPP_IPV6, pptp_ppp_data_follow_clear, PPTP_CLEAR_IPV6 },
    { PPP_OSI, pptp_ppp_data_follow_clear, PPTP_CLEAR_OTHER },
    { PPP_XNSIDP, pptp_ppp_data_follow_clear, PPTP_CLEAR_OTHER },
    { PPP_DEC4, pptp_ppp_data_follow_clear, PPTP_CLEAR_OTHER },
    { PPP_AT, pptp_ppp_data_follow_clear, PPTP_CLEAR_OTHER },
    { PPP_IPX, pptp_ppp_data_follow_clear, PPTP_CLEAR_IPX },
    { PPP_BCP_BPDU, pptp_ppp_data_follow_clear, PPTP_CLEAR_BRIDGED },
    { PPP_VINES, pptp_ppp_data_follow_clear, PPTP_CLEAR_OTHER },
    { PPP_NB, pptp_ppp_data_follow_clear, PPTP_CLEAR_NETBEUI },
    { PPP_MP, follow_multilink, 0 },
    { PPP_LCP, pptp_ppp_control_follow, PPTP_LCP },
    { PPP_CCP, pptp_ppp_control_follow, PPTP_CCP },
    { PPP_IPCP, pptp_ppp_control_follow, PPTP_IPCP },
    { PPP_IPV6CP, pptp_ppp_control_follow, PPTP_IPV6CP },
    { PPP_PAP, follow_authentication, PAP },
    { PPP_CHAP, follow_authentication, CHAP },
    { PPP_EAP, follow_authentication, EAP },
    { PPP_CBCP, pptp_ppp_control_follow_callback, 0 },
};

/* LCP agreed on a protocol of authentication that nobody here reads, and this is it. */
static bool
is_unread_authentication(const struct pptp_news *news)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *lcp = pptp_ppp_link_asked(news->link, PPTP_LCP, end);

        if (lcp->agreed.frame && pptp_ppp_negotiation_value(lcp, PPTP_OPTION_AUTHENTICATION) >> 8 == news->protocol)
            return true;
    }
    return news->protocol == PPP_SPAP;
}

static void
follow_protocol(struct pptp_news *news)
{
    news->content = news->protocol < FIRST_CONTROL_PROTOCOL ? PPTP_CONTENT_DATA : PPTP_CONTENT_STEP;
    for (unsigned i = 0; i < array_length(protocols); i++) {
        if (protocols[i].protocol == news->protocol) {
            protocols[i].follow(news, protocols[i].what);
            return;
        }
    }
    if (news->protocol < FIRST_CONTROL_PROTOCOL) {
        pptp_ppp_data_follow_opaque(news);
    } else if (is_unread_authentication(news)) {
        news->link->unread_authentication = news->protocol;
        pptp_ppp_news_advance(news, PPTP_STAGE_AUTHENTICATION);
    }
}

/* Once the packet is followed, it is the last. */
static void
keep_step(struct pptp_news *news)
{
    if (news->protocol >= FIRST_CONTROL_PROTOCOL && news->size > 0)
        news->link->sent[news->from].step =
            (struct pptp_step){ pptp_ppp_news_moment(news), news->protocol, news->octets[0] };
}

static bool
follow_packet(struct pptp_news *news)
{
    bool is_foreign = pptp_ppp_framing_follow_foreign(news);

    if (!is_foreign && !pptp_ppp_news_read_protocol(news))
        return false;
    pptp_ppp_news_mark(&news->link->first, news);
    if (is_foreign)
        return true;
    pptp_ppp_framing_check_protocol(news);
    pptp_ppp_data_check_length(news);
    follow_protocol(news);
    keep_step(news);
    if (news->protocol == PPP_IPCP)
        pptp_ppp_beside_learn(news->link);
    return true;
}

bool
pptp_ppp_link_follow(struct pptp_link *link, unsigned from, struct pptp_packet *packet, const uint8_t *octets,
                     unsigned captured, unsigned length)
{
    uint32_t numbers[PPTP_LINK_VERDICTS];
    struct pptp_news news = { .link = link, .from = from, .packet = packet, .octets = octets, .size = captured,
                              .length = length, .event = { .packet = packet, .from = from }, .numbers = numbers };
    enum pptp_stage before = link->stage;

    if (!follow_packet(&news))
        return false;
    packet->content = news.content;
    packet->has_result = news.has_result;
    if (!told(&news, before))
        return false;
    keep_event(&news);
    return true;
}

PPTP_RARE void
pptp_ppp_link_follow_copy(struct pptp_link *link, unsigned from, struct pptp_packet *packet,
                          const struct pptp_packet *copied, const uint8_t *octets, unsigned captured, unsigned length)
{
    struct pptp_news news = { .link = link, .from = from, .packet = packet, .octets = octets, .size = captured,
                              .length = length };
    struct pptp_news inside;

    for (unsigned protocol = 0; protocol < PPTP_CONTROL_PROTOCOLS; protocol++) {
        if (link->negotiation[protocol][!from])
            pptp_ppp_negotiation_follow_copy(link->negotiation[protocol][!from], packet, copied);
    }
    if (!pptp_ppp_news_read_protocol(&news))
        return;
    if (news.protocol == PPP_MP && pptp_ppp_multilink_follow_copy(&news, copied, &inside))
        news = inside;
    if (news.protocol == PPP_COMP)
        pptp_ppp_data_follow_copy(&news, copied);
    packet->has_result = news.has_result;
}
