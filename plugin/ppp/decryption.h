/* Decrypts a link's MPPE packets with the user's accounts, and keeps how to decrypt each packet again, or why it was
 * not decrypted.
 *
 * Everything is written once, on the first pass, and lives as long as the allocator given to
 * pptp_ppp_decryptions_new().
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_PPP_DECRYPTION_H
#define PPTP_PPP_DECRYPTION_H

#include <stdbool.h>
#include <stdint.h>

#include "mppe/packet.h"
#include "packets.h"
#include "ppp/authentication.h"
#include "ppp/negotiation.h"

/* All decryption results of one link. */
struct pptp_decryptions;
struct pptp_result;

enum pptp_decryption_result {
    PPTP_DECRYPTED,
    PPTP_NOT_DECRYPTED_NO_CCP,          /* CCP was not captured, so this may be another compression than MPPE */
    PPTP_NOT_DECRYPTED_OFF,             /* the user switched decryption off */
    PPTP_NOT_DECRYPTED_NO_HANDSHAKE,    /* no MS-CHAP authentication was captured in full */
    PPTP_NOT_DECRYPTED_NO_CIPHERS,      /* libgcrypt refuses what MPPE needs (mppe/ciphers.h) */
    PPTP_NOT_DECRYPTED_EAP,             /* the keys come from an EAP method other than EAP-MSCHAPv2 */
    PPTP_NOT_DECRYPTED_NO_KEYS,         /* the authentication, such as PAP or CHAP-MD5, gives none */
    PPTP_NOT_DECRYPTED_NO_ACCOUNT,      /* no account has the user's name */
    PPTP_NOT_DECRYPTED_WRONG_PASSWORD,
    PPTP_NOT_DECRYPTED_NO_SECRET,       /* RADIUS sent the keys, but the user gave no shared secret */
    PPTP_NOT_DECRYPTED_WRONG_SECRET,    /* or another one */
    PPTP_NOT_DECRYPTED_NO_LM_HASH,      /* the account has only an NT hash, or a password that is not ASCII */
    PPTP_NOT_DECRYPTED_SHORT,           /* shorter than MPPE's header */
    PPTP_NOT_DECRYPTED_LOST,            /* for these five see mppe/mppe.h */
    PPTP_NOT_DECRYPTED_LATE,
    PPTP_NOT_DECRYPTED_FAR,
    PPTP_NOT_DECRYPTED_CUT,
    PPTP_NOT_DECRYPTED_GARBAGE
};

/* Where keys come from. */
enum pptp_key_source { PPTP_KEYS_OF_PASSWORD, PPTP_KEYS_OF_NT_HASH, PPTP_KEYS_OF_RADIUS };

/* The result of a packet. */
struct pptp_decryption {
    const struct pptp_packet *packet;   /* the packet, or the first of several that were not decrypted for one reason */
    uint32_t bits;                      /* of MPPE's option, for its direction; 0: CCP was not captured */
    enum pptp_decryption_result result;
    uint8_t method;                     /* of EAP, if that is why; 0: not captured */
    const char *account;                /* whose keys decrypted it: the user name in the table; NULL: none */
    bool needed_key;                    /* it was encrypted, not only compressed; only then, the next is valid */
    enum pptp_key_source key_source;
    const struct pptp_result *kept;     /* for pptp_ppp_decryption_clear(): what it takes to decrypt it again */
};

/* A packet of PPP's protocol 0x00FD that an end sent. */
struct pptp_encrypted_packet {
    unsigned from;                      /* the end */
    const struct pptp_packet *packet;
    const struct pptp_packet *copied;   /* the packet of which it is a second copy; NULL: none */
    const uint8_t *octets;              /* after the protocol field */
    unsigned captured;                  /* octets that were captured */
    unsigned length;                    /* octets that were sent */
    const void *bundle;                 /* Multilink's, which carried the packet; NULL: none */
    int64_t number;                     /* in the bundle */
};

/* Those of the link, from which the keys come. */
struct pptp_authentications {
    const struct pptp_authentication *newest;       /* NULL: none so far, as for the next */
    const struct pptp_authentication *keyed;        /* the last that may give keys */
};

/* Returns the results of a link without any so far. They live as long as scope. */
struct pptp_decryptions *pptp_ppp_decryptions_new(wmem_allocator_t *scope);

/* Decrypts the next packet. ccp: the CCP requests of the end that receives the packet. clear: set if the result is
 * PPTP_DECRYPTED and the packet is no copy; valid until the next packet of any link. Returns false if neither MPPE nor
 * MPPC is known to be agreed on. */
bool pptp_ppp_decryption_follow(struct pptp_decryptions *decryptions,
                                const struct pptp_authentications *authentications, const struct pptp_negotiation *ccp,
                                const struct pptp_encrypted_packet *encrypted, struct pptp_decryption *decryption,
                                struct pptp_mppe_clear *clear);

/* Sets decryption to the result of a packet that an end sent. Returns false if it is neither MPPE nor MPPC.
 * decryptions: NULL if there are none. */
bool pptp_ppp_decryption_at(const struct pptp_decryptions *decryptions, unsigned from,
                            const struct pptp_packet *packet, struct pptp_decryption *decryption);

/* Returns whether the packet, the last that was followed of those that the end sent, is the first with its result, or
 * was decrypted. Others have nothing of their own to tell. */
bool pptp_ppp_decryption_has_own(const struct pptp_decryptions *decryptions, unsigned from,
                                 const struct pptp_packet *packet);

/* Decrypts a packet whose result is PPTP_DECRYPTED again, unless it was followed last. octets: those after PPP's
 * protocol field, as they were followed. Packets may be asked for in any order; pptp_mppe_decrypt_again() says what
 * that costs. The octets of clear live as long as scope. Returns false if octets are not the same as before. */
bool pptp_ppp_decryption_clear(const struct pptp_decryptions *decryptions, wmem_allocator_t *scope,
                               const struct pptp_decryption *decryption, const uint8_t *octets, unsigned captured,
                               struct pptp_mppe_clear *clear);

/* Returns whether the packets that an end sent look like MPPE, so far, though CCP was not captured. decryptions: NULL
 * if there are none. */
bool pptp_ppp_decryption_is_recognized(const struct pptp_decryptions *decryptions, unsigned from);

#endif
