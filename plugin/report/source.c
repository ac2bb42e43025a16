/* Finds the name of the capture in tshark's command line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <glib.h>

#include "report/source.h"

#define WITHOUT_ARGUMENT "2DghIlLnpPqQvVx"      /* tshark's options that may stand before r in one word, as in -nr */

/* Returns the name that the word gives, in itself or in the next one; NULL: none. */
static const char *
name_in(const char *word, const char *next)
{
    static const char option[] = "--read-file";
    size_t length = strlen(option);

    if (strncmp(word, option, length) == 0)
        return word[length] == '=' ? word + length + 1 : word[length] == '\0' ? next : NULL;
    if (*word != '-')
        return NULL;
    word += 1 + strspn(word + 1, WITHOUT_ARGUMENT);
    return *word != 'r' ? NULL : word[1] ? word + 1 : next;
}

/* The last name counts, as it does for tshark. line: words, each followed by a zero octet. */
static const char *
name_of(const char *line, size_t length)
{
    const char *end = line + length, *name = NULL;
    bool is_tshark = g_str_has_suffix(line, "tshark");

    for (const char *word = line + strlen(line) + 1, *next; is_tshark && word < end; word = next) {
        const char *found;

        next = word + strlen(word) + 1;
        found = name_in(word, next < end ? next : NULL);
        name = found ? found : name;
    }
    return name && strcmp(name, "-") != 0 ? name : NULL;
}

const char *
pptp_report_source_name(wmem_allocator_t *scope)
{
    char *line = NULL, *valid;
    size_t length = 0;
    const char *name = NULL;

    if (!g_file_get_contents("/proc/self/cmdline", &line, &length, NULL))
        return NULL;
    name = name_of(line, length);
    if (name) {
        valid = g_utf8_make_valid(name, -1);
        name = wmem_strdup(scope, valid);
        g_free(valid);
    }
    g_free(line);
    return name;
}
