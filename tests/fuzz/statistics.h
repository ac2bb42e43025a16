/* The plugin's statistics: tables, conversations, response times and the tree, which only a user interface draws.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_FUZZ_STATISTICS_H
#define PPTP_FUZZ_STATISTICS_H

/* Has all of them listen until the program ends. Call this when all dissectors have registered. */
void fuzz_statistics_start(void);

#endif
