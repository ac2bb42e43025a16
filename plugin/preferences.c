/* Registers the preferences under Preferences, Protocols, PPTP, and keeps their values.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "preferences.h"

static int info_style = PPTP_INFO_RFC;
static int info_call = PPTP_INFO_CALL_AUTO;
static pptp_bool decrypts = TRUE;
static pptp_bool shows_habits = FALSE;

static const enum_val_t info_styles[] = {
    { "rfc", "RFC 2637", PPTP_INFO_RFC },
    { "network_monitor", "Microsoft Network Monitor", PPTP_INFO_NETWORK_MONITOR },
    { NULL, NULL, 0 }
};

static const enum_val_t info_calls[] = {
    { "auto", "If the capture holds several calls", PPTP_INFO_CALL_AUTO },
    { "always", "Always", PPTP_INFO_CALL_ALWAYS },
    { "never", "Never", PPTP_INFO_CALL_NEVER },
    { NULL, NULL, 0 }
};

module_t *
pptp_preferences_register(int protocol)
{
    module_t *module = prefs_find_module("pptp");

    if (!module)
        module = prefs_register_protocol(protocol, NULL);
    if (prefs_find_preference(module, "info_style"))
        return NULL;
    prefs_register_enum_preference(module, "info_style", "Message names in the Info column",
        "RFC 2637: \"Start-Control-Connection-Request\". Microsoft Network Monitor:"
        " \"PPTP Control Packet (1): Start Session Request (1)\".",
        &info_style, info_styles, FALSE);
    prefs_register_enum_preference(module, "info_call", "Call in the Info column",
        "Begins the Info column with the packet's call and sender, as in \"Call 1 PNS: \". With tshark, a packet that"
        " comes before the second call needs -2, or \"Always\".",
        &info_call, info_calls, FALSE);
    prefs_register_bool_preference(module, "decrypt_mppe", "Decrypt MPPE",
        "Decrypts the tunnels of users who have an account in the table below", &decrypts);
    prefs_register_bool_preference(module, "show_habits", "Harmless oddities in the diagnosis",
        "Lists the harmless oddities of each implementation at the end of tshark's -z pptp,diagnosis",
        &shows_habits);
    return module;
}

bool
pptp_preferences_shows_habits(void)
{
    return shows_habits;
}

bool
pptp_preferences_decrypts(void)
{
    return decrypts;
}

enum pptp_info_call
pptp_preferences_info_call(void)
{
    return (enum pptp_info_call)info_call;
}

enum pptp_info_style
pptp_preferences_info_style(void)
{
    return (enum pptp_info_style)info_style;
}
