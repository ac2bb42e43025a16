/* Registers all statistics.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "statistics/conversations.h"
#include "statistics/counts.h"
#include "statistics/ladder.h"
#include "statistics/statistics.h"
#include "statistics/times.h"
#include "statistics/tree.h"

void
pptp_statistics_register(int protocol)
{
    pptp_statistics_counts_register();
    pptp_statistics_tree_register();
    pptp_statistics_times_register(protocol);
    pptp_statistics_conversations_register(protocol);
    pptp_statistics_ladder_register(protocol);
}
