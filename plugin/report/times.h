/* When the frames of a capture were captured, as far as a report was told.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_TIMES_H
#define PPTP_REPORT_TIMES_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

/* In place of nanoseconds since 1970. */
#define PPTP_TIME_UNKNOWN INT64_MIN

struct pptp_times {
    GArray *when;               /* by frame, from 1: nanoseconds since 1970, or PPTP_TIME_UNKNOWN */
    int64_t first, last;        /* the earliest and the latest; not set if there are none */
};

/* Makes an empty list, which pptp_report_times_free() frees, or empties one. */
void pptp_report_times_init(struct pptp_times *times);
void pptp_report_times_clear(struct pptp_times *times);
void pptp_report_times_free(struct pptp_times *times);

/* Adds a frame. Takes 8 octets of memory for each frame up to this one. */
void pptp_report_times_add(struct pptp_times *times, uint32_t frame, int64_t when);

/* Returns when the frame was captured, or PPTP_TIME_UNKNOWN, as for frame 0. */
int64_t pptp_report_times_of(const struct pptp_times *times, uint32_t frame);

#endif
