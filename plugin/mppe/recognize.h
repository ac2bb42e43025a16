/* Tells whether octets that were decrypted are a PPP packet, which proves that the key was right.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_RECOGNIZE_H
#define PPTP_MPPE_RECOGNIZE_H

#include <stdbool.h>
#include <stdint.h>

/* In ascending order. Certain: a wrong key practically never gives the same. */
enum pptp_mppe_certainty { PPTP_MPPE_NO_PPP, PPTP_MPPE_POSSIBLE, PPTP_MPPE_LIKELY, PPTP_MPPE_CERTAIN };

/* octets: from PPP's protocol field on. captured: how many of them there are; length: how many were sent.
 * has_proof: an earlier packet with the same keys was certain, so that less is enough. */
enum pptp_mppe_certainty pptp_mppe_recognize(const uint8_t *octets, unsigned captured, unsigned length, bool has_proof);

#endif
