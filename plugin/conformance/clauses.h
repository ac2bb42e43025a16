/* The requirements of RFC 2637: a row for each, and who judges it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CONFORMANCE_CLAUSES_H
#define PPTP_CONFORMANCE_CLAUSES_H

#include <epan/packet.h>

#include "calls/event.h"
#include "packets.h"

/* What judges a clause, and so what its number stands for. */
enum pptp_judge {
    PPTP_BY_FLAW,           /* enum pptp_fault: a field of a control message */
    PPTP_BY_VERDICT,        /* enum pptp_verdict: a control message's place in its connection */
    PPTP_BY_SILENCE,        /* a request that waits for its reply: it binds the receiver */
    PPTP_BY_CLOSING,        /* the end of TCP */
    PPTP_BY_HEADER,         /* enum pptp_header_fault: a GRE header */
    PPTP_BY_TUNNEL,         /* enum pptp_tunnel_verdict: a GRE packet's place in its tunnel */
    PPTP_BY_COURSE          /* enum pptp_course: only the report judges it */
};

/* What only the report judges: the course of a connection (report/course.c). */
enum pptp_course {
    PPTP_COURSE_PORT,
    PPTP_COURSE_VERSION,
    PPTP_COURSE_WRONG_COOKIE,
    PPTP_COURSE_LONG_PACKET,
    PPTP_COURSE_CHANNELS_ASKING,
    PPTP_COURSE_CHANNELS_REPLYING,
    PPTP_COURSE_NO_CHANNELS_ASKING,
    PPTP_COURSE_NO_CHANNELS_REPLYING,
    PPTP_COURSE_SERIAL_OUTGOING,
    PPTP_COURSE_SERIAL_INCOMING,
    PPTP_COURSE_OUTGOING_BEARER,
    PPTP_COURSE_OUTGOING_FRAMING,
    PPTP_COURSE_OUTGOING_DELAY,
    PPTP_COURSE_SPEED,
    PPTP_COURSE_INCOMING_BEARER,
    PPTP_COURSE_INCOMING_FRAMING,
    PPTP_COURSE_UNCALLED_REQUEST,
    PPTP_COURSE_OTHER_RESULT,
    PPTP_COURSE_FALLING_COUNTERS,
    PPTP_COURSE_NO_ERROR,
    PPTP_COURSE_ERROR_RATE,
    PPTP_COURSE_WAITING_FOR_STOP,
    PPTP_COURSE_MALFORMED,
    PPTP_COURSE_STARTER,
    PPTP_COURSE_OLDER_VERSION,
    PPTP_COURSE_OPEN_AFTER_STOP,
    PPTP_COURSE_OPEN_AFTER_REFUSAL,
    PPTP_COURSE_ONLY_CONNECTION,
    PPTP_COURSE_LOSER,
    PPTP_COURSE_WINNER,
    PPTP_COURSE_WAITING_FOR_START,
    PPTP_COURSE_WAITING_FOR_REPLY,
    PPTP_COURSE_ECHO,
    PPTP_COURSE_WAITING_FOR_ECHO,
    PPTP_COURSE_WAITING_IN_CALL,
    PPTP_COURSE_END_OF_CALL,
    PPTP_COURSE_HDLC,
    PPTP_COURSE_NO_PPP,
    PPTP_COURSE_ACKNOWLEDGING,
    PPTP_COURSE_FIRST_WINDOW,
    PPTP_COURSE_OPENING_WINDOW,
    PPTP_COURSE_SLOW_ACKNOWLEDGING,
    PPTP_COURSE_INCOMING_DELAY,
    PPTP_COURSES
};

enum pptp_level { PPTP_MUST, PPTP_SHOULD, PPTP_IMPLIED };

/* What the judge's expert item means for the clause. */
enum pptp_ruling {
    PPTP_RULED_KEPT,
    PPTP_RULED_BROKEN,
    PPTP_RULED_HABIT,       /* broken, as known implementations do */
    PPTP_RULED_UNCLEAR      /* the capture cannot tell whether the sender broke it */
};

struct pptp_clause {
    const char *section;        /* of RFC 2637 */
    const char *bound;          /* who is bound */
    enum pptp_level level;
    const char *text;           /* a paraphrase */
    enum pptp_judge judge;
    unsigned about;             /* see enum pptp_judge */
    uint32_t codes;             /* a bit for each message that it is about; 0 for a tunnel's packets */
    const char *field;          /* of these messages, by its name; NULL: any */
    const char *item;           /* filter name of the judge's expert item; NULL: there is none */
    enum pptp_ruling worst;     /* what that means */
    enum pptp_ruling mild;      /* what its milder variant means, or a Note */
};

extern const struct pptp_clause pptp_clauses[];
extern const unsigned pptp_clause_count;

/* Returns the first clause that the judge decides; NULL if there is none. code: of the message, or 0; field: its name,
 * or NULL. */
const struct pptp_clause *pptp_conformance_clause(enum pptp_judge judge, unsigned about, unsigned code,
                                                  const char *field);

/* Returns "MUST", "SHOULD" or "implied". Static. */
const char *pptp_conformance_level_name(enum pptp_level level);

/* Adds the clause's section to a tree beside its expert item. A NULL tree or clause adds nothing,
 * nor does a mild item if the clause allows what it is about. pool: of the packet. */
void pptp_conformance_show(wmem_allocator_t *pool, proto_tree *tree, const struct pptp_clause *clause, bool mild);

/* Returns whether somebody reads the field in this tree. */
bool pptp_conformance_is_wanted(proto_tree *tree);

/* Registers the field. */
void pptp_conformance_register(int protocol);

#endif
