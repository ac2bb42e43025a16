/* What software a peer looks like, from its Start-Control-Connection message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_IMPLEMENTATION_H
#define PPTP_CALLS_IMPLEMENTATION_H

#include "message.h"

/* The lower-case name of the implementation; NULL if the message looks like none that is known. A fingerprint, not
 * proof: anybody may send what another sends. Static. */
const char *pptp_implementation_of(const struct pptp_message *message);

#endif
