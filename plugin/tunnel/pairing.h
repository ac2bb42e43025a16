/* Tells by acknowledgments whether two directions of GRE belong together.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_TUNNEL_PAIRING_H
#define PPTP_TUNNEL_PAIRING_H

#include "calls/tunnel.h"

/* Returns how well two flows fit together: by the last number that each has acknowledged, and what the other has
 * sent. */
enum pptp_fit pptp_tunnel_fit(const struct pptp_flow *one, const struct pptp_flow *other);

#endif
