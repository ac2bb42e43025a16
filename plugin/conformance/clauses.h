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
    PPTP_BY_TUNNEL          /* enum pptp_tunnel_verdict: a GRE packet's place in its tunnel */
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
    const char *item;           /* filter name of the judge's expert item */
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

/* Registers the field. */
void pptp_conformance_register(int protocol);

#endif
