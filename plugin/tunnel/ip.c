/* The tunnel's place in Wireshark: in front of the dissectors of GRE and of PPP's compressed packets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "tunnel/analysis.h"
#include "tunnel/gre.h"
#include "tunnel/foreign.h"
#include "tunnel/header.h"
#include "tunnel/ip.h"
#include "tunnel/mppe.h"
#include "tunnel/multilink.h"
#include "tunnel/tracking.h"
#include "tunnel/verdicts.h"

void
pptp_tunnel_register(int protocol, expert_module_t *expert)
{
    pptp_tunnel_tracking_register();
    pptp_tunnel_gre_register();
    pptp_tunnel_header_register(expert);
    pptp_tunnel_foreign_register(expert);
    pptp_tunnel_analysis_register(protocol);
    pptp_tunnel_verdicts_register(expert);
    pptp_tunnel_mppe_register();
    pptp_tunnel_multilink_register();
}

void
pptp_tunnel_handoff(void)
{
    pptp_tunnel_gre_handoff();
    pptp_tunnel_mppe_handoff();
    pptp_tunnel_multilink_handoff();
}
