/* Decrypts MPPE direction by direction: collects the keys when CCP agrees, tries them, and records what each packet
 * gave. No decrypted octets are kept, but what it takes to decrypt them again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "calls/hash.h"
#include "mppe/accounts.h"
#include "mppe/guess.h"
#include "mppe/keys.h"
#include "mppe/mppe.h"
#include "ppp/credentials.h"
#include "ppp/decryption.h"
#include "ppp/eap.h"
#include "ppp/radius.h"
#include "ppp/results.h"
#include "preferences.h"

enum { MOST_KEYS = 4 };                 /* authentications whose keys are tried */
enum { CHECKED = 128 };                 /* octets at the end of a packet */
enum { MOST_KEYED = 16 };               /* authentications that are looked through for them */

/* Keys of a session, or why it has none. */
struct source {
    uint32_t bits;                      /* of MPPE's option */
    uint8_t method;                     /* of EAP, if that is why there are no keys; 0: not captured */
    const char *account;                /* the user name in the table; NULL: no keys, or none of an account */
    enum pptp_key_source key_source;
    struct pptp_mppe *mppe;             /* NULL: none. A later session may use it, too */
};

/* Begins when the ends agree on MPPE, for the first time or again. */
struct session {
    uint32_t agreed;                    /* frame; 0: none so far */
    int64_t number;                     /* of the packet after which it begins; PPTP_NO_NUMBER: unknown */
    uint32_t bits;                      /* 0: neither MPPE nor MPPC */
    enum pptp_decryption_result refusal;    /* why there are no keys */
    uint8_t method;                     /* of EAP, if that is why; 0: not captured */
    unsigned count;                     /* of keys, the oldest first */
    struct pptp_mppe *mppe[MOST_KEYS];  /* those from count on are left over from earlier sessions; NULL: none */
    uint32_t source[MOST_KEYS];         /* the first is set without keys, too */
};

struct direction {
    struct session session;
    struct pptp_mppe_guess guess;       /* by the packets before the first agreement that was captured */
    struct pptp_results *results;
    const void *numbering;              /* of the last packet */
    int64_t base;                       /* added to its numbers so that they continue those of the numbering before */
    int64_t highest;
    int64_t stray;                      /* position of the last stray */
};

struct pptp_decryptions {
    wmem_allocator_t *scope;
    wmem_array_t *sources;              /* struct source */
    struct direction direction[2];      /* of what each end sends */
};

/* The packet that was followed last, if it was decrypted then: its first dissection does not decrypt it again. */
static struct {
    const struct pptp_packet *packet;   /* NULL: none */
    struct pptp_mppe_clear clear;
} latest;

/* --- Keys --------------------------------------------------------------------------------------------------------- */

static bool
has_failed(const struct pptp_authentication *authentication)
{
    return authentication->outcome.frame && !authentication->succeeded;
}

/* Returns why the user's password gives no keys, or PPTP_DECRYPTED if it does. */
static enum pptp_decryption_result
judge_password(const struct pptp_authentication *authentication)
{
    static const enum pptp_decryption_result of_verification[] = {
        [PPTP_NOT_VERIFIED] = PPTP_NOT_DECRYPTED_NO_HANDSHAKE, [PPTP_NO_CIPHERS] = PPTP_NOT_DECRYPTED_NO_CIPHERS,
        [PPTP_NO_ACCOUNT] = PPTP_NOT_DECRYPTED_NO_ACCOUNT, [PPTP_DIFFERS] = PPTP_NOT_DECRYPTED_WRONG_PASSWORD,
        [PPTP_NEEDS_LM_HASH] = PPTP_NOT_DECRYPTED_NO_LM_HASH, [PPTP_MATCHES] = PPTP_DECRYPTED
    };

    if (authentication->eap && !pptp_ppp_eap_has_keys(authentication->method))
        return PPTP_NOT_DECRYPTED_NO_KEYS;
    if (authentication->eap && !pptp_ppp_eap_is_mschapv2(authentication->method))
        return PPTP_NOT_DECRYPTED_EAP;
    if (authentication->protocol == PPTP_PAP || authentication->protocol == PPTP_CHAP_MD5)
        return PPTP_NOT_DECRYPTED_NO_KEYS;
    if (authentication->credentials.response == PPTP_MATCHES && has_failed(authentication))
        return PPTP_NOT_DECRYPTED_NO_HANDSHAKE;
    return of_verification[authentication->credentials.response];
}

/* The same of the password, and of RADIUS. */
static enum pptp_decryption_result
judge(const struct pptp_authentication *authentication)
{
    enum pptp_decryption_result of_password = judge_password(authentication);
    enum pptp_decryption_result of_radius[] = {
        [PPTP_RADIUS_NO_KEYS] = of_password, [PPTP_RADIUS_KEYS_UNREADABLE] = of_password,
        [PPTP_RADIUS_NO_SECRET] = PPTP_NOT_DECRYPTED_NO_SECRET,
        [PPTP_RADIUS_WRONG_SECRET] = PPTP_NOT_DECRYPTED_WRONG_SECRET,
        [PPTP_RADIUS_START_KEYS] = PPTP_DECRYPTED, [PPTP_RADIUS_HASHES] = PPTP_DECRYPTED
    };

    if (of_password == PPTP_DECRYPTED || of_password == PPTP_NOT_DECRYPTED_NO_CIPHERS || has_failed(authentication))
        return of_password;
    return of_radius[pptp_ppp_radius_keys_known(authentication)];
}

static uint32_t
add_source(struct pptp_decryptions *decryptions, struct source source)
{
    wmem_array_append_one(decryptions->sources, source);
    return wmem_array_get_count(decryptions->sources) - 1;
}

/* start: NULL if the direction is only compressed. */
static void
add_mppe(struct session *session, struct pptp_decryptions *decryptions, const uint8_t *start, struct source source)
{
    struct pptp_mppe **mppe = &session->mppe[session->count];

    if (*mppe)
        pptp_mppe_begin(*mppe, session->bits, start, session->number);
    else
        *mppe = pptp_mppe_new(decryptions->scope, session->bits, start, session->number);
    source.bits = session->bits;
    source.mppe = *mppe;
    session->source[session->count++] = add_source(decryptions, source);
}

static void
add_keys(struct session *session, struct pptp_decryptions *decryptions,
         const struct pptp_authentication *authentication, unsigned from)
{
    const struct pptp_credentials *credentials = &authentication->credentials;
    struct source source = { .account = credentials->account, .key_source = PPTP_KEYS_OF_PASSWORD };
    uint8_t start[PPTP_START_KEY];

    if (credentials->response == PPTP_MATCHES && credentials->kind == PPTP_SECRET_NT_HASH)
        source.key_source = PPTP_KEYS_OF_NT_HASH;
    if (credentials->response == PPTP_MATCHES
        && pptp_ppp_credentials_start_key(authentication, from, session->bits, start))
        add_mppe(session, decryptions, start, source);
    else if (pptp_ppp_radius_start_key(authentication, from, session->bits, start))
        add_mppe(session, decryptions, start, (struct source){ .key_source = PPTP_KEYS_OF_RADIUS });
    else
        session->refusal = PPTP_NOT_DECRYPTED_NO_LM_HASH;
}

/* Puts the last authentications that give keys into usable, and the first one behind them. Returns how many. */
static unsigned
find_usable(const struct pptp_authentication *last, const struct pptp_authentication *usable[MOST_KEYS])
{
    const struct pptp_authentication *first = last && !last->is_over ? last->first_keyed : NULL;
    unsigned count = 0;

    for (unsigned i = 0; i < MOST_KEYED && last && !last->is_over; i++, last = last->keyed_before) {
        if (last != first && count < MOST_KEYS - 1 && judge(last) == PPTP_DECRYPTED)
            usable[count++] = last;
    }
    if (first && judge(first) == PPTP_DECRYPTED)
        usable[count++] = first;
    return count;
}

/* The keys are those of the first authentication (RFC 3079 sections 2 and 3); pppd takes the last one before CCP.
 * If both ends authenticated each other, the caller's counts. The first packet will tell which it was. */
static void
collect_keys(struct session *session, struct pptp_decryptions *decryptions,
             const struct pptp_authentications *authentications, unsigned from)
{
    const struct pptp_authentication *newest = authentications->newest, *usable[MOST_KEYS];
    unsigned count = find_usable(authentications->keyed, usable);

    if (newest && !newest->is_over) {
        session->refusal = judge(newest);
        session->method = newest->method;
    }
    while (count > 0)
        add_keys(session, decryptions, usable[--count], from);
}

PPTP_RARE static void
begin_session(struct session *session, struct pptp_decryptions *decryptions,
              const struct pptp_authentications *authentications, const struct pptp_negotiation *ccp, unsigned from)
{
    uint32_t bits = pptp_ppp_negotiation_compression(ccp).mppe;

    session->agreed = ccp->agreed.frame;
    session->bits = bits & (PPTP_MPPE_KEYS | PPTP_MPPE_MPPC);
    session->refusal = PPTP_NOT_DECRYPTED_NO_HANDSHAKE;
    session->method = 0;
    session->count = 0;
    if (session->bits)
        session->bits |= bits & PPTP_MPPE_STATELESS;
    if (!pptp_preferences_decrypts())
        session->refusal = PPTP_NOT_DECRYPTED_OFF;
    else if (pptp_mppe_key_bits(session->bits))
        collect_keys(session, decryptions, authentications, from);
    else if (session->bits & PPTP_MPPE_MPPC)
        add_mppe(session, decryptions, NULL, (struct source){ .account = NULL });
    if (session->count == 0)
        session->source[0] =
            add_source(decryptions, (struct source){ .bits = session->bits, .method = session->method });
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
keep_session(struct session *session, struct pptp_decryptions *decryptions,
             const struct pptp_authentications *authentications, const struct pptp_negotiation *ccp,
             const struct pptp_encrypted_packet *encrypted, int64_t number)
{
    if (ccp->agreed.frame == 0 || ccp->agreed.frame == session->agreed)
        return;
    session->number = encrypted->bundle ? PPTP_NO_NUMBER : begins_after(ccp->agreed_by, encrypted->packet, number);
    begin_session(session, decryptions, authentications, ccp, encrypted->from);
}

/* --- Packets ------------------------------------------------------------------------------------------------------ */

static enum pptp_decryption_result
decrypt_with(struct session *session, unsigned which, const struct pptp_mppe_packet *packet,
             struct pptp_mppe_clear *clear, struct pptp_mppe_point *point)
{
    static const enum pptp_decryption_result results[] = {
        [PPTP_MPPE_DECRYPTED] = PPTP_DECRYPTED, [PPTP_MPPE_LOST] = PPTP_NOT_DECRYPTED_LOST,
        [PPTP_MPPE_LATE] = PPTP_NOT_DECRYPTED_LATE, [PPTP_MPPE_FAR] = PPTP_NOT_DECRYPTED_FAR,
        [PPTP_MPPE_CUT] = PPTP_NOT_DECRYPTED_CUT, [PPTP_MPPE_GARBAGE] = PPTP_NOT_DECRYPTED_GARBAGE
    };

    return results[pptp_mppe_decrypt(session->mppe[which], packet, clear, point)];
}

static void
choose(struct session *session, unsigned which)
{
    struct pptp_mppe *chosen = session->mppe[which];

    session->mppe[which] = session->mppe[0];
    session->mppe[0] = chosen;
    session->source[0] = session->source[which];
    session->count = 1;
}

static void
keep_point(struct pptp_result *result, const struct pptp_mppe_point *point, const struct pptp_mppe_packet *packet)
{
    memcpy(result->key, point->key, PPTP_START_KEY);
    result->used = point->used;
    result->number = point->number;
    result->needed_key = pptp_mppe_is_encrypted(packet);
}

/* Returns true, and sets clear, if the packet is decrypted. */
static bool
decrypt_packet(struct session *session, const struct pptp_mppe_packet *packet, struct pptp_result *result,
               struct pptp_mppe_clear *clear)
{
    struct pptp_mppe_point point;

    result->result = session->refusal;
    if (packet->captured < PPTP_MPPE_HEADER) {
        result->result = packet->length < PPTP_MPPE_HEADER ? PPTP_NOT_DECRYPTED_SHORT : PPTP_NOT_DECRYPTED_CUT;
        return false;
    }
    for (unsigned which = 0; which < session->count; which++) {
        result->result = decrypt_with(session, which, packet, clear, &point);
        if (result->result != PPTP_DECRYPTED)
            continue;
        result->source = session->source[which];
        keep_point(result, &point, packet);
        if (pptp_mppe_is_certain(session->mppe[which]))
            choose(session, which);
        return true;
    }
    return false;
}

/* A jump shows that the packet before it was no stray. If that was decrypted with the number it took, numbers go on
 * from there: how many packets were skipped is for the count to tell. */
static bool
continues_stray(const struct direction *direction, const struct pptp_packet *packet)
{
    const struct pptp_result *before = pptp_ppp_results_newest(direction->results);

    return pptp_packet_is(packet, PPTP_TUNNEL_JUMP) && before && before->result == PPTP_DECRYPTED
        && before->packet->position == direction->stray;
}

/* Numbers continue where the numbering begins again. A packet without a number takes the next one, and so does a stray,
 * which moves nothing. */
static int64_t
number_in_tunnel(struct direction *direction, const struct pptp_packet *packet)
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

/* GRE's numbers do not count inside Multilink, whose packets come from several links. */
static int64_t
number_of(struct direction *direction, const struct pptp_encrypted_packet *encrypted)
{
    int64_t number;

    if (!encrypted->bundle)
        return number_in_tunnel(direction, encrypted->packet);
    if (encrypted->bundle != direction->numbering) {
        direction->numbering = encrypted->bundle;
        direction->base = direction->highest + 1 - encrypted->number;
    }
    number = direction->base + encrypted->number;
    direction->highest = MAX(direction->highest, number);
    return number;
}

static const struct source *
source_of(const struct pptp_decryptions *decryptions, const struct pptp_result *result)
{
    return (const struct source *)wmem_array_get_raw(decryptions->sources) + result->source;
}

/* If CCP was not captured, its headers may show what compresses the direction. */
static bool
is_ccp_unknown(const struct session *session, const struct pptp_negotiation *ccp)
{
    return session->agreed == 0 && ccp->requests == 0;
}

/* A packet that was not decrypted for the same reason as the one before needs no result of its own. */
static void
keep(const struct pptp_decryptions *decryptions, struct pptp_results *results, const struct pptp_result *result)
{
    const struct pptp_result *newest = pptp_ppp_results_newest(results);

    if (!newest || newest->result == PPTP_DECRYPTED || newest->result != result->result
        || (newest->source != result->source
            && source_of(decryptions, newest)->bits != source_of(decryptions, result)->bits))
        pptp_ppp_results_add(results, result);
}

/* In a stateful direction RC4 has moved on when the second copy of a packet comes, so it takes the result of the
 * first. */
static bool
take_from_copied(const struct direction *direction, const struct pptp_packet *copied, struct pptp_result *result)
{
    const struct pptp_result *first = copied ? pptp_ppp_results_until(direction->results, copied) : NULL;
    struct pptp_result own = *result;

    if (!first || first->packet != copied || first->result != PPTP_DECRYPTED || first->checksum != own.checksum)
        return false;
    *result = *first;
    result->packet = own.packet;
    result->length = own.length;
    return true;
}

static struct pptp_decryption
tell(const struct pptp_decryptions *decryptions, const struct pptp_result *result)
{
    const struct source *source = source_of(decryptions, result);

    return (struct pptp_decryption){ .packet = result->packet, .bits = source->bits, .result = result->result,
                                     .method = source->method,
                                     .account = result->needed_key ? source->account : NULL,
                                     .needed_key = result->needed_key, .key_source = source->key_source,
                                     .kept = result };
}

struct pptp_decryptions *
pptp_ppp_decryptions_new(wmem_allocator_t *scope)
{
    struct pptp_decryptions *decryptions = wmem_new0(scope, struct pptp_decryptions);

    decryptions->scope = scope;
    decryptions->sources = wmem_array_new(scope, sizeof(struct source));
    add_source(decryptions, (struct source){ .bits = 0 });  /* for what comes before the first session */
    for (unsigned end = 0; end < 2; end++) {
        decryptions->direction[end].session.refusal = PPTP_NOT_DECRYPTED_NO_HANDSHAKE;
        decryptions->direction[end].results = pptp_ppp_results_new(scope);
    }
    return decryptions;
}

/* The first octets of a copy were compared already (struct pptp_packet, digest). Octets that differ between those and
 * the last decrypt as they should all the same, since RC4 is at the same place. */
static uint16_t
checksum_of(const uint8_t *octets, unsigned size)
{
    unsigned skipped = size > CHECKED ? size - CHECKED : 0;

    return pptp_hash_octets(octets + skipped, size - skipped) >> 48;
}

/* More than a PPP packet can have does not count. */
static struct pptp_mppe_packet
mppe_packet(const uint8_t *octets, unsigned captured, unsigned length)
{
    return (struct pptp_mppe_packet){ .octets = octets,
                                      .captured = MIN(captured, UINT16_MAX),
                                      .length = MIN(MAX(length, captured), UINT16_MAX) };
}

static void
follow_unknown(const struct pptp_decryptions *decryptions, struct direction *direction,
               const struct pptp_mppe_packet *packet, const struct pptp_packet *carrier)
{
    pptp_mppe_guess_add(&direction->guess, packet);
    keep(decryptions, direction->results,
         &(struct pptp_result){ .packet = carrier, .length = packet->length, .result = PPTP_NOT_DECRYPTED_NO_CCP });
}

bool
pptp_ppp_decryption_follow(struct pptp_decryptions *decryptions,
                           const struct pptp_authentications *authentications, const struct pptp_negotiation *ccp,
                           const struct pptp_encrypted_packet *encrypted, struct pptp_decryption *decryption,
                           struct pptp_mppe_clear *clear)
{
    struct direction *direction = &decryptions->direction[encrypted->from];
    struct session *session = &direction->session;
    struct pptp_mppe_packet packet = mppe_packet(encrypted->octets, encrypted->captured, encrypted->length);
    struct pptp_result result;

    latest.packet = NULL;
    packet.number = number_of(direction, encrypted);
    keep_session(session, decryptions, authentications, ccp, encrypted, packet.number);
    if (is_ccp_unknown(session, ccp)) {
        follow_unknown(decryptions, direction, &packet, encrypted->packet);
        return false;
    }
    if (session->bits == 0 && !pptp_ppp_results_newest(direction->results))
        return false;
    result = (struct pptp_result){
        .packet = encrypted->packet, .length = packet.length, .source = session->source[0],
        .checksum = session->count > 0 ? checksum_of(packet.octets, packet.captured) : 0
    };
    if (!take_from_copied(direction, encrypted->copied, &result) && decrypt_packet(session, &packet, &result, clear)) {
        latest.packet = encrypted->packet;
        latest.clear = *clear;
    }
    keep(decryptions, direction->results, &result);
    *decryption = tell(decryptions, pptp_ppp_results_newest(direction->results));
    return session->bits != 0;
}

bool
pptp_ppp_decryption_at(const struct pptp_decryptions *decryptions, unsigned from, const struct pptp_packet *packet,
                       struct pptp_decryption *decryption)
{
    const struct pptp_result *found =
        decryptions ? pptp_ppp_results_until(decryptions->direction[from].results, packet) : NULL;

    if (!found || (found->result == PPTP_DECRYPTED && found->packet != packet))
        return false;
    *decryption = tell(decryptions, found);
    return decryption->bits != 0 || decryption->result == PPTP_NOT_DECRYPTED_NO_CCP;
}

bool
pptp_ppp_decryption_has_own(const struct pptp_decryptions *decryptions, unsigned from, const struct pptp_packet *packet)
{
    const struct pptp_result *newest = pptp_ppp_results_newest(decryptions->direction[from].results);

    return newest && newest->packet == packet;
}

bool
pptp_ppp_decryption_clear(const struct pptp_decryptions *decryptions, wmem_allocator_t *scope,
                          const struct pptp_decryption *decryption, const uint8_t *octets, unsigned captured,
                          struct pptp_mppe_clear *clear)
{
    const struct pptp_result *kept = decryption->kept;
    const struct source *source = source_of(decryptions, kept);
    struct pptp_mppe_packet packet = mppe_packet(octets, captured, kept->length);
    struct pptp_mppe_point point = { .used = kept->used, .number = kept->number };

    if (latest.packet == kept->packet) {
        *clear = latest.clear;
        clear->octets = wmem_memdup(scope, clear->octets, clear->captured);
        return true;
    }
    if (captured < PPTP_MPPE_HEADER)
        return false;
    memcpy(point.key, kept->key, PPTP_START_KEY);
    return pptp_mppe_decrypt_again(source->mppe, scope, source->bits, &point, &packet, clear);
}

bool
pptp_ppp_decryption_is_recognized(const struct pptp_decryptions *decryptions, unsigned from)
{
    return decryptions && pptp_mppe_guess_is_mppe(&decryptions->direction[from].guess);
}
