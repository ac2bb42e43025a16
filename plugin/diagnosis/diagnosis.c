/* Applies the rules to a subject, and tells the causes among the findings from what follows from them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/diagnosis.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/windows.h"

/* A connection may have very many calls, so its findings are kept. */
struct pptp_diagnosis {
    wmem_allocator_t *scope;
    wmem_array_t *capture;      /* its findings; NULL: not known yet */
    GHashTable *connections;    /* connection -> wmem_array_t of its findings */
    GHashTable *borrowers;      /* stray tunnel -> the call that borrows its findings */
};

struct pptp_diagnosis *
pptp_diagnosis_new(void)
{
    struct pptp_diagnosis *diagnosis = g_new(struct pptp_diagnosis, 1);

    *diagnosis = (struct pptp_diagnosis){ .scope = wmem_allocator_new(WMEM_ALLOCATOR_BLOCK),
                                          .connections = g_hash_table_new(NULL, NULL),
                                          .borrowers = g_hash_table_new(NULL, NULL) };
    return diagnosis;
}

void
pptp_diagnosis_free(struct pptp_diagnosis *diagnosis)
{
    if (!diagnosis)
        return;
    g_hash_table_destroy(diagnosis->connections);
    g_hash_table_destroy(diagnosis->borrowers);
    wmem_destroy_allocator(diagnosis->scope);
    g_free(diagnosis);
}

/* --- The findings of one subject ---------- */

/* Returns where the subject is: a bit 1 << enum pptp_where for each place. */
static unsigned
places_of(const struct pptp_subject *subject)
{
    static const unsigned scopes[] = { [PPTP_SCOPE_CAPTURE] = 1u << PPTP_IN_CAPTURE,
                                       [PPTP_SCOPE_ATTEMPT] = 1u << PPTP_IN_ATTEMPT,
                                       [PPTP_SCOPE_CONNECTION] = 1u << PPTP_IN_CONNECTION,
                                       [PPTP_SCOPE_CALL] = 1u << PPTP_IN_CALL,
                                       [PPTP_SCOPE_TUNNEL] = 1u << PPTP_IN_STRAY_TUNNEL };

    return scopes[subject->scope] | (subject->tunnel ? 1u << PPTP_IN_TUNNEL : 0)
        | (subject->link ? 1u << PPTP_IN_LINK : 0);
}

/* What was found so far. */
struct count {
    unsigned warnings;
    unsigned explained;     /* Warnings, and Notes that explain the end */
};

static bool
is_ended_by_client(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    struct pptp_ending ending;

    if (!subject->call)
        return false;
    ending = pptp_subject_ending(scope, subject);
    return ending.frame && ending.end == (int)pptp_subject_client(subject);
}

/* What the client shows. A number that a packet bears is a value, or that of the PPP that ended the link. */
static const char *
write_windows(const struct pptp_rule *rule, const struct pptp_evidence *evidence)
{
    const char *windows = rule->windows;
    uint32_t told = windows ? pptp_subject_windows_error(&evidence->subject) : 0;

    if (!windows)
        return "";
    if (told && told != PPTP_WINDOWS_CANCELLED && g_ascii_isdigit(*windows)
        && pptp_diagnosis_rule_explains(rule, "windows_error"))
        return wmem_strdup_printf(evidence->scope, "%u", told);
    if (g_ascii_isdigit(*windows) && is_ended_by_client(evidence->scope, &evidence->subject))
        return pptp_diagnosis_windows_of_closer(evidence->scope, windows);
    return pptp_evidence_write(evidence, windows);
}

static struct pptp_diagnosis_finding *
finding_at(wmem_array_t *findings, unsigned i)
{
    return wmem_array_index(findings, i);
}

/* The rules that explain others come before them. */
static bool
is_explained_so_far(const struct pptp_rule *rule, wmem_array_t *found)
{
    unsigned i = 0, count = wmem_array_get_count(found);

    while (i < count && !pptp_diagnosis_rule_explains(finding_at(found, i)->rule, rule->id))
        i++;
    return i < count;
}

/* found: in the subject so far. finding: of a rule tried before. What that left of its evidence is
 * emptied, not cleared: there are many rules. */
static bool
find(const struct pptp_rule *rule, const struct pptp_subject *subject, const struct count *count,
     wmem_array_t *found, struct pptp_diagnosis_finding *finding)
{
    struct pptp_evidence *evidence = &finding->evidence;

    evidence->subject = *subject;
    evidence->values = evidence->frames = 0;
    evidence->between = NULL;
    evidence->among = NULL;
    evidence->astray = NULL;
    evidence->warnings = count->warnings;
    evidence->explained = count->explained;
    if (!rule->sign(evidence))
        return false;
    if (is_explained_so_far(rule, found))
        pptp_evidence_drop_guesses(evidence);
    finding->rule = rule;
    finding->severity = rule->severity;
    finding->sentence = pptp_evidence_write(&finding->evidence, rule->sentence);
    finding->next_step = rule->next_step ? pptp_evidence_write(&finding->evidence, rule->next_step) : "";
    finding->windows = write_windows(rule, &finding->evidence);
    return true;
}

static void
count_finding(struct count *count, const struct pptp_diagnosis_finding *finding)
{
    count->warnings += finding->severity == PPTP_WARNING;
    count->explained += finding->severity == PPTP_WARNING || pptp_diagnosis_rule_explains_end(finding->rule);
}

/* count: of what is known already. Very many signs look at how the subject ended. */
static wmem_array_t *
find_all(wmem_allocator_t *scope, const struct pptp_subject *subject, struct count count)
{
    wmem_array_t *found = wmem_array_new(scope, sizeof(struct pptp_diagnosis_finding));
    struct pptp_diagnosis_finding finding = { .evidence = { .scope = scope } };
    struct pptp_subject asked = *subject;
    unsigned places = places_of(subject);

    asked.ending = wmem_new0(scope, struct pptp_ending_kept);
    for (unsigned severity = PPTP_WARNING; severity < PPTP_SEVERITIES; severity++) {
        for (unsigned i = 0; i < pptp_rule_count; i++) {
            if (pptp_rules[i].severity != severity || !(places >> pptp_rules[i].where & 1)
                || !find(&pptp_rules[i], &asked, &count, found, &finding))
                continue;
            count_finding(&count, &finding);
            wmem_array_append_one(found, finding);
        }
    }
    return found;
}

static uint32_t
first_frame(const struct pptp_diagnosis_finding *finding)
{
    return finding->evidence.frames > 0 ? finding->evidence.frame[0] : 0;
}

static wmem_array_t *
findings_of_connection(struct pptp_diagnosis *diagnosis, const struct pptp_connection *connection)
{
    wmem_array_t *found = g_hash_table_lookup(diagnosis->connections, connection);
    struct pptp_subject subject = pptp_subject_of_connection(connection);

    if (!found) {
        found = find_all(diagnosis->scope, &subject, (struct count){ 0 });
        g_hash_table_insert(diagnosis->connections, (void *)connection, found);
    }
    return found;
}

static wmem_array_t *
findings_of_capture(struct pptp_diagnosis *diagnosis, const struct pptp_history *history)
{
    struct pptp_subject subject = pptp_subject_of_capture(history);

    if (!diagnosis->capture)
        diagnosis->capture = find_all(diagnosis->scope, &subject, (struct count){ 0 });
    return diagnosis->capture;
}

/* --- Several subjects ---------- */

/* The finding is one of the call's time. What came after the last call has to do with that. */
static bool
is_during(const struct pptp_diagnosis_finding *finding, const struct pptp_call *call)
{
    uint32_t frame = first_frame(finding);

    return (frame >= call->first.frame || call == call->connection->first_call)
        && (call->ended_in == 0 || frame <= call->ended_in || call == call->connection->last_call);
}

/* Both are findings of a connection and its calls, or of a call and the stray tunnel that may be its own, or the cause
 * is one of the capture. */
static bool
is_explained_by(const struct pptp_diagnosis_finding *finding, const struct pptp_diagnosis_finding *cause)
{
    const struct pptp_connection *between = cause->evidence.between;
    const struct pptp_connection *connection = finding->evidence.subject.connection;

    if (!pptp_diagnosis_rule_explains(cause->rule, finding->rule->id))
        return false;
    if (between && !(connection && pptp_connection_is_between_same(between, connection)))
        return false;
    if (cause->evidence.among && !wmem_map_contains(cause->evidence.among, connection))
        return false;
    return finding->evidence.subject.scope != PPTP_SCOPE_CONNECTION
        || cause->evidence.subject.scope != PPTP_SCOPE_CALL || is_during(finding, cause->evidence.subject.call);
}

static void
add(wmem_array_t *all, wmem_array_t *more, enum pptp_standing standing, const struct pptp_call *during)
{
    for (unsigned i = 0; i < wmem_array_get_count(more); i++) {
        struct pptp_diagnosis_finding finding = *finding_at(more, i);

        finding.standing = standing;
        if (!during || is_during(&finding, during))
            wmem_array_append_one(all, finding);
    }
}

static wmem_array_t *
findings_of_call(struct pptp_diagnosis *diagnosis, wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    wmem_array_t *connection = findings_of_connection(diagnosis, subject->connection);
    struct count count = { 0 };

    for (unsigned i = 0; i < wmem_array_get_count(connection); i++) {
        const struct pptp_diagnosis_finding *finding = finding_at(connection, i);

        count.explained += pptp_diagnosis_rule_explains_end(finding->rule) && is_during(finding, subject->call);
    }
    return find_all(scope, subject, count);
}

static void
add_stray(struct pptp_diagnosis *diagnosis, wmem_allocator_t *scope, wmem_array_t *all,
          const struct pptp_subject *subject)
{
    unsigned count = wmem_array_get_count(all);
    const struct pptp_tunnel *tunnel = NULL;
    struct pptp_subject stray;

    for (unsigned i = 0; i < count && !tunnel; i++)
        tunnel = finding_at(all, i)->evidence.astray;
    if (!tunnel)
        return;
    if (!g_hash_table_contains(diagnosis->borrowers, tunnel))
        g_hash_table_insert(diagnosis->borrowers, (void *)tunnel, (void *)subject->call);
    stray = pptp_subject_of_tunnel(subject->history, tunnel);
    add(all, find_all(scope, &stray, (struct count){ 0 }), PPTP_BORROWED, NULL);
}

/* The call's findings explain those of the tunnel that it borrows. */
static void
add_borrower(struct pptp_diagnosis *diagnosis, wmem_allocator_t *scope, wmem_array_t *all,
             const struct pptp_subject *subject)
{
    const struct pptp_call *borrower =
        subject->tunnel ? g_hash_table_lookup(diagnosis->borrowers, subject->tunnel) : NULL;
    struct pptp_subject call;

    if (!borrower)
        return;
    call = pptp_subject_of_call(borrower);
    add(all, findings_of_call(diagnosis, scope, &call), PPTP_BORROWED, NULL);
}

/* Adds the findings of the capture that explain one of the subject's. */
static void
add_explaining(struct pptp_diagnosis *diagnosis, wmem_array_t *all, const struct pptp_subject *subject)
{
    wmem_array_t *capture = findings_of_capture(diagnosis, subject->history);
    unsigned own = wmem_array_get_count(all);

    for (unsigned i = 0; i < wmem_array_get_count(capture); i++) {
        struct pptp_diagnosis_finding finding = *finding_at(capture, i);
        unsigned at = 0;

        while (at < own && !is_explained_by(finding_at(all, at), &finding))
            at++;
        if (at == own)
            continue;
        finding.standing = PPTP_BORROWED;
        wmem_array_append_one(all, finding);
    }
}

/* All findings among which there may be causes or consequences of the subject's, its own first. */
static wmem_array_t *
gather(struct pptp_diagnosis *diagnosis, wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    const struct pptp_call *last = subject->connection ? subject->connection->last_call : NULL;
    wmem_array_t *all = wmem_array_new(scope, sizeof(struct pptp_diagnosis_finding));
    struct pptp_subject call;

    if (subject->scope == PPTP_SCOPE_CALL) {
        add(all, findings_of_call(diagnosis, scope, subject), PPTP_OWN, NULL);
        add_stray(diagnosis, scope, all, subject);
        add(all, findings_of_connection(diagnosis, subject->connection), PPTP_BORROWED, subject->call);
        add_explaining(diagnosis, all, subject);
    } else if (subject->scope == PPTP_SCOPE_CONNECTION) {
        add(all, findings_of_connection(diagnosis, subject->connection), PPTP_OWN, NULL);
        if (last && wmem_array_get_count(all) > 0 && finding_at(all, 0)->severity == PPTP_WARNING) {
            call = pptp_subject_of_call(last);
            add(all, findings_of_call(diagnosis, scope, &call), PPTP_BORROWED, NULL);
        }
        add_explaining(diagnosis, all, subject);
    } else if (subject->scope == PPTP_SCOPE_CAPTURE) {
        add(all, findings_of_capture(diagnosis, subject->history), PPTP_OWN, NULL);
    } else {
        add(all, find_all(scope, subject, (struct count){ 0 }), PPTP_OWN, NULL);
        add_borrower(diagnosis, scope, all, subject);
    }
    return all;
}

/* --- Cause and consequence ---------- */

static const struct pptp_diagnosis_finding *
find_cause(wmem_array_t *all, const struct pptp_diagnosis_finding *finding)
{
    for (unsigned i = 0; i < wmem_array_get_count(all); i++) {
        const struct pptp_diagnosis_finding *cause = finding_at(all, i);

        if (is_explained_by(finding, cause))
            return cause;
    }
    return NULL;
}

/* A cause may follow from another one; the first of the chain is what counts. No rule explains itself, or one that
 * explains it (tests/test_findings.py). */
static void
relate(wmem_array_t *all)
{
    for (unsigned i = 0; i < wmem_array_get_count(all); i++)
        finding_at(all, i)->cause = find_cause(all, finding_at(all, i));
    for (unsigned i = 0; i < wmem_array_get_count(all); i++) {
        struct pptp_diagnosis_finding *finding = finding_at(all, i);

        while (finding->cause && finding->cause->cause)
            finding->cause = finding->cause->cause;
        if (finding->cause)
            finding->severity = MAX(finding->severity, PPTP_NOTE);
    }
}

/* A call borrows the Warnings of the tunnel that seems to carry its GRE; the last call of a connection borrows what
 * follows from its findings there. */
static enum pptp_standing
standing_of(struct pptp_diagnosis *diagnosis, const struct pptp_diagnosis_finding *finding,
            const struct pptp_subject *subject)
{
    const struct pptp_subject *own = &finding->evidence.subject;
    const struct pptp_diagnosis_finding *cause = finding->cause;
    const struct pptp_call *borrower = own->tunnel ? g_hash_table_lookup(diagnosis->borrowers, own->tunnel) : NULL;

    if (own->scope == PPTP_SCOPE_TUNNEL && borrower && finding->rule->severity == PPTP_WARNING)
        return finding->standing == PPTP_OWN ? PPTP_LENT : subject->call == borrower ? PPTP_BORROWED : PPTP_ELSEWHERE;
    if (own->scope == PPTP_SCOPE_CONNECTION && cause && cause->evidence.subject.scope != PPTP_SCOPE_CONNECTION) {
        if (finding->standing == PPTP_OWN)
            return PPTP_LENT;
        return subject->call == subject->connection->last_call ? PPTP_BORROWED : PPTP_ELSEWHERE;
    }
    return finding->standing == PPTP_OWN ? PPTP_OWN : PPTP_ELSEWHERE;
}

/* The finding under which it is shown. */
static const struct pptp_diagnosis_finding *
head_of(const struct pptp_diagnosis_finding *finding)
{
    return finding->cause && finding->cause->standing != PPTP_ELSEWHERE ? finding->cause : finding;
}

/* What explains the end comes first, in the order of time; all else is in the order of the rules. */
static int
compare_heads(const struct pptp_diagnosis_finding *one, const struct pptp_diagnosis_finding *other)
{
    bool explains = pptp_diagnosis_rule_explains_end(one->rule);

    if (one->severity != other->severity)
        return one->severity < other->severity ? -1 : 1;
    if (explains != pptp_diagnosis_rule_explains_end(other->rule))
        return explains ? -1 : 1;
    if (explains && first_frame(one) != first_frame(other))
        return first_frame(one) < first_frame(other) ? -1 : 1;
    return (one > other) - (one < other);
}

/* Of pointers to findings in one array. */
static int
compare(const void *a, const void *b)
{
    const struct pptp_diagnosis_finding *one = *(const struct pptp_diagnosis_finding *const *)a,
                                        *other = *(const struct pptp_diagnosis_finding *const *)b;
    int order = compare_heads(head_of(one), head_of(other));

    if (order != 0)
        return order;
    if ((one == head_of(one)) != (other == head_of(other)))
        return one == head_of(one) ? -1 : 1;
    return (one > other) - (one < other);
}

static wmem_array_t *
diagnose(struct pptp_diagnosis *diagnosis, wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    wmem_array_t *all = gather(diagnosis, scope, subject), *sorted = wmem_array_new(scope, sizeof(void *));

    relate(all);
    for (unsigned i = 0; i < wmem_array_get_count(all); i++) {
        struct pptp_diagnosis_finding *finding = finding_at(all, i);

        finding->standing = standing_of(diagnosis, finding, subject);
        wmem_array_append_one(sorted, finding);
    }
    wmem_array_sort(sorted, compare);
    return sorted;
}

unsigned
pptp_diagnosis_make(struct pptp_diagnosis *diagnosis, wmem_allocator_t *scope, const struct pptp_subject *subject,
                    pptp_diagnosis_visitor visit, void *data)
{
    wmem_array_t *sorted = diagnose(diagnosis, scope, subject);
    unsigned warnings = 0;

    for (unsigned i = 0; i < wmem_array_get_count(sorted); i++) {
        const struct pptp_diagnosis_finding *finding = pptp_list_at(sorted, i);

        if (finding->standing == PPTP_ELSEWHERE)
            continue;
        warnings += finding->severity == PPTP_WARNING && finding->standing != PPTP_LENT;
        visit(finding, data);
    }
    return warnings;
}

struct pptp_first_warning
pptp_diagnosis_first_warning(struct pptp_diagnosis *diagnosis, wmem_allocator_t *scope,
                             const struct pptp_subject *subject)
{
    wmem_array_t *sorted = diagnose(diagnosis, scope, subject);
    const struct pptp_diagnosis_finding *first = wmem_array_get_count(sorted) > 0 ? pptp_list_at(sorted, 0) : NULL;

    if (!first || first->severity != PPTP_WARNING)
        return (struct pptp_first_warning){ .id = NULL };
    return (struct pptp_first_warning){ .id = first->rule->id, .frame = first_frame(first) };
}

const char *
pptp_diagnosis_severity_name(enum pptp_severity severity)
{
    static const char *const names[] = { [PPTP_WARNING] = "Warning", [PPTP_NOTE] = "Note", [PPTP_CHAT] = "Chat" };

    return names[severity];
}
