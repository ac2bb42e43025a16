/* Counts a link's data packets, decrypts what can be decrypted, and compares the sizes with what fits.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>

#include "ppp/data.h"
#include "ppp/decryption.h"

enum { TCP_AND_IPV4 = 40 };             /* octets of both headers without options */

void
pptp_ppp_data_check_length(struct pptp_news *news)
{
    struct pptp_sent *sent = &news->link->sent[news->from];

    sent->longest = MAX(sent->longest, news->length);
    if (news->length <= pptp_ppp_link_mru(news->link, !news->from))
        return;
    pptp_ppp_news_judge(news, PPTP_LINK_MRU_EXCEEDED, news->length);
    if (sent->too_long++ == 0)
        sent->first_too_long = pptp_ppp_news_moment(news);
}

static void
count_data(struct pptp_news *news)
{
    news->link->sent[news->from].last_data = pptp_ppp_news_moment(news);
    pptp_ppp_news_advance(news, PPTP_STAGE_DATA);
}

/* --- The Maximum Segment Size of TCP ------------------------------------------------------------------------------ */

/* Returns the Maximum Segment Size that a SYN announces (RFC 9293 section 3.7.1), or 0 if the packet announces none. */
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

/* The segments go to the end that announces their size, so they must fit into that end's MRU. */
static void
judge_mss(struct pptp_news *news, const uint8_t *ip, unsigned size)
{
    struct pptp_sent *sent = &news->link->sent[news->from];
    unsigned mss = mss_of(ip, size);

    if (mss + TCP_AND_IPV4 <= pptp_ppp_link_mru(news->link, news->from))
        return;
    pptp_ppp_news_judge(news, PPTP_LINK_MSS, mss);
    if (mss > sent->mss) {
        sent->mss = mss;
        sent->mss_at = pptp_ppp_news_moment(news);
    }
}

/* --- In the clear ------------------------------------------------------------------------------------------------- */

void
pptp_ppp_data_follow_clear(struct pptp_news *news, unsigned protocol)
{
    struct pptp_sent *sent = &news->link->sent[news->from];

    if (sent->clear++ == 0) {
        sent->first_clear = pptp_ppp_news_moment(news);
        if (news->link->sent[!news->from].clear == 0)
            pptp_ppp_news_judge(news, PPTP_LINK_CLEAR_DATA, 0);
    }
    news->link->clear[protocol]++;
    count_data(news);
}

void
pptp_ppp_data_follow_ipv4(struct pptp_news *news, unsigned protocol)
{
    pptp_ppp_data_follow_clear(news, protocol);
    judge_mss(news, news->octets, news->size);
}

/* --- Compressed or encrypted -------------------------------------------------------------------------------------- */

static bool
decrypt(struct pptp_news *news, const struct pptp_packet *copied, struct pptp_decryption *decryption,
        struct pptp_mppe_clear *clear)
{
    struct pptp_link *link = news->link;
    struct pptp_encrypted_packet encrypted = { .from = news->from, .packet = news->packet, .copied = copied,
                                               .octets = news->octets, .captured = news->size,
                                               .length = news->length };

    if (!link->decryptions)
        link->decryptions = pptp_ppp_decryptions_new(link->scope);
    return pptp_ppp_decryption_follow(link->decryptions, link->authentication,
                                      pptp_ppp_link_asked(link, PPTP_CCP, !news->from), &encrypted, decryption, clear);
}

/* A decrypted packet is PPP once more. */
static void
look_inside(struct pptp_news *news, const struct pptp_mppe_clear *clear)
{
    struct pptp_news inside = { .octets = clear->octets, .size = clear->captured, .length = clear->length };

    if (pptp_ppp_news_read_protocol(&inside) && inside.protocol == PPP_IP)
        judge_mss(news, inside.octets, inside.size);
}

static void
count_decryption(struct pptp_news *news, const struct pptp_decryption *decryption, const struct pptp_mppe_clear *clear)
{
    struct pptp_sent *sent = &news->link->sent[news->from];

    if (decryption->result == PPTP_DECRYPTED) {
        sent->decrypted++;
        look_inside(news, clear);
    }
    if (decryption->result == PPTP_NOT_DECRYPTED_GARBAGE) {
        sent->garbage++;
        pptp_ppp_news_mark(&sent->first_garbage, news);
    }
}

/* Anybody can read what is only compressed. */
static bool
is_without_keys(struct pptp_compression compression)
{
    return !(compression.mppe & PPTP_MPPE_KEYS) && (compression.type || compression.mppe & PPTP_MPPE_MPPC);
}

/* 0x00FD counts as MPPE unless something else is agreed on: CCP may not have been captured. Nobody sends it before
 * CCP is open (RFC 1962 section 2.1), so it also proves an Ack. */
void
pptp_ppp_data_follow_compressed(struct pptp_news *news, unsigned unused _U_)
{
    struct pptp_link *link = news->link;
    struct pptp_sent *sent = &link->sent[news->from];
    struct pptp_decryption decryption;
    struct pptp_mppe_clear clear;
    bool is_mppe;

    pptp_ppp_negotiation_prove(pptp_ppp_news_negotiation(news, PPTP_CCP, !news->from), news->packet);
    is_mppe = decrypt(news, NULL, &decryption, &clear);
    if (is_without_keys(pptp_ppp_link_compression(link, !news->from))) {
        sent->compressed++;
    } else {
        sent->encrypted++;
        pptp_ppp_news_mark(&sent->first_encrypted, news);
    }
    count_data(news);
    if (is_mppe)
        count_decryption(news, &decryption, &clear);
}

void
pptp_ppp_data_follow_copy(struct pptp_news *news, const struct pptp_packet *copied)
{
    struct pptp_decryption decryption;
    struct pptp_mppe_clear clear;

    decrypt(news, copied, &decryption, &clear);
}
