/* Judges by their octets where control messages begin and end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "control/header.h"
#include "control/messages.h"

static unsigned
number_at(const uint8_t *octets)
{
    return octets[0] << 8 | octets[1];
}

static unsigned
length_at(const uint8_t *octets)
{
    return number_at(octets);
}

/* Compares as many octets of the cookie as there are. */
static bool
cookie_at(const uint8_t *octets, unsigned size)
{
    static const uint8_t cookie[] = { 0x1a, 0x2b, 0x3c, 0x4d };

    return size <= 4 || memcmp(octets + 4, cookie, MIN(size - 4, sizeof cookie)) == 0;
}

/* Returns the row of the message's type; NULL if it is not captured or not in RFC 2637. */
static const struct pptp_kind *
kind_at(const uint8_t *octets, unsigned size)
{
    if (size < 10 || number_at(octets + 2) != PPTP_CONTROL_MESSAGE)
        return NULL;
    return pptp_control_kind_find(number_at(octets + 8));
}

bool
pptp_control_length_possible(unsigned length)
{
    return length >= PPTP_HEADER_LENGTH && length <= pptp_control_kind_longest();
}

/* Returns true if Length and type are possible, as far as they are captured. */
static bool
length_and_type_possible(const uint8_t *octets, unsigned size)
{
    return (size < 1 || octets[0] == 0) && (size < 2 || pptp_control_length_possible(octets[1]))
           && (size < 3 || octets[2] == 0)
           && (size < 4 || octets[3] == PPTP_CONTROL_MESSAGE || octets[3] == PPTP_MANAGEMENT_MESSAGE);
}

bool
pptp_control_header_plausible(const uint8_t *octets, unsigned size)
{
    return size >= PPTP_COOKIE_END && length_and_type_possible(octets, size) && cookie_at(octets, size);
}

/* Returns the row of the message's type if Length is its length; otherwise NULL. */
static const struct pptp_kind *
kind_by_length(const uint8_t *octets, unsigned size)
{
    const struct pptp_kind *kind = kind_at(octets, size);

    return kind && kind->length == length_at(octets) ? kind : NULL;
}

const struct pptp_kind *
pptp_control_header_certain(const uint8_t *octets, unsigned size)
{
    return size >= PPTP_HEADER_LENGTH && cookie_at(octets, size) ? kind_by_length(octets, size) : NULL;
}

bool
pptp_control_header_begins(const uint8_t *octets, unsigned size)
{
    if (size < PPTP_COOKIE_END)
        return length_and_type_possible(octets, size) && cookie_at(octets, size);
    return cookie_at(octets, size) || kind_by_length(octets, size);
}

bool
pptp_control_header_incomplete(const uint8_t *octets, unsigned size)
{
    if (size >= PPTP_HEADER_LENGTH)
        return false;
    if (size >= PPTP_COOKIE_END && length_at(octets) <= size)
        return false; /* complete, by its own Length */
    return cookie_at(octets, size) || length_and_type_possible(octets, size);
}

bool
pptp_control_header_is_short(const uint8_t *octets, unsigned size)
{
    return size >= PPTP_COOKIE_END && length_at(octets) < PPTP_HEADER_LENGTH && cookie_at(octets, size);
}

unsigned
pptp_control_header_find(const uint8_t *octets, unsigned size)
{
    unsigned at = 0;

    while (at < size && !pptp_control_header_plausible(octets + at, size - at))
        at++;
    return at;
}

unsigned
pptp_control_header_tail(const uint8_t *octets, unsigned size)
{
    unsigned tail = MIN(size, PPTP_COOKIE_END - 1);

    while (tail > 0 && !pptp_control_header_begins(octets + size - tail, tail))
        tail--;
    return tail;
}

/* Returns true if a message can end here: the octets end, or the next header follows. */
static bool
message_ends(const uint8_t *octets, unsigned size, unsigned remaining, unsigned at)
{
    return at == remaining || (at < size && pptp_control_header_plausible(octets + at, size - at));
}

unsigned
pptp_control_message_extent(const uint8_t *octets, unsigned size, unsigned remaining)
{
    const struct pptp_kind *kind = kind_at(octets, size);
    unsigned of_type = kind ? kind->length : 0;
    unsigned length = size < 2 ? 0 : length_at(octets);
    unsigned next;

    if (length == of_type && kind)
        return length;
    if (!pptp_control_length_possible(length))
        length = kind ? of_type : remaining;
    else if (kind && !message_ends(octets, size, remaining, length)
             && message_ends(octets, size, remaining, of_type))
        length = of_type;
    size = MIN(size, length + PPTP_COOKIE_END - 1);     /* a header further on does not end this message */
    if (size <= PPTP_COOKIE_END)
        return length;
    next = PPTP_COOKIE_END + pptp_control_header_find(octets + PPTP_COOKIE_END, size - PPTP_COOKIE_END);
    return MIN(length, next < size ? next : length);
}
