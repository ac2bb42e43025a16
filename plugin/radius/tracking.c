/* Finds the Access-Request that a RADIUS packet repeats or replies to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/packet.h>
#include <epan/proto_data.h>

#include "calls/hash.h"
#include "capture.h"
#include "radius/disconnect.h"
#include "radius/ends.h"
#include "radius/tracking.h"

/* The same packet within this time, in nanoseconds, is a copy from another capture point: RADIUS clients wait a second
 * or more before they send again (RFC 5080 section 2.2.1). */
#define COPY (50 * 1000 * 1000)

/* Keys of the data attached to a frame, one for each layer. control/stream.c has small numbers. */
enum { REQUEST_AT_LAYER = 0x52000000 };

/* A reply from another end than the one that was asked comes within this time, in nanoseconds. Later ones may belong to
 * a request that was not captured. */
#define STRAY (30 * PPTP_SECOND)

enum { ANY_IDENTIFIER = 0x100 };

static int proto_pptp = -1;
/* The newest struct pptp_radius_request by its ends, and by less than these: without a server, with ANY_IDENTIFIER. */
static wmem_map_t *requests;
static wmem_map_t *clients;             /* address to struct pptp_radius_client */
static bool lacks_request;              /* an Access-Request was cut before it tells what it is about */

static unsigned
hash_address(const void *key)
{
    static const address none;

    return pptp_hash_addresses(key, &none, 0);
}

static gboolean
are_same_addresses(const void *one, const void *other)
{
    return addresses_equal(one, other);
}

static void
begin_capture(void)
{
    requests = pptp_radius_ends_table();
    clients = wmem_map_new(wmem_file_scope(), hash_address, are_same_addresses);
    lacks_request = false;
    pptp_radius_exchange_begin();
    pptp_radius_disconnect_begin();
    pptp_radius_session_begin();
}

static struct pptp_moment
moment_of(const packet_info *pinfo)
{
    return (struct pptp_moment){ .frame = pinfo->num, .when = pptp_capture_time(pinfo) };
}

/* --- Access-Requests ---------------------------------------------------------------------------------------------- */

static bool
repeats(const struct pptp_radius_request *request, const struct pptp_radius_packet *packet)
{
    return request && memcmp(request->authenticator, packet->authenticator, PPTP_RADIUS_AUTHENTICATOR) == 0;
}

static void
count_repetition(struct pptp_radius_request *request, struct pptp_moment now)
{
    if (now.when - request->last.when < COPY)
        return;
    request->last = now;
    request->times++;
}

static void
remember_client(struct pptp_radius_request *request)
{
    struct pptp_radius_client *client = wmem_map_lookup(clients, &request->client.address);

    if (!client) {
        client = wmem_new0(wmem_file_scope(), struct pptp_radius_client);
        client->address = request->client.address;
        client->first = request;
        wmem_map_insert(clients, &client->address, client);
    }
    client->last = request;
}

static void
remember_ends(struct pptp_end server, unsigned identifier, struct pptp_radius_request *request)
{
    struct pptp_radius_ends ends = { .client = request->client, .server = server, .identifier = identifier };

    wmem_map_insert(requests, wmem_memdup(wmem_file_scope(), &ends, sizeof ends), request);
}

static void
remember(struct pptp_radius_request *request)
{
    static const struct pptp_end any;

    remember_ends(request->server, request->identifier, request);
    remember_ends(request->server, ANY_IDENTIFIER, request);
    remember_ends(any, request->identifier, request);
    remember_ends(any, ANY_IDENTIFIER, request);
    remember_client(request);
}

/* The Identifier now belongs to a request that is not followed. */
static void
forget(const struct pptp_radius_ends *ends)
{
    wmem_map_remove(requests, ends);
    wmem_map_remove(requests, &(struct pptp_radius_ends){ .client = ends->client, .identifier = ends->identifier });
}

/* An Identifier that another request takes over belongs to that one. */
static struct pptp_radius_request *
follow_request(const struct pptp_radius_packet *packet, const struct pptp_radius_ends *ends, struct pptp_moment now)
{
    struct pptp_radius_request *request = wmem_map_lookup(requests, ends);
    struct pptp_radius_request another = {
        .identifier = packet->identifier, .first = now, .last = now, .times = 1, .is_signed = packet->is_signed,
        .is_unsigned = packet->is_whole && !packet->is_signed,
        .lacks_challenge = packet->is_whole && !packet->has_challenge && (packet->chap.octets || packet->mschap.octets)
    };

    if (repeats(request, packet)) {
        count_repetition(request, now);
        return request;
    }
    memcpy(another.authenticator, packet->authenticator, PPTP_RADIUS_AUTHENTICATOR);
    another.client = ends->client;
    another.server = ends->server;
    request = pptp_radius_exchange_add(packet, &another);
    if (!request) {
        lacks_request |= !packet->is_whole;
        forget(ends);
        return NULL;
    }
    request->client = pptp_radius_ends_keep(&ends->client);
    request->server = pptp_radius_ends_keep(&ends->server);
    pptp_radius_session_ask(packet, &request->client.address, &request->tie);
    remember(request);
    return request;
}

/* --- Replies ------------------------------------------------------------------------------------------------------ */

static struct pptp_radius_octets
keep_octets(struct pptp_radius_octets octets)
{
    octets.octets = octets.octets ? wmem_memdup(wmem_file_scope(), octets.octets, octets.size) : NULL;
    return octets;
}

/* A reply to a request that went to another end, and that nobody else has answered so far. */
static struct pptp_radius_request *
follow_stray(const struct pptp_radius_packet *packet, const struct pptp_radius_ends *ends, struct pptp_moment now)
{
    struct pptp_radius_ends any = { .client = ends->client, .identifier = ends->identifier };
    struct pptp_radius_request *request = wmem_map_lookup(requests, &any);
    struct pptp_radius_stray *stray = request ? &request->stray : NULL;

    if (!request || request->reply.at.frame || now.when - request->last.when > STRAY)
        return NULL;
    if (stray->at.frame == 0)
        *stray = (struct pptp_radius_stray){ .at = now,
                                             .from = pptp_radius_ends_keep(&ends->server),
                                             .code = packet->code };
    return request;
}

static struct pptp_radius_request *
follow_reply(const struct pptp_radius_packet *packet, const struct pptp_radius_ends *ends, struct pptp_moment now)
{
    struct pptp_radius_request *request = wmem_map_lookup(requests, ends);

    if (!request)
        return follow_stray(packet, ends, now);
    if (request->reply.at.frame)
        return request;
    request->reply = (struct pptp_radius_reply){ .at = now,
                                                 .code = packet->code,
                                                 .error = packet->error,
                                                 .is_unsigned = packet->is_whole && !packet->is_signed,
                                                 .lacks_proof = packet->is_whole && !packet->has_proof,
                                                 .address = packet->address,
                                                 .session_limit = packet->session_limit,
                                                 .idle_limit = packet->idle_limit,
                                                 .key_types = packet->key_types,
                                                 .message = keep_octets(packet->message),
                                                 .keys = pptp_radius_secret_keys(packet, request->authenticator) };
    if (packet->code == PPTP_RADIUS_CHALLENGE)
        pptp_radius_exchange_expect(request, packet->state);
    return request;
}

/* --- All packets -------------------------------------------------------------------------------------------------- */

static bool
is_reply(uint8_t code)
{
    return code == PPTP_RADIUS_ACCEPT || code == PPTP_RADIUS_REJECT || code == PPTP_RADIUS_CHALLENGE;
}

static struct pptp_radius_request *
follow(tvbuff_t *tvb, packet_info *pinfo)
{
    struct pptp_end source = { .address = pinfo->src, .port = pinfo->srcport };
    struct pptp_end destination = { .address = pinfo->dst, .port = pinfo->destport };
    unsigned captured = tvb_captured_length(tvb);
    struct pptp_moment now = moment_of(pinfo);
    struct pptp_radius_packet packet;

    if (!pptp_radius_packet_read(pinfo->pool, tvb_get_ptr(tvb, 0, captured), captured, &packet))
        return NULL;
    pptp_radius_disconnect_follow(&packet, &source, &destination, now);
    if (packet.code == PPTP_RADIUS_REQUEST)
        return follow_request(&packet, &(struct pptp_radius_ends){ source, destination, packet.identifier }, now);
    if (is_reply(packet.code))
        return follow_reply(&packet, &(struct pptp_radius_ends){ destination, source, packet.identifier }, now);
    pptp_radius_session_follow(&packet, &source, &destination, now);
    return NULL;
}

const struct pptp_radius_request *
pptp_radius_track(tvbuff_t *tvb, packet_info *pinfo)
{
    uint32_t key = REQUEST_AT_LAYER + pinfo->curr_layer_num;
    struct pptp_radius_request *request;

    if (PINFO_FD_VISITED(pinfo))
        return p_get_proto_data(wmem_file_scope(), pinfo, proto_pptp, key);
    request = follow(tvb, pinfo);
    if (request)
        p_add_proto_data(wmem_file_scope(), pinfo, proto_pptp, key, request);
    return request;
}

/* Returns where to keep an ICMP error that quotes a packet: a request, or a reply from an end that was not asked. NULL:
 * it quotes neither. */
static struct pptp_refusal *
refusal_of(const struct pptp_end end[2])
{
    struct pptp_radius_ends asked = { .client = end[0], .server = end[1], .identifier = ANY_IDENTIFIER };
    struct pptp_radius_ends replied = { .client = end[1], .identifier = ANY_IDENTIFIER };
    struct pptp_radius_request *request = wmem_map_lookup(requests, &asked);

    if (request)
        return &request->refusal;
    request = wmem_map_lookup(requests, &replied);
    return request && request->stray.at.frame && pptp_end_is_same(&request->stray.from, &end[0])
               ? &request->stray.refusal
               : NULL;
}

void
pptp_radius_tracking_refused(const packet_info *pinfo, const struct pptp_end end[2],
                             const struct pptp_refusal *refusal)
{
    struct pptp_refusal *kept = PINFO_FD_VISITED(pinfo) ? NULL : refusal_of(end);

    if (!kept || kept->count++ > 0)
        return;
    *kept = *refusal;
    kept->count = 1;
    kept->first = moment_of(pinfo);
    copy_address_wmem(wmem_file_scope(), &kept->sender, &refusal->sender);
}

const struct pptp_radius_client *
pptp_radius_tracking_client(const address *client)
{
    return wmem_map_lookup(clients, client);
}

bool
pptp_radius_tracking_lacks_request(void)
{
    return lacks_request;
}

void
pptp_radius_tracking_register(int protocol)
{
    proto_pptp = protocol;
    register_init_routine(begin_capture);
}
