/* Counts sessions between the same hosts that fail in the same way.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "ppp/text.h"
#include "report/series.h"
#include "report/words.h"
#include "show.h"

enum { FRAMES_IN_LINE = 5 };

/* So many sessions make a series. Without a call there is little to tell of each. */
enum { LEAST_WITH_CALLS = 3, LEAST_WITHOUT_CALLS = 2 };

/* So many clients without a call are told as one, and so many if the same is to be said of each, but for numbers. */
enum { CROWD = 8, ALIKE = 2 };

struct pptp_series_list *
pptp_report_series_new(wmem_allocator_t *scope)
{
    struct pptp_series_list *list = wmem_new(scope, struct pptp_series_list);

    *list = (struct pptp_series_list){ .scope = scope, .by_key = wmem_map_new(scope, g_str_hash, g_str_equal),
                                       .crowds = wmem_map_new(scope, g_str_hash, g_str_equal),
                                       .all = wmem_array_new(scope, sizeof(void *)) };
    return list;
}

/* What follows from a finding of the capture is the session's first all the same. */
static bool
is_consequence(const struct pptp_diagnosis_finding *finding)
{
    return finding->cause && finding->cause->evidence.subject.scope != PPTP_SCOPE_CAPTURE;
}

bool
pptp_report_series_counts(const struct pptp_diagnosis_finding *finding)
{
    return finding->standing != PPTP_LENT && !is_consequence(finding)
        && (finding->rule->severity == PPTP_WARNING || strcmp(finding->rule->id, PPTP_UNEXPLAINED) == 0);
}

static int64_t
begin_of(const struct pptp_subject *subject)
{
    const struct pptp_attempt *attempt = subject->attempt;
    const struct pptp_connection *connection = subject->connection;

    if (subject->call)
        return subject->call->first.when;
    if (attempt)
        return attempt->requests > 0 ? attempt->asked.when : attempt->answered.when;
    if (connection && connection->start_request)
        return connection->start_request->when;
    return subject->link ? subject->link->first.when : subject->history->last_time;
}

static const char *
name_end(wmem_allocator_t *scope, const struct pptp_subject *subject, bool client)
{
    const struct pptp_attempt *attempt = subject->connection ? NULL : subject->attempt;
    unsigned end = client ? pptp_subject_client(subject) : !pptp_subject_client(subject);

    if (attempt)
        return pptp_report_word_end(scope, client ? &attempt->client->address : &attempt->server->address, 0);
    return pptp_report_word_end(scope, pptp_subject_address(subject, end), 0);
}

static const char *
name_user(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    const struct pptp_authentication *last = pptp_report_last_authentication(subject->link);

    return last ? pptp_ppp_text_show(scope, &last->user) : "";
}

/* A password that is right is another matter than one that is wrong. */
static const char *
name_password(const struct pptp_subject *subject)
{
    const struct pptp_authentication *last = pptp_report_last_authentication(subject->link);

    return last && last->credentials.response == PPTP_MATCHES ? "right" : "";
}

static struct pptp_series *
begin_series(struct pptp_series_list *list, wmem_map_t *map, const char *key,
             const struct pptp_diagnosis_finding *finding)
{
    const struct pptp_subject *subject = &finding->evidence.subject;
    struct pptp_series *series = wmem_new(list->scope, struct pptp_series);

    *series = (struct pptp_series){
        .rule = finding->rule, .client = wmem_strdup(list->scope, name_end(list->scope, subject, true)),
        .server = wmem_strdup(list->scope, name_end(list->scope, subject, false)),
        .user = wmem_strdup(list->scope, name_user(list->scope, subject)), .first = begin_of(subject),
        .has_calls = subject->call || (subject->connection && subject->connection->first_call),
        .frames = wmem_array_new(list->scope, sizeof(uint32_t)) };
    wmem_map_insert(map, wmem_strdup(list->scope, key), series);
    return series;
}

static void
count_session(struct pptp_series *series, const struct pptp_diagnosis_finding *finding)
{
    series->count++;
    series->last = begin_of(&finding->evidence.subject);
    if (finding->evidence.frames > 0)
        wmem_array_append(series->frames, &finding->evidence.frame[0], 1);
}

/* Of a session without a call, all that matters is its server. is_new: of its client, it is the first. says: what is
 * said of it; "": no matter what. */
static struct pptp_series *
add_to_crowd(struct pptp_series_list *list, const struct pptp_diagnosis_finding *finding, bool is_new, const char *says)
{
    wmem_allocator_t *scope = finding->evidence.scope;
    const struct pptp_rule *rule = finding->rule;
    char *key = wmem_strdup_printf(scope, "%s %s %s %s", rule->id, rule->series ? rule->series : "",
                                   name_end(scope, &finding->evidence.subject, false), says);
    struct pptp_series *crowd = wmem_map_lookup(list->crowds, key);

    if (!crowd)
        crowd = begin_series(list, list->crowds, key, finding);
    count_session(crowd, finding);
    crowd->clients += is_new;
    return crowd;
}

/* Returns the finding's sentence with a sign in place of each word that holds a digit: frames, times, addresses. */
static const char *
write_without_numbers(const struct pptp_diagnosis_finding *finding)
{
    const char *sentence = pptp_evidence_write(&finding->evidence, finding->rule->sentence);
    char **words = g_strsplit(sentence, " ", -1);
    wmem_strbuf_t *text = wmem_strbuf_new(finding->evidence.scope, NULL);

    for (unsigned i = 0; words[i]; i++)
        wmem_strbuf_append_printf(text, "%s ", strpbrk(words[i], "0123456789") ? "#" : words[i]);
    g_strfreev(words);
    return wmem_strbuf_get_str(text);
}

/* A client's later sessions are told with its first. */
static void
add_to_crowds(struct pptp_series_list *list, struct pptp_series *series, const struct pptp_diagnosis_finding *finding)
{
    bool is_new = series->count == 1;

    series->crowd = add_to_crowd(list, finding, is_new, "");
    if (!is_new) {
        count_session(series->alike, finding);
        return;
    }
    series->alike = add_to_crowd(list, finding, true, write_without_numbers(finding));
    if (series->alike->clients > 1 && series->alike->clients < CROWD)
        series->alike->client = wmem_strdup_printf(list->scope, "%s, %s", series->alike->client, series->client);
}

struct pptp_series *
pptp_report_series_add(struct pptp_series_list *list, const struct pptp_diagnosis_finding *finding)
{
    const struct pptp_subject *subject = &finding->evidence.subject;
    wmem_allocator_t *scope = finding->evidence.scope;
    const struct pptp_rule *rule = finding->rule;
    char *key = wmem_strdup_printf(scope, "%s %s %s %s %s %s", rule->id, rule->series ? rule->series : "",
                                   name_end(scope, subject, true), name_end(scope, subject, false),
                                   rule->series ? name_password(subject) : "", name_user(scope, subject));
    struct pptp_series *series = wmem_map_lookup(list->by_key, key);

    if (!series) {
        series = begin_series(list, list->by_key, key, finding);
        pptp_list_append(list->all, series);
    }
    count_session(series, finding);
    if (!series->has_calls)
        add_to_crowds(list, series, finding);
    return series;
}

bool
pptp_report_series_is_long(const struct pptp_series *series)
{
    return series->count >= (series->has_calls ? LEAST_WITH_CALLS : LEAST_WITHOUT_CALLS);
}

struct pptp_series *
pptp_report_series_told(struct pptp_series *series)
{
    if (series->crowd && series->crowd->clients >= CROWD)
        return series->crowd;
    if (series->alike && series->alike->clients >= ALIKE)
        return series->alike;
    return pptp_report_series_is_long(series) ? series : NULL;
}

static void
write_frames(wmem_strbuf_t *line, wmem_array_t *frames)
{
    unsigned count = wmem_array_get_count(frames);

    for (unsigned i = 0; i < MIN(count, FRAMES_IN_LINE); i++)
        wmem_strbuf_append_printf(line, "%s%u", i == 0 ? " (frames " : ", ", *(uint32_t *)wmem_array_index(frames, i));
    if (count > FRAMES_IN_LINE)
        wmem_strbuf_append_printf(line, " ... %u", *(uint32_t *)wmem_array_index(frames, count - 1));
    wmem_strbuf_append(line, count > 0 ? ")" : "");
}

const char *
pptp_report_series_line(wmem_allocator_t *scope, const struct pptp_series *series)
{
    wmem_strbuf_t *line = wmem_strbuf_new(scope, NULL);

    wmem_strbuf_append_printf(line, "%u %s", series->count,
                              series->rule->series ? series->rule->series : "sessions with the same trouble");
    if (*series->user && series->clients == 0)
        wmem_strbuf_append_printf(line, " of user \"%s\"", pptp_show_printable(scope, series->user));
    if (series->clients >= CROWD)
        wmem_strbuf_append_printf(line, " from %u clients", series->clients);
    else if (series->clients > 0)
        wmem_strbuf_append_printf(line, " from %u clients (%s)", series->clients, series->client);
    else
        wmem_strbuf_append_printf(line, " from %s", series->client);
    wmem_strbuf_append_printf(line, " to %s in %.1f s", series->server, pptp_seconds(series->last - series->first));
    write_frames(line, series->frames);
    return wmem_strbuf_get_str(line);
}
