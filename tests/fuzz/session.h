/* Dissects frames in one process, as tshark does, and checks what the plugin reports.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_FUZZ_SESSION_H
#define PPTP_FUZZ_SESSION_H

#include <stdint.h>

#include <wsutil/nstime.h>

struct fuzz_frame {
    const uint8_t *octets;
    uint32_t captured;              /* octets */
    uint32_t length;                /* octets that were sent */
    uint32_t interface;
    nstime_t when;
};

/* The plugin's. */
void plugin_register(void);

/* Dissects the frames in one pass, in one without a tree, and in two, with all reports drawn at the end. Fails if a
 * report is no text that any terminal can show, or no JSON, or if the passes report different JSON.
 * link_type: as in a file of pcap. */
void fuzz_session_check(const struct fuzz_frame *frames, unsigned count, unsigned link_type);

#endif
