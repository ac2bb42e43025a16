/* Reads the header and the attributes of a RADIUS packet. Lengths are claims: an attribute that does not fit ends the
 * list.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/charsets.h>

#include "octets.h"
#include "radius/packet.h"

enum { LENGTH = 2, AUTHENTICATOR = 4, LONGEST = 4096 };         /* of the packet, RFC 2865 section 3 */
enum { VENDOR_ID = 4 };                                         /* octets, RFC 2865 section 5.26 */
enum { CISCO = 9, MICROSOFT = 311, WISPR = 14122, MIKROTIK = 14988 };
enum { PPP = 1, VIRTUAL = 5 };          /* Framed-Protocol, NAS-Port-Type (RFC 2865 sections 5.7 and 5.41) */

/* Octets of attributes. Both Responses of MS-CHAP begin with Ident and Flags (RFC 2548 sections 2.1.3 and 2.3.2). */
enum { MSCHAP_RESPONSE = 50, IDENT_AND_FLAGS = 2, CHAP_PASSWORD = 17, CHAP_IDENT = 1, INTEGER = 4 };

/* What reading needs beside the packet. */
struct reading {
    wmem_allocator_t *scope;
    struct pptp_radius_packet *packet;
    wmem_strbuf_t *policy;              /* NULL: none so far */
};

struct attribute {
    uint32_t vendor;                    /* 0: none */
    uint8_t type;
    void (*read)(struct reading *reading, const struct attribute *attribute, struct pptp_radius_octets value);
    size_t member;                      /* offset in struct pptp_radius_packet, for keep(), join() and read_number() */
    unsigned size;                      /* that the value must have; 0: any */
    unsigned skipped;                   /* octets of it that are not kept */
};

static struct pptp_radius_octets *
member_of(struct reading *reading, const struct attribute *attribute)
{
    return (struct pptp_radius_octets *)((uint8_t *)reading->packet + attribute->member);
}

static void
keep(struct reading *reading, const struct attribute *attribute, struct pptp_radius_octets value)
{
    struct pptp_radius_octets *kept = member_of(reading, attribute);

    if (kept->octets || value.size < attribute->skipped || (attribute->size && value.size != attribute->size))
        return;
    kept->octets = value.octets + attribute->skipped;
    kept->size = value.size - attribute->skipped;
}

/* All parts together are shorter than the packet. */
static void
join(struct reading *reading, const struct attribute *attribute, struct pptp_radius_octets value)
{
    struct pptp_radius_octets *joined = member_of(reading, attribute);

    if (!joined->octets)
        joined->octets = wmem_alloc(reading->scope, reading->packet->all.size);
    memcpy((uint8_t *)joined->octets + joined->size, value.octets, value.size);
    joined->size += value.size;
}

static void
read_number(struct reading *reading, const struct attribute *attribute, struct pptp_radius_octets value)
{
    uint32_t *kept = (uint32_t *)((uint8_t *)reading->packet + attribute->member);

    if (*kept == 0 && value.size == INTEGER)
        *kept = pptp_octets_32(value.octets);
}

static void
read_framed_protocol(struct reading *reading, const struct attribute *attribute _U_,
                     struct pptp_radius_octets value)
{
    reading->packet->is_of_ppp |= value.size == INTEGER && pptp_octets_32(value.octets) == PPP;
}

static void
read_port_type(struct reading *reading, const struct attribute *attribute _U_, struct pptp_radius_octets value)
{
    reading->packet->is_of_ppp |= value.size == INTEGER && pptp_octets_32(value.octets) == VIRTUAL;
}

/* Ident, and then as in MS-CHAP's Failure: "E=691 R=1 ..." */
static void
read_error(struct reading *reading, const struct attribute *attribute _U_, struct pptp_radius_octets value)
{
    const char *text, *error;

    if (value.size <= CHAP_IDENT)
        return;
    text = wmem_strndup(reading->scope, (const char *)value.octets + CHAP_IDENT, value.size - CHAP_IDENT);
    error = strstr(text, "E=");
    if (error)
        reading->packet->error = (uint32_t)g_ascii_strtoull(error + 2, NULL, 10);
}

static void
read_signature(struct reading *reading, const struct attribute *attribute _U_,
               struct pptp_radius_octets value _U_)
{
    reading->packet->is_signed = true;
}

static void
read_password(struct reading *reading, const struct attribute *attribute _U_,
              struct pptp_radius_octets value _U_)
{
    reading->packet->has_password = true;
}

static void
read_challenge(struct reading *reading, const struct attribute *attribute _U_,
               struct pptp_radius_octets value _U_)
{
    reading->packet->has_challenge = true;
}

static void
read_proof(struct reading *reading, const struct attribute *attribute _U_, struct pptp_radius_octets value _U_)
{
    reading->packet->has_proof = true;
}

static void read_vendor(struct reading *reading, const struct attribute *attribute,
                        struct pptp_radius_octets value);

#define MEMBER(name) offsetof(struct pptp_radius_packet, name)

/* RFC 2865 section 5, RFC 2866 section 5, RFC 3579 section 3.1; of Microsoft, RFC 2548 section 2. */
static const struct attribute attributes[] = {
    { 0, 1, keep, MEMBER(user), 0, 0 },
    { 0, 2, read_password, 0, 0, 0 },
    { 0, 3, keep, MEMBER(chap), CHAP_PASSWORD, CHAP_IDENT },
    { 0, 5, read_number, MEMBER(port), 0, 0 },
    { 0, 7, read_framed_protocol, 0, 0, 0 },
    { 0, 8, read_number, MEMBER(address), 0, 0 },
    { 0, 18, join, MEMBER(message), 0, 0 },
    { 0, 24, keep, MEMBER(state), 0, 0 },
    { 0, 26, read_vendor, 0, 0, 0 },
    { 0, 27, read_number, MEMBER(session_limit), 0, 0 },
    { 0, 28, read_number, MEMBER(idle_limit), 0, 0 },
    { 0, 31, keep, MEMBER(station), 0, 0 },
    { 0, 40, read_number, MEMBER(status), 0, 0 },
    { 0, 44, keep, MEMBER(session), 0, 0 },
    { 0, 49, read_number, MEMBER(cause), 0, 0 },
    { 0, 60, read_challenge, 0, 0, 0 },
    { 0, 61, read_port_type, 0, 0, 0 },
    { 0, 79, join, MEMBER(eap), 0, 0 },
    { 0, 80, read_signature, 0, 0, 0 },
    { MICROSOFT, 1, keep, MEMBER(mschap), MSCHAP_RESPONSE, IDENT_AND_FLAGS },
    { MICROSOFT, 2, read_error, 0, 0, 0 },
    { MICROSOFT, 8, read_number, MEMBER(key_types), 0, 0 },
    { MICROSOFT, 11, read_challenge, 0, 0, 0 },
    { MICROSOFT, 12, keep, MEMBER(mschap_keys), 0, 0 },
    { MICROSOFT, 16, keep, MEMBER(send_key), 0, 0 },
    { MICROSOFT, 17, keep, MEMBER(recv_key), 0, 0 },
    { MICROSOFT, 25, keep, MEMBER(mschap), MSCHAP_RESPONSE, IDENT_AND_FLAGS },
    { MICROSOFT, 26, read_proof, 0, 0, 0 },
};

/* Attributes with which RADIUS limits a session. */
static const struct policy {
    uint32_t vendor;
    uint8_t type;
    bool is_text;
    const char *name;
} policies[] = {
    { 0, 11, true, "Filter-Id" },
    { 0, 27, false, "Session-Timeout" },
    { 0, 28, false, "Idle-Timeout" },
    { CISCO, 1, true, "Cisco-AVPair" },
    { WISPR, 7, false, "WISPr-Bandwidth-Max-Up" },
    { WISPR, 8, false, "WISPr-Bandwidth-Max-Down" },
    { MIKROTIK, 8, true, "Mikrotik-Rate-Limit" },
};

static void
append_policy(struct reading *reading, const struct policy *policy, struct pptp_radius_octets value)
{
    wmem_strbuf_t *list = reading->policy ? reading->policy : wmem_strbuf_new(reading->scope, NULL);

    if (!policy->is_text && value.size != INTEGER)
        return;
    if (reading->policy)
        wmem_strbuf_append(list, ", ");
    if (policy->is_text)
        wmem_strbuf_append_printf(list, "%s \"%s\"", policy->name,
                                  (const char *)get_utf_8_string(reading->scope, value.octets, value.size));
    else
        wmem_strbuf_append_printf(list, "%s %u", policy->name, pptp_octets_32(value.octets));
    reading->policy = list;
}

static void
read_policy(struct reading *reading, uint32_t vendor, uint8_t type, struct pptp_radius_octets value)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(policies); i++) {
        if (policies[i].vendor == vendor && policies[i].type == type)
            append_policy(reading, &policies[i], value);
    }
}

static void
read_attribute(struct reading *reading, uint32_t vendor, uint8_t type, struct pptp_radius_octets value)
{
    if (reading->packet->code == PPTP_RADIUS_COA)
        read_policy(reading, vendor, type, value);
    for (unsigned i = 0; i < G_N_ELEMENTS(attributes); i++) {
        if (attributes[i].vendor == vendor && attributes[i].type == type)
            attributes[i].read(reading, &attributes[i], value);
    }
}

static void
read_attributes(struct reading *reading, uint32_t vendor, struct pptp_radius_octets list)
{
    while (list.size >= 2 && list.octets[1] >= 2 && list.octets[1] <= list.size) {
        unsigned size = list.octets[1];

        read_attribute(reading, vendor, list.octets[0],
                       (struct pptp_radius_octets){ .octets = list.octets + 2, .size = size - 2 });
        list.octets += size;
        list.size -= size;
    }
}

static void
read_vendor(struct reading *reading, const struct attribute *attribute _U_, struct pptp_radius_octets value)
{
    if (value.size < VENDOR_ID || pptp_octets_32(value.octets) == 0)
        return;
    read_attributes(reading, pptp_octets_32(value.octets),
                    (struct pptp_radius_octets){ .octets = value.octets + VENDOR_ID, .size = value.size - VENDOR_ID });
}

bool
pptp_radius_packet_read(wmem_allocator_t *scope, const uint8_t *octets, unsigned captured,
                        struct pptp_radius_packet *packet)
{
    struct reading reading = { .scope = scope, .packet = packet };
    unsigned length = captured >= PPTP_RADIUS_HEADER ? octets[LENGTH] << 8 | octets[LENGTH + 1] : 0;

    if (length < PPTP_RADIUS_HEADER || length > LONGEST)
        return false;
    *packet = (struct pptp_radius_packet){ .code = octets[0], .identifier = octets[1],
                                           .is_whole = length <= captured,
                                           .all = { .octets = octets, .size = MIN(length, captured) },
                                           .authenticator = octets + AUTHENTICATOR };
    read_attributes(&reading, 0, (struct pptp_radius_octets){ .octets = octets + PPTP_RADIUS_HEADER,
                                                              .size = packet->all.size - PPTP_RADIUS_HEADER });
    packet->policy = reading.policy ? wmem_strbuf_get_str(reading.policy) : NULL;
    return true;
}
