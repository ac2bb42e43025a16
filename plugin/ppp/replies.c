/* Compares what hosts ask inside a tunnel with the replies: where they come from, and whether they come back right.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "checksum.h"
#include "ppp/replies.h"

enum { SEQUENCE = 4, ACKNOWLEDGMENT = 8, TCP_CHECKSUM = 16 }; /* offsets in TCP */
enum { ECHO = 8, ECHO_V6 = 128, ECHO_REPLY = 0, ECHO_REPLY_V6 = 129 };

PPTP_SENT_PART(replies)

static uint32_t
pair(unsigned high, unsigned low)
{
    return (uint32_t)high << 16 | low;
}

static bool
is_ping(const struct pptp_inner *inner, bool is_reply)
{
    return inner->size >= 8
           && pptp_ppp_inner_is_icmp(inner, is_reply ? ECHO_REPLY : ECHO, is_reply ? ECHO_REPLY_V6 : ECHO_V6);
}

/* Fills in the question that a packet asks, or the one that a reply answers, with the numbers that both have. asked:
 * who replies. Returns false if the packet is none. */
static bool
read_question(const struct pptp_inner *inner, bool is_reply, struct pptp_question *question)
{
    unsigned own = is_reply ? 2 : 0, other = 2 - own;   /* offsets of the ports: the asker's, and the one asked */

    *question = (struct pptp_question){ .asker = is_reply ? inner->to : inner->from,
                                        .asked = is_reply ? inner->from : inner->to,
                                        .protocol = inner->protocol };
    if (pptp_ppp_inner_is_dns(inner, other)) {
        question->key = pair(pptp_ppp_inner_number(inner, own), pptp_ppp_inner_number(inner, PPTP_UDP_HEADER));
    } else if (is_ping(inner, is_reply)) {
        question->key = pair(pptp_ppp_inner_number(inner, 4), pptp_ppp_inner_number(inner, 6));
    } else if (is_reply ? pptp_ppp_inner_accepts(inner) : pptp_ppp_inner_opens(inner)) {
        unsigned number = is_reply ? ACKNOWLEDGMENT : SEQUENCE;

        question->key = pair(pptp_ppp_inner_number(inner, own), pptp_ppp_inner_number(inner, other));
        question->number =
            pair(pptp_ppp_inner_number(inner, number), pptp_ppp_inner_number(inner, number + 2)) - is_reply;
    } else {
        return false;
    }
    return true;
}

static bool
has_same_numbers(const struct pptp_question *question, const struct pptp_question *other)
{
    return question->key == other->key && question->number == other->number
           && question->protocol == other->protocol && pptp_ppp_inner_is_same(&question->asker, &other->asker);
}

/* The oldest question makes room if there are enough. */
static struct pptp_question *
make_room(struct pptp_news *news, struct pptp_replies *replies)
{
    struct pptp_question **place = &replies->newest, *oldest;

    if (replies->waiting < PPTP_QUESTIONS) {
        replies->waiting++;
        return wmem_new(news->link->scope, struct pptp_question);
    }
    while ((*place)->older)
        place = &(*place)->older;
    oldest = *place;
    *place = NULL;
    return oldest;
}

/* Some programs ask many hosts with the same numbers, all at once. */
static void
keep(struct pptp_news *news, struct pptp_question *question)
{
    struct pptp_replies *replies = pptp_ppp_link_keep_replies(news->link, news->from);
    struct pptp_question *room;

    for (struct pptp_question *other = replies->newest; other; other = other->older) {
        if (has_same_numbers(other, question) && !pptp_ppp_inner_is_same(&other->asked, &question->asked))
            other->is_shared = question->is_shared = true;
    }
    room = make_room(news, replies);
    question->older = replies->newest;
    *room = *question;
    replies->newest = room;
}

/* The question that the reply answers: the one to its sender if there is such a one. */
static const struct pptp_question *
find_question(const struct pptp_replies *replies, const struct pptp_question *reply)
{
    const struct pptp_question *found = NULL;

    for (const struct pptp_question *question = replies->newest; question; question = question->older) {
        if (!has_same_numbers(question, reply))
            continue;
        if (!found || pptp_ppp_inner_is_same(&question->asked, &reply->asked))
            found = question;
    }
    return found;
}

static void
follow_reply_elsewhere(struct pptp_news *news, struct pptp_replies *replies, const struct pptp_question *question,
                       const struct pptp_host *replier)
{
    if (!replies->misled) {
        replies->misled = wmem_new0(news->link->scope, struct pptp_misled);
        replies->misled->question = *question;
        replies->misled->replier = *replier;
    }
    if (pptp_ppp_inner_is_same(&question->asked, &replies->misled->question.asked)
        && pptp_ppp_inner_is_same(replier, &replies->misled->replier))
        pptp_ppp_news_tally(&replies->misled->replies, news);
}

static void
compare(struct pptp_news *news, struct pptp_replies *replies, const struct pptp_question *reply)
{
    const struct pptp_question *question = find_question(replies, reply);

    if (!question)
        return;
    if (!pptp_ppp_inner_is_same(&question->asked, &reply->asked)) {
        if (!question->is_shared)
            follow_reply_elsewhere(news, replies, question, &reply->asked);
    } else if (replies->misled) {
        replies->misled->is_answered |= pptp_ppp_inner_is_same(&reply->asked, &replies->misled->question.asked);
    }
}

/* Data would cost more, and tell no more. */
static void
check_sum(struct pptp_news *news, const struct pptp_inner *inner)
{
    struct pptp_checksum_addresses addresses = { inner->from.octets, inner->to.octets, inner->from.size };
    struct pptp_replies *replies;

    if (!inner->is_whole || inner->size < TCP_CHECKSUM + 4
        || !(pptp_ppp_inner_opens(inner) || pptp_ppp_inner_accepts(inner)))
        return;
    replies = pptp_ppp_link_keep_replies(news->link, !news->from);
    if (pptp_checksum_is_right_of_tcp(addresses, inner->octets, inner->size))
        replies->tcp_right++;
    else
        pptp_ppp_news_tally(&replies->tcp_wrong, news);
}

void
pptp_ppp_replies_follow(struct pptp_news *news, const struct pptp_inner *inner)
{
    struct pptp_question question;

    check_sum(news, inner);
    if (read_question(inner, true, &question)) {
        compare(news, pptp_ppp_link_keep_replies(news->link, !news->from), &question);
    } else if (read_question(inner, false, &question)) {
        question.frame = news->packet->frame;
        keep(news, &question);
    }
}
