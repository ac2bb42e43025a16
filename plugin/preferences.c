/* Registers the preferences under Preferences, Protocols, PPTP, and keeps their values.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "preferences.h"

static int info_style = PPTP_INFO_RFC;
static pptp_bool decrypts = TRUE;
static pptp_bool shows_habits = FALSE;

static const enum_val_t info_styles[] = {
    { "rfc", "RFC 2637", PPTP_INFO_RFC },
    { "network_monitor", "Microsoft Network Monitor", PPTP_INFO_NETWORK_MONITOR },
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
    prefs_register_bool_preference(module, "decrypt_mppe", "Decrypt MPPE",
        "Decrypts the tunnels of users who have an account in the table below", &decrypts);
    prefs_register_bool_preference(module, "show_habits", "Harmless oddities in the diagnosis",
        "Lists at the end of tshark's -z pptp,diagnosis what is odd about each implementation but does no harm",
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

enum pptp_info_style
pptp_preferences_info_style(void)
{
    return (enum pptp_info_style)info_style;
}
