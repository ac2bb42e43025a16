/* Packets are lost or overtake each other between two capture points, a NAT lies between them, or their clocks differ.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/to_str.h>

#include "diagnosis/signs.h"
#include "diagnosis/subject_points.h"
#include "diagnosis/subject_tunnel.h"
#include "witness/points.h"

enum { ENOUGH = 2 };                /* packets that show that none gets through */

/* Two neighboring stations, and what happened between them. */
struct stretch {
    struct pptp_station from;
    struct pptp_station to;
    struct pptp_passage passage;
    unsigned end;               /* that sends */
};

typedef bool (*stretch_test)(const struct stretch *stretch);
typedef void (*stretch_words)(wmem_strbuf_t *text, const struct stretch *stretch);
typedef void (*stretch_frames)(struct pptp_evidence *evidence, const struct pptp_passage *passage);

static void
append_stretch(wmem_strbuf_t *text, const struct pptp_evidence *evidence, const struct stretch *stretch,
               stretch_words words)
{
    if (wmem_strbuf_get_len(text) > 0)
        wmem_strbuf_append(text, "; ");
    words(text, stretch);
    wmem_strbuf_append_printf(text, " from %s between point %u and point %u",
                              pptp_subject_party(evidence->scope, &evidence->subject, stretch->end),
                              stretch->from.number, stretch->to.number);
}

static void
cite_lost(struct pptp_evidence *evidence, const struct pptp_passage *passage)
{
    for (unsigned i = 0; i < passage->frames; i++)
        pptp_evidence_cite(evidence, passage->frame[i]);
}

/* Puts the stretches that pass the test, described by words. */
static bool
find(struct pptp_evidence *evidence, stretch_test test, stretch_words words, stretch_frames cite)
{
    wmem_strbuf_t *text = wmem_strbuf_new(evidence->scope, NULL);
    struct pptp_station station[PPTP_MOST_STATIONS];

    for (unsigned end = 0; end < 2; end++) {
        unsigned count = pptp_subject_stations(&evidence->subject, end, station);

        for (unsigned i = 1; i < count; i++) {
            struct stretch stretch = { .from = station[i - 1], .to = station[i], .end = end };

            stretch.passage = pptp_subject_passage(&stretch.from, &stretch.to);
            if (!test(&stretch))
                continue;
            append_stretch(text, evidence, &stretch, words);
            cite(evidence, &stretch.passage);
        }
    }
    pptp_evidence_put(evidence, "directions", "%s", wmem_strbuf_get_str(text));
    return wmem_strbuf_get_len(text) > 0;
}

static uint64_t
sent(const struct pptp_passage *passage)
{
    return passage->both + passage->lost;
}

static bool
loses_all(const struct stretch *stretch)
{
    return stretch->passage.both == 0 && stretch->passage.lost >= ENOUGH;
}

static bool
loses_many(const struct stretch *stretch)
{
    return stretch->passage.lost * 200 > sent(&stretch->passage) && !loses_all(stretch);
}

static bool
loses_few(const struct stretch *stretch)
{
    return stretch->passage.lost > 0 && stretch->passage.lost * 200 <= sent(&stretch->passage);
}

static void
append_lost(wmem_strbuf_t *text, const struct stretch *stretch)
{
    wmem_strbuf_append_printf(text, "%" PRIu64 " of %" PRIu64 " (%.2f %%)", stretch->passage.lost,
                              sent(&stretch->passage),
                              100.0 * (double)stretch->passage.lost / (double)sent(&stretch->passage));
}

static void
append_all(wmem_strbuf_t *text, const struct stretch *stretch)
{
    wmem_strbuf_append_printf(text, "all %" PRIu64, stretch->passage.lost);
}

bool
pptp_sign_points_blocked(struct pptp_evidence *evidence)
{
    return find(evidence, loses_all, append_all, cite_lost);
}

bool
pptp_sign_points_lost(struct pptp_evidence *evidence)
{
    return find(evidence, loses_many, append_lost, cite_lost);
}

bool
pptp_sign_points_lost_slightly(struct pptp_evidence *evidence)
{
    return find(evidence, loses_few, append_lost, cite_lost);
}

static bool
reorders(const struct stretch *stretch)
{
    return stretch->passage.reordered > 0;
}

static void
append_reordered(wmem_strbuf_t *text, const struct stretch *stretch)
{
    wmem_strbuf_append_printf(text, "%" PRIu64 " of %" PRIu64, stretch->passage.reordered, stretch->passage.both);
}

static void
cite_late(struct pptp_evidence *evidence, const struct pptp_passage *passage)
{
    pptp_evidence_cite(evidence, passage->first_late);
}

bool
pptp_sign_points_reordered(struct pptp_evidence *evidence)
{
    return find(evidence, reorders, append_reordered, cite_late);
}

/* --- Clocks ---------- */

static const struct pptp_station *
station_with(const struct pptp_station *station, unsigned count, uint8_t number)
{
    for (unsigned i = 0; i < count; i++) {
        if (station[i].number == number)
            return &station[i];
    }
    return NULL;
}

/* Puts two capture points whose clocks seem to differ, the one that is ahead second. */
bool
pptp_sign_points_clock(struct pptp_evidence *evidence)
{
    struct pptp_station there[PPTP_MOST_STATIONS], back[PPTP_MOST_STATIONS];
    unsigned count = pptp_subject_stations(&evidence->subject, 0, there);
    unsigned count_back = pptp_subject_stations(&evidence->subject, 1, back);

    for (unsigned i = 1; i < count; i++) {
        const struct pptp_station *from = station_with(back, count_back, there[i].number);
        const struct pptp_station *to = station_with(back, count_back, there[i - 1].number);
        struct pptp_passage passage, returning;
        int64_t ahead;

        if (!from || !to)
            continue;
        passage = pptp_subject_passage(&there[i - 1], &there[i]);
        returning = pptp_subject_passage(from, to);
        ahead = pptp_subject_clock_ahead(&passage, &returning);
        if (ahead == 0)
            continue;
        pptp_evidence_put_number(evidence, "behind", there[ahead > 0 ? i - 1 : i].number);
        pptp_evidence_put_number(evidence, "ahead", there[ahead > 0 ? i : i - 1].number);
        pptp_evidence_put_seconds(evidence, "time", ABS(ahead));
        pptp_evidence_cite(evidence, passage.quickest);
        pptp_evidence_cite(evidence, returning.quickest);
        return true;
    }
    return false;
}

/* --- NAT ---------- */

static void
append_address(wmem_strbuf_t *text, wmem_allocator_t *scope, const char *what, const address *before,
               const address *behind)
{
    if (!addresses_equal(before, behind))
        wmem_strbuf_append_printf(text, "%s%s %s became %s", wmem_strbuf_get_len(text) > 0 ? ", " : "", what,
                                  address_to_str(scope, before), address_to_str(scope, behind));
}

static void
append_number(wmem_strbuf_t *text, const char *what, unsigned before, unsigned behind)
{
    if (before != behind)
        wmem_strbuf_append_printf(text, "%s%s %u became %u", wmem_strbuf_get_len(text) > 0 ? ", " : "", what, before,
                                  behind);
}

static void
append_ports(wmem_strbuf_t *text, const struct pptp_call *before, const struct pptp_call *behind)
{
    if (!before || !behind || before->connection->assumed || behind->connection->assumed)
        return;
    for (unsigned end = 0; end < 2; end++)
        append_number(text, "port", before->connection->end[end].port, behind->connection->end[end].port);
}

/* Each address and Call ID is told once: as receiver's of one direction or sender's of the other. */
bool
pptp_sign_points_nat(struct pptp_evidence *evidence)
{
    wmem_strbuf_t *text = wmem_strbuf_new(evidence->scope, NULL);
    const struct pptp_flow *first = NULL;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);
        const struct pptp_flow *before = flow ? flow->translated : NULL;

        if (!before)
            continue;
        if (!first) {
            append_address(text, evidence->scope, "address", &before->route->sender, &flow->route->sender);
            append_address(text, evidence->scope, "address", &before->route->receiver, &flow->route->receiver);
            append_ports(text, before->call, flow->call);
        }
        append_number(text, "Call ID", before->call_id, flow->call_id);
        pptp_evidence_cite(evidence, before->first_frame);
        pptp_evidence_cite(evidence, flow->first_frame);
        first = before;
    }
    if (!first || !first->call || wmem_strbuf_get_len(text) == 0)
        return false;
    pptp_evidence_put_number(evidence, "call", first->call->number);
    pptp_evidence_put(evidence, "changes", "%s", wmem_strbuf_get_str(text));
    return true;
}
