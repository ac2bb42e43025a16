/* Tells the capture points of one direction of a tunnel apart: by copies of packets, and by nothing else.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>

#include "calls/hash.h"
#include "calls/tunnel.h"
#include "ppp/news.h"
#include "tunnel/points.h"
#include "witness/points.h"

enum { MOST_SEATS = 8 };            /* vantages of one direction */
enum { MOST_NUMBERINGS = 4 };       /* that are searched for a copy, the newest first */
enum { BEGINNING = 10 };            /* numbers */
enum { ENOUGH = 8, A_FEW = 2 };     /* packets of the beginning, doubled */
enum { RING = 16 };                 /* bare acknowledgments */
enum { EARLY = 8 };                 /* packets of a flow by which it is recognized beyond a NAT */
enum { LEAST_RANDOM = 8 };          /* octets */
enum { DIGESTED = 32 };             /* octets of the payload, if it has as many */
enum { CHAP_RESPONSE = 2 };         /* Code (RFC 1994 section 4.1), after the Challenge's */
enum { PROOF = 2 };                 /* such packets */
#define AT_ONCE (PPTP_SECOND / 20)  /* time in which a NAT passes a packet on */
#define CLOCKS (5 * PPTP_SECOND)    /* by which clocks of two capture points may differ */
#define STEADY (PPTP_SECOND / 2)    /* by which the time between two capture points may vary */

struct point {
    struct pptp_sequence *sequence;     /* its current numbering */
    uint8_t number;                     /* in the whole capture */
    uint8_t vantage;                    /* of its first packet */
};

struct pptp_points {
    struct point at[PPTP_MOST_POINTS];
    unsigned count;                     /* 1: nothing proves more so far */
    bool twice;                         /* only their order tells copies apart: the second is from the second point */
    struct {
        uint8_t vantage;
        uint8_t point;
    } seat[MOST_SEATS];                 /* vantages that copies prove to be at a point */
    unsigned seats;
    uint32_t doubled[ENOUGH];           /* rows: copies of the first packets from the same vantage */
    unsigned doubled_count;
    uint16_t bare[RING];                /* ip_id of the last bare acknowledgments */
    unsigned bare_count;
};

/* The first packets of all flows, by which a flow is recognized beyond a NAT: hash -> packet. */
static wmem_map_t *early;

void
pptp_tunnel_points_begin(void)
{
    early = NULL;
}

uint16_t
pptp_tunnel_points_digest(const struct pptp_gre *gre)
{
    uint16_t digest;

    if (!gre->octets)
        return 0;
    digest = pptp_hash_octets(gre->octets, MIN(gre->captured, DIGESTED)) >> 48;
    return digest ? digest : 1;
}

/* --- Copies ---------- */

static bool
has_same_payload(const struct pptp_packet *packet, const struct pptp_packet *other)
{
    return packet->digest && packet->digest == other->digest && packet->length == other->length;
}

/* Returns whether the packets are from the two sides of a NAT that changes the Identification. */
static bool
is_renumbered(const struct pptp_packet *packet, const struct pptp_packet *other)
{
    return packet->sequence && other->sequence && packet->sequence->flow != other->sequence->flow
        && packet->sequence->flow->renumbered;
}

static bool
is_same(const struct pptp_packet *packet, const struct pptp_packet *other)
{
    if ((packet->ip_id || other->ip_id) && !is_renumbered(packet, other))
        return packet->ip_id == other->ip_id;
    return has_same_payload(packet, other);
}

const struct pptp_packet *
pptp_tunnel_points_find(const struct pptp_sequence *sequence, const struct pptp_packet *packet)
{
    for (unsigned i = 0; sequence && i < MOST_NUMBERINGS; i++, sequence = sequence->before) {
        const struct pptp_packet *found = pptp_tunnel_sequence_find(sequence, (uint32_t)packet->position);

        if (found && is_same(found, packet))
            return found;
    }
    return NULL;
}

/* --- What is known of a flow's points ---------- */

unsigned
pptp_tunnel_points_count(const struct pptp_flow *flow)
{
    return flow->points ? flow->points->count : 1;
}

const struct pptp_sequence *
pptp_tunnel_points_sequence(const struct pptp_flow *flow, unsigned point)
{
    return flow->points ? flow->points->at[point].sequence : flow->sequence;
}

uint8_t
pptp_tunnel_points_vantage(const struct pptp_flow *flow, unsigned point)
{
    return flow->points ? flow->points->at[point].vantage : flow->vantage;
}

uint8_t
pptp_tunnel_points_number(const struct pptp_flow *flow, unsigned point)
{
    return flow->points && flow->points->at[point].number != PPTP_NO_POINT ? flow->points->at[point].number
                                                                           : pptp_witness_point(flow->vantage);
}

struct pptp_flow *
pptp_tunnel_points_opposite(const struct pptp_flow *flow)
{
    return flow->call ? flow->call->flow[!flow->receiver] : flow->tunnel ? flow->tunnel->flow[!flow->receiver] : NULL;
}

static const struct pptp_packet *
earlier(const struct pptp_packet *packet, const struct pptp_packet *found, const struct pptp_packet *best)
{
    return found && found->frame < packet->frame && (!best || found->frame < best->frame) ? found : best;
}

const struct pptp_packet *
pptp_tunnel_points_copied(const struct pptp_packet *packet)
{
    const struct pptp_flow *flow = packet->sequence->flow;
    const struct pptp_packet *best = NULL;

    for (unsigned i = 0; flow->points && i < flow->points->count; i++) {
        if (i != packet->sequence->point)
            best = earlier(packet, pptp_tunnel_points_find(flow->points->at[i].sequence, packet), best);
    }
    for (unsigned i = 0; flow->translated && i < pptp_tunnel_points_count(flow->translated); i++)
        best = earlier(packet, pptp_tunnel_points_find(pptp_tunnel_points_sequence(flow->translated, i), packet), best);
    return best;
}

/* --- Numbers of points in the capture ---------- */

static bool
tells(const struct pptp_points *points, unsigned point)
{
    for (unsigned i = 0; i < points->count; i++) {
        if (i != point && pptp_witness_is_same_place(points->at[i].vantage, points->at[point].vantage))
            return false;
    }
    return true;
}

/* Returns how many points are nearer to the sender: each router takes one off the TTL. Where it does not tell, what
 * was captured first comes first. */
static unsigned
rank(const struct pptp_points *points, unsigned point)
{
    uint8_t ttl = pptp_witness_ttl(points->at[point].vantage);
    unsigned nearer = 0;

    for (unsigned i = 0; i < points->count; i++) {
        uint8_t other = pptp_witness_ttl(points->at[i].vantage);

        nearer += i != point && (other != ttl ? other > ttl : i < point);
    }
    return nearer;
}

unsigned
pptp_tunnel_points_last(const struct pptp_flow *flow)
{
    unsigned last = 0;

    for (unsigned i = 1; i < pptp_tunnel_points_count(flow); i++) {
        if (rank(flow->points, i) > rank(flow->points, last))
            last = i;
    }
    return last;
}

static bool
is_used(const struct pptp_points *points, uint8_t number)
{
    for (unsigned i = 0; i < points->count; i++) {
        if (points->at[i].number == number)
            return true;
    }
    return false;
}

/* Returns whether the first copies of both directions come from one point, though nothing but their order tells: an
 * acknowledgment at one point cannot come before the packet that it acknowledges. */
static bool
is_same_order(const struct pptp_flow *flow, const struct pptp_points *other)
{
    const struct pptp_points *points = flow->points;

    for (unsigned i = 0; i < points->doubled_count; i++) {
        const struct pptp_packet *second = pptp_packet_at(flow->sequence->packets, points->doubled[i]);
        const struct pptp_packet *first = pptp_tunnel_points_find(points->at[0].sequence, second);
        const struct pptp_packet *back = first ? pptp_tunnel_sequence_acknowledged_by(first) : NULL, *answered;

        if (back && back->frame < second->frame)
            return true;
        answered = first && first->has_acknowledgment
            ? pptp_tunnel_sequence_find(other->at[1].sequence, first->acknowledgment) : NULL;
        if (answered && answered->frame > first->frame)
            return true;
    }
    return false;
}

/* Returns the number that the point has in the other direction. What comes first in one direction comes last in the
 * other. */
static uint8_t
number_in(const struct pptp_flow *flow, const struct pptp_points *other, unsigned point)
{
    unsigned wanted = rank(flow->points, point);

    if (!flow->points->twice || !is_same_order(flow, other))
        wanted = other->count - 1 - MIN(wanted, other->count - 1);
    for (unsigned i = 0; i < other->count; i++) {
        if (rank(other, i) == wanted)
            return other->at[i].number;
    }
    return PPTP_NO_POINT;
}

/* A place that holds two points is not the place of either. */
static void
number_point(struct pptp_flow *flow, const struct pptp_flow *other, unsigned point)
{
    struct pptp_points *points = flow->points;
    struct point *here = &points->at[point];
    uint8_t number = pptp_witness_point(here->vantage);

    if ((number == PPTP_NO_POINT || !tells(points, point)) && other && pptp_tunnel_points_count(other) > 1)
        number = number_in(flow, other->points, point);
    if (number == PPTP_NO_POINT)
        number = pptp_witness_shared_point(here->vantage, &flow->route->sender, &flow->route->receiver,
                                           rank(points, point));
    if (number == PPTP_NO_POINT && tells(points, point))
        number = pptp_witness_point_nearby(here->vantage);
    here->number = number != PPTP_NO_POINT && !is_used(points, number) ? number : pptp_witness_new_point();
    if (tells(points, point))
        pptp_witness_set_point(here->vantage, here->number);
}

static void
number_points(struct pptp_flow *flow, const struct pptp_flow *other)
{
    struct pptp_points *points = flow->points;

    for (unsigned wanted = 0; wanted < points->count; wanted++) {
        for (unsigned i = 0; i < points->count; i++) {
            if (points->at[i].number == PPTP_NO_POINT && rank(points, i) == wanted)
                number_point(flow, other, i);
        }
    }
    if (points->count == 2 && !tells(points, 0))
        pptp_witness_share(flow->vantage, &flow->route->receiver,
                           (uint8_t[]){ points->at[rank(points, 0)].number, points->at[!rank(points, 0)].number });
}

/* --- Which point a packet belongs to ---------- */

static void
add_point(struct pptp_flow *flow, uint8_t vantage)
{
    struct pptp_points *points = flow->points;
    struct point *added = &points->at[points->count];

    *added = (struct point){ .number = PPTP_NO_POINT, .vantage = vantage };
    added->sequence = points->count > 0 ? pptp_tunnel_sequence_new(flow->sequence->packets, flow) : flow->sequence;
    added->sequence->point = points->count++;
}

PPTP_RARE static void
begin_points(struct pptp_flow *flow)
{
    flow->points = wmem_new0(flow->sequence->packets->scope, struct pptp_points);
    add_point(flow, flow->vantage);
}

static int
seat_of(const struct pptp_points *points, uint8_t vantage)
{
    for (unsigned i = 0; i < points->seats; i++) {
        if (points->seat[i].vantage == vantage)
            return points->seat[i].point;
    }
    return -1;
}

static void
give_seat(struct pptp_points *points, uint8_t vantage, unsigned point)
{
    for (unsigned i = 0; i < points->seats; i++) {
        if (points->seat[i].vantage == vantage) {
            points->seat[i].point = point;
            return;
        }
    }
    if (points->seats == MOST_SEATS)
        return;
    points->seat[points->seats].vantage = vantage;
    points->seat[points->seats++].point = point;
}

/* A packet's copies at the points of its flow. */
struct copies {
    const struct pptp_packet *at[PPTP_MOST_POINTS];     /* NULL: none */
    bool elsewhere[PPTP_MOST_POINTS];                   /* from another vantage, so the packet is not from this point */
};

static struct copies
find_copies(const struct pptp_points *points, const struct pptp_packet *packet)
{
    struct copies copies = { .elsewhere = { false } };

    for (unsigned i = 0; i < points->count; i++) {
        copies.at[i] = pptp_tunnel_points_find(points->at[i].sequence, packet);
        copies.elsewhere[i] = copies.at[i] && copies.at[i]->vantage != packet->vantage;
    }
    return copies;
}

/* Returns a point that has no copy from another vantage: one that the vantage's place is known to be at, or else the
 * first, or else a new one. */
static unsigned
find_vacant(struct pptp_flow *flow, const struct pptp_flow *other, const struct copies *copies, uint8_t vantage)
{
    struct pptp_points *points = flow->points;
    unsigned vacant = points->count;

    for (unsigned i = points->count; i > 0; i--) {
        if (copies->elsewhere[i - 1])
            continue;
        vacant = i - 1;
        if (points->count > 1 && points->at[vacant].number == pptp_witness_point(vantage))
            return vacant;
    }
    if (vacant < points->count || points->count == PPTP_MOST_POINTS)
        return vacant % PPTP_MOST_POINTS;
    add_point(flow, vantage);
    number_points(flow, other);
    return vacant;
}

/* The first packet from a vantage may have been the copy. The first packets of all may be from the other place: it
 * captured them alone. */
static void
seat_copies(struct pptp_points *points, const struct copies *copies)
{
    for (unsigned i = 0; i < points->count; i++) {
        if (!copies->elsewhere[i] || seat_of(points, copies->at[i]->vantage) >= 0)
            continue;
        give_seat(points, copies->at[i]->vantage, i);
        if (points->count == 1)
            points->at[0].vantage = copies->at[0]->vantage;
    }
}

/* Copies that nothing tells apart. */
static unsigned
next_without_copy(const struct pptp_points *points, const struct copies *copies)
{
    for (unsigned i = 0; i < points->count; i++) {
        if (!copies->at[i])
            return i;
    }
    return 0;
}

static unsigned
choose(struct pptp_flow *flow, const struct pptp_flow *other, const struct pptp_packet *packet,
       const struct copies *copies)
{
    struct pptp_points *points = flow->points;
    int seat = seat_of(points, packet->vantage);
    bool proven = false;
    unsigned point;

    if (points->twice)
        return next_without_copy(points, copies);
    if (seat >= 0 && !copies->elsewhere[seat])
        return seat;
    for (unsigned i = 0; i < points->count; i++)
        proven |= copies->elsewhere[i];
    if (!proven)
        return 0;
    seat_copies(points, copies);
    point = find_vacant(flow, other, copies, packet->vantage);
    give_seat(points, packet->vantage, point);
    return point;
}

/* Returns whether a bare acknowledgment with the packet's IP Identification came a short time ago. The next one with it
 * is new again. */
static bool
was_there(struct pptp_points *points, const struct pptp_packet *packet)
{
    for (unsigned i = 0; i < RING; i++) {
        if (packet->ip_id && points->bare[i] == packet->ip_id) {
            points->bare[i] = 0;
            return true;
        }
    }
    points->bare[points->bare_count++ % RING] = packet->ip_id;
    return false;
}

/* A bare acknowledgment has no number: its vantage tells its point, or that it was there before. */
PPTP_RARE static struct pptp_arrival
enter_bare(const struct pptp_points *points, const struct pptp_packet *packet, bool again)
{
    int seat = seat_of(points, packet->vantage);
    unsigned point = points->twice ? again : MAX(seat, 0);

    return (struct pptp_arrival){ .sequence = points->at[point].sequence, .again = again || point > 0 };
}

PPTP_RARE static struct pptp_arrival
enter_numbered(struct pptp_flow *flow, const struct pptp_flow *other, const struct pptp_packet *packet)
{
    struct copies copies = find_copies(flow->points, packet);
    unsigned point = choose(flow, other, packet, &copies);
    struct pptp_arrival arrival = { .sequence = flow->points->at[point].sequence };

    for (unsigned i = 0; i < flow->points->count; i++) {
        if (i != point && copies.at[i] && (!arrival.original || copies.at[i]->frame < arrival.original->frame))
            arrival.original = copies.at[i];
    }
    arrival.again = arrival.original != NULL;
    return arrival;
}

struct pptp_arrival
pptp_tunnel_points_enter(struct pptp_flow *flow, const struct pptp_flow *other, const struct pptp_packet *packet)
{
    if (!flow->points && (packet->vantage == flow->vantage || flow->packets == 0))
        return (struct pptp_arrival){ .sequence = flow->sequence };
    if (!flow->points)
        begin_points(flow);
    if (packet->has_number)
        return enter_numbered(flow, other, packet);
    return enter_bare(flow->points, packet, flow->points->doubled_count > 0 && was_there(flow->points, packet));
}

struct pptp_sequence *
pptp_tunnel_points_acknowledged(const struct pptp_flow *flow, const struct pptp_packet *packet, bool again)
{
    uint8_t number = packet->point;

    if (pptp_tunnel_points_count(flow) == 1)
        return number == PPTP_NO_POINT || pptp_tunnel_points_number(flow, 0) == PPTP_NO_POINT
                       ? again ? NULL : flow->sequence
                   : number == pptp_tunnel_points_number(flow, 0) ? flow->sequence : NULL;
    for (unsigned i = 0; i < flow->points->count; i++) {
        if (flow->points->at[i].number == number)
            return flow->points->at[i].sequence;
    }
    return number == PPTP_NO_POINT && !again ? flow->sequence : NULL;
}

/* --- Every packet twice, and nothing tells where ---------- */

/* What looked like a duplicate is the second point's copy. */
static void
move_to_second(struct pptp_flow *flow, uint32_t row)
{
    struct point *second = &flow->points->at[1];
    struct pptp_packet *packet = pptp_packet_at(flow->sequence->packets, row);

    flow->points->at[0].sequence->duplicate_count--;
    flow->packets--;
    flow->octets -= packet->length;
    packet->verdicts &= ~(1u << PPTP_TUNNEL_DUPLICATE | 1u << PPTP_TUNNEL_ACK_BACKWARDS);
    packet->trouble = 0;
    packet->is_copy = true;
    second->sequence = pptp_tunnel_sequence_add(second->sequence, row);
}

static void
divide(struct pptp_flow *flow, const struct pptp_flow *other)
{
    struct pptp_points *points = flow->points;

    add_point(flow, flow->vantage);
    points->twice = true;
    points->at[1].sequence->numbering = points->at[0].sequence->numbering;
    for (unsigned i = 0; i < points->doubled_count; i++)
        move_to_second(flow, points->doubled[i]);
    number_points(flow, other);
}

static bool
is_doubled_beginning(const struct pptp_flow *flow, const struct pptp_packet *packet, const struct pptp_packet *first)
{
    const struct pptp_points *points = flow->points;
    unsigned count = points ? points->doubled_count : 0;

    return !packet->sequence->before && first->vantage == packet->vantage && is_same(first, packet)
        && ABS(packet->when - first->when) <= CLOCKS
        && first->position - packet->sequence->first < BEGINNING && first->position >= packet->sequence->first
        && (count == 0
            || pptp_packet_at(packet->sequence->packets, points->doubled[count - 1])->position < packet->position);
}

/* If nearly all of the first packets come twice, so does the whole direction. */
PPTP_RARE static void
watch_for_doubling(struct pptp_flow *flow, const struct pptp_flow *other, uint32_t row)
{
    const struct pptp_packet *packet = pptp_packet_at(flow->sequence->packets, row);
    bool other_is_twice = other && other->points && other->points->twice;
    bool is_known = pptp_witness_is_shared(flow->vantage);

    if (!is_doubled_beginning(flow, packet, pptp_tunnel_other(packet)))
        return;
    if (!flow->points)
        begin_points(flow);
    flow->points->doubled[flow->points->doubled_count++] = row;
    if (flow->points->doubled_count >= (other_is_twice || is_known ? A_FEW : ENOUGH))
        divide(flow, other);
}

/* --- The same flow beyond a NAT ---------- */

/* Both directions of a call are beyond a NAT on the same side. Where one place saw both sides, each has a number of its
 * own. */
static void
number_side(struct pptp_flow *flow, const struct pptp_flow *beyond)
{
    const struct pptp_flow *other = pptp_tunnel_points_opposite(flow);
    uint8_t number = other && other->vantage ? pptp_tunnel_points_number(other, 0) : PPTP_NO_POINT;

    if (pptp_tunnel_points_number(flow, 0) != PPTP_NO_POINT)
        return;
    if (number == PPTP_NO_POINT)
        number = pptp_witness_shared_point(flow->vantage, &flow->route->sender, &flow->route->receiver, 0);
    if (number == PPTP_NO_POINT)
        number = pptp_witness_point_nearby(flow->vantage);
    if (number == PPTP_NO_POINT || number == pptp_tunnel_points_number(beyond, 0))
        number = pptp_witness_new_point();
    if (!pptp_witness_is_same_place(flow->vantage, beyond->vantage))
        pptp_witness_set_point(flow->vantage, number);
    if (pptp_tunnel_points_number(flow, 0) == number)
        return;
    if (!flow->points)
        begin_points(flow);
    flow->points->at[0].number = number;
}

/* Returns whether the other direction was captured first on the side of this flow. Then this one counts as the first,
 * so that one call has what both directions tell of the other. */
static bool
is_reversed(const struct pptp_flow *flow, const struct pptp_flow *first)
{
    const struct pptp_flow *other = pptp_tunnel_points_opposite(flow);
    const struct pptp_flow *first_other = pptp_tunnel_points_opposite(first);

    return other && first_other && first_other->translated == other;
}

static void
tie(struct pptp_flow *flow, struct pptp_flow *first, bool renumbered)
{
    if (first->translated || flow->translated)
        return;
    flow->renumbered = first->renumbered = renumbered;
    number_side(first, flow);
    number_side(flow, first);
    if (is_reversed(flow, first))
        first->translated = flow;
    else
        flow->translated = first;
}

static bool
is_same_route(const struct pptp_route *route, const struct pptp_route *other)
{
    return addresses_equal(&route->sender, &other->sender) && addresses_equal(&route->receiver, &other->receiver);
}

static bool
is_reverse_route(const struct pptp_route *route, const struct pptp_route *other)
{
    return addresses_equal(&route->sender, &other->receiver) && addresses_equal(&route->receiver, &other->sender);
}

/* Calls of the same hosts, one call after another, calls that repeat what another one sent, and packets that come back
 * are no sides of a NAT: a NAT changes an address, and passes on what it receives. Only a router on the
 * way, which takes one off the TTL, makes a second clock credible. */
static bool
may_be_translated(const struct pptp_packet *packet, const struct pptp_flow *flow, const struct pptp_packet *same)
{
    const struct pptp_flow *first = same->sequence->flow;
    int64_t apart = ABS(packet->when - same->when);
    bool routed = pptp_witness_ttl(packet->vantage) != pptp_witness_ttl(same->vantage);

    return !is_same_route(flow->route, first->route) && !is_reverse_route(flow->route, first->route)
        && !(first->call && first->call->ended_in) && apart <= (routed ? CLOCKS : AT_ONCE);
}

static void
note_likeness(struct pptp_flow *flow, const struct pptp_packet *packet, const struct pptp_packet *same)
{
    int64_t after = packet->when - same->when;
    bool goes_on = flow->like == same->sequence->flow && ABS(after - flow->like_after) <= STEADY;

    flow->likeness = goes_on ? flow->likeness + 1 : 1;
    flow->like = same->sequence->flow;
    flow->like_after = after;
    if (flow->likeness == PROOF)
        tie(flow, flow->like, packet->ip_id != same->ip_id);
}

/* Returns the packet of another flow with the key, if it is like this one and may be the same beyond a NAT; NULL: none.
 * Then this one is looked for from now on. */
static const struct pptp_packet *
find_early(const struct pptp_flow *flow, struct pptp_packet *packet, uint64_t key)
{
    void *place = (void *)(uintptr_t)key;
    const struct pptp_packet *same;

    if (!early)
        early = wmem_map_new(wmem_file_scope(), g_direct_hash, g_direct_equal);
    same = wmem_map_lookup(early, place);
    if (same && same->sequence->flow == flow)
        return NULL;
    if (same && (uint32_t)same->position == (uint32_t)packet->position && has_same_payload(packet, same)
        && may_be_translated(packet, flow, same))
        return same;
    wmem_map_insert(early, place, packet);
    return NULL;
}

static uint64_t
key_of_identification(const struct pptp_packet *packet)
{
    const uint32_t words[] = { (uint32_t)packet->position, (uint32_t)packet->ip_id << 16 | packet->digest,
                               packet->length };

    return pptp_hash(words, G_N_ELEMENTS(words));
}

/* Returns whether LCP's Configure packet, or CHAP's, has a number that its sender chose at random: a Magic Number, a
 * challenge, or the reply to one. */
static bool
has_random_number(const struct pptp_news *news, const struct pptp_control_packet *control)
{
    struct pptp_options options = { .present = 0 };

    if (news->protocol == PPP_CHAP)
        return control->code <= CHAP_RESPONSE && control->size > LEAST_RANDOM && control->octets[0] >= LEAST_RANDOM;
    if (control->code < PPTP_CONFIGURE_REQUEST || control->code > PPTP_CONFIGURE_REJECT)
        return false;
    pptp_ppp_options_read(PPTP_LCP, control->octets, control->size, &options);
    return pptp_ppp_options_have(&options, PPTP_OPTION_MAGIC_NUMBER) && options.value[PPTP_OPTION_MAGIC_NUMBER] != 0;
}

static bool
is_random(const struct pptp_gre *gre)
{
    struct pptp_news news = { .octets = gre->octets, .size = gre->captured, .length = gre->payload };
    struct pptp_control_packet control;

    if (!gre->octets || !pptp_ppp_news_read_protocol(&news))
        return false;
    if (news.protocol == PPP_COMP)
        return news.size > LEAST_RANDOM;
    return (news.protocol == PPP_LCP || news.protocol == PPP_CHAP) && pptp_ppp_news_read_control(&news, &control)
        && has_random_number(&news, &control);
}

/* Returns a number for the Sequence Number and all that was captured of the payload. */
static uint64_t
key_of_payload(const struct pptp_packet *packet, const struct pptp_gre *gre)
{
    return pptp_hash_octets(gre->octets, gre->captured) + (uint32_t)packet->position;
}

bool
pptp_tunnel_points_is_early(const struct pptp_flow *flow)
{
    return flow->packets <= EARLY;
}

/* A NAT may change the Identification, and IPv6 has none: then random numbers tell. */
PPTP_RARE void
pptp_tunnel_points_look_beyond(struct pptp_flow *flow, struct pptp_packet *packet, const struct pptp_gre *gre)
{
    const struct pptp_packet *same = packet->ip_id ? find_early(flow, packet, key_of_identification(packet)) : NULL;

    if (!same && is_random(gre))
        same = find_early(flow, packet, key_of_payload(packet, gre));
    if (same)
        note_likeness(flow, packet, same);
}

/* --- A packet's numbering ---------- */

/* A copy that begins a numbering is in the one of its original. */
static void
link_numbering(struct pptp_sequence *sequence, const struct pptp_packet *original)
{
    if (original && original->sequence)
        sequence->numbering = original->sequence->numbering;
}

void
pptp_tunnel_points_add(struct pptp_flow *flow, const struct pptp_flow *other, struct pptp_arrival arrival, uint32_t row)
{
    struct pptp_packet *packet = pptp_packet_at(flow->sequence->packets, row);
    struct pptp_sequence *now;

    if (arrival.sequence->in_order.count == 0 && arrival.original)
        packet->position = arrival.original->position;
    if (arrival.sequence->in_order.count == 0)
        link_numbering(arrival.sequence, arrival.original);
    now = pptp_tunnel_sequence_add(arrival.sequence, row);
    if (now != arrival.sequence)
        link_numbering(now, arrival.original);
    if (flow->points)
        flow->points->at[now->point].sequence = now;
    if (now->point == 0)
        flow->sequence = now;
    if (pptp_packet_is(packet, PPTP_TUNNEL_DUPLICATE) && pptp_tunnel_points_count(flow) == 1)
        watch_for_doubling(flow, other, row);
}
