/* Puts into words what errors of Windows' remote access say.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/windows.h"

const value_string pptp_diagnosis_windows_errors[] = {
    { 619, "connection not established, port closed" },
    { 628, "terminated by the remote computer before it was complete" },
    { 629, "closed by the remote computer" },
    { 631, "disconnected by the user" },
    { 645, "internal authentication error" },
    { 646, "account not permitted to log on at this time of day" },
    { 647, "account disabled" },
    { 648, "password expired" },
    { 649, "no permission to dial in" },
    { 650, "remote access server not responding" },
    { 691, "user name or password not accepted" },
    { 703, "user name or password not saved, and nobody to ask for them" },
    { 708, "account expired" },
    { 709, "password could not be changed" },
    { 717, "no address left in the static pool" },
    { 718, "remote computer did not respond in time" },
    { 719, "terminated by the remote computer" },
    { 720, "no connection, network settings do not match" },
    { 721, "remote computer did not respond" },
    { 722, "PPP packet invalid" },
    { 731, "protocol not configured" },
    { 732, "no agreement on PPP control protocols" },
    { 733, "connection not completed, protocols do not match" },
    { 734, "PPP link control protocol terminated" },
    { 735, "requested address rejected by the server" },
    { 736, "control protocol terminated by the remote computer" },
    { 737, "loopback detected" },
    { 738, "no address assigned by the server" },
    { 741, "local computer does not support the required encryption" },
    { 742, "remote computer does not support the required encryption" },
    { 743, "remote computer requires encryption" },
    { 768, "data could not be encrypted" },
    { 778, "identity of the server could not be verified" },
    { 800, "VPN connection not established" },
    { 806, "VPN connection started but not completed, GRE probably blocked" },
    { 807, "network connection interrupted" },
    { 809, "no connection, the server did not respond" },
    { 812, "prevented by a policy of the server, authentication methods may not match" },
    { 828, "idle for too long" },
    { 829, "link failed" },
    { 830, "user logged off" },
    { 831, "user switched" },
    { 832, "computer went into hibernation" },
    { 833, "computer was suspended" },
    { 834, "remote access connection manager stopped" },
    { 917, "authentication protocol rejected by the remote computer" },
    { 918, "no authentication protocol available" },
    { 919, "remote computer refused the configured authentication protocol" },
    { 920, "remote account without permission to dial in" },
    { 921, "remote account expired" },
    { 922, "remote account disabled" },
    { 923, "remote account not permitted to log on at this time of day" },
    { 924, "user name or password of the remote computer not accepted" },
    { 930, "authentication server did not respond in time" },
    { 0, NULL }
};

#define ALLOW_HOURS "Allow that time of day: in the account's logon hours, or in the server's or RADIUS policy."
#define ENABLE_ACCOUNT "Enable or unlock the account."
#define ALLOW_DIAL_IN "Give the account the permission to dial in: its own property, or the server's or RADIUS policy."
#define EXTEND_ACCOUNT "Extend the account: its date of expiry has passed."
#define CHECK_LOGON "Check the user name exactly as sent (with or without a domain), the account and the password."

/* Errors that answer a logon, and what to do about them. */
static const value_string logon_errors[] = {
    { 646, ALLOW_HOURS },
    { 647, ENABLE_ACCOUNT },
    { 648, "Give the account a new password, or use a client that can change it (RFC 2759 section 7)." },
    { 649, ALLOW_DIAL_IN },
    { 691, CHECK_LOGON " If they are right, look in the server's event log: a policy may not allow this authentication"
           " protocol." },
    { 708, EXTEND_ACCOUNT },
    { 709, "Choose a password that the server's rules allow, or change it at the server." },
    { 812, "Look at the network policy of the server or its RADIUS server (NPS): its conditions (groups, times, kind of"
           " tunnel), and the authentication methods that it allows." },
    { 919, "Let the server and the client allow the same authentication protocol." },
    { 920, ALLOW_DIAL_IN },
    { 921, EXTEND_ACCOUNT },
    { 922, ENABLE_ACCOUNT },
    { 923, ALLOW_HOURS },
    { 924, CHECK_LOGON },
    { 0, NULL }
};

const char *
pptp_diagnosis_windows_advice(uint32_t error)
{
    return try_val_to_str(error, logon_errors);
}

const char *
pptp_diagnosis_windows_explain(wmem_allocator_t *scope, const char *numbers)
{
    wmem_strbuf_t *text = wmem_strbuf_new(scope, NULL);

    while (*numbers) {
        char *end = (char *)numbers;
        uint32_t number = g_ascii_isdigit(*numbers) ? (uint32_t)g_ascii_strtoull(numbers, &end, 10) : 0;
        const char *words = number ? try_val_to_str(number, pptp_diagnosis_windows_errors) : NULL;

        if (end == numbers)
            end++;
        wmem_strbuf_append_printf(text, "%.*s", (int)(end - numbers), numbers);
        if (words)
            wmem_strbuf_append_printf(text, " (%s)", words);
        numbers = end;
    }
    return wmem_strbuf_get_str(text);
}

static bool
is_of_remote_end(uint32_t number)
{
    return number == 628 || number == 629;
}

const char *
pptp_diagnosis_windows_of_closer(wmem_allocator_t *scope, const char *numbers)
{
    wmem_strbuf_t *text = wmem_strbuf_new(scope, NULL);
    uint32_t held = 0;

    while (*numbers) {
        char *end = (char *)numbers + 1;
        uint32_t number = g_ascii_isdigit(*numbers) ? (uint32_t)g_ascii_strtoull(numbers, &end, 10) : 0;

        if (number && !is_of_remote_end(number)) {
            if (held)
                wmem_strbuf_append_printf(text, "%s%u", wmem_strbuf_get_len(text) > 0 ? ", " : "", held);
            held = number;
        }
        numbers = end;
    }
    if (held)
        wmem_strbuf_append_printf(text, "%s%u", wmem_strbuf_get_len(text) > 0 ? " or " : "", held);
    return wmem_strbuf_get_str(text);
}
