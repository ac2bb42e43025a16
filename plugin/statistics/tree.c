/* Counts messages by phase and tunnel packets by sender, as a tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/packet.h>
#include <epan/stats_tree.h>

#include "statistics/tree.h"
#include "tap.h"
#include "tunnel/sequence.h"

#define TREE_ROOT 0

enum { MESSAGES, TUNNEL_PACKETS, CONNECTIONS, CALLS, BRANCHES };

static const char *const branches[BRANCHES] = {
    [MESSAGES] = "Control messages",
    [TUNNEL_PACKETS] = "Tunnel packets",
    [CONNECTIONS] = "Control connections",
    [CALLS] = "Calls"
};

static const struct {
    enum pptp_tunnel_verdict verdict;
    const char *name;
} verdicts[] = {
    { PPTP_TUNNEL_LOST, "after a gap" },
    { PPTP_TUNNEL_OUT_OF_ORDER, "late" },
    { PPTP_TUNNEL_DUPLICATE, "duplicate" }
};

/* For each tree that is being filled, the connections and calls that it has counted. A tree has no room for our
 * data. */
static GHashTable *seen_by_tree;

static void
forget(stats_tree *tree)
{
    if (seen_by_tree)
        g_hash_table_remove(seen_by_tree, tree);
}

static GHashTable *
seen_by(stats_tree *tree)
{
    GHashTable *seen;

    if (!seen_by_tree)
        seen_by_tree = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_destroy);
    seen = (GHashTable *)g_hash_table_lookup(seen_by_tree, tree);
    if (!seen) {
        seen = g_hash_table_new(NULL, NULL);
        g_hash_table_insert(seen_by_tree, tree, seen);
    }
    return seen;
}

static void
forget_all(void)
{
    if (seen_by_tree)
        g_hash_table_destroy(seen_by_tree);
    seen_by_tree = NULL;
}

/* A branch without entries shows 0. Called again when a tree starts over. */
static void
init(stats_tree *tree)
{
    forget(tree);
    for (unsigned i = 0; i < BRANCHES; i++)
        zero_stat_node(tree, branches[i], TREE_ROOT, true);
}

/* thing: a connection or a call, which lives as long as the capture; NULL: none. */
static void
count_once(stats_tree *tree, unsigned branch, const void *thing)
{
    if (thing && g_hash_table_add(seen_by(tree), (void *)thing))
        tick_stat_node(tree, branches[branch], TREE_ROOT, true);
}

static void
count_message(stats_tree *tree, const struct pptp_event *event)
{
    const char *phase = pptp_message_phase_name(event->phase);
    int branch = tick_stat_node(tree, branches[MESSAGES], TREE_ROOT, true);
    int twig = tick_stat_node(tree, *phase ? phase : "no phase", branch, true);

    tick_stat_node(tree, event->kind ? event->kind->name : "Other message, or cut short", twig, false);
}

/* The roles of the peers are known from the call only. */
static const char *
sender_of(const struct pptp_packet *packet)
{
    static const char *const senders[] = {
        [PPTP_ANY_ROLE] = "from an unknown role", [PPTP_PNS] = "from the PNS", [PPTP_PAC] = "from the PAC"
    };
    const struct pptp_flow *flow = packet->sequence->flow;

    return senders[flow->call ? pptp_flow_sender(flow) : PPTP_ANY_ROLE];
}

/* Only packets with a payload have a Sequence Number (RFC 2637 section 4.1). */
static const char *
kind_of(const struct pptp_packet *packet)
{
    if (packet->has_number)
        return "payload";
    return packet->has_acknowledgment ? "acknowledgment only" : "no number";
}

static void
count_packet(stats_tree *tree, const struct pptp_packet *packet)
{
    int branch = tick_stat_node(tree, branches[TUNNEL_PACKETS], TREE_ROOT, true);
    int twig = tick_stat_node(tree, sender_of(packet), branch, true);
    int kind = tick_stat_node(tree, kind_of(packet), twig, true);

    for (unsigned i = 0; i < array_length(verdicts); i++) {
        if (pptp_packet_is(packet, verdicts[i].verdict))
            tick_stat_node(tree, verdicts[i].name, kind, false);
    }
}

static tap_packet_status
packet(stats_tree *tree, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped, tap_flags_t flags _U_)
{
    const struct pptp_tap *tap = (const struct pptp_tap *)tapped;

    if (tap->event)
        count_message(tree, tap->event);
    if (tap->packet && pptp_tap_counts(tap))
        count_packet(tree, tap->packet);
    count_once(tree, CONNECTIONS, tap->connection);
    count_once(tree, CALLS, tap->call);
    return TAP_PACKET_REDRAW;
}

void
pptp_statistics_tree_register(void)
{
    stats_tree_register_plugin("pptp", "pptp_tree", "PPTP Phases and Tunnels", 0, packet, init, forget);
    register_shutdown_routine(forget_all);
}
