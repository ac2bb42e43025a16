/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include "calls/flow.h"
#include "calls/history.h"
#include "calls/index.h"

struct pptp_history *
pptp_history_new(wmem_allocator_t *scope)
{
    struct pptp_history *history = wmem_new0(scope, struct pptp_history);

    history->scope = scope;
    history->index = pptp_index_new(scope);
    history->routes = pptp_routes_new(scope);
    history->flows = pptp_flows_new(scope);
    return history;
}
