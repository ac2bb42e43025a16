/* Wireshark's Statistics menu, and tshark -z: what the tap tells, counted. No octet of a packet is read here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_STATISTICS_STATISTICS_H
#define PPTP_STATISTICS_STATISTICS_H

/* All of them. To be called where protocols are registered: tshark and sharkd list statistics right after. */
void pptp_statistics_register(int protocol);

#endif
