/* Keeps the table of PPTP accounts and the hashes of their passwords.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/packet.h>
#include <epan/uat.h>

#include "mppe/accounts.h"
#include "mppe/ciphers.h"

static struct pptp_account *accounts;
static unsigned account_count;

static const value_string kinds[] = {
    { PPTP_SECRET_PASSWORD, "password" },
    { PPTP_SECRET_NT_HASH, "NT hash" },
    { 0, NULL }
};

const struct pptp_account *
pptp_mppe_accounts(unsigned *count)
{
    *count = account_count;
    return accounts;
}

/* --- Names -------------------------------------------------------------------------------------------------------- */

struct part {
    const char *text;
    size_t size;
};

/* DOMAIN\\user@realm: the domain with its backslash and the realm with its @ are empty if the name has none. */
struct name {
    struct part domain;
    struct part user;
    struct part realm;
};

/* octets: may be NULL if the name is empty. */
static struct name
split(const char *octets, size_t size)
{
    const char *text = size > 0 ? octets : "";
    size_t user = size, realm = size;

    while (user > 0 && text[user - 1] != '\\')
        user--;
    while (realm > user && text[realm - 1] != '@')
        realm--;
    realm = realm > user + 1 ? realm - 1 : size;
    return (struct name){ { text, user }, { text + user, realm - user }, { text + realm, size - realm } };
}

static bool
same(struct part one, struct part other)
{
    return one.size == other.size && g_ascii_strncasecmp(one.text, other.text, one.size) == 0;
}

/* A name that lacks the part may have any. */
static bool
may_be_same(struct part one, struct part other)
{
    return one.size == 0 || other.size == 0 || same(one, other);
}

bool
pptp_mppe_account_fits(const struct pptp_account *account, const uint8_t *user, unsigned size)
{
    struct name one = split(account->user, strlen(account->user)), other = split((const char *)user, size);

    if (*account->user == '\0')
        return true;
    return same(one.user, other.user) && may_be_same(one.domain, other.domain) && may_be_same(one.realm, other.realm);
}

/* --- The table ---------------------------------------------------------------------------------------------------- */

static bool
read_nt_hash(const char *digits, uint8_t hash[PPTP_PASSWORD_HASH])
{
    if (strlen(digits) != 2 * PPTP_PASSWORD_HASH)
        return false;
    for (unsigned i = 0; i < 2 * PPTP_PASSWORD_HASH; i++) {
        if (!g_ascii_isxdigit(digits[i]))
            return false;
        hash[i / 2] = hash[i / 2] << 4 | g_ascii_xdigit_value(digits[i]);
    }
    return true;
}

/* Without the ciphers the account stays in the table, and every packet that it could decrypt says why it was not. */
static bool
hash_password(struct pptp_account *account)
{
    if (!pptp_mppe_ciphers_are_available())
        return g_utf8_validate(account->secret, -1, NULL);
    account->has_lm_hash = pptp_mppe_lm_password_hash(account->secret, account->lm_hash);
    account->readings = g_str_is_ascii(account->secret) ? 1 : PPTP_READINGS;
    pptp_mppe_nt_octets_hash(account->secret, account->nt_hash[PPTP_READING_OCTETS]);
    return pptp_mppe_nt_password_hash(account->secret, account->nt_hash[PPTP_READING_UTF16]);
}

static pptp_callback_bool
update(void *record, char **error)
{
    struct pptp_account *account = record;
    bool is_hash = account->kind == PPTP_SECRET_NT_HASH, sound;

    account->has_lm_hash = false;
    account->readings = 1;
    sound = is_hash ? read_nt_hash(account->secret, account->nt_hash[PPTP_READING_UTF16]) : hash_password(account);
    *error = sound ? NULL : g_strdup(is_hash ? "An NT hash has 32 hexadecimal digits." : "The password is not UTF-8.");
    return sound;
}

static void *
copy(void *target, const void *source, size_t size)
{
    struct pptp_account *account = memcpy(target, source, size);

    account->user = g_strdup(account->user);
    account->secret = g_strdup(account->secret);
    return account;
}

static void
forget(void *record)
{
    struct pptp_account *account = record;

    g_free(account->user);
    g_free(account->secret);
}

UAT_CSTRING_CB_DEF(accounts, user, struct pptp_account)
UAT_CSTRING_CB_DEF(accounts, secret, struct pptp_account)
UAT_VS_DEF(accounts, kind, struct pptp_account, unsigned, PPTP_SECRET_PASSWORD, "password")

void
pptp_mppe_accounts_register(module_t *preferences)
{
    static uat_field_t fields[] = {
        UAT_FLD_CSTRING(accounts, user, "User",
                        "User name, with or without a domain (DOMAIN\\user, user@realm); leave it empty for any user"),
        UAT_FLD_CSTRING(accounts, secret, "Secret", "The password, or its NT hash as 32 hexadecimal digits"),
        UAT_FLD_VS(accounts, kind, "Secret is a", kinds, "Whether the secret is a password or an NT hash"),
        UAT_END_FIELDS
    };
    uat_t *table = uat_new("PPTP accounts", sizeof(struct pptp_account), "pptp_accounts", TRUE, &accounts,
                           &account_count, UAT_AFFECTS_DISSECTION, NULL, copy, update, forget, NULL, NULL, fields);

    prefs_register_uat_preference(preferences, "accounts", "Accounts",
        "The user names and passwords, or NT hashes, that decrypt MPPE", table);
}
