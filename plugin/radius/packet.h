/* Reads a RADIUS packet (RFC 2865 section 3) as far as it concerns the authentication of a PPP link.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_RADIUS_PACKET_H
#define PPTP_RADIUS_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include <wsutil/wmem/wmem.h>

/* Codes (RFC 2865 section 3, RFC 2866 section 3, RFC 5176 sections 2.1 and 2.2). */
enum pptp_radius_code {
    PPTP_RADIUS_REQUEST = 1, PPTP_RADIUS_ACCEPT = 2, PPTP_RADIUS_REJECT = 3, PPTP_RADIUS_ACCOUNT = 4,
    PPTP_RADIUS_ACCOUNTED = 5, PPTP_RADIUS_CHALLENGE = 11, PPTP_RADIUS_DISCONNECT = 40,
    PPTP_RADIUS_DISCONNECT_ACK = 41, PPTP_RADIUS_DISCONNECT_NAK = 42, PPTP_RADIUS_COA = 43, PPTP_RADIUS_COA_ACK = 44,
    PPTP_RADIUS_COA_NAK = 45
};

/* Octets. */
enum { PPTP_RADIUS_HEADER = 20, PPTP_RADIUS_AUTHENTICATOR = 16 };

struct pptp_radius_octets {
    const uint8_t *octets;              /* NULL: none */
    unsigned size;
};

/* An attribute that the packet lacks, or that the capture has cut, has no octets. Of an attribute that is repeated
 * although it must not be, the first counts. */
struct pptp_radius_packet {
    uint8_t code;
    uint8_t identifier;
    bool is_whole;                      /* it was captured in full */
    bool is_of_ppp;                     /* Framed-Protocol is PPP, or NAS-Port-Type is Virtual */
    bool is_signed;                     /* it has a Message-Authenticator (RFC 3579 section 3.2) */
    bool has_password;                  /* it has User-Password: that of PAP */
    bool has_challenge;                 /* it has CHAP-Challenge or MS-CHAP-Challenge (RFC 2548 section 2.1.2) */
    bool has_proof;                     /* it has MS-CHAP2-Success (RFC 2548 section 2.3.3) */
    uint32_t error;                     /* E= in MS-CHAP-Error (RFC 2548 section 2.1.5); 0: none */
    struct pptp_radius_octets all;      /* of the packet, up to its Length */
    const uint8_t *authenticator;
    struct pptp_radius_octets user;     /* User-Name */
    struct pptp_radius_octets mschap;   /* of MS-CHAP-Response or MS-CHAP2-Response: Value without Flags */
    struct pptp_radius_octets chap;     /* of CHAP-Password: Value */
    struct pptp_radius_octets eap;      /* of all EAP-Messages, joined (RFC 3579 section 3.1) */
    struct pptp_radius_octets state;
    struct pptp_radius_octets message;  /* of all Reply-Messages, joined */
    struct pptp_radius_octets send_key; /* of MS-MPPE-Send-Key: Salt and String, as for the next */
    struct pptp_radius_octets recv_key;
    struct pptp_radius_octets mschap_keys;      /* of MS-CHAP-MPPE-Keys */
    struct pptp_radius_octets session;  /* Acct-Session-Id */
    struct pptp_radius_octets station;  /* Calling-Station-Id */
    uint32_t address;                   /* Framed-IP-Address; 0: none, as for the next five */
    uint32_t session_limit;             /* Session-Timeout, in seconds */
    uint32_t idle_limit;                /* Idle-Timeout */
    uint32_t key_types;                 /* MS-MPPE-Encryption-Types */
    uint32_t port;                      /* NAS-Port */
    uint32_t status;                    /* Acct-Status-Type */
    uint32_t cause;                     /* Acct-Terminate-Cause */
    const char *policy;                 /* of CoA-Request: limits and filters, "Filter-Id "slow""; NULL: none */
};

/* Reads a packet of so many captured octets, which may be followed by padding. What packet points to lies in octets or
 * in scope. Returns false if it has no valid header. */
bool pptp_radius_packet_read(wmem_allocator_t *scope, const uint8_t *octets, unsigned captured,
                             struct pptp_radius_packet *packet);

#endif
