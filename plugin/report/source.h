/* The name of the capture that tshark reads.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_SOURCE_H
#define PPTP_REPORT_SOURCE_H

#include <wsutil/wmem/wmem.h>

/* Returns the file that tshark was told to read with -r, as it was named, in UTF-8 with anything else replaced; NULL if
 * that is not known: tshark captures or reads a pipe, another program runs, or this is not Linux. Wireshark does not
 * tell plugins, so this reads the command line of the process. Allocated in scope; may hold control characters. */
const char *pptp_report_source_name(wmem_allocator_t *scope);

#endif
