/* Stores decryption results in blocks: an array that doubles would need twice their memory while it grows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "ppp/results.h"

enum { BLOCK = 16 };

struct pptp_results {
    wmem_allocator_t *scope;
    wmem_array_t *blocks;
    uint32_t count;
    const struct pptp_result *newest;   /* NULL: none so far */
};

struct pptp_results *
pptp_ppp_results_new(wmem_allocator_t *scope)
{
    struct pptp_results *results = wmem_new0(scope, struct pptp_results);

    results->scope = scope;
    results->blocks = wmem_array_new(scope, sizeof(struct pptp_result *));
    return results;
}

static struct pptp_result *
result_at(const struct pptp_results *results, uint32_t index)
{
    struct pptp_result *const *blocks = wmem_array_get_raw(results->blocks);

    return blocks[index / BLOCK] + index % BLOCK;
}

void
pptp_ppp_results_add(struct pptp_results *results, const struct pptp_result *result)
{
    struct pptp_result *added;

    if (results->count % BLOCK == 0) {
        struct pptp_result *block = wmem_alloc_array(results->scope, struct pptp_result, BLOCK);

        wmem_array_append_one(results->blocks, block);
    }
    added = result_at(results, results->count++);
    *added = *result;
    results->newest = added;
}

const struct pptp_result *
pptp_ppp_results_newest(const struct pptp_results *results)
{
    return results->newest;
}

const struct pptp_result *
pptp_ppp_results_until(const struct pptp_results *results, const struct pptp_packet *packet)
{
    const struct pptp_result *newest = results->newest;
    uint32_t from = 0, to = results->count;

    if (!newest || newest->packet == packet || pptp_packet_is_before(newest->packet, packet->frame, packet->layer))
        return newest;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        const struct pptp_packet *about = result_at(results, middle)->packet;

        if (about == packet || pptp_packet_is_before(about, packet->frame, packet->layer))
            from = middle + 1;
        else
            to = middle;
    }
    return from > 0 ? result_at(results, from - 1) : NULL;
}
