/* The sessions that a RADIUS client accounts for (RFC 2866), and what RADIUS changes in them (RFC 5176).
 *
 * Acct-Session-Id ties the packets of a session. Access-Requests that lack it are tied by user and NAS-Port to the next
 * session that begins. Everything is written on the first pass only, and lives as long as the capture.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_RADIUS_SESSION_H
#define PPTP_RADIUS_SESSION_H

#include "calls/connection.h"
#include "radius/packet.h"

/* The last CoA-Request about a session. */
struct pptp_radius_change {
    struct pptp_moment at;              /* frame 0: none, as for the next */
    struct pptp_moment replied;
    bool is_accepted;                   /* valid once there is a reply */
    address asker;
    const char *policy;                 /* the attributes that are known here: "Filter-Id "slow""; NULL: none */
};

struct pptp_radius_session {
    struct pptp_moment first;           /* Accounting-Request; frame 0: none, as for all moments */
    bool is_begun;                      /* that was its Start */
    struct pptp_moment ended;           /* Accounting-Request (Stop), the first */
    uint32_t cause;                     /* Acct-Terminate-Cause in it; 0: none */
    struct pptp_end server;             /* that was asked last */
    uint32_t unanswered;                /* Accounting-Requests, with their retransmissions, since the last reply */
    uint32_t repeated;                  /* of these; 0: the client probably got replies that were not captured */
    uint32_t status;                    /* Acct-Status-Type of the last */
    struct pptp_moment first_unanswered;
    struct pptp_moment last_unanswered;
    struct pptp_radius_change change;
    bool is_tied;                       /* to an Access-Request */
    bool shares_station;                /* another session has the same Calling-Station-Id */
};

/* What an Access-Request has to do with sessions. */
struct pptp_radius_tie {
    struct pptp_radius_session *session;        /* that it is about; NULL: none so far */
    struct pptp_radius_session *earlier;        /* the last session of the same user that was accounted for; or NULL */
};

/* Ties an Access-Request from nas, now or once its session begins. tie: lives as long as the capture. */
void pptp_radius_session_ask(const struct pptp_radius_packet *packet, const address *nas, struct pptp_radius_tie *tie);

/* Follows a packet of accounting or CoA, of any code, from one end to another. */
void pptp_radius_session_follow(const struct pptp_radius_packet *packet, const struct pptp_end *from,
                                const struct pptp_end *to, struct pptp_moment now);

/* Returns the only session with this Calling-Station-Id; NULL if there is none, or several. */
const struct pptp_radius_session *pptp_radius_session_of_station(const char *station);

/* Forgets the capture before. */
void pptp_radius_session_begin(void);

#endif
