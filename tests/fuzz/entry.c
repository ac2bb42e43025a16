/* What libFuzzer calls. FUZZ_TARGET is the target of this program.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
    FUZZ_TARGET(octets, size);
    return 0;
}
