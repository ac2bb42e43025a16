/* One control message as plain facts: filled by control/ from the octets of a message, tree or no tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MESSAGE_H
#define PPTP_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

/* What a field of a control message means, whatever message it stands in (RFC 2637 section 2). */
enum pptp_meaning {
    PPTP_PLAIN,             /* nothing to the rest of the plugin */
    PPTP_LENGTH,
    PPTP_MESSAGE_TYPE,
    PPTP_MAGIC_COOKIE,
    PPTP_CONTROL_MESSAGE_TYPE,
    PPTP_RESERVED,
    PPTP_CAPABILITIES,
    PPTP_HOST_NAME,
    PPTP_VENDOR_NAME,
    PPTP_RESULT,            /* of a request: 1 is success */
    PPTP_DISCONNECT_RESULT, /* why a call ended: any value but General Error is life's normal course */
    PPTP_ERROR,
    PPTP_CAUSE,
    PPTP_REASON,
    PPTP_IDENTIFIER,
    PPTP_CALL_ID,
    PPTP_PEER_CALL_ID,
    PPTP_CODE,              /* a code that only its own list explains */
    PPTP_PHONE_NUMBER_LENGTH,
    PPTP_PHONE_NUMBER,
    PPTP_DIALED_NUMBER_LENGTH,
    PPTP_DIALED_NUMBER,
    PPTP_DIALING_NUMBER_LENGTH,
    PPTP_DIALING_NUMBER,
    PPTP_SUBADDRESS,
    PPTP_STATISTICS,
    PPTP_SEND_ACCM,
    PPTP_RECEIVE_ACCM,
    PPTP_MEANINGS
};

_Static_assert(PPTP_MEANINGS <= 32, "pptp_message.present has a bit for each meaning");

struct pptp_field;

/* A control message of RFC 2637: one row of the message table (control/messages.c). */
struct pptp_kind {
    uint16_t code;                      /* Control Message Type */
    uint16_t length;                    /* octets, the 12 of the common header included */
    const char *name;                   /* RFC 2637's */
    const char *network_monitor_name;   /* Microsoft's article Q241252's */
    const char *subject;                /* what a failing Result Code of this message refuses; NULL: it has none */
    const struct pptp_field *fields;    /* those after the common header, to the message's last octet */
    unsigned field_count;
};

/* One message as captured. It lives as long as the packet is dissected. */
struct pptp_message {
    const struct pptp_kind *kind;       /* NULL: not a message of RFC 2637 */
    uint32_t present;                   /* bit 1 << meaning: such a field is in the captured octets */
    uint32_t value[PPTP_MEANINGS];      /* of number fields; of several with one meaning the last */
    const char *text[PPTP_MEANINGS];    /* of text fields, printable; NULL unless somebody reads it */
};

static inline bool
pptp_message_has(const struct pptp_message *message, enum pptp_meaning meaning)
{
    return message->present & (UINT32_C(1) << meaning);
}

#endif
