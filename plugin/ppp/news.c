/* Reads the headers that all packets of a link share, and collects what a packet tells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "ppp/moment.h"
#include "ppp/news.h"

void
pptp_ppp_news_pass(struct pptp_news *news, unsigned octets)
{
    news->octets += octets;
    news->size -= octets;
    news->length -= octets;
}

/* No protocol is 0xFF, so this octet is an Address even if the capture lacks what follows. */
bool
pptp_ppp_news_read_protocol(struct pptp_news *news)
{
    if (news->size >= 2 && news->octets[0] == 0xff && news->octets[1] == 0x03) {
        news->has_address = true;
        pptp_ppp_news_pass(news, 2);
    }
    if (news->size >= 1 && news->octets[0] & 1 && news->octets[0] != 0xff) {
        news->protocol = news->octets[0];
        news->has_short_protocol = true;
        pptp_ppp_news_pass(news, 1);
        return true;
    }
    if (news->size < 2)
        return false;
    news->protocol = news->octets[0] << 8 | news->octets[1];
    pptp_ppp_news_pass(news, 2);
    return true;
}

bool
pptp_ppp_news_read_control(struct pptp_news *news, struct pptp_control_packet *control)
{
    unsigned length = news->size >= 4 ? news->octets[2] << 8 | news->octets[3] : 0;

    if (length < 4 || length > news->length) {
        if (news->size >= 4 || news->size == news->length)
            pptp_ppp_news_judge(news, PPTP_LINK_LENGTH, 0);
        length = news->size;
    }
    if (news->size < 4)
        return false;
    control->code = news->octets[0];
    control->identifier = news->octets[1];
    control->octets = news->octets + 4;
    control->size = MIN(length, news->size) - 4;
    control->length = length - 4;
    control->is_whole = (news->octets[2] << 8 | news->octets[3]) == (int)control->size + 4;
    return true;
}

struct pptp_moment
pptp_ppp_news_moment(const struct pptp_news *news)
{
    return pptp_ppp_moment(news->packet);
}

void
pptp_ppp_news_mark(struct pptp_moment *first, const struct pptp_news *news)
{
    if (first->frame == 0)
        *first = pptp_ppp_news_moment(news);
}

void
pptp_ppp_news_tally_at(struct pptp_tally *tally, struct pptp_moment moment)
{
    if (tally->count++ == 0)
        tally->first = moment;
    tally->last = moment;
}

void
pptp_ppp_news_tally(struct pptp_tally *tally, const struct pptp_news *news)
{
    pptp_ppp_news_tally_at(tally, pptp_ppp_news_moment(news));
}

void
pptp_ppp_news_judge(struct pptp_news *news, enum pptp_link_verdict verdict, uint32_t number)
{
    news->event.verdicts |= 1u << verdict;
    if (news->numbers)
        news->numbers[verdict] = number;
}

void
pptp_ppp_news_judge_length(struct pptp_news *news)
{
    if (news->size == news->length)
        pptp_ppp_news_judge(news, PPTP_LINK_LENGTH, 0);
}

/* The packet was on its way when LCP was negotiated anew, or was overtaken. */
static bool
is_from_before(const struct pptp_news *news)
{
    const struct pptp_negotiation *lcp = news->link->negotiation[PPTP_LCP][news->from];

    return news->link->is_behind[news->from] || (lcp && pptp_ppp_negotiation_is_newer(lcp, news->packet));
}

void
pptp_ppp_news_advance(struct pptp_news *news, enum pptp_stage stage)
{
    struct pptp_link *link = news->link;

    if (link->stage >= stage && link->furthest >= stage)
        return;
    if (stage != PPTP_STAGE_CLOSED && is_from_before(news))
        return;
    link->stage = MAX(link->stage, stage);
    if (stage != PPTP_STAGE_CLOSED)
        link->furthest = MAX(link->furthest, stage);
}

struct pptp_negotiation *
pptp_ppp_news_negotiation(struct pptp_news *news, enum pptp_control_protocol protocol, unsigned end)
{
    struct pptp_negotiation **negotiation = &news->link->negotiation[protocol][end];

    if (!*negotiation)
        *negotiation = wmem_new0(news->link->scope, struct pptp_negotiation);
    return *negotiation;
}

void
pptp_ppp_news_answer_resets(struct pptp_news *news)
{
    struct pptp_resets *resets = news->link->sent[!news->from].resets;

    if (!resets || resets->open == 0)
        return;
    resets->wait = MIN(resets->wait + MAX(news->packet->when - resets->first_open.when, 0), PPTP_LATEST);
    resets->first_open.frame = 0;
    resets->open = 0;
}
