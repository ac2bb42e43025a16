/* Checks the fields of a control message against RFC 2637 (pptp.value.invalid, pptp.result.failure, ...).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONTROL_CHECKS_H
#define PPTP_CONTROL_CHECKS_H

#include <epan/expert.h>
#include <epan/packet.h>

#include "control/messages.h"

/* One message while its fields are read. It lives as long as the packet is dissected. */
struct pptp_control_reading {
    tvbuff_t *tvb;                      /* the message, from its first octet */
    packet_info *pinfo;
    proto_tree *tree;                   /* NULL: nobody looks */
    const uint8_t *octets;              /* of the message, as captured */
    unsigned captured;
    bool texts;                         /* read every text into the facts */
    struct pptp_message *message;
    const struct pptp_field *result;    /* set by the checks; NULL: none so far */
    proto_item *result_item;
    const struct pptp_field *error;     /* likewise */
    proto_item *error_item;
};

/* Returns the number of octets of the field that are captured. */
unsigned pptp_control_captured_length(const struct pptp_control_reading *reading, const struct pptp_field *field);

/* Returns the number of octets of a text before its first NUL, at most all that are captured. */
unsigned pptp_control_text_length(const struct pptp_control_reading *reading, const struct pptp_field *field);

/* Checks one field, all octets of which are captured. Adds expert items and words to item, which may be NULL.
 * value: the field's number; 0 if it holds text. */
void pptp_control_check_field(struct pptp_control_reading *reading, const struct pptp_field *field, proto_item *item,
                              uint32_t value);

/* Checks Result Code and Error Code against each other. Call this when all fields have been read. */
void pptp_control_check_result(struct pptp_control_reading *reading);

void pptp_control_checks_register(int protocol, expert_module_t *expert);

#endif
