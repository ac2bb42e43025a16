/* Follows Multilink: reads its header, finds the bundle of a link, and hands over the PPP packets inside.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/ppptypes.h>

#include "ppp/data.h"
#include "ppp/moment.h"
#include "ppp/multilink.h"

enum { SHORT_NUMBERS = 1 << 12, LONG_NUMBERS = 1 << 24 };
enum { ENDPOINT_DISCRIMINATOR = 19 };   /* LCP's option (RFC 1990 section 5.1.3) */

struct pptp_bundle {
    struct pptp_link *first;            /* which began it */
    struct pptp_fragments *fragments[2];    /* of what each end of the first link sends */
    bool is_over;                       /* its first link left it */
};

/* A link's place in a bundle, and how its headers are read, from a packet on. */
struct pptp_member {
    const struct pptp_packet *since;
    struct pptp_bundle *bundle;
    bool is_crossed;                    /* its end 0 is the first link's end 1 */
    enum pptp_multilink_header header[2];   /* in what each end sends */
    bool is_guess[2];
};

/* From what identifies a bundle, as text, to the newest struct pptp_bundle. */
static wmem_map_t *bundles;

void
pptp_ppp_multilink_begin(wmem_allocator_t *scope)
{
    bundles = wmem_map_new(scope, wmem_str_hash, g_str_equal);
}

/* --- The header (section 3) --------------------------------------------------------------------------------------- */

static bool
begins_like_ip(const uint8_t *octets, unsigned size, unsigned version)
{
    return size > 0 && octets[0] >> 4 == version;
}

/* Protocols that a bundle carries. Data begins as it should. */
static bool
is_plausible(const uint8_t *octets, unsigned size)
{
    struct pptp_news news = { .octets = octets, .size = size, .length = size };

    if (!pptp_ppp_news_read_protocol(&news))
        return false;
    if (news.protocol == PPP_IP || news.protocol == PPP_IPV6)
        return begins_like_ip(news.octets, news.size, news.protocol == PPP_IP ? 4 : 6);
    return news.protocol == PPP_COMP || news.protocol == PPP_CCP || news.protocol == PPP_IPCP
        || news.protocol == PPP_IPV6CP;
}

/* Whole packets show where the header ends. */
static enum pptp_multilink_header
guess(const struct pptp_news *news)
{
    const unsigned whole = PPTP_MULTILINK_BEGINS | PPTP_MULTILINK_ENDS;
    bool is_short, is_long;

    if (news->size <= PPTP_MULTILINK_LONG || (news->octets[0] & whole) != whole)
        return PPTP_MULTILINK_UNKNOWN;
    is_short = !(news->octets[0] & 0x30) && is_plausible(news->octets + PPTP_MULTILINK_SHORT,
                                                         news->size - PPTP_MULTILINK_SHORT);
    is_long = !(news->octets[0] & 0x3f) && is_plausible(news->octets + PPTP_MULTILINK_LONG,
                                                        news->size - PPTP_MULTILINK_LONG);
    return is_short == is_long ? PPTP_MULTILINK_UNKNOWN : is_short ? PPTP_MULTILINK_SHORT : PPTP_MULTILINK_LONG;
}

/* The end that receives the packets asked for short numbers, or did not. */
static void
settle_header(const struct pptp_news *news, struct pptp_member *member)
{
    const struct pptp_negotiation *lcp = pptp_ppp_link_asked(news->link, PPTP_LCP, !news->from);
    const struct pptp_options *options = lcp->agreed.frame ? &lcp->options : &lcp->asked;
    enum pptp_multilink_header *header = &member->header[news->from];

    member->is_guess[news->from] = lcp->agreed.frame == 0 && lcp->requests == 0;
    if (!member->is_guess[news->from])
        *header = pptp_ppp_options_have(options, PPTP_OPTION_SHORT_NUMBERS) ? PPTP_MULTILINK_SHORT
                                                                            : PPTP_MULTILINK_LONG;
    else if (*header == PPTP_MULTILINK_UNKNOWN)
        *header = guess(news);
}

static void
read_header(const struct pptp_news *news, enum pptp_multilink_header header, struct pptp_fragment *fragment)
{
    const uint8_t *octets = news->octets;

    fragment->packet = news->packet;
    fragment->link = news->link;
    fragment->begins = octets[0] & PPTP_MULTILINK_BEGINS;
    fragment->ends = octets[0] & PPTP_MULTILINK_ENDS;
    fragment->numbers = header == PPTP_MULTILINK_SHORT ? SHORT_NUMBERS : LONG_NUMBERS;
    fragment->number = header == PPTP_MULTILINK_SHORT ? (octets[0] & 0x0fu) << 8 | octets[1]
                                                      : (uint32_t)octets[1] << 16 | octets[2] << 8 | octets[3];
    fragment->octets = octets + header;
    fragment->captured = news->size - header;
    fragment->length = news->length - header;
}

/* --- Bundles (section 5.1.3) -------------------------------------------------------------------------------------- */

static const struct pptp_member *
member_until(const struct pptp_link *link, const struct pptp_packet *packet)
{
    return link->members ? pptp_packets_last_until(link->members, sizeof(struct pptp_member), packet) : NULL;
}

/* Returns the Endpoint Discriminator that an end announced, in hexadecimal; "" if it announced none. */
static char *
discriminator(const struct pptp_link *link, unsigned end)
{
    const struct pptp_negotiation *lcp = pptp_ppp_link_asked(link, PPTP_LCP, end);
    wmem_strbuf_t *text = wmem_strbuf_new(link->scope, NULL);

    for (unsigned at = 0; lcp->octets && at + 2 <= lcp->size; at += lcp->octets[at + 1]) {
        if (lcp->octets[at + 1] < 2 || lcp->octets[at + 1] > lcp->size - at)
            break;
        if (lcp->octets[at] == ENDPOINT_DISCRIMINATOR)
            for (unsigned i = 2; i < lcp->octets[at + 1]; i++)
                wmem_strbuf_append_printf(text, "%02x", lcp->octets[at + i]);
    }
    return wmem_strbuf_finalize(text);
}

/* Returns what all links of a bundle have in common, the same whichever end is end 0; NULL: it cannot be told. */
static char *
key_of(const struct pptp_link *link, bool *is_turned)
{
    const struct pptp_authentication *last = link->authentication;
    char *one = discriminator(link, 0), *other = discriminator(link, 1);

    *is_turned = strcmp(one, other) > 0;
    if (!*one || !*other)
        return NULL;
    return wmem_strdup_printf(link->scope, "%s %s %s", *is_turned ? other : one, *is_turned ? one : other,
                              last && last->user.octets ? wmem_strndup(link->scope, (const char *)last->user.octets,
                                                                       last->user.size) : "");
}

static struct pptp_bundle *
new_bundle(struct pptp_link *link)
{
    struct pptp_bundle *bundle = wmem_new0(link->scope, struct pptp_bundle);

    bundle->first = link;
    for (unsigned end = 0; end < 2; end++)
        bundle->fragments[end] = pptp_ppp_fragments_new(link->scope);
    return bundle;
}

static bool
is_joined_by(const struct pptp_bundle *bundle, unsigned from, const struct pptp_fragment *fragment)
{
    return bundle && !bundle->is_over
        && pptp_ppp_fragments_continue(bundle->fragments[from], fragment->number, fragment->numbers);
}

/* The same two ends and the same user belong to one bundle if the numbers go on. Those of a session that comes later,
 * or beside it, begin with 0 again. */
static void
settle_bundle(struct pptp_news *news, struct pptp_member *member, const struct pptp_fragment *fragment)
{
    struct pptp_link *link = news->link;
    bool is_turned, was_turned;
    char *key = key_of(link, &is_turned);
    struct pptp_bundle *bundle = key ? wmem_map_lookup(bundles, key) : NULL;

    if (bundle) {
        key_of(bundle->first, &was_turned);
        member->is_crossed = is_turned != was_turned;
    }
    if (!is_joined_by(bundle, news->from ^ member->is_crossed, fragment)) {
        link->rival = bundle && !bundle->is_over ? bundle->first : NULL;
        bundle = new_bundle(link);
        member->is_crossed = false;
        if (key)
            wmem_map_insert(bundles, key, bundle);
    }
    member->bundle = bundle;
    link->leader = bundle->first == link ? NULL : bundle->first;
    link->is_crossed = member->is_crossed;
}

void
pptp_ppp_multilink_leave(struct pptp_link *link)
{
    const struct pptp_member *last;

    if (!link->members)
        return;
    last = (const struct pptp_member *)wmem_array_get_raw(link->members) + wmem_array_get_count(link->members) - 1;
    last->bundle->is_over |= last->bundle->first == link;
    for (unsigned end = 0; end < 2; end++)
        pptp_ppp_fragments_end(last->bundle->fragments[end], link);
    link->leader = NULL;
    link->has_left = true;
}

/* Returns the link's place in its bundle, with the header of this packet; NULL if the header cannot be read. */
static const struct pptp_member *
find_member(struct pptp_news *news, struct pptp_fragment *fragment)
{
    struct pptp_link *link = news->link;
    const struct pptp_member *last = member_until(link, news->packet);
    struct pptp_member member = { .since = news->packet };

    if (last && !link->has_left)
        member = *last;
    settle_header(news, &member);
    if (member.header[news->from] == PPTP_MULTILINK_UNKNOWN || news->size < member.header[news->from])
        return NULL;
    read_header(news, member.header[news->from], fragment);
    if (last && !link->has_left && member.header[news->from] == last->header[news->from])
        return last;
    if (!member.bundle)
        settle_bundle(news, &member, fragment);
    member.since = news->packet;
    link->has_left = false;
    if (!link->members)
        link->members = wmem_array_new(link->scope, sizeof member);
    wmem_array_append_one(link->members, member);
    return member_until(link, news->packet);
}

/* --- Packets ------------------------------------------------------------------------------------------------------ */

/* The end that receives the packets asked for Multilink (section 5.1.1), or that was not captured. */
static bool
is_agreed(const struct pptp_news *news)
{
    const struct pptp_negotiation *lcp = pptp_ppp_link_asked(news->link, PPTP_LCP, !news->from);

    return lcp->agreed.frame == 0 || pptp_ppp_options_have(&lcp->options, PPTP_OPTION_MRRU);
}

/* What the end that sent the packet has sent in the bundle. */
static struct pptp_incomplete *
incomplete_of(const struct pptp_news *news, const struct pptp_member *member)
{
    return pptp_ppp_link_keep_incomplete(member->bundle->first, news->from ^ member->is_crossed);
}

/* What is lost is known only if the link was followed from its beginning. */
static void
judge(struct pptp_news *news, const struct pptp_member *member, const struct pptp_fragment_news *told)
{
    struct pptp_incomplete *incomplete = incomplete_of(news, member);

    if (member->is_guess[news->from] || !is_agreed(news))
        return;
    if (told->was_lost && incomplete->lost.count > 0)
        incomplete->lost.count--;
    if (told->lost > 0) {
        pptp_ppp_news_judge(news, PPTP_LINK_FRAGMENTS_LOST, told->lost);
        pptp_ppp_news_tally(&incomplete->lost, news);
        incomplete->lost.count += told->lost - 1;
    }
    if (told->contradicts) {
        pptp_ppp_news_judge(news, PPTP_LINK_FRAGMENT_BITS, 0);
        pptp_ppp_news_tally(&incomplete->bits, news);
    }
}

/* Fragments are unread until their packet is complete. If only this bundle has unread ones, it has the first. */
static void
count_unread(struct pptp_news *news, const struct pptp_member *member, const struct pptp_fragment_news *told)
{
    struct pptp_incomplete *incomplete = incomplete_of(news, member);

    member->bundle->first->sent[news->from ^ member->is_crossed].opaque += (uint32_t)told->unread;
    incomplete->unread += (uint32_t)told->unread;
    if (incomplete->unread == 0)
        incomplete->first_unread.frame = 0;
    else if (incomplete->unread == told->all_unread)
        incomplete->first_unread = pptp_ppp_moment(told->first_unread);
    if (!is_agreed(news))
        pptp_ppp_data_follow_unknown(news);
}

/* Sets inside to the PPP packet behind the header, or to the one that is joined. Returns false if it has no protocol
 * that can be read, or is Multilink again. */
static bool
enter(const struct pptp_news *news, const struct pptp_member *member, const struct pptp_fragment *fragment,
      const struct pptp_joined *joined, struct pptp_news *inside)
{
    *inside = *news;
    inside->link = member->bundle->first;
    inside->from = news->from ^ member->is_crossed;
    inside->event.from = inside->from;
    inside->bundle = member->bundle;
    inside->octets = joined ? joined->octets : fragment->octets;
    inside->size = joined ? joined->captured : fragment->captured;
    inside->length = joined ? joined->length : fragment->length;
    inside->has_short_protocol = false;
    return pptp_ppp_news_read_protocol(inside) && inside->protocol != PPP_MP;
}

static bool
is_whole(const struct pptp_fragment *fragment)
{
    return fragment->begins && fragment->ends;
}

bool
pptp_ppp_multilink_follow(struct pptp_news *news, struct pptp_news *inside)
{
    struct pptp_fragment fragment;
    const struct pptp_member *member = find_member(news, &fragment);
    struct pptp_fragment_news told;

    if (!member) {
        pptp_ppp_data_follow_opaque(news);
        return false;
    }
    told = pptp_ppp_fragments_follow(member->bundle->fragments[news->from ^ member->is_crossed], &fragment);
    judge(news, member, &told);
    count_unread(news, member, &told);
    if (!is_whole(&fragment) && !told.joined)
        return false;
    if (!enter(news, member, &fragment, told.joined, inside)) {
        pptp_ppp_data_follow_opaque(news);
        return false;
    }
    inside->number = told.joined ? told.joined->number : told.number;
    return true;
}

bool
pptp_ppp_multilink_follow_copy(struct pptp_news *news, const struct pptp_packet *copied, struct pptp_news *inside)
{
    const struct pptp_member *member = news->link->has_left ? NULL : member_until(news->link, news->packet);
    struct pptp_fragments *fragments;
    struct pptp_fragment fragment;
    const struct pptp_joined *joined;
    bool completes = false;

    if (!member || member->header[news->from] == PPTP_MULTILINK_UNKNOWN || news->size < member->header[news->from])
        return false;
    read_header(news, member->header[news->from], &fragment);
    fragments = member->bundle->fragments[news->from ^ member->is_crossed];
    if (is_whole(&fragment))
        return enter(news, member, &fragment, NULL, inside);
    pptp_ppp_fragments_follow_copy(fragments, news->packet, copied);
    joined = pptp_ppp_fragments_at(fragments, news->packet, &completes);
    return completes && enter(news, member, &fragment, joined, inside);
}

bool
pptp_ppp_multilink_at(const struct pptp_link *link, unsigned from, const struct pptp_packet *packet,
                      struct pptp_multilink *multilink)
{
    const struct pptp_member *member = member_until(link, packet);

    if (!member || member->header[from] == PPTP_MULTILINK_UNKNOWN)
        return false;
    *multilink = (struct pptp_multilink){ .header = member->header[from], .is_guess = member->is_guess[from],
                                          .link = member->bundle->first, .from = from ^ member->is_crossed };
    multilink->joined = pptp_ppp_fragments_at(member->bundle->fragments[multilink->from], packet,
                                              &multilink->completes);
    return true;
}
