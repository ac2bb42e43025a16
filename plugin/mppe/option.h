/* The Supported Bits of MPPE's Configuration Option in CCP, which select keys, mode and compression (RFC 3078 section
 * 2.1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_MPPE_OPTION_H
#define PPTP_MPPE_OPTION_H

enum {
    PPTP_MPPE_STATELESS = 0x01000000,
    PPTP_MPPE_56 = 0x80,
    PPTP_MPPE_128 = 0x40,
    PPTP_MPPE_40 = 0x20,
    PPTP_MPPE_OBSOLETE = 0x10,
    PPTP_MPPE_MPPC = 0x01,
    PPTP_MPPE_KEYS = PPTP_MPPE_56 | PPTP_MPPE_128 | PPTP_MPPE_40
};

#endif
