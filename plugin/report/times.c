/* Keeps the time of each frame of a capture, for reports that tell when a finding was seen.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "report/times.h"

static const int64_t unknown = PPTP_TIME_UNKNOWN;

void
pptp_report_times_init(struct pptp_times *times)
{
    *times = (struct pptp_times){ .when = g_array_new(FALSE, FALSE, sizeof(int64_t)) };
}

void
pptp_report_times_clear(struct pptp_times *times)
{
    g_array_set_size(times->when, 0);
}

void
pptp_report_times_free(struct pptp_times *times)
{
    g_array_free(times->when, TRUE);
}

void
pptp_report_times_add(struct pptp_times *times, uint32_t frame, int64_t when)
{
    bool is_first = times->when->len == 0;

    while (times->when->len < frame)
        g_array_append_val(times->when, unknown);
    g_array_index(times->when, int64_t, frame - 1) = when;
    times->first = is_first ? when : MIN(times->first, when);
    times->last = is_first ? when : MAX(times->last, when);
}

int64_t
pptp_report_times_of(const struct pptp_times *times, uint32_t frame)
{
    return frame > 0 && frame <= times->when->len ? g_array_index(times->when, int64_t, frame - 1) : PPTP_TIME_UNKNOWN;
}
