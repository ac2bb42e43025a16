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
    PPTP_PROTOCOL_VERSION,
    PPTP_FRAMING_CAPABILITIES,
    PPTP_BEARER_CAPABILITIES,
    PPTP_MAXIMUM_CHANNELS,
    PPTP_FIRMWARE_REVISION,
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
    PPTP_SUBADDRESS,        /* its value is 1 if it holds a correlation ID */
    PPTP_STATISTICS,
    PPTP_SEND_ACCM,
    PPTP_RECEIVE_ACCM,
    PPTP_WINDOW,            /* Packet Receive Window Size */
    PPTP_MEANINGS
};

_Static_assert(PPTP_MEANINGS <= 64, "pptp_message.present has a bit for each meaning");

/* The common header, section 1.4 */
#define PPTP_MAGIC_COOKIE_VALUE 0x1A2B3C4Du
enum {
    PPTP_CONTROL_MESSAGE = 1,       /* PPTP Message Type */
    PPTP_MANAGEMENT_MESSAGE = 2,
    PPTP_HEADER_LENGTH = 12         /* octets */
};

/* Control Message Types, section 1.4 */
enum pptp_code {
    PPTP_START_REQUEST = 1,
    PPTP_START_REPLY,
    PPTP_STOP_REQUEST,
    PPTP_STOP_REPLY,
    PPTP_ECHO_REQUEST,
    PPTP_ECHO_REPLY,
    PPTP_OUTGOING_CALL_REQUEST,
    PPTP_OUTGOING_CALL_REPLY,
    PPTP_INCOMING_CALL_REQUEST,
    PPTP_INCOMING_CALL_REPLY,
    PPTP_INCOMING_CALL_CONNECTED,
    PPTP_CALL_CLEAR_REQUEST,
    PPTP_CALL_DISCONNECT_NOTIFY,
    PPTP_WAN_ERROR_NOTIFY,
    PPTP_SET_LINK_INFO,
    PPTP_CODES
};

enum {
    PPTP_RESULT_HABIT = 0,      /* in no list; several implementations send it for success or without thought */
    PPTP_RESULT_SUCCESS = 1,    /* in the replies; Call-Disconnect-Notify has no such result */
    PPTP_RESULT_GENERAL_ERROR = 2
};

/* Of a reply, but not of Call-Disconnect-Notify. */
static inline bool
pptp_message_result_accepts(uint32_t result)
{
    return result == PPTP_RESULT_SUCCESS || result == PPTP_RESULT_HABIT;
}

/* What a peer is in a call: the PNS handles its PPP, the PAC its line (section 1). */
enum pptp_role { PPTP_ANY_ROLE, PPTP_PNS, PPTP_PAC };

/* Whose Call ID it is by which a message names its call. */
enum pptp_naming { PPTP_NAMES_NO_CALL, PPTP_NAMES_SENDERS_ID, PPTP_NAMES_RECEIVERS_ID, PPTP_NAMES_EITHER_ID };

/* Of a call: outgoing ones are asked for by the PNS, incoming ones by the PAC (section 2.7, 2.9). */
enum pptp_direction { PPTP_ANY_DIRECTION, PPTP_OUTGOING, PPTP_INCOMING };

/* The part of a tunnel's life that a message belongs to, as Microsoft's article Q241252 tells it. */
enum pptp_phase {
    PPTP_NO_PHASE, PPTP_CREATION, PPTP_MAINTENANCE, PPTP_DELETION,
    PPTP_PHASE_BY_HISTORY   /* only what went before tells */
};

struct pptp_field;

/* A control message of RFC 2637: one row of the message table (control/messages.c). */
struct pptp_kind {
    uint16_t code;                      /* Control Message Type */
    uint16_t length;                    /* octets, the 12 of the common header included */
    const char *name;                   /* RFC 2637's */
    const char *network_monitor_name;   /* Microsoft's article Q241252's */
    const char *subject;                /* what a failing Result Code of this message refuses; NULL: it has none */
    enum pptp_role sender;              /* who may send it */
    enum pptp_naming naming;
    enum pptp_direction direction;      /* of the calls that it creates */
    uint16_t answers;                   /* the message that it answers; 0: none */
    uint16_t reply_within;              /* seconds in which it is to be answered; 0: it is not */
    enum pptp_phase phase;
    const struct pptp_field *fields;    /* those after the common header, to the message's last octet */
    unsigned field_count;
};

/* One message as captured. It lives as long as the packet is dissected. */
struct pptp_message {
    const struct pptp_kind *kind;       /* NULL: not a message of RFC 2637 */
    uint64_t present;                   /* bit 1 << meaning: such a field is in the captured octets */
    uint32_t value[PPTP_MEANINGS];      /* of number fields; of several with one meaning the last */
    const char *text[PPTP_MEANINGS];    /* of text fields, printable; NULL unless somebody reads it */
};

static inline bool
pptp_message_has(const struct pptp_message *message, enum pptp_meaning meaning)
{
    return message->present & (UINT64_C(1) << meaning);
}

/* The words that scripts read; "" where there is none. Static. */
const char *pptp_message_role_name(enum pptp_role role);
const char *pptp_message_phase_name(enum pptp_phase phase);
const char *pptp_message_direction_name(enum pptp_direction direction);

#endif
