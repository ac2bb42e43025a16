/* Reads Configuration Options and keeps what each end asked for, and what the other end replied.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/packet.h>

#include "ppp/moment.h"
#include "ppp/negotiation.h"

enum { DEFAULT_MRU = 1500 };            /* octets (RFC 1661 section 6.1) */

/* Configuration Options: Type, Length, their name here, and how many leading octets of the value are read. */
static const struct row {
    enum pptp_control_protocol protocol;
    uint8_t type;
    uint8_t least;          /* Length */
    uint8_t most;
    enum pptp_option option;
    uint8_t read;           /* octets; 0: the Type stands for the value */
} rows[] = {
    { PPTP_LCP, 1, 4, 4, PPTP_OPTION_MRU, 2 },                  /* RFC 1661 section 6 */
    { PPTP_LCP, 2, 6, 6, PPTP_OPTION_ACCM, 4 },                 /* RFC 1662 section 7.1 */
    { PPTP_LCP, 3, 4, 255, PPTP_OPTION_AUTHENTICATION, 3 },
    { PPTP_LCP, 5, 6, 6, PPTP_OPTION_MAGIC_NUMBER, 4 },
    { PPTP_LCP, 7, 2, 2, PPTP_OPTION_PFC, 0 },
    { PPTP_LCP, 8, 2, 2, PPTP_OPTION_ACFC, 0 },
    { PPTP_CCP, 18, 6, 6, PPTP_OPTION_MPPE, 4 },                /* RFC 3078 section 2 */
    { PPTP_IPCP, 2, 4, 255, PPTP_OPTION_VJ, 2 },                /* RFC 1332 section 3 */
    { PPTP_IPCP, 3, 6, 6, PPTP_OPTION_ADDRESS, 4 },
    { PPTP_IPCP, 129, 6, 6, PPTP_OPTION_DNS_1, 4 },             /* RFC 1877 section 1 */
    { PPTP_IPCP, 131, 6, 6, PPTP_OPTION_DNS_2, 4 },
    { PPTP_IPV6CP, 1, 10, 10, PPTP_OPTION_IDENTIFIER_HIGH, 4 }, /* RFC 5072 section 4.1 */
};

/* CCP's other options (RFC 1962 section 4 and the RFCs it names). */
static const value_string compressions[] = {
    { 0, "OUI" }, { 1, "Predictor type 1" }, { 2, "Predictor type 2" }, { 3, "Puddle Jumper" },
    { 16, "Hewlett-Packard PPC" }, { 17, "Stac LZS" }, { 19, "Gandalf FZA" }, { 20, "V.42bis" },
    { 21, "BSD-Compress" }, { 23, "LZS-DCP" }, { 24, "Deflate (draft)" }, { 26, "Deflate" }, { 0, NULL }
};

static const char *const names[] = { "LCP", "CCP", "IPCP", "IPV6CP" };

const char *
pptp_ppp_control_protocol_name(enum pptp_control_protocol protocol)
{
    return names[protocol];
}

static const char *
key_length(uint32_t bits)
{
    return bits & PPTP_MPPE_128  ? "128-bit"
           : bits & PPTP_MPPE_56 ? "56-bit"
           : bits & PPTP_MPPE_40 ? "40-bit"
                                 : "without a key";
}

const char *
pptp_ppp_compression_name(wmem_allocator_t *scope, struct pptp_compression compression)
{
    uint32_t bits = compression.mppe;

    if (bits & PPTP_MPPE_KEYS)
        return wmem_strdup_printf(scope, "MPPE %s %s%s", key_length(bits),
                                  bits & PPTP_MPPE_STATELESS ? "stateless" : "stateful",
                                  bits & PPTP_MPPE_MPPC ? ", MPPC" : "");
    if (bits & PPTP_MPPE_MPPC)
        return "MPPC";
    if (compression.type)
        return val_to_str_const(compression.type, compressions, "another compression");
    return "none";
}

static const struct row *
find_row(enum pptp_control_protocol protocol, uint8_t type)
{
    for (unsigned i = 0; i < array_length(rows); i++) {
        if (rows[i].protocol == protocol && rows[i].type == type)
            return &rows[i];
    }
    return NULL;
}

static void
put(struct pptp_options *options, enum pptp_option option, uint32_t value)
{
    options->present |= 1u << option;
    options->value[option] = value;
}

/* A shorter value is filled up with 0. */
static uint32_t
read_value(const uint8_t *octets, unsigned size, unsigned read)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < read; i++)
        value = value << 8 | (i < size ? octets[i] : 0);
    return value;
}

static bool
read_option(enum pptp_control_protocol protocol, const uint8_t *octets, unsigned length, struct pptp_options *options)
{
    const struct row *row = find_row(protocol, octets[0]);

    if (!row) {
        if (protocol == PPTP_CCP)
            put(options, PPTP_OPTION_COMPRESSION, octets[0]);
        return true;
    }
    if (length < row->least || length > row->most)
        return false;
    put(options, row->option, row->read ? read_value(octets + 2, length - 2, row->read) : row->type);
    if (row->option == PPTP_OPTION_IDENTIFIER_HIGH && protocol == PPTP_IPV6CP)
        put(options, PPTP_OPTION_IDENTIFIER_LOW, read_value(octets + 6, 4, 4));
    return true;
}

bool
pptp_ppp_options_read(enum pptp_control_protocol protocol, const uint8_t *octets, unsigned size,
                      struct pptp_options *options)
{
    bool sound = true;

    while (size > 0) {
        unsigned length = size > 1 ? octets[1] : 0;

        if (length < 2 || length > size)
            return false;
        if (!read_option(protocol, octets, length, options))
            sound = false;
        octets += length;
        size -= length;
    }
    return sound;
}

static bool
are_same(const struct pptp_options *one, const struct pptp_options *other)
{
    bool same = one->present == other->present;

    for (unsigned i = 0; same && i < PPTP_OPTIONS; i++)
        same = !pptp_ppp_options_have(one, i) || one->value[i] == other->value[i];
    return same;
}

/* A request with other options is another one: some ends begin with the same Identifier each time. */
static bool
repeats(const struct pptp_negotiation *negotiation, uint8_t identifier, const struct pptp_options *options)
{
    return negotiation->last.first.frame && negotiation->last.identifier == identifier
           && are_same(&negotiation->asked, options);
}

/* A request that was answered is sent again: the reply does not arrive. */
static bool
repeat(struct pptp_negotiation *negotiation, struct pptp_moment moment)
{
    struct pptp_asking *last = &negotiation->last;

    last->last = moment;
    if (last->answered.frame == 0)
        return false;
    if (++last->repeats_answered >= negotiation->worst.repeats_answered)
        negotiation->worst = *last;
    return true;
}

bool
pptp_ppp_negotiation_is_newer(const struct pptp_negotiation *negotiation, const struct pptp_packet *packet)
{
    const struct pptp_packet *last = negotiation->packet;

    return last && packet->has_number && pptp_packet_numbering(packet) == pptp_packet_numbering(last)
        && packet->position < last->position;
}

bool
pptp_ppp_negotiation_ask(struct pptp_negotiation *negotiation, const struct pptp_packet *packet, uint8_t identifier,
                         const struct pptp_options *options)
{
    struct pptp_moment moment = pptp_ppp_moment(packet);
    bool repeated;

    if (negotiation->requests++ == 0)
        negotiation->first = moment;
    else if (pptp_ppp_negotiation_is_newer(negotiation, packet))
        return false;
    repeated = repeats(negotiation, identifier, options);
    negotiation->packet = packet;
    negotiation->asked = *options;
    negotiation->agreed.frame = 0;
    if (repeated)
        return repeat(negotiation, moment);
    negotiation->last = (struct pptp_asking){ .first = moment, .last = moment, .identifier = identifier };
    return false;
}

static void
merge(struct pptp_options *into, const struct pptp_options *options)
{
    for (unsigned i = 0; i < PPTP_OPTIONS; i++) {
        if (pptp_ppp_options_have(options, i))
            put(into, i, options->value[i]);
    }
}

static void
refuse(struct pptp_negotiation *negotiation, struct pptp_moment moment, const struct pptp_options *options)
{
    negotiation->rejects++;
    negotiation->reject = moment;
    negotiation->rejected_again |= negotiation->rejected.present & options->present;
    merge(&negotiation->rejected, options);
}

static void
want(struct pptp_negotiation *negotiation, struct pptp_moment moment, const struct pptp_options *options)
{
    negotiation->naks++;
    negotiation->nak = moment;
    negotiation->wanted = *options;
}

/* A second Ack of the same request is no new agreement. */
static void
agree(struct pptp_negotiation *negotiation, const struct pptp_packet *packet, const struct pptp_options *options)
{
    struct pptp_moment moment = pptp_ppp_moment(packet);

    if (negotiation->acks++ == 0)
        negotiation->first_ack = moment;
    if (negotiation->requests > 0 && negotiation->agreed.frame)
        return;
    negotiation->agreed = moment;
    negotiation->agreed_by = packet;
    negotiation->options = negotiation->requests > 0 ? negotiation->asked : *options;
}

bool
pptp_ppp_negotiation_answer(struct pptp_negotiation *negotiation, const struct pptp_packet *packet, uint8_t code,
                            uint8_t identifier, const struct pptp_options *options)
{
    struct pptp_moment moment = pptp_ppp_moment(packet);

    if (negotiation->requests == 0 ? code != PPTP_CONFIGURE_ACK : negotiation->last.identifier != identifier)
        return false;
    if (negotiation->last.answered.frame == 0) {
        negotiation->last.answered = moment;
        negotiation->last.answer = code;
    }
    if (code == PPTP_CONFIGURE_NAK)
        want(negotiation, moment, options);
    if (code == PPTP_CONFIGURE_REJECT)
        refuse(negotiation, moment, options);
    if (code == PPTP_CONFIGURE_ACK)
        agree(negotiation, packet, options);
    return true;
}

/* A request for several key lengths leaves open which one was chosen. */
static bool
is_definite(const struct pptp_options *asked)
{
    uint32_t keys =
        pptp_ppp_options_have(asked, PPTP_OPTION_MPPE) ? asked->value[PPTP_OPTION_MPPE] & PPTP_MPPE_KEYS : 0;

    return (keys & (keys - 1)) == 0;
}

void
pptp_ppp_negotiation_prove(struct pptp_negotiation *negotiation, const struct pptp_packet *packet)
{
    if (negotiation->requests == 0 || negotiation->acks > 0 || negotiation->last.answered.frame
        || negotiation->agreed.frame || !is_definite(&negotiation->asked))
        return;
    negotiation->agreed = pptp_ppp_moment(packet);
    negotiation->agreed_by = packet;
    negotiation->options = negotiation->asked;
}

/* After LCP, the next request of another protocol repeats none from before. */
void
pptp_ppp_negotiation_forget(struct pptp_negotiation *negotiation, enum pptp_control_protocol protocol)
{
    negotiation->agreed.frame = 0;
    if (protocol != PPTP_LCP)
        negotiation->last.first.frame = 0;
}

uint32_t
pptp_ppp_negotiation_mru(const struct pptp_negotiation *lcp)
{
    bool announced = lcp->agreed.frame && pptp_ppp_options_have(&lcp->options, PPTP_OPTION_MRU);

    return announced ? lcp->options.value[PPTP_OPTION_MRU] : DEFAULT_MRU;
}

struct pptp_compression
pptp_ppp_negotiation_compression(const struct pptp_negotiation *ccp)
{
    struct pptp_compression compression = { 0, 0 };

    if (ccp->agreed.frame == 0)
        return compression;
    if (pptp_ppp_options_have(&ccp->options, PPTP_OPTION_MPPE))
        compression.mppe = ccp->options.value[PPTP_OPTION_MPPE];
    if (pptp_ppp_options_have(&ccp->options, PPTP_OPTION_COMPRESSION))
        compression.type = ccp->options.value[PPTP_OPTION_COMPRESSION];
    return compression;
}

uint32_t
pptp_ppp_negotiation_value(const struct pptp_negotiation *negotiation, enum pptp_option option)
{
    const struct pptp_options *options = negotiation->agreed.frame ? &negotiation->options : &negotiation->asked;

    return pptp_ppp_options_have(options, option) ? options->value[option] : 0;
}
