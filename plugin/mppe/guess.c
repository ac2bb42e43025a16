/* Judges the flags, the Coherency Counts and the first octets of packets whose compression is unknown.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "mppe/guess.h"

enum { FLAG_PACKET = 0xff };            /* low octet of the Coherency Count: the key changes (RFC 3078 section 7.3) */
enum { ALL_LIKE_DEFLATE = 8 };          /* packets: of 2,500 encrypted directions, one begins like this by chance */

/* Deflate restarts at an octet with each packet (RFC 1979 section 2.1). Its blocks begin with a bit that says that
 * more follow, and with two bits of a type, 3 of which is an error (RFC 1951 section 3.2.3). */
static bool
begins_no_deflate(uint8_t octet)
{
    return octet & 1 || (octet & 6) == 6;
}

/* The packets between two have numbers, too, but not all of them a count. */
static bool
goes_on(const struct pptp_mppe_guess *guess, int64_t number, uint16_t count)
{
    unsigned ahead = (count - guess->count) & PPTP_MPPE_COUNT;

    return number - guess->number > PPTP_MPPE_COUNT || (ahead > 0 && ahead <= number - guess->number);
}

static bool
is_encrypted_header(uint16_t header)
{
    return header & PPTP_MPPE_ENCRYPTED && ((header & FLAG_PACKET) != FLAG_PACKET || header & PPTP_MPPE_FLUSHED);
}

void
pptp_mppe_guess_add(struct pptp_mppe_guess *guess, const struct pptp_mppe_packet *packet)
{
    uint16_t header;

    if (packet->captured < PPTP_MPPE_HEADER || (guess->packets > 0 && packet->number <= guess->number))
        return;
    header = packet->octets[0] << 8 | packet->octets[1];
    guess->refuted |= !is_encrypted_header(header)
        || (guess->packets > 0 && !goes_on(guess, packet->number, header & PPTP_MPPE_COUNT));
    guess->packets++;
    guess->unflushed += !(header & PPTP_MPPE_FLUSHED);
    guess->unlike_deflate += packet->captured > PPTP_MPPE_HEADER
        && begins_no_deflate(packet->octets[PPTP_MPPE_HEADER]);
    guess->number = packet->number;
    guess->count = header & PPTP_MPPE_COUNT;
}

bool
pptp_mppe_guess_is_mppe(const struct pptp_mppe_guess *guess)
{
    if (guess->refuted || guess->packets == 0)
        return false;
    if (guess->unlike_deflate == 0 && guess->packets >= ALL_LIKE_DEFLATE)
        return false;
    return guess->unflushed == 0 || (guess->packets > 1 && guess->unlike_deflate > 0);
}
