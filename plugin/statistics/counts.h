/* The tables of -z pptp,stat: the number of control messages, Result Codes and Error Codes, by sender.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_STATISTICS_COUNTS_H
#define PPTP_STATISTICS_COUNTS_H

/* Registers the tables. Call this where protocols are registered. */
void pptp_statistics_counts_register(void);

#endif
