/* What the report of conformance adds up from a capture's packets and connections, once for all of them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_SEEN_H
#define PPTP_REPORT_SEEN_H

#include "calls/connection.h"
#include "packets.h"

/* The packets that an end of a connection sent in its tunnels. */
struct pptp_seen_packets {
    uint32_t packets;
    uint32_t numbered;      /* with a Sequence Number */
    struct pptp_header_count worst[PPTP_TUNNEL_VERDICTS];   /* with the verdict at its worst */
    struct pptp_header_count mild[PPTP_TUNNEL_VERDICTS];
    GArray *too_long;       /* for RFC 2637 section 1.4: frames, uint32_t; NULL: none. Likewise: */
    GArray *hasty;          /* those sent before any acknowledgment, beyond half of the window */
    uint32_t opening;       /* with a Sequence Number, sent while the window was growing */
    GArray *opened_fast;    /* of these, those beyond the window as it had grown (section 4.2.3) */
};

/* Two peers that started a control connection to each other (section 3.1.3). */
struct pptp_collision {
    const struct pptp_connection *lost;     /* the one that must be closed */
    const struct pptp_connection *won;
    unsigned winner;                        /* end of both */
    const struct pptp_event *second;        /* the later Start-Control-Connection-Request */
};

struct pptp_seen;

/* Adds up the packets of the history's tunnels, and compares its connections with each other. The caller frees the
 * result. */
struct pptp_seen *pptp_report_seen_new(const struct pptp_history *history);

/* Frees what pptp_report_seen_new() returned. NULL does nothing. */
void pptp_report_seen_free(struct pptp_seen *seen);

/* Returns the packets that the connection's ends sent, two structs; NULL if there were none. */
const struct pptp_seen_packets *pptp_report_seen_packets(const struct pptp_seen *seen,
                                                         const struct pptp_connection *connection);

/* Returns the collision that the connection was in; NULL if there was none. */
const struct pptp_collision *pptp_report_seen_collision(const struct pptp_seen *seen,
                                                        const struct pptp_connection *connection);

/* Returns the earlier connection between the same addresses that was still up when this one began; NULL if there was
 * none. */
const struct pptp_connection *pptp_report_seen_rival(const struct pptp_seen *seen,
                                                     const struct pptp_connection *connection);

#endif
