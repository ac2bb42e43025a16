/* Keeps the history of the open capture, and gives the time of a packet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/follow.h"
#include "capture.h"

static struct pptp_history *history;
static protocol_t *pptp;
static bool is_wanted;

static void
begin_capture(void)
{
    history = pptp_history_new(wmem_file_scope());
    is_wanted = proto_is_protocol_enabled(pptp);
}

struct pptp_history *
pptp_capture_history(void)
{
    return history;
}

/* A file may hold any number of seconds, and more nanoseconds than a second has. */
int64_t
pptp_capture_time(const packet_info *pinfo)
{
    int64_t seconds = pinfo->abs_ts.secs, nanoseconds = pinfo->abs_ts.nsecs;

    if (seconds >= 0 && seconds < PPTP_LATEST / PPTP_SECOND && nanoseconds >= 0 && nanoseconds < PPTP_SECOND)
        return seconds * PPTP_SECOND + nanoseconds;
    seconds = CLAMP(seconds, 0, PPTP_LATEST / PPTP_SECOND);
    return CLAMP(seconds * PPTP_SECOND + nanoseconds, 0, PPTP_LATEST);
}

bool
pptp_capture_is_wanted(void)
{
    return is_wanted;
}

void
pptp_capture_register(int protocol)
{
    pptp = find_protocol_by_id(protocol);
    register_init_routine(begin_capture);
}
