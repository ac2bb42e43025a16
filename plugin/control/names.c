/* Holds the names of all codes in RFC 2637.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "control/names.h"

const value_string pptp_message_types[] = {
    { 1, "Control Message" },
    { 2, "Management Message" },
    { 0, NULL }
};

const value_string pptp_connection_results[] = {
    { 1, "Successful channel establishment" },
    { 2, "General Error" },
    { 3, "Command channel already exists" },
    { 4, "Requester is not authorized to establish a command channel" },
    { 5, "The protocol version of the requester is not supported" },
    { 0, NULL }
};

const value_string pptp_stop_reasons[] = {
    { 1, "None" },
    { 2, "Stop-Protocol" },
    { 3, "Stop-Local-Shutdown" },
    { 0, NULL }
};

const value_string pptp_stop_results[] = {
    { 1, "OK" },
    { 2, "General Error" },
    { 0, NULL }
};

const value_string pptp_echo_results[] = {
    { 1, "OK" },
    { 2, "General Error" },
    { 0, NULL }
};

const value_string pptp_outgoing_results[] = {
    { 1, "Connected" },
    { 2, "General Error" },
    { 3, "No Carrier" },
    { 4, "Busy" },
    { 5, "No Dial Tone" },
    { 6, "Time-out" },
    { 7, "Do Not Accept" },
    { 0, NULL }
};

const value_string pptp_incoming_results[] = {
    { 1, "Connect" },
    { 2, "General Error" },
    { 3, "Do Not Accept" },
    { 0, NULL }
};

const value_string pptp_disconnect_results[] = {
    { 1, "Lost Carrier" },
    { 2, "General Error" },
    { 3, "Admin Shutdown" },
    { 4, "Request" },
    { 0, NULL }
};

const value_string pptp_errors[] = {
    { 0, "None" },
    { 1, "Not-Connected" },
    { 2, "Bad-Format" },
    { 3, "Bad-Value" },
    { 4, "No-Resource" },
    { 5, "Bad-Call ID" },
    { 6, "PAC-Error" },
    { 0, NULL }
};

const value_string pptp_error_meanings[] = {
    { 0, "no general error" },
    { 1, "no control connection exists yet for this PAC-PNS pair" },
    { 2, "Length is wrong or Magic Cookie value is incorrect" },
    { 3, "one of the field values was out of range or reserved field was non-zero" },
    { 4, "insufficient resources to handle this command now" },
    { 5, "the Call ID is invalid in this context" },
    { 6, "a generic vendor-specific error occurred in the PAC" },
    { 0, NULL }
};

const value_string pptp_outgoing_bearers[] = {
    { 1, "Analog" },
    { 2, "Digital" },
    { 3, "Any" },
    { 0, NULL }
};

const value_string pptp_incoming_bearers[] = {
    { 1, "Analog" },
    { 2, "Digital" },
    { 0, NULL }
};

const value_string pptp_outgoing_framings[] = {
    { 1, "Asynchronous" },
    { 2, "Synchronous" },
    { 3, "Either" },
    { 0, NULL }
};

const value_string pptp_incoming_framings[] = {
    { 1, "Asynchronous" },
    { 2, "Synchronous" },
    { 0, NULL }
};

char *
pptp_control_accm_characters(wmem_allocator_t *scope, uint32_t accm)
{
    static const char *const names[32] = {
        "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI",
        "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US"
    };
    wmem_strbuf_t *characters;

    if (accm == 0)
        return wmem_strdup(scope, "none");
    if (accm == UINT32_MAX)
        return wmem_strdup(scope, "all control characters");
    characters = wmem_strbuf_new(scope, "");
    for (unsigned i = 0; i < array_length(names); i++) {
        if (accm & (UINT32_C(1) << i))
            wmem_strbuf_append_printf(characters, "%s%s", wmem_strbuf_get_len(characters) ? ", " : "", names[i]);
    }
    return wmem_strbuf_finalize(characters);
}
