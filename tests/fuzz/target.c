/* What all targets need: reading an input, and failing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdio.h>
#include <stdlib.h>

#include "fuzz/target.h"

uint64_t
fuzz_take(struct fuzz_input *input, unsigned octets)
{
    uint64_t number = 0;

    for (unsigned i = 0; i < octets && input->at < input->end; i++)
        number |= (uint64_t)*input->at++ << 8 * i;
    return number;
}

const uint8_t *
fuzz_take_octets(struct fuzz_input *input, unsigned *size)
{
    const uint8_t *octets = input->at;

    if (*size > (size_t)(input->end - input->at))
        *size = (unsigned)(input->end - input->at);
    input->at += *size;
    return octets;
}

void
fuzz_fail(const char *what, const char *text)
{
    fprintf(stderr, "%s\n%s\n", what, text);
    abort();
}
