/* What the list of calls says of a subject, word by word: for text and tables. All are in scope or static, "" where there is nothing to
 * say, and without control characters.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_WORDS_H
#define PPTP_REPORT_WORDS_H

#include "diagnosis/subject.h"

/* "192.0.2.10:40000", "[2001:db8::1]:1723"; without a port if that is 0. */
const char *pptp_report_word_end(wmem_allocator_t *scope, const address *host, uint16_t port);

const char *pptp_report_word_authentication(wmem_allocator_t *scope, const struct pptp_link *link);
const char *pptp_report_word_encryption(wmem_allocator_t *scope, const struct pptp_subject *subject);

/* The addresses that IPCP gave: of the client and of the server. */
const char *pptp_report_word_addresses(wmem_allocator_t *scope, const struct pptp_subject *subject);

/* The furthest stage that was reached: "TCP", "Control", "Call", "GRE", "LCP"... "Data". */
const char *pptp_report_word_stage(const struct pptp_subject *subject);

/* "2026-01-31 23:59:59.123456", UTC. */
const char *pptp_report_word_time(wmem_allocator_t *scope, int64_t nanoseconds);

/* An IPv4 address as IPCP writes it. */
const char *pptp_report_word_ipv4(wmem_allocator_t *scope, uint32_t ipv4);

/* The last authentication that had an outcome, else the last; NULL: none. */
const struct pptp_authentication *pptp_report_last_authentication(const struct pptp_link *link);

/* What the end is called in IPCP; 0: nothing was agreed on. */
uint32_t pptp_report_ipcp_value(const struct pptp_link *link, unsigned end, enum pptp_option option);

#endif
