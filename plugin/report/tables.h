/* Calls and findings as tables: Statistics in the GUI; -z pptp,call_table and -z pptp,finding_table.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_TABLES_H
#define PPTP_REPORT_TABLES_H

void pptp_report_tables_register(void);

#endif
