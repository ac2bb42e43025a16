/* Numbers the places at which packets were captured.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/to_str.h>
#include <wiretap/wtap.h>

#include "calls/address.h"
#include "capture.h"
#include "witness/points.h"

enum { MOST = 255 };                /* numbers that fit into an octet, without 0 */
#define NO_INTERFACE INT64_C(-1)

struct place {
    int64_t interface;              /* of the file, or NO_INTERFACE */
    uint32_t device;                /* interface index in a cooked header; 0: none */
    address link[2];                /* link-layer addresses, in any order */
    int64_t from;                   /* when the first and the last packet of PPTP were captured there */
    int64_t to;
    uint8_t point;
    bool shared;                    /* by two capture points */
    address receiver;               /* with shared: packets to it pass these in this order */
    uint8_t passed[2];
    uint8_t vantage[256];           /* by TTL; 0: none so far */
};

struct vantage {
    struct place *place;
    uint8_t ttl;
};

static struct place *places[MOST];
static unsigned place_count;
static struct vantage vantages[MOST + 1];   /* by number */
static unsigned vantage_count;
static unsigned point_count;
static unsigned last;               /* place that was asked for last: the next is nearly always the same */

void
pptp_witness_points_begin(void)
{
    place_count = vantage_count = point_count = last = 0;
}

/* In the cooked header of "any", the interface index is the only thing that tells interfaces apart. Its link-layer
 * address is the sender's, in each direction another. Where IP was captured, so was this header before it. */
static uint32_t
device_of(const packet_info *pinfo)
{
    enum { INDEX = 4 };

    if (pinfo->rec->rec_type != REC_TYPE_PACKET || pinfo->rec->rec_header.packet_header.pkt_encap != WTAP_ENCAP_SLL2)
        return 0;
    return tvb_get_ntohl(get_data_source_tvb(pinfo->data_src->data), INDEX);
}

static int64_t
interface_of(const packet_info *pinfo)
{
    return pinfo->rec->rec_type == REC_TYPE_PACKET && pinfo->rec->presence_flags & WTAP_HAS_INTERFACE_ID
               ? (int64_t)pinfo->rec->rec_header.packet_header.interface_id : NO_INTERFACE;
}

static bool
links(const struct place *place, const address *one, const address *other)
{
    return pptp_address_is_same(&place->link[0], one) && pptp_address_is_same(&place->link[1], other);
}

static bool
is_at(const struct place *place, int64_t interface, uint32_t device, const packet_info *pinfo)
{
    if (place->interface != interface || place->device != device)
        return false;
    return device || links(place, &pinfo->dl_src, &pinfo->dl_dst) || links(place, &pinfo->dl_dst, &pinfo->dl_src);
}

static struct place *
add_place(int64_t interface, uint32_t device, const packet_info *pinfo)
{
    struct place *place = wmem_new0(wmem_file_scope(), struct place);

    place->interface = interface;
    place->device = device;
    place->point = PPTP_NO_POINT;
    place->from = pptp_capture_time(pinfo);
    if (device == 0) {
        copy_address_wmem(wmem_file_scope(), &place->link[0], &pinfo->dl_src);
        copy_address_wmem(wmem_file_scope(), &place->link[1], &pinfo->dl_dst);
    }
    last = place_count;
    return places[place_count++] = place;
}

/* Few packets come from another place than the one before. */
PPTP_RARE static struct place *
find_place(int64_t interface, uint32_t device, const packet_info *pinfo, bool add)
{
    for (unsigned i = 0; i < place_count; i++) {
        if (is_at(places[i], interface, device, pinfo))
            return places[last = i];
    }
    return add && place_count < MOST ? add_place(interface, device, pinfo) : NULL;
}

/* Returns NULL if there is no such place, or, with add, if there are too many. */
static struct place *
place_of(const packet_info *pinfo, bool add)
{
    int64_t interface = interface_of(pinfo);
    uint32_t device = device_of(pinfo);

    if (last < place_count && is_at(places[last], interface, device, pinfo))
        return places[last];
    return find_place(interface, device, pinfo, add);
}

uint8_t
pptp_witness_vantage(const packet_info *pinfo, uint8_t ttl, int64_t when)
{
    struct place *place = place_of(pinfo, true);

    if (!place)
        return PPTP_NO_VANTAGE;
    place->to = when;
    if (place->vantage[ttl] == PPTP_NO_VANTAGE && vantage_count < MOST) {
        vantages[++vantage_count] = (struct vantage){ .place = place, .ttl = ttl };
        place->vantage[ttl] = (uint8_t)vantage_count;
    }
    return place->vantage[ttl];
}

uint8_t
pptp_witness_vantage_of_link(const packet_info *pinfo, int64_t when)
{
    return pptp_witness_vantage(pinfo, 0, when);
}

uint8_t
pptp_witness_point_of_link(const packet_info *pinfo)
{
    const struct place *place = place_of(pinfo, false);

    return place ? place->point : PPTP_NO_POINT;
}

void
pptp_witness_prove(uint8_t vantage, uint8_t other)
{
    if (pptp_witness_point(vantage) == PPTP_NO_POINT)
        pptp_witness_set_point(vantage, pptp_witness_new_point());
    if (pptp_witness_point(other) == PPTP_NO_POINT)
        pptp_witness_set_point(other, pptp_witness_new_point());
}

bool
pptp_witness_is_same_place(uint8_t vantage, uint8_t other)
{
    return vantages[vantage].place == vantages[other].place;
}

uint8_t
pptp_witness_ttl(uint8_t vantage)
{
    return vantage != PPTP_NO_VANTAGE ? vantages[vantage].ttl : 0;
}

uint8_t
pptp_witness_point(uint8_t vantage)
{
    return vantage != PPTP_NO_VANTAGE ? vantages[vantage].place->point : PPTP_NO_POINT;
}

static bool
shares_address(const struct place *place, const struct place *other)
{
    for (unsigned i = 0; i < 2; i++) {
        if (place->link[i].type != AT_NONE
            && (pptp_address_is_same(&place->link[i], &other->link[0])
                || pptp_address_is_same(&place->link[i], &other->link[1])))
            return true;
    }
    return false;
}

uint8_t
pptp_witness_point_nearby(uint8_t vantage)
{
    const struct place *place = vantages[vantage].place;

    for (unsigned i = 0; place && i < place_count; i++) {
        if (places[i]->point != PPTP_NO_POINT && places[i]->interface == place->interface
            && shares_address(place, places[i]))
            return places[i]->point;
    }
    return PPTP_NO_POINT;
}

bool
pptp_witness_other_links(uint8_t vantage, uint8_t other, const address *link[2])
{
    const struct place *one = vantages[vantage].place, *two = vantages[other].place;

    if (!one || !two || one == two || one->interface != two->interface || one->device || two->device)
        return false;
    for (unsigned i = 0; i < 4; i++) {
        unsigned mine = i / 2, its = i % 2;

        link[0] = &one->link[!mine];
        link[1] = &two->link[!its];
        if (one->link[mine].type != AT_NONE && addresses_equal(&one->link[mine], &two->link[its]))
            return link[0]->type != AT_NONE && link[1]->type != AT_NONE;
    }
    return false;
}

uint8_t
pptp_witness_new_point(void)
{
    return point_count < PPTP_NO_POINT ? (uint8_t)point_count++ : PPTP_NO_POINT;
}

void
pptp_witness_set_point(uint8_t vantage, uint8_t point)
{
    if (vantage != PPTP_NO_VANTAGE && !vantages[vantage].place->shared && pptp_witness_point(vantage) == PPTP_NO_POINT)
        vantages[vantage].place->point = point;
}

void
pptp_witness_share(uint8_t vantage, const address *receiver, const uint8_t number[2])
{
    struct place *place = vantages[vantage].place;

    if (!place || place->shared)
        return;
    place->shared = true;
    place->point = PPTP_NO_POINT;
    copy_address_wmem(wmem_file_scope(), &place->receiver, receiver);
    memcpy(place->passed, number, sizeof place->passed);
}

bool
pptp_witness_is_shared(uint8_t vantage)
{
    return vantage != PPTP_NO_VANTAGE && vantages[vantage].place->shared;
}

uint8_t
pptp_witness_shared_point(uint8_t vantage, const address *sender, const address *receiver, unsigned nth)
{
    const struct place *place = vantages[vantage].place;

    if (!place || !place->shared || nth > 1)
        return PPTP_NO_POINT;
    if (pptp_address_is_same(&place->receiver, receiver))
        return place->passed[nth];
    return pptp_address_is_same(&place->receiver, sender) ? place->passed[!nth] : PPTP_NO_POINT;
}

void
pptp_witness_place_span(uint8_t vantage, int64_t *from, int64_t *to)
{
    const struct place *place = vantages[vantage].place;

    *from = place ? MIN(place->from, place->to) : INT64_MIN;
    *to = place ? MAX(place->from, place->to) : INT64_MAX;
}

const char *
pptp_witness_place_name(wmem_allocator_t *scope, uint8_t vantage)
{
    const struct place *place = vantage != PPTP_NO_VANTAGE ? vantages[vantage].place : NULL;
    wmem_strbuf_t *text = wmem_strbuf_new(scope, NULL);

    if (!place)
        return "";
    if (place->interface != NO_INTERFACE)
        wmem_strbuf_append_printf(text, "interface %" PRId64, place->interface);
    if (place->device)
        wmem_strbuf_append_printf(text, "%sinterface index %u", wmem_strbuf_get_len(text) ? ", " : "", place->device);
    for (unsigned i = 0; i < 2; i++) {
        if (place->link[i].type != AT_NONE)
            wmem_strbuf_append_printf(text, "%s%s", i == 1 ? " and " : wmem_strbuf_get_len(text) ? ", " : "",
                                      address_to_str(scope, &place->link[i]));
    }
    return wmem_strbuf_get_str(text);
}
