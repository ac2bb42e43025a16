/* An event: what calls/ knows of one control message.
 *
 * An event is written when its message is first seen and lives as long as the history's allocator. Only members that
 * say so are written later, when a later message supplies them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef PPTP_CALLS_EVENT_H
#define PPTP_CALLS_EVENT_H

#include "calls/states.h"
#include "message.h"

/* What can be wrong, or worth a note, about a message's place in its connection. The comments say which members of
 * struct pptp_finding belong to it. */
enum pptp_verdict {
    PPTP_UNEXPECTED_MESSAGE,        /* state; words: sections of RFC 2637, or whose habit it is */
    PPTP_WRONG_DIRECTION,               /* words: whose habit it is; NULL: nobody's */
    PPTP_UNSOLICITED_REPLY,
    PPTP_DUPLICATE_REQUEST,         /* other: the first one */
    PPTP_LATE_REPLY,
    PPTP_ECHO_IDENTIFIER_MISMATCH,  /* other: the Echo-Request that waits for a reply */
    PPTP_KEEPALIVE_LATE,            /* other: the previous message */
    PPTP_UNKNOWN_CALL,              /* number: the Call ID */
    PPTP_CALL_ID_IN_USE,            /* number: the Call ID; other: the message that created its call */
    PPTP_CALL_ID_CHANGED,           /* number: the Call ID announced; named: the one in the message; other: the
                                     * message that created the call; words of a Note: whose habit it is */
    PPTP_NAT_CALL_ID,               /* number: the Call ID */
    PPTP_SHARED_CALL_ID,            /* number: the Call ID; other: the message that created the other call */
    PPTP_COLLISION,                 /* number: the end that wins; other: the other connection's start request */
    PPTP_VERSION_MISMATCH,          /* number: the version expected */
    PPTP_CALL_REFUSED,
    PPTP_CONNECTION_REFUSED,
    PPTP_AFTER_STOP,                /* other: the Stop-Control-Connection-Reply */
    PPTP_VERDICTS
};

/* One second in nanoseconds, the unit of all times here. */
#define PPTP_SECOND INT64_C(1000000000)

/* The latest time. Times count from 1970 up to this one, so that even differences of differences do not overflow. */
#define PPTP_LATEST (INT64_MAX / 2)

/* Returns a duration in seconds: 0 if the clock ran backwards meanwhile. */
static inline double
pptp_seconds(int64_t nanoseconds)
{
    return (double)MAX(nanoseconds, 0) / PPTP_SECOND;
}

/* A frame and the time when it was captured. Links and connections have dozens of moments: 12 octets instead of 16. */
#pragma pack(push, 4)
struct pptp_moment {
    uint32_t frame;                     /* 0: not so far */
    int64_t when;                       /* nanoseconds since 1970 */
};
#pragma pack(pop)

enum pptp_severity { PPTP_WARNING, PPTP_NOTE, PPTP_CHAT, PPTP_SEVERITIES };

struct pptp_event;

struct pptp_finding {
    struct pptp_finding *next;
    enum pptp_verdict verdict;
    enum pptp_severity severity;
    enum pptp_state state;
    uint32_t number;
    uint16_t named;
    const char *words;                  /* static */
    const struct pptp_event *other;     /* NULL: none */
    const struct pptp_event *next_found;    /* of an event's first finding: the connection's next event with findings;
                                         * NULL: none; written later */
};

/* There can be millions of events, so rare facts are elsewhere, and members that no message has both of share their
 * place. All bit-fields have one type: compilers for Windows pack no others. */
struct pptp_event {
    uint32_t frame;
    uint32_t end;                       /* TCP sequence number after the segment that ends the message */
    int64_t when;                       /* nanoseconds since 1970 */
    const struct pptp_kind *kind;       /* NULL: not a message of RFC 2637 */
    struct pptp_connection *connection;
    struct pptp_call *call;             /* NULL: the message names none, or an unknown one */
    struct pptp_event *next_sent;       /* sender's next message on the connection; written later */
    struct pptp_event *next_open;       /* next request that waits for the same reply; written later */
    const struct pptp_event *request;   /* message that this one answers; NULL: not captured */
    const struct pptp_event *reply;     /* message that answers this one; NULL: not so far; written later */
    const struct pptp_flaw *flaws;      /* of its fields; NULL: none */
    struct pptp_finding *findings;      /* in the order in which they were made; NULL: none */
    union {
        uint32_t identifier;            /* of an Echo-Request or Echo-Reply */
        uint32_t numbers;               /* of any other message: 1 + their place (calls/numbers.c); 0: none */
    };
    uint16_t call_id[2];                /* that each end of the connection assigned, if known */
    union {
        uint16_t cause;                 /* Cause Code of a Call-Disconnect-Notify; 0: none */
        uint16_t reason;                /* of a Stop-Control-Connection-Request; 0: none */
    };
    uint8_t result;                     /* Result Code; 0: none. The Error Code likewise */
    uint8_t error;
    unsigned implementation : 8;        /* that the sender looks like: see pptp_implementation_name() */
    unsigned from : 1;                  /* end of the connection that sent it */
    unsigned call_id_known : 2;         /* a bit 1 << end */
    unsigned originator_known : 1;
    unsigned is_originator : 1;         /* the sender opened the connection */
    unsigned awaits_reply : 1;          /* it is a request, and no duplicate */
    unsigned result_known : 1;          /* a Result Code was captured, even if it is 0 */
    unsigned error_known : 1;           /* likewise an Error Code */
    unsigned role : 2;                  /* of the sender; PPTP_ANY_ROLE: unknown */
    unsigned outcome : 2;               /* enum pptp_outcome */
    unsigned phase : 2;                 /* enum pptp_phase */
    unsigned connection_state : 3;      /* enum pptp_state, after the message */
    unsigned call_state : 3;            /* likewise */
};

_Static_assert(sizeof(struct pptp_event) <= 32 + 9 * sizeof(void *), "an event has no octet to spare");
_Static_assert(PPTP_WAIT_DISCONNECT < 8 && PPTP_PHASES <= 4, "states and phases fit");

/* Returns true if the event has a finding of this verdict. */
bool pptp_event_has(const struct pptp_event *event, enum pptp_verdict verdict);

/* Returns true if the sender of an event knew of another one: it sent that message itself, or acknowledged its last
 * octet.
 * acknowledged: TCP's acknowledgment number in the event's segment. */
bool pptp_event_knew(const struct pptp_event *event, uint32_t acknowledged, const struct pptp_event *other);

#endif
