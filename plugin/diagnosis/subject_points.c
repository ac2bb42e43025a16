/* Compares what two capture points saw of one direction of a tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/subject_points.h"
#include "diagnosis/subject_tunnel.h"
#include "witness/points.h"

/* --- Stations ---------- */

static unsigned
add_flow(struct pptp_station *station, unsigned count, const struct pptp_flow *flow)
{
    for (unsigned i = 0; i < pptp_tunnel_points_count(flow); i++)
        station[count++] = (struct pptp_station){ .flow = flow, .sequence = pptp_tunnel_points_sequence(flow, i),
                                                  .number = pptp_tunnel_points_number(flow, i),
                                                  .vantage = pptp_tunnel_points_vantage(flow, i) };
    return count;
}

/* Each router on the way takes one off the TTL. Where that does not tell, what was captured first comes first. */
static void
sort(struct pptp_station *station, unsigned count)
{
    for (unsigned i = 1; i < count; i++) {
        for (unsigned j = i; j > 0 && pptp_witness_ttl(station[j].vantage) > pptp_witness_ttl(station[j - 1].vantage);
             j--) {
            struct pptp_station nearer = station[j];

            station[j] = station[j - 1];
            station[j - 1] = nearer;
        }
    }
}

/* The control connection was captured at two points, but this direction at one of them only. The first SYN was captured
 * nearer to the client, unless the TTL tells that its copy was. */
static unsigned
add_silent(const struct pptp_attempt *attempt, struct pptp_station station[2], const struct pptp_flow *flow)
{
    bool from_client = addresses_equal(&attempt->client->address, &flow->route->sender);
    bool is_reversed = pptp_witness_ttl(attempt->asked_again_at) > pptp_witness_ttl(attempt->asked_at);
    const struct pptp_station syn[2] = {
        { .number = pptp_witness_point(attempt->asked_at), .vantage = attempt->asked_at,
          .clock = attempt->asked.when },
        { .number = pptp_witness_point(attempt->asked_again_at), .vantage = attempt->asked_again_at,
          .clock = attempt->asked_again }
    };
    struct pptp_station captured = station[0];

    if (attempt->asked_again_at == PPTP_NO_VANTAGE || captured.number == PPTP_NO_POINT
        || (captured.number != syn[0].number && captured.number != syn[1].number))
        return 0;
    for (unsigned i = 0; i < 2; i++) {
        station[i] = syn[from_client == is_reversed ? !i : i];
        if (station[i].number == captured.number) {
            captured.clock = station[i].clock;
            station[i] = captured;
        }
    }
    return 2;
}

unsigned
pptp_subject_stations(const struct pptp_subject *subject, unsigned end, struct pptp_station station[PPTP_MOST_STATIONS])
{
    const struct pptp_flow *flow = pptp_subject_flow(subject, end);
    unsigned count;

    if (!flow)
        return 0;
    count = flow->translated ? add_flow(station, 0, flow->translated) : 0;
    count = add_flow(station, count, flow);
    sort(station, count);
    if (count == 1)
        return subject->attempt ? add_silent(subject->attempt, station, flow) : 0;
    return count;
}

bool
pptp_subject_has_points(const struct pptp_subject *subject)
{
    struct pptp_station station[PPTP_MOST_STATIONS];

    return pptp_subject_stations(subject, 0, station) > 1 || pptp_subject_stations(subject, 1, station) > 1;
}

static bool
is_translated(const struct pptp_call *call, const struct pptp_call *other)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(call->flow); i++) {
        if (call->flow[i] && call->flow[i]->translated && call->flow[i]->translated->call == other)
            return true;
    }
    return false;
}

bool
pptp_subject_is_same_session(const struct pptp_call *call, const struct pptp_call *other)
{
    return is_translated(call, other) || is_translated(other, call);
}

/* --- What happened between ---------- */

struct comparison {
    const struct pptp_station *other;
    struct pptp_passage *passage;
    int64_t from;               /* when the other station began and ended to capture, on the clock of this one */
    int64_t to;
    bool is_same_place;         /* of both stations */
};

static void
visit_all(const struct pptp_station *station, pptp_packet_visitor visit, struct comparison *comparison)
{
    for (const struct pptp_sequence *sequence = station->sequence; sequence; sequence = sequence->before)
        pptp_tunnel_sequence_visit(sequence, visit, comparison);
}

/* Where both stations have the same place, the other one captured at least from the first packet to the last that both
 * have. */
static void
find_span(const struct pptp_packet *packet, void *data)
{
    struct comparison *comparison = data;

    if (!pptp_tunnel_points_find(comparison->other->sequence, packet))
        return;
    comparison->from = MIN(comparison->from, packet->when);
    comparison->to = MAX(comparison->to, packet->when);
}

static void
measure(const struct pptp_packet *packet, void *data)
{
    struct comparison *comparison = data;
    struct pptp_passage *passage = comparison->passage;
    const struct pptp_packet *found = pptp_tunnel_points_find(comparison->other->sequence, packet);
    int64_t time = found ? found->when - packet->when : 0;

    if (!found)
        return;
    if (passage->both == 0 || time < passage->least) {
        passage->least = time;
        passage->quickest = found->frame;
    }
    passage->most = passage->both == 0 ? time : MAX(passage->most, time);
    passage->sum += (double)time;
    passage->both++;
    if (!pptp_packet_is(found, PPTP_TUNNEL_OUT_OF_ORDER) || pptp_packet_is(packet, PPTP_TUNNEL_OUT_OF_ORDER))
        return;
    if (passage->reordered++ == 0 || found->frame < passage->first_late)
        passage->first_late = found->frame;
}

/* Before anything proved two points, a packet may have joined the numbering of the other one. */
static bool
is_from_other(const struct pptp_packet *packet, const struct comparison *comparison)
{
    return !comparison->is_same_place && pptp_witness_is_same_place(packet->vantage, comparison->other->vantage);
}

/* Returns whether only this station captured the packet, though the other one was capturing. */
static bool
is_alone(const struct pptp_packet *packet, const struct comparison *comparison)
{
    if (pptp_tunnel_points_find(comparison->other->sequence, packet))
        return false;
    if (packet->when >= comparison->from && packet->when <= comparison->to && !is_from_other(packet, comparison))
        return true;
    comparison->passage->outside++;
    return false;
}

static void
find_lost(const struct pptp_packet *packet, void *data)
{
    struct comparison *comparison = data;
    struct pptp_passage *passage = comparison->passage;

    if (!is_alone(packet, comparison))
        return;
    passage->lost++;
    if (passage->frames < PPTP_MOST_FRAMES)
        passage->frame[passage->frames++] = packet->frame;
}

static void
find_gained(const struct pptp_packet *packet, void *data)
{
    struct comparison *comparison = data;

    comparison->passage->gained += is_alone(packet, comparison);
}

/* A capture may hold any time, and a place that was not seen begins and ends with the first and last that there are. */
static int64_t
later(int64_t when, int64_t by)
{
    enum { HALVES = 2 };

    return CLAMP(when, INT64_MIN / HALVES, INT64_MAX / HALVES) + CLAMP(by, INT64_MIN / HALVES, INT64_MAX / HALVES);
}

/* ahead: the other one's clock. */
static struct comparison
compare(const struct pptp_station *station, const struct pptp_station *other, struct pptp_passage *passage,
        int64_t ahead)
{
    struct comparison comparison = { .other = other, .passage = passage, .from = INT64_MAX, .to = INT64_MIN,
                                     .is_same_place = pptp_witness_is_same_place(station->vantage, other->vantage) };

    if (comparison.is_same_place) {
        visit_all(station, find_span, &comparison);
        return comparison;
    }
    pptp_witness_place_span(other->vantage, &comparison.from, &comparison.to);
    comparison.from = later(comparison.from, -ahead);
    comparison.to = later(comparison.to, -ahead);
    return comparison;
}

struct pptp_passage
pptp_subject_passage(const struct pptp_station *from, const struct pptp_station *to)
{
    struct pptp_passage passage = { .both = 0 };
    struct comparison there = { .other = to, .passage = &passage }, back;
    int64_t ahead;

    visit_all(from, measure, &there);
    ahead = passage.both > 0 ? passage.least : to->clock - from->clock;
    there = compare(from, to, &passage, ahead);
    back = compare(to, from, &passage, -ahead);
    visit_all(from, find_lost, &there);
    visit_all(to, find_gained, &back);
    return passage;
}

/* Clocks that agree show the same shortest time there and back, unless the way differs. */
int64_t
pptp_subject_clock_ahead(const struct pptp_passage *there, const struct pptp_passage *back)
{
    int64_t ahead, way;

    if (there->both == 0 || back->both == 0)
        return 0;
    ahead = (there->least - back->least) / 2;
    way = (there->least + back->least) / 2;
    return ABS(ahead) >= PPTP_SECOND / 1000 && ABS(ahead) * 2 > way ? ahead : 0;
}
