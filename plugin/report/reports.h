/* The reports of tshark: -z pptp,calls, -z pptp,diagnosis and -z pptp,json, each with an optional display filter.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_REPORTS_H
#define PPTP_REPORT_REPORTS_H

/* Registers the reports. Call this when Wireshark asks its plugins for tap listeners. */
void pptp_report_reports_register(void);

#endif
