/* What one peer did about one clause of RFC 2637: how often it kept and broke it, and where.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_TALLY_H
#define PPTP_REPORT_TALLY_H

#include <stdbool.h>
#include <stdint.h>

#include "conformance/clauses.h"

#define PPTP_CONDUCT_FRAMES 3   /* that are kept */

struct pptp_conduct {
    uint32_t kept;
    uint32_t broken;
    uint32_t habits;        /* broken as a known implementation does */
    uint32_t unclear;       /* the capture cannot tell */
    uint32_t frame[PPTP_CONDUCT_FRAMES];    /* the first ones that broke it, or did not tell */
    uint32_t value;         /* of the first, where a number was wrong */
    bool has_value;
    wmem_allocator_t *scope;
    wmem_array_t *every; /* uint32_t: all frames that broke it, as a known habit or not; NULL: none */
};

/* Counts a ruling. frame: the first; not used for what was kept. */
void pptp_report_conduct_add(struct pptp_conduct *conduct, enum pptp_ruling ruling, uint32_t times, uint32_t frame);

/* Counts one ruling on a number, and keeps the number if it is the first that was not kept. */
void pptp_report_conduct_add_value(struct pptp_conduct *conduct, enum pptp_ruling ruling, uint32_t frame,
                                   uint32_t value);

/* Beyond enum pptp_ruling: the peer did nothing that the clause is about. */
enum { PPTP_NOT_EXERCISED = PPTP_RULED_UNCLEAR + 1, PPTP_STANDINGS };

/* Returns the worst that was seen: an enum pptp_ruling, or PPTP_NOT_EXERCISED. */
unsigned pptp_report_conduct_worst(const struct pptp_conduct *conduct);

/* Returns "broken", "known habit", "unclear", "kept" or "not exercised". Static. */
const char *pptp_report_conduct_verdict(const struct pptp_conduct *conduct);

/* Returns "frame 7" or "frames 7, 9, 12, ...". */
const char *pptp_report_conduct_frames(wmem_allocator_t *scope, const struct pptp_conduct *conduct);

/* Returns how often the clause was not kept, or the capture cannot tell. */
uint32_t pptp_report_conduct_breaches(const struct pptp_conduct *conduct);

#endif
