/* Runs RC4 over the packets of a direction, and counts how far.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "mppe/ciphers.h"
#include "mppe/stream.h"

static struct pptp_mppe_stream *shared;

struct pptp_mppe_stream *
pptp_mppe_stream_new(wmem_allocator_t *scope)
{
    struct pptp_mppe_stream *stream = wmem_new0(scope, struct pptp_mppe_stream);

    stream->rc4 = pptp_mppe_ciphers_rc4(scope);
    return stream;
}

static pptp_callback_bool
forget_shared(wmem_allocator_t *scope _U_, wmem_cb_event_t event _U_, void *unused _U_)
{
    shared = NULL;
    return FALSE;
}

struct pptp_mppe_stream *
pptp_mppe_stream_shared(wmem_allocator_t *scope)
{
    if (!shared) {
        shared = pptp_mppe_stream_new(scope);
        wmem_register_callback(scope, forget_shared, NULL);
    }
    return shared;
}

void
pptp_mppe_stream_start(struct pptp_mppe_stream *stream, const uint8_t *key, unsigned size)
{
    pptp_mppe_ciphers_set_key(stream->rc4, key, size);
    memcpy(stream->key, key, size);
    stream->size = size;
    stream->used = 0;
    stream->skipped = 0;
}

static void
run_over_skipped(struct pptp_mppe_stream *stream)
{
    uint8_t some[256] = { 0 };

    for (unsigned part; stream->skipped > 0; stream->skipped -= part) {
        part = MIN(stream->skipped, sizeof some);
        pptp_mppe_ciphers_run(stream->rc4, some, some, part);
    }
}

void
pptp_mppe_stream_run(struct pptp_mppe_stream *stream, uint8_t *out, const uint8_t *in, unsigned size)
{
    run_over_skipped(stream);
    pptp_mppe_ciphers_run(stream->rc4, out, in, size);
    stream->used += size;
}

void
pptp_mppe_stream_skip(struct pptp_mppe_stream *stream, unsigned octets)
{
    stream->skipped += octets;
    stream->used += octets;
}

void
pptp_mppe_stream_seek(struct pptp_mppe_stream *stream, const uint8_t *key, unsigned size, uint32_t used)
{
    if (stream->size != size || memcmp(stream->key, key, size) != 0 || stream->used > used)
        pptp_mppe_stream_start(stream, key, size);
    pptp_mppe_stream_skip(stream, used - stream->used);
}
