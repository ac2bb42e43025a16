/* Lists the harmless oddities of each implementation once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"
#include "report/habits.h"

struct listing {
    wmem_allocator_t *scope;
    const struct pptp_selection *selection;
    wmem_map_t *lines;          /* implementation -> its line (wmem_strbuf_t) */
    wmem_map_t *seen;           /* "implementation: habit" */
    wmem_list_t *order;         /* implementations, in the order of their first oddities */
};

static wmem_strbuf_t *
line_of(struct listing *listing, const char *name)
{
    wmem_strbuf_t *line = wmem_map_lookup(listing->lines, name);

    if (!line) {
        line = wmem_strbuf_new(listing->scope, NULL);
        wmem_map_insert(listing->lines, name, line);
        wmem_list_append(listing->order, (void *)name);
    }
    return line;
}

static void
list_habit(const char *habit, const char *implementation, uint32_t frame, void *data)
{
    struct listing *listing = data;
    const char *name = implementation ? implementation : "an implementation without a known fingerprint";
    char *key = wmem_strdup_printf(listing->scope, "%s: %s", name, habit);
    wmem_strbuf_t *line = line_of(listing, name);

    if (wmem_map_contains(listing->seen, key))
        return;
    wmem_map_insert(listing->seen, key, key);
    wmem_strbuf_append_printf(line, "%s%s (first in frame %u)", wmem_strbuf_get_len(line) > 0 ? ", " : "", habit,
                              frame);
}

static void
list_habits(const struct pptp_subject *subject, void *data)
{
    struct listing *listing = data;

    if (subject->scope == PPTP_SCOPE_CONNECTION && pptp_report_selection_has(listing->selection, subject))
        pptp_sign_visit_habits(subject->connection, list_habit, listing);
}

const char *
pptp_report_habits(wmem_allocator_t *scope, const struct pptp_history *history, const struct pptp_selection *selection)
{
    struct listing listing = { .scope = scope, .selection = selection,
                               .lines = wmem_map_new(scope, g_str_hash, g_str_equal),
                               .seen = wmem_map_new(scope, g_str_hash, g_str_equal), .order = wmem_list_new(scope) };
    wmem_strbuf_t *text = wmem_strbuf_new(scope, NULL);

    pptp_subject_visit_all(history, list_habits, &listing);
    for (wmem_list_frame_t *item = wmem_list_head(listing.order); item; item = wmem_list_frame_next(item)) {
        const char *name = wmem_list_frame_data(item);

        wmem_strbuf_append_printf(text, "  Note: %s: %s.\n", name,
                                  wmem_strbuf_get_str(wmem_map_lookup(listing.lines, name)));
    }
    return wmem_strbuf_get_str(text);
}
