/* Derives what is asked of a PPP link from what its packets have told.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "ppp/state.h"

enum { FIRST_EVENTS = 1 };       /* a flood has many links with one packet each */

const char *
pptp_ppp_stage_name(enum pptp_stage stage)
{
    static const char *const names[] = { "", "LCP", "Auth", "Callback", "CCP", "IPCP", "Data", "Closed" };

    return names[stage];
}

struct pptp_link *
pptp_ppp_link_new(wmem_allocator_t *scope)
{
    struct pptp_link *link = wmem_new0(scope, struct pptp_link);

    link->scope = scope;
    link->events = wmem_array_sized_new(scope, sizeof(struct pptp_link_event), FIRST_EVENTS);
    return link;
}

const struct pptp_anew *
pptp_ppp_link_anew(const struct pptp_link *link)
{
    static const struct pptp_anew none;

    return link->anew ? link->anew : &none;
}

PPTP_SENT_PART(beyond)
PPTP_SENT_PART(told)
PPTP_SENT_PART(misprotected)
PPTP_SENT_PART(incomplete)
PPTP_SENT_PART(misframed)
PPTP_SENT_PART(sizes)
PPTP_SENT_PART(echoes)
PPTP_SENT_PART(looped)
PPTP_SENT_PART(resets)

const struct pptp_link_event *
pptp_ppp_link_event_at(const struct pptp_link *link, const struct pptp_packet *packet)
{
    return pptp_packets_last_until(link->events, sizeof(struct pptp_link_event), packet);
}

uint32_t
pptp_ppp_link_event_number(const struct pptp_link_event *event, enum pptp_link_verdict verdict)
{
    unsigned before = 0;

    for (unsigned i = 0; i < verdict; i++)
        before += event->verdicts >> i & 1;
    return event->numbers[before];
}

const struct pptp_negotiation *
pptp_ppp_link_asked(const struct pptp_link *link, enum pptp_control_protocol protocol, unsigned end)
{
    static const struct pptp_negotiation none;

    if (link->leader && protocol != PPTP_LCP)
        return pptp_ppp_link_asked(link->leader, protocol, end ^ link->is_crossed);
    return link->negotiation[protocol][end] ? link->negotiation[protocol][end] : &none;
}

bool
pptp_ppp_link_has_agreed(const struct pptp_link *link, enum pptp_control_protocol protocol)
{
    return pptp_ppp_link_asked(link, protocol, 0)->agreed.frame && pptp_ppp_link_asked(link, protocol, 1)->agreed.frame;
}

bool
pptp_ppp_link_is_unauthenticated(const struct pptp_link *link)
{
    return !pptp_ppp_options_have(&pptp_ppp_link_asked(link, PPTP_LCP, 0)->asked, PPTP_OPTION_AUTHENTICATION)
           && !pptp_ppp_options_have(&pptp_ppp_link_asked(link, PPTP_LCP, 1)->asked, PPTP_OPTION_AUTHENTICATION);
}

const struct pptp_rejected *
pptp_ppp_link_rejected(const struct pptp_link *link, uint16_t protocol)
{
    const struct pptp_rejected *rejected = link->rejected;

    while (rejected && rejected->protocol != protocol)
        rejected = rejected->next;
    return rejected;
}

uint32_t
pptp_ppp_link_mru(const struct pptp_link *link, unsigned end)
{
    return pptp_ppp_negotiation_mru(pptp_ppp_link_asked(link, PPTP_LCP, end));
}

uint32_t
pptp_ppp_link_first_clear(const struct pptp_link *link)
{
    uint32_t one = link->sent[0].first_clear.frame, other = link->sent[1].first_clear.frame;

    return one && other ? MIN(one, other) : one + other;
}

struct pptp_compression
pptp_ppp_link_compression(const struct pptp_link *link, unsigned end)
{
    return pptp_ppp_negotiation_compression(pptp_ppp_link_asked(link, PPTP_CCP, end));
}
