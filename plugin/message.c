/* Names roles, phases, groups and directions as scripts read them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "message.h"

const char *
pptp_message_role_name(enum pptp_role role)
{
    static const char *const names[] = { [PPTP_ANY_ROLE] = "", [PPTP_PNS] = "PNS", [PPTP_PAC] = "PAC" };

    return names[role];
}

const char *
pptp_message_phase_name(enum pptp_phase phase)
{
    static const char *const names[] = {
        [PPTP_NO_PHASE] = "",
        [PPTP_CREATION] = "creation",
        [PPTP_MAINTENANCE] = "maintenance",
        [PPTP_DELETION] = "deletion"
    };

    return names[phase];
}

const char *
pptp_message_group_name(enum pptp_group group)
{
    static const char *const names[] = {
        [PPTP_GROUP_CONNECTION] = "Control Connection Management", [PPTP_GROUP_CALL] = "Call Management",
        [PPTP_GROUP_ERROR] = "Error Reporting", [PPTP_GROUP_PPP] = "PPP Session Control"
    };

    return names[group];
}

const char *
pptp_message_direction_name(enum pptp_direction direction)
{
    return direction == PPTP_INCOMING ? "incoming" : "outgoing";
}
