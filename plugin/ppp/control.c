/* Follows LCP and its relatives by their codes: requests and replies, terminations, rejects, resets and echoes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/packet.h>
#include <epan/ppptypes.h>

#include "octets.h"
#include "ppp/control.h"
#include "ppp/multilink.h"

enum { MOST_REJECTED = 32 };            /* protocols whose rejects are counted */

typedef void (*follower)(struct pptp_news *news, enum pptp_control_protocol protocol,
                         const struct pptp_control_packet *control);

/* --- Configure packets -------------------------------------------------------------------------------------------- */

/* An end that begins LCP anew as soon as a packet comes seems to answer it so. One that has not acknowledged the
 * other's last request is not done with the last LCP. */
static void
count_beginning(struct pptp_news *news)
{
    enum { AT_ONCE = 1 }; /* seconds */
    struct pptp_beginnings *begun = &news->link->anew->beginnings;
    const struct pptp_step *own = &news->link->sent[news->from].step, *other = &news->link->sent[!news->from].step;
    bool is_answer = other->at.frame > own->at.frame && news->packet->when - other->at.when < AT_ONCE * PPTP_SECOND;

    if (pptp_ppp_link_asked(news->link, PPTP_LCP, !news->from)->agreed.frame == 0)
        return;
    if (begun->count == 0 || begun->by != news->from)
        *begun = (struct pptp_beginnings){ .first = pptp_ppp_news_moment(news), .by = news->from,
                                           .is_after_one_kind = true, .after = *other };
    begun->count++;
    begun->is_after_one_kind &=
        is_answer && begun->after.protocol == other->protocol && begun->after.code == other->code;
    begun->after = *other;
}

/* LCP is negotiated anew (RFC 1661 section 3.4). */
static void
begin_anew(struct pptp_news *news)
{
    struct pptp_link *link = news->link;

    if (!link->anew)
        link->anew = wmem_new0(link->scope, struct pptp_anew);
    count_beginning(news);
    for (unsigned protocol = 0; protocol < PPTP_CONTROL_PROTOCOLS; protocol++) {
        for (unsigned end = 0; end < 2; end++) {
            if (link->negotiation[protocol][end])
                pptp_ppp_negotiation_forget(link->negotiation[protocol][end], protocol);
        }
    }
    for (struct pptp_authentication *last = link->authentication; last && !last->is_over; last = last->before)
        last->is_over = true;
    pptp_ppp_multilink_leave(link);
    link->stage = PPTP_STAGE_LCP;
    link->terminated.frame = 0;
    link->is_behind[0] = link->is_behind[1] = true;
    link->anew->last = pptp_ppp_news_moment(news);
    link->anew->by = news->from;
    link->anew->asked_before = pptp_ppp_link_asked(link, PPTP_LCP, !news->from)->requests;
}

static bool
is_offered_again(const struct pptp_negotiation *ccp, const struct pptp_options *options)
{
    return pptp_ppp_options_have(options, PPTP_OPTION_MPPE) && options->value[PPTP_OPTION_MPPE] == 0
           && pptp_ppp_options_have(&ccp->rejected, PPTP_OPTION_MPPE);
}

static void
read_options(struct pptp_news *news, enum pptp_control_protocol protocol, const struct pptp_control_packet *control,
             struct pptp_options *options)
{
    options->is_cut = !control->is_whole;
    if (!pptp_ppp_options_read(protocol, control->octets, control->size, options))
        pptp_ppp_news_judge_length(news);
}

/* A Magic Number that the other end chose itself (RFC 1661 section 6.4). If the packets of one end come back to it, so
 * that they are seen twice, those of the other end are not looked at: they may be the same again. */
static void
check_loop(struct pptp_news *news, const struct pptp_options *options)
{
    struct pptp_looped *looped;
    const struct pptp_negotiation *other = pptp_ppp_link_asked(news->link, PPTP_LCP, !news->from);
    uint32_t magic =
        pptp_ppp_options_have(options, PPTP_OPTION_MAGIC_NUMBER) ? options->value[PPTP_OPTION_MAGIC_NUMBER] : 0;

    if (magic == 0 || news->link->sent[!news->from].looped
        || !pptp_ppp_options_have(&other->asked, PPTP_OPTION_MAGIC_NUMBER)
        || other->asked.value[PPTP_OPTION_MAGIC_NUMBER] != magic)
        return;
    looped = pptp_ppp_link_keep_looped(news->link, news->from);
    if (looped->requests.count == 0)
        looped->magic = magic;
    pptp_ppp_news_tally(&looped->requests, news);
    pptp_ppp_news_judge(news, PPTP_LINK_LOOPED, magic);
}

/* A late packet is not the last request. */
static void
keep_octets(struct pptp_news *news, struct pptp_negotiation *negotiation, const struct pptp_control_packet *control)
{
    const uint8_t *octets = NULL;

    if (pptp_ppp_negotiation_is_newer(negotiation, news->packet))
        return;
    if (control->is_whole)
        octets = wmem_memdup(news->link->scope, control->size ? control->octets : (const uint8_t *)"",
                             MAX(control->size, 1));
    pptp_ppp_negotiation_keep(negotiation, control->identifier, octets, control->size);
}

/* A new request after LCP was open, or after its end. The end that ended it must ask, too: a request of the other alone
 * was on its way by then, or begins nothing. */
static bool
begins_anew(const struct pptp_news *news, const struct pptp_negotiation *asked)
{
    const struct pptp_link *link = news->link;

    return asked->last.first.frame == news->packet->frame && link->stage > PPTP_STAGE_LCP
        && !(link->terminated.frame && link->terminated_by != news->from);
}

static void
follow_request(struct pptp_news *news, enum pptp_control_protocol protocol, const struct pptp_control_packet *control)
{
    struct pptp_negotiation *negotiation = pptp_ppp_news_negotiation(news, protocol, news->from);
    struct pptp_options options = { .present = 0 };

    read_options(news, protocol, control, &options);
    keep_octets(news, negotiation, control);
    if (protocol == PPTP_LCP)
        check_loop(news, &options);
    if (protocol == PPTP_CCP && is_offered_again(negotiation, &options))
        pptp_ppp_news_judge(news, PPTP_LINK_ENCRYPTION_OFFERED_AGAIN, negotiation->reject.frame);
    if (pptp_ppp_negotiation_ask(negotiation, news->packet, control->identifier, &options))
        pptp_ppp_news_judge(news, PPTP_LINK_REPEATED, negotiation->last.answered.frame);
    else if (protocol == PPTP_LCP && begins_anew(news, negotiation))
        begin_anew(news);
}

/* 0.0.0.0 is no address but asks for one. */
static void
keep_refused_address(struct pptp_negotiation *ipcp, const struct pptp_options *refused)
{
    if (pptp_ppp_options_have(refused, PPTP_OPTION_ADDRESS) && pptp_ppp_options_have(&ipcp->asked, PPTP_OPTION_ADDRESS)
        && ipcp->asked.value[PPTP_OPTION_ADDRESS])
        ipcp->refused_address = ipcp->asked.value[PPTP_OPTION_ADDRESS];
}

static void
keep_agreed_address(struct pptp_negotiation *ipcp)
{
    struct pptp_readdressed *addresses = &ipcp->readdressed;
    uint32_t agreed = pptp_ppp_options_have(&ipcp->options, PPTP_OPTION_ADDRESS)
                           ? ipcp->options.value[PPTP_OPTION_ADDRESS] : 0;

    if (agreed == 0 || agreed == addresses->held)
        return;
    if (addresses->held && addresses->from == 0) {
        addresses->from = addresses->held;
        addresses->from_since = addresses->held_since;
        addresses->to = agreed;
        addresses->to_since = ipcp->agreed;
    }
    addresses->held = agreed;
    addresses->held_since = ipcp->agreed;
}

static void
follow_reply(struct pptp_news *news, enum pptp_control_protocol protocol, const struct pptp_control_packet *control)
{
    struct pptp_negotiation *negotiation = pptp_ppp_news_negotiation(news, protocol, !news->from);
    struct pptp_options options = { .present = 0 };

    read_options(news, protocol, control, &options);
    if (!options.is_cut)
        pptp_ppp_negotiation_compare(negotiation, news->packet, control->code, control->identifier, control->octets,
                                     control->size, &options);
    if (!pptp_ppp_negotiation_answer(negotiation, news->packet, control->code, control->identifier, &options))
        return;
    if (protocol == PPTP_IPCP && control->code != PPTP_CONFIGURE_ACK)
        keep_refused_address(negotiation, &options);
    if (protocol == PPTP_IPCP && control->code == PPTP_CONFIGURE_ACK)
        keep_agreed_address(negotiation);
    if (control->code == PPTP_CONFIGURE_REJECT && protocol == PPTP_CCP
        && pptp_ppp_options_have(&options, PPTP_OPTION_MPPE))
        pptp_ppp_news_judge(news, PPTP_LINK_ENCRYPTION_REJECTED, 0);
}

/* --- Other packets ------------------------------------------------------------------------------------------------ */

/* An end whose LCP is ended before it is open must ask again (RFC 1661 section 4.1): it repeats nothing then. */
static void
void_replies(struct pptp_news *news)
{
    struct pptp_negotiation *asked = news->link->negotiation[PPTP_LCP][!news->from];

    if (asked)
        asked->last.is_void = true;
}

static void
follow_terminate(struct pptp_news *news, enum pptp_control_protocol protocol, const struct pptp_control_packet *control)
{
    struct pptp_link *link = news->link;

    pptp_ppp_news_judge(news, PPTP_LINK_TERMINATED, protocol);
    pptp_ppp_news_negotiation(news, protocol, news->from)->closed = pptp_ppp_news_moment(news);
    news->event.text = pptp_ppp_text_keep(link->scope, control->octets, control->size);
    news->event.text.is_cut = control->size < control->length;
    if (protocol == PPTP_LCP) {
        if (link->terminated.frame == 0) {
            link->terminated_by = news->from;
            link->terminated_text = news->event.text;
        }
        pptp_ppp_news_mark(&link->terminated, news);
        pptp_ppp_news_advance(news, PPTP_STAGE_CLOSED);
        void_replies(news);
    } else if (link->ncp_terminated.frame == 0) {
        link->ncp_terminated = pptp_ppp_news_moment(news);
        link->ncp_terminated_protocol = protocol;
        link->ncp_terminated_by = news->from;
        link->ncp_terminated_text = news->event.text;
    }
}

/* Once LCP is open, an end sends a Terminate-Ack only in reply (RFC 1661 section 4.1). */
static void
note_unseen_request(struct pptp_news *news)
{
    struct pptp_link *link = news->link;

    if (link->terminated.frame
        || (link->furthest <= PPTP_STAGE_LCP && !pptp_packet_is_of_mid_life(news->packet))
        || pptp_ppp_link_asked(link, PPTP_LCP, !news->from)->requests > 0)
        return;
    pptp_ppp_news_mark(&link->terminated_unseen, news);
    link->terminated_unseen_by = !news->from;
}

/* An end whose protocol is closed answers a Configure-Request so (RFC 1661 section 4.3). */
static void
follow_terminate_ack(struct pptp_news *news, enum pptp_control_protocol protocol,
                     const struct pptp_control_packet *control)
{
    struct pptp_negotiation *asked = news->link->negotiation[protocol][!news->from];

    if (asked && asked->closed.frame == 0)
        pptp_ppp_negotiation_refuse(asked, news->packet, PPTP_TERMINATE_ACK, control->identifier);
    if (protocol == PPTP_LCP)
        note_unseen_request(news);
}

/* The packet that a Code-Reject or Protocol-Reject quotes: a Configure-Request of a protocol of the other end. */
static void
refuse_quoted(struct pptp_news *news, enum pptp_control_protocol protocol, uint8_t code, const uint8_t *quoted,
              unsigned size)
{
    struct pptp_negotiation *asked = news->link->negotiation[protocol][!news->from];

    if (asked && size >= 2 && quoted[0] == PPTP_CONFIGURE_REQUEST)
        pptp_ppp_negotiation_refuse(asked, news->packet, code, quoted[1]);
}

static void
follow_code_reject(struct pptp_news *news, enum pptp_control_protocol protocol,
                   const struct pptp_control_packet *control)
{
    refuse_quoted(news, protocol, PPTP_CODE_REJECT, control->octets, control->size);
}

static void
refuse_protocol(struct pptp_news *news, uint16_t rejected, const struct pptp_control_packet *control)
{
    static const uint16_t numbers[PPTP_CONTROL_PROTOCOLS] = {
        [PPTP_LCP] = PPP_LCP, [PPTP_CCP] = PPP_CCP, [PPTP_IPCP] = PPP_IPCP, [PPTP_IPV6CP] = PPP_IPV6CP
    };

    for (unsigned protocol = 0; protocol < PPTP_CONTROL_PROTOCOLS; protocol++) {
        if (numbers[protocol] == rejected)
            refuse_quoted(news, protocol, PPTP_PROTOCOL_REJECT, control->octets + 2, control->size - 2);
    }
}

/* Returns NULL if the protocol is not among the first MOST_REJECTED. */
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
follow_protocol_reject(struct pptp_news *news, enum pptp_control_protocol protocol _U_,
                       const struct pptp_control_packet *control)
{
    struct pptp_rejected *rejected;

    if (control->size < 2) {
        pptp_ppp_news_judge_length(news);
        return;
    }
    pptp_ppp_news_judge(news, PPTP_LINK_PROTOCOL_REJECTED, control->octets[0] << 8 | control->octets[1]);
    refuse_protocol(news, control->octets[0] << 8 | control->octets[1], control);
    rejected = rejected_of(news->link, news->from, control->octets[0] << 8 | control->octets[1]);
    if (rejected) {
        rejected->count++;
        pptp_ppp_news_mark(&rejected->first, news);
    }
}

/* Magic-Number, seconds, and a text. All bits set: there is no limit. */
static void
follow_time_remaining(struct pptp_news *news, enum pptp_control_protocol protocol _U_,
                      const struct pptp_control_packet *control)
{
    enum { SECONDS = 4 };       /* offset */

    if (control->size < SECONDS + 4)
        return;
    news->link->announced = pptp_ppp_news_moment(news);
    news->link->announced_seconds = pptp_octets_32(control->octets + SECONDS);
    news->link->announced_by = news->from;
}

/* Magic-Number and a text (RFC 1570 section 2.1). Windows sends its version, and then "MSRAS-0-" or "MSRAS-1-" and the
 * name of the computer. */
static void
follow_identification(struct pptp_news *news, enum pptp_control_protocol protocol _U_,
                      const struct pptp_control_packet *control)
{
    enum { TEXT = 4, DIGIT = 6, NAME = 8 };     /* offsets; the last two in the text */
    const uint8_t *text = control->octets + TEXT;
    struct pptp_computer *computer;

    if (control->size <= TEXT + NAME || memcmp(text, "MSRAS-", DIGIT) != 0 || text[NAME - 1] != '-'
        || news->link->computer)
        return;
    computer = wmem_new(news->link->scope, struct pptp_computer);
    *computer = (struct pptp_computer){
        .frame = news->packet->frame,
        .of = (uint8_t)news->from,
        .name = pptp_ppp_text_keep(news->link->scope, text + NAME, control->size - TEXT - NAME)
    };
    news->link->computer = computer;
}

/* The other end's last data was longer than this end's MRU. */
static bool
is_reset_for_length(const struct pptp_news *news)
{
    const struct pptp_sizes *sizes = pptp_ppp_link_sizes(news->link, !news->from);

    return sizes->last_too_long && sizes->last_too_long == news->link->sent[!news->from].last_data.frame;
}

static void
follow_reset_request(struct pptp_news *news, enum pptp_control_protocol protocol _U_,
                     const struct pptp_control_packet *control _U_)
{
    struct pptp_resets *resets = pptp_ppp_link_keep_resets(news->link, news->from);

    if (is_reset_for_length(news))
        pptp_ppp_link_keep_sizes(news->link, !news->from)->resets++;
    resets->count++;
    resets->open++;
    pptp_ppp_news_mark(&resets->first, news);
    pptp_ppp_news_mark(&resets->first_open, news);
    pptp_ppp_news_judge(news, PPTP_LINK_RESET, 0);
}

static void
follow_reset_ack(struct pptp_news *news, enum pptp_control_protocol protocol _U_,
                 const struct pptp_control_packet *control _U_)
{
    pptp_ppp_news_answer_resets(news);
}

enum { LATE = 3 };      /* seconds: longer than a sound path takes */

/* The Magic Number of the sender (RFC 1661 section 5.8); 0: none. */
static uint32_t
echo_magic(const struct pptp_control_packet *control)
{
    return control->size < 4 ? 0 : pptp_octets_32(control->octets);
}

static void
note_echo(struct pptp_echoes *echoes, uint8_t identifier, int64_t when)
{
    unsigned place = echoes->count++ % PPTP_ECHOES;

    echoes->identifier[place] = identifier;
    echoes->asked[place] = when;
}

/* The reply to an earlier request than the last. */
static void
follow_late_reply(struct pptp_news *news, struct pptp_echoes *echoes, uint8_t identifier)
{
    for (uint32_t age = 1; age <= MIN(echoes->count, PPTP_ECHOES); age++) {
        unsigned place = (echoes->count - age) % PPTP_ECHOES;
        int64_t delay = news->packet->when - echoes->asked[place];

        if (echoes->identifier[place] != identifier || echoes->asked[place] == 0)
            continue;
        echoes->asked[place] = 0;
        if (age == 1 || delay < LATE * PPTP_SECOND)
            return;
        echoes->least = echoes->late.count > 0 ? MIN(echoes->least, delay) : delay;
        echoes->most = MAX(echoes->most, delay);
        pptp_ppp_news_tally(&echoes->late, news);
        return;
    }
}

static void
follow_echo_request(struct pptp_news *news, enum pptp_control_protocol protocol _U_,
                    const struct pptp_control_packet *control)
{
    struct pptp_echoes *echoes = pptp_ppp_link_keep_echoes(news->link, news->from);

    news->content = PPTP_CONTENT_ECHO;
    if (echoes->unanswered++ == 0)
        echoes->first = pptp_ppp_news_moment(news);
    echoes->magic = echo_magic(control);
    note_echo(echoes, control->identifier, news->packet->when);
}

static void
follow_echo_reply(struct pptp_news *news, enum pptp_control_protocol protocol _U_,
                  const struct pptp_control_packet *control)
{
    struct pptp_echoes *echoes = pptp_ppp_link_keep_echoes(news->link, !news->from);
    uint32_t magic = echo_magic(control);

    news->content = PPTP_CONTENT_ECHO;
    echoes->unanswered = 0;
    pptp_ppp_news_tally(&echoes->replies, news);
    follow_late_reply(news, echoes, control->identifier);
    if (magic && magic == echoes->magic)
        pptp_ppp_news_tally(&echoes->mirrored, news);
}

/* --- All packets -------------------------------------------------------------------------------------------------- */

#define ANY_PROTOCOL (-1)

static const struct {
    uint8_t code;
    int protocol;
    follower follow;
} codes[] = {
    { PPTP_CONFIGURE_REQUEST, ANY_PROTOCOL, follow_request },
    { PPTP_CONFIGURE_ACK, ANY_PROTOCOL, follow_reply },
    { PPTP_CONFIGURE_NAK, ANY_PROTOCOL, follow_reply },
    { PPTP_CONFIGURE_REJECT, ANY_PROTOCOL, follow_reply },
    { PPTP_TERMINATE_REQUEST, ANY_PROTOCOL, follow_terminate },
    { PPTP_TERMINATE_ACK, ANY_PROTOCOL, follow_terminate_ack },
    { PPTP_CODE_REJECT, ANY_PROTOCOL, follow_code_reject },
    { PPTP_PROTOCOL_REJECT, PPTP_LCP, follow_protocol_reject },
    { PPTP_ECHO_REQUEST_CODE, PPTP_LCP, follow_echo_request },
    { PPTP_ECHO_REPLY_CODE, PPTP_LCP, follow_echo_reply },
    { PPTP_IDENTIFICATION, PPTP_LCP, follow_identification },
    { PPTP_TIME_REMAINING, PPTP_LCP, follow_time_remaining },
    { PPTP_RESET_REQUEST, PPTP_CCP, follow_reset_request },
    { PPTP_RESET_ACK, PPTP_CCP, follow_reset_ack },
};

void
pptp_ppp_control_follow(struct pptp_news *news, unsigned protocol)
{
    static const enum pptp_stage reached[] = {
        [PPTP_LCP] = PPTP_STAGE_LCP, [PPTP_CCP] = PPTP_STAGE_CCP,
        [PPTP_IPCP] = PPTP_STAGE_IPCP, [PPTP_IPV6CP] = PPTP_STAGE_IPCP
    };
    struct pptp_control_packet control;

    if (!pptp_ppp_news_read_control(news, &control))
        return;
    for (unsigned i = 0; i < array_length(codes); i++) {
        if (codes[i].code == control.code && (codes[i].protocol == ANY_PROTOCOL || codes[i].protocol == (int)protocol))
            codes[i].follow(news, protocol, &control);
    }
    if (protocol == PPTP_LCP && control.code <= PPTP_CONFIGURE_REJECT)
        news->link->is_behind[news->from] = false;
    pptp_ppp_news_advance(news, reached[protocol]);
    news->event.shows_compression = protocol == PPTP_CCP;
}

static void
add_callback(struct pptp_callback *callback, const struct pptp_news *news, uint8_t code)
{
    bool is_again = callback->times > 0 && callback->from == news->from && callback->code == code;

    callback->last = pptp_ppp_news_moment(news);
    callback->times = is_again ? callback->times + 1 : 1;
    if (!is_again)
        callback->first = callback->last;
    callback->from = news->from;
    callback->code = code;
}

void
pptp_ppp_control_follow_callback(struct pptp_news *news, unsigned unused _U_)
{
    struct pptp_link *link = news->link;
    struct pptp_control_packet control;

    if (!pptp_ppp_news_read_control(news, &control))
        return;
    if (!link->callback)
        link->callback = wmem_new0(link->scope, struct pptp_callback);
    add_callback(link->callback, news, control.code);
    pptp_ppp_news_advance(news, PPTP_STAGE_CALLBACK);
}
