/* What of a link's encrypted packets could be opened, and why the others could not. No tree: plain octets.
 *
 * Everything is written once, on the first pass, and lives as long as the link's allocator.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_DECRYPTION_H
#define PPTP_PPP_DECRYPTION_H

#include <stdbool.h>
#include <stdint.h>

#include "packets.h"

struct pptp_link;

enum pptp_opening_result {
    PPTP_OPENED,
    PPTP_SEALED_OFF,                    /* the user does not want it opened */
    PPTP_SEALED_NO_HANDSHAKE,           /* no MS-CHAP that was captured whole */
    PPTP_SEALED_EAP,                    /* its keys are EAP's */
    PPTP_SEALED_NO_KEYS,                /* the authentication, PAP or CHAP-MD5, makes none */
    PPTP_SEALED_NO_ACCOUNT,             /* of this user */
    PPTP_SEALED_WRONG_PASSWORD,
    PPTP_SEALED_NO_LM_HASH,             /* the account has an NT hash only, or a password that is not ASCII */
    PPTP_SEALED_SHORT,                  /* shorter than MPPE's header */
    PPTP_SEALED_LOST,                   /* these five: see mppe/mppe.h */
    PPTP_SEALED_LATE,
    PPTP_SEALED_FAR,
    PPTP_SEALED_CUT,
    PPTP_SEALED_GARBAGE
};

/* A packet; one that is not opened stands also for those behind it in its direction that have none of their own. */
struct pptp_opening {
    const struct pptp_packet *packet;
    uint32_t bits;                      /* of MPPE's option, for its direction */
    enum pptp_opening_result result;
    const char *account;                /* that opened it: the user's name in the table; NULL: none was needed */
    const uint8_t *octets;              /* opened: PPP from its protocol field on */
    unsigned captured;                  /* of them */
    unsigned length;                    /* of them there were */
    uint16_t checksum;                  /* of the octets as they were sent */
};

/* The next packet of PPP's protocol 0x00FD that an end sent. octets: behind the protocol field; captured, length: how many
 * were captured, and there were. copied: the packet of which it is a second copy, NULL: none. NULL if neither MPPE nor MPPC
 * is agreed on. */
const struct pptp_opening *pptp_ppp_opening_follow(struct pptp_link *link, unsigned from,
                                                   const struct pptp_packet *packet, const struct pptp_packet *copied,
                                                   const uint8_t *octets, unsigned captured, unsigned length);

/* What became of a packet that an end sent. NULL: it is neither MPPE nor MPPC. */
const struct pptp_opening *pptp_ppp_opening_at(const struct pptp_link *link, unsigned from,
                                               const struct pptp_packet *packet);

#endif
