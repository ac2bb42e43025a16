/* What a RADIUS shared secret reveals: whether it is the one that a reply was made with, and the reply's MPPE keys.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_RADIUS_SECRET_H
#define PPTP_RADIUS_SECRET_H

#include "mppe/mschap.h"
#include "radius/packet.h"

/* What is known of the keys in a reply. */
enum pptp_radius_keys_known {
    PPTP_RADIUS_NO_KEYS,                /* it has none */
    PPTP_RADIUS_KEYS_UNREADABLE,        /* malformed, perhaps not captured, or libgcrypt refuses MD5 */
    PPTP_RADIUS_NO_SECRET,              /* the user has set no shared secret */
    PPTP_RADIUS_WRONG_SECRET,           /* it is not the one that the reply was made with */
    PPTP_RADIUS_START_KEYS,             /* send and receive are known (RFC 2548 sections 2.4.2 and 2.4.3) */
    PPTP_RADIUS_HASHES                  /* lm and nt_hash_hash are known (section 2.4.1) */
};

/* Keys that are shorter are filled with 0. */
struct pptp_radius_keys {
    enum pptp_radius_keys_known known;
    uint8_t send[PPTP_START_KEY];       /* of what the RADIUS client sends, the PPP authenticator */
    uint8_t receive[PPTP_START_KEY];
    uint8_t lm[PPTP_START_KEY];         /* the first 8 octets of the LAN Manager hash */
    uint8_t nt_hash_hash[PPTP_PASSWORD_HASH];   /* not the NT hash, as the RFC says: no implementation sends that */
};

/* Returns the keys in an Access-Accept, decrypted with Wireshark's preference radius.shared_secret. authenticator: of
 * the Access-Request. */
struct pptp_radius_keys pptp_radius_secret_keys(const struct pptp_radius_packet *reply,
                                                const uint8_t authenticator[PPTP_RADIUS_AUTHENTICATOR]);

#endif
