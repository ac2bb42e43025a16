/* Series: sessions between the same hosts, of the same user, that fail in the same way.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_SERIES_H
#define PPTP_REPORT_SERIES_H

#include "diagnosis/diagnosis.h"

struct pptp_series {
    const struct pptp_rule *rule;   /* of the first Warning, or of PPTP_UNEXPLAINED */
    const char *client, *server;    /* addresses; of a crowd that is not large, all of its clients */
    const char *user;               /* may hold control characters from packets; "": none */
    bool has_calls;                 /* the first session had a call */
    unsigned count;
    int64_t first, last;            /* when the first and the last session began, in nanoseconds since 1970 */
    wmem_array_t *frames;           /* uint32_t: the first of each finding's evidence */
    struct pptp_series *crowd;      /* of all clients of the server; NULL: it is that itself, or has calls */
    struct pptp_series *alike;      /* of those clients of whom the first finding says the same; NULL likewise */
    unsigned clients;               /* of a crowd, and of those of whom it says the same */
    bool is_told;                   /* the report has printed it: written by whoever prints */
};

/* The series of a capture, in the order of their first sessions. */
struct pptp_series_list {
    wmem_allocator_t *scope;
    wmem_map_t *by_key;
    wmem_map_t *crowds;             /* by key, too; and those of whom a finding says the same */
    wmem_array_t *all;              /* pointers: pptp_list_at() */
};

/* Returns an empty list, with all that belongs to it in scope. */
struct pptp_series_list *pptp_report_series_new(wmem_allocator_t *scope);

/* Adds a session by the finding that it is known by, and returns its series, which may have this one only. */
struct pptp_series *pptp_report_series_add(struct pptp_series_list *list,
                                           const struct pptp_diagnosis_finding *finding);

/* Returns whether sessions with this finding can make a series. */
bool pptp_report_series_counts(const struct pptp_diagnosis_finding *finding);

/* Returns whether the sessions are so many that the first stands for all. */
bool pptp_report_series_is_long(const struct pptp_series *series);

/* Returns the series in which a session of this one is told: this one, that of all clients of the server if they are
 * many, that of several clients of whom the same is to be said, or NULL if the session is told by itself. */
struct pptp_series *pptp_report_series_told(struct pptp_series *series);

/* Returns a line, as "30 failed logons of user "alice" from 192.0.2.10 to 192.0.2.1 in 60.0 s (frames 12, 30, ...)".
 * In scope, without control characters. */
const char *pptp_report_series_line(wmem_allocator_t *scope, const struct pptp_series *series);

#endif
