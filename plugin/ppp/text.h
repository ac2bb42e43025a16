/* Text that a peer sent, and how people read it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_TEXT_H
#define PPTP_PPP_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>

/* Octets as the peer sent them, in any encoding and with any NULs among them. */
struct pptp_text {
    const uint8_t *octets;              /* NULL: none */
    unsigned size;
    bool is_cut;                        /* more was sent than captured */
};

/* Returns a copy of the octets that lives as long as scope. */
struct pptp_text pptp_ppp_text_keep(wmem_allocator_t *scope, const uint8_t *octets, unsigned size);

/* Returns a copy of the text in one line, which lives in scope: without the line ends around it, and with a space for
 * those inside it. */
struct pptp_text pptp_ppp_text_line(wmem_allocator_t *scope, struct pptp_text text);

/* Returns whether the text contains the words, in this case. */
bool pptp_ppp_text_has(const struct pptp_text *text, const char *words);

/* Returns the text as UTF-8, with the replacement character for what is not UTF-8 and U+2400 for NUL. "..." ends a
 * text that was cut. The result lives in scope or is static; it is "" if there is no text. */
const char *pptp_ppp_text_show(wmem_allocator_t *scope, const struct pptp_text *text);

/* Returns whether the text of a Terminate-Request is that of Windows, which ends LCP with its Magic Number,
 * 0x003CCD74 and an error number instead of a text. error: that number, 0 if there was no error. */
bool pptp_ppp_termination_is_windows(const struct pptp_text *text, uint32_t *error);

/* Returns whether a Terminate-Request gives a reason. Windows' error 0 is none. */
bool pptp_ppp_termination_has_reason(const struct pptp_text *text);

/* Returns whether the text of a Terminate-Request is that of pppd when a signal ends it: its user's, or that of another
 * program. */
bool pptp_ppp_termination_is_signalled(const struct pptp_text *text);

/* Returns the reason in a Terminate-Request: its text, or the number of a Windows error. The result lives in scope
 * or is static. */
const char *pptp_ppp_termination_show(wmem_allocator_t *scope, const struct pptp_text *text);

#endif
