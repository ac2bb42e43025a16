/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include "report/diagnosis.h"

static bool
applies(const struct pptp_rule *rule, const struct pptp_subject *subject)
{
    switch (rule->where) {
    case PPTP_IN_ATTEMPT:
        return subject->scope == PPTP_SCOPE_ATTEMPT;
    case PPTP_IN_CONNECTION:
        return subject->scope == PPTP_SCOPE_CONNECTION;
    case PPTP_IN_CALL:
        return subject->scope == PPTP_SCOPE_CALL;
    case PPTP_IN_STRAY_TUNNEL:
        return subject->scope == PPTP_SCOPE_TUNNEL;
    case PPTP_IN_TUNNEL:
        return subject->tunnel != NULL;
    case PPTP_IN_LINK:
        return subject->link != NULL;
    }
    return false;
}

static bool
find(wmem_allocator_t *scope, const struct pptp_rule *rule, const struct pptp_subject *subject, unsigned warnings,
     struct pptp_finding_told *finding)
{
    finding->rule = rule;
    finding->evidence = (struct pptp_evidence){ .scope = scope, .subject = *subject, .warnings = warnings };
    if (!rule->sign(&finding->evidence))
        return false;
    finding->sentence = pptp_evidence_write(&finding->evidence, rule->sentence);
    finding->windows = rule->windows ? pptp_evidence_write(&finding->evidence, rule->windows) : "";
    return true;
}

unsigned
pptp_diagnose(wmem_allocator_t *scope, const struct pptp_subject *subject,
              void (*tell)(const struct pptp_finding_told *finding, void *data), void *data)
{
    unsigned warnings = 0;

    for (unsigned severity = PPTP_WARNING; severity < PPTP_SEVERITIES; severity++) {
        for (unsigned i = 0; i < pptp_rule_count; i++) {
            struct pptp_finding_told finding;

            if (pptp_rules[i].severity != severity || !applies(&pptp_rules[i], subject)
                || !find(scope, &pptp_rules[i], subject, warnings, &finding))
                continue;
            warnings += severity == PPTP_WARNING;
            tell(&finding, data);
        }
    }
    return warnings;
}

const char *
pptp_severity_name(enum pptp_severity severity)
{
    static const char *const names[] = { [PPTP_WARNING] = "Warning", [PPTP_NOTE] = "Note", [PPTP_CHAT] = "Chat" };

    return names[severity];
}
