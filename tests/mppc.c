/* Feeds plugin/mppe/mppc.c with packets and prints what they decompress to: what tests/test_secrets.py talks to.
 *
 *   new            begins a history
 *   packet OCTETS  with the header of RFC 2118 section 3.1, in hexadecimal
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <stdio.h>
#include <string.h>

#include "mppe/mppc.h"
#include "mppe/mppe.h"

static uint8_t octets[100000];

static unsigned
read_octets(const char *word)
{
    unsigned size = strspn(word, "0123456789abcdef") / 2;

    for (unsigned i = 0; i < 2 * size; i++)
        octets[i / 2] = octets[i / 2] << 4 | g_ascii_xdigit_value(word[i]);
    return size;
}

/* Octets that were not compressed come back as they are. */
static void
decompress(struct pptp_mppc *mppc, unsigned size)
{
    unsigned header = octets[0] << 8 | octets[1], clear_size = size - PPTP_MPPE_HEADER;
    const uint8_t *clear = octets + PPTP_MPPE_HEADER;

    if (header & PPTP_MPPE_COMPRESSED
        && !pptp_mppe_mppc_decompress(mppc, header & PPTP_MPPE_FLUSHED, header & PPTP_MPPE_AT_FRONT, clear, clear_size,
                                      &clear, &clear_size)) {
        printf("none");
        return;
    }
    for (unsigned i = 0; i < clear_size; i++)
        printf("%02x", clear[i]);
}

int
main(void)
{
    static char line[300000];
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_SIMPLE);
    struct pptp_mppc *mppc = pptp_mppe_mppc_new(scope);

    while (fgets(line, sizeof line, stdin)) {
        if (strcmp(line, "new\n") == 0)
            mppc = pptp_mppe_mppc_new(scope);
        else if (strncmp(line, "packet ", 7) == 0)
            decompress(mppc, read_octets(line + 7));
        putchar('\n');
    }
    wmem_destroy_allocator(scope);
    return 0;
}
