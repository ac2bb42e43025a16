/* What became known of one control message: the facts that calls/ gives back.
 *
 * An event is written once, when its message is seen for the first time, and lives as long as the history's allocator.
 * Only what says so is written later, when a later message tells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_EVENT_H
#define PPTP_CALLS_EVENT_H

#include "calls/states.h"
#include "message.h"

/* What can be wrong, or worth a note, about a message's place in the story. */
enum pptp_verdict {
    PPTP_UNEXPECTED_MESSAGE,        /* state, words: the sections, or whose habit it is */
    PPTP_WRONG_DIRECTION,
    PPTP_UNSOLICITED_REPLY,
    PPTP_DUPLICATE_REQUEST,         /* other: the first */
    PPTP_LATE_REPLY,
    PPTP_ECHO_IDENTIFIER_MISMATCH,  /* other: the Echo-Request that waits */
    PPTP_KEEPALIVE_LATE,            /* other: the last message before */
    PPTP_UNKNOWN_CALL,              /* number: the Call ID */
    PPTP_CALL_ID_IN_USE,            /* number: the Call ID; other: set up the call that has it */
    PPTP_CALL_ID_CHANGED,           /* number: the Call ID that was announced; other: set up its call;
                                     * words of a Note: whose habit it is */
    PPTP_NAT_CALL_ID,               /* number: the Call ID */
    PPTP_SHARED_CALL_ID,            /* number: the Call ID; other: set up the other connection's call */
    PPTP_COLLISION,                 /* number: the end of the connection that wins; other: started the other one */
    PPTP_VERSION_MISMATCH,          /* number: the version that was due */
    PPTP_CALL_REFUSED,
    PPTP_CONNECTION_REFUSED,
    PPTP_AFTER_STOP,                /* other: the Stop-Control-Connection-Reply */
    PPTP_VERDICTS
};

/* In the unit of all times here, which is nanoseconds. */
#define PPTP_SECOND INT64_C(1000000000)

static inline double
pptp_seconds(int64_t nanoseconds)
{
    return (double)nanoseconds / PPTP_SECOND;
}

/* A frame, and when it was captured. */
struct pptp_moment {
    uint32_t frame;                     /* 0: not so far */
    int64_t when;                       /* nanoseconds since 1970 */
};

enum pptp_severity { PPTP_WARNING, PPTP_NOTE, PPTP_CHAT, PPTP_SEVERITIES };

struct pptp_event;

struct pptp_finding {
    struct pptp_finding *next;
    enum pptp_verdict verdict;
    enum pptp_severity severity;
    enum pptp_state state;
    uint32_t number;
    uint16_t named;                     /* of PPTP_CALL_ID_CHANGED: the Call ID in the message */
    const char *words;                  /* static */
    const struct pptp_event *other;     /* NULL: none */
};

struct pptp_event {
    uint32_t frame;
    int64_t when;                       /* nanoseconds since 1970 */
    uint32_t end;                       /* TCP sequence number after the segment that ended the message */
    const struct pptp_kind *kind;       /* NULL: not a message of RFC 2637 */
    struct pptp_connection *connection;
    struct pptp_call *call;             /* NULL: it names none, or an unknown one */
    struct pptp_event *next_sent;       /* the sender's next message on the connection; written later */
    struct pptp_event *next_open;       /* the next request that waits for the same reply; written later */
    uint32_t identifier;                /* of an Echo-Request or Echo-Reply */
    uint16_t cause;                     /* Cause Code, Result Code, Error Code, Reason; 0: none */
    uint8_t result;
    uint8_t error;
    uint8_t reason;
    const struct pptp_event *request;   /* the message it answers; NULL: none captured */
    const struct pptp_event *reply;     /* the message that answers it; NULL: none captured so far; written later */
    struct pptp_finding *findings;      /* in the order in which they were found */
    const struct pptp_event *next_found;    /* the connection's next event with findings; written later */
    const char *implementation;         /* of the sender, as it looks; NULL: no idea; static */
    uint16_t call_id[2];                /* of the call, by the connection's ends, as far as known */
    bool call_id_known[2];
    uint8_t from;                       /* the end of the connection that sent it */
    int8_t originator;                  /* 1: the sender opened the connection, 0: the other end, -1: unknown */
    bool awaits_reply;                  /* a request that is no duplicate */
    bool result_known;                  /* a Result Code, an Error Code was captured, be it 0 */
    bool error_known;
    enum pptp_role role;                /* of the sender; PPTP_ANY_ROLE: unknown */
    enum pptp_outcome outcome;
    enum pptp_phase phase;
    enum pptp_state connection_state;   /* after the message */
    enum pptp_state call_state;         /* after the message */
};

bool pptp_event_has(const struct pptp_event *event, enum pptp_verdict verdict);

/* Did the sender of a message know of the other one: did it send that itself, or acknowledge its last octet? */
bool pptp_event_knew(const struct pptp_event *event, uint32_t acknowledged, const struct pptp_event *other);

#endif
