/* A control message as plain facts, which control/ reads from its octets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MESSAGE_H
#define PPTP_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

/* What a field means, whichever message it is in (RFC 2637 section 2). */
enum pptp_meaning {
    PPTP_PLAIN,             /* shown, but not used otherwise */
    PPTP_LENGTH,
    PPTP_MESSAGE_TYPE,
    PPTP_MAGIC_COOKIE,
    PPTP_CONTROL_MESSAGE_TYPE,
    PPTP_RESERVED,
    PPTP_FIRMWARE_REVISION,
    PPTP_HOST_NAME,
    PPTP_VENDOR_NAME,
    PPTP_RESULT,            /* of a request; 1 is success */
    PPTP_DISCONNECT_RESULT, /* why a call ended; only General Error is a failure */
    PPTP_ERROR,
    PPTP_CAUSE,
    PPTP_REASON,
    PPTP_IDENTIFIER,
    PPTP_CALL_ID,
    PPTP_PEER_CALL_ID,
    PPTP_PHONE_NUMBER_LENGTH,
    PPTP_PHONE_NUMBER,
    PPTP_DIALED_NUMBER_LENGTH,
    PPTP_DIALED_NUMBER,
    PPTP_DIALING_NUMBER_LENGTH,
    PPTP_DIALING_NUMBER,
    PPTP_SUBADDRESS,        /* its value becomes 1 if it holds a correlation ID */
    PPTP_STATISTICS,
    PPTP_SEND_ACCM,
    PPTP_RECEIVE_ACCM,
    PPTP_WINDOW,            /* Packet Receive Window Size */
    PPTP_MAXIMUM_CHANNELS,  /* the first of the numbers that an event keeps */
    PPTP_PROTOCOL_VERSION,
    PPTP_FRAMING_CAPABILITIES,
    PPTP_BEARER_CAPABILITIES,
    PPTP_BEARER_TYPE,
    PPTP_FRAMING_TYPE,
    PPTP_PROCESSING_DELAY,
    PPTP_SERIAL_NUMBER,
    PPTP_MINIMUM_BPS,
    PPTP_MAXIMUM_BPS,
    PPTP_CONNECT_SPEED,
    PPTP_CRC_ERRORS,        /* this counter of a WAN-Error-Notify and the next five */
    PPTP_FRAMING_ERRORS,
    PPTP_HARDWARE_OVERRUNS,
    PPTP_BUFFER_OVERRUNS,
    PPTP_TIMEOUT_ERRORS,
    PPTP_ALIGNMENT_ERRORS,
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
    PPTP_RESULT_HABIT = 0,      /* not in RFC 2637; several implementations send it for success */
    PPTP_RESULT_SUCCESS = 1,    /* of replies; Call-Disconnect-Notify has no such result */
    PPTP_RESULT_GENERAL_ERROR = 2
};

/* Returns true if the Result Code of a reply (not of Call-Disconnect-Notify) means success. */
static inline bool
pptp_message_result_accepts(uint32_t result)
{
    return result == PPTP_RESULT_SUCCESS || result == PPTP_RESULT_HABIT;
}

/* Role of a peer in a call: the PNS handles PPP, the PAC the line (section 1). */
enum pptp_role { PPTP_ANY_ROLE, PPTP_PNS, PPTP_PAC };

/* Whose Call ID a message names its call by. */
enum pptp_naming { PPTP_NAMES_NO_CALL, PPTP_NAMES_SENDERS_ID, PPTP_NAMES_RECEIVERS_ID, PPTP_NAMES_EITHER_ID };

/* Direction of a call: the PNS requests outgoing calls, the PAC incoming ones (sections 2.7 and 2.9). */
enum pptp_direction { PPTP_ANY_DIRECTION, PPTP_OUTGOING, PPTP_INCOMING };

/* Part of a tunnel's life that a message belongs to, as Microsoft's article Q241252 divides it. */
enum pptp_phase {
    PPTP_NO_PHASE, PPTP_CREATION, PPTP_MAINTENANCE, PPTP_DELETION,
    PPTP_PHASES,
    PPTP_PHASE_BY_HISTORY   /* depends on earlier messages */
};

/* Groups of messages in RFC 2637 section 1.4 (the table of Control Message Types) and in Q241252. */
enum pptp_group { PPTP_GROUP_CONNECTION, PPTP_GROUP_CALL, PPTP_GROUP_ERROR, PPTP_GROUP_PPP };

/* What a field can have against RFC 2637. */
enum pptp_fault {
    PPTP_FAULT_LENGTH_IMPOSSIBLE,
    PPTP_FAULT_LENGTH,
    PPTP_FAULT_TYPE,
    PPTP_FAULT_MANAGEMENT,
    PPTP_FAULT_COOKIE,
    PPTP_FAULT_CODE,
    PPTP_FAULT_RESERVED0,
    PPTP_FAULT_RESERVED,
    PPTP_FAULT_VALUE,
    PPTP_FAULT_ERROR_UNCALLED,      /* an Error Code without a General Error */
    PPTP_FAULT_ERROR_MISSING,       /* a General Error without an Error Code */
    PPTP_FAULT_NUMBER_LENGTH,
    PPTP_FAULT_PADDING,
    PPTP_FAULT_NOT_ASCII,
    PPTP_FAULT_SPEEDS,              /* Minimum BPS above Maximum BPS */
    PPTP_FAULT_WINDOW               /* a Packet Receive Window Size of 0 */
};

/* A fault of a field, kept for the reports. */
struct pptp_flaw {
    const struct pptp_flaw *next;   /* of the same message */
    enum pptp_fault fault;
    bool habit;                     /* a known implementation does this */
    uint32_t value;                 /* of the field; 0 if it holds text */
    const char *field;              /* its name; static */
};

struct pptp_field;

/* A control message of RFC 2637: one row of the message table (control/messages.c). */
struct pptp_kind {
    uint16_t code;                      /* Control Message Type */
    uint16_t length;                    /* octets, the 12 of the common header included */
    const char *name;                   /* in RFC 2637 */
    const char *network_monitor_name;   /* in Microsoft's article Q241252 */
    const char *subject;                /* what a failing Result Code refuses; NULL: no Result Code */
    enum pptp_role sender;              /* role that may send it */
    enum pptp_naming naming;
    enum pptp_direction direction;      /* of the call that it creates */
    uint16_t answers;                   /* code of the request that it answers; 0: none */
    uint16_t reply_within;              /* seconds within which a reply is due; 0: no reply */
    enum pptp_phase phase;
    enum pptp_group group;
    const struct pptp_field *fields;    /* after the common header, up to the last octet */
    unsigned field_count;
};

/* A message as captured. It lives while its packet is dissected. */
struct pptp_message {
    const struct pptp_kind *kind;       /* NULL: not in RFC 2637 */
    uint64_t present;                   /* a bit 1 << meaning for each field captured */
    uint32_t value[PPTP_MEANINGS];      /* of numbers; of several fields with one meaning, the last */
    const char *text[PPTP_MAXIMUM_CHANNELS];    /* of texts, whose meanings come before this one, printable; NULL unless
                                                 * it was asked for */
    const struct pptp_flaw *flaws;      /* found on the first pass, newest first; they live as long as the capture */
};

/* Returns true if a field of this meaning was captured. */
static inline bool
pptp_message_has(const struct pptp_message *message, enum pptp_meaning meaning)
{
    return message->present & (UINT64_C(1) << meaning);
}

/* Return the words that scripts read: "PNS", "creation", "outgoing"; "" for PPTP_ANY_ROLE and PPTP_NO_PHASE. Static. */
const char *pptp_message_role_name(enum pptp_role role);
const char *pptp_message_phase_name(enum pptp_phase phase);

/* Returns the name of a group, as "Call Management". Static. */
const char *pptp_message_group_name(enum pptp_group group);
const char *pptp_message_direction_name(enum pptp_direction direction);

#endif
