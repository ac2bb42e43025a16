/* The message table: a row for each control message of RFC 2637, with a table of its fields.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_MESSAGES_H
#define PPTP_CONTROL_MESSAGES_H

#include <epan/packet.h>

#include "message.h"

/* A field. Numbers have 1, 2 or 4 octets in network order; longer fields hold text. */
struct pptp_field {
    uint8_t offset;                 /* octets from the start of the message */
    uint8_t length;                 /* octets */
    enum pptp_meaning meaning;
    int *hf;
    const value_string *codes;      /* all valid codes in this message; NULL: every number is valid */
    int *const *bits;               /* fields of its single bits, ending with NULL; NULL: none */
};

/* Length, PPTP Message Type, Magic Cookie, Control Message Type, Reserved0: section 1.4. */
extern const struct pptp_field pptp_header_fields[];
extern const unsigned pptp_header_field_count;

/* Returns the row of a Control Message Type; NULL if RFC 2637 does not define it. */
const struct pptp_kind *pptp_control_kind_find(uint16_t code);

/* Returns the row of the reply to a request; NULL if there is none. */
const struct pptp_kind *pptp_control_kind_reply_to(const struct pptp_kind *request);

/* Returns the name of a code in the message's first field of that meaning; NULL if there is no such field, or if RFC
 * 2637 does not define the code. Static. */
const char *pptp_control_code_name(const struct pptp_kind *kind, enum pptp_meaning meaning, uint32_t code);

/* Returns the length of the longest message, in octets. */
unsigned pptp_control_kind_longest(void);

/* Registers the fields. Ends Wireshark, as a program error, if a table does not cover its message octet for octet. */
void pptp_control_messages_register(int protocol);

#endif
