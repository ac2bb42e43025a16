/* -z pptp,stat: control messages, Result Codes and Error Codes, by who sent them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_STATISTICS_COUNTS_H
#define PPTP_STATISTICS_COUNTS_H

void pptp_statistics_counts_register(void);

#endif
