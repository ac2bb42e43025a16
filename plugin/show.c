/* Adds generated items to the tree, among them the fields that control messages and tunnel packets share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/packet.h>
#include <epan/proto_data.h>
#include <epan/tap.h>
#include <wsutil/to_str.h>

#include "capture.h"
#include "preferences.h"
#include "show.h"

static int proto_pptp = -1;
static int hf_pptp_stream = -1;
static int hf_pptp_call = -1;
static int hf_pptp_call_setup_in = -1;
static int hf_pptp_call_adopted = -1;
static int hf_pptp_capture_point = -1;

static proto_item *
generated(proto_item *item)
{
    proto_item_set_generated(item);
    return item;
}

proto_item *
pptp_show_number(proto_tree *tree, int hf, tvbuff_t *tvb, uint32_t number)
{
    return proto_field_is_referenced(tree, hf) ? generated(proto_tree_add_uint(tree, hf, tvb, 0, 0, number)) : tree;
}

proto_item *
pptp_show_string(proto_tree *tree, int hf, tvbuff_t *tvb, const char *text)
{
    return proto_field_is_referenced(tree, hf) ? generated(proto_tree_add_string(tree, hf, tvb, 0, 0, text)) : tree;
}

proto_item *
pptp_show_time(proto_tree *tree, int hf, tvbuff_t *tvb, int64_t nanoseconds)
{
    int64_t elapsed = MAX(nanoseconds, 0);
    nstime_t span = { .secs = elapsed / PPTP_SECOND, .nsecs = elapsed % PPTP_SECOND };

    return proto_field_is_referenced(tree, hf) ? generated(proto_tree_add_time(tree, hf, tvb, 0, 0, &span)) : tree;
}

proto_item *
pptp_show_stream(proto_tree *tree, tvbuff_t *tvb, const struct pptp_connection *connection)
{
    return pptp_show_number(tree, hf_pptp_stream, tvb, connection->number);
}

proto_item *
pptp_show_call(proto_tree *tree, tvbuff_t *tvb, const struct pptp_call *call)
{
    return pptp_show_number(tree, hf_pptp_call, tvb, call->number);
}

void
pptp_show_point(proto_tree *tree, tvbuff_t *tvb, uint8_t point)
{
    pptp_show_number(tree, hf_pptp_capture_point, tvb, point);
}

void
pptp_show_setup(proto_tree *tree, tvbuff_t *tvb, const struct pptp_call *call)
{
    if (call->setup)
        pptp_show_number(tree, hf_pptp_call_setup_in, tvb, call->setup->frame);
    if (call->adopted)
        pptp_show_string(tree, hf_pptp_call_adopted, tvb, call->adopted);
}

proto_node *
pptp_show_find(proto_node *first, int protocol)
{
    while (first && !(PNODE_FINFO(first) && PNODE_FINFO(first)->hfinfo->id == protocol))
        first = first->next;
    return first;
}

const char *
pptp_show_as_pptp(packet_info *pinfo)
{
    const char *before = pinfo->current_proto;

    pinfo->current_proto = "PPTP";
    return before;
}

/* Returns whether somebody asks for one of Wireshark's fields, which it may register after all dissectors. id: -1 until
 * it is known. */
static bool
is_asked_for(proto_tree *tree, int *id, const char *field)
{
    if (*id == -1)
        *id = proto_registrar_get_id_byname(field);
    return proto_field_is_referenced(tree, *id);
}

bool
pptp_show_protocols_are_read(proto_tree *tree)
{
    static int hf_frame_protocols = -1;

    return is_asked_for(tree, &hf_frame_protocols, "frame.protocols");
}

proto_tree *
pptp_show_wanted(proto_tree *tree)
{
    static int proto_expert = -1;

    return tree && (proto_field_is_referenced(tree, proto_pptp) || is_asked_for(tree, &proto_expert, "_ws.expert")
                    || pptp_show_protocols_are_read(tree)) ? tree : NULL;
}

bool
pptp_show_is_seen(const proto_tree *tree)
{
    return tree && PTREE_DATA(tree)->visible;
}

bool
pptp_show_words_are_read(const proto_tree *tree)
{
    static int expert_tap;      /* 0: not asked for so far */

    if (expert_tap == 0)
        expert_tap = find_tap_id("expert");
    return tree || have_tap_listener(expert_tap);
}

const char *
pptp_show_digits(char digits[PPTP_SHOW_DIGITS], uint32_t number)
{
    digits[PPTP_SHOW_DIGITS - 1] = '\0';
    return uint_to_str_back(digits + PPTP_SHOW_DIGITS - 1, number);
}

void
pptp_show_write_number(wmem_strbuf_t *line, const char *words, uint32_t number)
{
    char digits[PPTP_SHOW_DIGITS];

    wmem_strbuf_append(line, words);
    wmem_strbuf_append(line, pptp_show_digits(digits, number));
}

void
pptp_show_trouble(wmem_strbuf_t *line, const char *words, uint32_t number)
{
    if (g_str_has_suffix(words, " "))
        wmem_strbuf_append_printf(line, "[%s%u] ", words, number);
    else
        wmem_strbuf_append_printf(line, "[%s] ", words);
}

bool
pptp_show_names_call(const struct pptp_call *call)
{
    enum pptp_info_call when = pptp_preferences_info_call();

    return call && when != PPTP_INFO_CALL_NEVER
        && (when == PPTP_INFO_CALL_ALWAYS || wmem_array_get_count(pptp_capture_history()->calls) > 1);
}

/* The key is no other's: it is the number of a field. */
bool
pptp_show_call_is_named(packet_info *pinfo)
{
    return p_get_proto_data(pinfo->pool, pinfo, proto_pptp, hf_pptp_call) != NULL;
}

void
pptp_show_call_name(packet_info *pinfo, wmem_strbuf_t *line, const struct pptp_call *call, enum pptp_role sender)
{
    static const char *const ends[] = { [PPTP_ANY_ROLE] = ": ", [PPTP_PNS] = " PNS: ", [PPTP_PAC] = " PAC: " };

    p_add_proto_data(pinfo->pool, pinfo, proto_pptp, hf_pptp_call, (void *)call);
    pptp_show_write_number(line, "Call ", call->number);
    wmem_strbuf_append(line, ends[sender]);
}

static bool
is_printable(gunichar c)
{
    GUnicodeType type = g_unichar_type(c);

    return g_unichar_isprint(c) && type != G_UNICODE_LINE_SEPARATOR && type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

/* As most texts are. */
static bool
is_printable_ascii(const char *text)
{
    while (g_ascii_isprint(*text))
        text++;
    return *text == '\0';
}

char *
pptp_show_printable(wmem_allocator_t *scope, const char *text)
{
    wmem_strbuf_t *printable;

    if (is_printable_ascii(text))
        return wmem_strdup(scope, text);
    printable = wmem_strbuf_new(scope, NULL);
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);

        if (is_printable(c))
            wmem_strbuf_append_unichar(printable, c);
        else
            wmem_strbuf_append_printf(printable, c < 0x100 ? "\\x%02x" : "\\u%04x", c);
    }
    return wmem_strbuf_finalize(printable);
}

const char *
pptp_show_cut(wmem_allocator_t *scope, const char *text, size_t most)
{
    static const char ellipsis[] = "\xe2\x80\xa6";      /* U+2026 */
    const char *end;

    if (strlen(text) <= most)
        return text;
    end = g_utf8_find_prev_char(text, text + most - strlen(ellipsis) + 1);
    return wmem_strdup_printf(scope, "%.*s%s", (int)(end - text), text, ellipsis);
}

const char *
pptp_show_field_value_name(const char *field, uint32_t value)
{
    const header_field_info *info = proto_registrar_get_byname(field);

    if (!info || !info->strings || FIELD_DISPLAY(info->display) == BASE_CUSTOM
        || info->display & (BASE_RANGE_STRING | BASE_VAL64_STRING | BASE_UNIT_STRING))
        return NULL;
    return info->display & BASE_EXT_STRING ? try_val_to_str_ext(value, (value_string_ext *)info->strings)
                                           : try_val_to_str(value, info->strings);
}

void
pptp_show_register(int protocol)
{
    static hf_register_info hf[] = {
        { &hf_pptp_stream,
            { "Control connection", "pptp.stream",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Number of the control connection in this capture, counted from 0", HFILL }
        },
        { &hf_pptp_call,
            { "Call", "pptp.call",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Number of the call in this capture, counted from 0", HFILL }
        },
        { &hf_pptp_call_setup_in,
            { "Set up in", "pptp.call.setup_in",
              FT_FRAMENUM, BASE_NONE, NULL, 0x0,
              "The message that created the call", HFILL }
        },
        { &hf_pptp_call_adopted,
            { "Older than the capture, known from", "pptp.call.adopted",
              FT_STRING, BASE_NONE, NULL, 0x0,
              "The call was set up before the capture: the first message that names it, or GRE", HFILL }
        },
        { &hf_pptp_capture_point,
            { "Capture point", "pptp.capture_point",
              FT_UINT8, BASE_DEC, NULL, 0x0,
              "Number of the point where the packet was captured, from 0, if copies of packets prove that the file has"
              " several", HFILL }
        },
    };

    proto_pptp = protocol;
    proto_register_field_array(protocol, hf, array_length(hf));
}
