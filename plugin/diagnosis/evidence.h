/* The evidence for a finding: the values that its sentence names, and frames.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_EVIDENCE_H
#define PPTP_DIAGNOSIS_EVIDENCE_H

#include "diagnosis/subject.h"

#define PPTP_MOST_VALUES 24
#define PPTP_MOST_FRAMES 8

struct pptp_value {
    const char *name;           /* static */
    const char *text;           /* in the evidence's scope */
    bool is_number;             /* the text begins with digits, which are the value; a unit or a noun may follow */
};

struct pptp_evidence {
    wmem_allocator_t *scope;
    struct pptp_subject subject;
    struct pptp_value value[PPTP_MOST_VALUES];
    unsigned values;
    uint32_t frame[PPTP_MOST_FRAMES];   /* the first is where the finding is */
    unsigned frames;
    unsigned warnings;          /* found in the subject so far */
    unsigned explained;         /* these, and the Notes so far and the connection's findings that explain the end */
    const struct pptp_connection *between;  /* a finding of the capture about calls between the same ends; NULL: any */
    wmem_map_t *among;          /* a finding of the capture about these connections; NULL: any */
    const struct pptp_tunnel *astray;   /* that seems to carry the subject's GRE; NULL: none. Put by a sign */
};

/* Returns what an end requested in a negotiation of the subject's link. The subject must have a link. Never NULL. */
const struct pptp_negotiation *pptp_evidence_asked(const struct pptp_evidence *evidence,
                                                   enum pptp_control_protocol protocol, unsigned end);

/* Adds a value for the sentence. Values beyond PPTP_MOST_VALUES are dropped. name: static. */
void pptp_evidence_put(struct pptp_evidence *evidence, const char *name, const char *format, ...) G_GNUC_PRINTF(3, 4);

void pptp_evidence_put_number(struct pptp_evidence *evidence, const char *name, uint64_t number);

/* Adds "1 packet", "2 packets". what: the noun in the singular. */
void pptp_evidence_put_count(struct pptp_evidence *evidence, const char *name, uint64_t number, const char *what);

/* Adds "0.123 s", or from 1 s on "12.3 s"; "0.000123 s" instead of "0.000 s". */
void pptp_evidence_put_seconds(struct pptp_evidence *evidence, const char *name, int64_t nanoseconds);

/* Adds what the end is called: "the client". */
void pptp_evidence_put_party(struct pptp_evidence *evidence, const char *name, unsigned end);

/* Adds what the end is called, and the other one. */
void pptp_evidence_put_parties(struct pptp_evidence *evidence, const char *name, const char *other, unsigned end);

/* Adds the address of a host. */
void pptp_evidence_put_address(struct pptp_evidence *evidence, const char *name, const address *host);

/* Returns the address of a host inside the tunnel, in the evidence's scope. */
const char *pptp_evidence_show_host(const struct pptp_evidence *evidence, const struct pptp_host *host);

/* Adds the address of a host inside the tunnel. */
void pptp_evidence_put_host(struct pptp_evidence *evidence, const char *name, const struct pptp_host *host);

/* Adds an IPv4 address, in the host's byte order. */
void pptp_evidence_put_ipv4(struct pptp_evidence *evidence, const char *name, uint32_t ipv4);

/* Adds the first of some addresses: "192.0.2.1, 192.0.2.2", and "..." if there are more than four. */
void pptp_evidence_put_addresses(struct pptp_evidence *evidence, const char *name, const address *const hosts[],
                                 unsigned count);

/* Adds a text from a packet, unless it is empty. */
void pptp_evidence_put_text(struct pptp_evidence *evidence, const char *name, const struct pptp_text *text);

/* Adds the reason in a Terminate-Request, with what a Windows error means. Adds nothing if it gives none. */
void pptp_evidence_put_reason(struct pptp_evidence *evidence, const char *name, const struct pptp_text *text);

/* Adds a frame as a value and as evidence. 0 adds nothing. */
void pptp_evidence_put_frame(struct pptp_evidence *evidence, const char *name, uint32_t frame);

/* Adds a frame as evidence only, once. 0 adds nothing. */
void pptp_evidence_cite(struct pptp_evidence *evidence, uint32_t frame);

/* Returns whether the evidence has a value of that name. */
bool pptp_evidence_has(const struct pptp_evidence *evidence, const char *name);

/* Takes out the values whose names begin with "guess": what the finding concludes if no other one explains it. */
void pptp_evidence_drop_guesses(struct pptp_evidence *evidence);

/* Returns the template with each "{name}" replaced by its value. A part in "[...]" is left out if one of its values
 * is missing; such parts do not nest. A value that begins a sentence is capitalized. Allocated in the evidence's
 * scope, unless the template names no value: then it is returned itself. */
const char *pptp_evidence_write(const struct pptp_evidence *evidence, const char *sentence);

#endif
