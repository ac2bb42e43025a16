/* Decrypts MPPE direction by direction: collects the keys when CCP agrees, tries them, and records what each packet
 * gave.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/tvbuff.h>
#include <epan/in_cksum.h>

#include "mppe/guess.h"
#include "mppe/keys.h"
#include "mppe/mppe.h"
#include "ppp/credentials.h"
#include "ppp/decryption.h"
#include "preferences.h"

enum { MOST_KEYS = 4 };                 /* authentications whose keys are tried */

/* Begins when the ends agree on MPPE, for the first time or again. */
struct session {
    uint32_t agreed;                    /* frame; 0: none so far */
    int64_t number;                     /* of the packet after which it begins; PPTP_NO_NUMBER: unknown */
    uint32_t bits;                      /* 0: neither MPPE nor MPPC */
    enum pptp_decryption_result refusal;    /* why there are no keys */
    unsigned count;                     /* of keys, the oldest first */
    struct pptp_mppe *mppe[MOST_KEYS];  /* those from count on are left over from earlier sessions; NULL: none */
    const char *account[MOST_KEYS];
};

struct direction {
    struct session session;
    struct pptp_mppe_guess guess;       /* by the packets before the first agreement that was captured */
    wmem_array_t *results;              /* struct pptp_decryption, in order */
    const void *numbering;              /* of the last packet */
    int64_t base;                       /* added to its numbers so that they continue those of the numbering before */
    int64_t highest;
    int64_t stray;                      /* position of the last stray */
};

struct pptp_decryptions {
    wmem_allocator_t *scope;
    struct direction direction[2];      /* of what each end sends */
};

/* --- Keys --------------------------------------------------------------------------------------------------------- */

static bool
has_failed(const struct pptp_authentication *authentication)
{
    return authentication->outcome.frame && !authentication->succeeded;
}

/* Returns why an authentication gives no keys, or PPTP_DECRYPTED if it does. */
static enum pptp_decryption_result
judge(const struct pptp_authentication *authentication)
{
    static const enum pptp_decryption_result of_verification[] = {
        [PPTP_NOT_VERIFIED] = PPTP_NOT_DECRYPTED_NO_HANDSHAKE, [PPTP_NO_CIPHERS] = PPTP_NOT_DECRYPTED_NO_CIPHERS,
        [PPTP_NO_ACCOUNT] = PPTP_NOT_DECRYPTED_NO_ACCOUNT, [PPTP_DIFFERS] = PPTP_NOT_DECRYPTED_WRONG_PASSWORD,
        [PPTP_NEEDS_LM_HASH] = PPTP_NOT_DECRYPTED_NO_LM_HASH, [PPTP_MATCHES] = PPTP_DECRYPTED
    };

    if (authentication->protocol == PPTP_EAP)
        return PPTP_NOT_DECRYPTED_EAP;
    if (authentication->protocol == PPTP_PAP || authentication->protocol == PPTP_CHAP_MD5)
        return PPTP_NOT_DECRYPTED_NO_KEYS;
    if (authentication->credentials.response == PPTP_MATCHES && has_failed(authentication))
        return PPTP_NOT_DECRYPTED_NO_HANDSHAKE;
    return of_verification[authentication->credentials.response];
}

/* start: NULL if the direction is only compressed. */
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
add_keys(struct session *session, wmem_allocator_t *scope, const struct pptp_authentication *authentication,
         unsigned from)
{
    uint8_t start[PPTP_START_KEY];

    if (pptp_ppp_credentials_start_key(authentication, from, session->bits, start))
        add_mppe(session, scope, start, authentication->credentials.account);
    else
        session->refusal = PPTP_NOT_DECRYPTED_NO_LM_HASH;
}

/* The keys are those of the first authentication (RFC 3079 sections 2 and 3); pppd takes the last one before CCP.
 * If both ends authenticated each other, the caller's counts. The first packet will tell which it was. */
static void
collect_keys(struct session *session, wmem_allocator_t *scope, const struct pptp_authentication *newest, unsigned from)
{
    const struct pptp_authentication *usable[MOST_KEYS];
    unsigned count = 0;

    for (const struct pptp_authentication *last = newest; last && !last->is_over; last = last->before) {
        enum pptp_decryption_result result = judge(last);

        if (last == newest)
            session->refusal = result;
        if (result == PPTP_DECRYPTED)
            usable[count < MOST_KEYS ? count++ : MOST_KEYS - 1] = last;
    }
    while (count > 0)
        add_keys(session, scope, usable[--count], from);
}

static void
begin_session(struct session *session, wmem_allocator_t *scope, const struct pptp_authentication *newest,
              const struct pptp_negotiation *ccp, unsigned from)
{
    uint32_t bits = pptp_ppp_negotiation_compression(ccp).mppe;

    session->agreed = ccp->agreed.frame;
    session->bits = bits & (PPTP_MPPE_KEYS | PPTP_MPPE_MPPC);
    session->refusal = PPTP_NOT_DECRYPTED_NO_HANDSHAKE;
    session->count = 0;
    if (session->bits)
        session->bits |= bits & PPTP_MPPE_STATELESS;
    if (!pptp_preferences_decrypts())
        session->refusal = PPTP_NOT_DECRYPTED_OFF;
    else if (pptp_mppe_key_bits(session->bits))
        collect_keys(session, scope, newest, from);
    else if (session->bits & PPTP_MPPE_MPPC)
        add_mppe(session, scope, NULL, NULL);
}

/* A session begins after the packet with which the end agreed, so that the packets missing before the first are
 * known. number: the packet's. */
static int64_t
begins_after(const struct pptp_packet *agreed_by, const struct pptp_packet *packet, int64_t number)
{
    if (!packet->has_number || !agreed_by->has_number
        || pptp_packet_numbering(agreed_by) != pptp_packet_numbering(packet))
        return PPTP_NO_NUMBER;
    return packet == agreed_by ? number - 1 : number - (packet->position - agreed_by->position);
}

/* While an agreement is being replaced, packets of the old one are still on their way. */
static void
keep_session(struct session *session, wmem_allocator_t *scope, const struct pptp_authentication *newest,
             const struct pptp_negotiation *ccp, const struct pptp_encrypted_packet *encrypted, int64_t number)
{
    if (ccp->agreed.frame == 0 || ccp->agreed.frame == session->agreed)
        return;
    session->number = begins_after(ccp->agreed_by, encrypted->packet, number);
    begin_session(session, scope, newest, ccp, encrypted->from);
}

/* --- Packets ------------------------------------------------------------------------------------------------------ */

static enum pptp_decryption_result
decrypt_with(struct session *session, unsigned which, const struct pptp_mppe_packet *packet,
             struct pptp_mppe_clear *clear)
{
    static const enum pptp_decryption_result results[] = {
        [PPTP_MPPE_DECRYPTED] = PPTP_DECRYPTED, [PPTP_MPPE_LOST] = PPTP_NOT_DECRYPTED_LOST,
        [PPTP_MPPE_LATE] = PPTP_NOT_DECRYPTED_LATE, [PPTP_MPPE_FAR] = PPTP_NOT_DECRYPTED_FAR,
        [PPTP_MPPE_CUT] = PPTP_NOT_DECRYPTED_CUT, [PPTP_MPPE_GARBAGE] = PPTP_NOT_DECRYPTED_GARBAGE
    };

    return results[pptp_mppe_decrypt(session->mppe[which], packet, clear)];
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

/* account: whose keys decrypt the packet, if it needs any. */
static enum pptp_decryption_result
decrypt_packet(struct session *session, const struct pptp_mppe_packet *packet, struct pptp_mppe_clear *clear,
               const char **account)
{
    enum pptp_decryption_result result = session->refusal;

    if (packet->captured < PPTP_MPPE_HEADER)
        return packet->length < PPTP_MPPE_HEADER ? PPTP_NOT_DECRYPTED_SHORT : PPTP_NOT_DECRYPTED_CUT;
    for (unsigned which = 0; which < session->count; which++) {
        result = decrypt_with(session, which, packet, clear);
        if (result == PPTP_DECRYPTED) {
            *account = pptp_mppe_is_encrypted(packet) ? session->account[which] : NULL;
            if (pptp_mppe_is_certain(session->mppe[which]))
                choose(session, which);
            break;
        }
    }
    return result;
}

static const struct pptp_decryption *
newest_result(const struct direction *direction)
{
    unsigned count = wmem_array_get_count(direction->results);

    return count > 0 ? (struct pptp_decryption *)wmem_array_get_raw(direction->results) + count - 1 : NULL;
}

/* A jump shows that the packet before it was no stray. If that was decrypted with the number it took, numbers go on
 * from there: how many packets were skipped is for the count to tell. */
static bool
continues_stray(const struct direction *direction, const struct pptp_packet *packet)
{
    const struct pptp_decryption *before = newest_result(direction);

    return pptp_packet_is(packet, PPTP_TUNNEL_JUMP) && before && before->result == PPTP_DECRYPTED
        && before->packet->position == direction->stray;
}

/* Numbers continue where the numbering begins again. A packet without a number takes the next one, and so does a stray,
 * which moves nothing. */
static int64_t
number_of(struct direction *direction, const struct pptp_packet *packet)
{
    int64_t number = direction->highest + 1;

    if (pptp_packet_is(packet, PPTP_TUNNEL_STRAY)) {
        direction->stray = packet->position;
        return number;
    }
    if (packet->has_number && pptp_packet_numbering(packet) != direction->numbering) {
        direction->numbering = pptp_packet_numbering(packet);
        direction->base = number - packet->position;
    }
    if (continues_stray(direction, packet))
        direction->base = number - direction->stray;
    if (packet->has_number)
        number = direction->base + packet->position;
    direction->highest = MAX(direction->highest, number);
    return number;
}

static const struct pptp_decryption *
find_result(const struct direction *direction, const struct pptp_packet *packet)
{
    return pptp_packets_last_until(direction->results, sizeof(struct pptp_decryption), packet);
}

/* If CCP was not captured, its headers may show what compresses the direction. */
static bool
is_ccp_unknown(const struct session *session, const struct pptp_negotiation *ccp)
{
    return session->agreed == 0 && ccp->requests == 0;
}

/* A packet that was not decrypted for the same reason as the one before needs no result of its own. */
static void
keep(struct direction *direction, const struct pptp_decryption *decryption)
{
    const struct pptp_decryption *last = newest_result(direction);

    if (!last || last->result == PPTP_DECRYPTED || last->result != decryption->result || last->bits != decryption->bits)
        wmem_array_append(direction->results, decryption, 1);
}

/* In a stateful direction RC4 has moved on when the second copy of a packet comes, so it takes the result of the
 * first. */
static bool
take_from_copied(const struct direction *direction, const struct pptp_packet *copied,
                 struct pptp_decryption *decryption)
{
    const struct pptp_decryption *first = copied ? find_result(direction, copied) : NULL;

    if (!first || first->packet != copied || first->result != PPTP_DECRYPTED || first->checksum != decryption->checksum)
        return false;
    decryption->result = PPTP_DECRYPTED;
    decryption->account = first->account;
    decryption->octets = first->octets;
    decryption->captured = first->captured;
    decryption->length = first->length;
    return true;
}

static void
decrypt_anew(wmem_allocator_t *scope, struct session *session, const struct pptp_mppe_packet *packet,
             struct pptp_decryption *decryption)
{
    struct pptp_mppe_clear clear;

    decryption->result = decrypt_packet(session, packet, &clear, &decryption->account);
    if (decryption->result != PPTP_DECRYPTED)
        return;
    decryption->octets = wmem_memdup(scope, clear.octets, clear.captured);
    decryption->captured = clear.captured;
    decryption->length = clear.length;
}

struct pptp_decryptions *
pptp_ppp_decryptions_new(wmem_allocator_t *scope)
{
    struct pptp_decryptions *decryptions = wmem_new0(scope, struct pptp_decryptions);

    decryptions->scope = scope;
    for (unsigned end = 0; end < 2; end++) {
        decryptions->direction[end].session.refusal = PPTP_NOT_DECRYPTED_NO_HANDSHAKE;
        decryptions->direction[end].results = wmem_array_new(scope, sizeof(struct pptp_decryption));
    }
    return decryptions;
}

const struct pptp_decryption *
pptp_ppp_decryption_follow(struct pptp_decryptions *decryptions, const struct pptp_authentication *newest,
                           const struct pptp_negotiation *ccp, const struct pptp_encrypted_packet *encrypted)
{
    struct direction *direction = &decryptions->direction[encrypted->from];
    struct session *session = &direction->session;
    struct pptp_mppe_packet packet = { .number = number_of(direction, encrypted->packet), .octets = encrypted->octets,
                                       .captured = encrypted->captured, .length = encrypted->length };
    struct pptp_decryption decryption = { .packet = encrypted->packet };

    keep_session(session, decryptions->scope, newest, ccp, encrypted, packet.number);
    if (is_ccp_unknown(session, ccp)) {
        pptp_mppe_guess_add(&direction->guess, &packet);
        decryption.result = PPTP_NOT_DECRYPTED_NO_CCP;
        keep(direction, &decryption);
        return NULL;
    }
    if (session->bits == 0 && !newest_result(direction))
        return NULL;
    decryption.bits = session->bits;
    decryption.checksum = session->count > 0 ? ip_checksum(packet.octets, packet.captured) : 0;
    if (!take_from_copied(direction, encrypted->copied, &decryption))
        decrypt_anew(decryptions->scope, session, &packet, &decryption);
    keep(direction, &decryption);
    return session->bits ? newest_result(direction) : NULL;
}

const struct pptp_decryption *
pptp_ppp_decryption_at(const struct pptp_decryptions *decryptions, unsigned from, const struct pptp_packet *packet)
{
    const struct pptp_decryption *found = decryptions ? find_result(&decryptions->direction[from], packet) : NULL;

    if (!found || (found->result == PPTP_DECRYPTED && found->packet != packet))
        return NULL;
    return found->bits || found->result == PPTP_NOT_DECRYPTED_NO_CCP ? found : NULL;
}

bool
pptp_ppp_decryption_is_recognized(const struct pptp_decryptions *decryptions, unsigned from)
{
    return decryptions && pptp_mppe_guess_is_mppe(&decryptions->direction[from].guess);
}
