/* Writes a control message in one line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "control/messages.h"
#include "control/names.h"
#include "control/summary.h"
#include "show.h"

/* Writes a field's value after its words. */
typedef void (*writer)(wmem_strbuf_t *line, const struct pptp_message *message, const struct pptp_field *field,
                       const char *words);

static uint32_t
value_of(const struct pptp_message *message, const struct pptp_field *field)
{
    return message->value[field->meaning];
}

static void
write_number(wmem_strbuf_t *line, const struct pptp_message *message, const struct pptp_field *field, const char *words)
{
    pptp_show_write_number(line, words, value_of(message, field));
}

static void
write_accm(wmem_strbuf_t *line, const struct pptp_message *message, const struct pptp_field *field, const char *words)
{
    wmem_strbuf_append_printf(line, "%s0x%08x", words, value_of(message, field));
}

/* Writes the name of a code after `before`; if it has none, its number after the words. */
static void
write_name(wmem_strbuf_t *line, const struct pptp_message *message, const struct pptp_field *field,
           const char *before, const char *words)
{
    const char *name = try_val_to_str(value_of(message, field), field->codes);

    wmem_strbuf_append(line, name ? before : words);
    if (name)
        wmem_strbuf_append(line, name);
    else
        pptp_show_write_number(line, "", value_of(message, field));
}

static void
write_code(wmem_strbuf_t *line, const struct pptp_message *message, const struct pptp_field *field, const char *words)
{
    write_name(line, message, field, ", ", words);
}

static void
write_labelled_code(wmem_strbuf_t *line, const struct pptp_message *message, const struct pptp_field *field,
                    const char *words)
{
    write_name(line, message, field, words, words);
}

static void
write_code_unless_0(wmem_strbuf_t *line, const struct pptp_message *message, const struct pptp_field *field,
                    const char *words)
{
    if (value_of(message, field) != 0)
        write_code(line, message, field, words);
}

static void
write_number_unless_0(wmem_strbuf_t *line, const struct pptp_message *message, const struct pptp_field *field,
                      const char *words)
{
    if (value_of(message, field) != 0)
        write_number(line, message, field, words);
}

static void
write_text_unless_empty(wmem_strbuf_t *line, const struct pptp_message *message, const struct pptp_field *field,
                        const char *words)
{
    const char *text = message->text[field->meaning];
    char *shown;

    if (!text || !*text)
        return;
    shown = pptp_show_printable(NULL, text);
    wmem_strbuf_append(line, words);
    wmem_strbuf_append(line, shown);
    wmem_free(NULL, shown);
}

static const struct {
    writer write;
    const char *words;
} written[PPTP_MEANINGS] = {
    [PPTP_HOST_NAME] = { write_text_unless_empty, ", Host " },
    [PPTP_VENDOR_NAME] = { write_text_unless_empty, ", Vendor " },
    [PPTP_RESULT] = { write_code, ", Result " },
    [PPTP_DISCONNECT_RESULT] = { write_code, ", Result " },
    [PPTP_ERROR] = { write_code_unless_0, ", Error " },
    [PPTP_CAUSE] = { write_number_unless_0, ", Cause " },
    [PPTP_REASON] = { write_labelled_code, ", Reason " },
    [PPTP_IDENTIFIER] = { write_number, ", ID " },
    [PPTP_CALL_ID] = { write_number, ", Call ID " },
    [PPTP_PEER_CALL_ID] = { write_number, ", Peer Call ID " },
    [PPTP_PHONE_NUMBER] = { write_text_unless_empty, ", Phone Number " },
    [PPTP_DIALED_NUMBER] = { write_text_unless_empty, ", Dialed Number " },
    [PPTP_DIALING_NUMBER] = { write_text_unless_empty, ", Dialing Number " },
    [PPTP_SEND_ACCM] = { write_accm, ", ACCM send " },
    [PPTP_RECEIVE_ACCM] = { write_accm, " receive " }
};

static void
write_fields(wmem_strbuf_t *line, const struct pptp_message *message)
{
    for (unsigned i = 0; i < message->kind->field_count; i++) {
        const struct pptp_field *field = &message->kind->fields[i];

        if (pptp_message_has(message, field->meaning) && written[field->meaning].write)
            written[field->meaning].write(line, message, field, written[field->meaning].words);
    }
}

static void
write_rfc(wmem_strbuf_t *line, const struct pptp_message *message)
{
    uint32_t type = message->value[PPTP_MESSAGE_TYPE];

    if (message->kind) {
        wmem_strbuf_append(line, message->kind->name);
        write_fields(line, message);
    } else if (pptp_message_has(message, PPTP_CONTROL_MESSAGE_TYPE)) {
        wmem_strbuf_append_printf(line, "Unknown control message, type %u", message->value[PPTP_CONTROL_MESSAGE_TYPE]);
    } else if (pptp_message_has(message, PPTP_MESSAGE_TYPE)) {
        wmem_strbuf_append(line, val_to_str_const(type, pptp_message_types, "Unknown PPTP Message Type"));
    } else {
        wmem_strbuf_append(line, "Cut short");
    }
}

/* Network Monitor shows the codes of both types, article Q241252 only those of control messages. */
static void
write_network_monitor(wmem_strbuf_t *line, const struct pptp_message *message)
{
    uint32_t type = message->value[PPTP_MESSAGE_TYPE];

    wmem_strbuf_append_printf(line, "PPTP %s Packet (%u)",
        type == PPTP_CONTROL_MESSAGE ? "Control" : type == PPTP_MANAGEMENT_MESSAGE ? "Management" : "Unknown", type);
    if (pptp_message_has(message, PPTP_CONTROL_MESSAGE_TYPE))
        wmem_strbuf_append_printf(line, ": %s (%u)",
            message->kind ? message->kind->network_monitor_name : "Unknown",
            message->value[PPTP_CONTROL_MESSAGE_TYPE]);
}

void
pptp_control_summary_write(wmem_strbuf_t *line, const struct pptp_message *message, enum pptp_info_style style)
{
    if (style == PPTP_INFO_NETWORK_MONITOR)
        write_network_monitor(line, message);
    else
        write_rfc(line, message);
}
