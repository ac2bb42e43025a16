/* Calls and findings as tables: in the GUI under Statistics, in tshark with -z pptp,call_table and -z
 * pptp,finding_table.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef PPTP_REPORT_TABLES_H
#define PPTP_REPORT_TABLES_H

/* Registers the tables. Call this where protocols are registered. */
void pptp_report_tables_register(void);

#endif
