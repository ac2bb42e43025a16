/* Finds what is known of a RADIUS request by its ends and its Identifier.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/hash.h"
#include "radius/ends.h"

static unsigned
hash_ends(const void *key)
{
    const struct pptp_radius_ends *ends = key;
    uint32_t ports = (uint32_t)ends->client.port << 16 | ends->server.port;

    return pptp_hash_addresses(&ends->client.address, &ends->server.address, ports) + ends->identifier * 0x9e3779b1u;
}

static gboolean
are_same_ends(const void *one, const void *other)
{
    const struct pptp_radius_ends *a = one, *b = other;

    return a->identifier == b->identifier && pptp_end_is_same(&a->client, &b->client)
           && pptp_end_is_same(&a->server, &b->server);
}

wmem_map_t *
pptp_radius_ends_table(void)
{
    return wmem_map_new(wmem_file_scope(), hash_ends, are_same_ends);
}

struct pptp_end
pptp_radius_ends_keep(const struct pptp_end *end)
{
    struct pptp_end kept = { .port = end->port };

    copy_address_wmem(wmem_file_scope(), &kept.address, &end->address);
    return kept;
}
