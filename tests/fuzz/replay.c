/* Runs a target with files as inputs, without libFuzzer, and with a plugin that is built already.
 *
 * usage: replay PLUGIN FILE...
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdio.h>
#include <stdlib.h>

#include <dlfcn.h>
#include <glib.h>

#include "fuzz/target.h"

static const char *plugin;

static void
give_up(const char *what)
{
    fprintf(stderr, "replay: %s\n", what);
    exit(EXIT_FAILURE);
}

void
plugin_register(void)
{
    void *module = dlopen(plugin, RTLD_NOW);
    void *symbol = module ? dlsym(module, "plugin_register") : NULL;

    if (!symbol)
        give_up(dlerror());
    ((void (*)(void))symbol)();
}

int
main(int count, char **words)
{
    if (count < 3)
        give_up("usage: replay PLUGIN FILE...");
    plugin = words[1];
    for (int i = 2; i < count; i++) {
        char *octets;
        size_t size;

        fprintf(stderr, "%s\n", words[i]);
        if (!g_file_get_contents(words[i], &octets, &size, NULL))
            give_up("it cannot be read");
        LLVMFuzzerTestOneInput((const uint8_t *)octets, size);
        g_free(octets);
    }
    return EXIT_SUCCESS;
}
