/* The table of rules: a row for each finding, with what the reports say of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_RULES_H
#define PPTP_DIAGNOSIS_RULES_H

#include "diagnosis/signs.h"

/* The subjects in which a rule is tried. */
enum pptp_where {
    PPTP_IN_CAPTURE,            /* the capture as a whole */
    PPTP_IN_ATTEMPT,            /* attempts to connect, without a message */
    PPTP_IN_CONNECTION,
    PPTP_IN_CALL,
    PPTP_IN_STRAY_TUNNEL,       /* tunnels without a call */
    PPTP_IN_TUNNEL,             /* tunnels with or without a call */
    PPTP_IN_LINK                /* PPP in such a tunnel */
};

/* The finding that says only that a session ended before data passed. Rules that explain it explain the end. */
#define PPTP_UNEXPLAINED "unexplained"

struct pptp_rule {
    const char *id;             /* for scripts; rules of the same finding share it */
    enum pptp_where where;
    enum pptp_severity severity;
    pptp_sign sign;
    const char *sentence;       /* a template for pptp_evidence_write() */
    const char *next_step;      /* a template, too; NULL: there is nothing to do */
    const char *windows;        /* a template for the errors that Windows reports, "619 or 721"; NULL: none is known */
    /* The columns below are optional. */
    const char *explains;       /* ids of the findings that follow from this one if both are there, between spaces */
    const char *series;         /* what many are called: "failed logons"; NULL: sessions with the same trouble */
    bool is_habit;              /* it says nothing of the session, only of an implementation */
};

/* In the order in which findings of one severity are reported: what explains most comes first. */
extern const struct pptp_rule pptp_rules[];
extern const unsigned pptp_rule_count;

/* Returns whether a finding of the rule explains findings with this id. */
bool pptp_diagnosis_rule_explains(const struct pptp_rule *rule, const char *id);

/* Returns whether a finding of the rule explains why a session came to its end. */
bool pptp_diagnosis_rule_explains_end(const struct pptp_rule *rule);

#endif
