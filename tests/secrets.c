/* Feeds plugin/mppe/ with passwords, challenges and packets and prints the results for tests/test_secrets.py, which
 * lists the commands: one per line, octets in hexadecimal, "-" for none.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wsutil/wsgcrypt.h>

#include "mppe/keys.h"
#include "mppe/ciphers.h"
#include "mppe/mppe.h"

enum { MOST_ARGUMENTS = 6 };

/* The words behind a command, and their octets where they are some. */
struct argument {
    const char *word;
    uint8_t *octets;
    unsigned size;
};

/* A packet that was decrypted. */
struct decrypted {
    uint32_t bits;
    struct pptp_mppe *direction;
    struct pptp_mppe_packet packet;
    struct pptp_mppe_point point;
};

static wmem_allocator_t *scope;
static struct pptp_mppe *direction;
static uint32_t direction_bits;     /* of MPPE's option */
static wmem_array_t *decrypted;     /* struct decrypted, in the order of the packets; without direction: none */

static void
print_octets(const uint8_t *octets, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        printf("%02x", octets[i]);
}

/* Of a text, with a NUL behind it. */
static void
read_argument(struct argument *argument, const char *word)
{
    argument->word = word;
    argument->size = strcmp(word, "-") == 0 ? 0 : strlen(word) / 2;
    argument->octets = wmem_alloc0(scope, argument->size + 1);
    for (unsigned i = 0; i < 2 * argument->size; i++)
        argument->octets[i / 2] = argument->octets[i / 2] << 4 | g_ascii_xdigit_value(word[i]);
}

static uint32_t
option_of(const char *bits)
{
    static const struct { const char *bits; uint32_t option; } options[] = {
        { "128", PPTP_MPPE_128 }, { "56", PPTP_MPPE_56 }, { "40", PPTP_MPPE_40 }, { "0", 0 }
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(options); i++) {
        if (strcmp(options[i].bits, bits) == 0)
            return options[i].option;
    }
    return 0;
}

static void
print_hash(const struct argument *password,
           bool (*hash_password)(const char *password, uint8_t hash[PPTP_PASSWORD_HASH]))
{
    uint8_t hash[PPTP_PASSWORD_HASH];

    if (hash_password((char *)password->octets, hash))
        print_octets(hash, sizeof hash);
    else
        printf("none");
}

static void
nt_hash(const struct argument *password)
{
    print_hash(password, pptp_mppe_nt_password_hash);
}

static void
lm_hash(const struct argument *password)
{
    print_hash(password, pptp_mppe_lm_password_hash);
}

static void
des_key(const struct argument *seed)
{
    uint8_t key[PPTP_DES_KEY];

    pptp_mppe_des_key(seed->octets, key);
    print_octets(key, sizeof key);
}

static void
challenge_hash(const struct argument *argument)
{
    uint8_t hash[PPTP_MSCHAP_CHALLENGE];

    pptp_mppe_challenge_hash(argument[0].octets, argument[1].octets, argument[2].octets, argument[2].size, false, hash);
    print_octets(hash, sizeof hash);
}

static void
response(const struct argument *argument)
{
    uint8_t answer[PPTP_NT_RESPONSE];

    pptp_mppe_challenge_response(argument[0].octets, argument[1].octets, answer);
    print_octets(answer, sizeof answer);
}

static void
authenticator_response(const struct argument *argument)
{
    uint8_t hash[PPTP_MSCHAP_CHALLENGE], answer[PPTP_AUTHENTICATOR_RESPONSE];

    pptp_mppe_challenge_hash(argument[2].octets, argument[3].octets, argument[4].octets, argument[4].size, false, hash);
    pptp_mppe_authenticator_response(argument[0].octets, argument[1].octets, hash, answer);
    print_octets(answer, sizeof answer);
}

static void
mschapv2_key(const struct argument *argument)
{
    uint8_t key[PPTP_START_KEY];

    pptp_mppe_mschapv2_start_key(argument[0].octets, argument[1].octets, strcmp(argument[2].word, "server") == 0, key);
    print_octets(key, sizeof key);
}

static void
mschap_key(const struct argument *argument)
{
    uint8_t key[PPTP_START_KEY];

    pptp_mppe_mschap_start_key(argument[0].octets, argument[1].octets, key);
    print_octets(key, sizeof key);
}

static void
session_key(const struct argument *argument)
{
    uint32_t option = option_of(argument[1].word);
    uint8_t start[PPTP_START_KEY] = { 0 }, key[PPTP_START_KEY];

    memcpy(start, argument[0].octets, MIN(argument[0].size, sizeof start));
    pptp_mppe_keys_get(pptp_mppe_keys_new(scope, option, start), 0, key);
    print_octets(key, pptp_mppe_key_size(option));
}

static void
ciphers(const struct argument *argument _U_)
{
    printf("%s", pptp_mppe_ciphers_are_available() ? "available" : "refused");
}

static void
mppe(const struct argument *argument)
{
    uint32_t stateless = strcmp(argument[1].word, "stateless") == 0 ? PPTP_MPPE_STATELESS : 0;
    uint8_t start[PPTP_START_KEY] = { 0 };

    direction_bits = option_of(argument[0].word) | stateless;
    memcpy(start, argument[2].octets, MIN(argument[2].size, sizeof start));
    if (direction && strcmp(argument[3].word, "next") == 0)
        pptp_mppe_begin(direction, direction_bits, start, PPTP_NO_NUMBER);
    else
        direction = pptp_mppe_new(scope, direction_bits, start, PPTP_NO_NUMBER);
    printf("ok");
}

static void
packet(const struct argument *argument)
{
    static const char *const reasons[] = {
        [PPTP_MPPE_LOST] = "lost", [PPTP_MPPE_LATE] = "late", [PPTP_MPPE_FAR] = "far",
        [PPTP_MPPE_CUT] = "cut", [PPTP_MPPE_GARBAGE] = "garbage"
    };
    struct pptp_mppe_packet encrypted = {
        .number = g_ascii_strtoll(argument[0].word, NULL, 10), .octets = argument[1].octets,
        .captured = argument[1].size,
        .length = MAX(argument[1].size, PPTP_MPPE_HEADER + (unsigned)atoi(argument[2].word))
    };
    struct decrypted kept = { .bits = direction_bits, .packet = encrypted };
    struct pptp_mppe_clear clear;
    enum pptp_mppe_result result;

    if (encrypted.captured < PPTP_MPPE_HEADER) {
        printf("refused short");
        return;
    }
    result = pptp_mppe_decrypt(direction, &encrypted, &clear, &kept.point);
    kept.direction = result == PPTP_MPPE_DECRYPTED ? direction : NULL;
    wmem_array_append_one(decrypted, kept);
    if (result != PPTP_MPPE_DECRYPTED) {
        printf("refused %s", reasons[result]);
        return;
    }
    printf("decrypted ");
    print_octets(clear.octets, clear.captured);
}

static void
again(const struct argument *argument)
{
    const struct decrypted *kept = wmem_array_index(decrypted, atoi(argument[0].word));
    struct pptp_mppe_clear clear;

    if (!kept->direction || !pptp_mppe_decrypt_again(kept->direction, scope, kept->bits, &kept->point, &kept->packet,
                                                     &clear)) {
        printf("refused");
        return;
    }
    printf("decrypted ");
    print_octets(clear.octets, clear.captured);
}

static const struct {
    const char *name;
    void (*run)(const struct argument *argument);
} commands[] = {
    { "nt_hash", nt_hash }, { "lm_hash", lm_hash }, { "des_key", des_key }, { "challenge_hash", challenge_hash },
    { "response", response }, { "authenticator_response", authenticator_response }, { "mschapv2_key", mschapv2_key },
    { "mschap_key", mschap_key }, { "session_key", session_key }, { "mppe", mppe }, { "packet", packet },
    { "ciphers", ciphers }, { "again", again },
};

static void
run(char *line)
{
    struct argument arguments[MOST_ARGUMENTS] = { { 0 } };
    const char *name = strtok(line, " \n"), *word;

    for (unsigned i = 0; i < MOST_ARGUMENTS && (word = strtok(NULL, " \n")); i++)
        read_argument(&arguments[i], word);
    for (unsigned i = 0; name && i < G_N_ELEMENTS(commands); i++) {
        if (strcmp(commands[i].name, name) == 0)
            commands[i].run(arguments);
    }
    putchar('\n');
}

int
main(void)
{
    static char line[300000];

    gcry_check_version(NULL);
    scope = wmem_allocator_new(WMEM_ALLOCATOR_SIMPLE);
    decrypted = wmem_array_new(scope, sizeof(struct decrypted));
    while (fgets(line, sizeof line, stdin))
        run(line);
    wmem_destroy_allocator(scope);
    return 0;
}
