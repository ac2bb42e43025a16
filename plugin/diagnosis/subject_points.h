/* The capture points that the packets of a subject passed, and what happened to them between two of these.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_SUBJECT_POINTS_H
#define PPTP_DIAGNOSIS_SUBJECT_POINTS_H

#include "diagnosis/evidence.h"
#include "tunnel/points.h"

enum { PPTP_MOST_STATIONS = 2 * PPTP_MOST_POINTS };

/* Where one direction of a tunnel was captured. */
struct pptp_station {
    const struct pptp_flow *flow;               /* NULL: none of its packets was captured there */
    const struct pptp_sequence *sequence;       /* the newest numbering; NULL: none */
    uint8_t number;                             /* of the capture point, or PPTP_NO_POINT */
    uint8_t vantage;                            /* witness/points.h */
    int64_t clock;                              /* when the SYN was captured there; 0: not looked for */
};

/* What happened between two stations to packets with a Sequence Number, each of which counts once. */
struct pptp_passage {
    uint64_t both;
    uint64_t lost;              /* captured at the first only, while the second one was capturing */
    uint64_t gained;            /* captured at the second only, while the first one was capturing */
    uint64_t outside;           /* captured at one only, before the other one began to capture or after it ended */
    uint64_t reordered;         /* late at the second, but not at the first */
    int64_t least;              /* time between the stations, in nanoseconds, as far as both clocks agree */
    int64_t most;
    double sum;                 /* of years, too, if a clock jumps */
    uint32_t frame[PPTP_MOST_FRAMES];           /* the first that were lost */
    unsigned frames;
    uint32_t first_late;        /* frame of the first that was reordered; 0: none */
    uint32_t quickest;          /* frame at the second station of the one that took the least time; 0: none */
};

/* Puts the capture points of what the end sent into station, the nearest to the end first. Returns how many there are:
 * 0 if nothing proves more than one. */
unsigned pptp_subject_stations(const struct pptp_subject *subject, unsigned end,
                               struct pptp_station station[PPTP_MOST_STATIONS]);

/* Compares what was captured at two stations of one direction. */
struct pptp_passage pptp_subject_passage(const struct pptp_station *from, const struct pptp_station *to);

/* Returns by how much the clock of the second station seems to be ahead, judged by the shortest times there and back:
 * all of it may also be delay that differs between the directions. 0: by less than the way takes, or not known. */
int64_t pptp_subject_clock_ahead(const struct pptp_passage *there, const struct pptp_passage *back);

/* Returns whether two calls are one session, captured on both sides of a NAT. */
bool pptp_subject_is_same_session(const struct pptp_call *call, const struct pptp_call *other);

/* Returns whether the subject's packets were captured at several capture points. */
bool pptp_subject_has_points(const struct pptp_subject *subject);

#endif
