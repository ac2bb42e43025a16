/* Joins the fragments that one end of a Multilink bundle sends, and tells which are missing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "ppp/fragments.h"

enum {
    MOST_LINKS = 8,                     /* whose numbers tell what is missing */
    MOST_HOLES = 32,                    /* runs of numbers that have not come so far */
    MOST_WAITING = 64,                  /* fragments that wait for others */
    MOST_OCTETS = UINT16_MAX,           /* of a joined packet; MRRU has no more */
    NEAR = 1024,                        /* numbers farther away than this begin anew */
    IDLE = 64                           /* numbers after which nobody waits for a link that sends nothing */
};

/* A link of the bundle. */
struct way {
    const void *link;
    int64_t highest;                    /* number that it carried */
};

/* Numbers that have not come so far. */
struct hole {
    int64_t from;
    int64_t to;                         /* the last */
    bool is_lost;                       /* each link has gone beyond it */
};

/* A fragment that waits for others. */
struct waiting {
    int64_t number;
    unsigned record;                    /* its row among the records */
    bool begins;
    bool ends;
    uint8_t *octets;                    /* NULL: none were captured */
    unsigned captured;
    unsigned length;
};

/* What is kept of a fragment, in the order of packets. */
struct record {
    const struct pptp_packet *packet;
    const struct pptp_joined *joined;   /* written when it is complete; NULL: not so far */
    unsigned original;                  /* row of the fragment of which it is a copy, or its own */
};

struct pptp_fragments {
    wmem_allocator_t *scope;
    bool has_begun;
    bool last_ends;                     /* bit E of the packet with the highest number */
    int64_t highest;
    struct way way[MOST_LINKS];
    unsigned ways;
    struct hole hole[MOST_HOLES];       /* by number */
    unsigned holes;
    struct waiting waiting[MOST_WAITING];   /* by number */
    unsigned count;                     /* of these */
    wmem_array_t *records;
    uint32_t unread;                    /* fragments that are part of no joined packet */
    unsigned first_unread;              /* row of the first of them */
};

struct pptp_fragments *
pptp_ppp_fragments_new(wmem_allocator_t *scope)
{
    struct pptp_fragments *fragments = wmem_new0(scope, struct pptp_fragments);

    fragments->scope = scope;
    fragments->records = wmem_array_new(scope, sizeof(struct record));
    return fragments;
}

/* --- Numbers ------------------------------------------------------------------------------------------------------ */

/* Returns how far a number is from the highest, by the shorter way round. */
static int64_t
distance(const struct pptp_fragments *fragments, uint32_t number, uint32_t numbers)
{
    uint32_t ahead = (number - (uint32_t)fragments->highest) & (numbers - 1);

    return ahead < numbers / 2 ? (int64_t)ahead : (int64_t)ahead - numbers;
}

static bool
is_near(int64_t distance)
{
    return distance >= -NEAR && distance <= NEAR;
}

bool
pptp_ppp_fragments_continue(const struct pptp_fragments *fragments, uint32_t number, uint32_t numbers)
{
    return !fragments->has_begun || is_near(distance(fragments, number, numbers));
}

static void
drop_holes(struct pptp_fragments *fragments, unsigned from, unsigned count)
{
    memmove(fragments->hole + from, fragments->hole + from + count,
            (fragments->holes - from - count) * sizeof *fragments->hole);
    fragments->holes -= count;
}

static void
add_hole(struct pptp_fragments *fragments, unsigned at, struct hole hole)
{
    if (fragments->holes == MOST_HOLES) {
        drop_holes(fragments, 0, 1);
        at -= at > 0;
    }
    memmove(fragments->hole + at + 1, fragments->hole + at, (fragments->holes - at) * sizeof *fragments->hole);
    fragments->hole[at] = hole;
    fragments->holes++;
}

/* Returns true if the late number was taken for lost. */
static bool
fill_hole(struct pptp_fragments *fragments, int64_t number)
{
    struct hole hole;
    unsigned at = 0;

    while (at < fragments->holes && fragments->hole[at].to < number)
        at++;
    if (at == fragments->holes || fragments->hole[at].from > number)
        return false;
    hole = fragments->hole[at];
    drop_holes(fragments, at, 1);
    if (hole.to > number)
        add_hole(fragments, at, (struct hole){ .from = number + 1, .to = hole.to, .is_lost = hole.is_lost });
    if (hole.from < number)
        add_hole(fragments, at, (struct hole){ .from = hole.from, .to = number - 1, .is_lost = hole.is_lost });
    return hole.is_lost;
}

static void
give_up(struct pptp_fragments *fragments, unsigned from, unsigned count)
{
    struct waiting *waiting = fragments->waiting + from;

    for (unsigned i = 0; i < count; i++)
        wmem_free(fragments->scope, waiting[i].octets);
    memmove(waiting, waiting + count, (fragments->count - from - count) * sizeof *waiting);
    fragments->count -= count;
}

/* Numbers that are far from those before belong to another numbering. */
static void
begin(struct pptp_fragments *fragments, uint32_t number)
{
    give_up(fragments, 0, fragments->count);
    fragments->holes = fragments->ways = 0;
    fragments->highest = number;
    fragments->has_begun = true;
}

/* --- What is missing (section 4.1) -------------------------------------------------------------------------------- */

static void
pass(struct pptp_fragments *fragments, const void *link, int64_t number)
{
    struct way *way = fragments->way;

    while (way < fragments->way + fragments->ways && way->link != link)
        way++;
    if (way == fragments->way + MOST_LINKS)
        return;
    if (way == fragments->way + fragments->ways)
        fragments->way[fragments->ways++] = (struct way){ .link = link, .highest = number };
    way->highest = MAX(way->highest, number);
}

void
pptp_ppp_fragments_end(struct pptp_fragments *fragments, const void *link)
{
    for (unsigned i = 0; i < fragments->ways; i++) {
        if (fragments->way[i].link == link)
            fragments->way[i--] = fragments->way[--fragments->ways];
    }
}

/* Each link carries ascending numbers, so what is below the lowest of their last numbers will not come any more. */
static int64_t
lowest(const struct pptp_fragments *fragments)
{
    int64_t lowest = fragments->highest;

    for (unsigned i = 0; i < fragments->ways; i++) {
        if (fragments->way[i].highest > fragments->highest - IDLE)
            lowest = MIN(lowest, fragments->way[i].highest);
    }
    return lowest;
}

static uint32_t
count_lost(struct pptp_fragments *fragments)
{
    int64_t passed = lowest(fragments), lost = 0;

    for (unsigned i = 0; i < fragments->holes && fragments->hole[i].to < passed; i++) {
        if (!fragments->hole[i].is_lost)
            lost += fragments->hole[i].to - fragments->hole[i].from + 1;
        fragments->hole[i].is_lost = true;
    }
    return (uint32_t)lost;
}

static void
follow_number(struct pptp_fragments *fragments, const struct pptp_fragment *fragment, struct pptp_fragment_news *news)
{
    int64_t step = fragments->has_begun ? distance(fragments, fragment->number, fragment->numbers) : 0;

    if (!fragments->has_begun || !is_near(step)) {
        begin(fragments, fragment->number);
        step = 0;
    } else if (step == 1) {
        news->contradicts = fragment->begins != fragments->last_ends;
    } else if (step > 1) {
        add_hole(fragments, fragments->holes,
                 (struct hole){ .from = fragments->highest + 1, .to = fragments->highest + step - 1 });
    }
    news->number = fragments->highest + step;
    if (step < 0)
        news->was_lost = fill_hole(fragments, news->number);
    else
        fragments->last_ends = fragment->ends;
    fragments->highest = MAX(fragments->highest, news->number);
    pass(fragments, fragment->link, news->number);
    news->lost = count_lost(fragments);
}

/* --- Joining ------------------------------------------------------------------------------------------------------ */

static struct record *
record_at(const struct pptp_fragments *fragments, unsigned row)
{
    return (struct record *)wmem_array_get_raw(fragments->records) + row;
}

static unsigned
add_record(struct pptp_fragments *fragments, const struct pptp_packet *packet, const unsigned *original)
{
    unsigned row = wmem_array_get_count(fragments->records);
    struct record record = { .packet = packet, .original = original ? *original : row };

    wmem_array_append_one(fragments->records, record);
    return row;
}

/* Returns its place among those that wait, or -1 if its number is there already. */
static int
wait_for_others(struct pptp_fragments *fragments, const struct pptp_fragment *fragment, int64_t number)
{
    unsigned at = fragments->count, record = add_record(fragments, fragment->packet, NULL);
    struct waiting waiting = { .number = number, .record = record, .begins = fragment->begins, .ends = fragment->ends,
                               .captured = fragment->captured, .length = fragment->length };

    while (at > 0 && fragments->waiting[at - 1].number >= number)
        at--;
    if (at < fragments->count && fragments->waiting[at].number == number)
        return -1;
    if (fragments->count == MOST_WAITING) {
        give_up(fragments, 0, 1);
        at -= at > 0;
    }
    if (fragment->captured > 0)
        waiting.octets = wmem_memdup(fragments->scope, fragment->octets, fragment->captured);
    memmove(fragments->waiting + at + 1, fragments->waiting + at,
            (fragments->count - at) * sizeof *fragments->waiting);
    fragments->waiting[at] = waiting;
    fragments->count++;
    return (int)at;
}

/* Two fragments of one packet, one right after the other. */
static bool
are_one(const struct waiting *first, const struct waiting *second)
{
    return second->number == first->number + 1 && !first->ends && !second->begins;
}

/* Sets from and to to the fragments of the packet to which one belongs. Returns false if some are missing. */
static bool
find_packet(const struct pptp_fragments *fragments, unsigned at, unsigned *from, unsigned *to)
{
    const struct waiting *waiting = fragments->waiting;

    for (*from = at; *from > 0 && are_one(waiting + *from - 1, waiting + *from);)
        --*from;
    for (*to = at; *to + 1 < fragments->count && are_one(waiting + *to, waiting + *to + 1);)
        ++*to;
    return waiting[*from].begins && waiting[*to].ends;
}

/* What follows the first octet that was not captured cannot be used. */
static void
copy_octets(struct pptp_joined *joined, wmem_allocator_t *scope, const struct waiting *waiting)
{
    uint8_t *octets = wmem_alloc(scope, MAX(joined->length, 1));
    bool is_cut = false;

    for (unsigned i = 0; i < joined->count; i++) {
        if (!is_cut && waiting[i].captured > 0) {
            memcpy(octets + joined->captured, waiting[i].octets, waiting[i].captured);
            joined->captured += waiting[i].captured;
        }
        is_cut |= waiting[i].captured < waiting[i].length;
    }
    joined->octets = octets;
}

static const struct pptp_joined *
join(struct pptp_fragments *fragments, const struct pptp_packet *packet, unsigned from, unsigned count)
{
    const struct waiting *waiting = fragments->waiting + from;
    struct pptp_joined *joined = wmem_new0(fragments->scope, struct pptp_joined);
    uint32_t *frames = wmem_alloc_array(fragments->scope, uint32_t, count);

    joined->completed_by = packet;
    joined->number = waiting->number;
    joined->count = count;
    joined->frames = frames;
    for (unsigned i = 0; i < count; i++) {
        joined->length += waiting[i].length;
        frames[i] = record_at(fragments, waiting[i].record)->packet->frame;
        record_at(fragments, waiting[i].record)->joined = joined;
    }
    copy_octets(joined, fragments->scope, waiting);
    return joined;
}

static unsigned
length_of(const struct waiting *waiting, unsigned count)
{
    unsigned length = 0;

    for (unsigned i = 0; i < count; i++)
        length += waiting[i].length;
    return length;
}

static const struct pptp_joined *
follow_fragment(struct pptp_fragments *fragments, const struct pptp_fragment *fragment, int64_t number)
{
    const struct pptp_joined *joined = NULL;
    int at = wait_for_others(fragments, fragment, number);
    unsigned from, to;

    if (at < 0 || !find_packet(fragments, at, &from, &to))
        return NULL;
    if (length_of(fragments->waiting + from, to - from + 1) <= MOST_OCTETS)
        joined = join(fragments, fragment->packet, from, to - from + 1);
    give_up(fragments, from, to - from + 1);
    return joined;
}

static bool
is_joined(const struct pptp_fragments *fragments, unsigned row)
{
    return record_at(fragments, record_at(fragments, row)->original)->joined;
}

static void
count_unread(struct pptp_fragments *fragments, struct pptp_fragment_news *news)
{
    unsigned rows = wmem_array_get_count(fragments->records);

    news->unread = news->joined ? 1 - (int)news->joined->count : 1;
    fragments->unread += (uint32_t)news->unread;
    while (fragments->first_unread < rows && is_joined(fragments, fragments->first_unread))
        fragments->first_unread++;
    news->all_unread = fragments->unread;
    if (fragments->first_unread < rows)
        news->first_unread = record_at(fragments, fragments->first_unread)->packet;
}

struct pptp_fragment_news
pptp_ppp_fragments_follow(struct pptp_fragments *fragments, const struct pptp_fragment *fragment)
{
    struct pptp_fragment_news news = { .number = 0 };

    follow_number(fragments, fragment, &news);
    if (fragment->begins && fragment->ends)
        return news;
    news.joined = follow_fragment(fragments, fragment, news.number);
    count_unread(fragments, &news);
    return news;
}

/* Returns the fragment that a packet carried, not a copy of it; NULL: none. */
static const struct record *
find_record(const struct pptp_fragments *fragments, const struct pptp_packet *packet)
{
    const struct record *record = pptp_packets_last_until(fragments->records, sizeof(struct record), packet);

    return record && record->packet == packet ? record_at(fragments, record->original) : NULL;
}

void
pptp_ppp_fragments_follow_copy(struct pptp_fragments *fragments, const struct pptp_packet *packet,
                               const struct pptp_packet *copied)
{
    const struct record *record = find_record(fragments, copied);

    if (record)
        add_record(fragments, packet, &record->original);
}

const struct pptp_joined *
pptp_ppp_fragments_at(const struct pptp_fragments *fragments, const struct pptp_packet *packet, bool *completes)
{
    const struct record *record = find_record(fragments, packet);

    *completes = record && record->joined && record->joined->completed_by == record->packet;
    return record ? record->joined : NULL;
}
