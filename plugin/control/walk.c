/* Walks the rows of the message table that belong to one control message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "control/checks.h"
#include "control/header.h"
#include "control/messages.h"
#include "control/walk.h"
#include "octets.h"

static int hf_pptp_data = -1;
static int hf_pptp_trailing_data = -1;

static int ett_pptp_bits = -1;

static bool
is_number(const struct pptp_field *field)
{
    return field->length <= 4;
}

static uint32_t
read_number(const uint8_t *octets, unsigned length)
{
    if (length == 4)
        return pptp_octets_32(octets);
    return length == 2 ? pptp_octets_16(octets) : octets[0];
}

/* Returns the tree if nobody asked for the field, as Wireshark does, after much more work. */
static proto_item *
show(struct pptp_control_reading *reading, const struct pptp_field *field, unsigned length)
{
    if (field->bits)
        return proto_tree_add_bitmask(reading->tree, reading->tvb, field->offset, *field->hf, ett_pptp_bits,
                                      field->bits, ENC_BIG_ENDIAN);
    if (!proto_field_is_referenced(reading->tree, *field->hf))
        return reading->tree;
    return proto_tree_add_item(reading->tree, *field->hf, reading->tvb, field->offset, length,
                               ENC_BIG_ENDIAN | ENC_ASCII);
}

/* Reads a text if somebody wants it; those that identify implementations always. */
static void
read_text(struct pptp_control_reading *reading, const struct pptp_field *field)
{
    if (reading->texts || field->meaning == PPTP_HOST_NAME || field->meaning == PPTP_VENDOR_NAME)
        reading->message->text[field->meaning] = tvb_format_text(reading->pinfo->pool, reading->tvb, field->offset,
                                                                 pptp_control_text_length(reading, field));
}

/* Shows what is captured of a field, but checks it only if all of it is captured. */
static void
walk_field(struct pptp_control_reading *reading, const struct pptp_field *field)
{
    bool number = is_number(field);
    unsigned captured = number ? field->length : pptp_control_captured_length(reading, field);
    uint32_t value = number ? read_number(reading->octets + field->offset, field->length) : 0;
    proto_item *item = reading->tree ? show(reading, field, captured) : NULL;

    reading->message->present |= UINT64_C(1) << field->meaning;
    reading->message->value[field->meaning] = value;
    if (!number)
        read_text(reading, field);
    if (number || captured == field->length)
        pptp_control_check_field(reading, field, item, value);
}

/* Walks the fields that are captured: a number in whole, a text at least in part. Returns where the walk ends. Apart,
 * so that a field costs no call. */
static G_GNUC_NO_INLINE unsigned
walk_fields(struct pptp_control_reading *reading, const struct pptp_field *fields, unsigned count, unsigned until)
{
    for (unsigned i = 0; i < count; i++) {
        const struct pptp_field *field = &fields[i];
        unsigned needed = is_number(field) ? field->length : 1;

        if (field->offset + needed > until)
            return MIN(field->offset, until);
        walk_field(reading, field);
    }
    return MIN((unsigned)fields[count - 1].offset + fields[count - 1].length, until);
}

/* Takes a header that is certain, and that nobody sees: all but Reserved0, which is to be 0, is what the message's type
 * says. */
static unsigned
take_header(struct pptp_control_reading *reading)
{
    struct pptp_message *message = reading->message;
    const struct pptp_field *reserved = &pptp_header_fields[pptp_header_field_count - 1];

    message->value[PPTP_LENGTH] = message->kind->length;
    message->value[PPTP_MESSAGE_TYPE] = PPTP_CONTROL_MESSAGE;
    message->value[PPTP_MAGIC_COOKIE] = PPTP_MAGIC_COOKIE_VALUE;
    message->value[PPTP_CONTROL_MESSAGE_TYPE] = message->kind->code;
    message->present = UINT64_C(1) << PPTP_LENGTH | UINT64_C(1) << PPTP_MESSAGE_TYPE | UINT64_C(1) << PPTP_MAGIC_COOKIE
        | UINT64_C(1) << PPTP_CONTROL_MESSAGE_TYPE | UINT64_C(1) << PPTP_RESERVED;
    if (pptp_octets_16(reading->octets + reserved->offset) != 0)
        walk_fields(reading, reserved, 1, PPTP_HEADER_LENGTH);
    return PPTP_HEADER_LENGTH;
}

/* A message that is no control message has no Control Message Type. */
static unsigned
walk_header(struct pptp_control_reading *reading)
{
    unsigned captured = reading->captured;
    bool control = captured < 4 || read_number(reading->octets + 2, 2) == PPTP_CONTROL_MESSAGE;

    if (control && captured >= 10)
        reading->message->kind = pptp_control_kind_find(read_number(reading->octets + 8, 2));
    return walk_fields(reading, pptp_header_fields, pptp_header_field_count,
                       control ? captured : MIN(captured, PPTP_COOKIE_END));
}

/* Shows what belongs to no field: everything after the header of an unknown message, or octets beyond the last
 * field. The first octets of a number that the capture cuts are neither. */
static void
show_rest(struct pptp_control_reading *reading, unsigned from)
{
    const struct pptp_kind *kind = reading->message->kind;

    if (from < reading->captured
        && (!kind || from >= kind->length || reading->captured == tvb_reported_length(reading->tvb)))
        proto_tree_add_item(reading->tree, kind ? hf_pptp_trailing_data : hf_pptp_data,
                            reading->tvb, from, reading->captured - from, ENC_NA);
}

void
pptp_control_walk(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, bool texts, struct pptp_message *message)
{
    unsigned captured = tvb_captured_length(tvb);
    struct pptp_control_reading reading = {
        .tvb = tvb, .pinfo = pinfo, .tree = tree, .message = message, .octets = tvb_get_ptr(tvb, 0, captured),
        .captured = captured, .texts = texts
    };
    unsigned walked = !tree && message->kind ? take_header(&reading) : walk_header(&reading);

    if (message->kind && walked == PPTP_HEADER_LENGTH)
        walked = walk_fields(&reading, message->kind->fields, message->kind->field_count, captured);
    pptp_control_check_result(&reading);
    show_rest(&reading, walked);
}

void
pptp_control_walk_register(int protocol)
{
    static hf_register_info hf[] = {
        { &hf_pptp_data,
            { "Data", "pptp.data",
              FT_BYTES, BASE_NONE, NULL, 0x0,
              "The rest of a message that RFC 2637 does not define", HFILL }
        },
        { &hf_pptp_trailing_data,
            { "Trailing data", "pptp.trailing_data",
              FT_BYTES, BASE_NONE, NULL, 0x0,
              "Octets after the last field of the message", HFILL }
        },
    };
    static int *ett[] = {
        &ett_pptp_bits,
    };

    proto_register_field_array(protocol, hf, array_length(hf));
    proto_register_subtree_array(ett, array_length(ett));
}
