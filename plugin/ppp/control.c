/* Follows LCP and its relatives by their codes: requests and replies, terminations, rejects, resets and echoes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/packet.h>

#include "ppp/control.h"

enum { MOST_REJECTED = 32 };            /* protocols whose rejects are counted */

typedef void (*follower)(struct pptp_news *news, enum pptp_control_protocol protocol,
                         const struct pptp_control_packet *control);

/* --- Configure packets -------------------------------------------------------------------------------------------- */

/* LCP is negotiated anew (RFC 1661 section 3.4). */
static void
begin_anew(struct pptp_link *link)
{
    for (unsigned protocol = 0; protocol < PPTP_CONTROL_PROTOCOLS; protocol++) {
        for (unsigned end = 0; end < 2; end++) {
            if (link->negotiation[protocol][end])
                pptp_ppp_negotiation_forget(link->negotiation[protocol][end], protocol);
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

static void
read_options(struct pptp_news *news, enum pptp_control_protocol protocol, const struct pptp_control_packet *control,
             struct pptp_options *options)
{
    if (!pptp_ppp_options_read(protocol, control->octets, control->size, options))
        pptp_ppp_news_judge_length(news);
}

static void
follow_request(struct pptp_news *news, enum pptp_control_protocol protocol, const struct pptp_control_packet *control)
{
    struct pptp_negotiation *negotiation = pptp_ppp_news_negotiation(news, protocol, news->from);
    struct pptp_options options = { .present = 0 };

    read_options(news, protocol, control, &options);
    if (protocol == PPTP_CCP && is_offered_again(negotiation, &options))
        pptp_ppp_news_judge(news, PPTP_LINK_ENCRYPTION_OFFERED_AGAIN, negotiation->reject.frame);
    if (pptp_ppp_negotiation_ask(negotiation, news->packet, control->identifier, &options))
        pptp_ppp_news_judge(news, PPTP_LINK_REPEATED, negotiation->last.answered.frame);
    else if (protocol == PPTP_LCP && negotiation->last.first.frame == news->packet->frame
             && news->link->stage > PPTP_STAGE_LCP)
        begin_anew(news->link);
}

static void
follow_reply(struct pptp_news *news, enum pptp_control_protocol protocol, const struct pptp_control_packet *control)
{
    struct pptp_negotiation *negotiation = pptp_ppp_news_negotiation(news, protocol, !news->from);
    struct pptp_options options = { .present = 0 };

    read_options(news, protocol, control, &options);
    if (pptp_ppp_negotiation_answer(negotiation, news->packet, control->code, control->identifier, &options)
        && control->code == PPTP_CONFIGURE_REJECT && protocol == PPTP_CCP
        && pptp_ppp_options_have(&options, PPTP_OPTION_MPPE))
        pptp_ppp_news_judge(news, PPTP_LINK_ENCRYPTION_REJECTED, 0);
}

/* --- Other packets ------------------------------------------------------------------------------------------------ */

static void
follow_terminate(struct pptp_news *news, enum pptp_control_protocol protocol, const struct pptp_control_packet *control)
{
    struct pptp_link *link = news->link;

    pptp_ppp_news_judge(news, PPTP_LINK_TERMINATED, protocol);
    news->event.text = pptp_ppp_text_keep(link->scope, control->octets, control->size);
    if (protocol == PPTP_LCP) {
        if (link->terminated.frame == 0) {
            link->terminated_by = news->from;
            link->terminated_text = news->event.text;
        }
        pptp_ppp_news_mark(&link->terminated, news);
        pptp_ppp_news_advance(news, PPTP_STAGE_CLOSED);
    } else if (link->ncp_terminated.frame == 0) {
        link->ncp_terminated = pptp_ppp_news_moment(news);
        link->ncp_terminated_protocol = protocol;
        link->ncp_terminated_by = news->from;
        link->ncp_terminated_text = news->event.text;
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
    rejected = rejected_of(news->link, news->from, control->octets[0] << 8 | control->octets[1]);
    if (rejected) {
        rejected->count++;
        pptp_ppp_news_mark(&rejected->first, news);
    }
}

static void
follow_reset_request(struct pptp_news *news, enum pptp_control_protocol protocol _U_,
                     const struct pptp_control_packet *control _U_)
{
    struct pptp_sent *sent = &news->link->sent[news->from];

    sent->resets++;
    pptp_ppp_news_mark(&sent->first_reset, news);
    pptp_ppp_news_mark(&sent->open_reset, news);
    pptp_ppp_news_judge(news, PPTP_LINK_RESET, 0);
}

static void
follow_reset_ack(struct pptp_news *news, enum pptp_control_protocol protocol _U_,
                 const struct pptp_control_packet *control _U_)
{
    struct pptp_sent *asked = &news->link->sent[!news->from];

    if (asked->open_reset.frame)
        asked->reset_wait += news->packet->when - asked->open_reset.when;
    asked->open_reset.frame = 0;
}

static void
follow_echo_request(struct pptp_news *news, enum pptp_control_protocol protocol _U_,
                    const struct pptp_control_packet *control _U_)
{
    struct pptp_sent *sent = &news->link->sent[news->from];

    if (sent->echo_requests++ == 0)
        sent->echo = pptp_ppp_news_moment(news);
}

static void
follow_echo_reply(struct pptp_news *news, enum pptp_control_protocol protocol _U_,
                  const struct pptp_control_packet *control _U_)
{
    news->link->sent[!news->from].echo_requests = 0;
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
    { PPTP_PROTOCOL_REJECT, PPTP_LCP, follow_protocol_reject },
    { PPTP_ECHO_REQUEST_CODE, PPTP_LCP, follow_echo_request },
    { PPTP_ECHO_REPLY_CODE, PPTP_LCP, follow_echo_reply },
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
