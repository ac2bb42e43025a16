/* Holds the message table of RFC 2637. Read it beside the figures of the RFC.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/tfs.h>
#include <epan/unit_strings.h>
#include <wsutil/wslog.h>

#include "control/messages.h"
#include "control/names.h"

static int hf_pptp_length = -1;
static int hf_pptp_type = -1;
static int hf_pptp_magic_cookie = -1;
static int hf_pptp_control_message_type = -1;
static int hf_pptp_reserved = -1;
static int hf_pptp_protocol_version = -1;
static int hf_pptp_framing_capabilities = -1;
static int hf_pptp_framing_capabilities_async = -1;
static int hf_pptp_framing_capabilities_sync = -1;
static int hf_pptp_bearer_capabilities = -1;
static int hf_pptp_bearer_capabilities_analog = -1;
static int hf_pptp_bearer_capabilities_digital = -1;
static int hf_pptp_maximum_channels = -1;
static int hf_pptp_firmware_revision = -1;
static int hf_pptp_host_name = -1;
static int hf_pptp_vendor_name = -1;
static int hf_pptp_control_result = -1;
static int hf_pptp_error = -1;
static int hf_pptp_reason = -1;
static int hf_pptp_stop_result = -1;
static int hf_pptp_identifier = -1;
static int hf_pptp_echo_result = -1;
static int hf_pptp_call_id = -1;
static int hf_pptp_call_serial_number = -1;
static int hf_pptp_minimum_bps = -1;
static int hf_pptp_maximum_bps = -1;
static int hf_pptp_bearer_type = -1;
static int hf_pptp_bearer_type_analog = -1;
static int hf_pptp_bearer_type_digital = -1;
static int hf_pptp_framing_type = -1;
static int hf_pptp_framing_type_async = -1;
static int hf_pptp_framing_type_sync = -1;
static int hf_pptp_packet_receive_window_size = -1;
static int hf_pptp_packet_processing_delay = -1;
static int hf_pptp_phone_number_length = -1;
static int hf_pptp_phone_number = -1;
static int hf_pptp_subaddress = -1;
static int hf_pptp_peer_call_id = -1;
static int hf_pptp_out_result = -1;
static int hf_pptp_cause = -1;
static int hf_pptp_connect_speed = -1;
static int hf_pptp_physical_channel_id = -1;
static int hf_pptp_dialed_number_length = -1;
static int hf_pptp_dialing_number_length = -1;
static int hf_pptp_dialed_number = -1;
static int hf_pptp_dialing_number = -1;
static int hf_pptp_in_result = -1;
static int hf_pptp_disc_result = -1;
static int hf_pptp_call_statistics = -1;
static int hf_pptp_crc_errors = -1;
static int hf_pptp_framing_errors = -1;
static int hf_pptp_hardware_overruns = -1;
static int hf_pptp_buffer_overruns = -1;
static int hf_pptp_timeout_errors = -1;
static int hf_pptp_alignment_errors = -1;
static int hf_pptp_send_accm = -1;
static int hf_pptp_receive_accm = -1;

static int *const framing_capability_bits[] = {
    &hf_pptp_framing_capabilities_async, &hf_pptp_framing_capabilities_sync, NULL
};

static int *const bearer_capability_bits[] = {
    &hf_pptp_bearer_capabilities_analog, &hf_pptp_bearer_capabilities_digital, NULL
};

static int *const framing_type_bits[] = {
    &hf_pptp_framing_type_async, &hf_pptp_framing_type_sync, NULL
};

static int *const bearer_type_bits[] = {
    &hf_pptp_bearer_type_analog, &hf_pptp_bearer_type_digital, NULL
};

/* Section 1.4 */
const struct pptp_field pptp_header_fields[] = {
    {   0,   2, PPTP_LENGTH, &hf_pptp_length, NULL, NULL },
    {   2,   2, PPTP_MESSAGE_TYPE, &hf_pptp_type, NULL, NULL },
    {   4,   4, PPTP_MAGIC_COOKIE, &hf_pptp_magic_cookie, NULL, NULL },
    {   8,   2, PPTP_CONTROL_MESSAGE_TYPE, &hf_pptp_control_message_type, NULL, NULL },
    {  10,   2, PPTP_RESERVED, &hf_pptp_reserved, NULL, NULL },
};
const unsigned pptp_header_field_count = array_length(pptp_header_fields);

/* Section 2.1 */
static const struct pptp_field start_control_connection_request[] = {
    {  12,   2, PPTP_PROTOCOL_VERSION, &hf_pptp_protocol_version, NULL, NULL },
    {  14,   2, PPTP_RESERVED, &hf_pptp_reserved, NULL, NULL },
    {  16,   4, PPTP_FRAMING_CAPABILITIES, &hf_pptp_framing_capabilities, NULL, framing_capability_bits },
    {  20,   4, PPTP_BEARER_CAPABILITIES, &hf_pptp_bearer_capabilities, NULL, bearer_capability_bits },
    {  24,   2, PPTP_MAXIMUM_CHANNELS, &hf_pptp_maximum_channels, NULL, NULL },
    {  26,   2, PPTP_FIRMWARE_REVISION, &hf_pptp_firmware_revision, NULL, NULL },
    {  28,  64, PPTP_HOST_NAME, &hf_pptp_host_name, NULL, NULL },
    {  92,  64, PPTP_VENDOR_NAME, &hf_pptp_vendor_name, NULL, NULL },
};

/* Section 2.2 */
static const struct pptp_field start_control_connection_reply[] = {
    {  12,   2, PPTP_PROTOCOL_VERSION, &hf_pptp_protocol_version, NULL, NULL },
    {  14,   1, PPTP_RESULT, &hf_pptp_control_result, pptp_connection_results, NULL },
    {  15,   1, PPTP_ERROR, &hf_pptp_error, pptp_errors, NULL },
    {  16,   4, PPTP_FRAMING_CAPABILITIES, &hf_pptp_framing_capabilities, NULL, framing_capability_bits },
    {  20,   4, PPTP_BEARER_CAPABILITIES, &hf_pptp_bearer_capabilities, NULL, bearer_capability_bits },
    {  24,   2, PPTP_MAXIMUM_CHANNELS, &hf_pptp_maximum_channels, NULL, NULL },
    {  26,   2, PPTP_FIRMWARE_REVISION, &hf_pptp_firmware_revision, NULL, NULL },
    {  28,  64, PPTP_HOST_NAME, &hf_pptp_host_name, NULL, NULL },
    {  92,  64, PPTP_VENDOR_NAME, &hf_pptp_vendor_name, NULL, NULL },
};

/* Section 2.3 */
static const struct pptp_field stop_control_connection_request[] = {
    {  12,   1, PPTP_REASON, &hf_pptp_reason, pptp_stop_reasons, NULL },
    {  13,   1, PPTP_RESERVED, &hf_pptp_reserved, NULL, NULL },
    {  14,   2, PPTP_RESERVED, &hf_pptp_reserved, NULL, NULL },
};

/* Section 2.4 */
static const struct pptp_field stop_control_connection_reply[] = {
    {  12,   1, PPTP_RESULT, &hf_pptp_stop_result, pptp_stop_results, NULL },
    {  13,   1, PPTP_ERROR, &hf_pptp_error, pptp_errors, NULL },
    {  14,   2, PPTP_RESERVED, &hf_pptp_reserved, NULL, NULL },
};

/* Section 2.5 */
static const struct pptp_field echo_request[] = {
    {  12,   4, PPTP_IDENTIFIER, &hf_pptp_identifier, NULL, NULL },
};

/* Section 2.6 */
static const struct pptp_field echo_reply[] = {
    {  12,   4, PPTP_IDENTIFIER, &hf_pptp_identifier, NULL, NULL },
    {  16,   1, PPTP_RESULT, &hf_pptp_echo_result, pptp_echo_results, NULL },
    {  17,   1, PPTP_ERROR, &hf_pptp_error, pptp_errors, NULL },
    {  18,   2, PPTP_RESERVED, &hf_pptp_reserved, NULL, NULL },
};

/* Section 2.7 */
static const struct pptp_field outgoing_call_request[] = {
    {  12,   2, PPTP_CALL_ID, &hf_pptp_call_id, NULL, NULL },
    {  14,   2, PPTP_SERIAL_NUMBER, &hf_pptp_call_serial_number, NULL, NULL },
    {  16,   4, PPTP_MINIMUM_BPS, &hf_pptp_minimum_bps, NULL, NULL },
    {  20,   4, PPTP_MAXIMUM_BPS, &hf_pptp_maximum_bps, NULL, NULL },
    {  24,   4, PPTP_BEARER_TYPE, &hf_pptp_bearer_type, pptp_outgoing_bearers, bearer_type_bits },
    {  28,   4, PPTP_FRAMING_TYPE, &hf_pptp_framing_type, pptp_outgoing_framings, framing_type_bits },
    {  32,   2, PPTP_WINDOW, &hf_pptp_packet_receive_window_size, NULL, NULL },
    {  34,   2, PPTP_PROCESSING_DELAY, &hf_pptp_packet_processing_delay, NULL, NULL },
    {  36,   2, PPTP_PHONE_NUMBER_LENGTH, &hf_pptp_phone_number_length, NULL, NULL },
    {  38,   2, PPTP_RESERVED, &hf_pptp_reserved, NULL, NULL },
    {  40,  64, PPTP_PHONE_NUMBER, &hf_pptp_phone_number, NULL, NULL },
    { 104,  64, PPTP_SUBADDRESS, &hf_pptp_subaddress, NULL, NULL },
};

/* Section 2.8 */
static const struct pptp_field outgoing_call_reply[] = {
    {  12,   2, PPTP_CALL_ID, &hf_pptp_call_id, NULL, NULL },
    {  14,   2, PPTP_PEER_CALL_ID, &hf_pptp_peer_call_id, NULL, NULL },
    {  16,   1, PPTP_RESULT, &hf_pptp_out_result, pptp_outgoing_results, NULL },
    {  17,   1, PPTP_ERROR, &hf_pptp_error, pptp_errors, NULL },
    {  18,   2, PPTP_CAUSE, &hf_pptp_cause, NULL, NULL },
    {  20,   4, PPTP_CONNECT_SPEED, &hf_pptp_connect_speed, NULL, NULL },
    {  24,   2, PPTP_WINDOW, &hf_pptp_packet_receive_window_size, NULL, NULL },
    {  26,   2, PPTP_PROCESSING_DELAY, &hf_pptp_packet_processing_delay, NULL, NULL },
    {  28,   4, PPTP_PLAIN, &hf_pptp_physical_channel_id, NULL, NULL },
};

/* Section 2.9 */
static const struct pptp_field incoming_call_request[] = {
    {  12,   2, PPTP_CALL_ID, &hf_pptp_call_id, NULL, NULL },
    {  14,   2, PPTP_SERIAL_NUMBER, &hf_pptp_call_serial_number, NULL, NULL },
    {  16,   4, PPTP_BEARER_TYPE, &hf_pptp_bearer_type, pptp_incoming_bearers, bearer_type_bits },
    {  20,   4, PPTP_PLAIN, &hf_pptp_physical_channel_id, NULL, NULL },
    {  24,   2, PPTP_DIALED_NUMBER_LENGTH, &hf_pptp_dialed_number_length, NULL, NULL },
    {  26,   2, PPTP_DIALING_NUMBER_LENGTH, &hf_pptp_dialing_number_length, NULL, NULL },
    {  28,  64, PPTP_DIALED_NUMBER, &hf_pptp_dialed_number, NULL, NULL },
    {  92,  64, PPTP_DIALING_NUMBER, &hf_pptp_dialing_number, NULL, NULL },
    { 156,  64, PPTP_SUBADDRESS, &hf_pptp_subaddress, NULL, NULL },
};

/* Section 2.10 */
static const struct pptp_field incoming_call_reply[] = {
    {  12,   2, PPTP_CALL_ID, &hf_pptp_call_id, NULL, NULL },
    {  14,   2, PPTP_PEER_CALL_ID, &hf_pptp_peer_call_id, NULL, NULL },
    {  16,   1, PPTP_RESULT, &hf_pptp_in_result, pptp_incoming_results, NULL },
    {  17,   1, PPTP_ERROR, &hf_pptp_error, pptp_errors, NULL },
    {  18,   2, PPTP_WINDOW, &hf_pptp_packet_receive_window_size, NULL, NULL },
    {  20,   2, PPTP_PROCESSING_DELAY, &hf_pptp_packet_processing_delay, NULL, NULL },
    {  22,   2, PPTP_RESERVED, &hf_pptp_reserved, NULL, NULL },
};

/* Section 2.11 */
static const struct pptp_field incoming_call_connected[] = {
    {  12,   2, PPTP_PEER_CALL_ID, &hf_pptp_peer_call_id, NULL, NULL },
    {  14,   2, PPTP_RESERVED, &hf_pptp_reserved, NULL, NULL },
    {  16,   4, PPTP_CONNECT_SPEED, &hf_pptp_connect_speed, NULL, NULL },
    {  20,   2, PPTP_WINDOW, &hf_pptp_packet_receive_window_size, NULL, NULL },
    {  22,   2, PPTP_PROCESSING_DELAY, &hf_pptp_packet_processing_delay, NULL, NULL },
    {  24,   4, PPTP_FRAMING_TYPE, &hf_pptp_framing_type, pptp_incoming_framings, framing_type_bits },
};

/* Section 2.12 */
static const struct pptp_field call_clear_request[] = {
    {  12,   2, PPTP_CALL_ID, &hf_pptp_call_id, NULL, NULL },
    {  14,   2, PPTP_RESERVED, &hf_pptp_reserved, NULL, NULL },
};

/* Section 2.13 */
static const struct pptp_field call_disconnect_notify[] = {
    {  12,   2, PPTP_CALL_ID, &hf_pptp_call_id, NULL, NULL },
    {  14,   1, PPTP_DISCONNECT_RESULT, &hf_pptp_disc_result, pptp_disconnect_results, NULL },
    {  15,   1, PPTP_ERROR, &hf_pptp_error, pptp_errors, NULL },
    {  16,   2, PPTP_CAUSE, &hf_pptp_cause, NULL, NULL },
    {  18,   2, PPTP_RESERVED, &hf_pptp_reserved, NULL, NULL },
    {  20, 128, PPTP_STATISTICS, &hf_pptp_call_statistics, NULL, NULL },
};

/* Section 2.14 */
static const struct pptp_field wan_error_notify[] = {
    {  12,   2, PPTP_PEER_CALL_ID, &hf_pptp_peer_call_id, NULL, NULL },
    {  14,   2, PPTP_RESERVED, &hf_pptp_reserved, NULL, NULL },
    {  16,   4, PPTP_CRC_ERRORS, &hf_pptp_crc_errors, NULL, NULL },
    {  20,   4, PPTP_FRAMING_ERRORS, &hf_pptp_framing_errors, NULL, NULL },
    {  24,   4, PPTP_HARDWARE_OVERRUNS, &hf_pptp_hardware_overruns, NULL, NULL },
    {  28,   4, PPTP_BUFFER_OVERRUNS, &hf_pptp_buffer_overruns, NULL, NULL },
    {  32,   4, PPTP_TIMEOUT_ERRORS, &hf_pptp_timeout_errors, NULL, NULL },
    {  36,   4, PPTP_ALIGNMENT_ERRORS, &hf_pptp_alignment_errors, NULL, NULL },
};

/* Section 2.15 */
static const struct pptp_field set_link_info[] = {
    {  12,   2, PPTP_PEER_CALL_ID, &hf_pptp_peer_call_id, NULL, NULL },
    {  14,   2, PPTP_RESERVED, &hf_pptp_reserved, NULL, NULL },
    {  16,   4, PPTP_SEND_ACCM, &hf_pptp_send_accm, NULL, NULL },
    {  20,   4, PPTP_RECEIVE_ACCM, &hf_pptp_receive_accm, NULL, NULL },
};

#define FIELDS(table) table, array_length(table)

static const struct pptp_kind kinds[] = {
    { PPTP_START_REQUEST, 156, "Start-Control-Connection-Request", "Start Session Request",
      NULL, PPTP_ANY_ROLE, PPTP_NAMES_NO_CALL, PPTP_ANY_DIRECTION, 0, 60, PPTP_CREATION,
      PPTP_GROUP_CONNECTION, FIELDS(start_control_connection_request) },
    { PPTP_START_REPLY, 156, "Start-Control-Connection-Reply", "Start Session Reply",
      "Control connection", PPTP_ANY_ROLE, PPTP_NAMES_NO_CALL, PPTP_ANY_DIRECTION, PPTP_START_REQUEST, 0, PPTP_CREATION,
      PPTP_GROUP_CONNECTION, FIELDS(start_control_connection_reply) },
    { PPTP_STOP_REQUEST, 16, "Stop-Control-Connection-Request", "Stop Session Request",
      NULL, PPTP_ANY_ROLE, PPTP_NAMES_NO_CALL, PPTP_ANY_DIRECTION, 0, 60, PPTP_DELETION,
      PPTP_GROUP_CONNECTION, FIELDS(stop_control_connection_request) },
    { PPTP_STOP_REPLY, 16, "Stop-Control-Connection-Reply", "Stop Session Reply",
      "Closing of the control connection", PPTP_ANY_ROLE, PPTP_NAMES_NO_CALL, PPTP_ANY_DIRECTION,
      PPTP_STOP_REQUEST, 0, PPTP_DELETION, PPTP_GROUP_CONNECTION, FIELDS(stop_control_connection_reply) },
    { PPTP_ECHO_REQUEST, 16, "Echo-Request", "Echo Request",
      NULL, PPTP_ANY_ROLE, PPTP_NAMES_NO_CALL, PPTP_ANY_DIRECTION, 0, 60, PPTP_MAINTENANCE,
      PPTP_GROUP_CONNECTION, FIELDS(echo_request) },
    { PPTP_ECHO_REPLY, 20, "Echo-Reply", "Echo Reply",
      "Echo-Request", PPTP_ANY_ROLE, PPTP_NAMES_NO_CALL, PPTP_ANY_DIRECTION, PPTP_ECHO_REQUEST, 0, PPTP_MAINTENANCE,
      PPTP_GROUP_CONNECTION, FIELDS(echo_reply) },
    { PPTP_OUTGOING_CALL_REQUEST, 168, "Outgoing-Call-Request", "Outgoing Call Request",
      NULL, PPTP_PNS, PPTP_NAMES_SENDERS_ID, PPTP_OUTGOING, 0, 60, PPTP_CREATION,
      PPTP_GROUP_CALL, FIELDS(outgoing_call_request) },
    { PPTP_OUTGOING_CALL_REPLY, 32, "Outgoing-Call-Reply", "Outgoing Call Reply",
      "Outgoing call", PPTP_PAC, PPTP_NAMES_RECEIVERS_ID, PPTP_OUTGOING, PPTP_OUTGOING_CALL_REQUEST, 0, PPTP_CREATION,
      PPTP_GROUP_CALL, FIELDS(outgoing_call_reply) },
    { PPTP_INCOMING_CALL_REQUEST, 220, "Incoming-Call-Request", "Incoming Call Request",
      NULL, PPTP_PAC, PPTP_NAMES_SENDERS_ID, PPTP_INCOMING, 0, 60, PPTP_CREATION,
      PPTP_GROUP_CALL, FIELDS(incoming_call_request) },
    { PPTP_INCOMING_CALL_REPLY, 24, "Incoming-Call-Reply", "Incoming Call Reply",
      "Incoming call", PPTP_PNS, PPTP_NAMES_RECEIVERS_ID, PPTP_INCOMING, PPTP_INCOMING_CALL_REQUEST, 60, PPTP_CREATION,
      PPTP_GROUP_CALL, FIELDS(incoming_call_reply) },
    { PPTP_INCOMING_CALL_CONNECTED, 28, "Incoming-Call-Connected", "Incoming Call Connected",
      NULL, PPTP_PAC, PPTP_NAMES_RECEIVERS_ID, PPTP_ANY_DIRECTION, PPTP_INCOMING_CALL_REPLY, 0, PPTP_CREATION,
      PPTP_GROUP_CALL, FIELDS(incoming_call_connected) },
    { PPTP_CALL_CLEAR_REQUEST, 16, "Call-Clear-Request", "Clear Call Request",
      NULL, PPTP_PNS, PPTP_NAMES_SENDERS_ID, PPTP_ANY_DIRECTION, 0, 60, PPTP_DELETION,
      PPTP_GROUP_CALL, FIELDS(call_clear_request) },
    { PPTP_CALL_DISCONNECT_NOTIFY, 148, "Call-Disconnect-Notify", "Call Disconnected Notify",
      "Call", PPTP_PAC, PPTP_NAMES_EITHER_ID, PPTP_ANY_DIRECTION, PPTP_CALL_CLEAR_REQUEST, 0, PPTP_DELETION,
      PPTP_GROUP_CALL, FIELDS(call_disconnect_notify) },
    { PPTP_WAN_ERROR_NOTIFY, 40, "WAN-Error-Notify", "WAN Error Notify",
      NULL, PPTP_PAC, PPTP_NAMES_RECEIVERS_ID, PPTP_ANY_DIRECTION, 0, 0, PPTP_MAINTENANCE,
      PPTP_GROUP_ERROR, FIELDS(wan_error_notify) },
    { PPTP_SET_LINK_INFO, 24, "Set-Link-Info", "Set Link Info",
      NULL, PPTP_PNS, PPTP_NAMES_RECEIVERS_ID, PPTP_ANY_DIRECTION, 0, 0, PPTP_PHASE_BY_HISTORY,
      PPTP_GROUP_PPP, FIELDS(set_link_info) },
};

const struct pptp_kind *
pptp_control_kind_find(uint16_t code)
{
    unsigned row = code - 1u;

    return row < array_length(kinds) ? &kinds[row] : NULL;
}

const struct pptp_kind *
pptp_control_kind_reply_to(const struct pptp_kind *request)
{
    for (unsigned i = 0; i < array_length(kinds); i++) {
        if (kinds[i].answers == request->code)
            return &kinds[i];
    }
    return NULL;
}

const char *
pptp_control_code_name(const struct pptp_kind *kind, enum pptp_meaning meaning, uint32_t code)
{
    for (unsigned i = 0; i < kind->field_count; i++) {
        if (kind->fields[i].meaning == meaning)
            return try_val_to_str(code, kind->fields[i].codes);
    }
    return NULL;
}

unsigned
pptp_control_kind_longest(void)
{
    static unsigned longest = 0;

    if (longest == 0) {
        for (unsigned i = 0; i < array_length(kinds); i++)
            longest = MAX(longest, kinds[i].length);
    }
    return longest;
}

/* Ends Wireshark if a table is wrong. ws_assert() would not, in release builds of 4.4 and 4.6. */
static void
require(bool holds, unsigned code, const char *what)
{
    if (!holds)
        ws_error("PPTP: message table, Control Message Type %u: %s", code, what);
}

/* Requires that fields follow each other without a gap. Returns where the last one ends. */
static unsigned
cover(const struct pptp_field *fields, unsigned count, unsigned from, unsigned code)
{
    for (unsigned i = 0; i < count; i++) {
        require(fields[i].offset == from, code, "a field does not begin where the previous one ends");
        from += fields[i].length;
    }
    return from;
}

static void
check_tables(void)
{
    unsigned header = cover(pptp_header_fields, pptp_header_field_count, 0, 0);

    require(header == PPTP_HEADER_LENGTH, 0, "the common header does not have 12 octets");
    for (unsigned i = 0; i < array_length(kinds); i++) {
        unsigned code = kinds[i].code;

        require(code == i + 1, code, "it is not in its row");
        require(cover(kinds[i].fields, kinds[i].field_count, header, code) == kinds[i].length, code,
                "its fields do not add up to its length");
    }
}

static void
format_version(char *label, uint32_t version)
{
    snprintf(label, ITEM_LABEL_LENGTH, "%u.%u", version >> 8, version & 0xff);
}

static void
format_delay(char *label, uint32_t tenths)
{
    snprintf(label, ITEM_LABEL_LENGTH, "%u (%u.%u seconds)", tenths, tenths / 10, tenths % 10);
}

static const true_false_string supported_or_not = { "Supported", "Not supported" };

/* Returns the names of the messages as a value_string, built from the table. */
static const value_string *
kind_names(void)
{
    static value_string names[array_length(kinds) + 1];

    for (unsigned i = 0; i < array_length(kinds); i++)
        names[i] = (value_string) { kinds[i].code, kinds[i].name };
    return names;
}

void
pptp_control_messages_register(int protocol)
{
    static const unit_name_string octets = { " octet", " octets" };
    static const unit_name_string packets = { " packet", " packets" };
    static const unit_name_string bit_per_second = { " bit/s", NULL };

    static hf_register_info hf[] = {
        { &hf_pptp_length,
            { "Length", "pptp.length",
              FT_UINT16, BASE_DEC | BASE_UNIT_STRING, &octets, 0x0,
              "Octets in this message, including the header", HFILL }
        },
        { &hf_pptp_type,
            { "PPTP Message Type", "pptp.type",
              FT_UINT16, BASE_DEC, VALS(pptp_message_types), 0x0,
              NULL, HFILL }
        },
        { &hf_pptp_magic_cookie,
            { "Magic Cookie", "pptp.magic_cookie",
              FT_UINT32, BASE_HEX, NULL, 0x0,
              "Always 0x1A2B3C4D; shows that the receiver is synchronized with the stream", HFILL }
        },
        { &hf_pptp_control_message_type,
            { "Control Message Type", "pptp.control_message_type",
              FT_UINT16, BASE_DEC, NULL, 0x0,
              NULL, HFILL }
        },
        { &hf_pptp_reserved,
            { "Reserved", "pptp.reserved",
              FT_BYTES, BASE_NONE, NULL, 0x0,
              "Must be 0", HFILL }
        },
        { &hf_pptp_protocol_version,
            { "Protocol Version", "pptp.protocol_version",
              FT_UINT16, BASE_CUSTOM, CF_FUNC(format_version), 0x0,
              "Version in the high octet, revision in the low one", HFILL }
        },
        { &hf_pptp_framing_capabilities,
            { "Framing Capabilities", "pptp.framing_capabilities",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Types of framing that the sender can provide", HFILL }
        },
        { &hf_pptp_framing_capabilities_async,
            { "Asynchronous framing", "pptp.framing_capabilities.async",
              FT_BOOLEAN, 32, TFS(&supported_or_not), 0x1,
              NULL, HFILL }
        },
        { &hf_pptp_framing_capabilities_sync,
            { "Synchronous framing", "pptp.framing_capabilities.sync",
              FT_BOOLEAN, 32, TFS(&supported_or_not), 0x2,
              NULL, HFILL }
        },
        { &hf_pptp_bearer_capabilities,
            { "Bearer Capabilities", "pptp.bearer_capabilities",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Bearers that the sender can provide", HFILL }
        },
        { &hf_pptp_bearer_capabilities_analog,
            { "Analog access", "pptp.bearer_capabilities.analog",
              FT_BOOLEAN, 32, TFS(&supported_or_not), 0x1,
              NULL, HFILL }
        },
        { &hf_pptp_bearer_capabilities_digital,
            { "Digital access", "pptp.bearer_capabilities.digital",
              FT_BOOLEAN, 32, TFS(&supported_or_not), 0x2,
              NULL, HFILL }
        },
        { &hf_pptp_maximum_channels,
            { "Maximum Channels", "pptp.maximum_channels",
              FT_UINT16, BASE_DEC, NULL, 0x0,
              "PPP sessions that this PAC can support", HFILL }
        },
        { &hf_pptp_firmware_revision,
            { "Firmware Revision", "pptp.firmware_revision",
              FT_UINT16, BASE_DEC, NULL, 0x0,
              "Revision of the PAC's firmware, or of the PNS's PPTP driver", HFILL }
        },
        { &hf_pptp_host_name,
            { "Host Name", "pptp.host_name",
              FT_STRINGZTRUNC, BASE_NONE, NULL, 0x0,
              "DNS name of the sender", HFILL }
        },
        { &hf_pptp_vendor_name,
            { "Vendor Name", "pptp.vendor_name",
              FT_STRINGZTRUNC, BASE_NONE, NULL, 0x0,
              "Type of PAC, or of PNS software", HFILL }
        },
        { &hf_pptp_control_result,
            { "Result Code", "pptp.control_result",
              FT_UINT8, BASE_DEC, VALS(pptp_connection_results), 0x0,
              "Result of the attempt to establish the control connection", HFILL }
        },
        { &hf_pptp_error,
            { "Error Code", "pptp.error",
              FT_UINT8, BASE_DEC, VALS(pptp_errors), 0x0,
              "The general error, if the Result Code is General Error", HFILL }
        },
        { &hf_pptp_reason,
            { "Reason", "pptp.reason",
              FT_UINT8, BASE_DEC, VALS(pptp_stop_reasons), 0x0,
              "Why the control connection is being closed", HFILL }
        },
        { &hf_pptp_stop_result,
            { "Result Code", "pptp.stop_result",
              FT_UINT8, BASE_DEC, VALS(pptp_stop_results), 0x0,
              "Result of the attempt to close the control connection", HFILL }
        },
        { &hf_pptp_identifier,
            { "Identifier", "pptp.identifier",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Matches an Echo-Reply with its Echo-Request", HFILL }
        },
        { &hf_pptp_echo_result,
            { "Result Code", "pptp.echo_result",
              FT_UINT8, BASE_DEC, VALS(pptp_echo_results), 0x0,
              "Result of the Echo-Request", HFILL }
        },
        { &hf_pptp_call_id,
            { "Call ID", "pptp.call_id",
              FT_UINT16, BASE_DEC, NULL, 0x0,
              "Assigned by the sender; the tunnel packets of its peer carry it", HFILL }
        },
        { &hf_pptp_call_serial_number,
            { "Call Serial Number", "pptp.call_serial_number",
              FT_UINT16, BASE_DEC, NULL, 0x0,
              "Identifies the session in the logs of both peers", HFILL }
        },
        { &hf_pptp_minimum_bps,
            { "Minimum BPS", "pptp.minimum_bps",
              FT_UINT32, BASE_DEC | BASE_UNIT_STRING, &bit_per_second, 0x0,
              "Lowest acceptable line speed", HFILL }
        },
        { &hf_pptp_maximum_bps,
            { "Maximum BPS", "pptp.maximum_bps",
              FT_UINT32, BASE_DEC | BASE_UNIT_STRING, &bit_per_second, 0x0,
              "Highest acceptable line speed", HFILL }
        },
        { &hf_pptp_bearer_type,
            { "Bearer Type", "pptp.bearer_type",
              FT_UINT32, BASE_DEC, VALS(pptp_outgoing_bearers), 0x0,
              "Bearer channel that the call requires or uses", HFILL }
        },
        { &hf_pptp_bearer_type_analog,
            { "Analog channel", "pptp.bearer_type.analog",
              FT_BOOLEAN, 32, NULL, 0x1,
              NULL, HFILL }
        },
        { &hf_pptp_bearer_type_digital,
            { "Digital channel", "pptp.bearer_type.digital",
              FT_BOOLEAN, 32, NULL, 0x2,
              NULL, HFILL }
        },
        { &hf_pptp_framing_type,
            { "Framing Type", "pptp.framing_type",
              FT_UINT32, BASE_DEC, VALS(pptp_outgoing_framings), 0x0,
              "PPP framing that the call requires or uses", HFILL }
        },
        { &hf_pptp_framing_type_async,
            { "Asynchronous framing", "pptp.framing_type.async",
              FT_BOOLEAN, 32, NULL, 0x1,
              NULL, HFILL }
        },
        { &hf_pptp_framing_type_sync,
            { "Synchronous framing", "pptp.framing_type.sync",
              FT_BOOLEAN, 32, NULL, 0x2,
              NULL, HFILL }
        },
        { &hf_pptp_packet_receive_window_size,
            { "Packet Receive Window Size", "pptp.packet_receive_window_size",
              FT_UINT16, BASE_DEC | BASE_UNIT_STRING, &packets, 0x0,
              "Data packets that the sender of this message buffers on reception", HFILL }
        },
        { &hf_pptp_packet_processing_delay,
            { "Packet Processing Delay", "pptp.packet_processing_delay",
              FT_UINT16, BASE_CUSTOM, CF_FUNC(format_delay), 0x0,
              "Time that the sender of this message may take to process data, in tenths of a second", HFILL }
        },
        { &hf_pptp_phone_number_length,
            { "Phone Number Length", "pptp.phone_number_length",
              FT_UINT16, BASE_DEC, NULL, 0x0,
              "Digits in the Phone Number", HFILL }
        },
        { &hf_pptp_phone_number,
            { "Phone Number", "pptp.phone_number",
              FT_STRINGZTRUNC, BASE_NONE, NULL, 0x0,
              "Number to be dialed", HFILL }
        },
        { &hf_pptp_subaddress,
            { "Subaddress", "pptp.subaddress",
              FT_STRINGZTRUNC, BASE_NONE, NULL, 0x0,
              "Additional dialing information", HFILL }
        },
        { &hf_pptp_peer_call_id,
            { "Peer Call ID", "pptp.peer_call_id",
              FT_UINT16, BASE_DEC, NULL, 0x0,
              "Call ID that the receiver of this message assigned", HFILL }
        },
        { &hf_pptp_out_result,
            { "Result Code", "pptp.out_result",
              FT_UINT8, BASE_DEC, VALS(pptp_outgoing_results), 0x0,
              "Result of the outgoing call attempt", HFILL }
        },
        { &hf_pptp_cause,
            { "Cause Code", "pptp.cause",
              FT_UINT16, BASE_DEC, NULL, 0x0,
              "Q.931 cause code of an ISDN call", HFILL }
        },
        { &hf_pptp_connect_speed,
            { "Connect Speed", "pptp.connect_speed",
              FT_UINT32, BASE_DEC | BASE_UNIT_STRING, &bit_per_second, 0x0,
              "Actual connection speed", HFILL }
        },
        { &hf_pptp_physical_channel_id,
            { "Physical Channel ID", "pptp.physical_channel_id",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Vendor-specific channel number of the PAC, for logs", HFILL }
        },
        { &hf_pptp_dialed_number_length,
            { "Dialed Number Length", "pptp.dialed_number_length",
              FT_UINT16, BASE_DEC, NULL, 0x0,
              "Digits in the Dialed Number", HFILL }
        },
        { &hf_pptp_dialing_number_length,
            { "Dialing Number Length", "pptp.dialing_number_length",
              FT_UINT16, BASE_DEC, NULL, 0x0,
              "Digits in the Dialing Number", HFILL }
        },
        { &hf_pptp_dialed_number,
            { "Dialed Number", "pptp.dialed_number",
              FT_STRINGZTRUNC, BASE_NONE, NULL, 0x0,
              "Number that the caller dialed", HFILL }
        },
        { &hf_pptp_dialing_number,
            { "Dialing Number", "pptp.dialing_number",
              FT_STRINGZTRUNC, BASE_NONE, NULL, 0x0,
              "Number from which the call was placed", HFILL }
        },
        { &hf_pptp_in_result,
            { "Result Code", "pptp.in_result",
              FT_UINT8, BASE_DEC, VALS(pptp_incoming_results), 0x0,
              "Result of the incoming call attempt", HFILL }
        },
        { &hf_pptp_disc_result,
            { "Result Code", "pptp.disc_result",
              FT_UINT8, BASE_DEC, VALS(pptp_disconnect_results), 0x0,
              "Why the call was disconnected", HFILL }
        },
        { &hf_pptp_call_statistics,
            { "Call Statistics", "pptp.call_statistics",
              FT_STRINGZTRUNC, BASE_NONE, NULL, 0x0,
              "Vendor-specific statistics for diagnostic logs", HFILL }
        },
        { &hf_pptp_crc_errors,
            { "CRC Errors", "pptp.crc_errors",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "PPP frames received with CRC errors since the session was established", HFILL }
        },
        { &hf_pptp_framing_errors,
            { "Framing Errors", "pptp.framing_errors",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Improperly framed PPP packets received", HFILL }
        },
        { &hf_pptp_hardware_overruns,
            { "Hardware Overruns", "pptp.hardware_overruns",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Receive buffer overruns since the session was established", HFILL }
        },
        { &hf_pptp_buffer_overruns,
            { "Buffer Overruns", "pptp.buffer_overruns",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Buffer overruns detected since the session was established", HFILL }
        },
        { &hf_pptp_timeout_errors,
            { "Time-out Errors", "pptp.timeout_errors",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Time-outs since the call was established", HFILL }
        },
        { &hf_pptp_alignment_errors,
            { "Alignment Errors", "pptp.alignment_errors",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Alignment errors since the call was established", HFILL }
        },
        { &hf_pptp_send_accm,
            { "Send ACCM", "pptp.send_accm",
              FT_UINT32, BASE_HEX, NULL, 0x0,
              "Control characters that the client escapes in PPP packets that it sends", HFILL }
        },
        { &hf_pptp_receive_accm,
            { "Receive ACCM", "pptp.receive_accm",
              FT_UINT32, BASE_HEX, NULL, 0x0,
              "Control characters that the client removes from PPP packets that it receives", HFILL }
        },
    };

    check_tables();
    for (unsigned i = 0; i < array_length(hf); i++) {
        if (hf[i].p_id == &hf_pptp_control_message_type)
            hf[i].hfinfo.strings = kind_names();
    }
    proto_register_field_array(protocol, hf, array_length(hf));
}
