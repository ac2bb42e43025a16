/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include <epan/tvbuff.h>
#include <epan/in_cksum.h>

#include "mppe/keys.h"
#include "mppe/mppe.h"
#include "ppp/decryption.h"
#include "ppp/link.h"
#include "preferences.h"

enum { MOST_KEYS = 4 };                 /* authentications whose keys are tried */

/* What begins when the ends agree on MPPE, again or for the first time. */
struct session {
    uint32_t agreed;                    /* frame; 0: none so far */
    int64_t number;                     /* of the packet behind which it begins; PPTP_NO_NUMBER: not known */
    uint32_t bits;                      /* 0: neither MPPE nor MPPC */
    enum pptp_opening_result sealed;    /* why there are no keys */
    unsigned count;                     /* of keys, the oldest first */
    struct pptp_mppe *mppe[MOST_KEYS];  /* those behind count are of sessions before; NULL: there was none */
    const char *account[MOST_KEYS];
};

struct direction {
    struct session session;
    wmem_array_t *openings;             /* struct pptp_opening, in order */
    const struct pptp_sequence *sequence;   /* the numbering so far */
    int64_t base;                       /* added to its numbers, so that they go on from the numbering before */
    int64_t highest;
};

struct pptp_openings {
    struct direction direction[2];      /* of what each end sends */
};

/* --- Keys ------------------------------------------------------------------------------------------------------------------ */

static bool
has_failed(const struct pptp_authentication *authentication)
{
    return authentication->outcome.frame && !authentication->succeeded;
}

/* Why an authentication gives no keys; PPTP_OPENED: it does. */
static enum pptp_opening_result
judge(const struct pptp_authentication *authentication)
{
    static const enum pptp_opening_result of_verification[] = {
        [PPTP_NOT_VERIFIED] = PPTP_SEALED_NO_HANDSHAKE, [PPTP_NO_ACCOUNT] = PPTP_SEALED_NO_ACCOUNT,
        [PPTP_DIFFERS] = PPTP_SEALED_WRONG_PASSWORD, [PPTP_NEEDS_LM_HASH] = PPTP_SEALED_NO_LM_HASH,
        [PPTP_MATCHES] = PPTP_OPENED
    };

    if (authentication->protocol == PPTP_EAP)
        return PPTP_SEALED_EAP;
    if (authentication->protocol == PPTP_PAP || authentication->protocol == PPTP_CHAP_MD5)
        return PPTP_SEALED_NO_KEYS;
    if (authentication->credentials.response == PPTP_MATCHES && has_failed(authentication))
        return PPTP_SEALED_NO_HANDSHAKE;
    return of_verification[authentication->credentials.response];
}

/* start: NULL: compressed only. */
static void
add_mppe(struct session *session, wmem_allocator_t *scope, const uint8_t *start, const char *account)
{
    struct pptp_mppe **mppe = &session->mppe[session->count];

    if (*mppe)
        pptp_mppe_begin(*mppe, session->bits, start, session->number);
    else
        *mppe = pptp_mppe_new(scope, session->bits, start, session->number);
    session->account[session->count++] = account;
}

static void
add_keys(struct session *session, struct pptp_link *link, unsigned from, const struct pptp_authentication *authentication)
{
    uint8_t start[PPTP_START_KEY];

    if (pptp_ppp_credentials_start_key(authentication, from, session->bits, start))
        add_mppe(session, link->scope, start, authentication->credentials.account);
    else
        session->sealed = PPTP_SEALED_NO_LM_HASH;
}

/* The keys are those of the first authentication (RFC 3079 sections 2 and 3); pppd takes the last before CCP. Of two ends that
 * authenticated each other the one that called counts. Which it was, the first packet will tell. */
static void
collect_keys(struct session *session, struct pptp_link *link, unsigned from)
{
    const struct pptp_authentication *usable[MOST_KEYS];
    unsigned count = 0;

    for (const struct pptp_authentication *last = link->authentication; last && !last->is_over; last = last->before) {
        enum pptp_opening_result result = judge(last);

        if (last == link->authentication)
            session->sealed = result;
        if (result == PPTP_OPENED)
            usable[count < MOST_KEYS ? count++ : MOST_KEYS - 1] = last;
    }
    while (count > 0)
        add_keys(session, link, from, usable[--count]);
}

static void
begin_session(struct session *session, struct pptp_link *link, unsigned from, uint32_t agreed)
{
    struct pptp_compression compression = pptp_ppp_link_compression(link, !from);

    session->agreed = agreed;
    session->bits = compression.mppe & (PPTP_MPPE_KEYS | PPTP_MPPE_MPPC);
    session->sealed = PPTP_SEALED_NO_HANDSHAKE;
    session->count = 0;
    if (session->bits)
        session->bits |= compression.mppe & PPTP_MPPE_STATELESS;
    if (!pptp_preferences_decrypts())
        session->sealed = PPTP_SEALED_OFF;
    else if (pptp_mppe_key_bits(session->bits))
        collect_keys(session, link, from);
    else if (session->bits & PPTP_MPPE_MPPC)
        add_mppe(session, link->scope, NULL, NULL);
}

/* Behind what the end agreed with. So it is known how many packets may be missing before the first. number: the packet's. */
static int64_t
begins_behind(const struct pptp_packet *agreed_by, const struct pptp_packet *packet, int64_t number)
{
    if (!packet->has_number || !agreed_by->has_number || agreed_by->sequence != packet->sequence)
        return PPTP_NO_NUMBER;
    return packet == agreed_by ? number - 1 : number - (packet->position - agreed_by->position);
}

/* While an agreement is being replaced, packets of the old one are still on their way. */
static void
keep_session(struct session *session, struct pptp_link *link, unsigned from, const struct pptp_packet *packet, int64_t number)
{
    const struct pptp_negotiation *ccp = pptp_ppp_link_asked(link, PPTP_CCP, !from);

    if (ccp->agreed.frame == 0 || ccp->agreed.frame == session->agreed)
        return;
    session->number = begins_behind(ccp->agreed_by, packet, number);
    begin_session(session, link, from, ccp->agreed.frame);
}

/* --- Packets --------------------------------------------------------------------------------------------------------------- */

static enum pptp_opening_result
open_with(struct session *session, unsigned which, const struct pptp_mppe_packet *packet, struct pptp_mppe_clear *clear)
{
    static const enum pptp_opening_result results[] = {
        [PPTP_MPPE_OPENED] = PPTP_OPENED, [PPTP_MPPE_LOST] = PPTP_SEALED_LOST, [PPTP_MPPE_LATE] = PPTP_SEALED_LATE,
        [PPTP_MPPE_FAR] = PPTP_SEALED_FAR, [PPTP_MPPE_CUT] = PPTP_SEALED_CUT, [PPTP_MPPE_GARBAGE] = PPTP_SEALED_GARBAGE
    };

    return results[pptp_mppe_open(session->mppe[which], packet, clear)];
}

static void
choose(struct session *session, unsigned which)
{
    struct pptp_mppe *chosen = session->mppe[which];

    session->mppe[which] = session->mppe[0];
    session->mppe[0] = chosen;
    session->account[0] = session->account[which];
    session->count = 1;
}

/* account: whose keys open it, if it needs any. */
static enum pptp_opening_result
open_packet(struct session *session, const struct pptp_mppe_packet *packet, struct pptp_mppe_clear *clear,
            const char **account)
{
    enum pptp_opening_result result = session->sealed;

    if (packet->captured < PPTP_MPPE_HEADER)
        return packet->length < PPTP_MPPE_HEADER ? PPTP_SEALED_SHORT : PPTP_SEALED_CUT;
    for (unsigned which = 0; which < session->count; which++) {
        result = open_with(session, which, packet, clear);
        if (result == PPTP_OPENED) {
            *account = pptp_mppe_is_encrypted(packet) ? session->account[which] : NULL;
            if (pptp_mppe_is_certain(session->mppe[which]))
                choose(session, which);
            break;
        }
    }
    return result;
}

/* Numbers go on where the numbering begins again. A packet without one comes when it comes. */
static int64_t
number_of(struct direction *direction, const struct pptp_packet *packet)
{
    int64_t number = direction->highest + 1;

    if (packet->has_number && packet->sequence != direction->sequence) {
        direction->sequence = packet->sequence;
        direction->base = number - packet->position;
    }
    if (packet->has_number)
        number = direction->base + packet->position;
    direction->highest = MAX(direction->highest, number);
    return number;
}

static const struct pptp_opening *
newest(const struct direction *direction)
{
    unsigned count = wmem_array_get_count(direction->openings);

    return count > 0 ? (struct pptp_opening *)wmem_array_get_raw(direction->openings) + count - 1 : NULL;
}

static const struct pptp_opening *
find(const struct direction *direction, const struct pptp_packet *packet)
{
    return pptp_packets_last_until(direction->openings, sizeof(struct pptp_opening), packet);
}

/* One like the last, which was not opened either, needs no place of its own. */
static void
keep(struct direction *direction, const struct pptp_opening *opening)
{
    const struct pptp_opening *last = newest(direction);

    if (!last || last->result == PPTP_OPENED || last->result != opening->result || last->bits != opening->bits)
        wmem_array_append(direction->openings, opening, 1);
}

static struct direction *
direction_of(struct pptp_link *link, unsigned from)
{
    if (!link->openings) {
        link->openings = wmem_new0(link->scope, struct pptp_openings);
        for (unsigned end = 0; end < 2; end++)
            link->openings->direction[end].openings = wmem_array_new(link->scope, sizeof(struct pptp_opening));
    }
    return &link->openings->direction[from];
}

/* RC4's place in a stateful direction is gone when the second copy comes; the first tells what is in it. */
static bool
take_from_copied(const struct direction *direction, const struct pptp_packet *copied, struct pptp_opening *opening)
{
    const struct pptp_opening *first = copied ? find(direction, copied) : NULL;

    if (!first || first->packet != copied || first->result != PPTP_OPENED || first->checksum != opening->checksum)
        return false;
    opening->result = PPTP_OPENED;
    opening->account = first->account;
    opening->octets = first->octets;
    opening->captured = first->captured;
    opening->length = first->length;
    return true;
}

static void
open_anew(wmem_allocator_t *scope, struct session *session, const struct pptp_mppe_packet *packet,
          struct pptp_opening *opening)
{
    struct pptp_mppe_clear clear;

    opening->result = open_packet(session, packet, &clear, &opening->account);
    if (opening->result != PPTP_OPENED)
        return;
    opening->octets = wmem_memdup(scope, clear.octets, clear.captured);
    opening->captured = clear.captured;
    opening->length = clear.length;
}

const struct pptp_opening *
pptp_ppp_opening_follow(struct pptp_link *link, unsigned from, const struct pptp_packet *packet,
                        const struct pptp_packet *copied, const uint8_t *octets, unsigned captured, unsigned length)
{
    struct direction *direction = direction_of(link, from);
    struct session *session = &direction->session;
    struct pptp_mppe_packet sealed = { .number = number_of(direction, packet), .octets = octets, .captured = captured,
                                       .length = length };
    struct pptp_opening opening = { .packet = packet };

    keep_session(session, link, from, packet, sealed.number);
    if (session->bits == 0 && !newest(direction))
        return NULL;
    opening.bits = session->bits;
    opening.checksum = session->count > 0 ? ip_checksum(octets, captured) : 0;
    if (!take_from_copied(direction, copied, &opening))
        open_anew(link->scope, session, &sealed, &opening);
    keep(direction, &opening);
    return session->bits ? newest(direction) : NULL;
}

const struct pptp_opening *
pptp_ppp_opening_at(const struct pptp_link *link, unsigned from, const struct pptp_packet *packet)
{
    const struct pptp_opening *opening = link->openings ? find(&link->openings->direction[from], packet) : NULL;

    if (!opening || opening->bits == 0 || (opening->result == PPTP_OPENED && opening->packet != packet))
        return NULL;
    return opening;
}
