/* Applies the rules to a subject and reports what they find, worst first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/diagnosis.h"

static bool
applies(const struct pptp_rule *rule, const struct pptp_subject *subject)
{
    switch (rule->where) {
    case PPTP_IN_CAPTURE:
        return subject->scope == PPTP_SCOPE_CAPTURE;
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
     struct pptp_diagnosis_finding *finding)
{
    finding->rule = rule;
    finding->evidence = (struct pptp_evidence){ .scope = scope, .subject = *subject, .warnings = warnings };
    if (!rule->sign(&finding->evidence))
        return false;
    finding->sentence = pptp_evidence_write(&finding->evidence, rule->sentence);
    finding->windows = rule->windows ? pptp_evidence_write(&finding->evidence, rule->windows) : "";
    return true;
}

/* warnings: the number found so far. Returns the new number. */
static unsigned
diagnose(wmem_allocator_t *scope, const struct pptp_subject *subject, enum pptp_severity severity, unsigned warnings,
         pptp_diagnosis_visitor visit, void *data)
{
    for (unsigned i = 0; i < pptp_rule_count; i++) {
        struct pptp_diagnosis_finding finding;

        if (pptp_rules[i].severity != severity || !applies(&pptp_rules[i], subject)
            || !find(scope, &pptp_rules[i], subject, warnings, &finding))
            continue;
        warnings += severity == PPTP_WARNING;
        visit(&finding, data);
    }
    return warnings;
}

unsigned
pptp_diagnosis_make(wmem_allocator_t *scope, const struct pptp_subject *subject, pptp_diagnosis_visitor visit,
                    void *data)
{
    unsigned warnings = 0;

    for (unsigned severity = PPTP_WARNING; severity < PPTP_SEVERITIES; severity++)
        warnings = diagnose(scope, subject, severity, warnings, visit, data);
    return warnings;
}

/* --- The first Warning ---------- */

GHashTable *
pptp_diagnosis_warnings_new(void)
{
    return g_hash_table_new_full(NULL, NULL, NULL, g_free);
}

static void
keep_first(const struct pptp_diagnosis_finding *finding, void *data)
{
    struct pptp_first_warning *first = data;
    uint32_t frame = finding->evidence.frames > 0 ? finding->evidence.frame[0] : 0;

    if (!first->id || (frame > 0 && (first->frame == 0 || frame < first->frame)))
        *first = (struct pptp_first_warning){ .id = finding->rule->id, .frame = frame };
}

/* Each connection is diagnosed once, since it may have very many calls. */
static const struct pptp_first_warning *
first_warning_of_connection(wmem_allocator_t *scope, const struct pptp_connection *connection,
                            GHashTable *first_warnings)
{
    struct pptp_first_warning *first = g_hash_table_lookup(first_warnings, connection);
    struct pptp_subject subject = pptp_subject_of_connection(connection);

    if (!first) {
        first = g_new0(struct pptp_first_warning, 1);
        diagnose(scope, &subject, PPTP_WARNING, 0, keep_first, first);
        g_hash_table_insert(first_warnings, (void *)connection, first);
    }
    return first;
}

static bool
is_during(uint32_t frame, const struct pptp_call *call)
{
    return (frame >= call->first.frame || call == call->connection->first_call)
        && (call->ended_in == 0 || frame <= call->ended_in);
}

struct pptp_first_warning
pptp_diagnosis_first_warning(wmem_allocator_t *scope, const struct pptp_subject *subject, GHashTable *first_warnings)
{
    struct pptp_first_warning first = { .id = NULL };
    const struct pptp_first_warning *other;

    if (subject->scope == PPTP_SCOPE_CONNECTION)
        return *first_warning_of_connection(scope, subject->connection, first_warnings);
    diagnose(scope, subject, PPTP_WARNING, 0, keep_first, &first);
    if (subject->scope != PPTP_SCOPE_CALL)
        return first;
    if (subject->connection->assumed)
        return first;
    other = first_warning_of_connection(scope, subject->connection, first_warnings);
    if (other->id && is_during(other->frame, subject->call) && (!first.id || other->frame < first.frame))
        first = *other;
    return first;
}

const char *
pptp_diagnosis_severity_name(enum pptp_severity severity)
{
    static const char *const names[] = { [PPTP_WARNING] = "Warning", [PPTP_NOTE] = "Note", [PPTP_CHAT] = "Chat" };

    return names[severity];
}
