/* Turns the text of a peer into what people can read, and reads the error in Windows' Terminate-Requests.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/packet.h>
#include <epan/charsets.h>

#include "octets.h"
#include "ppp/text.h"

struct pptp_text
pptp_ppp_text_keep(wmem_allocator_t *scope, const uint8_t *octets, unsigned size)
{
    return (struct pptp_text){ .octets = wmem_memdup(scope, octets, size), .size = size };
}

static bool
is_line_end(uint8_t octet)
{
    return octet == '\r' || octet == '\n';
}

static struct pptp_text
trim(struct pptp_text text)
{
    while (text.size > 0 && is_line_end(text.octets[text.size - 1]))
        text.size--;
    for (; text.size > 0 && is_line_end(text.octets[0]); text.size--)
        text.octets++;
    return text;
}

struct pptp_text
pptp_ppp_text_line(wmem_allocator_t *scope, struct pptp_text text)
{
    struct pptp_text trimmed = trim(text), line = { .is_cut = text.is_cut };
    uint8_t *octets = wmem_alloc(scope, trimmed.size);

    for (unsigned i = 0; i < trimmed.size; i++) {
        if (!is_line_end(trimmed.octets[i]))
            octets[line.size++] = trimmed.octets[i];
        else if (!is_line_end(trimmed.octets[i - 1]))
            octets[line.size++] = ' ';
    }
    line.octets = octets;
    return line;
}

bool
pptp_ppp_text_has(const struct pptp_text *text, const char *words)
{
    return text->octets && g_strstr_len((const char *)text->octets, text->size, words);
}

/* U+FFFE and U+FFFF are no characters, and XML cannot hold them. Their last octet alone makes them U+FFFD. */
static void
replace_no_characters(char *text)
{
    while ((text = strstr(text, "\xef\xbf"))) {
        if ((uint8_t)text[2] > 0xbd)
            text[2] = '\xbd';
        text += 3;
    }
}

const char *
pptp_ppp_text_show(wmem_allocator_t *scope, const struct pptp_text *text)
{
    static const char nul[] = "\xe2\x90\x80";     /* U+2400 */
    wmem_strbuf_t *shown;
    char *finished;

    if (text->size == 0)
        return "";
    shown = wmem_strbuf_new(scope, NULL);
    for (unsigned from = 0, to; from < text->size; from = to + 1) {
        for (to = from; to < text->size && text->octets[to] != 0;)
            to++;
        if (to > from)
            wmem_strbuf_append(shown, (const char *)get_utf_8_string(scope, text->octets + from, to - from));
        if (to < text->size)
            wmem_strbuf_append(shown, nul);
    }
    if (text->is_cut)
        wmem_strbuf_append(shown, "...");
    finished = wmem_strbuf_finalize(shown);
    replace_no_characters(finished);
    return finished;
}

bool
pptp_ppp_termination_is_windows(const struct pptp_text *text, uint32_t *error)
{
    static const uint8_t mark[] = { 0x00, 0x3c, 0xcd, 0x74 };
    const uint8_t *octets = text->octets;

    if (text->size != 12 || memcmp(octets + 4, mark, sizeof mark) != 0)
        return false;
    *error = pptp_octets_32(octets + 8);
    return true;
}

bool
pptp_ppp_termination_has_reason(const struct pptp_text *text)
{
    uint32_t error;

    return text->size > 0 && !(pptp_ppp_termination_is_windows(text, &error) && error == 0);
}

bool
pptp_ppp_termination_is_signalled(const struct pptp_text *text)
{
    return pptp_ppp_text_has(text, "User request");
}

const char *
pptp_ppp_termination_show(wmem_allocator_t *scope, const struct pptp_text *text)
{
    uint32_t error;

    if (!pptp_ppp_termination_is_windows(text, &error))
        return pptp_ppp_text_show(scope, text);
    return error ? wmem_strdup_printf(scope, "Windows error %u", error) : "Windows: no error";
}
