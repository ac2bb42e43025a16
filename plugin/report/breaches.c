/* Lists the packets that break what only the report judges, and adds the clauses to their trees.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <stdlib.h>

#include <epan/packet.h>
#include <epan/proto.h>

#include "capture.h"
#include "report/breaches.h"
#include "report/conduct.h"
#include "show.h"

struct breach {
    uint32_t frame;
    const struct pptp_clause *clause;
};

/* The breaches of the open capture, by frame and then by clause. A live capture goes on: then they are listed again. */
static struct {
    GArray *found; /* NULL: not listed so far */
    int64_t last_time; /* of the capture when they were listed */
} list;

/* tshark gives the number of a frame that its read filter (-R) drops to the next one. */
static struct {
    uint32_t last; /* number on the first pass */
    GArray *shared; /* uint32_t: numbers of several frames, in order; NULL: none */
} numbers;

static int protocols[3]; /* whose item gets the clauses: the first of these that the frame has */

/* --- Listing ---------- */

static void
take(const struct pptp_conduct *conducts)
{
    for (unsigned i = 0; conducts && i < pptp_clause_count; i++) {
        const struct pptp_clause *clause = &pptp_clauses[i];

        for (unsigned j = 0; conducts[i].every && j < wmem_array_get_count(conducts[i].every); j++) {
            struct breach breach = { *(const uint32_t *)wmem_array_index(conducts[i].every, j), clause };

            if (clause->judge == PPTP_BY_COURSE && !clause->item)
                g_array_append_val(list.found, breach);
        }
    }
}

static int
compare(const void *a, const void *b)
{
    const struct breach *one = a, *other = b;

    return one->frame != other->frame     ? (one->frame < other->frame ? -1 : 1)
           : one->clause != other->clause ? (one->clause < other->clause ? -1 : 1)
                                          : 0;
}

static void
take_all(const struct pptp_history *history, const struct pptp_seen *seen, wmem_allocator_t *scope)
{
    for (unsigned i = 0; i < wmem_array_get_count(history->connections); i++) {
        for (unsigned end = 0; end < 2; end++) {
            struct pptp_judging judging = { seen, pptp_list_at(history->connections, i), end };

            take(pptp_report_conduct_of(&judging, scope));
        }
        wmem_free_all(scope);
    }
    for (unsigned i = 0; i < wmem_array_get_count(history->attempts); i++) {
        const struct pptp_attempt *attempt = pptp_list_at(history->attempts, i);

        if (!attempt->connection)
            take(pptp_report_conduct_of_attempt(attempt, history, scope));
    }
}

static void
forget(void)
{
    if (list.found)
        g_array_free(list.found, TRUE);
    list.found = NULL;
}

static void
forget_all(void)
{
    forget();
    if (numbers.shared)
        g_array_free(numbers.shared, TRUE);
    numbers.shared = NULL;
    numbers.last = 0;
}

static void
list_breaches(void)
{
    const struct pptp_history *history = pptp_capture_history();
    wmem_allocator_t *scope;
    struct pptp_seen *seen;

    if (list.found && list.last_time == history->last_time)
        return;
    forget();
    scope = wmem_allocator_new(WMEM_ALLOCATOR_BLOCK);
    seen = pptp_report_seen_new(history);
    list.found = g_array_new(FALSE, FALSE, sizeof(struct breach));
    list.last_time = history->last_time;
    take_all(history, seen, scope);
    g_array_sort(list.found, compare);
    pptp_report_seen_free(seen);
    wmem_destroy_allocator(scope);
}

/* --- Frames ---------- */

static void
note_number(uint32_t frame)
{
    if (frame == numbers.last) {
        if (!numbers.shared)
            numbers.shared = g_array_new(FALSE, FALSE, sizeof frame);
        g_array_append_val(numbers.shared, frame);
    }
    numbers.last = frame;
}

static int
compare_numbers(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;

    return (one > other) - (one < other);
}

/* A breach may be that of a frame that is not there any more. */
static bool
is_ambiguous(uint32_t frame)
{
    return numbers.shared && bsearch(&frame, numbers.shared->data, numbers.shared->len, sizeof frame, compare_numbers);
}

/* --- Showing ---------- */

static const struct breach *
breach_at(unsigned index)
{
    return index < list.found->len ? &g_array_index(list.found, struct breach, index) : NULL;
}

/* Returns the place of the first breach in the frame or a later one. */
static unsigned
first_from(uint32_t frame)
{
    unsigned from = 0, to = list.found->len;

    while (from < to) {
        unsigned middle = from + (to - from) / 2;

        if (breach_at(middle)->frame < frame)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* Returns the subtree that the clauses belong to; the tree itself if there is none, because nobody looks. */
static proto_tree *
subtree_of(proto_tree *tree)
{
    proto_node *node = NULL;

    for (unsigned i = 0; !node && i < G_N_ELEMENTS(protocols); i++)
        node = pptp_show_find(tree->first_child, protocols[i]);
    return node ? proto_item_get_subtree(node) : tree;
}

static void
show(packet_info *pinfo, proto_tree *tree)
{
    const struct breach *breach;
    const struct pptp_clause *shown = NULL;

    list_breaches();
    for (unsigned i = first_from(pinfo->num); (breach = breach_at(i)) != NULL && breach->frame == pinfo->num; i++) {
        if (breach->clause != shown)
            pptp_conformance_show(pinfo->pool, subtree_of(tree), breach->clause, false);
        shown = breach->clause;
    }
}

void
pptp_report_breaches_watch(packet_info *pinfo, proto_tree *tree)
{
    if (!PINFO_FD_VISITED(pinfo))
        note_number(pinfo->num);
    else if (tree && pptp_conformance_is_wanted(tree) && !is_ambiguous(pinfo->num))
        show(pinfo, tree);
}

void
pptp_report_breaches_register(int protocol)
{
    protocols[0] = protocol;
    protocols[1] = proto_get_id_by_filter_name("gre");
    protocols[2] = proto_get_id_by_filter_name("tcp");
    register_cleanup_routine(forget_all);
}
