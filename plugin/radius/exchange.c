/* Ties Access-Requests to the Responses that they carry.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/packet.h>

#include "radius/exchange.h"

/* Octets. */
enum { MSCHAP_PROOF = 48, CHAP_PROOF = 16, EAP_TYPE = 4, EAP_PROOF = 22 };
enum { EAP_RESPONSE = 2, EAP_IDENTITY = 1, EAP_NAK = 3 };       /* RFC 3748 sections 4 and 5 */

/* An Access-Request with a password of PAP follows its Response within this time, in nanoseconds. */
#define SOON (10 * PPTP_SECOND)

/* Access-Requests of one authentication that a look-up goes through. EAP-TLS takes some dozens. */
enum { MOST_SEARCHED = 256 };

static wmem_map_t *responses;           /* struct pptp_radius_proof, without State, to struct pptp_radius_response */
static wmem_map_t *expected;            /* of State, to the struct pptp_radius_exchange in which it comes next */

static unsigned
hash_proof(const void *key)
{
    const struct pptp_radius_proof *proof = key;

    return wmem_strong_hash(proof->octets.octets, proof->octets.size) + proof->kind;
}

static gboolean
is_same_proof(const void *one, const void *other)
{
    const struct pptp_radius_proof *a = one, *b = other;

    return a->kind == b->kind && a->octets.size == b->octets.size
        && memcmp(a->octets.octets, b->octets.octets, a->octets.size) == 0;
}

static struct pptp_radius_proof *
keep_proof(const struct pptp_radius_proof *proof)
{
    struct pptp_radius_proof *kept = wmem_new(wmem_file_scope(), struct pptp_radius_proof);

    *kept = *proof;
    kept->octets.octets = wmem_memdup(wmem_file_scope(), proof->octets.octets, proof->octets.size);
    return kept;
}

/* Everybody called "alice" sends the same Identity, and the same name in PAP. */
static bool
is_weak(const struct pptp_radius_proof *proof)
{
    return proof->kind == PPTP_RADIUS_PAP
        || (proof->kind == PPTP_RADIUS_EAP && proof->octets.octets[EAP_TYPE] == EAP_IDENTITY);
}

/* Short packets of EAP, such as acknowledgments, are alike in all conversations, and so are Naks. */
static bool
is_proof(const struct pptp_radius_proof *proof)
{
    const uint8_t *octets = proof->octets.octets;
    unsigned size = octets ? proof->octets.size : 0;

    if (proof->kind == PPTP_RADIUS_PAP)
        return size > 0;
    if (proof->kind != PPTP_RADIUS_EAP)
        return size == (proof->kind == PPTP_RADIUS_CHAP ? CHAP_PROOF : MSCHAP_PROOF);
    return size > EAP_TYPE && octets[0] == EAP_RESPONSE
        && (octets[EAP_TYPE] == EAP_IDENTITY || (octets[EAP_TYPE] > EAP_NAK && size >= EAP_PROOF));
}

static struct pptp_radius_exchange *
resolve(struct pptp_radius_exchange *exchange)
{
    while (exchange && exchange->same) {
        if (exchange->same->same)
            exchange->same = exchange->same->same;
        exchange = exchange->same;
    }
    return exchange;
}

/* one: may be NULL. */
static struct pptp_radius_exchange *
unite(struct pptp_radius_exchange *one, struct pptp_radius_exchange *other)
{
    struct pptp_radius_exchange *first, *second;

    if (!one || one == other)
        return other;
    first = !one->first || (other->first && other->first->first.frame < one->first->first.frame) ? other : one;
    second = first == one ? other : one;
    second->same = first;
    if (!second->first)
        return first;
    first->last->next = second->first;
    first->last = second->last;
    return first;
}

static struct pptp_radius_response *
response_of(const struct pptp_radius_proof *proof)
{
    struct pptp_radius_response *response = wmem_map_lookup(responses, proof);

    if (response)
        response->exchange = resolve(response->exchange);
    return response;
}

static struct pptp_radius_response *
add_response(const struct pptp_radius_proof *proof, struct pptp_radius_exchange *exchange)
{
    struct pptp_radius_response *response = wmem_new0(wmem_file_scope(), struct pptp_radius_response);

    response->exchange = exchange ? exchange : wmem_new0(wmem_file_scope(), struct pptp_radius_exchange);
    wmem_map_insert(responses, keep_proof(proof), response);
    return response;
}

/* A Response that came before in another authentication is not this one. */
struct pptp_radius_exchange *
pptp_radius_exchange_respond(struct pptp_radius_exchange *known, const struct pptp_radius_proof *proof,
                             struct pptp_moment at)
{
    struct pptp_radius_exchange *exchange = resolve(known);
    struct pptp_radius_response *response;

    if (!is_proof(proof))
        return known;
    response = response_of(proof);
    if (!response || (response->at.frame && response->exchange != exchange))
        response = add_response(proof, exchange);
    if (response->at.frame == 0)
        response->at = at;
    response->exchange = unite(exchange, response->exchange);
    return response->exchange;
}

static struct pptp_radius_proof
proof_in(const struct pptp_radius_packet *packet)
{
    if (packet->mschap.octets)
        return (struct pptp_radius_proof){ .kind = PPTP_RADIUS_MSCHAP, .octets = packet->mschap };
    if (packet->eap.octets)
        return (struct pptp_radius_proof){ .kind = PPTP_RADIUS_EAP, .octets = packet->eap };
    if (packet->has_password)
        return (struct pptp_radius_proof){ .kind = PPTP_RADIUS_PAP, .octets = packet->user };
    return (struct pptp_radius_proof){ .kind = PPTP_RADIUS_CHAP, .octets = packet->chap };
}

static struct pptp_radius_exchange *
expected_by(const struct pptp_radius_packet *packet)
{
    struct pptp_radius_proof state = { .kind = PPTP_RADIUS_STATE, .octets = packet->state };

    return packet->state.size > 0 ? resolve(wmem_map_lookup(expected, &state)) : NULL;
}

/* A name ties no more than what comes soon after the Response. */
static bool
is_in_time(const struct pptp_radius_proof *proof, const struct pptp_radius_response *response, int64_t now)
{
    return proof->kind != PPTP_RADIUS_PAP || (response && now - response->at.when <= SOON);
}

static const struct pptp_radius_response *
response_in(const struct pptp_radius_packet *packet, struct pptp_radius_exchange *exchange, int64_t now)
{
    struct pptp_radius_proof proof = proof_in(packet);
    struct pptp_radius_response *response;

    if (!is_proof(&proof) || (is_weak(&proof) && !packet->is_of_ppp))
        return NULL;
    response = response_of(&proof);
    if (!is_in_time(&proof, response, now))
        return NULL;
    if (!response)
        response = add_response(&proof, exchange);
    response->exchange = unite(exchange, response->exchange);
    return response;
}

static void
append(struct pptp_radius_exchange *exchange, struct pptp_radius_request *request)
{
    if (exchange->last)
        exchange->last->next = request;
    else
        exchange->first = request;
    exchange->last = request;
}

struct pptp_radius_request *
pptp_radius_exchange_add(const struct pptp_radius_packet *packet, const struct pptp_radius_request *request)
{
    struct pptp_radius_exchange *exchange = expected_by(packet);
    const struct pptp_radius_response *response = response_in(packet, exchange, request->first.when);
    struct pptp_radius_request *added;

    if (!response && !exchange)
        return NULL;
    added = wmem_memdup(wmem_file_scope(), request, sizeof *request);
    added->response = response;
    added->exchange = response ? response->exchange : exchange;
    append(added->exchange, added);
    return added;
}

void
pptp_radius_exchange_expect(const struct pptp_radius_request *request, struct pptp_radius_octets state)
{
    struct pptp_radius_proof proof = { .kind = PPTP_RADIUS_STATE, .octets = state };

    if (state.size > 0)
        wmem_map_insert(expected, keep_proof(&proof), request->exchange);
}

static const struct pptp_radius_exchange *
in_place_of(const struct pptp_radius_exchange *exchange)
{
    while (exchange && exchange->same)
        exchange = exchange->same;
    return exchange;
}

const struct pptp_radius_request *
pptp_radius_exchange_first(const struct pptp_radius_exchange *exchange)
{
    exchange = in_place_of(exchange);
    return exchange ? exchange->first : NULL;
}

static bool
is_decided(const struct pptp_radius_request *request)
{
    return request->reply.code == PPTP_RADIUS_ACCEPT || request->reply.code == PPTP_RADIUS_REJECT;
}

const struct pptp_radius_request *
pptp_radius_exchange_decisive(const struct pptp_radius_exchange *exchange)
{
    const struct pptp_radius_request *first = pptp_radius_exchange_first(exchange), *decisive = first, *next = first;

    for (unsigned i = 0; next && i < MOST_SEARCHED; i++, next = next->next) {
        if (addresses_equal(&next->client.address, &first->client.address)
            && (is_decided(next) || !is_decided(decisive)))
            decisive = next;
    }
    return decisive;
}

const struct pptp_radius_request *
pptp_radius_exchange_of(const struct pptp_radius_exchange *exchange, uint32_t frame)
{
    const struct pptp_radius_request *request = pptp_radius_exchange_first(exchange);

    for (unsigned i = 0; request && i < MOST_SEARCHED; i++, request = request->next) {
        if (request->response && request->response->at.frame == frame)
            return request;
    }
    return NULL;
}

const char *
pptp_radius_exchange_outcome(const struct pptp_radius_request *request)
{
    static const value_string outcomes[] = {
        { PPTP_RADIUS_ACCEPT, "accept" }, { PPTP_RADIUS_REJECT, "reject" }, { PPTP_RADIUS_CHALLENGE, "challenge" },
        { 0, NULL }
    };

    return val_to_str_const(request->reply.code, outcomes, "no reply");
}

void
pptp_radius_exchange_begin(void)
{
    responses = wmem_map_new(wmem_file_scope(), hash_proof, is_same_proof);
    expected = wmem_map_new(wmem_file_scope(), hash_proof, is_same_proof);
}
