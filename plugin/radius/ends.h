/* What a RADIUS request and its reply have in common: both ends, and the Identifier (RFC 2865 section 3).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_RADIUS_ENDS_H
#define PPTP_RADIUS_ENDS_H

#include "calls/connection.h"

struct pptp_radius_ends {
    struct pptp_end client;             /* that asks */
    struct pptp_end server;
    unsigned identifier;
};

/* Returns a table of what is known by a request's ends. Its keys are struct pptp_radius_ends. */
wmem_map_t *pptp_radius_ends_table(void);

/* Returns a copy of an end that lives as long as the capture. */
struct pptp_end pptp_radius_ends_keep(const struct pptp_end *end);

#endif
