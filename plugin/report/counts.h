/* -z pptp,stat: control messages, Result Codes and Error Codes, by who sent them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_COUNTS_H
#define PPTP_REPORT_COUNTS_H

void pptp_counts_register(void);

#endif
