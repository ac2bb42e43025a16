/* Follows what name servers inside a tunnel reply.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "calls/hash.h"
#include "ppp/names.h"

enum { NAME_ERROR = 3, LONGEST_NAME = 255 }; /* RFC 1035 sections 4.1.1 and 2.3.4 */

PPTP_SENT_PART(names)

/* The hash of the first name that a message of DNS asks for (RFC 1035 section 4.1.2). */
static uint64_t
hash_name(const uint8_t *message, unsigned size)
{
    unsigned at = PPTP_DNS_HEADER;

    while (at < size && message[at] != 0 && at < PPTP_DNS_HEADER + LONGEST_NAME)
        at += 1 + message[at];
    return pptp_hash_octets(message + PPTP_DNS_HEADER, MIN(at, size) - PPTP_DNS_HEADER);
}

/* The first name that a message of DNS asks for, as text. */
static char *
show_name(wmem_allocator_t *scope, const uint8_t *message, unsigned size)
{
    wmem_strbuf_t *name = wmem_strbuf_new(scope, NULL);
    unsigned at = PPTP_DNS_HEADER;

    while (at < size && message[at] != 0 && at + message[at] < size && at < PPTP_DNS_HEADER + LONGEST_NAME) {
        wmem_strbuf_append(name, at > PPTP_DNS_HEADER ? "." : "");
        for (unsigned i = 1; i <= message[at]; i++)
            wmem_strbuf_append_c(name, g_ascii_isprint(message[at + i]) ? (char)message[at + i] : '?');
        at += 1 + message[at];
    }
    return wmem_strbuf_finalize(name);
}

static void
follow_denied(struct pptp_news *news, struct pptp_names *names, const struct pptp_inner *inner)
{
    const uint8_t *message = inner->octets + PPTP_UDP_HEADER;
    unsigned size = inner->size - PPTP_UDP_HEADER;
    uint64_t hash = hash_name(message, size);

    if (!names->denied)
        names->denied = wmem_alloc0_array(news->link->scope, struct pptp_denied, PPTP_DENIED);
    for (unsigned i = 0; i < PPTP_DENIED; i++) {
        struct pptp_denied *denied = &names->denied[i];

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

/* Returns whether the first name that a message of DNS asks for begins with the same label as a name, in any case. */
static bool
is_of_host(const uint8_t *message, unsigned size, const char *name)
{
    size_t label = strcspn(name, ".");

    return label > 0 && PPTP_DNS_HEADER + label < size && message[PPTP_DNS_HEADER] == label
           && g_ascii_strncasecmp(name, (const char *)message + PPTP_DNS_HEADER + 1, label) == 0;
}

/* A name that does not exist, and the same host with another suffix that does. */
static void
follow_resolved(struct pptp_news *news, struct pptp_names *names, const struct pptp_inner *inner)
{
    const uint8_t *message = inner->octets + PPTP_UDP_HEADER;
    unsigned size = inner->size - PPTP_UDP_HEADER;

    for (unsigned i = 0; names->denied && i < PPTP_DENIED; i++) {
        struct pptp_denied *denied = &names->denied[i];
        char *name;

        if (denied->replies.count == 0 || denied->sibling || denied->hash == hash_name(message, size)
            || !pptp_ppp_inner_is_same(&denied->resolver, &inner->from) || !is_of_host(message, size, denied->name))
            continue;
        name = show_name(news->link->scope, message, size);
        if (g_ascii_strcasecmp(name, denied->name) == 0) {
            wmem_free(news->link->scope, name);
            continue;
        }
        denied->sibling = name;
        denied->resolved = pptp_ppp_news_moment(news);
    }
}

static void
follow_failure(struct pptp_news *news, struct pptp_names *names, const struct pptp_inner *inner, uint8_t code)
{
    uint64_t name = hash_name(inner->octets + PPTP_UDP_HEADER, inner->size - PPTP_UDP_HEADER);

    if (names->failures.count == 0) {
        names->resolver = inner->from;
        names->failure = code;
        names->failed_name = name;
    }
    names->names_differ |= name != names->failed_name;
    pptp_ppp_news_tally(&names->failures, news);
}

void
pptp_ppp_names_follow(struct pptp_news *news, const struct pptp_inner *inner)
{
    const uint8_t *message = inner->octets + PPTP_UDP_HEADER;
    struct pptp_names *names;
    uint8_t code;

    if (!pptp_ppp_inner_is_dns(inner, 0) || !(message[2] & 0x80))
        return;
    names = pptp_ppp_link_keep_names(news->link, !news->from);
    code = message[3] & 15;
    if (code == 0 || code == NAME_ERROR) {
        names->count++;
        names->resolved += code == 0;
        if (code == NAME_ERROR)
            follow_denied(news, names, inner);
        else
            follow_resolved(news, names, inner);
    } else {
        follow_failure(news, names, inner, code);
    }
}
