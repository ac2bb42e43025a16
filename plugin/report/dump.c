/* Writes JSON text: objects, arrays and values, with their commas and line ends.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "report/dump.h"

static void
begin_line(struct pptp_report_dump *dump)
{
    g_string_append_c(dump->text, '\n');
    for (unsigned i = 0; i < dump->depth; i++)
        g_string_append_len(dump->text, "  ", 2);
}

static void
begin_item(struct pptp_report_dump *dump, const char *name)
{
    if (dump->has_items)
        g_string_append_c(dump->text, ',');
    if (dump->depth > 0)
        begin_line(dump);
    dump->has_items = true;
    if (!name)
        return;
    g_string_append_c(dump->text, '"');
    g_string_append_len(dump->text, name, strlen(name));
    g_string_append_len(dump->text, "\": ", 3);
}

void
pptp_report_dump_open(struct pptp_report_dump *dump, const char *name, char bracket)
{
    begin_item(dump, name);
    g_string_append_c(dump->text, bracket);
    dump->depth++;
    dump->has_items = false;
}

void
pptp_report_dump_close(struct pptp_report_dump *dump, char bracket)
{
    dump->depth--;
    if (dump->has_items)
        begin_line(dump);
    g_string_append_c(dump->text, bracket);
    dump->has_items = true;
}

void
pptp_report_dump_word(struct pptp_report_dump *dump, const char *name, const char *word, size_t size)
{
    begin_item(dump, name);
    g_string_append_len(dump->text, word, size);
}

void
pptp_report_dump_number(struct pptp_report_dump *dump, const char *name, uint64_t number)
{
    char digits[20];            /* of 2^64 - 1 */
    unsigned first = sizeof digits;

    do {
        digits[--first] = '0' + number % 10;
        number /= 10;
    } while (number > 0);
    pptp_report_dump_word(dump, name, digits + first, sizeof digits - first);
}

static bool
needs_escape(char c)
{
    return c == '"' || c == '\\' || (unsigned char)c < ' ';
}

static void
append_escape(GString *text, char c)
{
    if ((unsigned char)c < ' ')
        g_string_append_printf(text, "\\u%04x", (unsigned)c);
    else
        g_string_append_len(text, c == '"' ? "\\\"" : "\\\\", 2);
}

void
pptp_report_dump_string(struct pptp_report_dump *dump, const char *name, const char *text)
{
    const char *from = text;

    begin_item(dump, name);
    g_string_append_c(dump->text, '"');
    for (; *text; text++) {
        if (!needs_escape(*text))
            continue;
        g_string_append_len(dump->text, from, text - from);
        append_escape(dump->text, *text);
        from = text + 1;
    }
    g_string_append_len(dump->text, from, text - from);
    g_string_append_c(dump->text, '"');
}
