/* Hides what differs between Wireshark 4.0, 4.2, 4.4 and 4.6, or between compilers. No other file asks for the version.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_COMPAT_H
#define PPTP_COMPAT_H

#include <ws_version.h>

#include <wireshark.h>

#define PPTP_WIRESHARK (WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR)

/* What heuristic dissectors and conversation filters return, and the type of a preference and of Flow Graph's
 * members. */
#if PPTP_WIRESHARK < 404
typedef gboolean pptp_bool;
#else
typedef bool pptp_bool;
#endif

/* What callbacks of wmem scopes and of UATs return. */
#if PPTP_WIRESHARK < 402
typedef gboolean pptp_callback_bool;
#else
typedef bool pptp_callback_bool;
#endif

/* Calls the dissector that a table holds for a number. */
#if PPTP_WIRESHARK < 406
#define PPTP_TRY_UINT dissector_try_uint_new
#else
#define PPTP_TRY_UINT dissector_try_uint_with_data
#endif

/* Conversation filters' functions take user data since 4.2. */
#if PPTP_WIRESHARK < 402
#define PPTP_FILTER_DATA
#define PPTP_NO_FILTER_DATA
#else
#define PPTP_FILTER_DATA , void *data _U_
#define PPTP_NO_FILTER_DATA , NULL
#endif

/* The value of an item in a tree. */
#if PPTP_WIRESHARK < 402
#define PPTP_ITEM_VALUE(info) (&(info)->value)
#else
#define PPTP_ITEM_VALUE(info) ((info)->value)
#endif

/* Since 4.6, the function that starts a tshark report returns whether it could start. Before that, Wireshark's own
 * reports exit if they cannot. */
#if PPTP_WIRESHARK < 406
#include <stdlib.h>
#define PPTP_STAT_INIT void
#define PPTP_STAT_INIT_RESULT(begun) do { if (!(begun)) exit(1); } while (0)
#else
#define PPTP_STAT_INIT bool
#define PPTP_STAT_INIT_RESULT(begun) return begun
#endif

/* For functions that few packets reach: inlined, they would cost all others instructions. */
#ifdef __GNUC__
#define PPTP_RARE __attribute__((noinline, cold))
#else
#define PPTP_RARE
#endif

/* What plugin_describe() returns for a dissector: WS_PLUGIN_DESC_DISSECTOR, whose header 4.0 does not install. */
#define PPTP_PLUGIN_DESCRIBES_DISSECTOR 1u

#endif
