/* Registers the plugin with Wireshark: the symbols that Wireshark looks up, and the order of registration.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/* On Windows, what this file declares public is exported; everywhere else, it is imported from Wireshark. */
#define WS_BUILD_DLL
#include "compat.h"

#include <epan/expert.h>
#include <epan/packet.h>
#include <epan/proto.h>
#include <epan/tap.h>
#include <wsutil/wslog.h>

#include "capture.h"
#include "conformance/clauses.h"
#include "control/closing.h"
#include "control/port.h"
#include "control/tracking.h"
#include "filters.h"
#include "icmp.h"
#include "mppe/accounts.h"
#include "ppp/analysis.h"
#include "ppp/beside.h"
#include "ppp/verdicts.h"
#include "preferences.h"
#include "radius/dissect.h"
#include "radius/tracking.h"
#include "report/breaches.h"
#include "report/reports.h"
#include "report/tables.h"
#include "show.h"
#include "statistics/statistics.h"
#include "takeover.h"
#include "tap.h"
#include "tunnel/ip.h"

WS_DLL_PUBLIC_DEF const char plugin_version[] = PPTP_VERSION;
WS_DLL_PUBLIC_DEF const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
WS_DLL_PUBLIC_DEF const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

WS_DLL_PUBLIC void plugin_register(void);
WS_DLL_PUBLIC uint32_t plugin_describe(void);

static int proto_pptp = -1;

/* Saved filters and "-d ...,pptp" refer to the built-in's protocol object, so it stays and gets our fields. */
static int
built_in_protocol(void)
{
    int built_in = proto_get_id_by_filter_name("pptp");

    return built_in != -1 ? built_in
                          : proto_register_protocol("Point-to-Point Tunnelling Protocol", "PPTP", "pptp");
}

static int
watch(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    if (!pptp_capture_is_wanted())
        return 0;
    pptp_control_closing_watch(pinfo, tree);
    pptp_ppp_beside_watch(tvb, pinfo);
    pptp_report_breaches_watch(pinfo, tree);
    return 0;
}

static void
register_protocol(void)
{
    int protocol = built_in_protocol();
    module_t *preferences = pptp_preferences_register(protocol);
    expert_module_t *expert;

    /* Wireshark aborts if a preference is registered twice: a second copy under another file name must do nothing. */
    if (!preferences) {
        ws_warning("PPTP for Wireshark is installed twice; this copy (version %s) stays idle.", plugin_version);
        return;
    }
    proto_pptp = protocol;
    expert = expert_register_protocol(proto_pptp);
    pptp_takeover_register(proto_pptp);
    pptp_mppe_accounts_register(preferences);
    pptp_capture_register(proto_pptp);
    pptp_tap_register();
    pptp_show_register(proto_pptp);
    pptp_conformance_register(proto_pptp);
    pptp_control_register(proto_pptp, expert);
    pptp_radius_register(proto_pptp);
    pptp_ppp_analysis_register(proto_pptp);
    pptp_ppp_verdicts_register(expert);
    /* Last, because it goes on to MPPE's fields: tshark -G elastic-mapping writes a protocol again for each row of
     * fields that others interrupt, and JSON with a name twice is of no use. */
    pptp_tunnel_register(proto_pptp, expert);
    pptp_filters_register();
    pptp_statistics_register(proto_pptp);
    pptp_report_tables_register();
    pptp_report_breaches_register(proto_pptp);
    /* It wants no fields: it runs for every frame but forces no tree. Without a protocol, Wireshark asks nothing
     * before. */
    register_postdissector(create_dissector_handle(watch, -1));
}

static void
hand_off(void)
{
    if (proto_pptp == -1)
        return;
    pptp_control_handoff();
    pptp_icmp_handoff(pptp_control_tracking_refused, pptp_radius_tracking_refused);
    pptp_tunnel_handoff();
    pptp_radius_handoff();
}

static void
register_reports(void)
{
    if (proto_pptp != -1)
        pptp_report_reports_register();
}

void
plugin_register(void)
{
    static proto_plugin plugin;
    static tap_plugin taps;

    plugin.register_protoinfo = register_protocol;
    plugin.register_handoff = hand_off;
    proto_register_plugin(&plugin);
    taps.register_tap_listener = register_reports;
    tap_register_plugin(&taps);
}

uint32_t
plugin_describe(void)
{
    return PPTP_PLUGIN_DESCRIBES_DISSECTOR;
}
