/* Lets a program start once and run many times, because tshark's start costs five times what its work on a small
 * capture does. A program with this library in LD_PRELOAD goes on as usual until it is ready: tshark until epan_init()
 * has registered all dissectors, any other program until main(). There it waits for requests, and forks for each: the
 * child begins main() anew with the words of the request, and finds Wireshark initialized.
 *
 * A request, to standard input: a decimal number and so many words, all with a NUL behind them. The words are the paths
 * of the child's standard input, output and error, and then its arguments. The answer, a line on standard output: the
 * child's exit code, or the number of the signal that ended it, negative; its processor time in seconds; and the most
 * memory that it had at once, in kilobytes, with its parent's.
 *
 * The child does not clean up: freeing what it shares with its parent copies it first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

typedef int program(int argc, char **argv, char **environment);

/* What Wireshark's functions take differs between its versions; all of it fits into registers. */
typedef uintptr_t function(uintptr_t, uintptr_t, uintptr_t, uintptr_t);

static program *real_main;
static bool is_ready;

static void *
real(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

static char *
read_word(FILE *requests)
{
    char *word = NULL;
    size_t room = 0;

    if (getdelim(&word, &room, '\0', requests) <= 0)
        _exit(0);
    return word;
}

static void
become(int descriptor, const char *path, int flags)
{
    int opened = open(path, flags, 0600);

    if (opened < 0)
        _exit(127);
    dup2(opened, descriptor);
    close(opened);
}

static void
run(char **words, int count)
{
    become(STDIN_FILENO, words[0], O_RDONLY);
    become(STDOUT_FILENO, words[1], O_WRONLY | O_CREAT | O_TRUNC);
    become(STDERR_FILENO, words[2], O_WRONLY | O_CREAT | O_TRUNC);
    exit(real_main(count - 3, words + 3, environ));
}

static void
answer(pid_t child)
{
    struct rusage used;
    int status;

    wait4(child, &status, 0, &used);
    dprintf(STDOUT_FILENO, "%d %.6f %ld\n", WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status),
            used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6,
            used.ru_maxrss);
}

static void
serve(void)
{
    FILE *requests = fdopen(dup(STDIN_FILENO), "r");

    is_ready = true;
    for (;;) {
        char *number = read_word(requests);
        int count = atoi(number);
        char **words = calloc(count + 1, sizeof *words);
        pid_t child;

        for (int i = 0; i < count; i++)
            words[i] = read_word(requests);
        child = fork();
        if (child == 0)
            run(words, count);
        answer(child);
        for (int i = 0; i < count; i++)
            free(words[i]);
        free(words);
        free(number);
    }
}

static int
begin(int argc, char **argv, char **environment)
{
    if (strcmp(program_invocation_short_name, "tshark") != 0)
        serve();
    return real_main(argc, argv, environment);
}

/* Where the C library calls main(). */
int
__libc_start_main(program *wanted, int argc, char **argv, void *init, void *fini, void *linker_fini, void *stack)
{
    int (*start)(program *, int, char **, void *, void *, void *, void *) = real("__libc_start_main");

    real_main = wanted;
    return start(begin, argc, argv, init, fini, linker_fini, stack);
}

uintptr_t
wtap_init(uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
    return is_ready || ((function *)real("wtap_init"))(a, b, c, d);
}

uintptr_t
epan_init(uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
    if (!is_ready && ((function *)real("epan_init"))(a, b, c, d) & 1)
        serve();
    return is_ready;
}

void
epan_cleanup(void)
{
}

void
wtap_cleanup(void)
{
}
