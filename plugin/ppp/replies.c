/* Compares what hosts ask inside a tunnel with the replies: where they come from, and what they say.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "calls/hash.h"
#include "checksum.h"
#include "ppp/replies.h"

enum { DNS = 53, DNS_HEADER = 12, NAME_ERROR = 3, LONGEST_NAME = 255 }; /* RFC 1035 */
enum { UDP_HEADER = 8 };                                                /* octets */
enum { SEQUENCE = 4, ACKNOWLEDGMENT = 8, TCP_CHECKSUM = 16 };           /* offsets in TCP */
enum { ECHO = 8, ECHO_V6 = 128, ECHO_REPLY = 0, ECHO_REPLY_V6 = 129 };

PPTP_SENT_PART(replies)

/* --- Where they come from ------------------------ */

static uint32_t
pair(unsigned high, unsigned low)
{
    return (uint32_t)high << 16 | low;
}

static bool
is_dns(const struct pptp_inner *inner, unsigned offset)
{
    return pptp_ppp_inner_udp_port(inner, offset) == DNS && inner->size >= UDP_HEADER + DNS_HEADER;
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
    if (is_dns(inner, other)) {
        question->key = pair(pptp_ppp_inner_number(inner, own), pptp_ppp_inner_number(inner, UDP_HEADER));
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
    return question && question->key == other->key && question->number == other->number
           && question->protocol == other->protocol && pptp_ppp_inner_is_same(&question->asker, &other->asker);
}

/* Some programs ask many hosts with the same numbers, all at once. */
static void
keep(struct pptp_news *news, struct pptp_question *question)
{
    struct pptp_replies *replies = pptp_ppp_link_keep_replies(news->link, news->from);
    struct pptp_question **place = &replies->waiting[replies->next++ % PPTP_QUESTIONS];

    for (unsigned i = 0; i < PPTP_QUESTIONS; i++) {
        struct pptp_question *other = replies->waiting[i];

        if (!has_same_numbers(other, question))
            continue;
        if (!pptp_ppp_inner_is_same(&other->asked, &question->asked))
            other->is_shared = question->is_shared = true;
    }
    if (!*place)
        *place = wmem_new(news->link->scope, struct pptp_question);
    **place = *question;
}

/* The question that the reply answers: the one to its sender if there is such a one. */
static const struct pptp_question *
find_question(const struct pptp_replies *replies, const struct pptp_question *reply)
{
    const struct pptp_question *found = NULL;

    for (unsigned i = 0; i < PPTP_QUESTIONS; i++) {
        const struct pptp_question *question = replies->waiting[i];

        if (!has_same_numbers(question, reply))
            continue;
        if (!found || pptp_ppp_inner_is_same(&question->asked, &reply->asked))
            found = question;
    }
    return found;
}

static void
compare(struct pptp_news *news, struct pptp_replies *replies, const struct pptp_question *reply)
{
    const struct pptp_question *question = find_question(replies, reply);

    if (!question)
        return;
    if (pptp_ppp_inner_is_same(&question->asked, &reply->asked)) {
        replies->is_answered |= pptp_ppp_inner_is_same(&reply->asked, &replies->misled.asked);
        return;
    }
    if (question->is_shared)
        return;
    if (replies->elsewhere.count == 0) {
        replies->misled = *question;
        replies->replier = reply->asked;
    }
    if (pptp_ppp_inner_is_same(&question->asked, &replies->misled.asked)
        && pptp_ppp_inner_is_same(&reply->asked, &replies->replier))
        pptp_ppp_news_tally(&replies->elsewhere, news);
}

/* --- What they say ------------------------------- */

/* The hash of the first name that a message of DNS asks for (RFC 1035 section 4.1.2). */
static uint64_t
hash_name(const uint8_t *message, unsigned size)
{
    unsigned at = DNS_HEADER;

    while (at < size && message[at] != 0 && at < DNS_HEADER + LONGEST_NAME)
        at += 1 + message[at];
    return pptp_hash_octets(message + DNS_HEADER, MIN(at, size) - DNS_HEADER);
}

/* The first name that a message of DNS asks for, as text. */
static const char *
show_name(wmem_allocator_t *scope, const uint8_t *message, unsigned size)
{
    wmem_strbuf_t *name = wmem_strbuf_new(scope, NULL);
    unsigned at = DNS_HEADER;

    while (at < size && message[at] != 0 && at + message[at] < size && at < DNS_HEADER + LONGEST_NAME) {
        wmem_strbuf_append(name, at > DNS_HEADER ? "." : "");
        for (unsigned i = 1; i <= message[at]; i++)
            wmem_strbuf_append_c(name, g_ascii_isprint(message[at + i]) ? (char)message[at + i] : '?');
        at += 1 + message[at];
    }
    return wmem_strbuf_finalize(name);
}

static void
follow_denied(struct pptp_news *news, struct pptp_replies *replies, const struct pptp_inner *inner)
{
    const uint8_t *message = inner->octets + UDP_HEADER;
    unsigned size = inner->size - UDP_HEADER;
    uint64_t hash = hash_name(message, size);

    if (!replies->denied)
        replies->denied = wmem_alloc0_array(news->link->scope, struct pptp_denied, PPTP_DENIED);
    for (unsigned i = 0; i < PPTP_DENIED; i++) {
        struct pptp_denied *denied = &replies->denied[i];

        if (denied->replies.count > 0 && denied->hash != hash)
            continue;
        if (denied->replies.count == 0) {
            denied->hash = hash;
            denied->resolver = inner->from;
            denied->name = show_name(news->link->scope, message, size);
        }
        pptp_ppp_news_tally(&denied->replies, news);
        return;
    }
}

static void
follow_dns(struct pptp_news *news, struct pptp_replies *replies, const struct pptp_inner *inner)
{
    const uint8_t *message = inner->octets + UDP_HEADER;
    uint8_t code = message[3] & 15;
    uint64_t name;

    if (!(message[2] & 0x80))
        return;
    if (code == 0 || code == NAME_ERROR) {
        replies->names++;
        replies->resolved += code == 0;
        if (code == NAME_ERROR)
            follow_denied(news, replies, inner);
        return;
    }
    name = hash_name(message, inner->size - UDP_HEADER);
    if (replies->failures.count == 0) {
        replies->resolver = inner->from;
        replies->failure = code;
        replies->failed_name = name;
    }
    replies->names_differ |= name != replies->failed_name;
    pptp_ppp_news_tally(&replies->failures, news);
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
    if (is_dns(inner, 0))
        follow_dns(news, pptp_ppp_link_keep_replies(news->link, !news->from), inner);
    if (read_question(inner, true, &question)) {
        compare(news, pptp_ppp_link_keep_replies(news->link, !news->from), &question);
    } else if (read_question(inner, false, &question)) {
        question.frame = news->packet->frame;
        keep(news, &question);
    }
}
