/* The message table: one row per control message of RFC 2637, each with its table of fields.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_MESSAGES_H
#define PPTP_CONTROL_MESSAGES_H

#include <epan/packet.h>

#include "message.h"

/* One field. Numbers are in network order and 1, 2 or 4 octets long; everything longer is text, but for
 * reserved octets, which are bytes of any length. */
struct pptp_field {
    uint8_t offset;                 /* octets from the beginning of the message */
    uint8_t length;                 /* octets */
    enum pptp_meaning meaning;
    int *hf;
    const value_string *codes;      /* all valid codes of the field in this message; NULL: any number is valid */
    int *const *bits;               /* the registered fields of its single bits, NULL at the end; NULL: none */
};

/* Length, PPTP Message Type, Magic Cookie, Control Message Type, Reserved0: section 1.4. */
extern const struct pptp_field pptp_header_fields[];
extern const unsigned pptp_header_field_count;

/* The row of a Control Message Type; NULL if RFC 2637 has none. */
const struct pptp_kind *pptp_control_kind_find(uint16_t code);

/* The row of the message that answers this one; NULL if none does. */
const struct pptp_kind *pptp_control_kind_reply_to(const struct pptp_kind *request);

/* The name of a code in the message's field of that meaning, or in the first of several; NULL: it has no such field, or the
 * code is none of RFC 2637's. Static. */
const char *pptp_control_code_name(const struct pptp_kind *kind, enum pptp_meaning meaning, uint32_t code);

/* Octets of the longest message. */
unsigned pptp_control_kind_longest(void);

/* Registers the fields. Ends Wireshark (a program error) if a table does not cover its message octet for octet. */
void pptp_control_messages_register(int protocol);

#endif
