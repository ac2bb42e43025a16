/* Keeps the compressed packets that MPPC's history was built from, in stretches that begin with a copy of the history.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "mppe/history.h"
#include "mppe/mppc.h"
#include "mppe/packet.h"

enum { MOST_IN = 32768, MOST_OUT = 4 * 1024 * 1024 };   /* octets of a stretch, before and after decompressing */

/* Of a kept packet: bits A and B of its header, and its size. Its octets follow. */
struct kept {
    uint8_t flags;
    uint8_t size[2];
};

/* Packets one after the other, numbered without a gap. */
struct stretch {
    uint32_t first;                 /* number of the first packet */
    uint64_t out;                   /* octets that were decompressed before it */
    const struct pptp_mppc *before; /* saved */
    wmem_array_t *packets;          /* octets: struct kept, and what follows */
};

struct pptp_mppe_history {
    wmem_allocator_t *scope;
    struct pptp_mppc *mppc;
    wmem_array_t *stretches;        /* in order */
    uint32_t count;                 /* packets kept */
    /* The last flushed packet: it is kept once another one depends on it. */
    bool has_flushed;
    unsigned header;
    struct pptp_mppe_part flushed;
    uint8_t *octets;                /* its own */
    unsigned room;                  /* for so many */
    /* To decompress again: */
    struct pptp_mppc *again;        /* NULL: not used so far */
    const struct stretch *stretch;  /* that it stands in; NULL: none */
    uint32_t next;                  /* number of the packet that comes next in it */
    unsigned at;                    /* its octets begin there */
};

struct pptp_mppe_history *
pptp_mppe_history_new(wmem_allocator_t *scope)
{
    struct pptp_mppe_history *history = wmem_new0(scope, struct pptp_mppe_history);

    history->scope = scope;
    history->mppc = pptp_mppe_mppc_new(scope);
    history->stretches = wmem_array_new(scope, sizeof(struct stretch *));
    return history;
}

static unsigned
size_of(const struct kept *kept)
{
    return kept->size[0] << 8 | kept->size[1];
}

static bool
decompress(struct pptp_mppc *mppc, unsigned header, struct pptp_mppe_part in, struct pptp_mppe_part *out)
{
    return pptp_mppe_mppc_decompress(mppc, header & PPTP_MPPE_FLUSHED, header & PPTP_MPPE_AT_FRONT, in.octets, in.size,
                                     &out->octets, &out->size);
}

/* --- Keeping packets ---------------------------------------------------------------------------------------------- */

static void
append(wmem_array_t *packets, unsigned header, struct pptp_mppe_part in)
{
    struct kept kept = { .flags = (header & (PPTP_MPPE_FLUSHED | PPTP_MPPE_AT_FRONT)) >> 8,
                         .size = { in.size >> 8, in.size & 0xff } };

    wmem_array_append(packets, &kept, sizeof kept);
    if (in.size > 0)
        wmem_array_append(packets, in.octets, in.size);
}

static void
remember_flushed(struct pptp_mppe_history *history, unsigned header, struct pptp_mppe_part in)
{
    if (in.size > history->room) {
        history->room = in.size;
        history->octets = wmem_realloc(history->scope, history->octets, in.size);
    }
    if (in.size > 0)
        memcpy(history->octets, in.octets, in.size);
    history->flushed = (struct pptp_mppe_part){ .octets = history->octets, .size = in.size };
    history->header = header;
    history->has_flushed = true;
}

static struct stretch *
stretch_at(const struct pptp_mppe_history *history, unsigned index)
{
    return ((struct stretch **)wmem_array_get_raw(history->stretches))[index];
}

static struct stretch *
begin_stretch(struct pptp_mppe_history *history)
{
    struct stretch *stretch = wmem_new(history->scope, struct stretch);

    *stretch = (struct stretch){ .first = history->count + 1,
                                 .out = pptp_mppe_mppc_total(history->mppc),
                                 .before = pptp_mppe_mppc_save(history->mppc, history->scope),
                                 .packets = wmem_array_new(history->scope, 1) };
    wmem_array_append_one(history->stretches, stretch);
    history->has_flushed = false;
    return stretch;
}

static bool
is_full(const struct pptp_mppe_history *history, const struct stretch *stretch, unsigned size)
{
    unsigned kept = wmem_array_get_count(stretch->packets);

    return (kept > 0 && kept + size > MOST_IN) || pptp_mppe_mppc_total(history->mppc) - stretch->out > MOST_OUT;
}

/* Returns the stretch for the next packet of so many octets. */
static struct stretch *
stretch_for(struct pptp_mppe_history *history, unsigned size)
{
    unsigned count = wmem_array_get_count(history->stretches);
    unsigned flushed = history->has_flushed ? sizeof(struct kept) + history->flushed.size : 0;
    struct stretch *last = count > 0 ? stretch_at(history, count - 1) : NULL;

    return !last || is_full(history, last, flushed + size) ? begin_stretch(history) : last;
}

static uint32_t
keep(struct pptp_mppe_history *history, unsigned header, struct pptp_mppe_part in)
{
    struct stretch *stretch = stretch_for(history, sizeof(struct kept) + in.size);

    if (history->has_flushed) {
        append(stretch->packets, history->header, history->flushed);
        history->count++;
        history->has_flushed = false;
    }
    append(stretch->packets, header, in);
    return ++history->count;
}

void
pptp_mppe_history_begin(struct pptp_mppe_history *history)
{
    pptp_mppe_mppc_begin(history->mppc);
    remember_flushed(history, PPTP_MPPE_FLUSHED, (struct pptp_mppe_part){ .octets = NULL });
}

bool
pptp_mppe_history_decompress(struct pptp_mppe_history *history, unsigned header, struct pptp_mppe_part in,
                             struct pptp_mppe_part *out, uint32_t *number)
{
    *number = header & PPTP_MPPE_FLUSHED ? 0 : keep(history, header, in);
    if (*number == 0)
        remember_flushed(history, header, in);
    return decompress(history->mppc, header, in, out);
}

/* --- Decompressing again ------------------------------------------------------------------------------------------ */

/* Returns the stretch that holds a packet. */
static const struct stretch *
find_stretch(const struct pptp_mppe_history *history, uint32_t number)
{
    unsigned from = 0, to = wmem_array_get_count(history->stretches);

    while (to - from > 1) {
        unsigned middle = from + (to - from) / 2;

        if (stretch_at(history, middle)->first <= number)
            from = middle;
        else
            to = middle;
    }
    return stretch_at(history, from);
}

static void
go_to(struct pptp_mppe_history *history, const struct stretch *stretch)
{
    pptp_mppe_mppc_restore(history->again, stretch->before);
    history->stretch = stretch;
    history->next = stretch->first;
    history->at = 0;
}

static bool
decompress_next(struct pptp_mppe_history *history, struct pptp_mppe_part *out)
{
    const uint8_t *octets = (const uint8_t *)wmem_array_get_raw(history->stretch->packets) + history->at;
    const struct kept *kept = (const struct kept *)octets;
    struct pptp_mppe_part in = { .octets = octets + sizeof *kept, .size = size_of(kept) };

    history->next++;
    history->at += sizeof *kept + in.size;
    return decompress(history->again, kept->flags << 8, in, out);
}

static bool
decompress_kept(struct pptp_mppe_history *history, uint32_t number, struct pptp_mppe_part *out)
{
    const struct stretch *stretch = find_stretch(history, number);

    if (history->stretch != stretch || history->next > number)
        go_to(history, stretch);
    while (history->next < number)
        decompress_next(history, out);
    return decompress_next(history, out);
}

bool
pptp_mppe_history_again(struct pptp_mppe_history *history, unsigned header, struct pptp_mppe_part in,
                        struct pptp_mppe_part *out, uint32_t number)
{
    if (!history->again)
        history->again = pptp_mppe_mppc_new(history->scope);
    if (number > 0)
        return decompress_kept(history, number, out);
    history->stretch = NULL;
    return decompress(history->again, header, in, out);
}
