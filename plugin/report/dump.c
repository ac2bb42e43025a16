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
    static const char line[] = "\n                    ";

    g_string_append_len(dump->text, line, MIN(1 + 2 * dump->depth, sizeof line - 1));
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

void
pptp_report_dump_string(struct pptp_report_dump *dump, const char *name, const char *text)
{
    begin_item(dump, name);
    g_string_append_c(dump->text, '"');
    for (;;) {
        size_t size = strcspn(text, "\"\\");

        g_string_append_len(dump->text, text, size);
        text += size;
        if (!*text)
            break;
        g_string_append_c(dump->text, '\\');
        g_string_append_c(dump->text, *text++);
    }
    g_string_append_c(dump->text, '"');
}
