/* Registers the control connection's dissectors and takes over TCP port 1723.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "control/analysis.h"
#include "control/checks.h"
#include "control/closing.h"
#include "control/dissect.h"
#include "control/messages.h"
#include "control/port.h"
#include "control/stream.h"
#include "control/tracking.h"
#include "control/verdicts.h"
#include "control/walk.h"
#include "takeover.h"

static int proto_pptp = -1;
static dissector_handle_t built_in;     /* NULL in a Wireshark without one */
static dissector_handle_t ours;

static void
sweep_ports(void)
{
    pptp_takeover_sweep("tcp.port", built_in, ours);
}

void
pptp_control_register(int protocol, expert_module_t *expert)
{
    proto_pptp = protocol;
    pptp_control_messages_register(protocol);
    pptp_control_checks_register(protocol, expert);
    pptp_control_walk_register(protocol);
    pptp_control_stream_register(protocol, expert);
    pptp_control_dissect_register(protocol);
    pptp_control_tracking_register();
    pptp_control_analysis_register(protocol);
    pptp_control_verdicts_register(expert);
    pptp_control_closing_register(expert);
}

static dissector_handle_t
take_port(void)
{
    dissector_handle_t same = create_dissector_handle(pptp_control_dissect_port, proto_pptp);
    dissector_handle_t other = create_dissector_handle_with_name_and_description(pptp_control_dissect_port, proto_pptp,
                                                                                 NULL, "PPTP (RFC 2637)");

    built_in = dissector_get_default_uint_handle("tcp.port", PPTP_TCP_PORT);
    if (built_in && dissector_handle_get_protocol_index(built_in) == proto_pptp)
        return pptp_takeover_replace("tcp.port", PPTP_TCP_PORT, built_in, same, other);
    built_in = NULL;
    return same;
}

void
pptp_control_handoff(void)
{
    if (ours)
        return;
    ours = take_port();
    dissector_add_uint_with_preference("tcp.port", PPTP_TCP_PORT, ours);
    if (built_in)
        register_init_routine(sweep_ports);
    heur_dissector_add("tcp", pptp_control_dissect_heuristic, "PPTP over TCP", "pptp_tcp", proto_pptp,
                       HEURISTIC_ENABLE);
}
