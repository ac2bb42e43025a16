/* The statistics of Wireshark's menu and of tshark -z, counted from what the tap reports.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_STATISTICS_STATISTICS_H
#define PPTP_STATISTICS_STATISTICS_H

/* Registers all statistics. Call this where protocols are registered: tshark and sharkd list statistics right after. */
void pptp_statistics_register(int protocol);

#endif
