/* Counts the basic blocks of the plugin that a run enters, and prints their number at the end: unlike seconds, it is
 * the same on every machine. The compiler puts a call of the function below into each block (-fsanitize-coverage).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdio.h>

void __sanitizer_cov_trace_pc(void);

static unsigned long long blocks;

void
__sanitizer_cov_trace_pc(void)
{
    blocks++;
}

__attribute__((destructor)) static void
print(void)
{
    fprintf(stderr, "%llu blocks\n", blocks);
}
