/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include "calls/call.h"
#include "calls/flow.h"
#include "calls/history.h"
#include "calls/index.h"

struct pptp_history *
pptp_history_new(wmem_allocator_t *scope)
{
    struct pptp_history *history = wmem_new0(scope, struct pptp_history);

    history->scope = scope;
    history->connections = wmem_array_new(scope, sizeof(struct pptp_connection *));
    history->attempts = wmem_array_new(scope, sizeof(struct pptp_attempt *));
    history->tunnels = wmem_array_new(scope, sizeof(struct pptp_tunnel *));
    history->calls = wmem_array_new(scope, sizeof(struct pptp_call *));
    history->index = pptp_index_new(scope);
    history->routes = pptp_routes_new(scope);
    history->flows = pptp_flows_new(scope);
    return history;
}

uint32_t
pptp_list_append(wmem_array_t *list, void *member)
{
    wmem_array_append_one(list, member);
    return wmem_array_get_count(list) - 1;
}
