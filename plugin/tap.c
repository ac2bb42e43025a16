/* Queues PPTP's packets for statistics and reports that listen to the tap "pptp".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/tap.h>

#include "tap.h"

static int pptp_tap = -1;

bool
pptp_tap_is_heard(void)
{
    return have_tap_listener(pptp_tap);
}

void
pptp_tap_queue(packet_info *pinfo, struct pptp_tap tap)
{
    tap.first_time = !PINFO_FD_VISITED(pinfo);
    tap_queue_packet(pptp_tap, pinfo, wmem_memdup(pinfo->pool, &tap, sizeof tap));
}

void
pptp_tap_register(void)
{
    pptp_tap = register_tap("pptp");
}
