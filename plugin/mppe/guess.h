/* Tells by the headers of packets of PPP's protocol 0x00FD whether they are MPPE's, if CCP was not captured.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_GUESS_H
#define PPTP_MPPE_GUESS_H

#include "mppe/mppe.h"

/* What the packets of one direction have shown. Starts as zeros. */
struct pptp_mppe_guess {
    int64_t number;             /* of the last packet */
    uint32_t packets;
    uint32_t unlike_deflate;    /* packets that no Deflate block begins */
    uint32_t unflushed;         /* packets without bit A */
    uint16_t count;             /* the last packet's Coherency Count */
    bool refuted;
};

/* Adds the direction's next packet. Late packets and those cut before the end of the header tell nothing. */
void pptp_mppe_guess_add(struct pptp_mppe_guess *guess, const struct pptp_mppe_packet *packet);

/* Returns whether all packets so far look like encrypted MPPE (RFC 3078 section 3.1): bit D is set, the Coherency
 * Count goes on from packet to packet, and the data is not Deflate's (RFC 1979), whose numbers also set bit D at times.
 * In stateful mode it takes two packets. */
bool pptp_mppe_guess_is_mppe(const struct pptp_mppe_guess *guess);

#endif
