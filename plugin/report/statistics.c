/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include "report/conversations.h"
#include "report/counts.h"
#include "report/statistics.h"
#include "report/times.h"
#include "report/tree.h"

void
pptp_statistics_register(int protocol)
{
    pptp_counts_register();
    pptp_tree_register();
    pptp_times_register(protocol);
    pptp_conversations_register(protocol);
}
