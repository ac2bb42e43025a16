/* What the user can set under Preferences, Protocols, PPTP.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PREFERENCES_H
#define PPTP_PREFERENCES_H

#include <stdbool.h>

#include <epan/prefs.h>

/* How the Info column names control messages (preference pptp.info_style). */
enum pptp_info_style {
    PPTP_INFO_RFC,              /* "Echo-Reply, ID 3, OK" */
    PPTP_INFO_NETWORK_MONITOR   /* "PPTP Control Packet (1): Echo Reply (6)", as in Microsoft's article Q241252 */
};

/* When the Info column begins with the call (preference pptp.info_call). */
enum pptp_info_call {
    PPTP_INFO_CALL_AUTO,        /* when the capture holds more than one call */
    PPTP_INFO_CALL_ALWAYS,
    PPTP_INFO_CALL_NEVER
};

/* Returns when to name the call in the Info column (preference pptp.info_call). */
enum pptp_info_call pptp_preferences_info_call(void);

/* Returns whether to decrypt MPPE (preference pptp.decrypt_mppe). */
bool pptp_preferences_decrypts(void);

/* Returns whether the diagnosis lists harmless oddities (preference pptp.show_habits). */
bool pptp_preferences_shows_habits(void);

/* Adds our preferences to the protocol's module, which the built-in dissector may share, and returns the module.
 * Returns NULL, and adds nothing, if they are already there: another copy of this plugin was loaded first. Call this
 * once, while protocols are registered. */
module_t *pptp_preferences_register(int protocol);

/* Returns how to name control messages (preference pptp.info_style). */
enum pptp_info_style pptp_preferences_info_style(void);

#endif
