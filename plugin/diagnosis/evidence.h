/* What speaks for a finding: the values that its sentence names, and the frames.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_EVIDENCE_H
#define PPTP_DIAGNOSIS_EVIDENCE_H

#include "diagnosis/subject.h"

#define PPTP_MOST_VALUES 14
#define PPTP_MOST_FRAMES 8

struct pptp_value {
    const char *name;           /* static */
    const char *text;           /* in the evidence's scope */
};

struct pptp_evidence {
    wmem_allocator_t *scope;
    struct pptp_subject subject;
    struct pptp_value value[PPTP_MOST_VALUES];
    unsigned values;
    uint32_t frame[PPTP_MOST_FRAMES];   /* the first is that of the finding */
    unsigned frames;
    unsigned warnings;          /* that were found in the subject before */
};

/* pptp_ppp_link_asked() of the subject's link, which there is. */
static inline const struct pptp_negotiation *
pptp_evidence_asked(const struct pptp_evidence *evidence, enum pptp_control_protocol protocol, unsigned end)
{
    return pptp_ppp_link_asked(evidence->subject.link, protocol, end);
}

/* A value of the sentence; one without a place is not kept. */
void pptp_evidence_put(struct pptp_evidence *evidence, const char *name, const char *format, ...) G_GNUC_PRINTF(3, 4);

void pptp_evidence_put_number(struct pptp_evidence *evidence, const char *name, uint64_t number);
/* "1 packet", "2 packets". */
void pptp_evidence_put_count(struct pptp_evidence *evidence, const char *name, uint64_t number, const char *what);

void pptp_evidence_put_seconds(struct pptp_evidence *evidence, const char *name, int64_t nanoseconds);
void pptp_evidence_put_party(struct pptp_evidence *evidence, const char *name, unsigned end);
void pptp_evidence_put_text(struct pptp_evidence *evidence, const char *name, const struct pptp_text *text);

/* A frame, as a value and as evidence; 0 is none. */
void pptp_evidence_put_frame(struct pptp_evidence *evidence, const char *name, uint32_t frame);

/* As evidence only. */
void pptp_evidence_cite(struct pptp_evidence *evidence, uint32_t frame);

/* The sentence with its values for "{name}". What stands in "[...]" is left out if a value in it is not there. Begins with a capital
 * letter. In the evidence's scope. */
char *pptp_evidence_write(const struct pptp_evidence *evidence, const char *sentence);

#endif
