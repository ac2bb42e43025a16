/* Counts a link's data packets, decrypts what can be decrypted, and compares the sizes with what fits.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>

#include "octets.h"
#include "ppp/data.h"
#include "ppp/decryption.h"
#include "ppp/inner.h"
#include "ppp/inside.h"
#include "ppp/services.h"

enum { TCP_AND_IPV4 = 40 };             /* octets of both headers without options */
enum { MPPE_AND_PROTOCOL = 4 }; /* octets in front of what MPPE encrypts (RFC 3078 section 3) */

static bool
is_encrypted_to(const struct pptp_link *link, unsigned end)
{
    return pptp_ppp_link_compression(link, end).mppe & PPTP_MPPE_KEYS;
}

PPTP_RARE static void
keep_largest(struct pptp_size *largest, uint32_t octets, uint32_t mru, const struct pptp_news *news)
{
    if (octets > largest->octets)
        *largest = (struct pptp_size){ octets, mru, pptp_ppp_news_moment(news) };
}

/* Windows and others do not count MPPE's octets. */
void
pptp_ppp_data_check_length(struct pptp_news *news)
{
    uint32_t mru = pptp_ppp_link_mru(news->link, !news->from);
    struct pptp_sizes *sizes;

    if (news->length <= mru)
        return;
    sizes = pptp_ppp_link_keep_sizes(news->link, news->from);
    sizes->last_too_long = pptp_ppp_news_moment(news).frame;
    if (news->protocol == PPP_COMP && is_encrypted_to(news->link, !news->from)
        && news->length <= mru + MPPE_AND_PROTOCOL) {
        pptp_ppp_news_judge(news, PPTP_LINK_MRU_EXCEEDED_HABIT, news->length);
        pptp_ppp_news_tally(&sizes->too_long_for_mppe, news);
        keep_largest(&sizes->longest_for_mppe, news->length, mru, news);
        return;
    }
    pptp_ppp_news_judge(news, PPTP_LINK_MRU_EXCEEDED, news->length);
    keep_largest(&sizes->longest, news->length, mru, news);
    if (sizes->too_long++ == 0)
        sizes->first_too_long = pptp_ppp_news_moment(news);
}

void
pptp_ppp_data_follow_unknown(struct pptp_news *news)
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

/* An end of the tunnel itself will send those segments: it knows what fits, whatever is announced to it. */
static bool
is_for_the_end(const struct pptp_news *news, const uint8_t *ip)
{
    const struct pptp_negotiation *ipcp = pptp_ppp_link_asked(news->link, PPTP_IPCP, !news->from);

    return pptp_octets_32(ip + 16) == pptp_ppp_negotiation_value(ipcp, PPTP_OPTION_ADDRESS);
}

/* The segments go to the end that announces their size, so they must fit into that end's MRU. Multilink cuts them into
 * fragments that do. */
static void
judge_mss(struct pptp_news *news, const uint8_t *ip, unsigned size)
{
    unsigned mss = mss_of(ip, size), mru = pptp_ppp_link_mru(news->link, news->from);

    if (mss == 0 || news->bundle || is_for_the_end(news, ip))
        return;
    if (mss + TCP_AND_IPV4 > mru) {
        pptp_ppp_news_judge(news, PPTP_LINK_MSS, mss);
        keep_largest(&pptp_ppp_link_keep_sizes(news->link, news->from)->mss, mss, mru, news);
    } else if (mss + TCP_AND_IPV4 + MPPE_AND_PROTOCOL > mru && is_encrypted_to(news->link, news->from)) {
        keep_largest(&pptp_ppp_link_keep_sizes(news->link, news->from)->mss_for_mppe, mss, mru, news);
    }
}

/* --- Who is asked ------------------------------------------------------------------------------------------------- */

/* Broadcasts and multicasts of IP need no answer; those of a subnet are taken to end in 255. */
static bool
goes_to_many(uint16_t protocol, const uint8_t *octets, unsigned size)
{
    if (protocol == PPP_IP && size >= 20)
        return octets[16] >= 224 || octets[19] == 255;
    return protocol == PPP_IPV6 && size >= 40 && octets[24] == 0xff;
}

static void
count_asking(struct pptp_news *news)
{
    struct pptp_sent *sent = &news->link->sent[news->from];

    if (sent->asking.count == 0)
        sent->first_asking = news->packet;
    pptp_ppp_news_tally(&sent->asking, news);
}

/* --- In the clear ------------------------------------------------------------------------------------------------- */

/* Once MPPE is in use, all network protocols are encrypted (RFC 3078 section 3). If the end has encrypted nothing so
 * far, it may not know yet that CCP is open. */
static void
check_encryption(struct pptp_news *news)
{
    struct pptp_link *link = news->link;

    if (!is_encrypted_to(link, !news->from)
        || pptp_packet_is(news->packet, PPTP_TUNNEL_OUT_OF_ORDER)
        || pptp_ppp_link_asked(link, PPTP_CCP, 0)->closed.frame || pptp_ppp_link_asked(link, PPTP_CCP, 1)->closed.frame)
        return;
    if (link->sent[news->from].encrypted == 0) {
        if (pptp_ppp_link_has_agreed(link, PPTP_CCP))
            pptp_ppp_news_tally(&pptp_ppp_link_keep_misprotected(link, news->from)->clear_since_mppe, news);
        return;
    }
    pptp_ppp_news_judge(news, PPTP_LINK_CLEAR_IN_SPITE, 0);
    pptp_ppp_news_tally(&pptp_ppp_link_keep_misprotected(link, news->from)->clear_in_spite, news);
}

/* Only what goes to one receiver asks for an answer; of what goes to many, services are followed, such as IPv6's own
 * configuration. */
static void
follow_inside(struct pptp_news *news, uint16_t protocol, const uint8_t *octets, unsigned size)
{
    struct pptp_inner inner;
    bool is_read = pptp_ppp_inner_read(&inner, protocol, octets, size);

    if (goes_to_many(protocol, octets, size)) {
        if (is_read)
            pptp_ppp_services_follow(news, &inner);
        return;
    }
    if (!is_read || !pptp_ppp_inner_goes_one_way(&inner))
        count_asking(news);
    if (is_read)
        pptp_ppp_inside_follow(news, &inner);
}

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
    if (protocol <= PPTP_CLEAR_VJ)      /* IP */
        follow_inside(news, news->protocol, news->octets, news->size);
    check_encryption(news);
    pptp_ppp_data_follow_unknown(news);
}

void
pptp_ppp_data_follow_ipv4(struct pptp_news *news, unsigned protocol)
{
    pptp_ppp_data_follow_clear(news, protocol);
    judge_mss(news, news->octets, news->size);
}

/* --- Unreadable --------------------------------------------------------------------------------------------------- */

static struct pptp_opaque *
opaque_of(struct pptp_link *link, uint16_t protocol)
{
    for (unsigned i = 0; i < link->opaque_count; i++) {
        if (link->opaque[i].protocol == protocol)
            return &link->opaque[i];
    }
    if (link->opaque_count == PPTP_OPAQUE_PROTOCOLS)
        return NULL;
    if (!link->opaque)
        link->opaque = wmem_alloc0_array(link->scope, struct pptp_opaque, PPTP_OPAQUE_PROTOCOLS);
    link->opaque[link->opaque_count].protocol = protocol;
    return &link->opaque[link->opaque_count++];
}

void
pptp_ppp_data_follow_opaque(struct pptp_news *news)
{
    struct pptp_opaque *opaque = opaque_of(news->link, news->protocol);

    if (opaque)
        pptp_ppp_news_tally(&opaque->sent, news);
    news->link->sent[news->from].opaque++;
    pptp_ppp_data_follow_unknown(news);
}

/* --- Compressed or encrypted -------------------------------------------------------------------------------------- */

static bool
decrypt(struct pptp_news *news, const struct pptp_packet *copied, struct pptp_decryption *decryption,
        struct pptp_mppe_clear *clear)
{
    struct pptp_link *link = news->link;
    struct pptp_authentications authentications = { .newest = link->authentication, .keyed = link->keyed };
    struct pptp_encrypted_packet encrypted = { .from = news->from, .packet = news->packet, .copied = copied,
                                               .octets = news->octets, .captured = news->size,
                                               .length = news->length, .bundle = news->bundle,
                                               .number = news->number };
    bool is_mppe;

    if (!link->decryptions)
        link->decryptions = pptp_ppp_decryptions_new(link->scope);
    is_mppe = pptp_ppp_decryption_follow(link->decryptions, &authentications,
                                         pptp_ppp_link_asked(link, PPTP_CCP, !news->from), &encrypted, decryption,
                                         clear);
    news->has_result = pptp_ppp_decryption_has_own(link->decryptions, news->from, news->packet);
    return is_mppe;
}

/* A decrypted packet is PPP once more. */
static void
look_inside(struct pptp_news *news, const struct pptp_mppe_clear *clear)
{
    struct pptp_news inside = { .octets = clear->octets, .size = clear->captured, .length = clear->length };

    if (!pptp_ppp_news_read_protocol(&inside))
        return;
    follow_inside(news, inside.protocol, inside.octets, inside.size);
    if (inside.protocol == PPP_IP)
        judge_mss(news, inside.octets, inside.size);
}

static void
count_decryption(struct pptp_news *news, const struct pptp_decryption *decryption, const struct pptp_mppe_clear *clear)
{
    struct pptp_misprotected *misprotected;

    if (decryption->result == PPTP_DECRYPTED) {
        news->link->sent[news->from].decrypted++;
        look_inside(news, clear);
    } else {
        count_asking(news);
    }
    if (decryption->result == PPTP_NOT_DECRYPTED_GARBAGE) {
        misprotected = pptp_ppp_link_keep_misprotected(news->link, news->from);
        misprotected->garbage++;
        pptp_ppp_news_mark(&misprotected->first_garbage, news);
    }
}

/* Anybody can read what is only compressed. */
static bool
is_without_keys(struct pptp_compression compression)
{
    return !(compression.mppe & PPTP_MPPE_KEYS) && (compression.type || compression.mppe & PPTP_MPPE_MPPC);
}

/* Bit A: the packet begins encryption anew. In stateless mode, each one does (RFC 3078 section 3.1). */
static void
follow_flushed(struct pptp_news *news, uint32_t agreed)
{
    struct pptp_misprotected *misprotected;

    if (news->size < PPTP_MPPE_HEADER)
        return;
    if ((news->octets[0] << 8 | news->octets[1]) & PPTP_MPPE_FLUSHED) {
        pptp_ppp_news_answer_resets(news);
        return;
    }
    if (!(agreed & PPTP_MPPE_KEYS) || !(agreed & PPTP_MPPE_STATELESS))
        return;
    misprotected = pptp_ppp_link_keep_misprotected(news->link, news->from);
    misprotected->unflushed++;
    pptp_ppp_news_mark(&misprotected->first_unflushed, news);
}

/* 0x00FD counts as MPPE unless something else is agreed on: CCP may not have been captured. Nobody sends it before
 * CCP is open (RFC 1962 section 2.1), so it also proves an Ack. */
void
pptp_ppp_data_follow_compressed(struct pptp_news *news, unsigned unused _U_)
{
    struct pptp_link *link = news->link;
    struct pptp_sent *sent = &link->sent[news->from];
    struct pptp_compression agreed;
    struct pptp_decryption decryption;
    struct pptp_mppe_clear clear;
    bool is_mppe;

    pptp_ppp_negotiation_prove(pptp_ppp_news_negotiation(news, PPTP_CCP, !news->from), news->packet);
    is_mppe = decrypt(news, NULL, &decryption, &clear);
    agreed = pptp_ppp_link_compression(link, !news->from);
    if (is_without_keys(agreed)) {
        sent->compressed++;
    } else {
        sent->encrypted++;
        pptp_ppp_news_mark(&sent->first_encrypted, news);
        follow_flushed(news, agreed.mppe);
    }
    pptp_ppp_data_follow_unknown(news);
    if (is_mppe)
        count_decryption(news, &decryption, &clear);
    else
        count_asking(news);
}

void
pptp_ppp_data_follow_copy(struct pptp_news *news, const struct pptp_packet *copied)
{
    struct pptp_decryption decryption;
    struct pptp_mppe_clear clear;

    decrypt(news, copied, &decryption, &clear);
}
