/* The report of conformance: what each peer of a control connection keeps and breaks of RFC 2637.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_CONFORMANCE_H
#define PPTP_REPORT_CONFORMANCE_H

#include "report/selection.h"

/* The verdicts on the tunnels' packets that a report has seen. */
struct pptp_report_packets;

/* Returns an empty count. The caller frees it. */
struct pptp_report_packets *pptp_report_conformance_new(void);

/* Frees a count. */
void pptp_report_conformance_free(struct pptp_report_packets *packets);

/* Forgets all packets. */
void pptp_report_conformance_clear(struct pptp_report_packets *packets);

/* Counts a packet's verdicts. Other taps than a tunnel packet's count nothing. */
void pptp_report_conformance_see(struct pptp_report_packets *packets, const struct pptp_tap *tap);

/* Prints a section for each selected control connection. Returns the number of sections. */
unsigned pptp_report_conformance_print(const struct pptp_report_packets *packets, wmem_allocator_t *scope,
                                       const struct pptp_selection *selection);

#endif
