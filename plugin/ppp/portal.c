/* Follows redirects of HTTP inside a tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/ipproto.h>

#include "ppp/portal.h"
#include "ppp/text.h"

PPTP_SENT_PART(portal)

struct span {
    const char *octets;
    unsigned size;
};

/* What a segment of TCP carries. */
static struct span
read_payload(const struct pptp_inner *inner)
{
    enum { OFFSET = 12, LEAST = 20 };
    unsigned header = inner->protocol == IP_PROTO_TCP && inner->size >= LEAST
                          ? (unsigned)(inner->octets[OFFSET] >> 4) * 4 : 0;

    return header < LEAST || header >= inner->size
               ? (struct span){ .octets = NULL }
               : (struct span){ .octets = (const char *)inner->octets + header, .size = inner->size - header };
}

/* The first digit of the status that a response begins with (RFC 9112 section 4); 0: it is none. */
static char
read_status(struct span payload)
{
    enum { VERSION = 9 };       /* octets, before the status */

    return payload.size > VERSION && memcmp(payload.octets, "HTTP/1.", 7) == 0 ? payload.octets[VERSION] : 0;
}

/* The host of a URL; size 0: there is none. */
static struct span
read_host(struct span url)
{
    struct span host = { .octets = NULL };
    unsigned at = 0;

    while (at + 2 < url.size && memcmp(url.octets + at, "://", 3) != 0 && url.octets[at] > ' ')
        at++;
    if (at + 3 >= url.size || url.octets[at] != ':')
        return host;
    host.octets = url.octets + at + 3;
    while (at + 3 + host.size < url.size && !strchr("/:?# \r\n", host.octets[host.size]))
        host.size++;
    return host;
}

/* Where a redirect sends the reader (RFC 9110 section 10.2.2). */
static struct span
read_target(struct span payload)
{
    static const char field[] = "\nLocation:";
    unsigned size = sizeof field - 1;

    for (unsigned at = 0; at + size + 1 < payload.size; at++) {
        if (payload.octets[at] == '\n' && g_ascii_strncasecmp(payload.octets + at, field, size) == 0)
            return read_host((struct span){ .octets = payload.octets + at + size + 1,
                                            .size = payload.size - at - size - 1 });
    }
    return (struct span){ .octets = NULL };
}

static bool
has_host(const struct pptp_portal *portal, const struct pptp_host *host)
{
    for (unsigned i = 0; i < portal->hosts; i++) {
        if (pptp_ppp_inner_is_same(&portal->host[i], host))
            return true;
    }
    return false;
}

/* A host that redirects to itself, to HTTPS for example, replies as others do. */
static void
follow_redirect(struct pptp_news *news, const struct pptp_inner *inner, struct span target)
{
    struct pptp_portal *portal = pptp_ppp_link_keep_portal(news->link, news->from);
    const uint8_t *octets = (const uint8_t *)target.octets;

    if (portal->redirects.count == 0)
        portal->target = pptp_ppp_text_keep(news->link->scope, octets, target.size);
    if (portal->target.size != target.size || memcmp(portal->target.octets, octets, target.size) != 0) {
        portal->others++;
        return;
    }
    pptp_ppp_news_tally(&portal->redirects, news);
    if (portal->hosts < PPTP_REDIRECTING && !has_host(portal, &inner->from))
        portal->host[portal->hosts++] = inner->from;
}

void
pptp_ppp_portal_follow(struct pptp_news *news, const struct pptp_inner *inner)
{
    struct pptp_portal *portal = news->link->sent[news->from].portal;
    struct span payload = read_payload(inner), target;
    char status = payload.octets ? read_status(payload) : 0;

    if (!status)
        return;
    target = status == '3' ? read_target(payload) : (struct span){ .octets = NULL };
    if (target.size > 0)
        follow_redirect(news, inner, target);
    else if (portal && has_host(portal, &inner->from))
        portal->pages++;
}
