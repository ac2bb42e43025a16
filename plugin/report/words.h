/* The words for what a report says of a subject, shared by text, tables and JSON.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_WORDS_H
#define PPTP_REPORT_WORDS_H

#include "diagnosis/subject.h"

/* All words are allocated in scope or static, hold no control characters, and are "" where there is nothing to say. */

/* Returns an address and port, as "192.0.2.10:40000" or "[2001:db8::1]:1723"; the address alone if port is 0; "?"
 * for NULL. */
const char *pptp_report_word_end(wmem_allocator_t *scope, const address *host, uint16_t port);

/* Returns an end of a control connection, as "192.0.2.10, the PNS, looks like pptp-linux". */
const char *pptp_report_word_peer(wmem_allocator_t *scope, const struct pptp_connection *connection, unsigned end);

/* Returns the last authentication, as "MS-CHAPv2 ok (user alice)". link may be NULL. */
const char *pptp_report_word_authentication(wmem_allocator_t *scope, const struct pptp_link *link);

/* Returns what CCP agreed on for packets to an end, as "MPPE 128-bit stateless" or "none"; NULL if what was captured
 * does not tell. */
const char *pptp_report_word_encryption_to(wmem_allocator_t *scope, const struct pptp_subject *subject, unsigned end);

/* Returns the same for both directions, once if they do not differ; "not captured" where nothing tells. */
const char *pptp_report_word_encryption(wmem_allocator_t *scope, const struct pptp_subject *subject);

/* Returns the addresses that IPCP assigned to the client and to the server, as "10.0.0.2 <-> 10.0.0.1". */
const char *pptp_report_word_addresses(wmem_allocator_t *scope, const struct pptp_subject *subject);

/* Returns the furthest stage that the subject reached: "TCP", "Control", "Call", "GRE", "LCP" and so on up to
 * "Data". */
const char *pptp_report_word_stage(const struct pptp_subject *subject);

/* Returns the key sequences of a control connection, as "creation: frames 4-12, complete; maintenance: 13-18 (3
 * echoes); deletion: 19-24, complete" (Microsoft's article Q241252). */
const char *pptp_report_word_sequences(wmem_allocator_t *scope, const struct pptp_connection *connection);

/* Returns whether the connection was started and had a call; whether it was stopped. */
bool pptp_report_is_creation_complete(const struct pptp_connection *connection);
bool pptp_report_is_deletion_complete(const struct pptp_connection *connection);

/* Returns a time since 1970 in UTC, as "2026-01-31 23:59:59.123456". */
const char *pptp_report_word_time(wmem_allocator_t *scope, int64_t nanoseconds);

/* Returns the same in RFC 3339's format, "2026-01-31T23:59:59.123456Z". */
const char *pptp_report_word_timestamp(wmem_allocator_t *scope, int64_t nanoseconds);

/* Returns an IPv4 address in words. ipv4: in host byte order. */
const char *pptp_report_word_ipv4(wmem_allocator_t *scope, uint32_t ipv4);

/* Returns the last authentication that had an outcome, or else the last one; NULL if there is none. link may be
 * NULL. */
const struct pptp_authentication *pptp_report_last_authentication(const struct pptp_link *link);

/* Returns the value of an IPCP option that the end agreed on; 0 if there is none. */
uint32_t pptp_report_ipcp_value(const struct pptp_link *link, unsigned end, enum pptp_option option);

/* Returns whether a Configure-Request of the protocol was captured. */
bool pptp_report_is_asked(const struct pptp_link *link, enum pptp_control_protocol protocol);

#endif
