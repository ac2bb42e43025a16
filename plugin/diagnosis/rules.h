/* What can be found, and what is said of it then: a row per finding.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_RULES_H
#define PPTP_DIAGNOSIS_RULES_H

#include "diagnosis/signs.h"

/* In what a rule's evidence is looked for. */
enum pptp_where {
    PPTP_IN_ATTEMPT,            /* to open TCP, without a message */
    PPTP_IN_CONNECTION,
    PPTP_IN_CALL,
    PPTP_IN_STRAY_TUNNEL,       /* without a call */
    PPTP_IN_TUNNEL,             /* of a call or without */
    PPTP_IN_LINK                /* PPP in a tunnel of either kind */
};

struct pptp_rule {
    const char *id;             /* for scripts */
    enum pptp_where where;
    enum pptp_severity severity;
    pptp_sign sign;
    const char *sentence;       /* for pptp_evidence_write() */
    const char *next_step;      /* NULL: there is nothing to do */
    const char *windows;        /* errors that Windows shows for it, as "619 or 721", with values; NULL: none that is known */
};

/* In the order in which they are told, within a severity: what explains most is first. */
extern const struct pptp_rule pptp_rules[];
extern const unsigned pptp_rule_count;

#endif
