/* Follows which ports of TCP are opened through a tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ipproto.h>

#include "ppp/doors.h"

PPTP_SENT_PART(doors)

static struct pptp_door *
find(struct pptp_doors *doors, const struct pptp_host *host, unsigned port)
{
    for (unsigned i = 0; i < doors->count; i++) {
        if (doors->door[i].port == port && pptp_ppp_inner_is_same(&doors->door[i].host, host))
            return &doors->door[i];
    }
    return NULL;
}

/* Those that come when all places are taken are not followed. */
static void
knock(struct pptp_news *news, const struct pptp_inner *inner)
{
    struct pptp_doors *doors = pptp_ppp_link_keep_doors(news->link, news->from);
    struct pptp_door *door = find(doors, &inner->to, pptp_ppp_inner_number(inner, 2));

    if (!door && doors->count < PPTP_DOORS) {
        door = &doors->door[doors->count++];
        *door = (struct pptp_door){ .host = inner->to, .port = (uint16_t)pptp_ppp_inner_number(inner, 2) };
    }
    if (door)
        pptp_ppp_news_tally(&door->knocks, news);
}

/* A door that was ever open is not one that refuses. */
static void
answer_at(struct pptp_news *news, struct pptp_door *door, const struct pptp_inner *inner)
{
    bool refuses = pptp_ppp_inner_refuses(inner);

    if (refuses && door->refusals.count == 0 && door->is_answered)
        return;
    door->is_answered = true;
    if (refuses) {
        pptp_ppp_news_tally(&door->refusals, news);
        door->refusal_ttl = inner->ttl;
    } else {
        door->refusals.count = 0;
    }
}

static void
answer(struct pptp_news *news, struct pptp_doors *doors, const struct pptp_inner *inner)
{
    unsigned port = inner->protocol == IP_PROTO_TCP && inner->size >= 4 ? pptp_ppp_inner_number(inner, 0) : 0;

    for (unsigned i = 0; i < doors->count; i++) {
        if (!pptp_ppp_inner_is_same(&doors->door[i].host, &inner->from))
            continue;
        if (port && port == doors->door[i].port) {
            answer_at(news, &doors->door[i], inner);
        } else {
            doors->door[i].other = pptp_ppp_news_moment(news);
            doors->door[i].other_ttl = inner->ttl;
        }
    }
}

void
pptp_ppp_doors_follow(struct pptp_news *news, const struct pptp_inner *inner)
{
    struct pptp_doors *doors = news->link->sent[!news->from].doors;

    if (pptp_ppp_inner_opens(inner))
        knock(news, inner);
    else if (doors)
        answer(news, doors, inner);
}

void
pptp_ppp_doors_follow_error(struct pptp_news *news, const struct pptp_inner *quoted)
{
    struct pptp_doors *doors = news->link->sent[!news->from].doors;
    struct pptp_door *door;

    if (!doors || quoted->protocol != IP_PROTO_TCP || quoted->size < 4)
        return;
    door = find(doors, &quoted->to, pptp_ppp_inner_number(quoted, 2));
    if (door)
        door->is_answered = true;
}
