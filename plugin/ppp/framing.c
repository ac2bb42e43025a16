/* Tells PPP packets from what is not PPP.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>

#include "checksum.h"
#include "ppp/framing.h"

enum { FLAG = 0x7e, ESCAPE = 0x7d, ADDRESS = 0xff, CONTROL = 0x03, ESCAPED = 0x20 }; /* RFC 1662 sections 3 and 4 */

/* No protocol begins with these octets. */
static bool
is_hdlc(const uint8_t *octets, unsigned size)
{
    if (size >= 3 && octets[0] == ADDRESS && octets[1] == ESCAPE && octets[2] == (CONTROL ^ ESCAPED))
        return true;
    return size >= 2 && octets[0] == FLAG
           && (octets[1] == ADDRESS || octets[1] == ESCAPE || octets[1] == FLAG || octets[size - 1] == FLAG);
}

static bool
is_ipv4(const uint8_t *octets, unsigned size, unsigned length)
{
    unsigned header = size >= 20 && octets[0] >> 4 == 4 ? (octets[0] & 15) * 4 : 0;

    return header >= 20 && header <= size && (unsigned)(octets[2] << 8 | octets[3]) == length
           && pptp_checksum_is_right_of_ip(octets, header);
}

static bool
is_ipv6(const uint8_t *octets, unsigned size, unsigned length)
{
    return size >= 40 && octets[0] >> 4 == 6 && (octets[4] << 8 | octets[5]) + 40u == length;
}

/* Address and Control may stand in front, as nothing else of PPP does. */
static bool
is_without_protocol(const struct pptp_news *news)
{
    unsigned skip = news->size >= 2 && news->octets[0] == ADDRESS && news->octets[1] == CONTROL ? 2 : 0;
    const uint8_t *octets = news->octets + skip;

    return is_ipv4(octets, news->size - skip, news->length - skip)
           || is_ipv6(octets, news->size - skip, news->length - skip);
}

bool
pptp_ppp_framing_follow_foreign(struct pptp_news *news)
{
    if (is_hdlc(news->octets, news->size)) {
        pptp_ppp_news_judge(news, PPTP_LINK_HDLC, 0);
        pptp_ppp_news_tally(&pptp_ppp_link_keep_misframed(news->link, news->from)->hdlc, news);
        return true;
    }
    if (is_without_protocol(news)) {
        pptp_ppp_news_judge(news, PPTP_LINK_NO_PROTOCOL, 0);
        pptp_ppp_news_tally(&pptp_ppp_link_keep_misframed(news->link, news->from)->without_protocol, news);
        return true;
    }
    return false;
}

void
pptp_ppp_framing_check_protocol(struct pptp_news *news)
{
    const struct pptp_negotiation *lcp = pptp_ppp_link_asked(news->link, PPTP_LCP, !news->from);
    struct pptp_tally *tally;

    news->link->sent[news->from].without_address += !news->has_address && news->protocol != PPP_LCP;
    if (!news->has_short_protocol || lcp->agreed.frame == 0 || lcp->options.is_cut
        || pptp_ppp_options_have(&lcp->options, PPTP_OPTION_PFC))
        return;
    tally = &pptp_ppp_link_keep_misframed(news->link, news->from)->short_protocol;
    pptp_ppp_news_tally(tally, news);
    if (tally->count == 1)
        pptp_ppp_news_judge(news, PPTP_LINK_SHORT_PROTOCOL, news->protocol);
}
