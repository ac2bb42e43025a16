/* Runs a target with files as inputs, without a fuzzer, and with a plugin that is built already.
 *
 * usage: replay PLUGIN TARGET FILE...
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dlfcn.h>
#include <glib.h>

#include "fuzz/session.h"
#include "fuzz/target.h"

static const struct {
    const char *name;
    fuzz_target *run;
} targets[] = {
    { "calls", fuzz_calls }, { "capture", fuzz_capture }, { "mppc", fuzz_mppc }, { "mppe", fuzz_mppe },
    { "sequence", fuzz_sequence }, { "stream", fuzz_stream }, { "tunnel", fuzz_tunnel }
};

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

static fuzz_target *
find_target(const char *name)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(targets); i++) {
        if (strcmp(targets[i].name, name) == 0)
            return targets[i].run;
    }
    give_up("no such target");
    return NULL;
}

int
main(int count, char **words)
{
    fuzz_target *target;

    if (count < 4)
        give_up("usage: replay PLUGIN TARGET FILE...");
    plugin = words[1];
    target = find_target(words[2]);
    for (int i = 3; i < count; i++) {
        char *octets;
        size_t size;

        fprintf(stderr, "%s\n", words[i]);
        if (!g_file_get_contents(words[i], &octets, &size, NULL))
            give_up("it cannot be read");
        target((const uint8_t *)octets, size);
        g_free(octets);
    }
    return EXIT_SUCCESS;
}
