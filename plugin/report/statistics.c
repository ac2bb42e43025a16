/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include "report/counts.h"
#include "report/statistics.h"
#include "report/tree.h"

void
pptp_statistics_register(int protocol _U_)
{
    pptp_counts_register();
    pptp_tree_register();
}
