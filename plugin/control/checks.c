/* Checks each field of a control message by its meaning and writes what is wrong, or what a number means.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/expert.h>
#include <wsutil/str_util.h>

#include "calls/implementation.h"
#include "conformance/clauses.h"
#include "control/checks.h"
#include "control/header.h"
#include "control/names.h"
#include "control/tracking.h"
#include "show.h"

static int hf_pptp_call_statistics_stock = -1;
static int hf_pptp_correlation_id = -1;
static int hf_pptp_group = -1;

static expert_field ei_pptp_magic_cookie_incorrect = EI_INIT;
static expert_field ei_pptp_length_invalid = EI_INIT;
static expert_field ei_pptp_length_unexpected = EI_INIT;
static expert_field ei_pptp_type_management = EI_INIT;
static expert_field ei_pptp_type_unknown = EI_INIT;
static expert_field ei_pptp_control_message_type_unknown = EI_INIT;
static expert_field ei_pptp_reserved0_nonzero = EI_INIT;
static expert_field ei_pptp_reserved_nonzero = EI_INIT;
static expert_field ei_pptp_value_invalid = EI_INIT;
static expert_field ei_pptp_value_zero = EI_INIT;
static expert_field ei_pptp_result_failure = EI_INIT;
static expert_field ei_pptp_error_missing = EI_INIT;
static expert_field ei_pptp_error_without_general_error = EI_INIT;
static expert_field ei_pptp_phone_number_length = EI_INIT;
static expert_field ei_pptp_string_unterminated = EI_INIT;
static expert_field ei_pptp_string_not_ascii = EI_INIT;
static expert_field ei_pptp_maximum_bps_below_minimum = EI_INIT;
static expert_field ei_pptp_window_zero = EI_INIT;

/* What a field's meaning requires beyond showing it: a check, or words beside the number. */
typedef void (*reaction)(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item,
                         uint32_t value);

unsigned
pptp_control_captured_length(const struct pptp_control_reading *reading, const struct pptp_field *field)
{
    return MIN(field->length, reading->captured - field->offset);
}

unsigned
pptp_control_text_length(const struct pptp_control_reading *reading, const struct pptp_field *field)
{
    return strnlen((const char *)reading->octets + field->offset, pptp_control_captured_length(reading, field));
}

static const char *
known_for(enum pptp_deviation deviation)
{
    return pptp_implementation_known_for(deviation, 0, PPTP_STATE_UNKNOWN);
}

static const char *
field_name(const struct pptp_field *field)
{
    return proto_registrar_get_nth(*field->hf)->name;
}

/* Keeps a fault for the reports, and names its clause beside the expert item. */
PPTP_RARE static void
keep(struct pptp_control_reading *reading, enum pptp_fault fault, const struct pptp_field *field, uint32_t value,
     bool habit)
{
    unsigned code = reading->message->kind ? reading->message->kind->code : 0;
    struct pptp_flaw *flaw;

    if (reading->tree)
        pptp_conformance_show(reading->pinfo->pool, reading->tree,
                              pptp_conformance_clause(PPTP_BY_FLAW, fault, code, field_name(field)), habit);
    if (PINFO_FD_VISITED(reading->pinfo))
        return;
    flaw = wmem_new(wmem_file_scope(), struct pptp_flaw);
    *flaw = (struct pptp_flaw){ .next = reading->message->flaws, .fault = fault, .habit = habit, .value = value,
                                .field = field_name(field) };
    reading->message->flaws = flaw;
}

static void
check_length(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item, uint32_t value)
{
    const struct pptp_kind *kind = reading->message->kind;

    if (!pptp_control_length_possible(value)) {
        expert_add_info_format(reading->pinfo, item, &ei_pptp_length_invalid,
                               "Length %u is impossible: messages have %u to %u octets", value, PPTP_HEADER_LENGTH,
                               pptp_control_kind_longest());
        keep(reading, PPTP_FAULT_LENGTH_IMPOSSIBLE, field, value, false);
    } else if (kind && kind->length != value) {
        expert_add_info_format(reading->pinfo, item, &ei_pptp_length_unexpected, "Length is %u, but %s has %u octets",
                               value, kind->name, kind->length);
        keep(reading, PPTP_FAULT_LENGTH, field, value, false);
    }
}

static void
check_message_type(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item,
                   uint32_t value)
{
    if (value == PPTP_CONTROL_MESSAGE)
        return;
    if (value == PPTP_MANAGEMENT_MESSAGE)
        expert_add_info(reading->pinfo, item, &ei_pptp_type_management);
    else
        expert_add_info_format(reading->pinfo, item, &ei_pptp_type_unknown, "Unknown PPTP Message Type %u", value);
    keep(reading, value == PPTP_MANAGEMENT_MESSAGE ? PPTP_FAULT_MANAGEMENT : PPTP_FAULT_TYPE, field, value, false);
}

static void
check_magic_cookie(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item,
                   uint32_t value)
{
    if (value == PPTP_MAGIC_COOKIE_VALUE)
        return;
    expert_add_info(reading->pinfo, item, &ei_pptp_magic_cookie_incorrect);
    keep(reading, PPTP_FAULT_COOKIE, field, value, false);
}

static void
check_control_message_type(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item,
                           uint32_t value)
{
    const struct pptp_kind *kind = reading->message->kind;

    if (kind) {
        if (reading->tree)
            pptp_show_string(reading->tree, hf_pptp_group, reading->tvb, pptp_message_group_name(kind->group));
        return;
    }
    expert_add_info_format(reading->pinfo, item, &ei_pptp_control_message_type_unknown,
                           "Unknown Control Message Type %u", value);
    keep(reading, PPTP_FAULT_CODE, field, value, false);
}

static void
check_reserved(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item, uint32_t value)
{
    bool in_header = field->offset < PPTP_HEADER_LENGTH;

    if (value == 0)
        return;
    if (in_header)
        expert_add_info_format(reading->pinfo, item, &ei_pptp_reserved0_nonzero,
                               "Reserved0 is not 0, contrary to RFC 2637; %s", known_for(PPTP_FILLS_RESERVED0));
    else
        expert_add_info(reading->pinfo, item, &ei_pptp_reserved_nonzero);
    keep(reading, in_header ? PPTP_FAULT_RESERVED0 : PPTP_FAULT_RESERVED, field, value, in_header);
}

static void
check_capabilities(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item,
                   uint32_t value)
{
    uint32_t defined = 0;

    for (int *const *bit = field->bits; *bit; bit++)
        defined |= (uint32_t)proto_registrar_get_nth(**bit)->bitmask;
    if (!(value & ~defined))
        return;
    expert_add_info_format(reading->pinfo, item, &ei_pptp_value_invalid,
                           "%s has bits that RFC 2637 does not define: 0x%08x", field_name(field), value & ~defined);
    keep(reading, PPTP_FAULT_VALUE, field, value, false);
}

static void
remember_result(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item,
                uint32_t value _U_)
{
    reading->result = field;
    reading->result_item = item;
}

static void
remember_error(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item,
               uint32_t value _U_)
{
    reading->error = field;
    reading->error_item = item;
}

static void
name_cause(struct pptp_control_reading *reading, const struct pptp_field *field _U_, proto_item *item, uint32_t value)
{
    const char *name = reading->tree && value ? pptp_show_field_value_name("q931.cause_value", value) : NULL;

    if (name)
        proto_item_append_text(item, " (Q.931: %s)", name);
}

static void
name_accm_characters(struct pptp_control_reading *reading, const struct pptp_field *field _U_, proto_item *item,
                     uint32_t value)
{
    if (reading->tree)
        proto_item_append_text(item, " (%s)", pptp_control_accm_characters(reading->pinfo->pool, value));
}

/* If the first octet is 0 and each is like the one before it, all are. */
static bool
all_zero(const uint8_t *octets, unsigned size)
{
    return size == 0 || (octets[0] == 0 && memcmp(octets, octets + 1, size - 1) == 0);
}

static void
check_padding(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item,
              uint32_t value _U_)
{
    unsigned length = pptp_control_text_length(reading, field);

    if (all_zero(reading->octets + field->offset + length, field->length - length))
        return;
    expert_add_info_format(reading->pinfo, item, &ei_pptp_string_unterminated,
                           "%s has octets other than 0 after its terminating NUL", field_name(field));
    keep(reading, PPTP_FAULT_PADDING, field, 0, false);
}

static void
check_text(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item, uint32_t value)
{
    const uint8_t *octets = reading->octets + field->offset;
    unsigned length = pptp_control_text_length(reading, field), i = 0;

    while (i < length && octets[i] < 0x80)
        i++;
    if (i < length) {
        expert_add_info_format(reading->pinfo, item, &ei_pptp_string_not_ascii, "%s is not ASCII: octet %u is 0x%02x",
                               field_name(field), i, octets[i]);
        keep(reading, PPTP_FAULT_NOT_ASCII, field, 0, false);
    }
    check_padding(reading, field, item, value);
}

static void
check_number(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item, uint32_t value)
{
    uint32_t announced =
        reading->message->value[field->meaning - 1]; /* the meaning of its length comes before its own */
    unsigned digits = pptp_control_text_length(reading, field);

    if (announced != digits) {
        expert_add_info_format(reading->pinfo, item, &ei_pptp_phone_number_length,
                               "%s Length is %u, but the field holds %u character%s", field_name(field), announced,
                               digits, plurality(digits, "", "s"));
        keep(reading, PPTP_FAULT_NUMBER_LENGTH, field, announced, false);
    }
    check_text(reading, field, item, value);
}

static void
check_speeds(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item, uint32_t value)
{
    uint32_t least = reading->message->value[PPTP_MINIMUM_BPS];

    if (least <= value)
        return;
    expert_add_info_format(reading->pinfo, item, &ei_pptp_maximum_bps_below_minimum,
                           "Maximum BPS is %u, below Minimum BPS, which is %u", value, least);
    keep(reading, PPTP_FAULT_SPEEDS, field, value, false);
}

/* A reply that refuses the call has no window. */
static void
check_window(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item, uint32_t value)
{
    bool refuses = pptp_message_has(reading->message, PPTP_RESULT)
        && !pptp_message_result_accepts(reading->message->value[PPTP_RESULT]);

    if (value > 0 || refuses)
        return;
    expert_add_info(reading->pinfo, item, &ei_pptp_window_zero);
    keep(reading, PPTP_FAULT_WINDOW, field, value, false);
}

/* Returns true if there are octets that text does not contain before the last one that is not NUL. */
static bool
is_binary(const uint8_t *octets, unsigned size)
{
    bool content = false;

    while (size-- > 0) {
        if (content && !g_ascii_isprint(octets[size]))
            return true;
        content = content || octets[size] != 0;
    }
    return false;
}

/* Windows clients put a GUID into the first octets of the Subaddress [MS-PTPT]; others put text there, or nothing. */
static bool
holds_correlation_id(struct pptp_control_reading *reading, const struct pptp_field *field)
{
    const uint8_t *octets = reading->octets + field->offset;

    if (all_zero(octets, GUID_LEN))
        return false;
    return (all_zero(octets + GUID_LEN, field->length - GUID_LEN) && is_binary(octets, GUID_LEN))
           || pptp_control_tracking_sender_is_microsoft(reading->pinfo);
}

static void
read_subaddress(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item, uint32_t value)
{
    bool has_one = holds_correlation_id(reading, field);

    reading->message->value[field->meaning] = has_one;
    if (has_one)
        proto_tree_add_item(reading->tree, hf_pptp_correlation_id, reading->tvb, field->offset, GUID_LEN,
                            ENC_LITTLE_ENDIAN);
    else
        check_padding(reading, field, item, value);
}

/* Keeps the built-in dissector's filter name, which has a capital letter, against Wireshark's rules. */
static void
keep_stock_name(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item, uint32_t value)
{
    proto_item *stock = proto_tree_add_item(reading->tree, hf_pptp_call_statistics_stock, reading->tvb,
                                            field->offset, field->length, ENC_ASCII);

    proto_item_set_hidden(stock);
    check_text(reading, field, item, value);
}

static const reaction reactions[PPTP_MEANINGS] = {
    [PPTP_LENGTH] = check_length,
    [PPTP_MESSAGE_TYPE] = check_message_type,
    [PPTP_MAGIC_COOKIE] = check_magic_cookie,
    [PPTP_CONTROL_MESSAGE_TYPE] = check_control_message_type,
    [PPTP_RESERVED] = check_reserved,
    [PPTP_FRAMING_CAPABILITIES] = check_capabilities,
    [PPTP_BEARER_CAPABILITIES] = check_capabilities,
    [PPTP_HOST_NAME] = check_text,
    [PPTP_VENDOR_NAME] = check_padding,
    [PPTP_RESULT] = remember_result,
    [PPTP_DISCONNECT_RESULT] = remember_result,
    [PPTP_ERROR] = remember_error,
    [PPTP_CAUSE] = name_cause,
    [PPTP_PHONE_NUMBER] = check_number,
    [PPTP_DIALED_NUMBER] = check_number,
    [PPTP_DIALING_NUMBER] = check_number,
    [PPTP_SUBADDRESS] = read_subaddress,
    [PPTP_STATISTICS] = keep_stock_name,
    [PPTP_SEND_ACCM] = name_accm_characters,
    [PPTP_RECEIVE_ACCM] = name_accm_characters,
    [PPTP_WINDOW] = check_window,
    [PPTP_MAXIMUM_BPS] = check_speeds
};

static bool
is_type(enum pptp_meaning meaning)
{
    return meaning == PPTP_BEARER_TYPE || meaning == PPTP_FRAMING_TYPE;
}

/* Reports a code that RFC 2637 does not list. Known implementations send 0 as a result or reason. */
static void
check_code(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item, uint32_t value)
{
    bool habit;

    if (!field->codes || try_val_to_str(value, field->codes))
        return;
    habit = value == PPTP_RESULT_HABIT && !is_type(field->meaning);
    if (habit)
        expert_add_info_format(reading->pinfo, item, &ei_pptp_value_zero, "RFC 2637 does not define %s 0; %s",
                               field_name(field), known_for(PPTP_SENDS_VALUE_0));
    else
        expert_add_info_format(reading->pinfo, item, &ei_pptp_value_invalid, "RFC 2637 does not define %s %u",
                               field_name(field), value);
    keep(reading, PPTP_FAULT_VALUE, field, value, habit);
}

void
pptp_control_check_field(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item,
                         uint32_t value)
{
    check_code(reading, field, item, value);
    if (reactions[field->meaning])
        reactions[field->meaning](reading, field, item, value);
}

static bool
failed(enum pptp_meaning meaning, uint32_t result)
{
    if (meaning == PPTP_DISCONNECT_RESULT)
        return result == PPTP_RESULT_GENERAL_ERROR;
    return !pptp_message_result_accepts(result);
}

/* Returns "Busy (4)", "General Error (2), No-Resource (insufficient resources to handle this command now)". */
static const char *
failure_words(struct pptp_control_reading *reading, uint32_t result)
{
    wmem_strbuf_t *words = wmem_strbuf_new(reading->pinfo->pool, NULL);
    uint32_t error = reading->message->value[PPTP_ERROR];
    uint32_t cause = reading->message->value[PPTP_CAUSE];      /* 0: none or not captured */
    const char *cause_name = cause ? pptp_show_field_value_name("q931.cause_value", cause) : NULL;

    wmem_strbuf_append_printf(words, "%s (%u)",
                              val_to_str_const(result, reading->result->codes, "unknown Result Code"), result);
    if (!pptp_message_has(reading->message, PPTP_ERROR))
        wmem_strbuf_append(words, ", Error Code not captured");
    else if (result == PPTP_RESULT_GENERAL_ERROR)
        wmem_strbuf_append_printf(words, ", %s (%s)", val_to_str_const(error, pptp_errors, "unknown Error Code"),
                                  val_to_str_const(error, pptp_error_meanings, "not in RFC 2637"));
    if (cause)
        wmem_strbuf_append_printf(words, ", cause %u (Q.931: %s)", cause, cause_name ? cause_name : "unknown");
    return wmem_strbuf_get_str(words);
}

/* An Error Code stands beside a General Error, and only there (sections 2.2 to 2.13). */
static void
check_error(struct pptp_control_reading *reading, bool general)
{
    uint32_t error = reading->message->value[PPTP_ERROR];

    if (general == (error != 0))
        return;
    if (general)
        expert_add_info(reading->pinfo, reading->error_item, &ei_pptp_error_missing);
    else
        expert_add_info(reading->pinfo, reading->error_item, &ei_pptp_error_without_general_error);
    keep(reading, general ? PPTP_FAULT_ERROR_MISSING : PPTP_FAULT_ERROR_UNCALLED, reading->error, error, false);
}

void
pptp_control_check_result(struct pptp_control_reading *reading)
{
    const struct pptp_message *message = reading->message;
    enum pptp_meaning meaning;
    uint32_t result;

    if (!reading->result)
        return;
    meaning = reading->result->meaning;
    result = message->value[meaning];
    if (failed(meaning, result))
        expert_add_info_format(reading->pinfo, reading->result_item, &ei_pptp_result_failure, "%s %s: %s",
            message->kind->subject, meaning == PPTP_DISCONNECT_RESULT ? "disconnected" : "refused",
            failure_words(reading, result));
    if (reading->error)
        check_error(reading, result == PPTP_RESULT_GENERAL_ERROR);
}

void
pptp_control_checks_register(int protocol, expert_module_t *expert)
{
    static hf_register_info hf[] = {
        { &hf_pptp_call_statistics_stock,
            { "Call Statistics", "pptp.call_Statistics",
              FT_STRINGZTRUNC, BASE_NONE, NULL, 0x0,
              "The built-in dissector's name for pptp.call_statistics", HFILL }
        },
        { &hf_pptp_group,
            { "Group", "pptp.group",
              FT_STRING, BASE_NONE, NULL, 0x0,
              "Group of messages to which the Control Message Type belongs", HFILL }
        },
        { &hf_pptp_correlation_id,
            { "Correlation ID", "pptp.correlation_id",
              FT_GUID, BASE_NONE, NULL, 0x0,
              "Identifies the call in the logs of a Windows client", HFILL }
        },
    };
    static ei_register_info ei[] = {
        { &ei_pptp_magic_cookie_incorrect,
            { "pptp.magic_cookie.incorrect", PI_PROTOCOL, PI_ERROR,
              "Incorrect Magic Cookie (should be 0x1a2b3c4d)", EXPFILL }
        },
        { &ei_pptp_length_invalid,
            { "pptp.length.invalid", PI_MALFORMED, PI_ERROR,
              "No message can have this Length", EXPFILL }
        },
        { &ei_pptp_length_unexpected,
            { "pptp.length.unexpected", PI_MALFORMED, PI_ERROR,
              "Length is not the length of this message", EXPFILL }
        },
        { &ei_pptp_type_management,
            { "pptp.type.management", PI_PROTOCOL, PI_WARN,
              "Management Message: RFC 2637 reserves this type but defines no such message", EXPFILL }
        },
        { &ei_pptp_type_unknown,
            { "pptp.type.unknown", PI_PROTOCOL, PI_WARN,
              "Unknown PPTP Message Type", EXPFILL }
        },
        { &ei_pptp_control_message_type_unknown,
            { "pptp.control_message_type.unknown", PI_PROTOCOL, PI_WARN,
              "Unknown Control Message Type", EXPFILL }
        },
        { &ei_pptp_reserved0_nonzero,
            { "pptp.reserved.nonzero.habit", PI_PROTOCOL, PI_NOTE,
              "Reserved0 is not 0, contrary to RFC 2637, but known implementations do this", EXPFILL }
        },
        { &ei_pptp_reserved_nonzero,
            { "pptp.reserved.nonzero", PI_PROTOCOL, PI_WARN,
              "Reserved octets are not 0, contrary to RFC 2637", EXPFILL }
        },
        { &ei_pptp_value_invalid,
            { "pptp.value.invalid", PI_PROTOCOL, PI_WARN,
              "RFC 2637 does not define the value", EXPFILL }
        },
        { &ei_pptp_value_zero,
            { "pptp.value.invalid.habit", PI_PROTOCOL, PI_NOTE,
              "RFC 2637 does not define the value 0, but known implementations send it", EXPFILL }
        },
        { &ei_pptp_result_failure,
            { "pptp.result.failure", PI_RESPONSE_CODE, PI_WARN,
              "The request was refused, or an error ended the call", EXPFILL }
        },
        { &ei_pptp_error_missing,
            { "pptp.error.missing", PI_PROTOCOL, PI_WARN,
              "Result Code is General Error (2), but Error Code is 0", EXPFILL }
        },
        { &ei_pptp_error_without_general_error,
            { "pptp.error.without_general_error", PI_PROTOCOL, PI_WARN,
              "Error Code is not 0, although Result Code is not General Error (2)", EXPFILL }
        },
        { &ei_pptp_phone_number_length,
            { "pptp.phone_number.length", PI_PROTOCOL, PI_WARN,
              "The number is not as long as its length field says", EXPFILL }
        },
        { &ei_pptp_string_unterminated,
            { "pptp.string.unterminated", PI_PROTOCOL, PI_NOTE,
              "Octets after the terminating NUL are not 0", EXPFILL }
        },
        { &ei_pptp_string_not_ascii,
            { "pptp.string.not_ascii", PI_PROTOCOL, PI_NOTE,
              "A text that RFC 2637 requires to be ASCII has other octets", EXPFILL }
        },
        { &ei_pptp_maximum_bps_below_minimum,
            { "pptp.maximum_bps.below_minimum", PI_PROTOCOL, PI_WARN,
              "Maximum BPS is below Minimum BPS", EXPFILL }
        },
        { &ei_pptp_window_zero,
            { "pptp.packet_receive_window_size.zero", PI_PROTOCOL, PI_NOTE,
              "The Packet Receive Window Size is 0: the sender can buffer no packet", EXPFILL }
        },
    };

    proto_register_field_array(protocol, hf, array_length(hf));
    expert_register_field_array(expert, ei, array_length(ei));
}
