/* Writes what capture points saw of a call's packets as text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "report/points.h"
#include "witness/points.h"

struct writing {
    wmem_allocator_t *scope;
    wmem_strbuf_t *text;
    uint8_t described[PPTP_MOST_STATIONS * 2];      /* capture points */
    unsigned descriptions;
};

void
pptp_report_points_visit(const struct pptp_subject *subject, pptp_stretch_visitor visit, void *data)
{
    for (unsigned i = 0; i < 2; i++) {
        unsigned end = i == 0 ? pptp_subject_client(subject) : !pptp_subject_client(subject);
        struct pptp_station station[PPTP_MOST_STATIONS];
        unsigned count = pptp_subject_stations(subject, end, station);

        for (unsigned j = 1; j < count; j++)
            visit(subject, end, &station[j - 1], &station[j], data);
    }
}

static void
describe(struct writing *writing, const struct pptp_station *station)
{
    const char *place = pptp_witness_place_name(writing->scope, station->vantage);

    for (unsigned i = 0; i < writing->descriptions; i++) {
        if (writing->described[i] == station->number)
            return;
    }
    writing->described[writing->descriptions++] = station->number;
    wmem_strbuf_append_printf(writing->text, "  Point %u%s%s\n", station->number, *place ? ": " : "", place);
}

static void
write_points(const struct pptp_subject *subject _U_, unsigned end _U_, const struct pptp_station *from,
             const struct pptp_station *to, void *data)
{
    describe(data, from);
    describe(data, to);
}

static void
write_frames(wmem_strbuf_t *text, const struct pptp_passage *passage)
{
    for (unsigned i = 0; i < passage->frames; i++)
        wmem_strbuf_append_printf(text, "%s%u", i == 0 ? " (frames " : ", ", passage->frame[i]);
    if (passage->frames > 0)
        wmem_strbuf_append(text, passage->lost > passage->frames ? ", ...)" : ")");
}

static void
write_stretch(const struct pptp_subject *subject, unsigned end, const struct pptp_station *from,
              const struct pptp_station *to, void *data)
{
    struct writing *writing = data;
    wmem_strbuf_t *text = writing->text;
    struct pptp_passage passage = pptp_subject_passage(from, to);

    wmem_strbuf_append_printf(text, "  From %s, point %u to point %u: %" PRIu64 " at both, %" PRIu64 " lost between",
                              pptp_subject_party(writing->scope, subject, end), from->number, to->number, passage.both,
                              passage.lost);
    write_frames(text, &passage);
    wmem_strbuf_append_printf(text, ", %" PRIu64 " only at point %u", passage.gained, to->number);
    if (passage.outside > 0)
        wmem_strbuf_append_printf(text, ", %" PRIu64 " while the other point did not capture", passage.outside);
    wmem_strbuf_append_printf(text, ", %" PRIu64 " reordered between", passage.reordered);
    if (passage.both > 0)
        wmem_strbuf_append_printf(text, ", delay %.3f/%.3f/%.3f ms", passage.least / 1e6,
                                  passage.sum / (double)passage.both / 1e6, passage.most / 1e6);
    wmem_strbuf_append(text, "\n");
}

const char *
pptp_report_points_text(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    struct writing writing = { .scope = scope, .text = wmem_strbuf_new(scope, NULL) };

    pptp_report_points_visit(subject, write_points, &writing);
    pptp_report_points_visit(subject, write_stretch, &writing);
    return wmem_strbuf_get_str(writing.text);
}
