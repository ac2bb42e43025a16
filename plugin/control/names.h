/* The names of codes in RFC 2637; the comment of each list says in which section.
 *
 * A list holds exactly the valid codes of its field: every other code gets an expert item. All lists are static.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_NAMES_H
#define PPTP_CONTROL_NAMES_H

#include <epan/packet.h>

extern const value_string pptp_message_types[];         /* 1.4, PPTP Message Type */
extern const value_string pptp_connection_results[];    /* 2.2 */
extern const value_string pptp_stop_reasons[];          /* 2.3 */
extern const value_string pptp_stop_results[];          /* 2.4 */
extern const value_string pptp_echo_results[];          /* 2.6 */
extern const value_string pptp_outgoing_results[];      /* 2.8 */
extern const value_string pptp_incoming_results[];      /* 2.10 */
extern const value_string pptp_disconnect_results[];    /* 2.13 */
extern const value_string pptp_errors[];                /* 2.16 */
extern const value_string pptp_error_meanings[]; /* 2.16, in the words of the RFC */
extern const value_string pptp_outgoing_bearers[];      /* 2.7 */
extern const value_string pptp_incoming_bearers[];      /* 2.9 */
extern const value_string pptp_outgoing_framings[];     /* 2.7 */
extern const value_string pptp_incoming_framings[];     /* 2.11 */

/* Returns the ASCII names of the characters that an ACCM escapes (RFC 1662 section 7.1: bit n stands for character n):
 * "DC1, DC3", "none", "all control characters". Allocated in scope. */
char *pptp_control_accm_characters(wmem_allocator_t *scope, uint32_t accm);

#endif
