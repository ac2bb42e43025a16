/* Reads Configuration Options and keeps what each end asked for, and what the other end replied.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/packet.h>
#include <wsutil/str_util.h>

#include "ppp/moment.h"
#include "ppp/negotiation.h"

enum { DEFAULT_MRU = 1500 };            /* octets (RFC 1661 section 6.1) */

/* How people read an option's value. */
enum reading { NUMBER, BITS, IPV4, PRESENCE };

/* Configuration Options: Type, Length, their name here, and how many leading octets of the value are read. */
static const struct row {
    enum pptp_control_protocol protocol;
    uint8_t type;
    uint8_t least;          /* Length */
    uint8_t most;
    enum pptp_option option;
    uint8_t read;           /* octets; 0: the Type stands for the value */
    const char *name;
    enum reading reading;
} rows[] = {
    { PPTP_LCP, 1, 4, 4, PPTP_OPTION_MRU, 2, "MRU", NUMBER }, /* RFC 1661 section 6 */
    { PPTP_LCP, 2, 6, 6, PPTP_OPTION_ACCM, 4, "ACCM", BITS }, /* RFC 1662 section 7.1 */
    { PPTP_LCP, 3, 4, 255, PPTP_OPTION_AUTHENTICATION, 3, "authentication", BITS },
    { PPTP_LCP, 5, 6, 6, PPTP_OPTION_MAGIC_NUMBER, 4, "Magic Number", BITS },
    { PPTP_LCP, 7, 2, 2, PPTP_OPTION_PFC, 0, "Protocol Field Compression", PRESENCE },
    { PPTP_LCP, 8, 2, 2, PPTP_OPTION_ACFC, 0, "Address and Control Field Compression", PRESENCE },
    { PPTP_LCP, 13, 3, 255, PPTP_OPTION_CALLBACK, 1, "Callback", NUMBER }, /* RFC 1570 section 2.3 */
    { PPTP_LCP, 17, 4, 4, PPTP_OPTION_MRRU, 2, "MRRU (Multilink)", NUMBER }, /* RFC 1990 section 5.1 */
    { PPTP_LCP, 18, 2, 2, PPTP_OPTION_SHORT_NUMBERS, 0, "Short Sequence Numbers (Multilink)", PRESENCE },
    { PPTP_CCP, 18, 6, 6, PPTP_OPTION_MPPE, 4, "MPPE", BITS }, /* RFC 3078 section 2 */
    { PPTP_IPCP, 2, 4, 255, PPTP_OPTION_VJ, 2, "IP-Compression-Protocol", BITS }, /* RFC 1332 section 3 */
    { PPTP_IPCP, 3, 6, 6, PPTP_OPTION_ADDRESS, 4, "IP address", IPV4 },
    { PPTP_IPCP, 129, 6, 6, PPTP_OPTION_DNS_1, 4, "DNS", IPV4 }, /* RFC 1877 section 1 */
    { PPTP_IPCP, 130, 6, 6, PPTP_OPTION_WINS_1, 4, "WINS", IPV4 },
    { PPTP_IPCP, 131, 6, 6, PPTP_OPTION_DNS_2, 4, "second DNS", IPV4 },
    { PPTP_IPCP, 132, 6, 6, PPTP_OPTION_WINS_2, 4, "second WINS", IPV4 },
    { PPTP_IPV6CP, 1, 10, 10, PPTP_OPTION_IDENTIFIER_HIGH, 4, "Interface Identifier", BITS }, /* RFC 5072 section 4.1 */
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

/* bits: one of the keys' at least. */
static const char *
key_length(uint32_t bits)
{
    return bits & PPTP_MPPE_128 ? "128-bit" : bits & PPTP_MPPE_56 ? "56-bit" : "40-bit";
}

const char *
pptp_ppp_compression_name(wmem_allocator_t *scope, struct pptp_compression compression)
{
    uint32_t bits = compression.mppe;

    if (bits & PPTP_MPPE_KEYS)
        return wmem_strconcat(scope, "MPPE ", key_length(bits),
                              bits & PPTP_MPPE_STATELESS ? " stateless" : " stateful",
                              bits & PPTP_MPPE_MPPC ? ", MPPC" : "", NULL);
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

static const struct row *
find_option(enum pptp_control_protocol protocol, enum pptp_option option)
{
    for (unsigned i = 0; i < array_length(rows); i++) {
        if (rows[i].protocol == protocol && rows[i].option == option)
            return &rows[i];
    }
    return NULL;
}

const char *
pptp_ppp_option_name(enum pptp_control_protocol protocol, enum pptp_option option)
{
    const struct row *row = find_option(protocol, option);

    return row ? row->name : NULL;
}

const char *
pptp_ppp_option_value(wmem_allocator_t *scope, enum pptp_control_protocol protocol, enum pptp_option option,
                      uint32_t value)
{
    const struct row *row = find_option(protocol, option);

    if (!row || row->reading == PRESENCE)
        return "";
    if (row->reading == IPV4)
        return wmem_strdup_printf(scope, "%u.%u.%u.%u", value >> 24, value >> 16 & 0xff, value >> 8 & 0xff,
                                  value & 0xff);
    return wmem_strdup_printf(scope, row->reading == NUMBER ? "%u" : "0x%08x", value);
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
    return negotiation->last.first.frame && !negotiation->last.is_void && negotiation->last.identifier == identifier
           && are_same(&negotiation->asked, options);
}

/* Returns the last request's reply as the packet's capture point captured it so far, or NULL. */
static const struct pptp_packet *
answer_before(const struct pptp_asking *last, const struct pptp_packet *packet)
{
    if (last->answered_by && !pptp_packet_is_elsewhere(last->answered_by, packet))
        return last->answered_by;
    return last->answered_again && !pptp_packet_is_elsewhere(last->answered_again, packet) ? last->answered_again
                                                                                           : NULL;
}

/* A request that was answered is sent again: the reply does not arrive. */
static bool
repeat(struct pptp_negotiation *negotiation, const struct pptp_packet *packet)
{
    struct pptp_asking *last = &negotiation->last;
    const struct pptp_packet *answer = answer_before(last, packet);

    last->last = pptp_ppp_moment(packet);
    if (!answer)
        return false;
    if (++last->repeats_answered < negotiation->worst.repeats_answered)
        return true;
    negotiation->worst = *last;
    negotiation->worst.answered = pptp_ppp_moment(answer);
    negotiation->worst.answered_by = answer;
    return true;
}

bool
pptp_ppp_negotiation_is_newer(const struct pptp_negotiation *negotiation, const struct pptp_packet *packet)
{
    const struct pptp_packet *last = negotiation->packet;

    return last && packet->has_number && pptp_packet_numbering(packet) == pptp_packet_numbering(last)
        && packet->position < last->position;
}

/* A request with a new Identifier makes replies to the last one void. */
static void
put_aside(struct pptp_negotiation *negotiation, struct pptp_moment next)
{
    const struct pptp_asking *last = &negotiation->last;

    if (last->first.frame)
        negotiation->earlier[last->identifier % PPTP_EARLIER_REQUESTS] = (struct pptp_earlier_request){
            .sent = last->first, .next = next, .identifier = last->identifier, .is_answered = last->answered.frame != 0
        };
}

struct pptp_answers
pptp_ppp_negotiation_answers(const struct pptp_negotiation *negotiation)
{
    const struct pptp_answers *before = &negotiation->before;

    return (struct pptp_answers){ negotiation->requests - before->requests, negotiation->naks - before->naks,
                                  negotiation->rejects - before->rejects };
}

/* What the other end refused in an earlier negotiation says nothing of the next. */
static void
begin_anew(struct pptp_negotiation *negotiation)
{
    negotiation->before =
        (struct pptp_answers){ negotiation->requests, negotiation->naks, negotiation->rejects };
    negotiation->begun.frame = 0;
    negotiation->rejected_now = 0;
}

static void
count(struct pptp_negotiation *negotiation, struct pptp_moment moment, bool repeated)
{
    if (!repeated && (negotiation->agreed.frame || negotiation->closed.frame))
        begin_anew(negotiation);
    negotiation->requests++;
    if (negotiation->begun.frame == 0)
        negotiation->begun = moment;
    if (negotiation->vain++ == 0)
        negotiation->first_vain = moment;
    if (repeated || negotiation->agreed.frame == 0)
        return;
    if (negotiation->renewed++ == 0)
        negotiation->first_renewed = moment;
    negotiation->last_renewed = moment;
}

bool
pptp_ppp_negotiation_ask(struct pptp_negotiation *negotiation, const struct pptp_packet *packet, uint8_t identifier,
                         const struct pptp_options *options)
{
    struct pptp_moment moment = pptp_ppp_moment(packet);
    bool repeated;

    if (negotiation->requests == 0) {
        negotiation->first = moment;
        negotiation->first_asked = *options;
    } else if (pptp_ppp_negotiation_is_newer(negotiation, packet)) {
        negotiation->requests++;
        return false;
    }
    repeated = repeats(negotiation, identifier, options);
    count(negotiation, moment, repeated);
    negotiation->packet = packet;
    negotiation->asked = *options;
    negotiation->agreed.frame = 0;
    negotiation->closed.frame = 0;
    if (repeated)
        return repeat(negotiation, packet);
    if (negotiation->last.identifier != identifier)
        put_aside(negotiation, moment);
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
    negotiation->rejected_again |= negotiation->rejected_now & options->present;
    if (negotiation->rejected_now & options->present) {
        negotiation->rejects_again = negotiation->rejects - negotiation->before.rejects;
        negotiation->again = moment;
    }
    negotiation->rejected_now |= options->present;
    if (!pptp_ppp_options_have(&negotiation->rejected, PPTP_OPTION_ADDRESS)
        && pptp_ppp_options_have(options, PPTP_OPTION_ADDRESS))
        negotiation->address_rejected = moment;
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

    if (negotiation->acks++ == 0) {
        negotiation->first_ack = moment;
        negotiation->first_ack_by = packet;
    }
    if (negotiation->requests > 0 && negotiation->agreed.frame)
        return;
    negotiation->agreed = moment;
    negotiation->agreed_by = packet;
    negotiation->options = negotiation->requests > 0 ? negotiation->asked : *options;
}

/* The request to which the reply belongs is no longer the last. */
static void
note_belated(struct pptp_negotiation *negotiation, struct pptp_moment reply, uint8_t identifier)
{
    struct pptp_earlier_request *request = &negotiation->earlier[identifier % PPTP_EARLIER_REQUESTS];

    if (request->sent.frame == 0 || request->identifier != identifier || request->is_answered)
        return;
    request->is_answered = true;
    negotiation->belated.count++;
    negotiation->belated.request = *request;
    negotiation->belated.reply = reply;
}

void
pptp_ppp_negotiation_refuse(struct pptp_negotiation *negotiation, const struct pptp_packet *packet, uint8_t code,
                            uint8_t identifier)
{
    struct pptp_asking *last = &negotiation->last;

    if (last->first.frame == 0 || last->identifier != identifier || last->answered.frame)
        return;
    negotiation->vain = 0;
    last->answered = pptp_ppp_moment(packet);
    last->answered_by = packet;
    last->answer = code;
    negotiation->refused = last->answered;
    negotiation->refused_with = code;
}

bool
pptp_ppp_negotiation_answer(struct pptp_negotiation *negotiation, const struct pptp_packet *packet, uint8_t code,
                            uint8_t identifier, const struct pptp_options *options)
{
    struct pptp_moment moment = pptp_ppp_moment(packet);

    negotiation->vain = 0;
    if (negotiation->requests > 0 && negotiation->last.identifier != identifier) {
        note_belated(negotiation, moment, identifier);
        return false;
    }
    if (negotiation->requests == 0 && code != PPTP_CONFIGURE_ACK)
        return false;
    if (negotiation->last.answered.frame == 0) {
        negotiation->last.answered = moment;
        negotiation->last.answered_by = packet;
        negotiation->last.answer = code;
    }
    negotiation->last.answered_last_by = packet;
    if (code == PPTP_CONFIGURE_NAK)
        want(negotiation, moment, options);
    if (code == PPTP_CONFIGURE_REJECT)
        refuse(negotiation, moment, options);
    if (code == PPTP_CONFIGURE_ACK)
        agree(negotiation, packet, options);
    return true;
}

void
pptp_ppp_negotiation_follow_copy(struct pptp_negotiation *negotiation, const struct pptp_packet *packet,
                                 const struct pptp_packet *copied)
{
    if (negotiation->last.answered_by == copied)
        negotiation->last.answered_again = packet;
}

/* --- Replies that alter the request ------------------------------------------------------------------------------- */

/* Returns whether these are the last request's options, octet for octet. */
static bool
has_octets(const struct pptp_negotiation *negotiation, const uint8_t *octets, unsigned size)
{
    return negotiation->octets && negotiation->size == size && memcmp(negotiation->octets, octets, size) == 0;
}

void
pptp_ppp_negotiation_keep(struct pptp_negotiation *negotiation, uint8_t identifier, const uint8_t *octets,
                          unsigned size)
{
    bool is_same = octets && has_octets(negotiation, octets, size);

    if (negotiation->requests == 0 || negotiation->last.identifier != identifier)
        negotiation->is_ambiguous = false;
    else
        negotiation->is_ambiguous |= !is_same;
    negotiation->octets = octets;
    negotiation->size = size;
}

/* Returns whether the option, with its Type and Length, is one of the request's. */
static bool
is_asked_for(const struct pptp_negotiation *negotiation, const uint8_t *option)
{
    unsigned length;

    for (unsigned at = 0; at + 2 <= negotiation->size; at += length) {
        length = negotiation->octets[at + 1];
        if (length < 2 || at + length > negotiation->size)
            return false;
        if (length == option[1] && memcmp(negotiation->octets + at, option, length) == 0)
            return true;
    }
    return false;
}

static bool
is_part(const struct pptp_negotiation *negotiation, const uint8_t *octets, unsigned size)
{
    for (unsigned at = 0; at + 2 <= size; at += octets[at + 1]) {
        if (octets[at + 1] < 2 || octets[at + 1] > size - at)
            return true; /* malformed, which is another fault */
        if (!is_asked_for(negotiation, octets + at))
            return false;
    }
    return true;
}

void
pptp_ppp_negotiation_compare(struct pptp_negotiation *negotiation, const struct pptp_packet *packet, uint8_t code,
                             uint8_t identifier, const uint8_t *octets, unsigned size,
                             const struct pptp_options *options)
{
    struct pptp_altered *altered = &negotiation->altered;
    bool is_copy = has_octets(negotiation, octets, size);

    if (!negotiation->octets || negotiation->is_ambiguous || negotiation->last.identifier != identifier
        || (code == PPTP_CONFIGURE_ACK ? is_copy : code != PPTP_CONFIGURE_REJECT || is_part(negotiation, octets, size))
        || altered->count++ > 0)
        return;
    altered->first = pptp_ppp_moment(packet);
    altered->code = code;
    altered->asked = negotiation->asked;
    altered->replied = *options;
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
    if (negotiation->agreed.frame || protocol != PPTP_LCP)
        begin_anew(negotiation);
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
