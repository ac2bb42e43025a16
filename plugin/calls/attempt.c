/* Keeps attempts to connect to a PPTP server: TCP connections before their first control message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/attempt.h"
#include "calls/index.h"

struct pptp_attempt *
pptp_attempt_new(struct pptp_history *history, const struct pptp_end *client, const struct pptp_end *server)
{
    struct pptp_attempt *attempt = wmem_new0(history->scope, struct pptp_attempt);

    attempt->client = client;
    attempt->server = server;
    pptp_list_append(history->attempts, attempt);
    return attempt;
}

void
pptp_attempt_ask(struct pptp_history *history, struct pptp_attempt *attempt)
{
    const struct pptp_end *client = attempt->client;

    pptp_index_put(history, pptp_key_of_address(&client->address, PPTP_ENTRY_ASKED, 0, client->port), attempt);
}

struct pptp_attempt *
pptp_attempt_asking(struct pptp_history *history, const struct pptp_end *client)
{
    struct pptp_attempt *attempt =
        pptp_index_get(history, pptp_key_of_address(&client->address, PPTP_ENTRY_ASKED, 0, client->port));

    return attempt && attempt->answered.frame == 0 && addresses_equal(&attempt->client->address, &client->address)
               ? attempt
               : NULL;
}

const struct pptp_connection *
pptp_attempt_newest_connection(const struct pptp_history *history, const struct pptp_attempt *attempt)
{
    return pptp_route_find(history, &attempt->client->address, &attempt->server->address)->connection;
}

void
pptp_attempt_refuse(struct pptp_history *history, struct pptp_attempt *attempt, const struct pptp_refusal *refusal)
{
    if (attempt->refusal)
        return;
    attempt->refusal = wmem_memdup(history->scope, refusal, sizeof *refusal);
    copy_address_wmem(history->scope, &attempt->refusal->sender, &refusal->sender);
}
